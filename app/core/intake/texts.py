"""Reading texts and numbers by which something is known: what programs put around and into them is taken off."""

import re
import unicodedata

from app.core.cells import Broken, Value, shown
from app.core.intake.style import unread
from app.i18n.mark import N_

EDGES = " \t\r\n\v\f\u00a0\u3000\u200c\u200d"
"""What is taken off at either end of a cell."""

SCIENTIFIC = re.compile(r"[+-]?(?:\d+[.,]\d+[eE]\+?\d+|\d+[eE]\+\d+)")
"""How spreadsheets write numbers they have cut short; a code such as 5E10 is none."""

_FORMULA_TEXT = re.compile(r'="((?:[^"]|"")*)"')
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"})
_NOTHING = frozenset(
    (
        *("null", "(null)", "<null>", "[null]", "none", "nil", "n/a", "<na>", "\\n", "nan"),
        *("无", "無", "空", "(空)", "(空白)", "暂无", "暫無", "没有", "沒有", "未填", "未填写", "未填寫"),
    )
)
_STROKES = re.compile(r"[-–—−－/／\\]+")
_MARKED = frozenset("0123456789=+-@\t\r")  # before these an apostrophe says: this is text
_HASHES = re.compile(r"#{3,}")
_HIDDEN = dict.fromkeys([0xAD, 0x200B, *range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF])
"""Characters nobody sees, as they come along from the web and from address books of telephones."""

_JOINERS = dict.fromkeys([0x200C, 0x200D])
_TRUSTED = 15  # digits a spreadsheet keeps; the others become zeros
_TELLING = 17  # of fewer digits too many end in zeros by chance


def text_of(value: Value) -> str:
    """Return a cell as text: what spreadsheets put around text is taken off, and words for nothing are nothing."""
    if isinstance(value, Broken) or (isinstance(value, str) and value.strip() in _ERRORS):
        unread(_why_broken(value))
    text = shown(value).translate(_HIDDEN).strip(EDGES)
    if _HASHES.fullmatch(text):
        unread(N_("The column was too narrow when the file was saved: the value is lost."))
    found = _FORMULA_TEXT.fullmatch(text)
    if found:
        text = found.group(1).replace('""', '"').strip(EDGES)
    elif text.startswith("'") and text[1:2] in _MARKED:
        text = text[1:]
    if "\0" in text:
        unread(N_("The cell holds a NUL byte, which is no text."))
    if _STROKES.fullmatch(text) or text.casefold() in _NOTHING:
        return ""
    return unicodedata.normalize("NFC", text)


def _why_broken(value: str) -> str:
    if value.startswith("="):
        return N_(
            "The cell is a formula whose result is not in the file. Open the file in a spreadsheet program, save it, "
            "and take it in then."
        )
    if value.replace(".", "").removeprefix("-").isdigit():
        return N_("No day of the calendar has this number.")
    return N_("The cell shows a formula’s error, not a value.")


def line_of(value: Value) -> str:
    """Return a cell as text in one line."""
    return " ".join(text_of(value).split())


def code_of(value: Value) -> str:
    """Return a number by which something is known, with all its zeros; one a spreadsheet damaged is refused."""
    text = unicodedata.normalize("NFKC", line_of(value)).translate(_JOINERS)
    if SCIENTIFIC.fullmatch(text):
        unread(N_("A spreadsheet has cut this number short; its last digits are lost. Take it from the source again."))
    return text


def is_rounded(text: str) -> bool:
    """Whether a number looks as if a spreadsheet had made zeros of all its digits but the first fifteen."""
    return len(text) >= _TELLING and text.isdigit() and not text[_TRUSTED:].strip("0")
