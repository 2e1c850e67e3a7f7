"""Finding a customer by a few typed characters: the key that is stored, and the index that is kept in memory.

A key lists the parts a customer can be found by: number, names, pinyin, phones, words such as plates and
tags. Before each part stands a control character telling its kind, and a folded query holds none, so a
match never runs from one part into the next. Nothing here knows pinyin or Traditional characters; the
caller brings both.
"""

import heapq
import io
import itertools
import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from functools import partial
from operator import itemgetter
from typing import Self

_NUMBER, _NAME, _SOUND, _PHONE, _WORD = "\x01", "\x02", "\x03", "\x04", "\x05"
_TAIL = "\x06"  # closes a phone, so that "ends with" is one search
_RANKED = frozenset((_NUMBER, _NAME, _SOUND))  # kinds asked for by their beginning
_PART = re.compile(r"([\x01-\x05])([^\x00-\x1f]+)")

_PLAIN = re.compile(r"[0-9a-z\u4e00-\u9fff]*")  # folding leaves it as it is
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f,;:，、。；：()（）\[\]{}<>《》〈〉「」『』【】〔〕\"“”]+")
# Written or left out at will: hyphens, points between names, apostrophes, accents, marks that cannot be seen.
_OPTIONAL = re.compile(
    r"[-.'`\u00ad\u00b4\u00b7\u02bc\u0300-\u036f\u200b-\u200f\u2010-\u2015\u2018\u2019\u2022\u2027\u202a-\u202e"
    r"\u2060-\u2064\u2212\u2219\u22c5\u30fb\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_DIGITS = re.compile(r"\+?[0-9]+")
_CHINA = re.compile(r"\A(?:(?:\+|00)86(?=[0-9])|86(?=1[0-9]{10}\Z))")
_WHOLE_PHONE = re.compile(r"1[0-9]{10}|0[0-9]{9,11}")

_DIGIT, _LETTER, _OTHER = 1, 2, 4
_ANY_DIGIT, _ANY_ASCII_SIGN = re.compile(r"[0-9]"), re.compile(r"[!-/:-~]")

_WIDE_RANGE = 2048  # above this many hits a scan that stops early beats sorting them
_SAMPLE = 32768  # characters looked at to guess which of several words is the rarest


def fold(text: str) -> str:
    """Return the text as it is compared: NFKC, no case, no accents, words apart by one blank; never raises.

    White space, brackets and commas part words; hyphens, points and apostrophes vanish (`Xi'an`,
    `买买提·艾山`). The digits of a whole phone number come together without +86. Traditional characters are
    the caller's: hand in text already simplified.
    """
    together: list[str] = []
    for numeric, group in itertools.groupby(_folded(text).split(), key=_is_digits):
        words = list(group)
        together += _phone_together(words) if numeric else words
    return " ".join(together)


def build_key(
    *,
    number: str,
    names: Iterable[str],
    phones: Iterable[str] = (),
    words: Iterable[str] = (),
    readings: Iterable[str] = (),
    initials: Iterable[str] = (),
) -> str:
    """Return the one string a customer is found by; `Index` and nothing else reads it. Never raises.

    `names` are the customer's and the contacts', already simplified, as are `words`: tags, plates and
    whatever else is looked for; `readings` and `initials` are the pinyin of all names. Parts that fold
    to nothing are left out.
    """
    short = _squeezed(number)
    parts = [(_NUMBER, short), (_NUMBER, short.lstrip("0") if short.isdigit() else "")]  # 12 is said for 0012
    parts += ((_NAME, _squeezed(name)) for name in names)
    parts += ((_SOUND, _squeezed(sound)) for sound in itertools.chain(readings, initials))
    parts += ((_PHONE, _phone_digits(phone)) for phone in phones)
    parts += ((_WORD, _squeezed(word)) for word in words)
    return "".join(f"{kind}{part}" for kind, part in dict.fromkeys(parts) if part)


class Index:
    """The search keys of all customers in memory, for use by one thread.

    A customer keeps the place it was first put at: where hits are of equal rank, the older place comes
    first, so put customers in the order of their numbers. A change costs little; it is worked in at the
    next question.
    """

    def __init__(self) -> None:
        self._places: dict[int, int] = {}  # customer -> place
        self._next_place = 0
        self._segments: list[_Segment] = []  # from large to small, each at least twice the next
        self._pending: dict[int, str] = {}

    @classmethod
    def build(cls, rows: Iterable[tuple[int, str]]) -> Self:
        """Return an index over (customer, key); where a customer comes twice the later key counts."""
        index = cls()
        for customer_id, key in rows:
            index.put(customer_id, key)
        index._settle()
        return index

    def __len__(self) -> int:
        return len(self._places)

    def put(self, customer_id: int, key: str) -> None:
        """Add a customer, or replace its key; the key is one made by `build_key`."""
        if customer_id in self._places:
            self._bury(customer_id)
        else:
            self._places[customer_id] = self._next_place
            self._next_place += 1
        self._pending[customer_id] = key

    def drop(self, customer_id: int) -> None:
        """Forget a customer; nothing happens when it is not there."""
        if customer_id in self._places:
            self._bury(customer_id)
            self._pending.pop(customer_id, None)
            del self._places[customer_id]

    def find(self, query: str, limit: int) -> list[int]:
        """Return at most `limit` customers with every word of the query, best first; `[]` for a blank one.

        The order: the exact number, an exact name, a name or its pinyin or initials beginning so, a
        phone ending so, the rest. The query is folded here, except Traditional characters: the caller
        simplifies it before.
        """
        found: dict[int, None] = {}
        words = fold(query).split()
        if limit < 1 or not words:
            return []
        self._settle()
        for rank, needle in _steps(words, self._rarest(words)):
            also = [word for word in words if word not in needle]
            hits = (segment.hits(rank, needle, also) for segment in self._segments)
            for _place, customer_id in heapq.merge(*hits):
                found[customer_id] = None
                if len(found) >= limit:
                    return list(found)
        return list(found)

    def find_all(self, query: str) -> list[int]:
        """Return every customer that matches every word of the query, in the order of their places."""
        words = fold(query).split()
        if not words:
            return []
        self._settle()
        needle = self._rarest(words)
        also = [word for word in words if word not in needle]
        hits = (segment.hits(_Rank.ANYWHERE, needle, also) for segment in self._segments)
        return [customer_id for _place, customer_id in heapq.merge(*hits)]

    def _rarest(self, words: list[str]) -> str:
        """Return the word fewest customers seem to have; the others are tried only where it is found."""
        if len(words) == 1 or not self._segments:
            return words[0]
        return min(words, key=lambda word: (self._segments[0].sample(word), -len(word)))

    def _bury(self, customer_id: int) -> None:
        """Take a customer's present key out of sight."""
        place = self._places[customer_id]
        for segment in self._segments:
            segment.bury(place)

    def _settle(self) -> None:
        """Work the waiting changes in; small segments are joined so that there are never many of them."""
        if not self._pending:
            return
        rows = [(self._places[customer_id], customer_id, key) for customer_id, key in self._pending.items()]
        self._pending.clear()
        kept = [segment for segment in self._segments if len(segment.dead) * 2 <= len(segment)]
        rows += (row for segment in self._segments if segment not in kept for row in segment.rows())
        while kept and len(kept[-1]) < 2 * len(rows):
            rows += kept.pop().rows()
        rows.sort(key=itemgetter(0))
        self._segments = [*kept, _Segment(rows)]


class _Rank(IntEnum):
    """How a hit was made, best first."""

    NUMBER = 0
    NAME = 1
    BEGINNING = 2
    PHONE_TAIL = 3
    ANYWHERE = 4


def _steps(words: list[str], rarest: str) -> Iterator[tuple[_Rank, str]]:
    """Yield what to look for, best first: the query as one piece, then by its rarest word."""
    whole = "".join(words)
    yield _Rank.NUMBER, whole
    yield _Rank.NAME, whole
    yield _Rank.BEGINNING, whole
    if len(words) > 1:
        yield _Rank.BEGINNING, rarest
    if rarest.isdigit():
        yield _Rank.PHONE_TAIL, rarest
    yield _Rank.ANYWHERE, rarest


class _Segment:
    """The keys of some customers, never changed after; a customer that left it is `dead`.

    The parts stand in one long text per kind of characters they hold: digits are not looked for in pinyin.
    """

    def __init__(self, rows: list[tuple[int, int, str]]) -> None:
        self._places = array("Q", (place for place, _customer, _key in rows))
        self._customers = array("q", (customer for _place, customer, _key in rows))
        self.dead: set[int] = set()
        drafts: dict[int, _Draft] = {}
        for row, (_place, _customer, key) in enumerate(rows):
            for kind, part in _PART.findall(key):
                classes = _classes(part)
                draft = drafts.get(classes) or drafts.setdefault(classes, _Draft())
                draft.add(row, kind, part)
        self._texts: dict[int, _Text] = {}
        while drafts:  # each draft is let go before the next is sorted
            classes, draft = drafts.popitem()
            self._texts[classes] = _Text(draft)

    def __len__(self) -> int:
        return len(self._places)

    def rows(self) -> Iterator[tuple[int, int, str]]:
        """Yield (place, customer, key) of the living."""
        for row, (place, customer_id) in enumerate(zip(self._places, self._customers, strict=True)):
            if row not in self.dead:
                yield place, customer_id, "".join(text.key_of(row) for text in self._texts.values())

    def bury(self, place: int) -> None:
        """Let the customer of this place no longer be found here, if it is here."""
        row = bisect_left(self._places, place)
        if row < len(self._places) and self._places[row] == place:
            self.dead.add(row)

    def sample(self, word: str) -> int:
        """Return how often the word occurs at the beginning of the texts."""
        return sum(text.body.count(word, 0, _SAMPLE) for text in self._texts_for(word))

    def hits(self, rank: _Rank, needle: str, also: list[str]) -> Iterator[tuple[int, int]]:
        """Yield (place, customer) in order of place: the needle as ranked, the other words anywhere."""
        last = -1
        for row in heapq.merge(*(text.rows(rank, needle) for text in self._texts_for(needle))):
            if row == last or row in self.dead:
                continue
            last = row
            if not also or all(self._holds(row, word) for word in also):
                yield self._places[row], self._customers[row]

    def _holds(self, row: int, word: str) -> bool:
        return any(text.holds(row, word) for text in self._texts_for(word))

    def _texts_for(self, word: str) -> list["_Text"]:
        wanted = _classes(word)
        return [text for classes, text in self._texts.items() if classes & wanted == wanted]


class _Draft:
    """What a `_Text` is made from, gathered part by part."""

    def __init__(self) -> None:
        self.row_numbers = array("I")
        self.starts = array("I")
        self.heads: list[str] = []  # the parts asked for by their beginning
        self.offsets = array("I")  # and where they stand
        self.length = 0
        self._written = io.StringIO()

    def add(self, row: int, kind: str, part: str) -> None:
        """Append a part; rows come in order."""
        if not self.row_numbers or self.row_numbers[-1] != row:
            self.row_numbers.append(row)
            self.starts.append(self.length)
        piece = kind + part
        if kind in _RANKED:
            self.heads.append(piece)
            self.offsets.append(self.length)
        elif kind == _PHONE:
            piece += _TAIL
        self.length += self._written.write(piece)

    def finish(self) -> str:
        """Return all parts as one string and forget them."""
        body = self._written.getvalue() + _TAIL
        self._written.close()
        return body


class _Text:
    """Many parts in one string, row by row, with the offsets needed to tell whose a hit is."""

    def __init__(self, draft: _Draft) -> None:
        self._row_numbers = draft.row_numbers
        self._starts = draft.starts
        self._starts.append(draft.length)
        self.body = draft.finish()
        # Offsets of the parts in the order of their texts; equal ones stay in the order of rows.
        order = sorted(range(len(draft.heads)), key=draft.heads.__getitem__)
        self._heads = array("I", map(draft.offsets.__getitem__, order))

    def rows(self, rank: _Rank, word: str) -> Iterator[int]:
        """Yield in order the rows where the word stands as the rank demands; a row may come twice."""
        match rank:
            case _Rank.NUMBER:
                return self._equal(_NUMBER + word)
            case _Rank.NAME:
                return self._equal(_NAME + word)
            case _Rank.BEGINNING:
                return heapq.merge(self._beginning(_NAME + word), self._beginning(_SOUND + word))
            case _Rank.PHONE_TAIL:
                return self._scan(word + _TAIL)
            case _Rank.ANYWHERE:
                return self._scan(word)

    def holds(self, row: int, word: str) -> bool:
        """Tell whether the row's parts hold the word."""
        at = bisect_left(self._row_numbers, row)
        if at == len(self._row_numbers) or self._row_numbers[at] != row:
            return False
        return self.body.find(word, self._starts[at], self._starts[at + 1]) >= 0

    def key_of(self, row: int) -> str:
        """Return the row's parts as they were given."""
        at = bisect_left(self._row_numbers, row)
        if at == len(self._row_numbers) or self._row_numbers[at] != row:
            return ""
        return self.body[self._starts[at] : self._starts[at + 1]]

    def _scan(self, needle: str) -> Iterator[int]:
        find, starts, row_numbers, end = self.body.find, self._starts, self._row_numbers, len(self.body) - 1
        at = find(needle, 0, end)
        while at >= 0:
            line = bisect_right(starts, at) - 1
            yield row_numbers[line]
            at = find(needle, starts[line + 1], end)

    def _range(self, head: str) -> tuple[int, int]:
        cut: Callable[[int], str] = partial(self._cut, len(head))
        low = bisect_left(self._heads, head, key=cut)
        return low, bisect_right(self._heads, head, lo=low, key=cut)

    def _cut(self, length: int, offset: int) -> str:
        return self.body[offset : offset + length]

    def _row_at(self, offset: int) -> int:
        return self._row_numbers[bisect_right(self._starts, offset) - 1]

    def _beginning(self, head: str) -> Iterator[int]:
        low, high = self._range(head)
        if high - low > _WIDE_RANGE:
            return self._scan(head)
        return iter(sorted({self._row_at(offset) for offset in self._heads[low:high]}))

    def _equal(self, head: str) -> Iterator[int]:
        low, high = self._range(head)
        for offset in itertools.islice(self._heads, low, high):
            if self.body[offset + len(head)] >= " ":
                return  # the equal ones come first, since a longer text sorts behind the shorter
            yield self._row_at(offset)


def _folded(text: str) -> str:
    """Return the text folded character by character: a part of it folds as it does within the whole."""
    if _PLAIN.fullmatch(text):
        return text
    if text.isascii():
        plain = text.lower()
    else:
        bare = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
        plain = unicodedata.normalize("NFKC", _OPTIONAL.sub("", bare))
    return _BLANKS.sub(" ", _OPTIONAL.sub("", plain)).strip()


def _squeezed(text: str) -> str:
    """Return a part of a key: folded, its words run together, for people type them so and apart."""
    return _folded(text).replace(" ", "")


def _is_digits(word: str) -> bool:
    return _DIGITS.fullmatch(word) is not None


def _phone_together(groups: list[str]) -> list[str]:
    """Return neighbouring groups of digits as one word where they make a whole phone, else as they are.

    Groups left apart still find the phone, each as a part of it; groups wrongly joined would find nothing.
    """
    foreign = groups[0].startswith(("+", "0086"))
    whole = _CHINA.sub("", "".join(groups)).replace("+", "")
    if foreign or len(groups) == 1 or _WHOLE_PHONE.fullmatch(whole):
        return [whole]
    return groups


def _phone_digits(phone: str) -> str:
    """Return the digits of a stored phone without +86; a landline gets back the 0 that +86 replaces."""
    folded = unicodedata.normalize("NFKC", phone)
    digits = re.sub(r"[^0-9+]", "", folded)
    bare = _CHINA.sub("", digits)
    if bare != digits and not bare.startswith(("1", "0")):
        bare = "0" + bare
    return bare.replace("+", "")


def _classes(text: str) -> int:
    """Return the classes of characters in a text; a word stands only in parts that have all of its own."""
    if text.isascii():
        if text.isdigit():
            return _DIGIT
        return _LETTER | _DIGIT if _ANY_DIGIT.search(text) else _LETTER
    found = _OTHER
    if _ANY_DIGIT.search(text):
        found |= _DIGIT
    if _ANY_ASCII_SIGN.search(text):
        found |= _LETTER
    return found
