"""Statements and their papers as JSON, in the one form that is kept and hashed, and back.

Amounts stay minor units, dates ISO text, words of choices as they are stored. Every field is written, so that a paper
reads the same when a later version gives a field another default; one that a paper does not have yet gets its default.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from app.core.journal import canonical
from app.core.statement import Statement
from app.core.statement_paper import StatementPaper

_T = TypeVar("_T")


def as_json(statement: Statement) -> dict[str, Any]:
    """Return a statement as the values JSON knows."""
    return dict(_plain(statement))


def read_statement(content: Mapping[str, Any]) -> Statement:
    """Return the statement that `as_json` made this of; raises ValueError for anything else."""
    return _checked(Statement, content)


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
    return _checked(kind, content)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value becomes JSON
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, date):  # instants too
        return value.isoformat()
    names = _names(value.__class__)
    if names:
        return {name: _plain(getattr(value, name)) for name in names}
    return [_plain(each) for each in value]


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    """Return the names of the fields of a dataclass or a named tuple, none of a plain one."""
    if is_dataclass(kind):
        return tuple(each.name for each in fields(kind))
    names: tuple[str, ...] = getattr(kind, "_fields", ())
    return names


@cache
def _hints(kind: type[Any]) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _checked(kind: type[_T], content: object) -> _T:
    try:
        found: _T = _read(kind, content)
    except (TypeError, AttributeError, LookupError) as error:
        raise ValueError(f"not a {kind.__name__}") from error
    return found


def _read(kind: Any, value: Any) -> Any:  # noqa: ANN401 - what JSON holds becomes what the field says
    """Return a value of JSON as a field's kind wants it; raises when it is of another kind."""
    if get_origin(kind) is UnionType:
        [wanted] = [each for each in get_args(kind) if each is not NoneType]
        return None if value is None else _read(wanted, value)
    if get_origin(kind) is tuple:
        wanted = get_args(kind)[0]
        return tuple(_read(wanted, each) for each in _of(list, value))
    if kind in (int, str, bool):
        return _of(kind, value)
    if kind in (date, datetime):
        return kind.fromisoformat(_of(str, value))
    if issubclass(kind, StrEnum):
        return kind(value)
    content, hints = _of(dict, value), _hints(kind)
    return kind(**{name: _read(hints[name], content[name]) for name in _names(kind) if name in content})


def _of(kind: type[Any], value: Any) -> Any:  # noqa: ANN401 - of the kind asked for
    if type(value) is not kind:
        raise TypeError(f"{kind.__name__} expected")
    return value
