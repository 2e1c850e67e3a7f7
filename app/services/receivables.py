"""Who owes what since when: the ageing of all customers as of any day, the charges behind it, on paper and in files."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from app.core.chart import ChartLook
from app.core.credit.ageing_list import AgeingAsk, AgeingPage, AgeingSort, narrowed
from app.core.credit.ageing_paper import ageing_chart, ageing_sheet
from app.core.credit.buckets import AgeingTable, Basis, behind, check_buckets, table
from app.core.customer_list import number_order
from app.core.items import ItemKind
from app.core.ledger import in_dispute
from app.core.owing.plan_dates import DuePart
from app.core.staff.rights import Act
from app.services.desk import Circumstances
from app.services.export_log import NewExport
from app.services.exports import write_noted
from app.services.known import family_of
from app.services.list_files import save_list
from app.services.list_papers import ListShop, drawn_chart, drawn_list, list_file, shop_of
from app.services.rights import allow
from app.services.search import Search
from app.storage import customer_list, views
from app.storage.ageing import ageing_of, parts_of, recorded_so_far
from app.storage.charge_words import words_of_items
from app.storage.disputes import in_dispute_now, open_disputes
from app.storage.settings import load_settings
from app.storage.sold import sold_by_item
from app.storage.store import Session, Store

__all__ = ["AgeingAsk", "AgeingPage", "BehindLine", "Receivables"]


@dataclass(frozen=True, slots=True)
class BehindLine:
    """A charge behind a figure of the ageing, or the part of one that a plan makes due on a day of its own.

    `days` is its age by the basis, negative while it is not due; `column` counts the overdue columns from 0, None while
    it is current; `amount` is what the charge was made with, `disputed` how much of what is open the customer disputes.
    `part` says which instalment of how many of a plan it is, (0, 0) where it is in none. `text` is what was sold, else
    the number on the shop's papers. `kind` says that it is interest, a fee or costs of the charge `of`, and `text` what
    was sold by that.
    """

    charge: str
    on: date
    due_on: date
    days: int
    open: int
    column: int | None
    amount: int
    text: str = ""
    disputed: int = 0
    part: tuple[int, int] = (0, 0)
    of: str = ""
    kind: str = ""


class _Whole(NamedTuple):
    """Everybody's ageing, and what it answers: the book as far as it was recorded, the day, the buckets, the basis."""

    asked: tuple[object, ...]
    table: AgeingTable
    numbers: Mapping[int, str]
    disputed: Mapping[str, int]


class Receivables:
    """The ageing page: asked for, printed, written to files; for use by one thread."""

    def __init__(self, store: Store, around: Circumstances, search: Search) -> None:
        self._store = store
        self._around = around
        self._search = search
        self._last: _Whole | None = None

    # ---- looking ----------------------------------------------------------------------------------------------------

    def ageing(self, ask: AgeingAsk = AgeingAsk()) -> AgeingPage:  # noqa: B008 - a frozen value
        """Return what everybody owes by age, the rows asked for first; refuses buckets that make no sense."""
        allow(self._store, self._around, Act.SEE_REPORTS)
        with self._store.read() as session:
            whole = self._whole(session, ask)
            numbers = whole.numbers
            found = None
            if ask.find.strip():
                found = {numbers[id_] for id_ in self._search.matching(session, ask.find) if id_ in numbers}
            places = _places(session, numbers) if ask.sort is AgeingSort.NAME else None
        return AgeingPage(ask, narrowed(whole.table, ask, found, places), whole.table.foot, whole.disputed)

    def _whole(self, session: Session, ask: AgeingAsk) -> _Whole:
        """Return everybody's ageing: as reckoned last while nothing was recorded since, so that sorting is quick."""
        on = ask.on or self._around.today()
        buckets = load_settings(session).ageing_buckets if ask.buckets is None else ask.buckets
        check_buckets(buckets)
        asked = (*recorded_so_far(session), on, buckets, ask.basis)
        last = self._last
        if last is None or last.asked != asked:
            owners = views.owners(session)
            held, holdings = ageing_of(session, on, ask.basis)
            every = _counted(table(owners, holdings, on, buckets, ask.basis, held))
            numbers = {owner.id: owner.number for owner in owners}
            last = self._last = _Whole(asked, every, numbers, _disputed(session, numbers, on))
        return last

    def behind(self, number: str, ask: AgeingAsk = AgeingAsk()) -> tuple[BehindLine, ...]:  # noqa: B008
        """Return the open charges of a customer, the oldest first: those of a column add up to it. Raises `Refused`."""
        on = ask.on or self._around.today()
        with self._store.read() as session:
            family = family_of(session, number)
            buckets = load_settings(session).ageing_buckets if ask.buckets is None else ask.buckets
            check_buckets(buckets)
            held = [each for id_ in family for each in views.holdings(session, on, customer=id_)]
            parts = parts_of(session, held, on) if ask.basis is Basis.DUE else {}
            texts = _texts(session, {each.of or each.item for each in held if each.kind is ItemKind.CHARGE})
            disputed = open_disputes(session, set(family), on)
        lines: list[BehindLine] = []
        for each in held:
            cut: tuple[DuePart | None, ...] = parts.get(each.item) or (None,)
            left = in_dispute(disputed[each.item], each.amount) if each.item in disputed else 0
            for part in cut:
                own = each if part is None else each._replace(due_on=part.due_on, amount=part.amount)
                for aged in behind([own], on, buckets, ask.basis):
                    contested = min(left, aged.open)
                    left -= contested
                    lines.append(
                        BehindLine(
                            *(aged.charge, aged.on, aged.due_on, aged.days, aged.open, aged.column, each.price),
                            text=texts.get(each.of or each.item, ""),
                            disputed=contested,
                            part=(0, 0) if part is None else (part.nth, part.parts),
                            of=each.of_name,
                            kind=each.part,
                        )
                    )
        return tuple(sorted(lines, key=lambda line: (-line.days, line.on, line.charge)))

    # ---- on screen, on paper, in files ------------------------------------------------------------------------------

    def chart(self, page: AgeingPage, look: ChartLook, language: str) -> str:
        """Return the foot of a page as a chart, in SVG."""
        return drawn_chart(ageing_chart(page.table), look, self._shop(), language)

    def pdf(self, page: AgeingPage, language: str) -> bytes:
        """Return a page as PDF: all its rows on A4, with totals carried from sheet to sheet."""
        return drawn_list(ageing_sheet(page), self._shop(), language, self._around.today())

    def save(self, page: AgeingPage, path: Path, language: str) -> None:
        """Write the PDF of a page into a file, whole or not at all; refused when that cannot be written."""
        said = NewExport("ageing", "pdf", len(page.table.rows))
        write_noted(self._store, self._around, path, [self.pdf(page, language)], lambda: said)

    def export(self, page: AgeingPage, path: Path, language: str) -> int:
        """Write a page's rows to a file for spreadsheets and return their number; refused when it cannot be written.

        A file called `.xlsx` becomes a workbook, any other CSV.
        """
        allow(self._store, self._around, Act.EXPORT_LIST, str(path))
        file = list_file(ageing_sheet(page), self._shop(), language)
        return save_list(self._store, self._around, path, file, "ageing")

    def _shop(self) -> ListShop:
        with self._store.read() as session:
            return shop_of(session)


def _texts(session: Session, items: Collection[int]) -> Mapping[int, str]:
    """Return what was sold by charges; of one of which nothing is told, the number on the shop's papers."""
    sold = sold_by_item(session, sorted(items))
    words = words_of_items(session, [item for item in items if item not in sold])
    return {**{item: said.text or said.document for item, said in words.items()}, **sold}


def _counted(every: AgeingTable) -> AgeingTable:
    """Return a table with its rows in the order of their numbers as people count."""
    if len({len(row.customer) for row in every.rows}) <= 1:
        return every
    return replace(every, rows=tuple(sorted(every.rows, key=lambda row: number_order(row.customer))))


def _places(session: Session, numbers: Mapping[int, str]) -> Mapping[str, int]:
    """Return where each customer's name stands by its sound."""
    in_order = enumerate(customer_list.names_in_order(session))
    return {numbers[id_]: place for place, (id_, _sound) in in_order if id_ in numbers}


def _disputed(session: Session, numbers: Mapping[int, str], on: date) -> Mapping[str, int]:
    """Return how much of what is open on a day is in dispute, by customer number, for those of whom anything is."""
    there = in_dispute_now(session, None, on)
    found: dict[str, int] = {}
    for customer in sorted({each.customer for each in there}):
        left = {each.item: each.amount for each in views.holdings(session, on, customer=customer)}
        amount = sum(min(each.amount, left.get(each.item, 0)) for each in there if each.customer == customer)
        if amount > 0:
            found[numbers[customer]] = amount
    return found
