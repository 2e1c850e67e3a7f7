"""A receipt as PDF: on a sheet of A5, or on a roll of 80 or 58 mm as long as it needs.

All papers are made of the same parts in the same order; `receipt_sheet` and `receipt_roll` say what they look like.
The page of a roll is as wide as a printer can print on it (72 and 48 mm), so it is printed at its actual size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.receipt import Receipt
from app.core.settings import Paper
from app.documents.fonts import load_fonts
from app.documents.layout import Typesetter
from app.documents.pages import About, Page, draw_pdf
from app.documents.receipt_roll import NARROW, WIDE, roll_pages
from app.documents.receipt_sheet import sheet_pages
from app.documents.wording import Wording
from app.i18n.catalog import Translator


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished PDF, and the characters in it that the fonts lack and 〓 stands for."""

    pdf: bytes
    missing: tuple[str, ...]


def draw_receipt(receipt: Receipt, paper: Paper, translators: Sequence[Translator], fonts: Path) -> Drawn:
    """Draw a receipt in one language or two, the leading one first; `fonts` is the folder of the fonts."""
    typesetter = Typesetter(load_fonts(fonts))
    pages = receipt_pages(receipt, paper, translators, typesetter)
    about = About(typesetter.clean(f"{receipt.number} {receipt.customer.name}".strip()), receipt.shop.name)
    pdf = draw_pdf(pages, typesetter.fonts, about._replace(author=typesetter.clean(about.author)))
    return Drawn(pdf, tuple(typesetter.missing))


def receipt_pages(
    receipt: Receipt, paper: Paper, translators: Sequence[Translator], typesetter: Typesetter
) -> list[Page]:
    """Return the measured pages of a receipt."""
    wording = Wording(tuple(translators), receipt.currency)
    match paper:
        case Paper.ROLL_80:
            return roll_pages(receipt, WIDE, wording, typesetter)
        case Paper.ROLL_58:
            return roll_pages(receipt, NARROW, wording, typesetter)
        case _:
            return sheet_pages(receipt, wording, typesetter)
