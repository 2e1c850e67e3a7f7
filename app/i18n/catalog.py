"""Looking up text in the catalogue: one `Translator` per language, one of them the process's own.

The window and the command line use `_`, `ngettext` and `pgettext`, which look up the process's translator at
each call, so import order does not matter and the language can change while the program runs. Documents and
messages speak the customer's language: they are given a `Translator` and never use these three.

Where the compiled catalogues lie is not known here; whoever builds the program passes the folder in.
"""

import gettext as _gettext
import struct
from dataclasses import dataclass, field
from pathlib import Path

LANGUAGES = ("en", "zh_CN", "zh_TW")
"""The languages the program speaks; English is the one the text is written in and needs no catalogue."""

DOMAIN = "app"
"""File name of a compiled catalogue, without its ending."""

_TRADITIONAL_REGIONS = frozenset({"hk", "mo", "tw"})


@dataclass(frozen=True, slots=True)
class Translator:
    """The text of one language; immutable, so it may be shared between threads."""

    language: str
    _texts: _gettext.NullTranslations = field(default_factory=_gettext.NullTranslations, repr=False)

    def gettext(self, message: str) -> str:
        """Translate a text; one without translation comes back as it is."""
        # The catalogue's header hides under the empty msgid and must never reach a person.
        return self._texts.gettext(message) if message else ""

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Translate the form of a text that fits the count `n`; `{n}` is still to be filled in."""
        return self._texts.ngettext(singular, plural, n) if singular else ""

    def pgettext(self, context: str, message: str) -> str:
        """Translate a text whose meaning depends on its context: “Open” a file, an “Open” charge."""
        return self._texts.pgettext(context, message) if message else ""


ENGLISH = Translator("en")
"""The text as written; what every lookup falls back to."""


def load(language: str, folder: Path) -> Translator:
    """Read `<folder>/<language>/LC_MESSAGES/app.mo`.

    A language without a readable catalogue gives English, figures and dates included: a half-translated
    screen helps nobody, a program that does not start even less.
    """
    if language not in LANGUAGES or language == ENGLISH.language:
        return ENGLISH
    path = folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    try:
        with path.open("rb") as file:
            return Translator(language, _gettext.GNUTranslations(file))
    except (OSError, ValueError, struct.error):
        return ENGLISH


def choose(preferred: str | None, system: str | None) -> str:
    """Return the language to speak: the preferred one if the program has it, else the system's, else English.

    Both are language tags as systems write them: `zh-Hans-CN`, `zh_HK.UTF-8`, `en_US`, `C`.
    """
    return _match(preferred) or _match(system) or ENGLISH.language


def install(translator: Translator) -> None:
    """Make a translator the process's own; texts looked up from now on are in its language."""
    _process.translator = translator


def current() -> Translator:
    """Return the process's own translator; English until `install` was called."""
    return _process.translator


def _(message: str) -> str:
    """Translate a text into the process's language."""
    return _process.translator.gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Translate the form of a text that fits the count `n` into the process's language."""
    return _process.translator.ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    """Translate a text that depends on its context into the process's language."""
    return _process.translator.pgettext(context, message)


@dataclass(slots=True)
class _Process:
    """The one place that remembers which language the process speaks."""

    translator: Translator


_process = _Process(ENGLISH)


def _match(tag: str | None) -> str | None:
    """Return our name of the language a tag asks for, None if it asks for none that we have."""
    if not tag:
        return None
    # Without encoding (`.UTF-8`) and modifier (`@pinyin`) both spellings are parts joined by `-` or `_`.
    language, *rest = tag.split(".")[0].split("@")[0].replace("-", "_").lower().split("_")
    if language == "en":
        return "en"
    if language != "zh":
        return None
    # A script, where one is named, says more than a region: zh-Hans-HK reads simplified characters.
    if "hans" in rest:
        return "zh_CN"
    traditional = "hant" in rest or not _TRADITIONAL_REGIONS.isdisjoint(rest)
    return "zh_TW" if traditional else "zh_CN"
