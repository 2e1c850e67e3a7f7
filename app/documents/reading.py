"""The text of a PDF, as a reader finds it when searching: what proves that a paper says what it shows."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument


def texts(pdf: bytes) -> list[str]:
    """Return the text of every page, in the order it was written."""
    from pypdfium2 import PdfDocument  # not before it is wanted: it is a large library

    document = PdfDocument(pdf)
    try:
        return [_text(document, number) for number in range(len(document))]
    finally:
        document.close()


def _text(document: "PdfDocument", number: int) -> str:
    page = document[number]
    words = page.get_textpage()
    try:
        return str(words.get_text_bounded())
    finally:
        words.close()
        page.close()
