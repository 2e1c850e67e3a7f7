"""Filling in a text for one customer: what has no value is left out with its line, and told.

A shop that has set no phone must not send "Phone:" with nothing behind it, nor a heading with nothing below it.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from app.core.reminder.template import Template, render

_NAME = re.compile(r"(?<!\{)(?:\{\{)*\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SHORT = 60
"""Characters of a line that may be left out for want of a value: a longer one says something else besides."""

_LABEL_ENDS = (":", "：")
_SENTENCE = frozenset(",，、;；.。!！?？")
_STOP = {":": ".", "：": "。"}


class Filled(NamedTuple):
    """A text as it goes out, and the names in it that had no value."""

    text: Template
    blanks: tuple[str, ...] = ()


def filled(template: Template, values: Mapping[str, str]) -> Filled:
    """Return a text with its names filled in; raises `Refused` as `template.render` does.

    A short line is left out when no name in it has a value, and the label above it when nothing follows it then.
    """
    blanks = [name for name in names_in(f"{template.subject}\n{template.body}") if not values.get(name, "x").strip()]
    if not blanks:
        return Filled(render(template, values))
    body = without_blanks(template.body, frozenset(blanks))
    return Filled(render(Template(template.subject, body or template.body), values), tuple(blanks))


def names_in(text: str) -> list[str]:
    """Return the names in braces in a text, each once, in their order."""
    return list(dict.fromkeys(_NAME.findall(text)))


def without_blanks(body: str, blank: frozenset[str]) -> str:
    """Return a text without the short lines whose names are all among `blank`, and without labels left alone."""
    kept: list[str] = []
    for line in body.split("\n"):
        names = names_in(line)
        if not names or len(line.strip()) > _SHORT or not blank.issuperset(names):
            kept.append(line)
        else:
            _drop_label(kept)
    return "\n".join(_closed_up(kept))


def _drop_label(kept: list[str]) -> None:
    """Take away the label right above a line that was left out; a sentence that led up to it ends with a full stop."""
    place = len(kept) - 1
    while place >= 0 and not kept[place].strip():
        place -= 1
    label = kept[place].rstrip() if place >= 0 else ""
    if not label.endswith(_LABEL_ENDS):
        return
    if _SENTENCE.isdisjoint(label) and not names_in(label):
        del kept[place]
    else:
        kept[place] = label[:-1] + _STOP[label[-1]]


def _closed_up(lines: list[str]) -> list[str]:
    """Return lines with at most one blank one between two others."""
    found: list[str] = []
    for line in lines:
        if line.strip() or (found and found[-1].strip()):
            found.append(line)
    return found
