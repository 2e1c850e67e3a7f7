"""Vouchers for the accountant: one for each day, with what each account moved, by the shop's own account codes.

A layout says how a package wants them: which columns, how dates are written, what stands between; it is an editable
file. Bonus is given and used between two accounts that cancel each other out, so both are left out unless the shop has
codes for them.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from app.core.journal import (
    ACCOUNTS,
    BAD_DEBT,
    BONUS,
    BONUS_GRANTED,
    BREAKAGE,
    DISCOUNT,
    FEE,
    INTEREST,
    ROUNDING,
    SALES,
)
from app.core.money import plain
from app.core.plain import reader
from app.core.readers import listed
from app.errors import BookUnusable, Message, refuse
from app.i18n.mark import N_

MAX_CODE, MAX_NAME = 40, 100
"""The longest code, and the longest name, of an account, in characters."""

MAX_DAYS = 3660
"""The longest period vouchers are made for, in days."""

_ENDINGS = {"xlsx": ".xlsx", "csv": ".csv", "text": ".txt"}
_PAIR = frozenset({BONUS, BONUS_GRANTED})
_EARNED = frozenset({SALES, INTEREST, FEE, BREAKAGE})
_GIVEN_UP = frozenset({DISCOUNT, BAD_DEBT, ROUNDING})
_TOKEN = re.compile(r"\{([a-z_]+)\}")


# ---- the shop's codes -----------------------------------------------------------------------------------------------


class AccountCode(NamedTuple):
    """What the accountant calls an account of the journal: code, name, and its tax rate where a package asks for it."""

    account: str
    code: str
    name: str = ""
    tax: str = ""


_read_code = reader(AccountCode)


def account_codes(name: str, value: Any) -> tuple[AccountCode, ...]:  # noqa: ANN401 - a setting as it comes
    """Return the shop's account codes; refuses an unknown account, one named twice, and a code that is none."""
    found = tuple(_read_code(name, each) for each in listed(name, value))
    known: set[str] = set()
    for each in found:
        if each.account not in ACCOUNTS:
            refuse(name, N_("{field}: there is no account “{account}”."), field=name, account=each.account)
        if each.account in known:
            refuse(name, N_("{field}: the account {account} has two codes."), field=name, account=each.account)
        known.add(each.account)
        if not each.code.strip() or any(map(_is_no_line, each[1:])) or len(each.code) > MAX_CODE:
            text = N_("{field}: give the account {account} a code in one line, at most {most} characters.")
            refuse(name, text, field=name, account=each.account, most=MAX_CODE)
    return found


def _is_no_line(text: str) -> bool:
    return len(text) > MAX_NAME or not text.isprintable()


# ---- what a day comes to --------------------------------------------------------------------------------------------


class DaySum(NamedTuple):
    """What an account moved on a day, minor units: the sum of its debits and that of its credits."""

    on: date
    account: str
    debit: int
    credit: int


class VoucherLine(NamedTuple):
    """A line of a voucher; one of `debit` and `credit` is 0, the other below zero where it takes back ("red")."""

    code: AccountCode
    debit: int
    credit: int


class Voucher(NamedTuple):
    """A day's voucher: its number within its month, from 1 on, and its lines, debits first, by code."""

    on: date
    number: int
    lines: tuple[VoucherLine, ...]


def vouchers(
    sums: Iterable[DaySum], codes: Sequence[AccountCode], first: date = date.min, *, one_sided: bool = False
) -> tuple[Voucher, ...]:
    """Return the vouchers of days; refused where an account that moved has no code, naming all of them.

    Days before `first` only count for the numbers of those behind them: the second half of a month goes on where the
    first one ended. Accounts with the same code, name and tax rate stand in one line for each side. With `one_sided`
    what was earned moves on the credit side alone and what was given up on the debit side, below zero where it was
    taken back: Chinese programs take the profit statement from what moved on that side.
    """
    by_account = {code.account: code for code in codes}
    shown = map(_on_one_side, sums) if one_sided else sums
    moved = [row for row in shown if not (row.account in _PAIR and not _PAIR & by_account.keys())]
    rows = [row for row in moved if row.on >= first]
    missing = sorted({row.account for row in rows} - by_account.keys(), key=ACCOUNTS.index)
    if missing:
        text = N_("Give these accounts a code first, in the settings: {accounts}.")
        refuse("account_codes", text, accounts=", ".join(missing))
    days: dict[date, dict[tuple[bool, AccountCode], VoucherLine]] = {}
    for row in rows:
        code, day = by_account[row.account], days.setdefault(row.on, {})
        line_of = code._replace(account="")
        for is_credit, amount in ((False, row.debit), (True, row.credit)):
            if amount:
                line = day.get((is_credit, line_of), VoucherLine(code, 0, 0))
                sides = (line.debit, line.credit + amount) if is_credit else (line.debit + amount, line.credit)
                day[is_credit, line_of] = VoucherLine(line.code, *sides)
    numbers: Counter[tuple[int, int]] = Counter()
    found: list[Voucher] = []
    for on in sorted({row.on for row in moved if row.debit or row.credit}):
        numbers[on.year, on.month] += 1
        if on in days:
            lines = tuple(line for _key, line in sorted(days[on].items()))
            found.append(Voucher(on, numbers[on.year, on.month], lines))
    return tuple(found)


def _on_one_side(row: DaySum) -> DaySum:
    if row.account in _EARNED:
        return row._replace(debit=0, credit=row.credit - row.debit)
    return row._replace(debit=row.debit - row.credit, credit=0) if row.account in _GIVEN_UP else row


# ---- layouts --------------------------------------------------------------------------------------------------------


class LayoutColumn(NamedTuple):
    """A column: its head, and what stands in it, with words in braces (`{code}`) for what each line has."""

    head: str
    value: str


class Layout(NamedTuple):
    """How a package wants vouchers.

    Attributes:
        name: by which it is asked for
        title: what people call it
        form: xlsx, csv or text, which has a separator of its own
        ending: how files of it are called
        columns: in order
        heads: whether the heads stand in the file
        summary: what stands in `{summary}`
        day: how dates are written, as `strftime` reads it
        separator: what stands between cells of a text
        encoding: of the file, where it is not a workbook
        preface: lines before all others, cell by cell
        closing: a line after each voucher
        needs: what each account must have beside its code: `name`, `tax`
        most_lines: how many lines the package takes in one file, 0 for any number
        source: where the layout is known from
        confidence: how sure that is: H, M, L
        one_sided: whether earnings and what was given up move on one side alone, in red where they are taken back
        advice: what the package must have been told before, or will not take; in the language of its users
    """

    name: str
    title: str
    form: str
    ending: str
    columns: tuple[LayoutColumn, ...]
    heads: bool
    summary: str
    day: str
    separator: str
    encoding: str
    preface: tuple[tuple[str, ...], ...]
    closing: tuple[str, ...]
    needs: tuple[str, ...]
    most_lines: int
    source: str
    confidence: str
    one_sided: bool = False
    advice: str = ""

    @property
    def endings(self) -> tuple[str, ...]:
        """What a file of the layout may be called, its own ending first; a workbook may be had as CSV, too."""
        return tuple(dict.fromkeys((self.ending, ".csv" if self.form != "text" else ".txt")))


def read_layout(name: str, text: str) -> Layout:
    """Read a layout's file (TOML); raises `BookUnusable` naming it, for people may edit it."""
    try:
        return _layout(name, tomllib.loads(text))
    except (ValueError, TypeError, KeyError, LookupError) as error:
        text = N_("The layout of vouchers “{name}” cannot be read; compare it with one that came with the program.")
        raise BookUnusable(Message(text, {"name": name})) from error


def _layout(name: str, content: Mapping[str, Any]) -> Layout:
    """Return the layout of a file's content; raises ValueError and its like for what is none."""
    columns = tuple(LayoutColumn(str(head), str(value)) for head, value in content["columns"])
    layout = Layout(
        name=name,
        title=str(content["title"]),
        form=str(content["form"]),
        ending=str(content.get("ending", _ENDINGS[content["form"]])),
        columns=columns,
        heads=bool(content.get("heads", True)),
        summary=str(content["summary"]),
        day=str(content["day"]),
        separator=str(content.get("separator", ",")),
        encoding=str(content.get("encoding", "utf-8-sig")),
        preface=tuple(tuple(map(str, line)) for line in content.get("preface", ())),
        closing=tuple(map(str, content.get("closing", ()))),
        needs=tuple(map(str, content.get("needs", ()))),
        most_lines=int(content.get("most_lines", 0)),
        source=str(content["source"]),
        confidence=str(content["confidence"]),
        one_sided=bool(content.get("one_sided", False)),
        advice=str(content.get("advice", "")),
    )
    used = {word for column in columns for word in _TOKEN.findall(column.value)}
    stray = any(brace in _TOKEN.sub("", column.value) for column in columns for brace in "{}")
    if not columns or used - _VALUES.keys() or stray or set(layout.needs) - {"name", "tax"}:
        raise ValueError(name)
    if layout.form not in _ENDINGS or len(layout.separator) != 1 or layout.separator in '"\r\n':
        raise ValueError(name)
    if layout.one_sided and used & {"absolute", "jd_jc"}:  # there is no sign in them
        raise ValueError(name)
    if layout.form == "xlsx" and (layout.preface or layout.closing):
        raise ValueError(name)
    "".encode(layout.encoding)
    return layout


class _At(NamedTuple):
    """Where a cell stands: which line of which voucher, and how amounts are written."""

    layout: Layout
    voucher: Voucher
    line: VoucherLine
    place: int
    currency: str
    decimals: int

    def side(self, amount: int) -> str:
        """Write the amount of a side, nothing where it has none."""
        return plain(amount, self.decimals) if amount else ""


_VALUES: Mapping[str, Callable[[_At], str]] = MappingProxyType(
    {
        "date": lambda at: at.voucher.on.strftime(at.layout.day),
        "year": lambda at: str(at.voucher.on.year),
        "month": lambda at: str(at.voucher.on.month),
        "number": lambda at: str(at.voucher.number),
        "key": lambda at: at.voucher.on.strftime("%Y%m%d"),
        "line": lambda at: str(at.place),
        "summary": lambda at: at.layout.summary.replace("{date}", at.voucher.on.isoformat()),
        "code": lambda at: at.line.code.code,
        "name": lambda at: at.line.code.name or at.line.code.code,
        "tax": lambda at: at.line.code.tax,
        "debit": lambda at: at.side(at.line.debit),
        "credit": lambda at: at.side(at.line.credit),
        "debit_zero": lambda at: plain(at.line.debit, at.decimals),
        "credit_zero": lambda at: plain(at.line.credit, at.decimals),
        "amount": lambda at: plain(at.line.debit - at.line.credit, at.decimals),
        "absolute": lambda at: plain(at.line.debit or at.line.credit, at.decimals),
        "jd_jc": lambda at: "JD" if at.line.debit else "JC",
        "currency": lambda at: at.currency,
        "iif_line": lambda at: "TRNS" if at.place == 1 else "SPL",
    }
)
"""What may stand in a column, by its word in braces."""

MONEY_WORDS = frozenset({"{debit}", "{credit}", "{debit_zero}", "{credit_zero}", "{amount}", "{absolute}"})
"""The columns that hold nothing but an amount."""


def laid_out(layout: Layout, made: Sequence[Voucher], currency: str, decimals: int) -> Iterator[list[str]]:
    """Yield the lines of a file cell by cell, heads apart; refused where an account lacks what the layout needs."""
    _check(layout, made)
    yield from (list(line) for line in layout.preface)
    for voucher in made:
        for place, line in enumerate(voucher.lines, 1):
            at = _At(layout, voucher, line, place, currency, decimals)
            yield [_filled(each.value, at) for each in layout.columns]
        if layout.closing:
            yield list(layout.closing)


def _filled(value: str, at: _At) -> str:
    return _TOKEN.sub(lambda found: _VALUES[found[1]](at), value)


def _check(layout: Layout, made: Sequence[Voucher]) -> None:
    lines = [line for voucher in made for line in voucher.lines]
    for field in layout.needs:
        lacking = sorted({line.code.account for line in lines if not getattr(line.code, field)})
        if lacking:
            text = N_("{layout} needs {field} for these accounts; give it in the settings: {accounts}.")
            refuse("account_codes", text, layout=layout.title, field=field, accounts=", ".join(lacking))
    if layout.most_lines and len(lines) > layout.most_lines:
        text = N_("{layout} takes at most {most} lines in one file, and these are {count}; choose a shorter period.")
        refuse("period", text, layout=layout.title, most=layout.most_lines, count=len(lines))
