"""The row of a form in which a PIN is typed before something is recorded: the owner's, or the customer's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import refuse
from app.gui import theme
from app.gui.widgets.fields import Composite, Form

_T = TypeVar("_T")


class PinRow(Composite):
    """A field for the PIN under the row's own name, hidden until it is asked for; `checked_first` has it looked at."""

    #: Another PIN was typed.
    changed = Signal()

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self._name = name
        self._form: Form | None = None
        self.edit = QLineEdit()
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setMaxLength(32)
        self.edit.setMaximumWidth(theme.px(140))
        self.edit.setObjectName(name)
        self.edit.setAccessibleName(title)
        self.edit.textChanged.connect(self.changed)
        self.setFocusProxy(self.edit)

    def place(self) -> QWidget:
        """Errors stand at the PIN, marked so that the next one is typed over it."""
        self.edit.selectAll()
        return self.edit

    def add_to(self, form: Form, title: str) -> None:
        """Add the row to a form, hidden."""
        self._form = form
        form.add(self._name, title, self)
        form.show_row(self._name, shown=False)

    def show_row(self, *, shown: bool) -> None:
        """Show or hide the row, once it stands in a form."""
        if self._form is not None:
            self._form.show_row(self._name, shown=shown)

    def checked_first(
        self, record: Callable[[], _T], check: Callable[[str], bool], none: str, wrong: str
    ) -> Callable[[], _T]:
        """Return what has the PIN looked at in the db lane and then records; refused here while none is typed.

        `none` and `wrong` are marked sentences.
        """
        pin, name = self.edit.text().strip(), self._name
        if not pin:
            refuse(name, none)

        def check_and_record() -> _T:
            if not check(pin):
                refuse(name, wrong)
            return record()

        return check_and_record
