"""The head of the shop's papers: the shop, what the paper is, whom it goes to; the short head and foot of every page.

Statements and letters go into the same envelopes, so what a window shows is decided here, once for both.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.core.envelope import Nudge, Rect, Window, WindowForm, window
from app.core.picture import measured
from app.core.receipt import Copy
from app.core.statement_paper import Sheet
from app.documents.address_block import fold_marks, window_block
from app.documents.layout import INK, MM, Align, Block, Mark, Picture, Rule, Text, beside, moved, space, stacked
from app.documents.receipt_parts import CUSTOMER, NUMBER, PREVIEW, REPRINT, TAX, joined
from app.documents.statement_looks import PaperSetter
from app.errors import Message
from app.i18n import format as fmt
from app.i18n.mark import N_

CUSTOMER_NO = N_("Customer no.")
MADE_ON = N_("Made on")
ATTENTION = N_("Attn. {name}")

_LOGO = (124.0, 48.0)
_LOW_LOGO = (84.0, 30.0)
_FINEST = 72 / 130  # points a pixel of a logo may take: coarser than that it looks cheap
_SMALLER = 0.78
_GAP = 14.0
_WINDOW_AIR = 3 * MM
_SHOP_LINES, _DETAIL_LINES, _ADDRESS_LINES = 3, 3, 6
_WINDOWED = (Sheet.A4, Sheet.LETTER)


class Heading(NamedTuple):
    """What a paper says of itself at its head: what it is, its number (blank: none yet), its copy, and some facts.

    `facts` are labels with their values; `notices` what else is unusual of it. A paper whose title stands over its text
    is not `large`: title and number are for its further pages only, and the number is among its facts.
    """

    title: str
    number: str
    copy: Copy | None
    facts: Sequence[tuple[str, str]]
    notices: Sequence[Message] = ()
    large: bool = True

    @property
    def shown_number(self) -> str:
        """The number, or a dash where there is none yet."""
        return self.number or "—"


def window_of(form: WindowForm, sheet: Sheet) -> Window | None:
    """Return the window a paper's address is set for; continuous paper goes into no envelope with one."""
    if form is WindowForm.NONE or sheet not in _WINDOWED:
        return None
    return window(form)


def first_head(
    set_: PaperSetter, heading: Heading, pictures: Mapping[str, bytes], window: Window | None, nudge: Nudge
) -> Block:
    """Return the head of the first page in the coordinates of the page; the body begins at its height."""
    if window is None:
        return _plain(set_, heading, pictures)
    return _windowed(set_, heading, pictures, window, nudge)


def _plain(set_: PaperSetter, heading: Heading, pictures: Mapping[str, bytes]) -> Block:
    frame, width = set_.frame, set_.width
    left = width * 0.56
    right = width - left - _GAP
    air = 4.0 if frame.low else 8.0
    top = beside((0, _letterhead(set_, pictures, left)), (left + _GAP, _titles(set_, heading, right)))
    y = frame.top + top.height + air - 1
    marks: list[Mark] = [*moved(top.marks, frame.side, frame.top)]
    marks.append(Rule(frame.side, y, frame.side + width, y, 0.9, INK if set_.looks.tint else set_.looks.line))
    y += air
    left = width * (0.48 if frame.low else 0.55)
    below = beside((0, _customer(set_, left)), (left + _GAP, _meta(set_, heading.facts, width - left - _GAP)))
    return Block(y + below.height + air + 1, (*marks, *moved(below.marks, frame.side, y)))


def _windowed(
    set_: PaperSetter, heading: Heading, pictures: Mapping[str, bytes], window: Window, nudge: Nudge
) -> Block:
    """Return the head around a window: nothing but the address, and the sender in its own, is seen through it."""
    frame, shop = set_.frame, set_.shop
    zones = [zone for zone in (window.seen, window.return_seen) if zone is not None]
    x = max(zone.right for zone in zones) * MM + _WINDOW_AIR
    right = frame.width - frame.side - x
    beside_window = [_titles(set_, heading, right), space(6)]
    room = min(zone.y for zone in zones) * MM - frame.top - _WINDOW_AIR
    letterhead = _letterhead(set_, pictures, x - frame.side - _GAP, most=room)
    if letterhead.height > room:
        letterhead = _letterhead(set_, pictures, x - frame.side - _GAP, most=room, details=False)
        beside_window += [*_details(set_, right, Align.RIGHT), space(6)]
    if letterhead.height > room or window.return_seen is not None:
        letterhead = Block(0)
        own = [_shop_name(set_, right, Align.RIGHT)]
        beside_window = [*own, *_details(set_, right, Align.RIGHT), space(8), _titles(set_, heading, right), space(6)]
    column = stacked([*beside_window, _meta(set_, heading.facts, right)])
    sender = "\n".join(part for part in (shop.name, shop.address) if part)
    to = set_.to.lines or (set_.customer.name,)
    address = window_block(window, to, sender, nudge, set_.type)
    marks = [
        *moved(letterhead.marks, frame.side, frame.top),
        *moved(column.marks, x, frame.top),
        *address.marks,
        *fold_marks(window, frame.height).marks,
    ]
    y = max(frame.top + column.height, _bottom(zones)) + 6
    marks.append(Rule(frame.side, y, frame.side + set_.width, y, 0.9, INK))
    return Block(y + 10, tuple(marks))


def _bottom(zones: Sequence[Rect]) -> float:
    return max(zone.bottom for zone in zones) * MM


# ---- the shop -------------------------------------------------------------------------------------------------------


def _letterhead(
    set_: PaperSetter, pictures: Mapping[str, bytes], width: float, *, most: float | None = None, details: bool = True
) -> Block:
    """Return the shop: its logo, its name, and below that where it is; the logo is at most `most` points high."""
    logo = _logo(set_, pictures, width * 0.44, most)
    x = logo.width + 10 if logo else 0.0
    lines = [_shop_name(set_, width - x, Align.LEFT)]
    if details:
        lines += _details(set_, width - x, Align.LEFT)
    text = stacked(lines)
    if logo is None:
        return text
    height = max(text.height, logo.height)
    marks = (logo._replace(y=(height - logo.height) / 2), *moved(text.marks, x, (height - text.height) / 2))
    return Block(height, marks)


def _shop_name(set_: PaperSetter, width: float, align: Align) -> Block:
    """Return the shop's name: a little smaller where it fits one line so, on several lines where it does not."""
    style, name = set_.looks.shop, set_.shop.name
    wide = set_.type.width(set_.type.clean(name), style)
    if width < wide <= width / _SMALLER:
        style = style._replace(size=style.size * width / wide * 0.999)
    return set_.type.paragraph(name, style, width, align, most=_SHOP_LINES)


def _details(set_: PaperSetter, width: float, align: Align) -> list[Block]:
    shop, style = set_.shop, set_.looks.label
    tax = set_.wording.first(Message(TAX, {"number": shop.tax_number})) if shop.tax_number else ""
    numbers = [joined((shop.phone, tax))]
    if set_.type.width(set_.type.clean(numbers[0]), style) > width:
        numbers = [shop.phone, tax]
    return [
        set_.type.paragraph(" ".join(text.split()), style, width, align, most=_DETAIL_LINES)
        for text in (shop.address, *numbers)
        if text
    ]


def _logo(set_: PaperSetter, pictures: Mapping[str, bytes], wide: float, most: float | None) -> Picture | None:
    """Return the logo in its own proportions, no larger than its pixels bear."""
    name = set_.shop.logo
    if name not in pictures:
        return None
    width, height = _LOW_LOGO if set_.frame.low else _LOGO
    return fitted_picture(name, pictures, min(width, wide), min(height, most or height), _FINEST)


def fitted_picture(name: str, pictures: Mapping[str, bytes], width: float, height: float, finest: float) -> Picture:
    """Return a picture as large as it may be in a rectangle, at most `finest` points a pixel."""
    found = measured(pictures[name], name)
    scale = min(width / found.width, height / found.height, finest)
    return Picture(0, 0, found.width * scale, found.height * scale, name)


# ---- what it is -----------------------------------------------------------------------------------------------------


def _titles(set_: PaperSetter, heading: Heading, width: float) -> Block:
    """Return what the paper is, its number, and what is unusual of it."""
    looks, blocks = set_.looks, []
    if heading.large:
        words = set_.say(heading.title)
        blocks.append(set_.one_line(set_.type.clean(words[0]), looks.title, width, Align.RIGHT))
        blocks += [set_.type.paragraph(each, looks.label, width, Align.RIGHT) for each in words[1:]]
        number = f"{set_.wording.first(NUMBER)} {heading.shown_number}"
        blocks.append(set_.one_line(set_.type.clean(number), looks.strong, width, Align.RIGHT))
    alarm = looks.label._replace(bold=True, color=looks.alarm)
    for each in notices(heading):
        joint = set_.joined(each)
        lines = [joint] if set_.type.width(joint, alarm) <= width else set_.say(each)
        blocks += [set_.type.paragraph(line, alarm, width, Align.RIGHT) for line in lines]
    return stacked(blocks)


def notices(heading: Heading) -> list[Message]:
    """Say what is unusual of a paper: a preview, a reprint, and what its heading knows."""
    found: list[Message] = []
    if heading.copy is None:
        found.append(Message(PREVIEW))
    elif heading.copy.is_reprint:
        when = fmt.date_time(heading.copy.made_at)
        found.append(Message(REPRINT, {"n": heading.copy.nth, "when": when}))
    return [*found, *heading.notices]


def _meta(set_: PaperSetter, items: Sequence[tuple[str, str]], width: float) -> Block:
    """Return facts of the paper: labels with their values behind them, or below each other."""
    looks = set_.looks
    labels = [set_.joined(label) for label, _ in items]
    tab = max(set_.type.width(label, looks.label) for label in labels) + 10
    values = [set_.type.clean(value) for _, value in items]
    stack = tab + max(set_.type.width(value, looks.body) for value in values) > width
    blocks = []
    for (_, value), label in zip(items, labels, strict=True):
        if stack:
            blocks += [set_.type.paragraph(label, looks.label, width), set_.type.paragraph(value, looks.body, width)]
            continue
        down = looks.body.baseline - looks.label.baseline
        text = set_.type.paragraph(value, looks.body, width - tab, most=2)
        blocks.append(
            Block(text.height, (Text(0, looks.label.baseline + down, label, looks.label), *moved(text.marks, tab, 0)))
        )
    return stacked(blocks)


def _customer(set_: PaperSetter, width: float) -> Block:
    """Return the customer with the address, where no envelope has a window for it."""
    to, looks = set_.to, set_.looks
    name = set_.customer.name
    large = looks.strong._replace(size=looks.strong.size * (1.1 if set_.frame.low else 1.28))
    blocks = [set_.label(CUSTOMER, width), set_.type.paragraph(name, large, width, most=_SHOP_LINES)]
    lines = [line for line in to.lines if name not in line]
    if set_.frame.low:
        lines = [" ".join(lines)] if lines else []
    contact = set_.wording.first(Message(ATTENTION, {"name": to.contact})) if to.contact else ""
    lines.append(joined((contact, to.email)))
    written = [line for line in lines if line][:_ADDRESS_LINES]
    blocks += [set_.type.paragraph(line, looks.body, width, most=2) for line in written]
    return stacked(blocks)


# ---- every page -----------------------------------------------------------------------------------------------------


def running_head(set_: PaperSetter, heading: Heading) -> Block:
    """Return the short head of every page after the first."""
    style, customer = set_.looks.label, set_.customer
    right = f"{set_.wording.first(heading.title)}  {set_.wording.first(NUMBER)} {heading.shown_number}"
    right = set_.type.clean(right)
    room = set_.width - set_.type.width(right, style) - 16
    names = f"{set_.shop.name}  ·  {customer.name}  {customer.number}"
    y = style.pitch + 3
    marks = (
        Text(0, style.baseline, set_.type.shortened(names, style, room), style),
        Text(set_.width, style.baseline, right, style, Align.RIGHT),
        Rule(0, y, set_.width, y, 0.9, INK if set_.looks.tint else set_.looks.line),
    )
    return Block(y + 7, marks)


def page_foot(set_: PaperSetter, heading: Heading, page: int, count: int) -> Block:
    """Return the foot of a page: its number, and on all but the first copy what is unusual of the paper."""
    style = set_.looks.small
    number = set_.joined(Message(N_("Page {n} of {count}"), {"n": page, "count": count}))
    marks: list[Mark] = [Text(set_.width, style.baseline, number, style, Align.RIGHT)]
    words = "  ·  ".join(set_.joined(each) for each in notices(heading))
    room = set_.width - set_.type.width(number, style) - 16
    if words:
        marks.append(Text(0, style.baseline, set_.type.shortened(words, style, room), style))
    return Block(style.pitch, tuple(marks))
