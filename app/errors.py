"""What can go wrong, as values that a front end translates: this module knows the sentences' keys, not the language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn


@dataclass(frozen=True, slots=True)
class Message:
    """One whole sentence: a catalogue key with named placeholders and the values to fill in.

    Values are plain facts (`str`, `int`, `date`, `core.money.Money`); the front end formats them in its language.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)


class CounterbookError(Exception):
    """Any expected failure; `message` says in one sentence what is wrong and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text.format_map({k: str(v) for k, v in message.values.items()}))
        self.message = message


class Refused(CounterbookError):
    """A request the rules do not allow; nothing of it has been recorded.

    `field` names the field of the request that is wrong (empty when no single one is); `entries` are request ids of
    the entries that stand in the way, newest first.
    """

    def __init__(self, field_name: str, message: Message, entries: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.field = field_name
        self.entries = entries


class BookUnusable(CounterbookError):
    """The book cannot be opened, read or written as a file: missing, damaged, newer, locked, read-only, disk full."""


def refuse(field_name: str, text: str, /, **values: object) -> NoReturn:
    """Raise `Refused` for a field; `text` is a marked catalogue key with named placeholders."""
    raise Refused(field_name, Message(text, values))
