"""What the dialogs about a customer's credit share: one request, recorded once, with why it was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.core.customer import CustomerChange, FileRequest
from app.gui.dialogs.base import FormDialog
from app.gui.shop import Shop
from app.gui.widgets.fields import LineEdit
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.services.file_desk import Filed

LONGEST = 500


class CreditDialog(FormDialog):
    """Records one request about a customer; subclasses say which, and may say what was done."""

    def __init__(self, shop: Shop, title: str, number: str, name: str, parent: QWidget | None) -> None:
        super().__init__(shop, title, name, parent=parent)
        self.number, self.request_id = number, shop.new_id()
        self.primary.say(_("Save"))

    def request(self) -> FileRequest:
        """Return what is to be recorded; raises `Refused` at a field."""
        raise TypeError(type(self).__name__)

    def done_text(self) -> str:
        """Return what is said once it is recorded."""
        return _("Saved.")

    def submit(self) -> None:
        """Record it."""
        if self.checked(self.request):
            self.carry_out(partial(self.shop.app.files.record, self.request()), self._done)

    def _done(self, filed: Filed) -> None:
        text = "\n".join([self.done_text(), *(self.shop.sentence(each) for each in filed.said)])
        self.accept()
        self.shop.changed.emit(self.number)
        self.shop.tell(text)


class FileChangeDialog(CreditDialog):
    """Changes fields of a customer's file; why stands in the file's history beside what changed."""

    def __init__(self, shop: Shop, title: str, number: str, name: str, parent: QWidget | None) -> None:
        super().__init__(shop, title, number, name, parent)
        self.why = LineEdit(most=LONGEST, hint=_("for the record: one day somebody will ask"))

    def add_why(self) -> None:
        """Add the row of the reason, after all others."""
        self.form.add("note", pgettext("credit", "Why"), self.why)

    def given(self) -> Mapping[str, Any]:
        """Return the fields as they shall be; raises `Refused` at one of them."""
        raise TypeError(type(self).__name__)

    def request(self) -> CustomerChange:
        """Return the change with its reason."""
        given = self.given()
        return CustomerChange(id=self.request_id, no=self.number, given=given, note=self.why.value())
