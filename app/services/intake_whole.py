"""What is to be said of a file as a whole before its rows are gone through: nothing of it is left out in silence."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.core.cells import Row, is_filled, shown
from app.core.intake.findings import Finding, Weight
from app.core.intake.guesses import swapped
from app.core.intake.layout import Layout, is_added
from app.core.intake.settling import is_either, says_principal
from app.core.intake.targets import COLUMNS, DAYS, As, Target
from app.core.intake.titles import first_of, letters, spellings, squeezed
from app.core.intake.units import currency_of, tens_of, unit_of
from app.errors import Message
from app.exchange.sheets import FileKind
from app.i18n.mark import N_
from app.services.intake_source import Source, Table, other_sheets, table_of
from app.services.intake_tally import MAX_SHOWN

_HALF = 0.5
_LEAST_DATES = 10
_MAX_SHOWN_TEXT = 80
_MAX_NAMES = 20


def of_file(source: Source, layout: Layout, currency: str) -> list[Finding]:
    """Say what looks strange about a file as a whole, and what of it is not taken in; `currency` is the book's.

    Columns are judged by the first rows.
    """
    table = table_of(source, replace(layout, newest_first=False))
    rows = list(itertools.islice((row for row in table.rows if not row.blank), MAX_SHOWN))
    return [
        *_other_sheets(source, layout),
        *_above(table),
        *_hidden(source, table, layout),
        *_left_out(table, layout, rows, strict=source.kind is FileKind.TEXT),
        *_side_by_side(table, layout),
        *_either(table, layout),
        *_bonus_within(table, layout, rows),
        *_amounts(table, layout, currency),
        *_days(table, layout, rows),
    ]


def _other_sheets(source: Source, layout: Layout) -> Iterator[Finding]:
    others = other_sheets(source, layout)
    if others:
        text = N_("Only this sheet is taken in; these have rows too, and are to be taken in one by one: {names}.")
        yield Finding(0, "", "", source.sheets[layout.sheet].name, _said(text, others), Weight.WARNED)


def _above(table: Table) -> Iterator[Finding]:
    """Say what stands above the names of the columns: no row of the table, as long as the right line was chosen."""
    for row in table.above:
        value = " | ".join(shown(cell) for cell in row.values if is_filled(cell))[:_MAX_SHOWN_TEXT].replace("\0", "␀")
        text = Message(N_("This line stands above the names of the columns and is no row."))
        yield Finding(row.line, "", "", value, text, Weight.SKIPPED)


def _hidden(source: Source, table: Table, layout: Layout) -> Iterator[Finding]:
    """Say which columns are taken that the workbook does not show."""
    taken = sorted(source.opened.hidden_columns(layout.sheet) & set(layout.columns.values()))
    if taken:
        text = N_("The workbook hides these columns; they are taken in all the same: {names}.")
        yield Finding(0, "", "", "", _said(text, [_called(table, at) for at in taken]), Weight.WARNED)


def _left_out(table: Table, layout: Layout, rows: Sequence[Row], *, strict: bool) -> Iterator[Finding]:
    """Say which columns in which anything stands are taken as nothing; `strict`: a row has no cell beyond its names.

    What looks like money or a term is a warning: somebody may miss it.
    """
    used, most = set(layout.columns.values()), len(table.names) if strict else None
    filled = {at for row in rows for at, cell in enumerate(row.values[:most]) if is_filled(cell)}
    left = [at for at in sorted(filled - used) if at >= len(table.names) or not is_added(table.names[at])]
    missed = [at for at in left if _is_missed(table, layout, rows, at)]
    if missed:
        text = N_("Nothing is taken from these columns, though they seem to be amounts or dates that count: {names}.")
        yield Finding(0, "", "", "", _said(text, [_called(table, at) for at in missed]), Weight.WARNED)
    others = [at for at in left if at not in missed]
    if others:
        text = N_("Nothing is taken from these columns: {names}.")
        yield Finding(0, "", "", "", _said(text, [_called(table, at) for at in others]), Weight.SKIPPED)


def _is_missed(table: Table, layout: Layout, rows: Sequence[Row], at: int) -> bool:
    """Whether a column of which nothing is taken is called as what would be taken in, and says anything but nothing."""
    name = table.names[at] if at < len(table.names) else ""
    kinds = {As.AMOUNT, As.COUNT, *DAYS}
    known = {squeezed(each) for column in COLUMNS[layout.target] if column.read in kinds for each in column.names}
    if layout.target is Target.PRICES or not name:
        return False
    looks = _MONEY.search(name) or _MONTH.fullmatch(name)
    if not {"owed", "open", "amount"} & layout.columns.keys():
        looks = looks or _AGE.search(name)
    if not looks and not known & {*spellings(first_of(name))}:
        return False
    return _filled(rows, at)


def _filled(rows: Sequence[Row], at: int) -> bool:
    """Whether a column says anything but nothing and zero."""
    return any(_SAYS.search(shown(row.values[at])) for row in rows if at < len(row.values))


_MONEY = re.compile(
    r"余额|餘額|结余|結餘|欠|应收|應收|挂账|掛帳|赊|本金|赠金|贈金|储值|儲值|balance|owed|owing|receivable|outstanding"
    r"|(?:剩余|可用|剩).*次|^(?!.*(?:消费|累计|到店|交易|购)).*次数$|prepaid|store.?credit|saldo|solde|guthaben"
    r"|^(?:[总總合][计計]|total)$",
    re.IGNORECASE,
)
_AGE = re.compile(r"^(?:current|older|未到期|not yet due)$|\d ?(?:[-–~至] ?\d+ ?)?(?:天|months?|days?)", re.IGNORECASE)
"""Columns of an ageing: what they come to counts, where no column has it."""

_MONTH = re.compile(
    r"(?:(?:19|20)\d\d[-/.年]?)?(?:1[0-2]|0?[1-9])月(?:份)?|(?:19|20)\d\d[-/.](?:1[0-2]|0?[1-9])(?:-01(?: 00:00.*)?)?"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-. ]*(?:\d\d|\d{4})?",
    re.IGNORECASE,
)
_SAYS = re.compile(r"[1-9一二三四五六七八九壹贰叁肆伍陆柒捌玖]")


def _either(table: Table, layout: Layout) -> Iterator[Finding]:
    """Say as what a balance is taken that could be held for the customers as well as owed by them."""
    if layout.target in {Target.CUSTOMERS, Target.OPENINGS} and is_either(layout.columns, table.names):
        name = "principal" if "principal" in layout.columns else "owed"
        text = {
            "principal": N_(
                "It is taken as money held for the customers. If it is what they owe, take the column as “Owed”."
            ),
            "owed": N_(
                "It is taken as what the customers owe. If it is money held for them, take the column as “Prepaid "
                "principal”."
            ),
        }[name]
        yield Finding(0, _called(table, layout.columns[name]), name, "", Message(text), Weight.WARNED)


def _bonus_within(table: Table, layout: Layout, rows: Sequence[Row]) -> Iterator[Finding]:
    """Say that a balance is taken not to count the bonus beside it, where its name does not tell."""
    at = layout.columns.get("principal")
    if at is not None and {"bonus", "principal"} <= layout.columns.keys() and "held" not in layout.columns:
        name = _called(table, at)
        unsaid = not says_principal(name) and layout.target is not Target.MOVEMENTS
        if unsaid and _filled(rows, layout.columns["bonus"]):
            text = N_(
                "It is taken without the bonus. If the bonus is counted in it, take the column as “Balance "
                "with the bonus in it”."
            )
            yield Finding(0, name, "principal", "", Message(text), Weight.WARNED)


def _side_by_side(table: Table, layout: Layout) -> Iterator[Finding]:
    """Say that further customers stand beside the first ones, under the same names."""
    own = [table.names[at] for at in layout.columns.values() if at < len(table.names) and table.names[at]]
    again = [name for name in table.names if first_of(name) != name and first_of(name) in own]
    if len(again) > 1 and {first_of(name) for name in again} >= set(own):
        text = N_("The same columns stand here once more: only the first ones are taken in. Put the others below them.")
        yield Finding(0, "", "", "", Message(text), Weight.WARNED)


def _amounts(table: Table, layout: Layout, currency: str) -> Iterator[Finding]:
    """Say in what unit amounts are read, and where a column says it is of another currency."""
    for column in COLUMNS[layout.target]:
        at = layout.columns.get(column.name)
        if column.read is not As.AMOUNT or at is None:
            continue
        name = _called(table, at)
        unit = unit_of(name) or table.unit
        if tens_of(unit):
            text = Message(N_("The amounts of this column are read as {unit}, as the file says."), {"unit": unit})
            yield Finding(0, name, column.name, "", text, Weight.WARNED)
        found = currency_of(name)
        if found and found != currency:
            values = {"found": found, "currency": currency}
            text = Message(N_("This column says {found}, but the book is kept in {currency}."), values)
            yield Finding(0, name, column.name, "", text, Weight.WARNED)


def _days(table: Table, layout: Layout, rows: Sequence[Row]) -> Iterator[Finding]:
    """Say where most dates of a column can be read both ways."""
    for column in COLUMNS[layout.target]:
        at = layout.columns.get(column.name)
        if column.read not in DAYS or at is None:
            continue
        both, every = swapped(rows, at)
        if every >= _LEAST_DATES and both > every * _HALF:
            text = N_("{both} of {every} dates can be read both ways: days and months may be swapped.")
            values = {"both": both, "every": every}
            yield Finding(0, _called(table, at), column.name, "", Message(text, values), Weight.WARNED)


def _called(table: Table, at: int) -> str:
    return table.names[at] if at < len(table.names) and table.names[at] else letters(at)


def _said(text: str, names: Sequence[str]) -> Message:
    """Return a sentence with names in it, as the reader's language marks and parts them."""
    listed: Message | None = None
    for name in names[:_MAX_NAMES]:
        one = Message(N_("“{name}”"), {"name": name})
        listed = one if listed is None else Message(N_("{names}, {name}"), {"names": listed, "name": one})
    if len(names) > _MAX_NAMES:
        listed = Message(N_("{names}, …"), {"names": listed})
    return Message(text, {"names": listed})
