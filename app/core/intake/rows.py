"""Reading one row: which rows are no data, whether the cells are those of the columns, what each of them says."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from app.core.cells import Covered, Figure, Row, Value, is_filled, priced, shown
from app.core.customer import MIN_PHONE_DIGITS
from app.core.intake.findings import Finding, Weight
from app.core.intake.layout import Layout, is_added, is_more
from app.core.intake.marks import is_of
from app.core.intake.phones import read_phones
from app.core.intake.targets import COLUMNS, FIGURES, KNOWN, As, Column, Target
from app.core.intake.texts import is_rounded
from app.core.intake.titles import letters, squeezed
from app.core.intake.totals import Totals
from app.core.intake.units import STROKE, currency_said, is_units, tens_of, unit_in, unit_of
from app.core.intake.values import (
    Style,
    Unread,
    amount_of,
    birthday_of,
    code_of,
    count_of,
    day_of,
    line_of,
    number_of,
    phones_of,
    text_of,
    until_of,
)
from app.core.money import Money
from app.errors import Message
from app.i18n.mark import N_

Cell: TypeAlias = str | int | date | tuple[str, ...] | tuple[int, int]
"""What a cell says: text, an amount in minor units or a count, a day, phones, a number with its decimals."""

_MAX_SHOWN = 80
_TOTAL = re.compile(
    r"(?:[合小总總][ ]*[计計]|汇[ ]*总|彙[ ]*總|本页|本頁|累[计計]|sub[- ]?total|grand total|totals?|sum)[ ]*:?",
    re.IGNORECASE,
)
_SUM = r"(?:[合小总總共累][ ]*[计計]|汇[ ]*总|彙[ ]*總|[总總][和额額])"
_TOTAL_FIRST = re.compile(
    r"(?:[本当當][页頁日月]|全部|以上|[金余][额額]|餘額|储值|欠款|人[数數])?[ ]*"
    rf"{_SUM}(?:[人笔条][数數]|[金余][额額]|餘額)?"
    r"[ ]*(?:\(.*\))?[ ]*(?::.*|[\d,.]+元?)?"
    r"|(?:(?:sub|grand|page|overall)[- ]?)?totals?(?: (?:amount|balance|for|of)\b.*)?[ ]*(?:[:(].*)?",
    re.IGNORECASE,
)
_SUM_OF_TIME = re.compile(
    r"(?:本[期日周月季年]|当[日月年]|全年|累计)(?:借贷|借方|贷方)?(?:合计|累计|小计)|过次页|過次頁|承前页|承前頁"
)
"""Sums as ledgers have them between their rows, in whatever column the words of a row stand."""

_AVERAGE = re.compile(r"(?:平均值?|均值|average|占比|百分比|比例|percent(?:age)?(?: of total)?)[ ]*:?", re.IGNORECASE)
_ITEMS = r"[页頁条條笔筆行户戶人名个個张張项項位]"
_COUNTS = re.compile(
    rf"第[ ]*\d+[ ]*[页頁].*|共[ ]*[计計]?[ ]*:?[ ]*\d+[ ]*{_ITEMS}.*"
    rf"|[总總合]?[计計]?(?:人|会员|會員|客户|客戶|户|戶|笔|筆|条|條|件|记录|記錄|张|張)[数數][ ]*:?[ ]*\d*[ ]*{_ITEMS}?"
)
_LABELS = re.compile(
    r"(?:制表|製表|打印|列印|导出|匯出|填表|审核|審核|复核|經辦|经办|出纳|财务|操作|统计|报表)"
    r"(?:人|员|員|时间|時間|日期|单位|單位)?[ ]*(?::.*)?"
    r"|(?:备注|備註|注|说明|說明|注意|note)[ ]*:.*|以下(?:空白|无正文|無正文).*|[-—=*#~_]{3,}.*|#[ ].*|//.*"
    r"|(?:printed|exported|generated|created)(?: (?:on|at|by))?[ :].*|page \d.*|end(?: of\b.*)?|—*[ ]*完[ ]*—*",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"(?:示例|样例|範例|范例|举例|例如|example|sample)[ ]*(?::|\Z)", re.IGNORECASE)
_ASKED = re.compile(r"[(\[【]?(?:必填|选填|非必填|可不填|必須|選填|required|optional|mandatory)[)\]】]?", re.IGNORECASE)
_TEXTS = frozenset({As.CODE, As.LINE, As.TEXT, As.PHONES})
_IS_TOTAL = N_("This is a total of other rows.")
_DEBITS = frozenset({"owed", "taken", "credit_limit"})
_DEBITS_OF_BILLS = frozenset({"amount", "open", "balance"})
"""Columns a debit adds to; to the others a credit does."""


class Read(NamedTuple):
    """What a row says, by the names of its columns; with a finding that refuses it, nothing is to be made of it.

    `row` is as it stands in the file.
    """

    line: int
    cells: Mapping[str, Cell]
    findings: tuple[Finding, ...] = ()
    row: Row | None = None

    @property
    def good(self) -> bool:
        """Whether it can be taken in."""
        return all(finding.weight is Weight.WARNED for finding in self.findings)

    def shown(self, at: int | None) -> str:
        """Return what stands in a column, as the file has it."""
        values = self.row.values if self.row is not None else ()
        return shown(values[at]) if at is not None and at < len(values) else ""

    def text(self, name: str) -> str:
        """Return a text, blank where none stands."""
        found = self.cells.get(name, "")
        return found if isinstance(found, str) else ""

    def whole(self, name: str) -> int | None:
        """Return an amount or a count."""
        found = self.cells.get(name)
        return found if isinstance(found, int) else None

    def day(self, name: str) -> date | None:
        """Return a day."""
        found = self.cells.get(name)
        return found if isinstance(found, date) else None

    def phones(self) -> tuple[str, ...]:
        """Return the phones of all columns that have some."""
        cells = [self.cells.get(name, ()) for name in ("phones", "phone2")]
        return tuple(dict.fromkeys(str(each) for cell in cells if isinstance(cell, tuple) for each in cell))

    def name(self) -> str:
        """Return what somebody is called; where it is split, in the order their names are spoken in."""
        whole, given, family = (self.text(each) for each in ("name", "given_name", "family_name"))
        if whole and given and family:
            return whole
        return full_name(given or (whole if family else ""), family or whole)

    def number(self, name: str) -> tuple[int, int] | None:
        """Return a number with its decimals."""
        found = self.cells.get(name)
        return (int(found[0]), int(found[1])) if isinstance(found, tuple) and len(found) == 2 else None  # noqa: PLR2004


class RowReader:
    """Reads rows by a layout. `names` are the columns' names; `strict` checks that a row has as many cells as those."""

    def __init__(
        self, layout: Layout, names: Sequence[str], digits: int, *, strict: bool, currency: str = "", unit: str = ""
    ) -> None:
        """`unit` is what amounts are in where no column's name says otherwise; `currency` is the book's."""
        self._layout = layout
        self._names = names
        self._strict = strict
        self._currency = currency
        known = {column.name: column for column in COLUMNS[layout.target]}
        self._columns = [(known[name], at) for name, at in layout.columns.items() if name in known]
        style = layout.style(digits)._replace(currency=currency)
        self._styles = {column.name: self._style(style, column, at, unit) for column, at in self._columns}
        self._totals = Totals(layout.target, self._columns, self._styles)
        self._named = [name for name in names if name]
        self._called = {column.name: frozenset(map(squeezed, column.names)) for column, _at in self._columns}
        self._other = 0  # the line at which another table begins below this one

    def _style(self, style: Style, column: Column, at: int, unit: str) -> Style:
        """Return how a column is written: amounts may be short by a power of ten, and are debits or credits."""
        if column.read is not As.AMOUNT:
            return style
        debit = column.name in (_DEBITS_OF_BILLS if self._layout.target is Target.BILLS else _DEBITS)
        return style._replace(tens=tens_of(unit_of(self.called(at)) or unit), debit=debit)

    def called(self, at: int) -> str:
        """Return what a column is called in the file."""
        return (self._names[at] if at < len(self._names) else "") or letters(at)

    def read(self, row: Row) -> Read | None:
        """Return what a row says; None for one in which nothing stands."""
        if row.blank:
            return None
        whole = self._of_whole(row)
        if whole is not None:
            return Read(row.line, {}, (whole, *self._total(row, whole)))
        cells: dict[str, Cell] = {}
        findings: list[Finding] = []
        for column, at in self._columns:
            value = row.values[at] if at < len(row.values) else ""
            try:
                found = read_cell(column.read, value, self._styles[column.name])
            except Unread as unread:
                findings.append(self._finding(row, column, at, unread.message))
                continue
            if isinstance(value, Covered) and value:
                findings.append(self._covered(row, column, at))
            doubt = _doubt(column.read, value, found)
            if doubt is not None:
                findings.append(self._finding(row, column, at, doubt, Weight.WARNED))
            if found not in {None, "", ()}:
                cells[column.name] = found
        other = self._other_currency(row, cells)
        if other is not None:
            findings.append(other)
        self._totals.add(cells)
        if row.hidden:
            text = Message(N_("The workbook hides this row, as a filter does; it is taken in all the same."))
            findings.append(Finding(row.line, "", "", _begin(row), text, Weight.WARNED))
        return Read(row.line, cells, tuple(findings), row)

    def _other_currency(self, row: Row, cells: Mapping[str, Cell]) -> Finding | None:
        """Refuse a row with an amount that says it is of another currency than the book's."""
        found = currency_said(str(cells["currency"])) if "currency" in cells else ""
        if not found or not self._currency or is_of(found, self._currency):
            return None
        if not any(column.read in FIGURES and cells.get(column.name) for column, _at in self._columns):
            return None
        column, at = next(each for each in self._columns if each[0].name == "currency")
        text = N_("This amount is in {found}, but the book is kept in {currency}.")
        return self._finding(row, column, at, Message(text, {"found": found, "currency": self._currency}))

    def _total(self, row: Row, whole: Finding) -> Iterator[Finding]:
        """Say where a total of the file is not what its rows come to; where the last come first, totals do so too."""
        if whole.reason.text != _IS_TOTAL or self._layout.newest_first:
            return
        text = N_("The file says this comes to {stated}, but the rows that can be read come to {reckoned}.")
        for each in self._totals.differing(row.values):
            values = {"stated": Money(each.stated), "reckoned": Money(each.reckoned)}
            yield self._finding(row, each.column, each.at, Message(text, values), Weight.WARNED)

    def _finding(self, row: Row, column: Column, at: int, reason: Message, weight: Weight = Weight.REFUSED) -> Finding:
        said = priced if column.read in FIGURES else shown
        value = said(row.values[at])[:_MAX_SHOWN] if at < len(row.values) else ""
        return Finding(row.line, self.called(at), column.name, value, reason, weight)

    def _covered(self, row: Row, column: Column, at: int) -> Finding:
        """Say that a cell is merged with one above: what holds for both rows is taken, an amount is of one of them."""
        if column.read in FIGURES:
            text = N_("This cell is merged with one above: whose the figure is cannot be told. Take the merging apart.")
            return self._finding(row, column, at, Message(text))
        text = N_("This cell is merged with one above; what stands there is taken for this row too.")
        return self._finding(row, column, at, Message(text), Weight.WARNED)

    def _of_whole(self, row: Row) -> Finding | None:
        """Return what is wrong with a row as a whole, or that it is no data."""
        if row.trouble is not None:
            return Finding(row.line, "", "", _begin(row), row.trouble)
        aside = self._no_data(row)
        if aside is not None:
            return Finding(row.line, "", "", _begin(row), aside, Weight.SKIPPED)
        return self._below(row) or self._shape(row)

    def _below(self, row: Row) -> Finding | None:
        """Return that a row is of another table, which begins below this one with names of its own."""
        if self._layout.newest_first or not self._layout.header:
            return None
        if self._other:
            text = N_("This row stands below the names of another table (line {line}): its cells are not this one’s.")
            return Finding(row.line, "", "", _begin(row), Message(text, {"line": self._other}))
        if not self._has_phone(row) and (is_heading(row.values) or self._begins_anew(row)):
            self._other = row.line
            text = N_("Another table begins here. It is not taken in with this one; put it into a file of its own.")
            return Finding(row.line, "", "", _begin(row), Message(text))
        return None

    def _no_data(self, row: Row) -> Message | None:
        """Return why a row is no data: a total of others, a line under the table, the names once more."""
        texts = [_narrow(shown(value)) for value in row.values if is_filled(value)]
        found = self._beside_rows(row, texts)
        if found is None and self._is_header(row, texts):
            found = N_("The names of the columns stand here once more.")
        if found is None and (_EXAMPLE.match(texts[0]) or all(map(_ASKED.fullmatch, texts))):
            found = N_("This looks like a line of a template, and no row.")
        return Message(found) if found is not None else None

    def _beside_rows(self, row: Row, texts: Sequence[str]) -> str | None:
        """Return what a line is that stands between rows or under them: a total, an average, a footer, the units."""
        first, few = texts[0], len(texts) * 2 <= len(self._names) or len(texts) == 1
        if not self._has_phone(row) and (
            _TOTAL_FIRST.fullmatch(first)
            or _TOTAL.fullmatch(first)
            or (few and _TOTAL.fullmatch(texts[-1]))
            or any(_SUM_OF_TIME.fullmatch(text) for text in texts)
        ):
            return _IS_TOTAL
        if _AVERAGE.fullmatch(first):
            return N_("This is an average or a share of other rows.")
        if few and (_COUNTS.fullmatch(first) or _LABELS.fullmatch(first)):
            return N_("This line stands under the table and is no row of it.")
        if is_units(row.values) and not _is_said_of(row, self._columns):
            return N_("This line only says in what units the columns are.")
        return None

    def _is_header(self, row: Row, texts: Sequence[str]) -> bool:
        """Whether a row has the names of the columns again, as they are or in other words for the same."""
        if len(texts) > 1 and len(texts) == len(self._named) and all(map(_is_name, texts, self._named)):
            return True
        said = 0
        for column, at in self._columns:
            text = shown(row.values[at]) if at < len(row.values) else ""
            if text and squeezed(text) not in self._called[column.name]:
                return False
            said += bool(text)
        return said > 1

    def _begins_anew(self, row: Row) -> bool:
        """Whether a row of words has a column's own name in that column, beside others it does not have."""
        at = self._layout.columns.get("no")
        cell = shown(row.values[at]) if at is not None and at < len(row.values) else ""
        if at is None or not cell or any(map(str.isdigit, cell)) or squeezed(cell) != squeezed(self.called(at)):
            return False
        return not any(map(str.isdigit, "".join(map(shown, row.values))))

    def _has_phone(self, row: Row) -> bool:
        """Whether a phone number stands in a row: then it is somebody's, whatever they are called."""
        at = self._layout.columns.get("phones")
        cell = shown(row.values[at]) if at is not None and at < len(row.values) else ""
        return sum(map(str.isdigit, cell)) >= MIN_PHONE_DIGITS

    def _shape(self, row: Row) -> Finding | None:
        """Return what is wrong with the number of cells: then some of them would stand under the wrong names."""
        width, named = len(self._names), len(self._names)
        while named and (not self._names[named - 1] or is_added(self._names[named - 1])):
            named -= 1
        count = len(row.values)
        while count > width and not is_filled(row.values[count - 1]):
            count -= 1  # nothing stands in it: nothing is shifted
        left_over = any(
            is_more(name) and at < len(row.values) and is_filled(row.values[at]) for at, name in enumerate(self._names)
        )
        if not width or (not left_over and (named <= count <= width or not self._strict)):
            return None
        text = N_("This line has {count} cells, but there are {columns} columns: it may be shifted.")
        return Finding(row.line, "", "", _begin(row), Message(text, {"count": count, "columns": width}))


def full_name(given: str, family: str) -> str:
    """Return a name of its parts: the family first, without a blank, where both are Chinese; else the given one first.

    A part that holds the other is the whole name already.
    """
    if not given or not family or given.casefold() in family.casefold():
        return family or given
    if family.casefold() in given.casefold():
        return given
    return family + given if _HAN.fullmatch(family + given) else f"{given} {family}"


_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff·]+")


def _narrow(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _is_said_of(row: Row, columns: Sequence[tuple[Column, int]]) -> bool:
    """Whether anything stands where a row has its name, number or texts: somebody may be called 张 or 元."""
    cells = [row.values[at] for column, at in columns if column.read in _TEXTS and at < len(row.values)]
    return any(unit_in(shown(cell)) not in {"", STROKE} for cell in cells)


def is_heading(values: Sequence[Value]) -> bool:
    """Whether a row can be nothing but names of columns: words without figures, and most of them known as such."""
    filled = [value for value in values if is_filled(value)]
    if len(filled) < 2 or any(not isinstance(value, str) or isinstance(value, Figure) for value in filled):  # noqa: PLR2004
        return False
    texts = list(map(shown, filled))
    if any(map(str.isdigit, "".join(texts))):
        return False
    known = sum(1 for text in texts if squeezed(text) in KNOWN)
    return known > 1 and known * 2 >= len(texts)


def _is_name(text: str, name: str) -> bool:
    """Whether a cell says what its column is called, the second `id` as `id 2` too."""
    return squeezed(text) == squeezed(name) or name.rstrip("0123456789").rstrip() == text


def _doubt(how: As, value: Value, found: Cell | None) -> Message | None:
    """Return what somebody should look at though the cell can be read."""
    if how is As.CODE and isinstance(found, str) and is_rounded(found):
        text = N_("All digits after the fifteenth are 0: a spreadsheet may have damaged this number. Compare it.")
        return Message(text)
    if how is As.PHONES and found:
        beside = read_phones(value).beside
        return Message(N_("Only the number is taken; “{text}” beside it is not."), {"text": beside}) if beside else None
    return None


def _begin(row: Row) -> str:
    return " | ".join(shown(value) for value in row.values[:20])[:_MAX_SHOWN].replace("\0", "␀")


def read_cell(how: As, value: Value, style: Style) -> Cell | None:
    """Read a cell as what its column is; raises `Unread`."""
    return _READERS[how](value, style)


_READERS: Mapping[As, Callable[[Value, Style], Cell | None]] = MappingProxyType(
    {
        As.CODE: lambda value, _style: code_of(value),
        As.LINE: lambda value, _style: line_of(value),
        As.TEXT: lambda value, _style: text_of(value),
        As.PHONES: lambda value, _style: phones_of(value),
        As.AMOUNT: amount_of,
        As.NUMBER: number_of,
        As.COUNT: count_of,
        As.DAY: day_of,
        As.BIRTHDAY: birthday_of,
        As.UNTIL: until_of,
    }
)
