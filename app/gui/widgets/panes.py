"""Panes of one page, one at a time, by a row of names above them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.gui.theme import S3
from app.gui.widgets.basics import column
from app.gui.widgets.fields import Choices


class Panes(QWidget):
    """Shows the pane that is chosen, and has it read anew whenever it comes to show."""

    def __init__(self) -> None:
        super().__init__()
        self.panes = dict[str, QWidget]()
        self.which, self.stack = Choices(), QStackedWidget()
        whole = column(self.which, self.stack, gap=S3)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.which.changed.connect(self._chosen)

    def set_panes(self, panes: Sequence[tuple[str, str, QWidget]]) -> None:
        """Take the name, the words and the widget of each, once; the first shows."""
        self.which.set_choices([(name, words) for name, words, _pane in panes])
        for name, _words, pane in panes:
            self.panes[name] = pane
            self.stack.addWidget(pane)

    def refresh(self) -> None:
        """Read anew what the pane that shows is about."""
        self.read_pane(self.which.value())

    def read_pane(self, name: str) -> None:
        """Read anew what a pane is about; those that only hold what is typed have nothing to read."""

    def show_pane(self, name: str) -> None:
        """Show a pane."""
        if name in self.panes:
            self.which.set_value(name)
            self._chosen()

    def _chosen(self) -> None:
        self.stack.setCurrentWidget(self.panes[self.which.value()])
        self.refresh()
