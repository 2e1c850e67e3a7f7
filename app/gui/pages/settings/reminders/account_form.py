"""A form over fields of the mail account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from PySide6.QtWidgets import QWidget

from app.core.mail import MailAccount
from app.errors import Refused
from app.gui.widgets.fields import Form


class Part(NamedTuple):
    """One field of the account: how it is read and shown."""

    read: Callable[[], Any]
    show: Callable[[Any], object]


class AccountForm(Form):
    """Fields that know which part of the account they stand for; others, such as a secret, are added by `add`."""

    def __init__(self, *, label_width: int) -> None:
        super().__init__(label_width=label_width)
        self.parts: dict[str, Part] = {}

    def part(self, name: str, text: str, widget: QWidget, part: Part, hint: str = "") -> None:
        """Add a field of the account."""
        self.add(name, text, widget, hint=hint)
        self.parts[name] = part

    def show_account(self, account: MailAccount) -> None:
        """Show the account as it is."""
        for name, part in self.parts.items():
            part.show(getattr(account, name))

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show some values, by name."""
        for name, value in values.items():
            self.parts[name].show(value)

    def given(self, account: MailAccount) -> dict[str, Any]:
        """Return what the fields say that `account` does not; raises `Refused` at a field."""
        said = {name: part.read() for name, part in self.parts.items()}
        return {name: value for name, value in said.items() if value != getattr(account, name)}

    def readable(self) -> dict[str, Any]:
        """Return what the fields say, as far as it can be read."""
        found: dict[str, Any] = {}
        for name, part in self.parts.items():
            with suppress(Refused):
                found[name] = part.read()
        return found
