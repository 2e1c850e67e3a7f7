"""The fields of a dialog that few people need: behind “More…”, and out again as soon as one of them is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.gui.widgets.basics import button
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.gui.dialogs.base import FormDialog


class Fold:
    """Rows of a dialog's form that are hidden until somebody wants them; `name` says which, for those who hear it."""

    def __init__(self, dialog: FormDialog, rows: Sequence[str], name: str) -> None:
        self._dialog, self.rows = dialog, tuple(rows)
        self.link = button(_("More…"), "link", on=self.open, name=name)
        dialog.form.addWidget(self.link, dialog.form.rowCount(), 1)
        for row in self.rows:
            dialog.form.show_row(row, shown=False)

    def is_open(self) -> bool:
        """Whether the rows show."""
        return self.link.isHidden()

    def open(self) -> None:
        """Show the rows and go to the first."""
        self.show()
        self._dialog.form.focus(self.rows[0])

    def show(self) -> None:
        """Show the rows."""
        if not self.is_open():
            self.link.hide()
            for row in self.rows:
                self._dialog.form.show_row(row)
            self._dialog.grow()

    def reveal(self, field: str) -> str:
        """Show the rows if a field is among them; return the field."""
        if field in self.rows:
            self.show()
        return field
