"""Tables of banks: which column is what is told by their names in either language, or said by a person once.

What cannot be told is asked: the order of day and month where every date could be read either way, the point where all
amounts could be.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from app.core.incoming import BadRow, Bill, Incoming, PayKind, Source
from app.core.requests import Tender
from app.errors import Message, Refused, refuse
from app.exchange.bills import bank_guess
from app.exchange.bills import reading as r
from app.exchange.bills.alipay import running
from app.exchange.bills.bank_names import CAME_IN, DAY_FIRST, NAMES, NOT_MOVED, SIGNS, WENT_OUT
from app.exchange.bills.reading import Columns, Line
from app.exchange.bills.wechat import filled
from app.i18n.mark import N_


class Layout(NamedTuple):
    """Which column of a bank's table is what, by its name in the header; blank where there is none.

    `dates` is ymd, mdy or dmy, `point` what stands before the decimals. `came` and `went` are the two columns of tables
    that have no signed `amount`; `sign` is the column that says 借 or 贷, in or out, of amounts without a sign. `fee`
    is what was kept of the amount, `state` says whether the money came at all, `way` by which of the services that one
    who collects for shops takes. `payee` and `payee_account` are the other side of what went out, where a table has the
    two sides apart.
    """

    date: str = ""
    amount: str = ""
    came: str = ""
    went: str = ""
    time: str = ""
    name: str = ""
    account: str = ""
    reference: str = ""
    text: tuple[str, ...] = ()
    payment: str = ""
    balance: str = ""
    currency: str = ""
    dates: str = ""
    point: str = ""
    sign: str = ""
    fee: str = ""
    state: str = ""
    way: str = ""
    payee: str = ""
    payee_account: str = ""


class NeedsLayout(Refused):
    """A bank's table that does not say which column is what; `guess` is what could be told, `asked` what could not.

    `sample` are the first rows below the header, as they stand there.
    """

    def __init__(
        self, message: Message, header: tuple[str, ...], guess: Layout, asked: str, sample: Sequence[Line] = ()
    ) -> None:
        super().__init__("layout", message)
        self.header = header
        self.guess = guess
        self.asked = asked
        self.sample = tuple(tuple(line.cells) for line in sample[:SAMPLE])


SAMPLE = 6
"""How many rows of a table are shown to who says which column is what."""


def find_header(lines: Sequence[Line], layout: Layout | None = None) -> int | None:
    """Return the index of the header: the first row that names a day and an amount, or the columns of a layout."""
    for index, line in enumerate(lines[:40]):
        if layout is not None and {layout.date, layout.amount or layout.came} <= set(line.cells):
            return index
        columns = Columns(line.cells)
        if columns.has(*NAMES["date"]) and (
            columns.has(*NAMES["amount"]) or (columns.has(*NAMES["came"]) and columns.has(*NAMES["went"]))
        ):
            return index
    return None


class Table(NamedTuple):
    """A bank's table as read: its bill, how its columns were taken, their names, and its first rows as they stand."""

    bill: Bill
    layout: Layout
    header: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]


def read_table(lines: Sequence[Line], decimals: int, layout: Layout | None = None) -> Table:
    """Read a bank's table; raises `NeedsLayout` where somebody must say which column is what."""
    lines = bank_guess.headed(lines) if find_header(lines) is None else lines
    at = find_header(lines, layout)
    if at is None:
        below = bank_guess.header_at(lines)
        header = () if below is None else tuple(lines[below].cells)
        rows = [] if below is None else filled(lines[below + 1 :])
        if sum(map(bool, header)) < 2 or not bank_guess.tells_days(rows):  # noqa: PLR2004 - a day and an amount
            refuse("file", N_("file: this is no bill: there is no table with a day and an amount in it."))
        text = N_("Which columns hold the day and the amount cannot be told; choose them.")
        told = bank_guess.by_content(header, rows)
        found = Layout(date=told["date"], amount=told.get("amount", ""), balance=told.get("balance", ""))
        raise NeedsLayout(Message(text), header, found, "columns", rows)
    names = tuple(lines[at].cells)
    under = [line for line in filled(lines[at + 1 :]) if tuple(line.cells) != names]  # repeated on each page
    header = bank_guess.all_named(names, under)
    columns = Columns(header)
    chosen = layout or guess(header, under)
    under = bank_guess.joined_rows(columns, chosen.text, under)
    sums = [name for name in (chosen.amount, chosen.came, chosen.went) if name]
    rows = [
        line
        for line in under
        if not r.is_foot(
            line.cells, columns.get(line.cells, chosen.date), [columns.get(line.cells, each) for each in sums]
        )
    ]
    chosen = _whole(header, chosen, rows, decimals)
    sample = tuple(tuple(line.cells) for line in rows[:SAMPLE])
    return Table(_made(columns, chosen, rows, decimals, told=layout is not None), chosen, header, sample)


_UNSIGNED = N_("No amount has a sign and no column says what came in: every line is taken as money that came in.")


def _made(columns: Columns, chosen: Layout, rows: Sequence[Line], decimals: int, *, told: bool) -> Bill:
    """Return the bill of a table's rows; `told` says that a person explained its columns."""
    bad: list[BadRow] = []
    balances: list[tuple[int, int, int]] = []
    signs = _Signs(columns, chosen, rows)
    read = tuple(r.each_row(rows, partial(_row, columns, chosen, decimals, signs, balances), bad))
    codes = {each.currency for each in read}
    net = [(moved - fee, after) for moved, fee, after in balances]
    if not bad and not signs.told and _turned(net):
        text = N_(
            "No amount has a sign and no column says what came in, but the balances say that money went out; choose "
            "the column that says it, or have the bank write one of what came in and one of what went out."
        )
        raise NeedsLayout(Message(text), columns.header, chosen, "sign", rows)
    controls = running(net)
    if not all(each.right for each in controls):  # some list their fees a second time, as lines of their own
        gross = running([(moved, after) for moved, _, after in balances])
        controls = gross if all(each.right for each in gross) else controls
    moved = tuple(each for each in read if each.amount)
    ways = {each.way for each in moved}
    return Bill(
        Source.BANK_TABLE,
        ways.pop() if len(ways) == 1 else Tender.BANK,
        moved,
        tuple(bad),
        tuple(controls) if not bad and len(codes) == 1 else (),
        left_out=len(read) - len(moved),
        currency=next(iter(codes)) if len(codes) == 1 else "",
        said=(Message(_UNSIGNED),) if moved and signs.doubtful and not told and not balances else (),
    )


def _turned(balances: Sequence[tuple[int, int]]) -> bool:
    """Whether amounts that are all positive went out too: each is what its balance rose or fell by, and some fell."""
    if any(moved < 0 for moved, _ in balances):
        return False
    steps = [(after - before, late, early) for (early, before), (late, after) in pairwise(balances)]
    down = all(abs(step) == late for step, late, _ in steps) and any(step < 0 for step, *_ in steps)
    up = all(abs(step) == early for step, _, early in steps) and any(step > 0 for step, *_ in steps)
    return bool(steps) and (down or up)


class _Signs:
    """What says of the amounts of a table that they came in or went out: their own signs, two columns, or a word.

    A table whose every outgoing amount is negative has signs; elsewhere a negative one takes back what was booked.
    """

    def __init__(self, columns: Columns, layout: Layout, rows: Sequence[Line]) -> None:
        self.column = layout.sign or (bank_guess.sign_column(columns, rows) if layout.amount else "")
        self.told = bool(self.column or (layout.came and layout.went and not layout.amount))
        out = layout.amount if self.column else layout.went
        signed = [columns.get(line.cells, out) for line in rows if out and self._goes(columns, line)]
        self.negative = _negative(signed)
        amounts = [columns.get(line.cells, layout.amount) for line in rows]
        self.unsigned = bool(layout.amount and not self.column) and not any(map(_below_zero, amounts))
        self.doubtful = self.unsigned and not layout.fee
        self.sort = next((columns.name(name) for name in SIGNS if columns.has(name)), "")
        self.merchant = bool(layout.fee)
        moved = layout.amount or layout.came
        came = [columns.get(line.cells, layout.fee) for line in rows if not _below_zero(columns.get(line.cells, moved))]
        self.kept = -1 if layout.fee and _negative(came) else 1

    def _goes(self, columns: Columns, line: Line) -> bool:
        return not self.column or columns.get(line.cells, self.column).casefold() in WENT_OUT

    def of(self, get: Callable[[str], str]) -> int:
        """Return 1 for what came in, -1 for what went out; raises `BadCell` where a word says neither.

        Who collects for shops writes what was given back without a sign; on a bank's account that came in.
        """
        name = self.column or self.sort
        cell = get(name)
        word = cell.casefold()
        if self.column and word in CAME_IN | WENT_OUT:
            return 1 if word in CAME_IN else -1
        if self.unsigned and not _BACK.search(cell):
            return 1
        if self.unsigned and self.merchant:
            return -1
        if self.column or self.unsigned:
            reason = Message(N_("this says neither that money came in nor that it went out"))
            raise r.BadCell(name, cell, reason)
        return 1


def _below_zero(cell: str) -> bool:
    return cell.startswith(("-", "(", "－", "−"))


def _negative(cells: Sequence[str]) -> bool:
    """Whether all amounts of some, zeros and blanks left aside, are below zero."""
    filled = [cell for cell in cells if cell.strip("0.,- ")]
    return bool(filled) and all(map(_below_zero, filled))


_CODES = {"人民币": "CNY", "人民币元": "CNY", "rmb": "CNY", "美元": "USD", "港币": "HKD", "欧元": "EUR"}


def _code(currency: str) -> str:
    return _CODES.get(currency.lower(), currency.upper())


def guess(header: Sequence[str], rows: Sequence[Line] = ()) -> Layout:
    """Return what the names of the columns tell."""
    found, texts = bank_guess.by_names(header, rows)
    return Layout(**found, text=texts)


def _whole(header: tuple[str, ...], layout: Layout, rows: Sequence[Line], decimals: int) -> Layout:
    """Return a layout with the order of its dates and its decimal point; asks where they cannot be told."""
    columns = Columns(header)
    if not layout.dates:
        days = [columns.get(line.cells, layout.date) for line in rows]
        orders = date_orders(days, day_first=r.plain_name(layout.date) in DAY_FIRST)
        if len(orders) != 1:
            text = N_("Each date could be read with the day or the month first; say which it is.")
            raise NeedsLayout(Message(text), header, layout, "dates", rows)
        layout = layout._replace(dates=orders[0])
    if not layout.point:
        names = [name for name in (layout.amount, layout.came, layout.went) if name]
        cells = [r.said(columns.get(line.cells, name)) for line in rows for name in names]
        points = decimal_points([cell for cell in cells if cell], decimals)
        if len(points) != 1:
            text = N_("Whether a point or a comma stands before the decimals cannot be told; say which it is.")
            raise NeedsLayout(Message(text), header, layout, "point", rows)
        layout = layout._replace(point=points[0])
    return layout


_PARTS = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{4}|\d{1,2})(?!\d)")


def date_orders(days: Sequence[str], *, day_first: bool = False) -> list[str]:
    """Return the orders in which all dates can be read, out of ymd, mdy and dmy; dates that are none count for none.

    With `day_first` they begin with the day wherever they can.
    """
    parts = [tuple(map(int, found.groups())) for day in days if (found := _PARTS.match(day.strip()))]
    written = [found[1] for day in days if (found := _PARTS.match(day.strip()))]
    if not parts or any(len(first) == 4 for first in written):  # noqa: PLR2004 - a year
        return ["ymd"]
    ways = [("mdy", 0, 1), ("dmy", 1, 0)]
    if all(part[2] < 100 for part in parts):  # noqa: PLR2004 - 26/03/05 may begin with its year
        ways.append(("ymd", 1, 2))
    orders = [name for name, month, day in ways if all(1 <= p[month] <= 12 and 1 <= p[day] <= 31 for p in parts)]  # noqa: PLR2004
    if day_first and "dmy" in orders:
        return ["dmy"]
    if all(part[0] == part[1] for part in parts):
        orders = [name for name in orders if name != "dmy"]
    return orders or ["ymd"]


def decimal_points(cells: Sequence[str], decimals: int = 2) -> list[str]:
    """Return what may stand before the decimals in all of some amounts; no amount has more of them than its money."""
    read = {point: [r.amount_or_none(cell, decimals, point) for cell in cells] for point in (".", ",")}
    fits = [point for point, each in read.items() if all(minor is not None and _fits(minor) for minor in each)]
    fits = fits or [point for point, each in read.items() if None not in each]
    if len(fits) == 2 and all(r.amount_or_none(c, 2, ".") == r.amount_or_none(c, 2, ",") for c in cells):  # noqa: PLR2004
        return ["."]
    return fits or ["."]


def _fits(minor: Decimal) -> bool:
    exponent = minor.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= 0


def read_day(column: str, text: str, order: str) -> tuple[date, str]:
    """Read a day in a stated order, and the time behind it if there is one."""
    found = _PARTS.match(text.strip())
    if found is None or (order == "ymd" and len(found[1]) > 2):  # noqa: PLR2004 - the year is written whole
        return r.day_and_time(column, text)
    one, two, three = int(found[1]), int(found[2]), int(found[3])
    year, month, day = {"mdy": (three, one, two), "dmy": (three, two, one), "ymd": (one, two, three)}[order]
    try:
        return date(year + 2000 if year < 100 else year, month, day), r.time_in(text[found.end() :])  # noqa: PLR2004
    except ValueError:
        raise r.BadCell(column, text, Message(N_("there is no such day"))) from None


def _row(
    columns: Columns, layout: Layout, decimals: int, signs: _Signs, balances: list[tuple[int, int, int]], line: Line
) -> Iterator[Incoming]:
    r.check_width(columns, line)

    def get(name: str) -> str:
        return columns.get(line.cells, name) if name else ""

    is_moved = not NOT_MOVED.search(get(layout.state))
    day = get(layout.date)
    if not is_moved and not day:  # what is still on its way has no day of booking
        yield Incoming("", line.number, PayKind.PAYMENT, Tender.BANK, _NO_DAY, 0)
        return
    on, at = read_day(layout.date, day, layout.dates)
    moved = _moved(layout, get, decimals, signs) if is_moved else 0
    fee = _fee(layout, get, decimals, signs) if is_moved else 0
    words = r.joined(*map(get, layout.text))
    after = r.amount_or_none(get(layout.balance), decimals, layout.point) if layout.balance and is_moved else None
    if after is not None:
        balances.append((moved, fee, int(after)))
    went = moved < 0
    name = r.said(get((went and layout.payee) or layout.name))
    yield Incoming(
        payment=get(layout.payment),
        line=line.number,
        kind=kind_of(moved, f"{words} {name} {get(signs.sort) if signs.merchant else ''}"),
        way=bank_guess.way_of(get(layout.way)) if layout.fee else Tender.BANK,
        on=on,
        amount=moved,
        at=r.time_in(get(layout.time)) or at,
        fee=fee,
        name=name,
        account=r.said(get((went and layout.payee_account) or layout.account)),
        reference=get(layout.reference),
        text=words,
        raw=tuple(line.cells),
        currency=_code(get(layout.currency)) or bank_guess.currency_of(layout, get),
    )


_BALANCE_ONLY = re.compile(r"余额|结转|承前|balance|brought forward|carried forward", re.IGNORECASE)


def _moved(layout: Layout, get: Callable[[str], str], decimals: int, signs: _Signs) -> int:
    """Return what a line moved, 0 for one that tells of a balance alone."""
    cells = [r.said(get(name)) if name else "" for name in (layout.amount, layout.came, layout.went)]
    if not any(cells):
        if any(map(_BALANCE_ONLY.search, map(get, layout.text))):
            return 0
        raise r.BadCell(layout.amount or layout.came, "", Message(N_("this line has no amount")))
    if layout.amount:
        moved = r.amount(layout.amount, cells[0], decimals, layout.point)
        sign = signs.of(get) if moved else 1
        return moved if signs.negative else sign * moved
    came_in = r.amount(layout.came, cells[1], decimals, layout.point) if cells[1] else 0
    went = r.amount(layout.went, cells[2], decimals, layout.point) if cells[2] else 0
    return came_in + (went if signs.negative else -went)


_NO_DAY = date(1, 1, 1)


def _fee(layout: Layout, get: Callable[[str], str], decimals: int, signs: _Signs) -> int:
    """Return what was kept of a line's amount, negative where some of it was given back."""
    cell = r.said(get(layout.fee)) if layout.fee else ""
    if not any(map(str.isdigit, cell)):  # none, free, n/a
        return 0
    fee, _ = r.rounded(layout.fee, cell, decimals)
    back = signs.unsigned and signs.sort and _BACK.search(get(signs.sort))
    return -fee if back else signs.kept * fee


_FEE = re.compile(r"手续费|服务费|年费|\bfees?\b|\bcharges?\b|commission", re.IGNORECASE)
_BACK = re.compile(r"退款|退货|退汇|冲正|撤销|refund|reversal|chargeback", re.IGNORECASE)
_OWN = re.compile(r"提现|理财|本人(?:账户|账号|名下|他行|转)|转本人|own account", re.IGNORECASE)


def kind_of(moved: int, words: str) -> PayKind:
    """Return what a movement of a bank account is, as far as its words tell.

    What comes in as a refund was the shop's own purchase; what it takes out of its own purse elsewhere is no payment.
    """
    if moved > 0:
        if _BACK.search(words):
            return PayKind.SPENT
        return PayKind.PAYOUT if _OWN.search(words) else PayKind.PAYMENT
    if _FEE.search(words):
        return PayKind.FEE
    return PayKind.REFUND if _BACK.search(words) else PayKind.SPENT
