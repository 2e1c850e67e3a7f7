"""What a person sees when something went wrong that nobody foresaw: no traceback, a way to pass on what happened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.gui import theme
from app.gui.theme import S2, S4, S5
from app.gui.widgets.basics import button, column, fit_height, label, row
from app.gui.widgets.fields import LineEdit
from app.i18n.catalog import _


class ReportDialog(QDialog):
    """Says that something went wrong and where the report of it lies, which can be copied or shown in its folder."""

    def __init__(self, parent: QWidget | None, path: Path | None) -> None:
        super().__init__(parent)
        self.path = path
        self.setWindowTitle(_("Something went wrong"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.px(520))
        text = label(
            _(
                "The program met something it did not expect. What was recorded before is safe; what you were just "
                "doing may not have been recorded: look at the customer's entries before doing it again."
            ),
            wrap=True,
        )
        self.copy = button(_("Copy the report"), on=self._copy)
        self.show_folder = button(_("Show the file"), on=self._show)
        close = button(_("Close"), "primary", on=self.accept)
        close.setDefault(True)
        parts: list[QWidget] = [text]
        if path is not None:
            where = LineEdit(str(path), most=4000)
            where.setReadOnly(True)
            where.setAccessibleName(_("Where the report is"))
            parts += [label(_("A report was written here:"), "mute"), where]
        else:
            self.copy.hide()
            self.show_folder.hide()
            parts.append(label(_("A report could not be written."), "mute"))
        whole = column(
            label(_("Something went wrong"), "heading"),
            *parts,
            S2,
            row(self.copy, self.show_folder, None, close, gap=S2),
            gap=S4,
            margins=(S5, S5, S5, S5),
        )
        self.setLayout(whole)

    def showEvent(self, event: QShowEvent) -> None:
        """Be high enough for all lines."""
        super().showEvent(event)
        fit_height(self)

    def _copy(self) -> None:
        if self.path is not None:
            QApplication.clipboard().setText(self.path.read_text(encoding="utf-8", errors="replace"))

    def _show(self) -> None:
        if self.path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.path.parent)))
