"""When something goes wrong that nobody waits for: a sentence for what was foreseen, a report for what was not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.errors import CounterbookError
from app.gui import errors
from app.gui.dialogs.ask import explain
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.gui.main_window import MainWindow


class Alarm(QObject):
    """Shows it over the window that is there at the moment; one report at a time."""

    def __init__(self, window: Callable[[], MainWindow | None], parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._reporting = False
        self.watch = errors.Watch(self._show_report)

    def raise_(self, error: BaseException) -> None:
        """Tell of an error that came out of a job and that nobody took."""
        window = self._window()
        if not isinstance(error, CounterbookError):
            self.watch.report(error)
        elif window is not None and window.shop is not None:
            window.shop.complain(error)
        else:
            explain(window, _("That did not work"), errors.words(error))

    def _show_report(self, path: Path | None) -> None:
        if self._reporting:
            return
        self._reporting = True
        from app.gui.dialogs.report import ReportDialog

        dialog = ReportDialog(self._window(), path)
        dialog.finished.connect(self._reported)
        dialog.open()

    def _reported(self) -> None:
        self._reporting = False
