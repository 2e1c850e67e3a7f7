"""What the shop's papers look like on each sheet, and a paper being set."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from app.core.capitals import capitals, has_capitals
from app.core.money import Currency
from app.core.receipt import Party
from app.core.statement_paper import Addressee, Letterhead, Sheet, StatementPaper
from app.documents.layout import ACCENT, ALARM, BLACK, LINE, MM, MUTE, Align, Block, Style, Text, Typesetter
from app.documents.wording import Wording, Words
from app.errors import Message

TINT = "#F1F5F2"

_TRACTOR = 12.7  # mm on either side of continuous paper, with the holes


class Frame(NamedTuple):
    """A sheet and its margins in points; a `low` one has room for the shortest head only."""

    width: float
    height: float
    side: float
    top: float
    bottom: float
    low: bool = False

    @property
    def inner(self) -> float:
        """The width between the margins."""
        return self.width - 2 * self.side


FRAMES: Mapping[Sheet, Frame] = MappingProxyType(
    {
        Sheet.A4: Frame(210 * MM, 297 * MM, 17 * MM, 12 * MM, 9 * MM),
        Sheet.LETTER: Frame(8.5 * 72, 11 * 72, 17 * MM, 12 * MM, 9 * MM),
        # 9.5 inches, with folds every 11 or 5.5 inches: a page of whole millimetres would creep from form to form.
        Sheet.FORM_280: Frame(9.5 * 72, 11 * 72, (_TRACTOR + 5) * MM, 8 * MM, 8 * MM),
        Sheet.FORM_140: Frame(9.5 * 72, 5.5 * 72, (_TRACTOR + 5) * MM, 6 * MM, 6 * MM, low=True),
    }
)


@dataclass(frozen=True, slots=True)
class Looks:
    """The styles of one kind of paper; needle printers have one colour and no patience with small type."""

    shop: Style
    title: Style
    figure: Style
    second_figure: Style
    section: Style
    body: Style
    strong: Style
    cell: Style
    label: Style
    small: Style
    line: str
    accent: str
    alarm: str
    tint: str
    air: float


ON_SHEET = Looks(
    shop=Style(14, bold=True, leading=1.35),
    title=Style(19, bold=True, leading=1.3),
    figure=Style(27, bold=True, leading=1.16),
    second_figure=Style(13, bold=True, leading=1.3),
    section=Style(9.4, bold=True),
    body=Style(8.6),
    strong=Style(8.6, bold=True),
    cell=Style(8.2, leading=1.4),
    label=Style(7.1, color=MUTE, leading=1.4),
    small=Style(7.1, color=MUTE, leading=1.5),
    line=LINE,
    accent=ACCENT,
    alarm=ALARM,
    tint=TINT,
    air=2.0,
)

ON_FORM = Looks(
    shop=Style(13, bold=True, color=BLACK, leading=1.3),
    title=Style(15, bold=True, color=BLACK, leading=1.25),
    figure=Style(20, bold=True, color=BLACK, leading=1.16),
    second_figure=Style(12, bold=True, color=BLACK, leading=1.25),
    section=Style(9.6, bold=True, color=BLACK, leading=1.4),
    body=Style(9, color=BLACK, leading=1.38),
    strong=Style(9, bold=True, color=BLACK, leading=1.38),
    cell=Style(9, color=BLACK, leading=1.34),
    label=Style(8, color=BLACK, leading=1.34),
    small=Style(8, color=BLACK, leading=1.38),
    line=BLACK,
    accent=BLACK,
    alarm=BLACK,
    tint="",
    air=1.3,
)


@dataclass(frozen=True, slots=True)
class PaperSetter:
    """A paper on the shop's letterhead being set: whose it is, whom it goes to, its words, its looks, its sheet."""

    shop: Letterhead
    customer: Party
    to: Addressee
    currency: Currency
    money_sign: bool
    wording: Wording
    type: Typesetter
    looks: Looks
    frame: Frame

    @property
    def width(self) -> float:
        """The width between the margins."""
        return self.frame.inner

    def say(self, message: Message | str) -> Words:
        """Return a marked text or a message in each language."""
        return self.wording.say(message)

    def joined(self, message: Message | str) -> str:
        """Return a marked text or a message in each language behind each other, as it can be drawn."""
        return self.type.clean("  ".join(self.wording.say(message)))

    def label(self, message: Message | str, width: float, style: Style | None = None) -> Block:
        """Return a label: the second language behind the first where there is room, else below it."""
        style = style or self.looks.label
        return self.type.label(self.wording.say(message), style, self.looks.label, width)

    def money(self, minor: int) -> str:
        """Write an amount that stands alone."""
        return self.type.clean(self.wording.money(minor, sign=self.money_sign))

    def in_words(self, amount: int) -> str:
        """Return an amount in Chinese capitals on a paper with any Chinese on it, blank otherwise."""
        language = self.wording.chinese
        if not language or not has_capitals(self.currency.code):
            return ""
        return capitals(amount, self.currency.code, language)

    def one_line(self, text: str, style: Style, width: float, align: Align = Align.LEFT) -> Block:
        """Return a clean text that must never be cut in one line: in smaller type where it needs to be."""
        x = {Align.LEFT: 0.0, Align.RIGHT: width, Align.CENTRE: width / 2}[align]
        fitted = self.type.fitted(text, style, width)
        return Block(style.pitch, (Text(x, style.baseline, text, fitted, align),))


@dataclass(frozen=True, slots=True)
class Setter(PaperSetter):
    """A statement being set."""

    paper: StatementPaper


def setter(paper: StatementPaper, wording: Wording, typesetter: Typesetter) -> Setter:
    """Return a statement to be set on its sheet."""
    return Setter(
        shop=paper.shop,
        customer=paper.statement.customer,
        to=paper.to,
        currency=paper.currency,
        money_sign=paper.money_sign,
        wording=wording,
        type=typesetter,
        looks=looks_on(paper.sheet),
        frame=FRAMES[paper.sheet],
        paper=paper,
    )


def looks_on(sheet: Sheet) -> Looks:
    """Return the looks of papers on a sheet."""
    return ON_SHEET if sheet in (Sheet.A4, Sheet.LETTER) else ON_FORM
