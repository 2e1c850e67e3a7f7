"""A receipt on a thermal roll: the same parts below each other, black only, as long as it needs."""

from app.core.receipt import Line, LotLeft, PassLeft, Receipt
from app.documents.layout import (
    BLACK,
    MM,
    Align,
    Block,
    Rule,
    Style,
    Typesetter,
    space,
    stacked,
)
from app.documents.pages import Page, broken
from app.documents.receipt_parts import (
    BONUS,
    CUSTOMER,
    DATE,
    HANDLED,
    LEFT,
    NUMBER,
    OWED,
    PRINCIPAL,
    PRINCIPAL_BONUS,
    SIGNATURE,
    TOTAL,
    UNLIMITED,
    Looks,
    Setter,
    numbered,
)
from app.documents.wording import Wording
from app.errors import Message
from app.i18n import format as fmt
from app.i18n.mark import N_

WIDE, NARROW = 72 * MM, 48 * MM
"""What printers for rolls of 80 and of 58 mm can print on."""

_SIDE = 1.2 * MM
_TOP, _BOTTOM = 3 * MM, 6 * MM
_MOST = 14_000  # points: a page cannot be longer than 200 inches


def _looks(width: float) -> Looks:
    size = 8.6 if width >= WIDE else 7.8
    return Looks(
        body=Style(size, color=BLACK, leading=1.4),
        strong=Style(size, bold=True, color=BLACK, leading=1.4),
        label=Style(size - 1, color=BLACK, leading=1.4),
        second=Style(size - 1.4, color=BLACK, leading=1.4),
        small=Style(size - 1.2, color=BLACK, leading=1.45),
        figure=Style(size * 2.3, bold=True, color=BLACK, leading=1.2),
        gap=6,
    )


def roll_pages(receipt: Receipt, width: float, wording: Wording, typesetter: Typesetter) -> list[Page]:
    """Return the one long page of a receipt on a roll of a printable width; more only beyond 200 inches."""
    set_ = Setter(receipt, wording, typesetter, _looks(width), width - 2 * _SIDE)
    blocks = [*_head(set_), *_body(set_), *_tail(set_)]
    pages = []
    for page in broken(blocks, lambda _: _MOST - _TOP - _BOTTOM):
        placed, y = [], _TOP
        for block in page:
            placed.append((_SIDE, y, block))
            y += block.height
        pages.append(Page(width, y + _BOTTOM, tuple(placed)))
    return pages


def _line(set_: Setter, *, dashed: bool = True) -> Block:
    marks = (Rule(0, 5, set_.width, 5, 0.6 if dashed else 1.1, BLACK, dashed),)
    return Block(10, marks)


# ---- head -----------------------------------------------------------------------------------------------------------


def _head(set_: Setter) -> list[Block]:
    receipt, looks, type_, width = set_.receipt, set_.looks, set_.type, set_.width
    shop = looks.strong._replace(size=looks.body.size * 1.5)
    title = looks.strong._replace(size=looks.body.size * 1.25)
    blocks = [type_.paragraph(receipt.shop.name, shop, width, Align.CENTRE)]
    head = receipt.shop
    blocks += [
        type_.paragraph(text, looks.label, width, Align.CENTRE)
        for text in (head.address, head.phone, set_.tax_number())
        if text
    ]
    words = set_.wording.say(receipt.title)
    blocks += [space(5), type_.paragraph(words[0], title, width, Align.CENTRE)]
    blocks += [type_.paragraph(each, looks.second, width, Align.CENTRE) for each in words[1:]]
    for notice in set_.notices():
        blocks += [space(4), set_.framed(notice, width, looks.label._replace(bold=True))]
    blocks += [_line(set_), *_meta(set_), _line(set_)]
    return blocks


def _meta(set_: Setter) -> list[Block]:
    receipt, say, body = set_.receipt, set_.wording.say, set_.looks.body
    when = fmt.short_date(receipt.on)
    if receipt.recorded_at.date() == receipt.on:
        when += f" {receipt.recorded_at:%H:%M}"
    blocks = [set_.pair(say(label), text, body) for label, text in ((NUMBER, numbered(receipt)), (DATE, when))]
    name = f"{receipt.customer.name}  {receipt.customer.number}"
    for label, text in ((CUSTOMER, name), (HANDLED, receipt.staff)):
        if set_.type.width(set_.type.clean(text), body) > set_.width * 0.66:
            blocks += [set_.label(say(label), set_.width, body, set_.looks.second), set_.text_right(text, body)]
        elif text:
            blocks.append(set_.pair(say(label), text, body))
    return blocks


# ---- body -----------------------------------------------------------------------------------------------------------


def _body(set_: Setter) -> list[Block]:
    return [*_lines(set_), *_figure(set_), *_rows(set_), *_rest(set_), *set_.texts(beside_label=False), *set_.terms()]


def _lines(set_: Setter) -> list[Block]:
    blocks: list[Block] = []
    for line in set_.receipt.lines:
        blocks += [_sold(set_, line), space(2)]
    return [*blocks, _line(set_)] if blocks else []


def _sold(set_: Setter, line: Line) -> Block:
    text = set_.type.paragraph(line.text, set_.looks.body, set_.width)
    if line.price is None or line.amount is None:
        return text
    detail = f"{line.quantity} × {set_.wording.amount(line.price)}"
    return stacked([text, set_.pair((detail,), set_.wording.amount(line.amount), set_.looks.body)])


def _figure(set_: Setter) -> list[Block]:
    receipt, looks = set_.receipt, set_.looks
    if receipt.figure is None:
        return []
    row = receipt.figure
    amount = set_.wording.money(row.amount, sign=receipt.money_sign) if row.amount is not None else set_.value(row)
    blocks = [set_.pair(set_.wording.say(row.label), amount, looks.figure, label=looks.strong)]
    words = receipt.in_words(set_.wording.chinese)
    if words:
        blocks += [space(2), set_.words(words)]
    return [*blocks, _line(set_)]


def _rows(set_: Setter) -> list[Block]:
    rows = [set_.row(row) for row in (*set_.receipt.paid, *set_.receipt.facts)]
    return [*rows, _line(set_)] if rows else []


def _rest(set_: Setter) -> list[Block]:
    rest, say, looks = set_.receipt.rest, set_.wording.say, set_.looks
    if rest.is_empty:
        return []
    blocks = [set_.label(say(LEFT), set_.width, looks.strong, looks.second), space(2)]
    if rest.lots:
        columns = say(PRINCIPAL_BONUS) if rest.bonus else say(PRINCIPAL)
        blocks.append(set_.text_right("  ".join(columns), looks.label))
    for lot in rest.lots:
        blocks += [_lot(set_, lot), space(3)]
    for ticket in rest.passes:
        blocks += [_ticket(set_, ticket), space(3)]
    sums = []
    if rest.has_money and len(rest.lots) != 1:
        sums += [(PRINCIPAL, rest.principal), (BONUS, rest.bonus)]
    if sums and len(rest.lots) > 1:
        blocks.append(set_.label(say(TOTAL), set_.width, looks.strong, looks.second))
    if rest.has_debt:
        sums.append((OWED, rest.owed))
    blocks += [set_.pair(say(label), set_.wording.amount(n), looks.strong, label=looks.strong) for label, n in sums]
    return [*blocks, _line(set_)]


def _lot(set_: Setter, lot: LotLeft) -> Block:
    looks, wording = set_.looks, set_.wording
    name = (wording.first(Message(N_("Top-up of {date}"), {"date": lot.on})),)
    money = wording.amount(lot.principal) + (f" + {wording.amount(lot.bonus)}" if lot.bonus else "")
    until = "  ".join(set_.until(lot.expires_on, expired=lot.expired))
    return stacked([set_.pair(name, money, looks.body), set_.text_right(until, looks.label)])


def _ticket(set_: Setter, left: PassLeft) -> Block:
    looks, wording = set_.looks, set_.wording
    until = set_.text_right("  ".join(set_.until(left.expires_on, expired=left.expired)), looks.label)
    units = wording.first(UNLIMITED) if left.units is None else wording.visits(left.units)
    return stacked([set_.pair((left.service,), units, looks.body), until])


# ---- signature and foot ---------------------------------------------------------------------------------------------


def _tail(set_: Setter) -> list[Block]:
    blocks: list[Block] = []
    if set_.receipt.customer_signs:
        label = set_.label(set_.wording.say(SIGNATURE), set_.width, set_.looks.label, set_.looks.second)
        blocks = [label, Block(26, (Rule(0, 24, set_.width, 24, 0.6, BLACK),)), space(6)]
    return [*blocks, space(4), *set_.foot(Align.CENTRE, set_.width)]
