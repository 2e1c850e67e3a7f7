"""What stands out on a statement: the balance in one large figure, how it came about, and how old it is."""

from typing import NamedTuple

from app.core.statement import Statement
from app.documents.layout import Align, Block, Box, Mark, Rule, Style, Text, moved, rule, space, stacked
from app.documents.receipt_parts import BONUS, IN_WORDS, PRINCIPAL, TOTAL, UNLIMITED
from app.documents.statement_looks import Setter
from app.documents.wording import Words
from app.errors import Message
from app.i18n.mark import N_

OWED_ON = N_("Balance owed on {date}")
CREDIT_ON = N_("Credit balance on {date}, in your favour")
PREPAID_ON = N_("Paid ahead on {date}")
HELD = N_("Held for you besides")
OPENING_BALANCE = N_("Opening balance")
CHARGED = N_("Charged in the period")
SETTLED = N_("Paid or credited in the period")
CLOSING_BALANCE = N_("Closing balance")
CREDIT_BALANCE = N_("Credit balance")
AGE = N_("By age of the due date, on {date}")
NOT_DUE = N_("Not yet due")
DAYS_OVERDUE = N_("{first}–{last} days overdue")
MORE_OVERDUE = N_("Over {last} days overdue")

_MOST_PASSES = 3


class Headline(NamedTuple):
    """The one figure that matters, always positive: which side it is on is said in words."""

    label: str
    amount: int
    prepaid: bool


def headline(statement: Statement) -> Headline:
    """Return what the customer owes, or, where nothing was ever on account, what was paid ahead."""
    account, held = statement.account, statement.prepaid
    if account.closing < 0:
        return Headline(CREDIT_ON, -account.closing, prepaid=False)
    unused = not (account.opening or account.lines or account.closing)
    if unused and not (held.principal.is_empty and held.bonus.is_empty):
        return Headline(PREPAID_ON, held.principal.closing, prepaid=True)
    return Headline(OWED_ON, account.closing, prepaid=False)


# ---- the panel ------------------------------------------------------------------------------------------------------


def balance_panel(set_: Setter) -> Block:
    """Return the large figure with its words, and beside it how it came about."""
    looks, low = set_.looks, set_.frame.low
    pad = (10.0, 9.0) if looks.tint else (0.0, 4.0 if low else 6.0)
    inner = set_.width - 2 * pad[0]
    right = inner * 0.4
    sums = _sums(set_, right)
    left = _figures(set_, inner - right - 22)
    height = max(sums.height, left.height) + 2 * pad[1]
    marks: list[Mark] = []
    if looks.tint:
        marks.append(Box(0, 0, set_.width, height, 0, looks.tint, looks.tint))
        marks.append(Box(0, 0, 2.6, height, 0, looks.accent, looks.accent))
    else:
        marks += [Rule(0, 0, set_.width, 0, 0.6, looks.line), Rule(0, height, set_.width, height, 0.6, looks.line)]
    marks += moved(left.marks, pad[0], (height - left.height) / 2)
    marks += moved(sums.marks, pad[0] + inner - right, (height - sums.height) / 2)
    return Block(height, tuple(marks))


def _figures(set_: Setter, width: float) -> Block:
    looks, statement = set_.looks, set_.paper.statement
    head = headline(statement)
    label = Message(head.label, {"date": statement.period.end})
    blocks = [
        set_.label(label, width, looks.label._replace(color=looks.body.color)),
        set_.one_line(set_.money(head.amount), looks.figure, width),
    ]
    words = set_.in_words(head.amount)
    if words:
        name = f"{set_.joined(IN_WORDS)}  "
        x = set_.type.width(name, looks.label)
        text = set_.type.paragraph(words, looks.body, width - x)
        marks = (Text(0, looks.body.baseline, name.rstrip(), looks.label), *moved(text.marks, x, 0))
        blocks.append(Block(text.height, marks))
    held = statement.prepaid
    if not head.prepaid and (held.principal.closing or held.bonus.closing):
        blocks += [space(3), _held(set_, width)]
    return stacked(blocks)


def _held(set_: Setter, width: float) -> Block:
    """Return what the shop holds for a customer who owes something as well; it is never netted."""
    looks, held = set_.looks, set_.paper.statement.prepaid
    figure = set_.money(held.principal.closing)
    style = looks.second_figure
    wide = set_.type.width(figure, style)
    marks: list[Mark] = [Text(0, style.baseline, figure, set_.type.fitted(figure, style, width))]
    if held.bonus.closing:
        bonus = set_.type.clean(f"+ {set_.joined(BONUS)} {set_.money(held.bonus.closing)}")
        if wide + 8 + set_.type.width(bonus, looks.label) <= width:
            marks.append(Text(wide + 8, style.baseline, bonus, looks.label))
        else:
            below = set_.type.paragraph(bonus, looks.label, width)
            line = Block(style.pitch, tuple(marks))
            return stacked([set_.label(HELD, width), line, below])
    return stacked([set_.label(HELD, width), Block(style.pitch, tuple(marks))])


def _sums(set_: Setter, width: float) -> Block:
    """Return how the large figure came about."""
    statement, amount = set_.paper.statement, set_.wording.amount
    if headline(statement).prepaid:
        return _stock(set_, width)
    account = statement.account
    rows = [
        (set_.say(OPENING_BALANCE), amount(account.opening)),
        (set_.say(CHARGED), amount(account.debits)),
        (set_.say(SETTLED), amount(-account.credits)),
    ]
    closing, label = account.closing, CLOSING_BALANCE
    if closing < 0:
        closing, label = -closing, CREDIT_BALANCE
    return _list(set_, rows, (set_.say(label), amount(closing)), width)


def _stock(set_: Setter, width: float) -> Block:
    """Return what was paid ahead: principal, bonus, and what is left of the passes."""
    held = set_.paper.statement.prepaid
    amount = set_.wording.amount
    rows = [(set_.say(PRINCIPAL), amount(held.principal.closing)), (set_.say(BONUS), amount(held.bonus.closing))]
    for each in held.passes[:_MOST_PASSES]:
        left = set_.wording.first(UNLIMITED) if each.flow is None else set_.wording.visits(each.flow.closing)
        rows.append(((each.service,), left))
    return _list(set_, rows, None, width)


_Row = tuple[Words, str]


def _list(set_: Setter, rows: list[_Row], total: _Row | None, width: float) -> Block:
    looks = set_.looks
    style = looks.cell
    blocks = [_pair(set_, label, value, style, width) for label, value in rows]
    if total:
        blocks += [rule(width, weight=0.6, color=looks.body.color, above=2, below=1)]
        blocks.append(_pair(set_, *total, style._replace(bold=True), width))
    return stacked(blocks)


def _pair(set_: Setter, label: Words, value: str, style: Style, width: float) -> Block:
    clean = set_.type.clean(value)
    fitted = set_.type.fitted(clean, style, width * 0.62)
    room = width - set_.type.width(clean, fitted) - 8
    name = set_.type.label(label, style, set_.looks.label, room)
    height = max(name.height, style.pitch)
    return Block(height, (*name.marks, Text(width, style.baseline, clean, fitted, Align.RIGHT)))


# ---- ageing ---------------------------------------------------------------------------------------------------------


def ageing_strip(set_: Setter) -> Block:
    """Return how much of what is owed is overdue for how long, on the last day of the period."""
    looks, statement = set_.looks, set_.paper.statement
    ageing, buckets = statement.ageing, set_.paper.buckets
    cells: list[tuple[Message, int, bool]] = [(Message(NOT_DUE), ageing.current, False)]
    starts = [1, *(last + 1 for last in buckets)]
    for number, amount in enumerate(ageing.overdue):
        late = amount > 0
        if number < len(buckets):
            cells.append((Message(DAYS_OVERDUE, {"first": starts[number], "last": buckets[number]}), amount, late))
        else:
            cells.append((Message(MORE_OVERDUE, {"last": buckets[-1]}), amount, late))
    cells.append((Message(TOTAL), ageing.current + sum(ageing.overdue), False))
    title = set_.label(Message(AGE, {"date": statement.period.end}), set_.width, looks.section)
    width = set_.width / len(cells)
    heads = [_stacked_words(set_, label, width - 8) for label, _, _ in cells]
    high = max(head.height for head in heads)
    top = title.height + 3
    bottom = top + 3 + high + looks.cell.pitch + 4
    marks: list[Mark] = [*title.marks]
    for number, ((_, amount, late), head) in enumerate(zip(cells, heads, strict=True)):
        x = (number + 1) * width - 4
        marks += moved(head.marks, x - (width - 8), top + 3 + high - head.height)
        style = looks.cell._replace(
            bold=late or number == len(cells) - 1, color=looks.alarm if late else looks.body.color
        )
        text = set_.wording.amount(amount)
        fitted = set_.type.fitted(text, style, width - 8)
        marks.append(Text(x, top + 3 + high + style.baseline, text, fitted, Align.RIGHT))
        if number:
            marks.append(Rule(number * width, top, number * width, bottom, 0.4, looks.line))
    marks += [Rule(0, y, set_.width, y, 0.6, looks.body.color) for y in (top, bottom)]
    return Block(bottom, tuple(marks))


def _stacked_words(set_: Setter, label: Message, width: float) -> Block:
    """Return a label over a figure: right-aligned, each language in a line of its own."""
    return stacked([set_.type.paragraph(each, set_.looks.label, width, Align.RIGHT) for each in set_.say(label)])
