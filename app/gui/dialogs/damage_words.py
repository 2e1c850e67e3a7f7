"""What a proof found wrong, as an owner can take it: which entries, and how many other places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext

if TYPE_CHECKING:
    from app.services.verify import Problem

SHOWN = 20
"""Entries named; the others are only counted."""


def problem_words(problems: Sequence[Problem]) -> list[str]:
    """Say in a few sentences what was found; the exact findings are the business of who repairs computers."""
    entries = sorted({int(number) for each in problems if (number := _entry(each)).isdigit()})
    others = sum(1 for each in problems if not _entry(each).isdigit())
    words = []
    if entries:
        text = ngettext(
            "Not as it was recorded: entry {numbers}", "Not as they were recorded: entries {numbers}", len(entries)
        )
        numbers = _(", ").join(str(each) for each in entries[:SHOWN]) + ("…" if len(entries) > SHOWN else "")
        words.append(text.format(numbers=numbers))
    if others:
        text = ngettext(
            "{n} place in the file does not fit the rest.", "{n} places in the file do not fit the rest.", others
        )
        words.append(text.format(n=form.number(others, current().language)))
    return words


def _entry(problem: Problem) -> str:
    """Return the number of the entry a problem is about, "" for one about something else."""
    return problem.where.removeprefix("entry ") if problem.where.startswith("entry ") else ""
