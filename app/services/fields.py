"""Reading the fields of an event: every value typed and checked, every unknown field refused, the field named."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypedDict, TypeVar

from app.core.money import parse_amount
from app.errors import refuse
from app.i18n.mark import N_

MAX_TEXT = 10_000
"""The longest text one field takes, in characters."""

MAX_REFERENCE = 200
"""The longest document number of the shop's own, in characters."""

MAX_NUMBER = 2**53
"""The highest number that names something, such as an attachment."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_QUANTITY = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
_PERCENTAGE = re.compile(r"[0-9]{1,5}(\.[0-9]{1,2})?")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_MISSING = object()
_Asked = TypeVar("_Asked")

Kind = TypeVar("Kind", bound=StrEnum)


class _Taken:
    """The fields of one JSON object, taken out one by one; what nobody takes is refused in the end."""

    def __init__(self, values: Mapping[str, object], decimals: int, prefix: str = "") -> None:
        self._left = dict(values)
        self.decimals = decimals
        self._prefix = prefix

    def has(self, name: str) -> bool:
        """Whether a field is there and has not been taken yet (it may be null)."""
        return name in self._left

    def given(self, name: str) -> bool:
        """Whether a field is there and not null; a null one is taken."""
        if self._left.get(name) is None:
            self._left.pop(name, None)
            return False
        return True

    def is_text(self, name: str) -> bool:
        """Whether a field holds text."""
        return isinstance(self._left.get(name), str)

    def is_integer(self, name: str) -> bool:
        """Whether a field holds a whole number."""
        return isinstance(self._left.get(name), int)

    def names(self) -> list[str]:
        """Return the names of the fields nobody has taken yet."""
        return list(self._left)

    def _take(self, name: str, *, required: bool) -> object:
        value = self._left.pop(name, _MISSING)
        if value is _MISSING and required:
            refuse(self._prefix + name, N_("{field} is missing."), field=self._prefix + name)
        return value

    def done(self) -> None:
        """Refuse fields nobody asked for: a misspelt one must not be lost in silence."""
        for name in self._left:
            field = self._prefix + name
            shown = _shown(field)
            refuse(shown, N_("{field} is not a field of this event."), field=shown)


class _Words(_Taken):
    """Reading texts and words."""

    def text(self, name: str, default: str | None = None, *, most: int = MAX_TEXT) -> str:
        """Take a text, in NFC with blanks around it removed; without a default it must be there and not empty."""
        value = self._take(name, required=default is None)
        if value is _MISSING or (value is None and default is not None):
            return default or ""
        if not isinstance(value, str):
            refuse(self._prefix + name, N_("{field} must be text in quotes."), field=self._prefix + name)
        text = unicodedata.normalize("NFC", value).strip()
        if not text and default is None:
            refuse(self._prefix + name, N_("{field} must not be empty."), field=self._prefix + name)
        if len(text) > most:
            refuse(
                self._prefix + name,
                N_("{field} is longer than {most} characters."),
                field=self._prefix + name,
                most=most,
            )
        if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
            refuse(self._prefix + name, N_("{field} holds characters that are no text."), field=self._prefix + name)
        return text

    def key(self, name: str, *, most: int = 200) -> str:
        """Take a required short text without line breaks or other control characters: an id, a number, a service."""
        text = self.text(name, most=most)
        if any(unicodedata.category(c) == "Cc" for c in text):
            refuse(
                self._prefix + name,
                N_("{field} must be one line without control characters."),
                field=self._prefix + name,
            )
        return text

    def key_or_none(self, name: str, *, most: int = 200) -> str | None:
        """Take a short text that may be absent or null."""
        return self.key(name, most=most) if self.given(name) else None

    def quantity(self, name: str) -> str:
        """Take a quantity: a decimal number in text, up to six decimals."""
        text = self.text(name, most=20)
        if not _QUANTITY.fullmatch(text):
            refuse(
                self._prefix + name,
                N_("{field} “{value}” is not a quantity: write it as 1 or 2.5."),
                field=self._prefix + name,
                value=text,
            )
        return text

    def percentage(self, name: str) -> str:
        """Take a percentage: a decimal number in text, up to two decimals."""
        text = self.text(name, most=20)
        if not _PERCENTAGE.fullmatch(text):
            refuse(
                self._prefix + name,
                N_("{field} “{value}” is not a percentage: write it as 2 or 2.5."),
                field=self._prefix + name,
                value=text,
            )
        return text

    def word(self, name: str, words: Sequence[str]) -> str:
        """Take one of a few words."""
        value = self._take(name, required=True)
        if not isinstance(value, str) or value not in words:
            refuse(
                self._prefix + name,
                N_("{field} must be one of: {words}."),
                field=self._prefix + name,
                words=", ".join(words),
            )
        return value

    def choice(self, name: str, kinds: type[Kind], default: Kind | None = None) -> Kind:
        """Take one of a few words."""
        if default is not None and name not in self._left:
            return default
        return kinds(self.word(name, [kind.value for kind in kinds]))

    def boolean(self, name: str, default: bool = False) -> bool:  # noqa: FBT001, FBT002 - the value itself
        """Take true or false."""
        value = self._take(name, required=False)
        if value is _MISSING:
            return default
        if not isinstance(value, bool):
            refuse(self._prefix + name, N_("{field} must be true or false."), field=self._prefix + name)
        return value


class _Figures(_Words):
    """Reading amounts, numbers and dates."""

    def amount(self, name: str, default: int | None = None, *, zero: bool = False) -> int:
        """Take an amount in minor units; a default makes it optional and lets it be zero."""
        value = self._take(name, required=default is None)
        if value is _MISSING and default is not None:
            return default
        return parse_amount(value, self.decimals, self._prefix + name, zero=zero or default is not None)

    def amount_or_none(self, name: str, *, zero: bool = False) -> int | None:
        """Take an amount that may be absent or null."""
        return self.amount(name, zero=zero) if self.given(name) else None

    def integer(self, name: str, default: int | None = None, *, least: int = 0, most: int = 1_000_000) -> int:
        """Take a whole number within bounds."""
        value = self._take(name, required=default is None)
        if value is _MISSING and default is not None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            refuse(
                self._prefix + name,
                N_("{field} must be a whole number from {least} to {most}."),
                field=self._prefix + name,
                least=least,
                most=most,
            )
        return value

    def integer_or_none(self, name: str, *, least: int = 0, most: int = 1_000_000) -> int | None:
        """Take a whole number that may be absent or null."""
        return self.integer(name, least=least, most=most) if self.given(name) else None

    def day(self, name: str) -> date:
        """Take a required date, written 2026-01-31."""
        return self._read_day(name, self._take(name, required=True))

    def day_or_none(self, name: str) -> date | None:
        """Take a date that may be absent or null."""
        value = self._take(name, required=False)
        return None if value is _MISSING or value is None else self._read_day(name, value)

    def _read_day(self, name: str, value: object) -> date:
        try:
            if isinstance(value, str) and _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        refuse(
            self._prefix + name,
            N_("{field} “{value}” is not a date: write it as 2026-01-31."),
            field=self._prefix + name,
            value=_shown(value),
        )

    def month(self, name: str) -> date:
        """Take a required month, written 2026-01; return its first day."""
        value = self._take(name, required=True)
        try:
            if isinstance(value, str) and _MONTH.fullmatch(value):
                return date.fromisoformat(value + "-01")
        except ValueError:
            pass
        refuse(
            self._prefix + name,
            N_("{field} “{value}” is not a month: write it as 2026-01."),
            field=self._prefix + name,
            value=_shown(value),
        )


class Fields(_Figures):
    """One JSON object of an event. Each method takes a field out and checks it; `done` refuses what nobody took.

    A missing required field, or one of the wrong type, is refused by name. `prefix` names the object this one stands
    in (`pay.` for the parts of a payment).
    """

    def keys(self, name: str) -> tuple[str, ...]:
        """Take a list of short texts; absent or null is empty."""
        return tuple(Fields({name: value}, self.decimals, self._prefix).key(name) for value in self._list(name))

    def objects(self, name: str) -> list["Fields"]:
        """Take a list of objects; absent or null is empty."""
        found: list[Fields] = []
        for value in self._list(name):
            if not isinstance(value, dict):
                refuse(self._prefix + name, N_("{field} must be a list of objects."), field=self._prefix + name)
            found.append(Fields(value, self.decimals, f"{self._prefix}{name}."))
        return found

    def object_or_none(self, name: str) -> "Fields | None":
        """Take an object that may be absent or null."""
        value = self._take(name, required=False)
        if value is _MISSING or value is None:
            return None
        if not isinstance(value, dict):
            refuse(self._prefix + name, N_("{field} must be an object."), field=self._prefix + name)
        return Fields(value, self.decimals, f"{self._prefix}{name}.")

    def mapping(self, name: str) -> dict[str, str]:
        """Take an object whose values are all texts, such as the shop's own fields."""
        inner = self.object_or_none(name)
        return {} if inner is None else {key: inner.text(key, "") for key in inner.names()}

    def raw_list(self, name: str) -> list[object]:
        """Take a list of anything, for the caller to check; absent or null is empty."""
        return self._list(name)

    def _list(self, name: str) -> list[object]:
        value = self._take(name, required=False)
        if value is _MISSING or value is None:
            return []
        if not isinstance(value, list):
            refuse(self._prefix + name, N_("{field} must be a list."), field=self._prefix + name)
        return value


class CommonFields(TypedDict):
    """The fields every event may carry."""

    id: str
    reference: str
    note: str


def common_fields(f: Fields) -> CommonFields:
    """Take the fields every event may carry."""
    reference = f.text("reference", "", most=MAX_REFERENCE)
    return {"id": f.key("id"), "reference": reference, "note": f.text("note", "")}


def read_attachment(f: Fields) -> int | str | None:
    """Take the attachment: the id of the event it was attached by, or its own number."""
    return f.key_or_none("attachment") if f.is_text("attachment") else f.integer_or_none("attachment", most=MAX_NUMBER)


def whole(read: Callable[[Fields], _Asked]) -> Callable[[Fields], _Asked]:
    """Return a reader that refuses what nobody took."""

    def parse(f: Fields) -> _Asked:
        request = read(f)
        f.done()
        return request

    return parse


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    text = text.encode("utf-8", "backslashreplace").decode()  # half a character cannot be printed
    return text if len(text) <= 40 else text[:40] + "…"  # noqa: PLR2004 - as much as a sentence bears
