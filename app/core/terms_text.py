"""The shop's own terms for money paid ahead and for passes: dated texts, one kind and language each.

A text is never changed; a new one from a date takes its place from that day on. What a customer was told is known by
the SHA-256 of the text, which stands in the facts of the entry and so under the hash chain.
"""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.customer import FileRequest
from app.core.journal import EntryKind
from app.errors import refuse
from app.i18n.catalog import LANGUAGES
from app.i18n.mark import N_

MAX_TEXT = 10_000
"""The longest text of terms, in characters."""


class TermsKind(StrEnum):
    """What terms are for: money paid ahead, or a session or period pass."""

    TOP_UP = "top_up"
    PASS = "pass"


OF_ENTRIES = {EntryKind.TOP_UP: TermsKind.TOP_UP, EntryKind.PASS_SALE: TermsKind.PASS}
"""The kinds of entries that may name terms, and the terms they take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsText:
    """A text of terms in force from `starts_on`; `id` is the request it was made by, `sha256` the text's digest."""

    id: str
    kind: TermsKind
    language: str
    starts_on: date
    text: str
    sha256: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTerms(FileRequest):
    """A text of terms the shop goes by from a day on."""

    kind: TermsKind
    language: str
    starts_on: date
    text: str


def made(request: NewTerms) -> TermsText:
    """Return the text a request makes; refuses an unknown language and a text that is blank, too long or no text."""
    if request.language not in LANGUAGES:
        refuse("language", N_("{field} must be one of: {words}."), field="language", words=", ".join(LANGUAGES))
    text = cleaned(request.text)
    return TermsText(
        id=request.id,
        kind=request.kind,
        language=request.language,
        starts_on=request.starts_on,
        text=text,
        sha256=digest(text),
    )


def cleaned(text: str) -> str:
    """Return a text as it is kept: NFC, lines ended by one character, nothing blank at their ends or around them."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = "\n".join(line.rstrip() for line in lines).strip()
    if not kept:
        refuse("text", N_("{field} must not be empty."), field="text")
    if len(kept) > MAX_TEXT:
        refuse("text", N_("{field} is longer than {most} characters."), field="text", most=MAX_TEXT)
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in kept):
        refuse("text", N_("{field} holds characters that are no text."), field="text")
    return kept


def digest(text: str) -> bytes:
    """Return the SHA-256 by which a text of terms is known."""
    return hashlib.sha256(text.encode()).digest()


def current(texts: Iterable[TermsText], kind: TermsKind, language: str, on: date) -> TermsText | None:
    """Return the text in force on a day: the last to begin by then, of two from one day the one made later.

    `texts` come in the order made.
    """
    found: TermsText | None = None
    for text in texts:
        if text.kind is kind and text.language == language and text.starts_on <= on:
            found = text if found is None or text.starts_on >= found.starts_on else found
    return found


def check_agreed(text: TermsText | None, name: str, kind: EntryKind, on: date) -> TermsText:
    """Return the text an entry names; refuses one there is none of, one for something else, one not yet in force."""
    if text is None:
        refuse("terms", N_("terms: there are no terms “{name}”."), name=name)
    if text.kind is not OF_ENTRIES.get(kind):
        refuse("terms", N_("terms: “{name}” are terms for something else."), name=name)
    if text.starts_on > on:
        refuse("terms", N_("terms: “{name}” are in force from {date} only."), name=name, date=text.starts_on)
    return text


def of_digest(texts: Iterable[TermsText], sha256: str, kind: EntryKind, on: date) -> TermsText | None:
    """Return the text an entry was recorded with by the digest (hexadecimal) in its facts.

    The same words may have been made terms more than once: the one that was in force for the entry comes first.
    """
    alike = [text for text in texts if text.sha256.hex() == sha256]
    fitting = [text for text in alike if text.kind is OF_ENTRIES.get(kind) and text.starts_on <= on]
    return max(fitting, key=lambda text: text.starts_on, default=alike[0] if alike else None)
