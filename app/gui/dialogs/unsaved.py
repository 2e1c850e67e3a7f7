"""What becomes of changes that were typed and not saved, before they would be gone."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.gui import theme
from app.gui.theme import S2, S4, S5
from app.gui.widgets.basics import button, column, label, row
from app.i18n.catalog import _


class UnsavedDialog(QDialog):
    """Save, throw away, or keep editing; saving is proposed."""

    save_wanted = Signal()
    discarded = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = _("Save the changes?")
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.px(440))
        words = label(_("What you changed in the file of {name} is not saved yet.").format(name=name), wrap=True)
        self.keep = button(_("Keep editing"), on=self.reject)
        self.throw = button(_("Throw away"), "danger", on=self._discard)
        self.save = button(_("Save"), "primary", on=self._save)
        self.save.setDefault(True)
        foot = row(self.throw, None, self.keep, self.save, gap=S2)
        self.setLayout(column(label(title, "heading"), words, S2, foot, gap=S4, margins=(S5, S5, S5, S5)))
        self.save.setFocus()

    def _save(self) -> None:
        self.accept()
        self.save_wanted.emit()

    def _discard(self) -> None:
        self.accept()
        self.discarded.emit()
