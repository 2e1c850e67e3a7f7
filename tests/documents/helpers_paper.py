"""What is on a finished paper: its texts as a reader copies them, its marks by place, and receipts to be drawn."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple

from pypdfium2 import PdfDocument

from app.core.journal import EntryKind
from app.core.money import Currency
from app.core.receipt import TITLES, Copy, Head, Line, LotLeft, Party, PassLeft, Receipt, Rest, Row
from app.documents.layout import Align, Rule, Text, Typesetter
from app.documents.pages import Page
from app.errors import Message
from app.i18n import catalog
from app.i18n.catalog import ENGLISH
from app.system import paths

FONTS = paths.resources() / "fonts"
CHINESE = catalog.load("zh_CN", paths.catalogues())
TAIWAN = catalog.load("zh_TW", paths.catalogues())
ENGLISH_ONLY = (ENGLISH,)
BOTH = (CHINESE, ENGLISH)

CNY = Currency("CNY", 2)
DAY = date(2026, 5, 20)
MOMENT = datetime(2026, 5, 20, 14, 30, tzinfo=UTC)


def read_pages(pdf: bytes) -> list[str]:
    """Return the text of each page as a reader copies it out."""
    document = PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]
    finally:
        document.close()


def read_text(pdf: bytes) -> str:
    """Return all text of a PDF without blanks and line ends, as they are not kept by every reader."""
    return squeezed("".join(read_pages(pdf)))


def squeezed(text: str) -> str:
    """Return a text without anything that is not seen."""
    return "".join(text.split())


def sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Return the size of each page in points."""
    document = PdfDocument(pdf)
    try:
        return [page.get_size() for page in document]
    finally:
        document.close()


class Place(NamedTuple):
    """A drawn text with the corners of the room its characters take."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Place") -> bool:
        """Whether two texts are printed over each other."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 0.1 and down > 0.1

    def overlaps_rows(self, top: float, bottom: float) -> bool:
        """Whether it stands at the height of something that reaches from `top` to `bottom`."""
        return min(self.bottom, bottom) - max(self.top, top) > 0.1


def places(page: Page, typesetter: Typesetter) -> Iterator[Place]:
    """Yield where each text of a page stands."""
    for left, top, block in page.blocks:
        for mark in block.marks:
            if isinstance(mark, Text) and mark.text.strip():
                width = typesetter.width(mark.text, mark.style)
                shift = {Align.LEFT: 0.0, Align.RIGHT: width, Align.CENTRE: width / 2}[mark.align]
                x, y = left + mark.x - shift, top + mark.y
                yield Place(mark.text, x, y - mark.style.size * 0.78, x + width, y + mark.style.size * 0.16)


def lines_of(page: Page) -> Iterator[tuple[float, float]]:
    """Yield the ends (left, right) of the lines across a page."""
    for left, _, block in page.blocks:
        for mark in block.marks:
            if isinstance(mark, Rule):
                yield left + mark.x, left + mark.to_x


def receipt(kind: EntryKind = EntryKind.TOP_UP, **changed: object) -> Receipt:
    """Return a receipt with a bit of everything, some of it changed."""
    title = TITLES[kind]
    fields: dict[str, object] = {
        "shop": Head("洁净洗车", "上海市静安区人民路 88 号", "021-5555 8888", "91310000MA1K00000X", "谢谢惠顾"),
        "currency": CNY,
        "money_sign": True,
        "kind": kind,
        "title": title.name,
        "number": "R000017",
        "copy": Copy(1, MOMENT),
        "entry": 17,
        "on": DAY,
        "recorded_at": MOMENT,
        "customer": Party("C001", "王小明"),
        "figure": Row(Message(title.figure), 140950) if title.figure else None,
        "lines": (Line("精洗", "2", 55000, 110000), Line("Hand wax")),
        "paid": (Row(Message("Cash"), 100000), Row(Message("On account, due {date}", {"date": DAY}), 40950)),
        "facts": (Row(Message("Valid until"), day=DAY), Row(Message("Visits"), units=3)),
        "rest": Rest(
            (LotLeft(DAY, 44000, 4400, None, False), LotLeft(DAY, 100, 0, DAY, True)),
            (PassLeft("普洗", DAY, 9, DAY, False), PassLeft("月卡", DAY, None, DAY, False)),
            3000,
            True,
            True,
        ),
        "texts": (("Reference", "SO-42"), ("Note", "车内有儿童座椅")),
        "terms": "1. 充值后七日内未消费的，可全额退款。\n2. Money left is paid back on request.",
        "staff": "小李",
        "customer_signs": True,
    }
    return Receipt(**{**fields, **changed})  # type: ignore[arg-type]
