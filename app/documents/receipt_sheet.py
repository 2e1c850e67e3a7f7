"""A receipt on a sheet of A5: head, figure and words, what it was for and how it was paid, what is left, signatures."""

from collections.abc import Sequence
from datetime import date

from app.core.receipt import Line, LotLeft, PassLeft, Receipt
from app.documents.layout import (
    ACCENT,
    ALARM,
    INK,
    LINE,
    MM,
    MUTE,
    Align,
    Block,
    Box,
    Rule,
    Style,
    Text,
    Typesetter,
    beside,
    moved,
    rule,
    space,
    stacked,
)
from app.documents.pages import Page, broken
from app.documents.receipt_parts import (
    BONUS,
    CUSTOMER,
    DATE,
    HANDLED,
    IN_WORDS,
    LEFT,
    NUMBER,
    OWED,
    PAID_BY,
    PRINCIPAL,
    SEAL,
    SIGNATURE,
    TOTAL,
    UNLIMITED,
    Looks,
    Setter,
    joined,
    numbered,
)
from app.documents.wording import Wording, Words
from app.errors import Message
from app.i18n import format as fmt
from app.i18n.mark import N_

WIDTH, HEIGHT = 148 * MM, 210 * MM
_SIDE, _TOP, _BOTTOM = 13 * MM, 10 * MM, 8 * MM
_BAR = 2.4  # the one bit of colour: a bar across the top
_INNER = WIDTH - 2 * _SIDE

_LOOKS = Looks(
    body=Style(9),
    strong=Style(9, bold=True),
    label=Style(7.2, color=MUTE),
    second=Style(7.2, color=MUTE),
    small=Style(7, color=MUTE, leading=1.5),
    figure=Style(24, bold=True, leading=1.2),
    gap=10,
)
_SHOP = Style(13.5, bold=True)
_TITLE = Style(15, bold=True, leading=1.3)
_NUMBER = Style(9, color=INK)
_CELL = Style(8.6)
_PAGE_NO = Style(6.8, color=MUTE)
_PAGE_ROOM = 64
_SHOP_LINES, _ADDRESS_LINES, _FOOT_LINES = 4, 6, 8
_ROW_AIR = 2.2
_AIR = 6
_SIGNED = 4  # as many of the last lines go with the signatures where they need a new page


def sheet_pages(receipt: Receipt, wording: Wording, typesetter: Typesetter) -> list[Page]:
    """Return the pages of a receipt on A5, the foot and the signatures at the bottom of the last."""
    set_ = Setter(receipt, wording, typesetter, _LOOKS, _INNER)
    color = ALARM if receipt.reversed_by else ACCENT
    body, later = [*_head(set_), *_body(set_)], _running_head(set_)
    foot = stacked(set_.foot(Align.LEFT, _INNER - _PAGE_ROOM, most=_FOOT_LINES))
    bottom = max(foot.height, _PAGE_NO.pitch) + 10
    room = HEIGHT - _TOP - _BOTTOM - bottom
    pages, tail = _broken(set_, body, room, later.height)
    placed = []
    for n, blocks in enumerate(pages):
        page: list[tuple[float, float, Block]] = [(0, 0, Block(_BAR, (Box(0, 0, WIDTH, _BAR, 0, color, color),)))]
        y = _TOP
        for block in ([later] if n else []) + blocks:
            page.append((_SIDE, y, block))
            y += block.height
        if n == len(pages) - 1:
            page.append((_SIDE, _TOP + room - tail.height, tail))
        page.append((_SIDE, HEIGHT - _BOTTOM - bottom, _foot(set_, foot, n + 1, len(pages))))
        placed.append(Page(WIDTH, HEIGHT, tuple(page)))
    return placed


def _broken(set_: Setter, body: list[Block], room: float, later: float) -> tuple[list[list[Block]], Block]:
    """Put the body on pages and return it with the signatures, which stand at the bottom of the last page.

    They never stand on a page alone: what is signed must be on the same sheet.
    """
    while not body[-1].marks:
        body.pop()
    body = [*body[:-_SIGNED], *(_keep(block) for block in body[-_SIGNED:])]
    roomy, tight = _tail(set_, 30), _tail(set_, 20)
    found = []
    for tail in (roomy, tight):
        pages = broken([*body, Block(tail.height + _AIR, tail.marks)], lambda n: room - (later if n else 0))
        pages[-1].pop()
        found.append((pages, tail))
    return found[0] if len(found[0][0]) <= len(found[1][0]) else found[1]


# ---- head -----------------------------------------------------------------------------------------------------------


def _head(set_: Setter) -> list[Block]:
    receipt, type_ = set_.receipt, set_.type
    left_width = _INNER * 0.56
    right_width = _INNER - left_width - 12
    shop = [type_.paragraph(receipt.shop.name, _SHOP, left_width, most=_SHOP_LINES)]
    shop += [
        type_.paragraph(text, set_.looks.label, left_width, most=_ADDRESS_LINES)
        for text in (receipt.shop.address, joined((receipt.shop.phone, set_.tax_number())))
        if text
    ]
    title = set_.wording.say(receipt.title)
    right = [type_.paragraph(title[0], _TITLE, right_width, Align.RIGHT)]
    right += [type_.paragraph(each, set_.looks.label, right_width, Align.RIGHT) for each in title[1:]]
    number = f"{set_.wording.first(NUMBER)} {numbered(receipt)}"
    right += [space(2), type_.paragraph(number, _NUMBER, right_width, Align.RIGHT)]
    return [
        beside((0, stacked(shop)), (left_width + 12, stacked(right))),
        *_notices(set_),
        rule(_INNER, weight=0.9, color=INK, above=7, below=7),
        _meta(set_),
        space(9),
    ]


def _notices(set_: Setter) -> list[Block]:
    color = ALARM if set_.receipt.reversed_by else INK
    blocks: list[Block] = []
    for words in set_.notices():
        blocks += [space(7), set_.framed(("   ".join(words),), _INNER, Style(8.4, bold=True, color=color))]
    return blocks


def _meta(set_: Setter) -> Block:
    """Return customer and date beside each other, each under its label."""
    receipt, looks = set_.receipt, set_.looks
    name_width = _INNER * 0.62
    date_width = _INNER - name_width - 12
    when = fmt.short_date(receipt.on)
    if receipt.recorded_at.date() == receipt.on:
        when += f"  {receipt.recorded_at:%H:%M}"
    customer = [
        set_.label(set_.wording.say(CUSTOMER), name_width, looks.label, looks.label),
        _name(set_, looks.strong._replace(size=10.5), name_width),
    ]
    label = set_.type.paragraph(" ".join(set_.wording.say(DATE)), looks.label, date_width, Align.RIGHT)
    dates = [label, set_.type.paragraph(when, looks.body._replace(size=10.5), date_width, Align.RIGHT)]
    return beside((0, stacked(customer)), (name_width + 12, stacked(dates)))


def _name(set_: Setter, style: Style, width: float) -> Block:
    """Return the customer's name with the number behind it, or below where the name is long."""
    return set_.label((set_.receipt.customer.name, set_.receipt.customer.number), width, style, set_.looks.label)


def _running_head(set_: Setter) -> Block:
    """Return the short head of every page after the first."""
    receipt, style = set_.receipt, set_.looks.label
    right = f"{set_.wording.first(receipt.title)}  {set_.wording.first(NUMBER)} {numbered(receipt)}"
    wide = set_.type.width(set_.type.clean(right), style)
    shop = set_.type.shortened(receipt.shop.name, style, _INNER - wide - 16)
    marks = (
        Text(0, style.baseline, shop, style),
        Text(_INNER, style.baseline, set_.type.clean(right), style, Align.RIGHT),
        Rule(0, style.pitch + 3, _INNER, style.pitch + 3, 0.9, INK),
    )
    return Block(style.pitch + 12, marks)


# ---- body -----------------------------------------------------------------------------------------------------------


def _body(set_: Setter) -> list[Block]:
    return [*_figure(set_), *_lines(set_), *_rows(set_), *_rest(set_), *set_.texts(beside_label=True), *set_.terms()]


def _figure(set_: Setter) -> list[Block]:
    """Return the one large figure over its amount in words, between two lines."""
    receipt, looks = set_.receipt, set_.looks
    if receipt.figure is None:
        return []
    row = receipt.figure
    amount = set_.wording.money(row.amount, sign=receipt.money_sign) if row.amount is not None else set_.value(row)
    clean = set_.type.clean(amount)
    style = set_.type.fitted(clean, looks.figure, _INNER)
    blocks = [
        set_.label(set_.wording.say(row.label), _INNER, looks.label, looks.label),
        Block(style.pitch, (Text(0, style.baseline, clean, style),)),
    ]
    words = receipt.in_words(set_.wording.chinese)
    if words:
        label = set_.wording.say(IN_WORDS)
        head = set_.label(label, _INNER, looks.label, looks.label)
        room = max(set_.type.width(set_.type.clean(each), looks.label) for each in ("  ".join(label),)) + 8
        text = set_.type.paragraph(words, looks.body._replace(size=10), _INNER - room)
        blocks += [space(1), beside((0, Block(head.height, moved(head.marks, 0, 2.2))), (room, text))]
    return [rule(_INNER, above=0, below=6), stacked(blocks), rule(_INNER, above=7, below=5)]


def _lines(set_: Setter) -> list[Block]:
    """Return what was sold: text, quantity × price, amount."""
    lines = set_.receipt.lines
    if not lines:
        return []
    amounts = [_amount(set_, line) for line in lines]
    details = [_detail(set_, line) for line in lines]
    amount_width = max(set_.type.width(text, _CELL) for text in amounts)
    detail_width = max(set_.type.width(text, set_.looks.label) for text in details)
    text_width = _INNER - amount_width - detail_width - (14 if amount_width else 0) - (14 if detail_width else 0)
    blocks = []
    for line, detail, amount in zip(lines, details, amounts, strict=True):
        text = set_.type.paragraph(line.text, _CELL, text_width)
        marks = [*moved(text.marks, 0, _ROW_AIR)]
        y = _CELL.baseline + _ROW_AIR
        x = _INNER - amount_width - (14 if amount_width else 0)
        marks.append(Text(x, y, detail, set_.looks.label, Align.RIGHT))
        marks.append(Text(_INNER, y, amount, _CELL, Align.RIGHT))
        height = text.height + 2 * _ROW_AIR
        marks.append(Rule(0, height, _INNER, height, 0.4, LINE))
        blocks.append(Block(height, tuple(marks)))
    return [*blocks, space(7)]


def _amount(set_: Setter, line: Line) -> str:
    return "" if line.amount is None else set_.wording.amount(line.amount)


def _detail(set_: Setter, line: Line) -> str:
    return "" if line.price is None else set_.type.clean(f"{line.quantity} × {set_.wording.amount(line.price)}")


def _rows(set_: Setter) -> list[Block]:
    """Return how it was paid, then what else must be known."""
    blocks: list[Block] = []
    receipt = set_.receipt
    if receipt.paid:
        words = set_.wording.say(PAID_BY)
        if not any("tender" in row.label.values for row in receipt.paid):  # those say themselves that it went out
            blocks.append(_keep(set_.label(words, _INNER, set_.looks.label, set_.looks.label)))
        blocks += [*(set_.row(row) for row in receipt.paid), space(6)]
    if receipt.facts:
        blocks += [*(set_.row(row) for row in receipt.facts), space(6)]
    return [*blocks, space(2)] if blocks else []


def _keep(block: Block) -> Block:
    return Block(block.height, block.marks, keep=True)


# ---- what is left ---------------------------------------------------------------------------------------------------


def _rest(set_: Setter) -> list[Block]:
    """Return the table of what was left on each lot and pass, with sums and what is owed."""
    rest, wording = set_.receipt.rest, set_.wording
    if rest.is_empty:
        return []
    table = _Table(set_)
    heading = set_.label(wording.say(LEFT), _INNER, set_.looks.strong._replace(size=8.6), set_.looks.second)
    head = table.head() if rest.lots or rest.passes or rest.has_money else rule(_INNER, color=INK, weight=0.6, above=3)
    blocks = [_keep(heading), _keep(head)]
    rows = [table.lot(lot) for lot in rest.lots]
    if rest.has_money and len(rest.lots) != 1:
        rows.append(table.sums())
    rows += [table.ticket(each) for each in rest.passes]
    blocks += [Block(row.height, row.marks, row.keep, head) for row in rows]
    if rest.has_debt:
        strong = set_.looks.strong
        blocks += [space(4), set_.pair(wording.say(OWED), wording.amount(rest.owed), strong, label=strong)]
    return [*blocks, space(8)]


class _Table:
    """The table of what is left: name, principal, bonus, and until when."""

    def __init__(self, set_: Setter) -> None:
        self.set = set_
        rest = set_.receipt.rest
        figures = [set_.wording.amount(n) for n in (rest.principal, rest.bonus, rest.owed)]
        heads = [max(set_.type.width(each, set_.looks.label) for each in self._words(w)) for w in (PRINCIPAL, BONUS)]
        widest = max(set_.type.width(text, _CELL._replace(bold=True)) for text in figures)
        self.until_width = 84.0
        self.bonus_x = _INNER - self.until_width - 10
        self.principal_x = self.bonus_x - max(widest, heads[1], 52) - 12
        self.name_width = self.principal_x - max(widest, heads[0], 52) - 10

    def _words(self, label: str) -> Words:
        return tuple(self.set.type.clean(each) for each in self.set.wording.say(label))

    def head(self) -> Block:
        """Return the names of the columns, a line for each language."""
        style = self.set.looks.label
        right = Align.RIGHT
        columns = [(0.0, N_("Top-up or pass"), Align.LEFT), (self.principal_x, PRINCIPAL, right)]
        columns += [(self.bonus_x, BONUS, right), (_INNER, N_("Valid until"), right)]
        words = [(x, self._words(label), align) for x, label, align in columns]
        count = max(len(each) for _, each, _ in words)
        marks: list[Text | Rule] = [
            Text(x, n * style.pitch * 0.9 + style.baseline, each, style, align)
            for x, texts, align in words
            for n, each in enumerate(texts)
        ]
        height = style.pitch * 0.9 * (count - 1) + style.pitch + 2
        return Block(height, (*marks, Rule(0, height, _INNER, height, 0.6, INK)))

    def lot(self, lot: LotLeft) -> Block:
        """Return a lot of money."""
        name = fmt.short_date(lot.on)
        return self._row((name,), (lot.principal, lot.bonus), self._until(lot.expires_on, expired=lot.expired), _CELL)

    def sums(self) -> Block:
        """Return principal and bonus of all lots."""
        rest = self.set.receipt.rest
        return self._row(self.set.wording.say(TOTAL), (rest.principal, rest.bonus), "", _CELL._replace(bold=True))

    def ticket(self, left: PassLeft) -> Block:
        """Return a pass: visits left, or until when it runs."""
        units = self.set.wording.first(UNLIMITED) if left.units is None else self.set.wording.visits(left.units)
        until = self._until(left.expires_on, expired=left.expired)
        return self._row((left.service,), (units,), until, _CELL)

    def _until(self, day: date | None, *, expired: bool) -> str:
        return self.set.until(day, expired=expired)[0] if expired or day is None else fmt.short_date(day)

    def _row(self, name: Words, figures: Sequence[int | str], until: str, style: Style) -> Block:
        single = len(figures) == 1
        width = self.name_width if not single else self.bonus_x - 70
        label = self.set.label(name, width, style, self.set.looks.second)
        y = style.baseline + _ROW_AIR
        texts = [each if isinstance(each, str) else self.set.wording.amount(each) for each in figures]
        places = (self.bonus_x,) if single else (self.principal_x, self.bonus_x)
        marks: list[Text | Rule] = [
            Text(x, y, self.set.type.clean(text), style, Align.RIGHT) for x, text in zip(places, texts, strict=True)
        ]
        marks.append(Text(_INNER, y, self.set.type.clean(until), style._replace(bold=False), Align.RIGHT))
        height = max(label.height, style.pitch) + 2 * _ROW_AIR
        marks.append(Rule(0, height, _INNER, height, 0.4, LINE))
        return Block(height, (*moved(label.marks, 0, _ROW_AIR), *marks))


# ---- signatures and foot --------------------------------------------------------------------------------------------


def _tail(set_: Setter, line: float) -> Block:
    """Return the lines to sign on: the shop with its seal, who was at the desk, and the customer where it matters.

    `line` is the space to write in, above each line.
    """
    labels = [(SEAL, ""), (HANDLED, set_.receipt.staff)]
    if set_.receipt.customer_signs:
        labels.append((SIGNATURE, ""))
    gap = 16
    width = (_INNER - gap * (len(labels) - 1)) / len(labels)
    columns = []
    for n, (label, written) in enumerate(labels):
        words = set_.wording.say(label)
        marks: list[Text | Rule] = [Rule(0, line, width, line, 0.6, INK)]
        if written:
            name = set_.type.shortened(written, _CELL, width)
            marks.append(Text(0, line - 4, name, _CELL))
        below = set_.label(words, width, set_.looks.label, set_.looks.label)
        block = Block(line + 3 + below.height, (*marks, *moved(below.marks, 0, line + 3)))
        columns.append((n * (width + gap), block))
    return beside(*columns)


def _foot(set_: Setter, foot: Block, number: int, count: int) -> Block:
    """Return the foot of a page, with its number where there are several."""
    marks = list(moved(foot.marks, 0, 8))
    marks.insert(0, Rule(0, 3, _INNER, 3, 0.4, LINE))
    if count > 1:
        text = set_.wording.first(Message(N_("Page {n} of {count}"), {"n": number, "count": count}))
        marks.append(Text(_INNER, 8 + _PAGE_NO.baseline, set_.type.clean(text), _PAGE_NO, Align.RIGHT))
    return Block(foot.height + 8, tuple(marks))
