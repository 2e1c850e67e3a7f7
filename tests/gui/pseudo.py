"""A language nobody speaks: every text marked and stretched, so that what is cut or was never translated shows."""

from __future__ import annotations

import gettext
import re

from app.i18n.catalog import Translator

STRETCH = 1.8
_PLACEHOLDER = re.compile(r"(\{[^}]*\})")
_ACCENTS = str.maketrans("aeiouAEIOUcnsyCNSY", "áéíóúÁÉÍÓÚçñšýÇÑŠÝ")


def stretched(text: str) -> str:
    """Return a text 1.8 times as long between marks; placeholders and line ends stay as they are."""
    parts = _PLACEHOLDER.split(text)
    letters = sum(len(part) for part in parts[::2])
    more = round(letters * (STRETCH - 1))
    body = "".join(part if number % 2 else part.translate(_ACCENTS) for number, part in enumerate(parts))
    filler = ("~ " * more)[:more].rstrip() if " " in text else "~" * more
    return f"[{body}{filler}]" if text.strip() else text


class _Pseudo(gettext.NullTranslations):
    """Answers every lookup with the stretched English text."""

    def gettext(self, message: str) -> str:
        return stretched(message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return stretched(singular if n == 1 else plural)

    def pgettext(self, context: str, message: str) -> str:
        del context
        return stretched(message)


def pseudo() -> Translator:
    """Return the language nobody speaks; figures and dates are English."""
    return Translator("en", _Pseudo())
