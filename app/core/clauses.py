"""Clauses a shop may not rely on, found in the terms it writes by the patterns of a dated rule pack.

A finding is a hint for whoever writes the terms: these words, by that article, and what could stand instead. It is not
legal advice, nothing is refused because of it, and a text without findings may still be wrong.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from app.errors import Message
from app.i18n.mark import N_

SENTENCES: Mapping[str, str] = {
    "refund": N_(
        "A clause that rules out refunds is void. Say how a refund is worked out instead: within seven days of "
        "payment without giving a reason, later what was paid less what was used."
    ),
    "transfer": N_(
        "The balance may be passed on to somebody else; a clause that forbids it without good reason is void. "
        "Say how the shop is told of it instead."
    ),
    "lost_card": N_(
        "A registered card that is lost has to be replaced and its balance kept. Say how the loss is reported instead."
    ),
    "interpretation": N_(
        "A shop may not keep the right of final interpretation for itself: a clause that can be read in two ways is "
        "read in the customer's favour. Leave the sentence out."
    ),
    "forfeit": N_(
        "A balance that is left after the expiry date is still the customer's. Say instead how the card is extended "
        "or the balance refunded after that day."
    ),
    "change": N_(
        "A shop may not change price, kind, quality or quantity of what was promised by itself. Say instead that "
        "changes need the customer's consent, and that what is paid for already keeps its price."
    ),
    "disclaimer": N_(
        "A shop cannot rule out answering for faults in its goods and services or for harm they do. Leave it out, or "
        "name the one case that is meant, such as force majeure."
    ),
    "court": N_(
        "A clause that makes it costly or impossible for customers to complain or to go to court is void. Say instead "
        "that a dispute may be taken to the consumer association or to the competent court."
    ),
}
"""What is wrong with a clause, and what could stand instead; the rules of a pack name them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseRule:
    """One rule of a pack: what to look for, since when and by which article it holds, and how sure that is.

    Patterns meet the folded text (see `fold`). A hit does not count where the text before it in the same sentence ends
    with one of `unless_before`, or the text after it begins with one of `unless_after`. `confidence` is H (the text of
    the law was read), M (a report of it), or L.
    """

    id: str
    patterns: tuple[re.Pattern[str], ...]
    article: str
    effective_from: date
    source: str
    confidence: str
    message: Message
    unless_before: tuple[re.Pattern[str], ...] = ()
    unless_after: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True, slots=True)
class ClausePack:
    """Rules in the order of their weight, and the characters that are read as others (Traditional as Simplified)."""

    rules: tuple[ClauseRule, ...] = ()
    characters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """A clause found: the span of characters in the text as it was given, its words, and what is wrong with it."""

    start: int
    end: int
    words: str
    rule: str
    message: Message
    article: str
    source: str


class Folded(NamedTuple):
    """A text as patterns meet it, and the place in the original of each of its characters."""

    text: str
    places: Sequence[int]


def check(text: str, pack: ClausePack, on: date | None = None) -> list[Finding]:
    """Return what a text must not say by the rules of a pack in force on a day (without a day: all), by place.

    Where words offend against several rules, the longer finding counts, of equal ones the rule that comes first.
    """
    folded = fold(text, pack.characters)
    found = [
        (start, end, rule)
        for rule in pack.rules
        if on is None or rule.effective_from <= on
        for start, end in _hits(rule, folded.text)
    ]
    kept: list[tuple[int, int, ClauseRule]] = []
    for start, end, rule in sorted(found, key=lambda hit: hit[0] - hit[1]):
        if not any(first <= start and end <= last for first, last, _ in kept):
            kept.append((start, end, rule))
    findings = [_finding(text, folded.places[start], folded.places[end - 1] + 1, rule) for start, end, rule in kept]
    return sorted(findings, key=lambda each: (each.start, each.end))


def _finding(text: str, start: int, end: int, rule: ClauseRule) -> Finding:
    return Finding(start, end, text[start:end], rule.id, rule.message, rule.article, rule.source)


_REACH = 200  # characters of a sentence that are looked at on either side
_BOUNDARY = re.compile(r"[。；;!?\n]|\.(?=\s|$)")


def _hits(rule: ClauseRule, text: str) -> list[tuple[int, int]]:
    """Return the spans of a rule's hits in a folded text that no exception excuses; those that overlap as one."""
    spans = {match.span() for pattern in rule.patterns for match in pattern.finditer(text)}
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if start == end or _is_excused(rule, text, start, end):
            continue
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _is_excused(rule: ClauseRule, text: str, start: int, end: int) -> bool:
    before = _BOUNDARY.split(text[max(0, start - _REACH) : start])[-1]
    after = _BOUNDARY.split(text[end : end + _REACH], maxsplit=1)[0]
    return any(pattern.search(before) for pattern in rule.unless_before) or any(
        pattern.match(after) for pattern in rule.unless_after
    )


# ---- folding --------------------------------------------------------------------------------------------------------

_HAN = r"[\u3400-\u9fff]"
_BLANKS = re.compile(rf"(?<={_HAN})[^\S\n]+|[^\S\n]+(?={_HAN})")
_MARKS = re.compile(r"[“”‘「」『』《》\"*_~`·]|(?<![A-Za-z])['’]|['’](?![A-Za-z])")


def fold(text: str, characters: Mapping[str, str]) -> Folded:
    """Return a text as patterns meet it: narrow, no case, Simplified, without blanks among Chinese characters.

    Quotation marks and marks that cannot be seen are left out, but an apostrophe between letters stays: `can't`.
    """
    left_out = {place for blank in _BLANKS.finditer(text) for place in range(*blank.span())}
    left_out |= {mark.start() for mark in _MARKS.finditer(text)}
    out: list[str] = []
    places: list[int] = []
    for place, original in enumerate(text):
        for char in () if place in left_out else unicodedata.normalize("NFKC", original).casefold():
            if unicodedata.category(char) not in ("Cf", "Mn"):
                out.append("'" if char == "’" else characters.get(char, char))
                places.append(place)
    return Folded("".join(out), places)
