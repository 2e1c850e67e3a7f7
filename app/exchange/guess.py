"""Guessing how a text file is to be read: its encodings side by side with what each makes of it, its separator.

Nothing is taken for granted but a byte order mark and text that is UTF-8 throughout: everything else is a proposal, and
a person chooses among what they see. A file that is damaged in places is still read by the encoding of the rest.
"""

import codecs
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from app.core.cells import Row
from app.core.intake.guesses import known_names
from app.errors import Message, refuse, system_reason
from app.exchange.text_files import SEPARATORS, TextForm, rows_of
from app.i18n.mark import N_

SAMPLE = 256 * 1024
"""How much of a file is looked at, in bytes."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", N_("The file begins with the mark of UTF-8.")),
    (codecs.BOM_UTF32_LE, "utf-32", N_("The file begins with the mark of UTF-32.")),
    (codecs.BOM_UTF16_LE, "utf-16", N_("The file begins with the mark of UTF-16.")),
    (codecs.BOM_UTF16_BE, "utf-16", N_("The file begins with the mark of UTF-16.")),
)
ENCODINGS = (
    *("utf-8", "gb18030", "big5hkscs", "cp1252", "utf-16-le", "utf-16-be", "cp932", "euc-jp", "euc-kr", "cp1251"),
    *("cp1250", "koi8-r", "cp850", "mac-roman"),
)
"""What is tried, the likeliest first; `gb18030` reads GBK and GB 2312 too."""

_HEAD = 4096
_JUDGED = 32 * 1024  # bytes by which an encoding is judged that a text only may be in
_SHOWN_LINES = 3
_SHOWN_TEXT = 120
_CERTAIN = 1.0
_DOUBTFUL = 0.6
_LEAST = 0.02
_MOST = 0.95
_NAMED = 0.98  # columns bear names that are known


class Candidate(NamedTuple):
    """An encoding, how well it fits (0 to 1), why it is thought so, and what the file says if read by it."""

    encoding: str
    fit: float
    why: Message
    sample: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether nobody needs to be asked."""
        return self.fit >= _CERTAIN


def read_sample(path: Path) -> bytes:
    """Return the beginning of a file, and where it has plain letters only the first piece with others; or refuse."""
    try:
        with path.open("rb") as file:
            sample = file.read(SAMPLE)
            if len(sample) == SAMPLE and sample.isascii():
                while piece := file.read(SAMPLE):
                    if not piece.isascii():
                        return sample + b"\n" + piece.partition(b"\n")[2]
            return sample
    except OSError as error:
        refuse("file", N_("{path} cannot be read: {reason}."), path=path, reason=system_reason(error))


def encodings(sample: bytes) -> tuple[Candidate, ...]:
    """Return the encodings a file may be in, the best first, each with what it makes of the file.

    One alone is returned only where the file says it itself. Lines with characters beyond ASCII are shown: in the
    others all encodings agree.
    """
    for mark, encoding, why in _MARKS:
        if sample.startswith(mark) and not _read(sample, encoding).lost:
            return (Candidate(encoding, _CERTAIN, Message(why), _shown(sample, encoding)),)
    if sample.isascii() and b"\0" not in sample:
        return (Candidate("utf-8", _CERTAIN, Message(N_("The file has plain letters only.")), _shown(sample, "utf-8")),)
    found = [each for each in (_tried(sample, encoding) for encoding in ENCODINGS) if each is not None]
    none = Candidate("utf-8", 0.0, Message(N_("No encoding reads this file whole.")), _shown(sample, "utf-8"))
    return tuple(sorted(found, key=lambda each: -each.fit)) or (none,)


def is_wide(sample: bytes) -> bool:
    """Whether every character of a text takes two bytes, or four."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    head = sample[:_HEAD]
    return not (head.isascii() and b"\0" not in head) and any(
        _wide(_read(head, encoding)) > 0 for encoding in ("utf-16-le", "utf-16-be")
    )


class _Read(NamedTuple):
    """A text as an encoding reads it: what is beyond ASCII in it, and how many places could not be read."""

    text: str
    special: str
    lost: int


def _read(sample: bytes, encoding: str) -> _Read:
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(sample)  # a last character may be cut off
    own = sample.count(_UNREAD.encode()) if encoding.startswith("utf-8") else 0
    special = "".join(char for char in text if char >= "\x80" and char not in {_UNREAD, "\ufeff"})
    nul = 0 if encoding.startswith("utf") else text.count("\0")
    return _Read(text, special, text.count(_UNREAD) - own + nul)


_UNREAD = "\ufffd"


def _tried(sample: bytes, encoding: str) -> Candidate | None:
    """Return what speaks for an encoding; None where it cannot be."""
    if encoding != "utf-8" and not sample[:_JUDGED].isascii():
        sample = sample[:_JUDGED]
    read = _read(sample, encoding)
    values: dict[str, object] = {}
    if encoding == "utf-8":
        fit, why, values = _unicode(read, nul=b"\0" in sample)
    elif encoding.startswith("utf-16"):
        fit, why = _wide(read), N_("Read two bytes by two, it is words.")
    else:
        weight = _WEIGHTS[encoding](read) if read.special else 0.0
        fit = weight - 3 * read.lost / (len(read.special) + read.lost or 1)
        if fit > _LEAST and _names(read.text):
            fit = _NAMED - read.lost / len(sample)
        else:
            most = _NAMED if encoding == "euc-kr" and weight == 1.0 else _MOST
            fit = min(max(fit, _LEAST if read.lost < len(read.special) else 0.0), most)
        values = {"share": f"{max(round(weight * 100), 0)} %", "count": len(read.special)}
        why = N_("{share} of {count} special characters are common ones.")
    return Candidate(encoding, fit, Message(why, values), _shown(sample, encoding)) if fit > 0 else None


def _unicode(read: _Read, *, nul: bool) -> tuple[float, str, dict[str, object]]:
    """Judge UTF-8: what can be read so throughout is so, as a rule; a few letters may be so by chance."""
    if read.lost:
        count = len(read.special)
        fit = _MOST * (count - read.lost) / count if count > read.lost else 0.0
        return fit, N_("All but {count} places can be read so."), {"count": read.lost}
    if nul:
        return _CERTAIN / 2, N_("It can be read so, but it holds NUL bytes."), {}
    odd = read.special and max(read.special) < "\u0800" and len(read.special) < _FEW
    if odd and max(_latin(read), _cyrillic(read)) < _DOUBTFUL:
        return _DOUBTFUL, N_("The few special characters can be read so, but are not usual ones."), {}
    return _CERTAIN, N_("The beginning of the file is all UTF-8."), {}


_FEW = 8


def _wide(read: _Read) -> float:
    """Judge UTF-16 without a mark: of nearly all that is read so, something usual has to come out."""
    if read.lost or "\0" in read.text or not read.text:
        return 0.0
    counts = Counter(read.text)
    usual = sum(
        count for char, count in counts.items() if (char.isprintable() and char.isascii()) or _chinese(char) >= _USUAL
    )
    usual += sum(counts[char] for char in "\r\n\t")
    return _MOST * usual / len(read.text) if usual >= len(read.text) * _NEARLY else 0.0


_NEARLY = 0.8
_USUAL = 0.4


def _names(text: str) -> bool:
    """Whether columns bear names that are known, written in more than plain letters."""
    for line in text.splitlines()[:_LINES]:
        cells = [cell for cell in re.split(r"[,;\t|\"，；]", line) if not cell.isascii()]
        if cells and known_names([Row(1, cells)]):
            return True
    return False


_LINES = 20

# ---- what texts are made of -----------------------------------------------------------------------------------------

_COMMON_LATIN = frozenset("áéíóúñüçàèìòùâêîôûäöëïãõßÁÉÍÓÚÑÜÇÀÈÄÖÅåæÆøØœŒšŠžŽ")
_COMMON_CENTRAL = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽäöüßÄÖÜőűŐŰľĺŕăâîşţ")
_LATIN_SIGNS = frozenset("€£¥§°ºª«»¿¡–—’‘“”…©®½·×\xa0")
_LATIN_WORDS = re.compile(r"[A-Za-z][\x80-\u024f]+|[\x80-\u024f]+[A-Za-z]")
_CAPITAL_WITHIN = re.compile(r"[a-z\u00df-\u00ff](?=[\u0080-\u024f])[^a-z\u00df-\u00ff\W]")  # ZoŽ is no word
_BETWEEN_LATIN = re.compile(r"[A-Za-z][\u4e00-\u9fff][A-Za-z]")
_CYRILLIC_WORD = re.compile(r"[А-ЯЁІЇЄ]?[а-яёіїє]+|[А-ЯЁІЇЄ]{3,}")
_VOWELS = re.compile(r"[аеёиоуыэюяіїє]", re.IGNORECASE)
_CJK_MARKS = frozenset("，。、：；（）！？“”‘’《》【】￥—…·％　－．「」『』ー・")
_LONG_RUN = 2


def _latin(read: _Read) -> float:
    """Judge Western letters: they stand beside plain ones, one or two at a time."""
    return _western(read, _COMMON_LATIN)


def _western(read: _Read, common: frozenset[str]) -> float:
    beside = {at for found in _LATIN_WORDS.finditer(read.text) for at in range(*found.span())}
    within = {found.end() - 1 for found in _CAPITAL_WITHIN.finditer(read.text)}
    weight = 0.0
    for at, char in enumerate(read.text):
        if char in common:
            weight += 1.0 if at in beside and at not in within else 0.3
        elif char in _LATIN_SIGNS:
            weight += 0.7
    runs = re.findall(r"[\x80-\uffff]+", read.text)
    long = sum(map(len, runs)) > _LONG_RUN * len(runs)
    return weight / max(len(read.special), 1) - (0.5 if long else 0.0)


def _central(read: _Read) -> float:
    """Judge Central European letters; what is Western too is rather that."""
    return 0.9 * _western(read, _COMMON_CENTRAL)


def _of_dos(read: _Read) -> float:
    """Judge Western letters as DOS and old Macs had them: rarer than Windows'."""
    return 0.9 * _latin(read)


def _of_koi8(read: _Read) -> float:
    """Judge KOI8-R: rarer than Windows' Cyrillic, and by chance a Chinese name reads so too."""
    return 0.85 * _cyrillic(read)


def _cyrillic(read: _Read) -> float:
    """Judge Cyrillic letters: words of small ones, perhaps with a capital before them, and with vowels."""
    words = re.findall(r"(?<![A-Za-z])[\u0400-\u04ff]{2,}(?![A-Za-z])", read.text)
    good = sum(len(word) for word in words if _CYRILLIC_WORD.fullmatch(word) and _VOWELS.search(word))
    signs = sum(1 for char in read.special if char in "№«»—–\xa0")
    return 0.9 * (good + signs) / max(len(read.special), 1)


def _chinese(char: str) -> float:
    """Return how common a character is in Chinese texts of the mainland, or of Taiwan."""
    if char in _CJK_MARKS or "\uff10" <= char <= "\uff5a":
        return 1.0
    if not "\u3400" <= char <= "\u9fff" and char < "\U00020000":
        return 0.0
    return max(_level(char, "gb2312", 0xB0, 0xD7, 0.6), 0.8 * _level(char, "big5", 0xA4, 0xC6, 0.5), 0.2)


def _taiwanese(char: str) -> float:
    if char in _CJK_MARKS or "\uff10" <= char <= "\uff5a":
        return 1.0
    return _level(char, "big5", 0xA4, 0xC6, 0.4)


def _japanese(char: str) -> float:
    if "\u3040" <= char <= "\u30ff" or char in _CJK_MARKS or "\uff10" <= char <= "\uff5a":
        return 1.0
    return _level(char, "cp932", 0x88, 0x97, 0.4) if char > "\u33ff" and not "\uff61" <= char <= "\uff9f" else 0.1


def _korean(char: str) -> float:
    return 1.0 if "\uac00" <= char <= "\ud7a3" else 0.3 if "\u4e00" <= char <= "\u9fff" else 0.0


def _level(char: str, encoding: str, first: int, last: int, other: float) -> float:
    """Return 1 for a character of an encoding's first level, which are those of daily use, `other` for a later one."""
    try:
        lead = char.encode(encoding)[0]
    except UnicodeEncodeError:
        return 0.0
    return 1.0 if first <= lead <= last else other


def _of_signs(common: Callable[[str], float], most: float = 1.0) -> Callable[[_Read], float]:
    def judge(read: _Read) -> float:
        counts = Counter(read.special)
        weight = sum(common(char) * count for char, count in counts.items()) / max(len(read.special), 1)
        return most * weight - (0.3 if _BETWEEN_LATIN.search(read.text) else 0.0)

    return judge


def _of_korean(read: _Read) -> float:
    weight = _of_signs(_korean)(read)
    return weight if weight == 1.0 and len(read.special) >= _FEW else 0.9 * weight  # by chance Chinese reads so too


def _of_japanese(read: _Read) -> float:
    """Judge EUC-JP: without syllables it can be Chinese as well."""
    return _of_signs(_japanese)(read) if re.search("[\u3041-\u30fa]{2}", read.text) else 0.0


_WEIGHTS: Mapping[str, Callable[[_Read], float]] = MappingProxyType(
    {
        "gb18030": _of_signs(_chinese),
        "big5hkscs": _of_signs(_taiwanese),
        "cp1252": _latin,
        "cp932": _of_signs(_japanese),
        "euc-jp": _of_japanese,
        "euc-kr": _of_korean,
        "cp1251": _cyrillic,
        "cp1250": _central,
        "koi8-r": _of_koi8,
        "cp850": _of_dos,
        "mac-roman": _of_dos,
    }
)


def _shown(sample: bytes, encoding: str) -> tuple[str, ...]:
    lines = sample.decode(encoding, errors="replace").splitlines()
    telling = [line for line in lines if any(char >= "\x80" for char in line)]
    return tuple(line[:_SHOWN_TEXT] for line in (telling or lines)[:_SHOWN_LINES])


# ---- separators -----------------------------------------------------------------------------------------------------


class Split(NamedTuple):
    """A separator, and why it is thought to be one; `sure` where nothing else comes near."""

    separator: str
    why: Message
    sure: bool


def separator(text: str) -> Split:
    """Return what most likely stands between the cells: what cuts most lines into the same number of cells."""
    lines = text.split("\n")[:200]
    best = [(_evenness(lines, each), each) for each in SEPARATORS]
    best.sort(key=lambda pair: -pair[0][0])
    (score, columns, share), found = best[0]
    if columns < 2:  # noqa: PLR2004 - one column is none
        return Split(",", Message(N_("The file has one column only.")), sure=True)
    why = Message(N_("It cuts {share} of the lines into {columns} columns."), {"share": share, "columns": columns})
    return Split(found, why, sure=score > 2 * best[1][0][0])


def _evenness(lines: Sequence[str], each: str) -> tuple[float, int, str]:
    widths = Counter(
        len(row.values) for row in rows_of(iter([line.rstrip("\r") for line in lines]), each) if row.values
    )
    many = {width: count for width, count in widths.items() if width > 1}
    if not many:
        return 0.0, 1, "0 %"
    width, count = max(many.items(), key=lambda pair: pair[1] * pair[0] ** 0.5)
    share = count / max(sum(widths.values()), 1)
    return share * width**0.5, width, f"{share:.0%}".replace("%", " %")


def guess_form(sample: bytes) -> tuple[TextForm, tuple[Candidate, ...], Split]:
    """Return how a text file is most likely to be read, with all that was compared."""
    found = encodings(sample)
    text = sample.decode(found[0].encoding, errors="replace")
    cut = separator(text)
    return TextForm(found[0].encoding, cut.separator), found, cut
