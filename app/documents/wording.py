"""The words and figures of a paper, in one language or in two at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.money import Currency, Money
from app.errors import Message
from app.i18n import format as fmt
from app.i18n.catalog import Translator

_PLAIN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "…": "..."})  # what the fonts set as wide as Chinese

Words = tuple[str, ...]
"""One text in each language of the paper, the leading one first; never two that are alike."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Translators of a paper (one, or two with the leading one first) and the currency of its amounts."""

    translators: tuple[Translator, ...]
    currency: Currency

    @property
    def language(self) -> str:
        """The leading language."""
        return self.translators[0].language

    @property
    def chinese(self) -> str:
        """The first Chinese language of the paper, blank if it has none."""
        return next((t.language for t in self.translators if t.language.startswith("zh")), "")

    def say(self, message: Message | str) -> Words:
        """Return a marked text or a message in each language."""
        whole = Message(message) if isinstance(message, str) else message
        return _distinct([self._fill(translator, whole) for translator in self.translators])

    def first(self, message: Message | str) -> str:
        """Return a marked text or a message in the leading language."""
        return self.say(message)[0]

    def visits(self, n: int) -> str:
        """Write a number of visits."""
        return self.translators[0].ngettext("{n} visit", "{n} visits", n).format(n=fmt.number(n, self.language))

    def amount(self, minor: int) -> str:
        """Write an amount for a column: no currency, grouped."""
        return fmt.amount(minor, self.currency.decimals, self.language)

    def money(self, minor: int, *, sign: bool) -> str:
        """Write an amount that stands alone, with the currency's sign where the shop wants it."""
        return fmt.money(minor, self.currency.code, self.currency.decimals, self.language, symbol=sign)

    def _fill(self, translator: Translator, message: Message) -> str:
        values = {name: self._shown(translator, value) for name, value in message.values.items()}
        text = translator.gettext(message.text)
        if not translator.language.startswith("zh") and not text.isascii():
            text = text.translate(_PLAIN)
        return text.format_map(values) if values else text

    def _shown(self, translator: Translator, value: object) -> str:
        match value:
            case Message():
                return self._fill(translator, value)
            case Money():
                return fmt.amount(value.minor, self.currency.decimals, translator.language)
            case date():
                return fmt.short_date(value)
            case tuple():
                return translator.gettext(", ").join(self._shown(translator, each) for each in value)
            case _:
                return str(value)


def _distinct(texts: Sequence[str]) -> Words:
    return tuple(dict.fromkeys(texts))
