"""What can go wrong, as values that a front end translates: this module knows the sentences' keys, not the language."""

import errno
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NoReturn

from app.i18n.mark import N_


@dataclass(frozen=True, slots=True)
class Message:
    """One whole sentence: a catalogue key with named placeholders and the values to fill in.

    Values are plain facts (`str`, `int`, `date`, `core.money.Money`) or messages themselves; the front end formats
    them in its language.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the sentence as it is written in the program, for logs and tests."""
        return self.text.format_map({name: str(value) for name, value in self.values.items()})


class CounterbookError(Exception):
    """Any expected failure; `message` says in one sentence what is wrong and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
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


def unnamed(text: str, names: Iterable[str]) -> str:
    """Return a sentence without the name of a request's field in front of it, where it begins with one of these.

    Such a name is the program's own; a person is shown it beside the sentence, in words.
    """
    for name in names:
        for colon in (": ", "："):
            if name and text.startswith(name + colon):
                rest = text[len(name + colon) :].lstrip()
                return rest[:1].upper() + rest[1:]
    return text


# ---- what the system says -------------------------------------------------------------------------------------------

_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "ENOENT": N_("there is no such file or folder"),
        "EACCES": N_("you may not do that there"),
        "EPERM": N_("you may not do that there"),
        "EROFS": N_("it can only be read there"),
        "ENOSPC": N_("the disk is full"),
        "EDQUOT": N_("the disk is full"),
        "EFBIG": N_("the file would be too large for that place"),
        "EISDIR": N_("it is a folder"),
        "ENOTDIR": N_("a part of the path is not a folder"),
        "EEXIST": N_("there is one of that name already"),
        "ENAMETOOLONG": N_("the name is too long"),
        "EIO": N_("the drive does not answer as it should"),
        "EBUSY": N_("another program is using it"),
        "ETXTBSY": N_("another program is using it"),
    }
)


def system_reason(error: BaseException) -> Message:
    """Return why the system would not do something, in words of the catalogue where they are known."""
    said = getattr(error, "strerror", None) or str(error)
    known = _REASONS.get(errno.errorcode.get(getattr(error, "errno", None) or 0, ""))
    return Message(known) if known else Message("{reason}", {"reason": said})
