"""What receipts on sheets and on rolls have in common: labels in two languages, rows, notices, texts, the foot."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.receipt import Receipt, Row
from app.documents.layout import Align, Block, Box, Style, Text, Typesetter, moved, stacked
from app.documents.wording import Wording, Words
from app.errors import Message
from app.i18n import format as fmt
from app.i18n.mark import N_

NO_INVOICE = N_("This receipt is not an invoice and cannot be used for reimbursement.")
REVERSED = N_("Reversed on {date}")
REPRINT = N_("Copy {n} (reprint), {when}")
PREVIEW = N_("Preview")
SEAL = N_("Shop (seal)")
HANDLED = N_("Handled by")
SIGNATURE = N_("Customer signature")
TERMS = N_("Terms agreed")
TAX = N_("Tax no. {number}")
PAID_BY = N_("Paid by")
LEFT = N_("Left on the account after this")
OWED = N_("Owed")
TOTAL = N_("Total")
EXPIRED = N_("expired {date}")
UNTIL = N_("until {date}")
UNLIMITED = N_("any number")
NO_EXPIRY = N_("no expiry")
IN_WORDS = N_("In words")
CUSTOMER = N_("Customer")
DATE = N_("Date")
NUMBER = N_("No.")
PRINCIPAL = N_("Principal")
BONUS = N_("Bonus")
PRINCIPAL_BONUS = N_("Principal + bonus")


@dataclass(frozen=True, slots=True)
class Looks:
    """The styles of one kind of paper; `second` is the second language's beside a label in the first."""

    body: Style
    strong: Style
    label: Style
    second: Style
    small: Style
    figure: Style
    gap: float


@dataclass(frozen=True, slots=True)
class Setter:
    """A receipt being set: the value, its words, its looks, and the width there is."""

    receipt: Receipt
    wording: Wording
    type: Typesetter
    looks: Looks
    width: float

    # ---- labels and rows --------------------------------------------------------------------------------------------

    def label(self, words: Words, width: float, style: Style, second: Style) -> Block:
        """Return a label: the second language behind the first where there is room, else below it."""
        return self.type.label(words, style, second, width)

    def pair(self, words: Words, value: str, style: Style, *, label: Style | None = None) -> Block:
        """Return a label on the left and its value on the right, below each other where one line is too short."""
        looks = self.looks
        clean = self.type.clean(value)
        style = self.type.fitted(clean, style, self.width)
        wide = self.type.width(clean, style)
        room = self.width - wide - looks.gap
        least = min(self.width * 0.34, self._longest(words, label or looks.body, looks.second))
        if room < least:
            head = self.label(words, self.width, label or looks.body, looks.second)
            end = Block(style.pitch, (Text(self.width, style.baseline, clean, style, Align.RIGHT),))
            return stacked([head, end])
        head = self.label(words, room, label or looks.body, looks.second)
        height = max(head.height, style.pitch)
        return Block(height, (*head.marks, Text(self.width, style.baseline, clean, style, Align.RIGHT)))

    def _longest(self, words: Words, style: Style, second: Style) -> float:
        return max(
            self.type.width(self.type.clean(text), each) for text, each in zip(words, (style, second), strict=False)
        )

    def row(self, row: Row, style: Style | None = None) -> Block:
        """Return a fact of the receipt; one in words that is longer than a line stands below its label."""
        value, style = self.value(row), style or self.looks.body
        words = self.wording.say(row.label)
        if row.text is not None and self.type.width(self.type.clean(value), style) > self.width * 0.6:
            return stacked([self.label(words, self.width, style, self.looks.second), self.text_right(value, style)])
        return self.pair(words, value, style)

    def words(self, text: str) -> Block:
        """Return an amount in words behind its label where there is room, else below it."""
        label, style = self.wording.say(IN_WORDS), self.looks.body
        head = self.label(label, self.width, self.looks.label, self.looks.second)
        used = self.type.width(self.type.clean(" ".join(label)), self.looks.label) + self.looks.gap
        if used + self.type.width(text, style) > self.width:
            return stacked([head, self.text_right(text, style)])
        return self.pair(label, text, style, label=self.looks.label)

    def text_right(self, text: str, style: Style) -> Block:
        """Return a text of any length against the right edge."""
        return self.type.paragraph(text, style, self.width, Align.RIGHT)

    def value(self, row: Row) -> str:
        """Write what a row says."""
        wording = self.wording
        if row.amount is not None:
            return wording.amount(row.amount)
        if row.units is not None:
            return wording.visits(row.units)
        if row.day is not None:
            return fmt.short_date(row.day)
        return wording.first(row.text) if row.text is not None else ""

    def until(self, day: object, *, expired: bool) -> Words:
        """Say how long a lot or pass may be used."""
        if day is None:
            return self.wording.say(NO_EXPIRY)
        return self.wording.say(Message(EXPIRED if expired else UNTIL, {"date": day}))

    # ---- notices ----------------------------------------------------------------------------------------------------

    def notices(self) -> list[Words]:
        """Say what is unusual of this paper: reversed since, a reprint, a preview."""
        receipt, found = self.receipt, []
        if receipt.reversed_by is not None:
            found.append(self.wording.say(Message(REVERSED, {"date": receipt.reversed_by.on})))
        if receipt.copy is None:
            found.append(self.wording.say(PREVIEW))
        elif receipt.copy.is_reprint:
            when = fmt.date_time(receipt.copy.made_at)
            found.append(self.wording.say(Message(REPRINT, {"n": receipt.copy.nth, "when": when})))
        return found

    def framed(self, words: Words, width: float, style: Style, align: Align = Align.CENTRE) -> Block:
        """Return a notice in a frame, a line for each language."""
        pad = style.size * 0.45
        inside = stacked([self.type.paragraph(each, style, width - 2 * pad, align) for each in words])
        marks = stacked([Block(pad * 0.6), inside, Block(pad * 0.6)])
        shifted = tuple(mark._replace(x=mark.x + pad) for mark in marks.marks)
        return Block(marks.height, (Box(0, 0, width, marks.height, 0.8, style.color), *shifted))

    def tax_number(self) -> str:
        """Return the shop's tax number with its name, blank if it has none."""
        number = self.receipt.shop.tax_number
        return self.wording.first(Message(TAX, {"number": number})) if number else ""

    # ---- texts ------------------------------------------------------------------------------------------------------

    def texts(self, *, beside_label: bool) -> list[Block]:
        """Return reference, reason and note, beside their labels or below them."""
        blocks: list[Block] = []
        style = self.looks.label
        for label, text in self.receipt.texts:
            words = self.wording.say(label)
            if not beside_label:
                blocks.append(self._keep(self.label(words, self.width, style, style)))
                blocks += self.type.lines(text, self.looks.body, self.width)
                continue
            x = self.type.width(self.type.clean(" ".join(words)), style) + self.looks.gap
            head, *more = self.type.lines(text, self.looks.body, self.width - x)
            name = self.label(words, self.width, style, style)
            dy = self.looks.body.baseline - style.baseline
            first = Block(head.height, (*moved(name.marks, 0, dy), *moved(head.marks, x, 0)), head.keep)
            blocks += [first, *(Block(line.height, moved(line.marks, x, 0), line.keep) for line in more)]
        return [*blocks, Block(self.looks.gap / 2)] if blocks else []

    def terms(self) -> list[Block]:
        """Return the shop's terms as recorded with the entry."""
        if not self.receipt.terms:
            return []
        words = self.wording.say(TERMS)
        head = self._keep(self.label(words, self.width, self.looks.label, self.looks.label))
        return [
            Block(self.looks.gap / 2),
            head,
            *self.type.lines(self.receipt.terms, self.looks.small, self.width),
            Block(self.looks.gap),
        ]

    def _keep(self, block: Block) -> Block:
        return Block(block.height, block.marks, keep=True)

    def foot(self, align: Align, width: float, *, most: int | None = None) -> list[Block]:
        """Return the shop's own words at the foot, at most so many lines, and that this is no invoice."""
        blocks = []
        if self.receipt.shop.footer:
            blocks.append(self.type.paragraph(self.receipt.shop.footer, self.looks.small, width, align, most=most))
        blocks += [self.type.paragraph(each, self.looks.small, width, align) for each in self.wording.say(NO_INVOICE)]
        return blocks


def numbered(receipt: Receipt) -> str:
    """Return the receipt's number, or a dash where it has none yet."""
    return receipt.number or "—"


def joined(texts: Sequence[str]) -> str:
    """Return the lines of the shop's head that are not blank in one."""
    return "  ·  ".join(text for text in texts if text)
