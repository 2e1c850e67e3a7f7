"""What arrived and what did not, and a review of prepaid accounts, as lists for spreadsheets."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

from app.core.incoming import TENDER_NAMES
from app.core.list_file import FileColumn, Kind, ListFile, Value
from app.core.list_paper import ListColumn, ListSheet
from app.core.money import Currency
from app.core.review_requests import POINTS, VERDICTS, Point, Scope
from app.core.staff.rights import Act
from app.documents.wording import Wording
from app.errors import Message
from app.i18n import catalog
from app.i18n.format import date_time
from app.i18n.mark import N_
from app.services.arrival_lines import EntryLine, PaymentLine
from app.services.desk import Circumstances
from app.services.export_log import NewExport
from app.services.exports import write_noted
from app.services.incoming import Incomings
from app.services.list_files import ListFiles
from app.services.list_papers import drawn_list, shop_of
from app.services.prepaid_review import PrepaidReview, ReviewView
from app.services.rights import allow
from app.storage.books import load_book
from app.storage.store import Store
from app.system import paths

_ARRIVALS = (
    (N_("List"), Kind.TEXT),
    (N_("No."), Kind.COUNT),
    (N_("Date"), Kind.DAY),
    (N_("Time"), Kind.TEXT),
    (N_("Way"), Kind.TEXT),
    (N_("Customer"), Kind.TEXT),
    (N_("Name"), Kind.TEXT),
    (N_("Account"), Kind.TEXT),
    (N_("Reference"), Kind.TEXT),
    (N_("Text"), Kind.TEXT),
    (N_("Amount"), Kind.MONEY),
    (N_("Left"), Kind.MONEY),
)
_REVIEW = (
    (N_("Customer"), Kind.TEXT, 0.7),
    (N_("Name"), Kind.TEXT, 1.0),
    (N_("Point"), Kind.TEXT, 1.3),
    (N_("By the book"), Kind.TEXT, 0.8),
    (N_("The book says"), Kind.TEXT, 2.1),
    (N_("By a person"), Kind.TEXT, 0.8),
    (N_("Found"), Kind.TEXT, 2.1),
    (N_("Who"), Kind.TEXT, 0.7),
    (N_("When"), Kind.INSTANT, 1.1),
    (N_("Follow up"), Kind.DAY, 0.9),
)
"""The columns of a review, of what kind they are, and how wide on paper."""


class ArrivalLists:
    """The door to these lists as files: a workbook where the file is called `.xlsx`, else CSV."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around
        self._files = ListFiles(store, around)

    def save_arrivals(self, path: Path, first: date | None, last: date | None, language: str) -> int:
        """Write what arrived and what did not, of some days; return the rows. Refused as every export is."""
        wording = self._wording(language)
        found = Incomings(self._store, self._around).arrivals(first, last)
        rows = [
            *_entries(wording, N_("Recorded, but never arrived"), found.never_arrived),
            *_entries(wording, N_("Recorded, may still arrive"), found.awaited),
            *_payments(wording, N_("Arrived, but never recorded"), found.never_recorded),
            *_payments(wording, N_("Given back, but never recorded"), found.refunds),
            *_payments(wording, N_("Put aside"), found.aside),
            *_payments(wording, N_("Proven"), found.tied),
        ]
        columns = tuple(FileColumn(wording.first(head), kind) for head, kind in _ARRIVALS)
        title = wording.first(N_("What arrived"))
        return self._files.save("arrivals", path, ListFile(title, columns, rows, wording.currency.decimals))

    def save_review(self, path: Path, review: str, language: str) -> int:
        """Write a round of reviews, a row for each finding and each point nobody looked at; return the rows."""
        wording = self._wording(language)
        view = PrepaidReview(self._store, self._around).round(review)
        columns = tuple(FileColumn(wording.first(head), kind) for head, kind, _width in _REVIEW)
        title = wording.first(N_("Review of prepaid accounts"))
        rows = list(_review_rows(wording, view))
        return self._files.save("prepaid_review", path, ListFile(title, columns, rows, wording.currency.decimals))

    def review_pdf(self, review: str, language: str) -> bytes:
        """Return a round of reviews as PDF, with room to sign."""
        return self._drawn(self._review_sheet(review, language), language)

    def save_review_pdf(self, path: Path, review: str, language: str) -> int:
        """Write the PDF of a round into a file, and note that; return its rows. Refused when it cannot be written."""
        sheet = self._review_sheet(review, language)
        said = NewExport("prepaid_review", "pdf", len(sheet.rows))
        write_noted(self._store, self._around, path, [self._drawn(sheet, language)], lambda: said)
        return said.rows

    def _drawn(self, sheet: ListSheet, language: str) -> bytes:
        allow(self._store, self._around, Act.SEE_AUDIT)
        with self._store.read() as session:
            shop = shop_of(session)
        return drawn_list(sheet, shop, language, self._around.today())

    def _review_sheet(self, review: str, language: str) -> ListSheet:
        wording = self._wording(language)
        view = PrepaidReview(self._store, self._around).round(review)
        line = view.line
        begun = {"who": _who(wording, line.who), "when": date_time(line.at.astimezone())}
        about = [Message(N_("As of {date}"), {"date": line.on}), Message(N_("Begun by {who}, {when}."), begun)]
        if line.scope is Scope.SAMPLE:
            values: dict[str, object] = {"n": line.size, "of": line.of, "seed": line.seed}
            about.append(Message(N_("{n} of {of} accounts, drawn by the seed “{seed}”."), values))
        about.append(Message(N_("{n} of {of} accounts looked through."), {"n": view.done, "of": len(view.picks)}))
        about.append(Message(N_("Looked through by (signature, date): ____________________")))
        rows = tuple(tuple(_text(each) for each in row) for row in _review_rows(wording, view))
        heads = tuple(ListColumn(Message(head), width) for head, _kind, width in _REVIEW)
        return ListSheet(
            Message(N_("Review of prepaid accounts")), tuple(about), heads, rows, (), carried=False, whole=True
        )

    def _wording(self, language: str) -> Wording:
        with self._store.read() as session:
            book = load_book(session)
        return Wording((catalog.load(language, paths.catalogues()),), Currency(book.currency, book.decimals))


def _review_rows(wording: Wording, view: ReviewView) -> Iterator[tuple[Value, ...]]:
    """Yield a row for each finding, and for each point that nobody looked at, which then says so by its blanks.

    What the book says and what a person found stand apart: who holds the list as evidence must see which is which.
    """
    for pick in view.picks:
        for point in pick.points:
            if point.point is Point.OTHER and not point.findings:
                continue
            by_book = ""
            if point.point is not Point.OTHER:
                by_book = wording.first(VERDICTS[point.told])
            said = "" if point.message is None else wording.first(point.message)
            head = (pick.customer, pick.name, wording.first(POINTS[point.point]), by_book, said)
            if not point.findings:
                yield (*head, "", "", "", None, None)
            for x in point.findings:
                yield (*head, wording.first(VERDICTS[x.verdict]), x.text, _who(wording, x.who), x.at, x.follow_on)


def _who(wording: Wording, name: str) -> str:
    """Return who did something; until staff are told apart that is the owner."""
    return name or wording.first(N_("Owner"))


def _text(value: Value) -> str:
    if isinstance(value, datetime):
        return date_time(value.astimezone())
    return "" if value is None else str(value)


def _entries(wording: Wording, title: str, found: Iterable[EntryLine]) -> Iterator[tuple[Value, ...]]:
    for x in found:
        who = (wording.first(TENDER_NAMES[x.way]), x.customer, x.name)
        yield (wording.first(title), x.entry, x.on, "", *who, "", x.reference, "", x.amount, x.left)


def _payments(wording: Wording, title: str, found: Iterable[PaymentLine]) -> Iterator[tuple[Value, ...]]:
    for x in found:
        who = (wording.first(TENDER_NAMES[x.way]), "", x.name, x.account)
        yield (wording.first(title), x.id, x.on, x.at, *who, x.reference or x.payment, x.text, x.amount, x.left)
