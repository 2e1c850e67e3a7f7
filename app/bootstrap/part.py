"""How an open book has its services: each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar, overload

if TYPE_CHECKING:
    from app.bootstrap import App

_Made = TypeVar("_Made")


class Part(Generic[_Made]):
    """A service of an open book: made when it is first asked for, once, whichever lane asks."""

    def __init__(self, make: Callable[[App], _Made]) -> None:
        self._make = make
        self._name = ""

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, app: None, _owner: type) -> Part[_Made]: ...

    @overload
    def __get__(self, app: App, _owner: type) -> _Made: ...

    def __get__(self, app: App | None, _owner: type) -> Part[_Made] | _Made:
        if app is None:
            return self
        with app.making:
            if self._name not in app.__dict__:  # from then on Python finds it there, and asks here no more
                app.__dict__[self._name] = self._make(app)
            made: _Made = app.__dict__[self._name]
            return made
