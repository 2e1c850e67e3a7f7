"""What makes two requests with one id the same request."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from functools import cache
from typing import cast

from app.core.requests import Request

_CUSTOMERS = frozenset({"customer", "to", "into"})


@cache
def _facts(kind: type) -> tuple[tuple[str, object], ...]:
    """Return the fields of a request that are facts, with their defaults."""
    request = cast("type[Request]", kind)
    return tuple((f.name, f.default) for f in fields(request) if f.name not in request.TEXTS and f.name != "id")


def texts_of(request: Request) -> dict[str, str]:
    """Return the free texts of a request by field; lists and lines as JSON."""
    found: dict[str, str] = {}
    for name in request.TEXTS:
        value = getattr(request, name)
        if value:
            found[name] = value if isinstance(value, str) else json.dumps(_plain(value), ensure_ascii=False)
    return found


def fingerprint(request: Request, customer_id: Callable[[str], int | None]) -> bytes:
    """Return the SHA-256 of what a request says apart from its free texts and its id.

    Customers stand in it by internal id, so that it tells nothing about a person. Fields that have their default are
    left out: a later version may know more of them.
    """
    content: list[object] = [type(request).__name__]
    kind: type = type(request)
    for name, default in _facts(kind):
        value = getattr(request, name)
        if default is not MISSING and value == default:
            continue
        if name in _CUSTOMERS and isinstance(value, str):
            content.append([name, customer_id(value)])
        else:
            content.append([name, _plain(value)])
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).digest()


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value):
        found = {f.name: getattr(value, f.name) for f in fields(value) if not _unsaid(value, f)}
        return {name: _plain(each) for name, each in found.items()}
    return value


def _unsaid(value: object, each: Field[object]) -> bool:
    """Whether a field came later than requests with the class of the value, and has its default."""
    return "later" in each.metadata and getattr(value, each.name) == each.default
