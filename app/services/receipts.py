"""Receipts: shown before they are issued, numbered when they are, every copy counted.

A paper is drawn, and written on the disk, before its number and its copy are recorded, outside any transaction; if
another till was faster, it is drawn anew. It takes its place as the last thing before the record is made final, and
leaves it again should that fail. So a number stands in the book only for a paper that exists, and there are no gaps.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.core import receipt as rules
from app.core.journal import Entry, EntryKind
from app.core.money import Currency
from app.core.receipt import Copy, Occasion, Receipt
from app.core.receipt_rows import make_receipt
from app.core.settings import Paper, ReceiptLanguage, Settings
from app.core.staff.rights import Act
from app.documents.raster import PageImage, page_count, some_pages
from app.errors import refuse
from app.i18n import catalog
from app.i18n.mark import N_
from app.services.desk import Circumstances
from app.services.export_log import NewExport, note_within
from app.services.exports import check_target, prepared
from app.services.rights import check_act
from app.storage import receipts as stored
from app.storage.books import load_book
from app.storage.receipts import Issued, NewCopy
from app.storage.settings import load_settings
from app.storage.store import Session, Store
from app.system import paths

if TYPE_CHECKING:
    from app.documents.receipt import Drawn

__all__ = ["IssuedInfo", "IssuedReceipt", "PageImage", "Receipts", "languages_of"]

_MAX_NUMBER = 2**63 - 1  # what the database can be asked for


@dataclass(frozen=True, slots=True)
class IssuedReceipt:
    """A copy just made: the receipt's number, which copy it is, the PDF, and characters 〓 stands for in it."""

    no: str
    nth: int
    pdf: bytes
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IssuedInfo:
    """What was issued for an entry: its number and how many copies."""

    no: str
    copies: int


class _Case(NamedTuple):
    """Everything read for one paper, in one session."""

    occasion: Occasion
    settings: Settings
    currency: Currency
    #: The customer's language and the shop's.
    languages: tuple[str, str]
    issued: Issued | None
    last_id: int


class Receipts:
    """The door to receipts. Entries are named by their number or their request id."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    @staticmethod
    def has_receipt(kind: EntryKind | str) -> bool:
        """Whether an entry of a kind has a receipt."""
        return rules.has_receipt(kind)

    def preview(self, entry: int | str, paper: Paper | None = None, language: ReceiptLanguage | None = None) -> bytes:
        """Return the PDF as it would be printed, marked as a preview; nothing is recorded.

        Without `paper` and `language` the shop's settings count. Refused when there is no such entry, and when entries
        of its kind have no receipt.
        """
        with self._store.read() as session:
            case = _read(session, entry)
        return _draw(case, None, paper, language).pdf

    def issue(
        self,
        entry: int | str,
        paper: Paper | None = None,
        language: ReceiptLanguage | None = None,
        made_as: str = "print",
    ) -> IssuedReceipt:
        """Give an entry's receipt its number, once, count a copy and return it; every copy after the first says so."""
        return self._issue(entry, paper, language, made_as, None)

    def save(
        self, entry: int | str, path: Path, paper: Paper | None = None, language: ReceiptLanguage | None = None
    ) -> IssuedReceipt:
        """Issue a copy into a file; where that cannot be written no copy is counted, and the other way round."""
        check_target(path, self._store.path)
        return self._issue(entry, paper, language, "pdf", path)

    def _issue(
        self,
        entry: int | str,
        paper: Paper | None,
        language: ReceiptLanguage | None,
        made_as: str,
        path: Path | None,
    ) -> IssuedReceipt:
        while True:
            with self._store.read() as session:
                case = _read(session, entry)
                _check_number(session, case)
            copy = Copy(case.issued.copies + 1 if case.issued else 1, self._around.now())
            drawn = _draw(case, copy, paper, language)
            on = (paper or case.settings.paper).value
            new = NewCopy(copy.nth, on, made_as, self._around.staff, copy.made_at)
            no = self._keep(case, new) if path is None else self._keep_in(path, drawn.pdf, case, new)
            if no is not None:
                return IssuedReceipt(no, copy.nth, drawn.pdf, drawn.missing)

    def _keep(self, case: _Case, copy: NewCopy) -> str | None:
        with self._store.write() as session:
            check_act(session, self._around, Act.PRINT_RECEIPT, str(case.occasion.entry.number))
            return _record(session, case, copy)

    def _keep_in(self, path: Path, pdf: bytes, case: _Case, copy: NewCopy) -> str | None:
        """Record a copy and put its file in its place, both or neither: the file is on the disk before, elsewhere."""
        with prepared(path, [pdf]) as draft, self._store.write() as session:
            check_act(session, self._around, Act.PRINT_RECEIPT, str(case.occasion.entry.number))
            no = _record(session, case, copy)
            if no is not None:
                said = NewExport("receipt", "pdf", 1, hashlib.sha256(pdf).digest(), case.occasion.entry.customer)
                note_within(session, self._around, said)
                draft.place()
            return no

    def issued(self, entry: int | str) -> IssuedInfo | None:
        """Return what was issued for an entry, None if nothing was."""
        with self._store.read() as session:
            found = stored.issued_for(session, _entry(session, entry).number)
        return None if found is None else IssuedInfo(found.no, found.copies)

    def page_count(self, pdf: bytes | Path) -> int:
        """Return how many pages a PDF has."""
        return page_count(pdf)

    def some_pages(self, pdf: bytes | Path, dpi: float, numbers: Iterable[int]) -> Iterator[PageImage]:
        """Return some pages of a long PDF, counted from 0, as pictures that are drawn one by one."""
        return some_pages(pdf, dpi, numbers)


# ---- reading and recording ------------------------------------------------------------------------------------------


def _entry(session: Session, reference: int | str) -> Entry:
    known = not isinstance(reference, int) or 0 < reference <= _MAX_NUMBER
    found = stored.find_entry(session, reference) if known else None
    if found is None:
        refuse("entry", N_("entry: there is no entry “{entry}”."), entry=reference)
    return found


def _read(session: Session, reference: int | str) -> _Case:
    entry = _entry(session, reference)
    occasion = stored.occasion_of(session, entry) if rules.has_receipt(entry.kind) else None
    if occasion is None or entry.customer is None:
        refuse("entry", N_("entry: “{entry}” is of a kind that has no receipt."), entry=reference)
    settings, book = load_settings(session), load_book(session)
    shop = settings.language or book.language
    return _Case(
        occasion,
        settings,
        Currency(book.currency, book.decimals),
        (stored.customer_language(session, entry.customer) or shop, shop),
        stored.issued_for(session, entry.number),
        stored.last_receipt(session),
    )


def _number(case: _Case) -> str:
    """Return the number a receipt has, or gets next."""
    if case.issued is not None:
        return case.issued.no
    return f"{case.settings.receipt_prefix}{case.last_id + 1:0{case.settings.receipt_digits}}"


def _check_number(session: Session, case: _Case) -> None:
    """Refuse a new number that some receipt bears already, before there is a paper with it.

    It stays free as long as no other receipt is issued, and then `_record` does not record this one.
    """
    no = _number(case)
    if case.issued is None and stored.number_taken(session, no):
        refuse(
            "receipt_prefix",
            N_("receipt_prefix: number {no} was given before; choose another beginning for receipt numbers."),
            no=no,
        )


def _record(session: Session, case: _Case, copy: NewCopy) -> str | None:
    """Record the copy drawn for a case and return its number; None if things have changed since it was read."""
    entry = case.occasion.entry.number
    issued = stored.issued_for(session, entry)
    if issued != case.issued or (issued is None and stored.last_receipt(session) != case.last_id):
        return None
    if issued is None:
        issued = Issued(case.last_id + 1, _number(case), entry, 0)
        stored.add_receipt(session, issued, copy.made_at)
    stored.add_copy(session, issued.id, copy)
    return issued.no


# ---- drawing --------------------------------------------------------------------------------------------------------


def _draw(case: _Case, copy: Copy | None, paper: Paper | None, language: ReceiptLanguage | None) -> "Drawn":
    from app.documents.receipt import draw_receipt  # reportlab is loaded with the first paper, not with the window

    receipt = _make(case, copy)
    wanted = language or case.settings.receipt_language
    folder = paths.catalogues()
    found = [catalog.load(each, folder) for each in languages_of(wanted, *case.languages)]
    translators = list({each.language: each for each in found}.values())  # a missing catalogue gives English twice
    return draw_receipt(receipt, paper or case.settings.paper, translators, paths.resources() / "fonts")


def _make(case: _Case, copy: Copy | None) -> Receipt:
    number = "" if copy is None and case.issued is None else _number(case)
    local = None if copy is None else copy._replace(made_at=_local(copy.made_at))
    recorded_at = _local(case.occasion.entry.recorded_at)
    return make_receipt(case.occasion, case.settings, case.currency, number, local, recorded_at)


def _local(moment: datetime) -> datetime:
    """Return a moment on the shop's own clock."""
    return moment.astimezone()


def languages_of(wanted: ReceiptLanguage, customer: str, shop: str) -> tuple[str, ...]:
    """Return the languages of a paper, the leading one first; both means two that differ."""
    match wanted:
        case ReceiptLanguage.CUSTOMER:
            return (customer,)
        case ReceiptLanguage.SHOP:
            return (shop,)
        case _ if customer[:2] != shop[:2]:
            return (customer, shop)
        case _:  # two ways of writing Chinese are no two languages to anybody
            return (customer, "en" if customer != "en" else "zh_CN")
