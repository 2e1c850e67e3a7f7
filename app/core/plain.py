"""Values of named fields, such as terms of payment, as what JSON knows, and made again from it.

What has its default is left out, so that a later version may know more fields.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from app.errors import refuse
from app.i18n.mark import N_

_T = TypeVar("_T")


def plain(value: Any) -> Any:  # noqa: ANN401 - any value becomes JSON
    """Turn a value into JSON's kinds; fields of a dataclass or a named tuple that have their default are left out."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    kind = value.__class__
    if not names_of(kind):
        return [plain(each) for each in value]
    found = [(name, default, getattr(value, name)) for name, default in _defaults(kind)]
    return {name: plain(part) for name, default, part in found if part != default}


@cache
def _defaults(kind: type[Any]) -> tuple[tuple[str, object], ...]:
    """Return the fields of a kind with their defaults; `MISSING`, which nothing equals, where there is none."""
    if hasattr(kind, "_field_defaults"):
        return tuple((name, kind._field_defaults.get(name, MISSING)) for name in kind._fields)
    return tuple(
        (each.name, each.default if each.default_factory is MISSING else each.default_factory())
        for each in fields(kind)
    )


@cache
def names_of(kind: type[Any]) -> tuple[str, ...]:
    """Return the names of the fields of a dataclass or a named tuple, none of a plain one."""
    if is_dataclass(kind):
        return tuple(each.name for each in fields(kind))
    names: tuple[str, ...] = getattr(kind, "_fields", ())
    return names


def built(kind: type[_T], content: object) -> _T:
    """Return the value of a kind that JSON's content stands for; raises ValueError where it stands for none."""
    try:
        found: _T = _read(kind, content)
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        raise ValueError(f"not a {kind.__name__}") from error
    return found


def reader(kind: type[_T], check: Callable[[_T], None] | None = None) -> Callable[[str, Any], _T]:
    """Return a reader of settings (`core.readers`) that takes a value of a kind, or what `plain` makes of one."""

    def read(name: str, value: object) -> _T:
        found = value if isinstance(value, kind) else _built_or_refused(kind, name, value)
        if check is not None:
            check(found)
        return found

    return read


def _built_or_refused(kind: type[_T], name: str, value: object) -> _T:
    try:
        return built(kind, value)
    except ValueError:
        refuse(name, N_("{field} is not written as it must be."), field=name)


@cache
def _hints(kind: type[Any]) -> Mapping[str, Any]:
    return get_type_hints(kind)


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
    return kind(**{name: _read(hints[name], content[name]) for name in names_of(kind) if name in content})


def _of(kind: type[Any], value: Any) -> Any:  # noqa: ANN401 - of the kind asked for
    if type(value) is not kind:
        raise TypeError(f"{kind.__name__} expected")
    return value
