"""Finding a customer by a few typed characters: the key that is stored, and the index that is kept in memory.

A key lists the parts a customer can be found by: number, names, pinyin, phones, words such as plates and tags.
Before each part stands a control character telling its kind, and a folded query holds none, so a match never
runs from one part into the next. Nothing here knows pinyin or Traditional characters; the caller brings both.
"""

import heapq
import io
import itertools
import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from enum import Enum
from operator import itemgetter
from typing import NamedTuple

NAME_MARK, SOUND_MARK, ORDER_MARK = "\x02", "\x03", "\x07"
"""What stands in a key before a name, before its pinyin, and before what a customer is sorted by."""

_NUMBER, _NAME, _SOUND, _PHONE, _WORD = "\x01", NAME_MARK, SOUND_MARK, "\x04", "\x05"
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
_ANY_DIGIT, _SIGN = re.compile(r"[0-9]"), re.compile(r"[!-/:-~]")

_WIDE_RANGE = 512  # above this many hits a scan that stops early beats sorting them
_FEW = 64  # customers worth an index of their own
_FULL = 8192  # customers of a segment that is never joined with another: sorting it holds nobody up for 16 ms
_GAP = 65536  # ids left out among others that still stand in one row with them
_SAMPLE = 32768  # characters looked at to guess which of several words is the rarest


def fold(text: str) -> str:
    """Return the text as it is compared: NFKC, no case, no accents, words apart by one blank; never raises.

    White space, brackets and commas part words; hyphens, points and apostrophes vanish (`Xi'an`, `买买提·艾山`). The
    digits of a whole phone number come together without +86. Traditional characters are the caller's: hand in
    text already simplified.
    """
    groups = itertools.groupby(_folded(text).split(), key=lambda word: bool(_DIGITS.fullmatch(word)))
    return " ".join(word for _numeric, group in groups for word in _phone_together(list(group)))


def build_key(
    *,
    number: str,
    names: Iterable[str],
    phones: Iterable[str] = (),
    words: Iterable[str] = (),
    readings: Iterable[str] = (),
    initials: Iterable[str] = (),
    order: str = "",
) -> str:
    """Return the one string a customer is found by. Never raises.

    `names` are the customer's and the contacts', already simplified, as are `words`: tags, plates and whatever
    else is looked for; `readings` and `initials` are the pinyin of all names. Parts that fold to nothing are
    left out. `order` says what lists are sorted by; it is never searched, and stands last, behind `ORDER_MARK`.
    """
    short = _squeezed(number)
    parts = [(_NUMBER, short), (_NUMBER, short.lstrip("0") if short.isdigit() else "")]  # 12 is said for 0012
    parts += ((_NAME, _squeezed(name)) for name in names)
    parts += ((_SOUND, _squeezed(sound)) for sound in itertools.chain(readings, initials))
    parts += ((_PHONE, _phone_digits(phone)) for phone in phones)
    parts += ((_WORD, _squeezed(word)) for word in words)
    key = "".join(f"{kind}{part}" for kind, part in dict.fromkeys(parts) if part)
    return f"{key}{ORDER_MARK}{_folded(order)}" if order else key


class Needles(NamedTuple):
    """What to look for in the keys themselves while there is no index yet.

    Whoever matches has every one of `words` in the key; `better` are pieces of which a key that ranks higher than
    others has one, in the order of ranks. Such a piece ends where `KEY_END`, written behind the key, would.
    """

    words: list[str]
    better: list[list[str]]


KEY_END = ORDER_MARK


def needles(query: str) -> Needles:
    """Return what to look for in keys; whoever ranks the keys found has the last word.

    A key may be found by what it is sorted by, and one with digits at the end of any part as if it were a phone's.
    """
    words = fold(query).split()
    ends = (_NUMBER, _NAME, _SOUND, _PHONE, _WORD, KEY_END)
    whole = "".join(words)
    better = [[mark + whole + end for end in ends] for mark in (_NUMBER, _NAME)]
    better += ([_NAME + word, _SOUND + word] for word in dict.fromkeys((whole, *words[:1])))
    better += ([word + end for end in ends] for word in words if word.isascii() and word.isdigit())
    return Needles(words, better)


class Index:
    """The search keys of all customers in memory, for use by one thread.

    A customer keeps the place it was first put at: where hits are of equal rank, the older place comes first, so
    put customers in the order of their numbers. A change costs little; it is worked in at the next question.
    """

    def __init__(self) -> None:
        self._places = _Places()
        self._next_place = 0
        self._segments: list[_Segment] = []  # full ones, then from large to small, each at least twice the next
        self._pending: dict[int, str] = {}
        self._growing = _Sketch()

    @classmethod
    def build(cls, rows: Iterable[tuple[int, str]]) -> "Index":
        """Return an index over (customer, key); where a customer comes twice the later key counts."""
        index = cls()
        index.grow(rows)
        return index

    def grow(self, rows: Iterable[tuple[int, str]]) -> None:
        """Add many customers; by portions, where the index of a large book shall hold nobody up while it is made."""
        for customer_id, key in rows:
            if self._places.of(customer_id) >= 0:
                self.put(customer_id, key)
                continue
            self._places.put(customer_id, self._next_place)
            self._growing.add(self._next_place, customer_id, key)
            self._next_place += 1
            if len(self._growing) == _FULL:
                self._full()

    def _full(self) -> None:
        """Let what has grown be found."""
        if len(self._growing):
            self._segments.append(_Segment(self._growing))
            self._segments.sort(key=len, reverse=True)
            self._growing = _Sketch()

    def __len__(self) -> int:
        return len(self._places)

    def put(self, customer_id: int, key: str) -> None:
        """Add a customer, or replace its key; the key is one made by `build_key`."""
        if self._places.of(customer_id) >= 0:
            self._bury(customer_id)
        else:
            self._places.put(customer_id, self._next_place)
            self._next_place += 1
        self._pending[customer_id] = key

    def drop(self, customer_id: int) -> None:
        """Forget a customer; nothing happens when it is not there."""
        if self._places.of(customer_id) >= 0:
            self._bury(customer_id)
            self._pending.pop(customer_id, None)
            self._places.drop(customer_id)

    def find(self, query: str, limit: int) -> list[int]:
        """Return at most `limit` customers with every word of the query, best first; `[]` for a blank one.

        The order: the exact number, an exact name, a name or its pinyin or initials beginning so, a phone ending
        so, the rest. The query is folded here, except Traditional characters: the caller simplifies it before.
        """
        found: dict[int, None] = {}
        words = fold(query).split()
        if limit < 1 or not words:
            return []
        self._settle()
        rarest = self._rarest(words)
        segments = self._segments if len(words) == 1 else self._narrowed(rarest, words)
        for rank, needle in _steps(words, rarest):
            for customer_id in _hits(segments, rank, needle, words):
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
        return list(_hits(self._segments, _Rank.ANYWHERE, self._rarest(words), words))

    def _narrowed(self, rarest: str, words: list[str]) -> list["_Segment"]:
        """Return segments that hold all customers with these words: a small one where they are few, else all.

        Otherwise thousands with the first word would be gone through for the few that have the second as well.
        """
        rows = (row for segment in self._segments for row in segment.rows(segment.found(_Rank.ANYWHERE, rarest, words)))
        few = list(itertools.islice(rows, _FEW))
        if len(few) == _FEW:
            return self._segments
        return [_segment(sorted(few))] if few else []

    def _rarest(self, words: list[str]) -> str:
        """Return the word fewest customers seem to have; the others are tried only where it is found."""
        if len(words) == 1 or not self._segments:
            return words[0]
        return min(words, key=lambda word: (self._segments[0].sample(word), -len(word)))

    def _bury(self, customer_id: int) -> None:
        """Take a customer's present key out of sight."""
        self._full()
        place = self._places.of(customer_id)
        for segment in self._segments:
            segment.bury(place)

    def _settle(self) -> None:
        """Work the waiting changes in; small segments are joined so that there are never many of them."""
        self._full()
        if not self._pending:
            return
        rows = [(self._places.of(customer), customer, key) for customer, key in self._pending.items()]
        self._pending.clear()
        kept = [segment for segment in self._segments if len(segment.dead) * 2 <= len(segment)]
        rows += (row for segment in self._segments if segment not in kept for row in segment.rows())
        while kept and len(kept[-1]) < min(2 * len(rows), _FULL):
            rows += kept.pop().rows()
        rows.sort(key=itemgetter(0))
        parts = [_segment(rows[start : start + _FULL]) for start in range(0, len(rows), _FULL)]
        self._segments = sorted([*kept, *parts], key=len, reverse=True)


class _Places:
    """The place of every customer. Ids run from 1 on, so eight bytes do for each where a dictionary takes a hundred."""

    def __init__(self) -> None:
        self._places = array("q")
        self._others: dict[int, int] = {}  # ids so far from the rest that the gap would cost more
        self._count = 0

    def __len__(self) -> int:
        return self._count + len(self._others)

    def of(self, customer: int) -> int:
        """Return a customer's place, -1 where it has none."""
        near = 0 <= customer < len(self._places)
        return self._places[customer] if near and self._places[customer] >= 0 else self._others.get(customer, -1)

    def put(self, customer: int, place: int) -> None:
        """Give a customer that has none its place."""
        if not 0 <= customer < 2 * len(self._places) + _GAP:
            self._others[customer] = place
            return
        if customer >= len(self._places):
            self._places.extend(itertools.repeat(-1, customer + 1 - len(self._places)))
        self._places[customer] = place
        self._count += 1

    def drop(self, customer: int) -> None:
        """Forget a customer's place."""
        if self._others.pop(customer, None) is None:
            self._places[customer] = -1
            self._count -= 1


_Rank = Enum("_Rank", "NUMBER NAME BEGINNING PHONE_TAIL ANYWHERE")  # how a hit was made, best first


def _steps(words: list[str], rarest: str) -> Iterator[tuple[_Rank, str]]:
    """Yield what to look for, best first: the query as one piece, then its words."""
    whole = "".join(words)
    yield from ((rank, whole) for rank in (_Rank.NUMBER, _Rank.NAME, _Rank.BEGINNING))
    if len(words) > 1:
        yield _Rank.BEGINNING, words[0]
    yield from ((_Rank.PHONE_TAIL, word) for word in words if word.isascii() and word.isdigit())
    yield _Rank.ANYWHERE, rarest


def _hits(segments: list["_Segment"], rank: _Rank, needle: str, words: list[str]) -> Iterator[int]:
    """Yield in order of place the customers that have the needle as ranked, and every word."""
    also = [word for word in words if word not in needle]
    found = (heapq.merge(*(segment.hits(rank, needle, also) for segment in group)) for group in _neighbours(segments))
    return (customer_id for _place, customer_id in itertools.chain.from_iterable(found))


def _neighbours(segments: list["_Segment"]) -> list[list["_Segment"]]:
    """Return the segments in groups, the places of each group behind those of the one before: few are asked at all."""
    groups: list[list[_Segment]] = []
    last = -1
    for segment in sorted(segments, key=_Segment.first):
        if segment.first() > last:
            groups.append([])
        groups[-1].append(segment)
        last = max(last, segment.last())
    return groups


class _Segment:
    """The keys of some customers, never changed after; a customer that left it is `dead`.

    The parts stand in one long text per kind of characters they hold: digits are not looked for in pinyin.
    """

    def __init__(self, sketch: "_Sketch") -> None:
        self._places = sketch.places
        self._customers = sketch.customers
        self.dead: set[int] = set()
        self._texts: dict[int, _Text] = {}
        while sketch.drafts:  # each draft is let go before the next is sorted
            classes, draft = sketch.drafts.popitem()
            self._texts[classes] = _Text(draft)

    def __len__(self) -> int:
        return len(self._places)

    def first(self) -> int:
        """Return the first place."""
        return self._places[0]

    def last(self) -> int:
        """Return the last place."""
        return self._places[-1]

    def rows(self, wanted: Iterable[int] | None = None) -> Iterator[tuple[int, int, str]]:
        """Yield (place, customer, key) of these rows, or of all that live."""
        for row in (row for row in range(len(self)) if row not in self.dead) if wanted is None else wanted:
            key = "".join(text.key_of(row) for text in self._texts.values())
            yield self._places[row], self._customers[row], key

    def bury(self, place: int) -> None:
        """Let the customer of this place no longer be found here, if it is here."""
        row = bisect_left(self._places, place)
        if row < len(self._places) and self._places[row] == place:
            self.dead.add(row)

    def sample(self, word: str) -> int:
        """Return how often the word occurs at the beginning of the texts."""
        return sum(text.body.count(word, 0, _SAMPLE) for text in self._texts_for(word))

    def hits(self, rank: _Rank, needle: str, also: list[str]) -> Iterator[tuple[int, int]]:
        """Yield (place, customer) of the rows `found`."""
        return ((self._places[row], self._customers[row]) for row in self.found(rank, needle, also))

    def found(self, rank: _Rank, needle: str, also: list[str]) -> Iterator[int]:
        """Yield in order the living rows with the needle as ranked and the other words anywhere, each once."""
        last, others = -1, [(word, self._texts_for(word)) for word in also]
        for row in heapq.merge(*(text.rows(rank, needle) for text in self._texts_for(needle))):
            if row != last and row not in self.dead:
                last = row
                if all(any(text.holds(row, word) for text in texts) for word, texts in others):
                    yield row

    def _texts_for(self, word: str) -> list["_Text"]:
        wanted = _classes(word)
        return [text for classes, text in self._texts.items() if classes & wanted == wanted]


class _Sketch:
    """What a `_Segment` is made from, gathered customer by customer in the order of their places."""

    def __init__(self) -> None:
        self.places = array("Q")
        self.customers = array("q")
        self.drafts: dict[int, _Draft] = {}

    def __len__(self) -> int:
        return len(self.places)

    def add(self, place: int, customer: int, key: str) -> None:
        """Append a customer."""
        row = len(self.places)
        self.places.append(place)
        self.customers.append(customer)
        for kind, part in _PART.findall(key):
            classes = _classes(part)
            draft = self.drafts.get(classes) or self.drafts.setdefault(classes, _Draft())
            draft.add(row, kind, part)


def _segment(rows: Iterable[tuple[int, int, str]]) -> _Segment:
    """Return a segment of (place, customer, key) in the order of places."""
    sketch = _Sketch()
    for place, customer, key in rows:
        sketch.add(place, customer, key)
    return _Segment(sketch)


class _Draft:
    """What a `_Text` is made from, gathered part by part."""

    def __init__(self) -> None:
        self.row_numbers = array("I")
        self.starts = array("I")
        self.heads: list[str] = []  # the parts asked for by their beginning
        self.offsets = array("I")  # and where they stand
        self.length = 0
        self.written = io.StringIO()

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
        self.length += self.written.write(piece)


class _Text:
    """Many parts in one string, row by row, with the offsets needed to tell whose a hit is."""

    def __init__(self, draft: _Draft) -> None:
        self._row_numbers = draft.row_numbers
        self._starts = draft.starts
        self._starts.append(draft.length)
        self.body = draft.written.getvalue() + _TAIL
        draft.written.close()
        # Offsets of the parts in the order of their texts; equal ones stay in the order of rows.
        order = sorted(range(len(draft.heads)), key=draft.heads.__getitem__)
        self._heads = array("I", map(draft.offsets.__getitem__, order))

    def rows(self, rank: _Rank, word: str) -> Iterator[int]:
        """Yield in order the rows where the word stands as the rank demands; a row may come twice."""
        match rank:
            case _Rank.NUMBER | _Rank.NAME:
                return self._equal((_NUMBER if rank is _Rank.NUMBER else _NAME) + word)
            case _Rank.BEGINNING:
                return heapq.merge(self._beginning(_NAME + word), self._beginning(_SOUND + word))
            case _Rank.PHONE_TAIL:
                return self._scan(word + _TAIL)
            case _:
                return self._scan(word)

    def holds(self, row: int, word: str) -> bool:
        """Tell whether the row's parts hold the word."""
        return self.body.find(word, *self._span(row)) >= 0

    def key_of(self, row: int) -> str:
        """Return the row's parts as they were given."""
        start, end = self._span(row)
        return self.body[start:end]

    def _span(self, row: int) -> tuple[int, int]:
        numbers = self._row_numbers
        at = row if row < len(numbers) and numbers[row] == row else bisect_left(numbers, row)
        if at == len(numbers) or numbers[at] != row:
            return 0, 0
        return self._starts[at], self._starts[at + 1]

    def _scan(self, needle: str) -> Iterator[int]:
        find, starts, row_numbers, end = self.body.find, self._starts, self._row_numbers, len(self.body) - 1
        at = find(needle, 0, end)
        while at >= 0:
            line = bisect_right(starts, at) - 1
            yield row_numbers[line]
            at = find(needle, starts[line + 1], end)

    def _range(self, head: str) -> tuple[int, int]:
        def cut(offset: int) -> str:
            return self.body[offset : offset + len(head)]

        low = bisect_left(self._heads, head, key=cut)
        return low, bisect_right(self._heads, head, lo=low, key=cut)

    def _row_at(self, offset: int) -> int:
        return self._row_numbers[bisect_right(self._starts, offset) - 1]

    def _beginning(self, head: str) -> Iterator[int]:
        low, high = self._range(head)
        if high - low > _WIDE_RANGE:
            return self._scan(head)
        return iter(sorted({self._row_at(offset) for offset in self._heads[low:high]}))

    def _equal(self, head: str) -> Iterator[int]:
        low, high = self._range(head)
        for at in range(low, high):
            offset = self._heads[at]
            if self.body[offset + len(head)] >= " ":
                return  # the equal ones come first, since a longer text sorts behind the shorter
            yield self._row_at(offset)


def _folded(text: str) -> str:
    """Return the text folded character by character: a part of it folds as it does within the whole."""
    if _PLAIN.fullmatch(text):
        return text
    bare = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    plain = unicodedata.normalize("NFKC", _OPTIONAL.sub("", bare))
    return _BLANKS.sub(" ", _OPTIONAL.sub("", plain)).strip()


def _squeezed(text: str) -> str:
    """Return a part of a key: folded, its words run together, for people type them so and apart."""
    return _folded(text).replace(" ", "")


def _phone_together(groups: list[str]) -> list[str]:
    """Return neighbouring groups of digits as one word where they make a whole phone; any others as they are.

    Groups left apart still find the phone, each as a part of it; groups wrongly joined would find nothing.
    """
    if not _DIGITS.fullmatch(groups[0]):
        return groups
    foreign = groups[0].startswith(("+", "0086"))
    whole = _CHINA.sub("", "".join(groups)).replace("+", "")
    return [whole] if foreign or len(groups) == 1 or _WHOLE_PHONE.fullmatch(whole) else groups


def _phone_digits(phone: str) -> str:
    """Return the digits of a stored phone without +86; a landline gets back the 0 that +86 replaces."""
    digits = re.sub(r"[^0-9+]", "", unicodedata.normalize("NFKC", phone))
    bare = _CHINA.sub("", digits)
    if bare != digits and not _WHOLE_PHONE.fullmatch(bare):
        bare = "0" + bare
    return bare.replace("+", "")


def _classes(text: str) -> int:
    """Return the classes of characters in a text; a word stands only in parts that have all of its own."""
    if text.isascii() and text.isdigit():
        return _DIGIT
    found = 0 if text.isascii() else _OTHER
    return found | (_DIGIT if _ANY_DIGIT.search(text) else 0) | (_LETTER if _SIGN.search(text) else 0)
