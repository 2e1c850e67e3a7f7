"""What a person is told when something goes wrong: a sentence for what was foreseen, a report for what was not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import TracebackType

from app.core.money import Money
from app.core.named import Named
from app.errors import CounterbookError, Message, Refused, unnamed
from app.gui.kinds import entry_words
from app.i18n import format as form
from app.i18n.catalog import _
from app.services import system

Amounts = Callable[[int], str]
"""How an amount of minor units is written in the open book's currency."""


def sentence(message: Message, money: Amounts = str, labels: Mapping[str, str] | None = None) -> str:
    """Return a marked text in the person's language; `labels` say what a request's fields are called on screen."""
    values = {name: _written(value, money) for name, value in message.values.items()}
    field = message.values.get("field")
    if labels and isinstance(field, str):
        values["field"] = labels.get(field, field)
    return _(message.text).format(**values)


def words(error: CounterbookError, money: Amounts = str, labels: Mapping[str, str] | None = None) -> str:
    """Return what an expected error says, without the name of the request's field in front of it.

    The sentence will stand beside that field, and the name is the event's, not the screen's.
    """
    text = sentence(error.message, money, labels)
    field = error.field if isinstance(error, Refused) else ""
    return unnamed(text, {field, (labels or {}).get(field, field)})


def _written(value: object, money: Amounts) -> str:
    if isinstance(value, Money):
        return money(value.minor)
    if isinstance(value, date):
        return form.short_date(value)
    if isinstance(value, Message):
        return sentence(value, money)
    if isinstance(value, Named):
        return _(", ").join(entry_words(value.origins[name]) if name in value.origins else name for name in value.names)
    if isinstance(value, tuple | list):
        return _(", ").join(_written(each, money) for each in value)
    return str(value)


class Watch:
    """The last net under the window: an error nobody expected is written to a report and shown as a sentence.

    `show` is given the report's path, None when even that could not be written.
    """

    def __init__(self, show: Callable[[Path | None], None]) -> None:
        self._show = show
        self._before = sys.excepthook

    def start(self) -> None:
        """Take over from Python's own hook."""
        sys.excepthook = self.caught

    def stop(self) -> None:
        """Give the hook back."""
        sys.excepthook = self._before

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Report an error that reached the top."""
        if issubclass(kind, KeyboardInterrupt):
            self._before(kind, error, trace)
        else:
            self.report(error)

    def report(self, error: BaseException) -> None:
        """Write an unexpected error down and tell the person where."""
        self._show(system.report_failure(error))
