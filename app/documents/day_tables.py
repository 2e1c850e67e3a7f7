"""What a day's end says, table by table and without a place on paper: `day_end` sets it on sheets and rolls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from app.core.day_end import DayEnd
from app.core.day_figures import DayFigures, EntryLine
from app.core.day_words import ENTRY_NAMES, LABELS
from app.core.drawer import DrawerKind, DrawerLine
from app.core.money import Currency
from app.core.receipt_rows import TENDER_NAMES
from app.core.requests import Tender
from app.documents.wording import Wording
from app.errors import Message
from app.i18n import format as fmt
from app.i18n.mark import N_

MOVEMENTS = {
    DrawerKind.FLOAT: N_("Opening float"),
    DrawerKind.IN: N_("Put in"),
    DrawerKind.OUT: N_("Taken out"),
}


@dataclass(frozen=True, slots=True)
class DayPaper:
    """Everything on the paper of a day: the shop, the figures, and, once the day is ended, its end.

    `local` turns an instant into the shop's own clock. `money_sign` puts the currency's sign before amounts that stand
    alone.
    """

    shop_name: str
    currency: Currency
    money_sign: bool
    figures: DayFigures
    end: DayEnd | None
    local: Callable[[datetime], datetime]


class Look(Enum):
    """How much a row matters."""

    PLAIN = "plain"
    SUM = "sum"
    PART = "part"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: what it is about, its figures, and more words about it below."""

    label: str
    cells: tuple[str, ...]
    look: Look = Look.PLAIN
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DayTable:
    """A table: its title, the heads of its figures, its rows."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]


def tables(paper: DayPaper, wording: Wording) -> list[DayTable]:
    """Return the tables of a day, those with nothing in them left out."""
    every = [
        _drawer(paper, wording),
        _denominations(paper, wording),
        _tenders(paper, wording),
        _kinds(paper, wording),
        _reversals(paper, wording),
        _elsewhere(paper, wording),
        _staff(paper, wording),
        _later(paper, wording),
    ]
    return [table for table in every if table.rows]


# ---- the drawer -----------------------------------------------------------------------------------------------------


def _drawer(paper: DayPaper, wording: Wording) -> DayTable:
    figures, say = paper.figures, wording.first
    cash = next(line for line in figures.tenders if line.tender is Tender.CASH)
    opening = N_("Opening float") if figures.opened else N_("Opening float (not counted)")
    rows = [
        TableRow(say(opening), (wording.amount(figures.opening),)),
        TableRow(say(N_("Cash from customers")), (wording.amount(cash.came_in),)),
        TableRow(say(N_("Cash back to customers")), (wording.amount(-cash.went_out),)),
    ]
    rows += [_movement(paper, line, wording) for line in figures.movements if line.kind is not DrawerKind.FLOAT]
    rows.append(TableRow(say(N_("Should be in the drawer")), (wording.amount(figures.expected_cash),), Look.SUM))
    return DayTable(say(N_("Cash drawer")), (say(N_("Amount")),), tuple(rows))


def _movement(paper: DayPaper, line: DrawerLine, wording: Wording) -> TableRow:
    sign = -1 if line.kind is DrawerKind.OUT else 1
    when = paper.local(line.recorded_at)
    words = [fmt.date_time(when) if when.date() != paper.figures.on else f"{when:%H:%M}", line.staff, line.reason]
    detail = "  ·  ".join(word for word in words if word)
    return TableRow(wording.first(MOVEMENTS[line.kind]), (wording.amount(sign * line.amount),), detail=detail)


def _denominations(paper: DayPaper, wording: Wording) -> DayTable:
    counted = [(value, count) for value, count in paper.end.denominations if count] if paper.end else []
    rows = [
        TableRow(wording.amount(value), (f"× {fmt.number(count, wording.language)}", wording.amount(value * count)))
        for value, count in counted
    ]
    if rows and paper.end is not None and paper.end.counted is not None:
        rows.append(TableRow(wording.first(N_("Counted")), ("", wording.amount(paper.end.counted)), Look.SUM))
    heads = (wording.first(N_("Pieces")), wording.first(N_("Amount")))
    return DayTable(wording.first(N_("Notes and coins")), heads, tuple(rows))


# ---- what happened --------------------------------------------------------------------------------------------------


def _tenders(paper: DayPaper, wording: Wording) -> DayTable:
    figures, say = paper.figures, wording.first
    rows = [
        TableRow(say(TENDER_NAMES[line.tender]), _amounts(wording, line.came_in, -line.went_out, line.net))
        for line in figures.tenders
        if line.came_in or line.went_out
    ]
    if len(rows) > 1:
        sums = _amounts(wording, figures.came_in, -figures.went_out, figures.came_in - figures.went_out)
        rows.append(TableRow(say(N_("Total")), sums, Look.SUM))
    return DayTable(say(N_("Money in and out")), (say(N_("In")), say(N_("Out")), say(N_("Net"))), tuple(rows))


def _amounts(wording: Wording, *amounts: int) -> tuple[str, ...]:
    return tuple(wording.amount(amount) for amount in amounts)


def _kinds(paper: DayPaper, wording: Wording) -> DayTable:
    rows = []
    for line in paper.figures.by_kind:
        part = "." in line.kind
        count = "" if part else fmt.number(line.count, wording.language)
        amount = wording.amount(line.amount) if line.amount else ""
        rows.append(TableRow(wording.first(LABELS[line.kind]), (count, amount), Look.PART if part else Look.PLAIN))
    heads = (wording.first(N_("Count")), wording.first(N_("Amount")))
    return DayTable(wording.first(N_("What happened")), heads, tuple(rows))


def _reversals(paper: DayPaper, wording: Wording) -> DayTable:
    rows = tuple(_entry(line, wording, line.original_on) for line in paper.figures.reversals)
    return DayTable(wording.first(N_("Reversed")), _entry_heads(wording), rows)


def _elsewhere(paper: DayPaper, wording: Wording) -> DayTable:
    rows = tuple(_entry(line, wording, line.on) for line in paper.figures.elsewhere)
    return DayTable(wording.first(N_("Recorded today for another day")), _entry_heads(wording), rows)


def _later(paper: DayPaper, wording: Wording) -> DayTable:
    end = paper.end
    if end is None:
        return DayTable("", (), ())
    rows = [_entry(line, wording, None) for line in end.later]
    rows += [_movement(paper, line, wording) for line in end.later_movements]
    return DayTable(wording.first(N_("Recorded after the day's end")), _entry_heads(wording), tuple(rows))


def _entry_heads(wording: Wording) -> tuple[str, ...]:
    return (wording.first(N_("Amount")),)


def _entry(line: EntryLine, wording: Wording, on: object) -> TableRow:
    """Return one entry: what and whose, and below it its date where it is another one, its number and the reason."""
    say = wording.first
    whose = f"{line.name}  {line.no}".strip()
    label = say(ENTRY_NAMES[line.kind]) + (f"  {whose}" if whose else "")
    if line.original is None:
        number = say(Message(N_("entry {number}"), {"number": line.entry}))
    else:
        values = {"number": line.entry, "original": line.original}
        number = say(Message(N_("entry {number}, reverses {original}"), values))
    day = (
        ""
        if on is None or (line.original is not None and on == line.on)
        else say(Message(N_("of {date}"), {"date": on}))
    )
    detail = "  ·  ".join(word for word in (day, number, line.reason) if word)
    return TableRow(label, (wording.amount(line.amount) if line.amount else "",), detail=detail)


def _staff(paper: DayPaper, wording: Wording) -> DayTable:
    """Return what each of the staff did; of a shop where only the owner works there is nothing to tell."""
    say, lines = wording.first, paper.figures.by_staff
    if len(lines) == 1 and not lines[0].name:
        lines = ()
    rows = tuple(
        TableRow(
            line.name or say(N_("Owner")),
            (fmt.number(line.entries, wording.language), *_amounts(wording, line.came_in, -line.went_out)),
        )
        for line in lines
    )
    return DayTable(say(N_("By staff")), (say(N_("Entries")), say(N_("In")), say(N_("Out"))), rows)


# ---- figures --------------------------------------------------------------------------------------------------------


def headline(paper: DayPaper, wording: Wording) -> list[tuple[str, str, str]]:
    """Return the figures that matter, each with its label and a word about it: expected, counted, difference."""
    say, figures, end = wording.first, paper.figures, paper.end

    def money(minor: int) -> str:
        return wording.money(minor, sign=paper.money_sign)

    expected = (say(N_("Should be in the drawer")), money(figures.expected_cash), "")
    if end is None:
        return [
            expected,
            (say(N_("Came in")), money(figures.came_in), ""),
            (say(N_("Went out")), money(figures.went_out), ""),
        ]
    if end.counted is None or end.difference is None:
        return [expected, (say(N_("Counted")), "—", say(N_("not counted"))), (say(N_("Difference")), "—", "")]
    verdict = N_("exact") if end.difference == 0 else N_("too much") if end.difference > 0 else N_("missing")
    difference = ("+" if end.difference > 0 else "") + money(end.difference)
    return [expected, (say(N_("Counted")), money(end.counted), ""), (say(N_("Difference")), difference, say(verdict))]


def notices(paper: DayPaper, wording: Wording) -> Sequence[str]:
    """Say what is unusual of this paper: not ended yet, superseded, changed since."""
    end = paper.end
    if end is None:
        return [wording.first(N_("The day is not ended yet."))]
    found = []
    if end.superseded:
        found.append(wording.first(N_("A later end of this day has taken the place of this one.")))
    if end.changed:
        n = len(end.later) + len(end.later_movements)
        text = wording.translators[0].ngettext(
            "Changed since: {n} event was recorded for this day afterwards.",
            "Changed since: {n} events were recorded for this day afterwards.",
            n,
        )
        found.append(text.format(n=fmt.number(n, wording.language)))
    return found
