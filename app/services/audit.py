"""Who did what when: the list of what an owner looks at twice, to be narrowed down and exported."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from app.core import audit as rules
from app.core.audit import LABELS, Choice, Doing, Row
from app.core.list_file import FileColumn, Kind, ListFile, Value
from app.core.list_paper import ListSheet
from app.core.staff.rights import Act
from app.errors import refuse, system_reason
from app.i18n.mark import N_
from app.services.desk import Circumstances
from app.services.export_log import NewExport
from app.services.exports import write_noted
from app.services.known import family_of
from app.services.list_files import save_list
from app.services.list_papers import ListShop, drawn_list, list_file, shop_of
from app.services.rights import allow
from app.storage import audit as stored
from app.storage import doings
from app.storage.audit import Between, Exported
from app.storage.books import load_book
from app.storage.doings import Done
from app.storage.store import Session, Store

__all__ = ["LABELS", "Audit", "Choice", "Doing", "Done", "Exported", "Line", "Outgo", "Row", "Told", "rows_between"]

_PIECE = 1 << 20

COLUMNS = tuple(
    FileColumn(head, kind)
    for head, kind in (
        *(("at", Kind.INSTANT), ("who", Kind.TEXT), ("what", Kind.TEXT), ("entry", Kind.COUNT)),
        *(("customer", Kind.TEXT), ("name", Kind.TEXT), ("amount", Kind.MONEY)),
        *(("field", Kind.TEXT), ("old", Kind.TEXT), ("new", Kind.TEXT)),
    )
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list with the names behind it: who did it, about which customer (number and name)."""

    row: Row
    who: str
    customer: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Anything that was done, with the names behind it; of an entry the day it is of, and what was written about it."""

    row: Row | Done
    who: str
    customer: str = ""
    name: str = ""
    why: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Outgo:
    """Data that went out, with the names behind it."""

    out: Exported
    who: str
    customer: str = ""
    name: str = ""


class Audit:
    """The door to the list of doings, which only reads."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def lines(self, choice: Choice = Choice(), customer: str = "") -> list[Line]:  # noqa: B008 - a tuple
        """Return the doings asked for, the newest first; `customer` is a number: of theirs and of all merged into it.

        Refused when there is no such customer.
        """
        allow(self._store, self._around, Act.SEE_AUDIT)
        with self._store.read() as session:
            return _named(session, _found(session, choice, customer))

    def find(self, choice: Choice = Choice(), customer: str = "") -> tuple[Row, ...]:  # noqa: B008 - a tuple
        """Return the doings asked for without the names behind them, which `told` gives for those that are shown."""
        allow(self._store, self._around, Act.SEE_AUDIT)
        with self._store.read() as session:
            return _found(session, choice, customer)

    def everything(self, choice: Choice = Choice(), customer: str = "") -> list[int]:  # noqa: B008 - a tuple
        """Return the keys of all that was recorded, the newest first; `done` reads what they stand for.

        Of a choice only days and staff count.
        """
        allow(self._store, self._around, Act.SEE_AUDIT)
        with self._store.read() as session:
            family = frozenset(family_of(session, customer)) if customer else None
            return doings.keys(session, _between(choice), staff=choice.staff, customers=family)

    def told(self, rows: Sequence[Row]) -> list[Told]:
        """Return doings with the names behind them and what was written about them."""
        with self._store.read() as session:
            return _told(session, rows)

    def done(self, keys: Sequence[int]) -> list[Told]:
        """Return what stands behind keys, with the names and what was written about it."""
        allow(self._store, self._around, Act.SEE_AUDIT)
        with self._store.read() as session:
            return _told(session, doings.rows(session, keys))

    def people(self) -> list[tuple[int, str]]:
        """Return everybody who ever belonged to the staff: id and name, in the order they came."""
        with self._store.read() as session:
            return sorted(stored.names(session, []).staff.items())

    def staff_named(self, name: str) -> int:
        """Return the id of a member of staff by name; refused without one."""
        with self._store.read() as session:
            for number, known in stored.names(session, []).staff.items():
                if known == name:
                    return number
        refuse("staff", N_("staff: there is nobody called “{name}”."), name=name)

    def exports(self) -> list[Exported]:
        """Return when data went out of the book, the newest first."""
        allow(self._store, self._around, Act.SEE_AUDIT)
        with self._store.read() as session:
            return [*stored.exported(session)][::-1]

    def outgoes(self) -> list[Outgo]:
        """Return when data went out of the book, the newest first, with the names behind it."""
        found = self.exports()
        with self._store.read() as session:
            names = stored.names(session, sorted({each.customer for each in found if each.customer is not None}))
        return [
            Outgo(each, names.staff.get(each.staff, ""), *names.customers.get(each.customer or 0, ("", "")))
            for each in found
        ]

    def known_file(self, path: Path) -> list[Outgo]:
        """Return the exports that wrote a file as it is now, the newest first; refused when it cannot be read."""
        mark = hashlib.sha256()
        try:
            with path.open("rb") as opened:
                while piece := opened.read(_PIECE):
                    mark.update(piece)
        except OSError as error:
            text = N_("{path} cannot be read: {reason}.")
            refuse("file", text, path=path, reason=system_reason(error))
        return [each for each in self.outgoes() if each.out.sha256 == mark.hexdigest()]

    def save(self, path: Path, choice: Choice = Choice(), customer: str = "") -> int:  # noqa: B008 - a tuple
        """Write the doings asked for, and note that; return how many there were. Refuses the book's own file.

        A file called `.xlsx` becomes a workbook, any other CSV.
        """
        allow(self._store, self._around, Act.EXPORT_LIST, str(path))
        found = self.lines(choice, customer)
        with self._store.read() as session:
            decimals = load_book(session).decimals
        save_list(self._store, self._around, path, _list(found, decimals), "audit")
        return len(found)

    # ---- as it is shown ---------------------------------------------------------------------------------------------

    def export(self, sheet: ListSheet, path: Path, language: str) -> int:
        """Write a list as it is shown to a file for spreadsheets, and note that; return its rows.

        Whoever read the list had the right to see it; letting it go out is another. Refused when it cannot be written.
        """
        allow(self._store, self._around, Act.EXPORT_LIST, str(path))
        return save_list(self._store, self._around, path, list_file(sheet, self._shop(), language), "audit")

    def pdf(self, sheet: ListSheet, language: str) -> bytes:
        """Return a list as it is shown as PDF, on A4."""
        allow(self._store, self._around, Act.SEE_AUDIT)
        return drawn_list(sheet, self._shop(), language, self._around.today())

    def save_pdf(self, sheet: ListSheet, path: Path, language: str) -> None:
        """Write the PDF of a list into a file, and note that; refused when it cannot be written."""
        said = NewExport("audit", "pdf", len(sheet.rows))
        write_noted(self._store, self._around, path, [self.pdf(sheet, language)], lambda: said)

    def _shop(self) -> ListShop:
        with self._store.read() as session:
            return shop_of(session)


def _found(session: Session, choice: Choice, customer: str) -> tuple[Row, ...]:
    family = frozenset(family_of(session, customer)) if customer else None
    rows = rules.select(rows_between(session, _between(choice)), choice, _local_day)
    return rows if family is None else tuple(row for row in rows if row.customer in family)


def _named(session: Session, rows: Sequence[Row]) -> list[Line]:
    names = _names(session, rows)
    return [
        Line(row, names.staff.get(row.staff, ""), *names.customers.get(row.customer or 0, ("", ""))) for row in rows
    ]


def _told(session: Session, rows: Sequence[Row | Done]) -> list[Told]:
    names = _names(session, rows)
    entries = sorted({row.entry for row in rows if row.entry is not None})
    reasons, days = doings.reasons(session, entries), doings.days(session, entries)
    return [
        Told(
            row,
            names.staff.get(row.staff, ""),
            *names.customers.get(row.customer or 0, ("", "")),
            reasons.get(row.entry or 0, ""),
            days.get(row.entry or 0),
        )
        for row in rows
    ]


def _names(session: Session, rows: Sequence[Row | Done]) -> stored.Names:
    return stored.names(session, sorted({row.customer for row in rows if row.customer is not None}))


def rows_between(session: Session, when: Between) -> list[Row]:
    """Return everything worth a second look that was recorded between two instants."""
    found = [row for entry in stored.entries(session, when) for row in rules.of_entry(entry)]
    found += [row for change in stored.changes(session, when) if (row := rules.of_change(change)) is not None]
    found += [rules.of_drawer(line) for line in stored.drawer_lines(session, when)]
    found += [
        Row(each.at, each.approver, Doing.APPROVAL, field=f"approval.{each.rights}", old=each.asker)
        for each in stored.approvals(session, when)
    ]
    found += [
        Row(each.at, each.staff, Doing.EXPORT, each.customer, field=f"export.{each.what}", old="", new=str(each.rows))
        for each in stored.exported(session, when)
        if each.what not in rules.ROUTINE_PAPERS
    ]
    return found


def day_between(first: date | None, last: date | None) -> Between:
    """Return from when until when (UTC) local days last; None is without an end."""
    begin = None if first is None else _midnight(first)
    end = None if last is None or last == date.max else _midnight(last + timedelta(days=1))
    return Between(begin, end)


def _between(choice: Choice) -> Between:
    return day_between(choice.first_on, choice.last_on)


def _midnight(on: date) -> datetime | None:
    try:
        return datetime(on.year, on.month, on.day).astimezone().astimezone(UTC)
    except (OverflowError, ValueError, OSError):  # a day no clock of this computer has
        return None


def _local_day(at: datetime) -> date:
    return at.astimezone().date()


def _list(lines: list[Line], decimals: int) -> ListFile:
    return ListFile("audit", COLUMNS, map(_cells, lines), decimals)


def _cells(line: Line) -> tuple[Value, ...]:
    row = line.row
    about = (row.entry, line.customer, line.name, row.amount or None)
    return (row.at, line.who, row.what.value, *about, row.field, row.old, row.new)
