"""The two fonts of all papers, read once when the first paper is drawn, and what they cannot show.

Noto Sans SC as static TrueType, built into `resources/fonts` when the program is set up. reportlab neither falls back
to another font nor says that a character is missing, so every text is passed through `Fonts.printable` before it is
measured or drawn. Regular has every character; of Bold rare Chinese ones are left out (see `devtools.fontcut`), and
`Fonts.parts` says which part of a text is to be thickened instead.
"""

import re
import struct
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from app.errors import refuse
from app.i18n.mark import N_

REGULAR = "NotoSansSC-Regular"
BOLD = "NotoSansSC-Bold"

SUBSTITUTE = "〓"
"""What stands for a character the fonts lack, as printers have always written it."""

_LAST_OF_BMP = 0xFFFF
_KNOWN_MOST = 4_000
_APOSTROPHE = re.compile("(?<=[A-Za-zÀ-ɏ])’(?=[A-Za-zÀ-ɏ])")
_INVISIBLE = frozenset({"Cf"})
_BREAKS = frozenset({"Cc", "Zl", "Zp"})
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


class Part(NamedTuple):
    """A piece of a text that one font shows; `thickened` is to look bold though the font is not."""

    font: TTFont
    text: str
    thickened: bool


@dataclass(frozen=True, slots=True, eq=False)
class Fonts:
    """Both weights, by the names reportlab knows them by; `glyphs` maps the code points that can be shown.

    What was measured is remembered: labels and short amounts come back on every paper.
    """

    regular: TTFont
    bold: TTFont
    glyphs: Mapping[int, int]
    _regular_widths: dict[str, float] = field(default_factory=dict, repr=False)
    _bold_widths: dict[str, float] = field(default_factory=dict, repr=False)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return the width of a text in points."""
        known = self._bold_widths if bold else self._regular_widths
        wide = known.get(text)
        if wide is None:
            if len(known) > _KNOWN_MOST:
                known.clear()
            wide = known[text] = sum(float(part.font.stringWidth(part.text, 1)) for part in self.parts(text, bold=bold))
        return wide * size

    def parts(self, text: str, *, bold: bool) -> Iterator[Part]:
        """Yield a text in the pieces that are written with one font each: one, unless Bold lacks some of it."""
        if not bold:
            yield Part(self.regular, text, thickened=False)
            return
        for has, letters in groupby(text, lambda letter: ord(letter) in self.bold.face.charToGlyph):
            yield Part(self.bold if has else self.regular, "".join(letters), thickened=not has)

    def printable(self, text: str, missing: dict[str, None]) -> str:
        """Return a text as it can be drawn in one line; characters the fonts lack become 〓 and are noted in `missing`.

        Line ends and other controls become blanks. Marks without a shape of their own (direction, joining, variants)
        are left out: on paper every text runs in the order it was typed. The apostrophe inside a Latin word is the
        straight one, because the fonts' curly one is as wide as a Chinese character.
        """
        if text.isascii() and text.isprintable():
            return text
        composed = unicodedata.normalize("NFC", text)
        if "’" in composed:
            composed = _APOSTROPHE.sub("'", composed)
        if composed.isprintable() and all(map(self.glyphs.__contains__, map(ord, composed))):
            return composed
        return "".join(self._shown(c, missing) for c in composed)

    def _shown(self, character: str, missing: dict[str, None]) -> str:
        category = unicodedata.category(character)
        if category in _BREAKS:
            return " "
        if category in _INVISIBLE or any(ord(character) in selectors for selectors in _SELECTORS):
            return ""
        if category == "Zs":
            return character if character == "\u3000" else " "
        if ord(character) in self.glyphs:
            return character
        missing[character] = None
        return SUBSTITUTE


@cache
def load_fonts(folder: Path) -> Fonts:
    """Read both fonts from a folder, the first time it is asked for; refused in words when they are not there."""
    ttfonts.makeToUnicodeCMap = _to_unicode
    rl_config.useA85 = 0  # writing streams as letters makes a PDF a quarter larger and a page half as fast
    regular, bold = _read(folder, REGULAR), _read(folder, BOLD)
    return Fonts(regular, bold, regular.face.charToGlyph)


def _read(folder: Path, name: str) -> TTFont:
    path = folder / f"{name}.ttf"
    try:
        font = TTFont(name, str(path))
    except (OSError, TTFError, struct.error):  # the last where the file is cut off
        refuse("", N_("The font {path} is missing or damaged; set the program up again."), path=path)
    pdfmetrics.registerFont(font)
    return font


def _to_unicode(fontname: str, subset: list[int]) -> str:
    """Write the map by which text copied out of a PDF is read.

    reportlab's own writes code points above U+FFFF as five digits, which readers take for something else: 𬭎 prints
    right and cannot be found. They have to be UTF-16.
    """
    codes = [f"<{place:02X}> <{_utf16(code)}>" for place, code in enumerate(subset)]
    head = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo",
        f"<< /Registry ({fontname})",
        f"/Ordering ({fontname})",
        "/Supplement 0",
        ">> def",
        f"/CMapName /{fontname} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        f"<00> <{len(subset) - 1:02X}>",
        "endcodespacerange",
        f"{len(subset)} beginbfchar",
    ]
    tail = ["endbfchar", "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join([*head, *codes, *tail])


def _utf16(code: int) -> str:
    return chr(code).encode("utf-16-be").hex().upper() if code > _LAST_OF_BMP else f"{code:04X}"
