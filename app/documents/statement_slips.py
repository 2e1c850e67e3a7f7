"""What is cut off a statement and sent back: the reply that confirms the balance, or the slip that goes with money."""

from collections.abc import Iterator

from app.core.statement_paper import Slip
from app.documents.layout import Align, Block, Box, Mark, Rule, Text, beside, moved, space, stacked
from app.documents.letterhead import CUSTOMER_NO, MADE_ON
from app.documents.qr import qr_code
from app.documents.receipt_parts import BONUS, CUSTOMER, DATE, joined
from app.documents.statement_balance import CREDIT_BALANCE, headline
from app.documents.statement_head import shown_number
from app.documents.statement_looks import PaperSetter, Setter
from app.errors import Message
from app.i18n import format as fmt
from app.i18n.mark import N_

CUT_REPLY = N_("Reply slip: please cut here and send it back, by post or as a photo")
CUT_REMITTANCE = N_("Remittance slip: please cut here and send it with your payment")
REPLY_SLIP = N_("Reply slip")
REMITTANCE_SLIP = N_("Remittance slip")
TO_SHOP = N_("To {shop}")
STATEMENT_NO = N_("Statement no.")
CUT_OFF = N_("Balance as of")
OWED = N_("You owe")
HELD = N_("We hold for you")
RIGHT = N_("1. The figures are right.")
WRONG = N_("2. The figures are not right; please list what differs and why:")
SIGNED = N_("Signature or seal")
PLEASE_BY = N_("Please compare the balance with your books, tick one box, sign or seal it, and reply by {date}.")
PLEASE = N_("Please compare the balance with your books, tick one box, and sign or seal it.")
PAYEE = N_("Payee")
BANK = N_("Bank account")
AMOUNT_DUE = N_("Amount due")
ENCLOSED = N_("Amount enclosed")
CHEQUE = N_("Cheque no.")

_CUT = "✂"
_CODE, _LOW_CODE = 52.0, 45.0
_ROOMS, _LOW_ROOMS = (72.0, 58.0, 44.0, 34.0, 28.0), (34.0, 22.0, 14.0)
_TIGHT_ROOMS = (36.0, 28.0, 20.0, 12.0)
"""Points there may be to write on above a signature: whoever disputes something has to say what."""

_GAP = 10.0
_TICK = 8.5
_PAD = 7.0


def slips(set_: Setter) -> Iterator[tuple[Block, bool]]:
    """Yield the slip in its forms, the roomiest first, and whether that form is for a page nearly full.

    Nothing where the shop wants none.
    """
    match set_.paper.slip:
        case Slip.REPLY:
            for room in _LOW_ROOMS if set_.frame.low else _ROOMS:
                yield _reply(set_, room), False
            for room in _TIGHT_ROOMS:
                yield _reply(set_, room, tight=True), True
        case Slip.REMITTANCE:
            for tight in (False, True):
                yield _remittance(set_), tight
        case _:
            pass


def cut_line(set_: PaperSetter, message: str) -> Block:
    """Return the dashed line with the scissors, and in the middle what the slip is for."""
    style = set_.looks.label
    words = set_.joined(message)
    fitted = set_.type.fitted(words, style, set_.width - 60)
    wide = set_.type.width(words, fitted)
    y = style.pitch / 2
    start = (set_.width - wide) / 2
    scissors = style._replace(size=style.size * 1.4)
    marks = (
        Text(0, y + scissors.size * 0.38, _CUT, scissors),
        Rule(scissors.size + 4, y, start - 6, y, 0.6, style.color, dashed=True),
        Text(start, style.baseline, words, fitted),
        Rule(start + wide + 6, y, set_.width, y, 0.6, style.color, dashed=True),
    )
    return Block(style.pitch, marks)


def _code(set_: Setter, side: float) -> tuple[Block, float]:
    """Return the code of the slip with its text below, and its side; a preview has none."""
    text = set_.paper.code
    if not text:
        return Block(0), 0.0
    style = set_.looks.label._replace(size=set_.looks.label.size * 0.86)
    dots = qr_code(text)._replace(side=side)
    fitted = set_.type.fitted(text, style, side + 2 * _PAD - 1)
    below = Text(side / 2, side + style.baseline, set_.type.clean(text), fitted, Align.CENTRE)
    return Block(side + style.pitch, (dots, below)), side


Facts = list[tuple[str, str, bool]]
"""A label, what is said of it, and whether that is what matters."""


def _facts(set_: Setter, facts: Facts, width: float) -> Block:
    """Return facts beside each other, each below its label, in as many rows as they need."""
    looks = set_.looks
    cells = []
    for label, value, strong in facts:
        style = looks.strong if strong else looks.body
        clean = set_.type.clean(value)
        words = set_.joined(label)
        wide = max(set_.type.width(words, looks.label), set_.type.width(clean, style)) + 2
        cells.append((words, clean, style, min(wide, width)))
    rows: list[list[tuple[float, Block]]] = [[]]
    x = 0.0
    for words, clean, style, wide in cells:
        if rows[-1] and x + wide > width:
            rows.append([])
            x = 0.0
        block = stacked(
            [set_.type.paragraph(words, looks.label, wide), set_.type.paragraph(clean, style, wide, most=2)]
        )
        rows[-1].append((x, block))
        x += wide + _GAP + 4
    parts = [beside(*row) for row in rows]
    return stacked([part for n, part in enumerate(parts) for part in ([space(2), part] if n else [part])])


def _balances(set_: Setter) -> Facts:
    """Return what is owed and what is held, each positive and on its side."""
    statement = set_.paper.statement
    head, held = headline(statement), statement.prepaid
    facts: Facts = []
    if not head.prepaid:
        facts.append((CREDIT_BALANCE if statement.account.closing < 0 else OWED, set_.money(head.amount), True))
    if head.prepaid or held.principal.closing or held.bonus.closing:
        text = set_.money(held.principal.closing)
        if held.bonus.closing:
            text += f"  + {set_.wording.first(BONUS)} {set_.money(held.bonus.closing)}"
        facts.append((HELD, text, True))
    return facts


# ---- the reply ------------------------------------------------------------------------------------------------------


def _reply(set_: Setter, room: float, *, tight: bool = False) -> Block:
    """Return the reply slip; `room` is what there is to write on above each signature."""
    looks, paper = set_.looks, set_.paper
    statement = paper.statement
    code, side = _code(set_, _LOW_CODE if tight or set_.frame.low else _CODE)
    width = set_.width - (side + 2 * _PAD + _GAP if code.height else 0)
    title = set_.label(REPLY_SLIP, width * 0.5, looks.section)
    shop = set_.wording.first(Message(TO_SHOP, {"shop": paper.shop.name}))
    room_for_shop = width - width * 0.5
    to = set_.type.paragraph(shop, looks.body, room_for_shop, Align.RIGHT, most=2)
    who = joined((statement.customer.name, statement.customer.number))
    facts: Facts = [
        (STATEMENT_NO, shown_number(set_), True),
        (CUT_OFF, fmt.short_date(statement.period.end), False),
        *_balances(set_),
        (CUSTOMER, who, False),
    ]
    head = [beside((0, title), (width - room_for_shop, to)), space(2), _facts(set_, facts, width)]
    words = set_.in_words(headline(statement).amount)
    if words and not (tight or set_.frame.low):
        head.append(set_.type.paragraph(words, looks.label._replace(color=looks.body.color), width))
    please = Message(PLEASE_BY, {"date": paper.reply_by}) if paper.reply_by else Message(PLEASE)
    head += [space(3), set_.type.label(set_.say(please), looks.label, looks.label, width)]
    top = beside((0, stacked(head)), (set_.width - side - _PAD, code))
    air = 3.0 if tight else 5.0
    return stacked([space(air), cut_line(set_, CUT_REPLY), space(air), top, space(air), _boxes(set_, room)])


def _boxes(set_: Setter, room: float) -> Block:
    """Return the two answers as boxes of one size beside each other: neither is made easier than the other."""
    width = (set_.width - _GAP) / 2
    inner = width - 2 * _PAD
    titles = [_answer(set_, text, inner) for text in (RIGHT, WRONG)]
    high = max(title.height for title in titles)
    sign = _signature(set_, inner)
    height = _PAD - 2 + high + room + sign.height + _PAD - 2
    marks: list[Mark] = []
    for number, title in enumerate(titles):
        x = number * (width + _GAP)
        marks.append(Box(x, 0, width, height, 0.8, set_.looks.body.color))
        marks += moved(title.marks, x + _PAD, _PAD - 2)
        marks += moved(sign.marks, x + _PAD, height - sign.height - _PAD + 2)
    return Block(height, tuple(marks))


def _answer(set_: Setter, text: str, width: float) -> Block:
    """Return the box to be ticked and what ticking it says."""
    looks = set_.looks
    style = looks.strong
    x = _TICK + 6
    lines = [set_.type.paragraph(set_.say(text)[0], style, width - x)]
    lines += [set_.type.paragraph(each, looks.label, width - x) for each in set_.say(text)[1:]]
    words = stacked(lines)
    top = (style.pitch - _TICK) / 2
    return Block(words.height, (Box(0, top, _TICK, _TICK, 0.8, looks.body.color), *moved(words.marks, x, 0)))


def _signature(set_: Setter, width: float) -> Block:
    """Return the lines to sign and to date on, each with its name before it."""
    style = set_.looks.label
    signed, dated = set_.joined(SIGNED), set_.joined(DATE)
    y = style.baseline
    first, second = set_.type.width(signed, style) + 4, set_.type.width(dated, style) + 4
    date_width = max(width * 0.36, second + 40)
    edge = width - date_width
    marks = (
        Text(0, y, signed, style),
        Rule(first, y + 2, edge - 8, y + 2, 0.5, style.color),
        Text(edge, y, dated, style),
        Rule(edge + second, y + 2, width, y + 2, 0.5, style.color),
    )
    return Block(style.pitch + 1, marks)


# ---- the slip that goes with money ----------------------------------------------------------------------------------


def _remittance(set_: Setter) -> Block:
    """Return the slip that goes with money: whom to pay, what for, and how much is enclosed."""
    looks, paper = set_.looks, set_.paper
    code, side = _code(set_, _LOW_CODE if set_.frame.low else _CODE)
    right = set_.width * 0.4
    left = set_.width - right - 2 * _GAP - (side + 2 * _PAD if code.height else 0)
    owed = max(paper.statement.account.closing, 0)
    rows = [
        (CUSTOMER_NO, paper.statement.customer.number),
        (STATEMENT_NO, shown_number(set_)),
        (MADE_ON, fmt.short_date(paper.made_on)),
        (AMOUNT_DUE, set_.money(owed)),
    ]
    lines = [set_.type.paragraph(paper.statement.customer.name, looks.strong, right, most=2), space(2)]
    lines += [slip_row(set_, label, value, right, strong=label == AMOUNT_DUE) for label, value in rows]
    lines += [space(4), slip_box(set_, ENCLOSED, right)]
    pay = [set_.label(REMITTANCE_SLIP, left, looks.section), space(2)]
    pay += [set_.label(PAYEE, left), set_.type.paragraph(paper.shop.name, looks.strong, left, most=2)]
    if paper.shop.address:
        pay.append(set_.type.paragraph(" ".join(paper.shop.address.split()), looks.body, left, most=2))
    if paper.shop.bank:
        pay += [space(3), set_.label(BANK, left), set_.type.paragraph(paper.shop.bank, looks.body, left, most=4)]
    pay += [space(3), _line(set_, CHEQUE, left)]
    columns = beside((0, stacked(pay)), (left + _GAP + _PAD, code), (set_.width - right, stacked(lines)))
    return stacked([space(6), cut_line(set_, CUT_REMITTANCE), space(4), columns])


def slip_row(set_: PaperSetter, label: str, value: str, width: float, *, strong: bool) -> Block:
    """Return a label and behind it its value at the right edge, over a thin line."""
    looks = set_.looks
    style = looks.strong if strong else looks.body
    clean = set_.type.clean(value)
    fitted = set_.type.fitted(clean, style, width * 0.6)
    name = set_.label(label, width - set_.type.width(clean, fitted) - 8, looks.label)
    down = style.baseline - looks.label.baseline
    height = max(name.height + down, style.pitch) + 2
    mark = Text(width, style.baseline, clean, fitted, Align.RIGHT)
    return Block(height, (*moved(name.marks, 0, down), mark, Rule(0, height, width, height, 0.35, looks.line)))


def slip_box(set_: PaperSetter, label: str, width: float) -> Block:
    """Return a label with an empty box to write a figure in."""
    looks = set_.looks
    high, wide = 22.0, width * 0.52
    name = set_.label(label, width - wide - 8, looks.strong)
    return Block(
        max(high, name.height),
        (
            *moved(name.marks, 0, (high - looks.strong.pitch) / 2),
            Box(width - wide, 0, wide, high, 0.9, looks.body.color),
        ),
    )


def _line(set_: Setter, label: str, width: float) -> Block:
    """Return a label with a line behind it to write on."""
    style = set_.looks.label
    words = set_.joined(label)
    y = 12 + style.baseline
    start = set_.type.width(words, style) + 4
    return Block(12 + style.pitch + 2, (Text(0, y, words, style), Rule(start, y + 2, width, y + 2, 0.5, style.color)))
