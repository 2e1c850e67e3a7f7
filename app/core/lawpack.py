"""A rule pack: what the law of one place asks of a shop, as dated values and patterns out of an editable file.

Nothing here is legal advice. Each row says from when it holds, where it comes from and how sure that is.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.core.clauses import SENTENCES, ClausePack, ClauseRule
from app.errors import BookUnusable, Message
from app.i18n.mark import N_


@dataclass(frozen=True, slots=True)
class LegalValue:
    """A figure the law gives: days, minor units, a count, as its name says; `confidence` is H, M or L."""

    rule: str
    value: int
    effective_from: date
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class LawPack:
    """The rules of one place."""

    name: str
    values: tuple[LegalValue, ...] = ()
    clauses: ClausePack = field(default_factory=ClausePack)

    def value(self, rule: str, on: date) -> LegalValue | None:
        """Return the row of a value that is in force on a day: the last to begin by then."""
        known = [row for row in self.values if row.rule == rule and row.effective_from <= on]
        return max(known, key=lambda row: row.effective_from, default=None)


def read_pack(name: str, text: str) -> LawPack:
    """Read a pack's file (TOML); raises `BookUnusable` naming the rule that cannot be read, for people edit it."""
    where = name
    try:
        content = tomllib.loads(text)
        values = []
        for row in _rows(content, "value"):
            where = f"{name}, {row.get('rule')}"
            values.append(
                LegalValue(row["rule"], int(row["value"]), _day(row), str(row["source"]), str(row["confidence"]))
            )
        reader = _ClauseReader(content)
        rules = []
        for row in _rows(content, "clause"):
            where = f"{name}, {row.get('id')}"
            rules.append(reader.rule(row))
        characters = {str(char): str(plain) for char, plain in content.get("characters", {}).items()}
        return LawPack(name, tuple(values), ClausePack(tuple(rules), characters))
    except (ValueError, TypeError, KeyError, AttributeError, re.error) as error:
        raise BookUnusable(
            Message(N_("The rule pack {name} cannot be read: {reason}"), {"name": where, "reason": str(error)})
        ) from error


def _rows(content: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    return list(content.get(name, []))


class _ClauseReader:
    """Reads the rules for clauses; `<name>` in a pattern stands for the words of that name."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._words = {name: f"(?:{pattern})" for name, pattern in content.get("words", {}).items()}
        every = content.get("every_clause", {})
        self._before: list[str] = list(every.get("unless_before", ()))
        self._after: list[str] = list(every.get("unless_after", ()))

    def rule(self, row: Mapping[str, Any]) -> ClauseRule:
        message = SENTENCES[row["says"]] if "says" in row else str(row["message"])
        before = [*row.get("unless_before", ()), *self._before]
        return ClauseRule(
            id=row["id"],
            patterns=self._compiled(row["patterns"]),
            article=str(row["article"]),
            effective_from=_day(row),
            source=str(row["source"]),
            confidence=str(row["confidence"]),
            message=Message(message),
            unless_before=self._compiled(f"(?:{pattern})\\Z" for pattern in before),
            unless_after=self._compiled([*row.get("unless_after", ()), *self._after]),
        )

    def _compiled(self, patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(_WORDS.sub(self._named, pattern)) for pattern in patterns)

    def _named(self, match: re.Match[str]) -> str:
        return self._words[match[1]]


_WORDS = re.compile(r"<([a-z_]+)>")


def _day(row: Mapping[str, Any]) -> date:
    day = row["effective_from"]
    if not isinstance(day, date):
        raise TypeError("effective_from")
    return day
