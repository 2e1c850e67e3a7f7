"""Cut one weight out of the variable font: `python packaging/devtools/fontcut.py VARIABLE.ttf WEIGHT OUT.ttf`.

It needs a package (fontTools), so it is run by the environment's Python. What comes out is a static TrueType font
without its layout tables, which neither reportlab nor a column of figures asks for. Regular has every character of the
original; Bold, of Chinese, those in common use, and paper and screen write the others by thickening Regular: whole, it
were a tenth of what a shop downloads. The same input gives the same bytes.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

STYLES = {400: "Regular", 700: "Bold"}
"""The weights the program uses, and what their faces are called."""

_FAMILY = "Noto Sans SC"
# Kerning would move figures out of their columns; vertical writing and base lines nobody here asks for.
_LEFT_OUT = ("BASE", "GDEF", "GPOS", "GSUB", "STAT", "vhea", "vmtx")

_CHINESE = (range(0x3400, 0xA000), range(0x20000, 0x32400))
# Of the two national character sets the part in common use: all of GB 2312, and Big5's first level.
_COMMON = (("gb2312", range(0xB0, 0xF8)), ("big5", range(0xA4, 0xC7)))
_SECOND_BYTES = range(0x40, 0xFF)

_WINDOWS_ENGLISH = (3, 1, 0x409)
_KEPT_NAMES = frozenset({0, 5, 7, 8, 9, 10, 11, 13, 14})

_BOLD_STYLE = 1  # in head.macStyle
_SELECTION_BOLD = 1 << 5  # in OS/2.fsSelection
_SELECTION_REGULAR = 1 << 6


def main(arguments: list[str]) -> int:
    """Cut the weight and write it."""
    source, weight, target = arguments
    cut(Path(source), int(weight), Path(target))
    return 0


def cut(source: Path, weight: int, target: Path) -> None:
    """Write the face of one weight of a variable font."""
    font = TTFont(source, recalcTimestamp=False)
    # Before the instance is made: then nobody works out what is thrown away.
    _drop_layout(font)
    _keep(font, characters(font.getBestCmap(), weight))
    instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
    _name(font, weight)
    font.save(target)


def characters(all_of_it: Iterable[int], weight: int) -> set[int]:
    """Return which of a font's characters the face of a weight gets."""
    if STYLES[weight] == "Regular":
        return set(all_of_it)
    common = _common()
    return {code for code in all_of_it if code in common or not any(code in block for block in _CHINESE)}


def _common() -> set[int]:
    found = set()
    for encoding, first_bytes in _COMMON:
        pairs = (bytes((first, second)) for first in first_bytes for second in _SECOND_BYTES)
        found |= {ord(character) for pair in pairs for character in pair.decode(encoding, errors="ignore")}
    return found


def _keep(font: TTFont, codes: set[int]) -> None:
    """Leave out the glyphs of all other characters, and those no character leads to."""
    options = subset.Options(notdef_outline=True, name_IDs=["*"], name_languages=["*"], recalc_timestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)


def _drop_layout(font: TTFont) -> None:
    """Leave out the layout tables and the names of the glyphs."""
    for table in _LEFT_OUT:
        if table in font:
            del font[table]
    font["post"].formatType = 3.0


def _name(font: TTFont, weight: int) -> None:
    """Name the face so that every program sees two styles of one family."""
    style = STYLES[weight]
    full, postscript = f"{_FAMILY} {style}", f"{_FAMILY}-{style}".replace(" ", "")
    table = font["name"]
    table.names = [name for name in table.names if name.nameID in _KEPT_NAMES]
    unique = f"{font['head'].fontRevision:.3f};ADBO;{postscript};ADOBE"
    for number, text in {1: _FAMILY, 2: style, 3: unique, 4: full, 6: postscript}.items():
        table.setName(text, number, *_WINDOWS_ENGLISH)
    bold = style == "Bold"
    font["OS/2"].usWeightClass = weight
    selection = font["OS/2"].fsSelection & ~(_SELECTION_BOLD | _SELECTION_REGULAR)
    font["OS/2"].fsSelection = selection | (_SELECTION_BOLD if bold else _SELECTION_REGULAR)
    font["head"].macStyle = _BOLD_STYLE if bold else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
