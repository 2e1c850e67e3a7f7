"""QR codes as dots on a paper."""

from functools import lru_cache

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from app.documents.layout import Dots

QUIET = 4
"""What must stay free around a code, in squares (ISO/IEC 18004)."""

_MASK = 2
# Which of the eight masks is taken is written in the code itself; comparing all of them takes ten times as long as the
# rest, and in codes as small as these no mask leaves the large blank areas that scanners stumble over.


@lru_cache(maxsize=64)
def qr_code(text: str) -> Dots:
    """Return the code of a text at the origin, with a side of 1; a seventh of it may be dirty.

    ValueError for a text that no code has room for.
    """
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.version = code.calculate_version()
    code.makeImpl(False, _MASK)  # noqa: FBT003 - reportlab's own way to call it
    rows = [list(row) for row in code.modules]
    runs = [(number, start, length) for number, row in enumerate(rows) for start, length in _runs(row)]
    return Dots(0, 0, 1, len(rows), tuple(runs))


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Return where dark squares begin in a row, and how many follow each other."""
    runs: list[tuple[int, int]] = []
    start = None
    for place, dark in enumerate([*row, False]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            runs.append((start, place - start))
            start = None
    return runs
