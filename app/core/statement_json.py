"""Statements and their papers as JSON, in the one form that is kept and hashed, and back.

Amounts stay minor units, dates ISO text, words of choices as they are stored. Every field is written, so that a paper
reads the same when a later version gives a field another default; one that a paper does not have yet gets its default.
"""

import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from app.core.journal import canonical
from app.core.plain import built, names_of
from app.core.statement import Statement
from app.core.statement_paper import StatementPaper

_T = TypeVar("_T")


def as_json(statement: Statement) -> dict[str, Any]:
    """Return a statement as the values JSON knows."""
    return dict(_plain(statement))


def read_statement(content: Mapping[str, Any]) -> Statement:
    """Return the statement that `as_json` made this of; raises ValueError for anything else."""
    return built(Statement, content)


def paper_json(paper: StatementPaper) -> str:
    """Write a paper as canonical JSON: the same paper always gives the same text."""
    return value_json(paper)


def read_paper(text: str) -> StatementPaper:
    """Return the paper that `paper_json` wrote; raises ValueError when it cannot have."""
    return read_value(StatementPaper, text)


def value_json(value: object) -> str:
    """Write any value of named fields, such as a paper, as canonical JSON."""
    return canonical(_plain(value))


def read_value(kind: type[_T], text: str) -> _T:
    """Return the value of a kind that `value_json` wrote; raises ValueError when it cannot have."""
    try:
        content = json.loads(text)
    except RecursionError as error:
        raise ValueError(f"not a {kind.__name__}") from error
    return built(kind, content)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value becomes JSON
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, date):  # instants too
        return value.isoformat()
    names = names_of(value.__class__)
    if names:
        return {name: _plain(getattr(value, name)) for name in names}
    return [_plain(each) for each in value]
