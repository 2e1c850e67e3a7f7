"""What the tables and columns of a book are, in English and Chinese, as a file the program brings along says it."""

import tomllib
from collections.abc import Mapping
from typing import NamedTuple

from app.errors import BookUnusable, Message
from app.i18n.mark import N_

Said = tuple[str, str]
"""A sentence in English and in Chinese."""


class Kinds(NamedTuple):
    """What is said of tables that are handed over, of those that are not, and of columns."""

    tables: Mapping[str, Said]
    withheld: Mapping[str, Said]
    columns: Mapping[str, Said]


def read_kinds(text: str) -> Kinds:
    """Read the file; raises `BookUnusable` where it is damaged: then the program is."""
    try:
        content = tomllib.loads(text)
        return Kinds(*({name: _said(pair) for name, pair in content[part].items()} for part in Kinds._fields))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        text = N_("A file of the program is damaged: {name}. Install the program again.")
        raise BookUnusable(Message(text, {"name": "handover/kinds.toml"})) from error


def _said(pair: list[str]) -> Said:
    english, chinese = pair
    return str(english), str(chinese)
