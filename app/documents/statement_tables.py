"""The tables of a statement: the account as it moved or as it is open, and what was paid ahead."""

from collections.abc import Iterator
from itertools import accumulate

from app.core.day_words import ENTRY_NAMES, PART_NAMES
from app.core.journal import EntryKind
from app.core.money import Money
from app.core.requests import InterestKind
from app.core.statement import AccountLine, Expiring, Flow, OpenCharge, PassPart, PrepaidLine, StatementKind
from app.documents.flow import Table
from app.documents.receipt_parts import BONUS, DATE, PRINCIPAL, TOTAL, UNLIMITED
from app.documents.statement_balance import CLOSING_BALANCE, CREDIT_BALANCE, OPENING_BALANCE
from app.documents.statement_grid import Column, Kind, Look, Row, made
from app.documents.statement_looks import Setter
from app.errors import Message
from app.i18n import format as fmt
from app.i18n.mark import N_

ACCOUNT = N_("Your account in the period")
OPEN_ITEMS = N_("Open charges on {date}")
PREPAID = N_("Paid ahead")
PREPAID_LINES = N_("How the money paid ahead moved")
EXPIRING = N_("To be used soon")
ROW_NO = N_("#")
DOCUMENT = N_("Document")
WHAT_FOR = N_("What for")
DEBIT = N_("Charged")
CREDIT = N_("Paid or credited")
BALANCE = N_("Balance")
FORWARD = N_("Carried forward")
BROUGHT = N_("Brought forward")
DUE = N_("Due on")
AMOUNT = N_("Amount")
OPEN = N_("Still open")
DAYS_LATE = N_("Days overdue")
INSTALMENT = N_("instalment {nth} of {of}")
IN_DISPUTE = N_("in dispute")
REVERSED = N_("reversed")
DISCOUNT = N_("of it discount {amount}")
REVERSES = N_("takes back {document}")
NOTHING_OPEN = N_("Nothing is open.")
NO_MOVEMENT = N_("No movement in this period.")
STOCK = N_("Money or pass")
OPENING, CAME_IN, USED, EXPIRED = N_("At the start"), N_("Paid in"), N_("Spent"), N_("Lapsed")
PAID_BACK, MOVED, CLOSING = N_("Refunded"), N_("Transferred"), N_("At the end")
VISITS_UNTIL = N_("visits, until {date}")
VISITS = N_("visits")
ANY_VISITS = N_("any number of visits, until {date}")
PAST = N_("of it past its last day")
USE_BY = N_("Use by")
MONEY = N_("Money paid ahead")
LEFT_VISITS = N_("Visits")
CHANGE = N_("Principal (+/−)")
PRINCIPAL_LEFT = N_("Principal left")
BONUS_CHANGE = N_("Bonus (+/−)")
BONUS_LEFT = N_("Bonus left")

_SPOKEN = frozenset({EntryKind.SALE, EntryKind.OPENING})
"""Kinds whose own text says enough."""


def _columns(set_: Setter, *columns: tuple[str, Kind]) -> list[Column]:
    return [Column(set_.say(head), kind) for head, kind in columns]


def account_tables(set_: Setter) -> Iterator[Table]:
    """Yield the table of the account; none for a customer who never bought on account."""
    statement = set_.paper.statement
    account = statement.account
    if statement.kind is StatementKind.OPEN_ITEM:
        if statement.charges or account.closing or account.lines:
            yield _open_items(set_)
    elif account.opening or account.closing or account.lines:
        yield _balance_forward(set_)


# ---- balance forward ------------------------------------------------------------------------------------------------


def _balance_forward(set_: Setter) -> Table:
    statement, amount = set_.paper.statement, set_.wording.amount
    account, period = statement.account, statement.period
    columns = _columns(
        set_,
        (ROW_NO, Kind.SHORT),
        (DATE, Kind.SHORT),
        (DOCUMENT, Kind.SHORT),
        (WHAT_FOR, Kind.GROWS),
        (DEBIT, Kind.FIGURE),
        (CREDIT, Kind.FIGURE),
        (BALANCE, Kind.FIGURE),
    )
    documents = {line.entry: _document(line) for line in account.lines}
    opening = Row(("", fmt.short_date(period.start), "", _both(set_, OPENING_BALANCE), "", "", amount(account.opening)))
    rows = [opening]
    for number, line in enumerate(account.lines, start=1):
        figures = (_some(set_, line.debit), _some(set_, line.credit), amount(line.balance))
        cells = (str(number), fmt.short_date(line.on), documents[line.entry], _what(set_, line), *figures)
        note = _discount(set_, line) or _reversal(set_, line, documents)
        rows.append(Row(cells, note, Look.FAINT if line.reversed_by else Look.PLAIN))
    if not account.lines:
        rows.append(Row(("", "", "", _both(set_, NO_MOVEMENT), "", "", ""), look=Look.FAINT))
    closing, label = account.closing, CLOSING_BALANCE
    if closing < 0:
        closing, label = -closing, CREDIT_BALANCE
    sums = (amount(account.debits), amount(account.credits), amount(closing))
    end = Row(("", fmt.short_date(period.end), "", _both(set_, label), *sums), look=Look.SUM)
    debits = [0, *accumulate(line.debit for line in account.lines)]
    credits_ = [0, *accumulate(line.credit for line in account.lines)]
    balances = [account.opening, *(line.balance for line in account.lines)]

    def carry(rows_before: int) -> tuple[Row, Row]:
        at = min(max(rows_before - 1, 0), len(account.lines))
        figures = (amount(debits[at]), amount(credits_[at]), amount(balances[at]))
        return _carried(set_, 3, figures)

    return made(set_, ACCOUNT, columns, rows, [end], carry)


def _carried(set_: Setter, before: int, figures: tuple[str, ...]) -> tuple[Row, Row]:
    """Return the rows that part a table: its text stands in the column after so many others."""
    blank = ("",) * before
    return (
        Row((*blank, _both(set_, FORWARD), *figures), look=Look.CARRY),
        Row((*blank, _both(set_, BROUGHT), *figures), look=Look.CARRY),
    )


def _both(set_: Setter, message: Message | str) -> str:
    return "  ".join(set_.say(message))


def _some(set_: Setter, minor: int) -> str:
    return set_.wording.amount(minor) if minor else ""


def _document(line: AccountLine | OpenCharge | PrepaidLine) -> str:
    """Return the shop's own number of a document, or where it has none, that of the entry in the book."""
    return line.reference or str(line.entry)


def _what(set_: Setter, line: AccountLine | PrepaidLine) -> str:
    """Return what an entry was: its own text where that says enough, else its kind before it."""
    if line.text and line.kind in _SPOKEN:
        return line.text
    kind = _both(set_, ENTRY_NAMES[line.kind])
    return f"{kind}  {line.text}" if line.text else kind


def _discount(set_: Setter, line: AccountLine) -> str:
    """Say how much of a payment is discount: only the rest of it stands in the customer's own books."""
    if not line.discount:
        return ""
    texts = [_both(set_, Message(DISCOUNT, {"amount": Money(line.discount)}))]
    if line.reversed_by is not None:
        texts.append(_both(set_, REVERSED))
    return "  ·  ".join(texts)


def _reversal(set_: Setter, line: AccountLine | PrepaidLine, documents: dict[int, str]) -> str:
    if line.reverses is not None:
        return _both(set_, Message(REVERSES, {"document": documents.get(line.reverses, str(line.reverses))}))
    return _both(set_, REVERSED) if line.reversed_by is not None else ""


# ---- open items -----------------------------------------------------------------------------------------------------


def _open_items(set_: Setter) -> Table:
    statement, amount = set_.paper.statement, set_.wording.amount
    charges = statement.charges
    columns = _columns(
        set_,
        (ROW_NO, Kind.SHORT),
        (DATE, Kind.SHORT),
        (DUE, Kind.SHORT),
        (DOCUMENT, Kind.SHORT),
        (WHAT_FOR, Kind.GROWS),
        (AMOUNT, Kind.FIGURE),
        (OPEN, Kind.FIGURE),
        (DAYS_LATE, Kind.FIGURE),
    )
    rows = [_charge(set_, number, charge) for number, charge in enumerate(charges, start=1)]
    if not rows:
        rows.append(Row(("", "", "", "", _both(set_, NOTHING_OPEN), "", "", ""), look=Look.FAINT))
    opens = [0, *accumulate(charge.open for charge in charges)]

    def carry(rows_before: int) -> tuple[Row, Row]:
        return _carried(set_, 4, ("", amount(opens[min(rows_before, len(charges))]), ""))

    end = Row(("", "", "", "", _both(set_, TOTAL), "", amount(opens[-1]), ""), look=Look.SUM)
    return made(set_, Message(OPEN_ITEMS, {"date": statement.period.end}), columns, rows, [end], carry)


def _charge(set_: Setter, number: int, charge: OpenCharge) -> Row:
    statement, amount = set_.paper.statement, set_.wording.amount
    late = (statement.period.end - charge.due_on).days
    details = []
    if charge.of > 1:
        details.append(_both(set_, Message(INSTALMENT, {"nth": charge.nth, "of": charge.of})))
    if charge.charge in statement.disputed:
        details.append(_both(set_, IN_DISPUTE))
    days = (fmt.short_date(charge.on), fmt.short_date(charge.due_on))
    named = PART_NAMES[InterestKind(charge.part)] if charge.part else ENTRY_NAMES[EntryKind.SALE]
    what = charge.text or _both(set_, named)
    figures = (amount(charge.amount), amount(charge.open), str(late) if late > 0 else "")
    return Row((str(number), *days, _document(charge), what, *figures), "  ·  ".join(details))


# ---- what was paid ahead --------------------------------------------------------------------------------------------


def prepaid_tables(set_: Setter) -> Iterator[Table]:
    """Yield what was paid ahead as it flowed, line by line, and what has to be used soon."""
    statement = set_.paper.statement
    held = statement.prepaid
    stocks = _stocks(set_)
    if stocks:
        yield _flows(set_, stocks)
    if held.lines:
        yield _lines(set_)
    if statement.expiring:
        yield _expiring(set_)


_Stock = tuple[str, str, Flow | None, PassPart | None]


def _stocks(set_: Setter) -> list[_Stock]:
    held = set_.paper.statement.prepaid
    stocks: list[_Stock] = []
    if not held.principal.is_empty:
        stocks.append((_both(set_, PRINCIPAL), "", held.principal, None))
    if not held.bonus.is_empty:
        stocks.append((_both(set_, BONUS), "", held.bonus, None))
    for each in held.passes:
        if each.flow is None:
            detail = _both(set_, Message(ANY_VISITS, {"date": each.expires_on})) if each.expires_on else ""
            stocks.append((each.service, detail, None, each))
        elif not each.flow.is_empty:
            until = Message(VISITS_UNTIL, {"date": each.expires_on}) if each.expires_on else Message(VISITS)
            stocks.append((each.service, _both(set_, until), each.flow, each))
    return stocks


_FLOW_HEADS = (OPENING, CAME_IN, USED, EXPIRED, PAID_BACK, MOVED, CLOSING)


def _flows(set_: Setter, stocks: list[_Stock]) -> Table:
    """Return opening, what moved and closing of each stock; a column with nothing in it is left out."""
    kept = [
        number
        for number in range(len(_FLOW_HEADS))
        if number in (0, len(_FLOW_HEADS) - 1) or any(_figures(each)[number] for each in stocks)
    ]
    columns = _columns(set_, (STOCK, Kind.GROWS), *((_FLOW_HEADS[number], Kind.FIGURE) for number in kept))
    rows = []
    for each in stocks:
        name, detail, flow, pass_ = each
        figures = _figures(each)
        last = len(_FLOW_HEADS) - 1
        cells = []
        for number in kept:
            if flow is None:
                text = set_.wording.first(UNLIMITED) if number == last else _number(set_, figures[number])
            elif pass_ is None:
                text = set_.wording.amount(figures[number])
            else:
                text = fmt.number(figures[number], set_.wording.language)
            cells.append(text)
        rows.append(Row((name, *cells), detail))
    expired = set_.paper.statement.prepaid.expired
    if expired:
        rows.append(Row((_both(set_, PAST), *("",) * (len(kept) - 1), set_.wording.amount(expired)), look=Look.FAINT))
    return made(set_, PREPAID, columns, rows)


def _number(set_: Setter, value: int) -> str:
    return fmt.number(value, set_.wording.language) if value else ""


def _figures(stock: _Stock) -> tuple[int, ...]:
    """Return the figures of a stock in the order of the columns; what leaves is negative."""
    _, _, flow, pass_ = stock
    if flow is None:
        return (0, 0, -(pass_.visits if pass_ else 0), 0, 0, 0, 0)
    return (flow.opening, flow.came_in, -flow.used, -flow.expired, -flow.paid_back, flow.moved, flow.closing)


def _lines(set_: Setter) -> Table:
    held, amount = set_.paper.statement.prepaid, set_.wording.amount
    with_bonus = any(line.bonus_debit or line.bonus_credit or line.bonus_balance for line in held.lines)
    heads = [(DATE, Kind.SHORT), (DOCUMENT, Kind.SHORT), (WHAT_FOR, Kind.GROWS)]
    heads += [(CHANGE, Kind.FIGURE), (PRINCIPAL_LEFT, Kind.FIGURE)]
    if with_bonus:
        heads += [(BONUS_CHANGE, Kind.FIGURE), (BONUS_LEFT, Kind.FIGURE)]
    documents = {line.entry: _document(line) for line in held.lines}
    rows = []
    for line in held.lines:
        figures = [_change(set_, line.credit - line.debit), amount(line.balance)]
        if with_bonus:
            figures += [_change(set_, line.bonus_credit - line.bonus_debit), amount(line.bonus_balance)]
        cells = (fmt.short_date(line.on), documents[line.entry], _what(set_, line), *figures)
        rows.append(Row(cells, _reversal(set_, line, documents), Look.FAINT if line.reversed_by else Look.PLAIN))

    def carry(before: int) -> tuple[Row, Row]:
        at = held.lines[max(before - 1, 0)]
        figures = ("", amount(at.balance), "", amount(at.bonus_balance))
        return _carried(set_, 2, figures if with_bonus else figures[:2])

    return made(set_, PREPAID_LINES, _columns(set_, *heads), rows, (), carry)


def _change(set_: Setter, minor: int) -> str:
    return fmt.amount(minor, set_.currency.decimals, set_.wording.language, signed=True) if minor else ""


def _expiring(set_: Setter) -> Table:
    expiring = set_.paper.statement.expiring
    amount = set_.wording.amount
    heads = [(USE_BY, Kind.SHORT), (STOCK, Kind.GROWS)]
    figures: list[list[str]] = []
    for head, cells in (
        (PRINCIPAL, [amount(each.principal) if each.principal else "" for each in expiring]),
        (BONUS, [amount(each.bonus) if each.bonus else "" for each in expiring]),
        (LEFT_VISITS, [_number(set_, each.units or 0) for each in expiring]),
    ):
        if any(cells):
            heads.append((head, Kind.FIGURE))
            figures.append(cells)
    rows = [
        Row((fmt.short_date(each.expires_on), _named(set_, each), *(column[number] for column in figures)))
        for number, each in enumerate(expiring)
    ]
    return made(set_, EXPIRING, _columns(set_, *heads), rows)


def _named(set_: Setter, each: Expiring) -> str:
    return each.service or _both(set_, MONEY)
