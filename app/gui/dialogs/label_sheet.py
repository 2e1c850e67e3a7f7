"""A sheet of labels of the shop's own: how many, how large, where the first stands."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit

from app.core.labels import LabelSheet, read_sheet
from app.errors import CounterbookError, Refused, refuse
from app.gui import theme
from app.gui.theme import S1, S2
from app.gui.widgets.basics import column, label
from app.gui.widgets.fields import Composite, combo
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

EXAMPLE = "2x7,99.1x38.1,4.65,15.15,2.5,0,a4"
"""A sheet sold everywhere, to begin with."""


class MmEdit(QLineEdit):
    """A length in millimetres; a comma is as good as a point."""

    def __init__(self, value: float = 0, *, least: float = 0, most: float = 1000) -> None:
        super().__init__()
        self._least, self._most = least, most
        self.setMaxLength(10)
        self.setMinimumWidth(theme.px(52))
        self.setMaximumWidth(theme.px(84))
        self.set_value(value)

    def set_value(self, value: float) -> None:
        """Show a length."""
        self.setText(f"{value:g}")

    def value(self) -> float:
        """Return the length; refused in words when it is none, or beyond what can be meant."""
        text = self.text().strip().replace(",", ".").replace("−", "-") or "0"
        try:
            number = float(text) if text.isascii() else None
        except ValueError:
            number = None
        if number is None or not self._least <= number <= self._most:
            refuse(
                self.objectName(),
                N_("Type millimetres from {least} to {most}, such as 1.5."),
                least=f"{self._least:g}",
                most=f"{self._most:g}",
            )
        return number


class SheetField(Composite):
    """The measures of a sheet, each with its name."""

    #: A measure was typed.
    changed = Signal()

    def __init__(self, sheet: str) -> None:
        super().__init__()
        names = [
            ("columns", pgettext("labels", "Across")),
            ("rows", pgettext("labels", "Down")),
            ("width", _("Width")),
            ("height", _("Height")),
            ("left", pgettext("margin", "Left")),
            ("top", pgettext("margin", "Top")),
            ("gap_x", _("Gap across")),
            ("gap_y", _("Gap down")),
        ]
        self.parts = {name: MmEdit() for name, _text in names}
        self.paper: QComboBox = combo([("a4", _("A4")), ("letter", _("Letter"))])
        self.paper.setAccessibleName(_("Sheet"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(S2)
        grid.setVerticalSpacing(S1)
        for at, (name, text) in enumerate(names):
            words = label(text, "mute-small", wrap=True)
            self.parts[name].setAccessibleName(text)
            self.parts[name].textEdited.connect(self.changed)
            cell = column(words, self.parts[name], gap=2)
            cell.setAlignment(self.parts[name], Qt.AlignmentFlag.AlignLeft)
            grid.addLayout(cell, *divmod(at, 2))
        grid.addWidget(self.paper, 4, 0, 1, 2)
        self.paper.activated.connect(self.changed)
        self.setFocusProxy(self.parts["columns"])
        self._show(sheet)

    def text(self) -> str:
        """Return the sheet as `read_sheet` reads it."""
        v = {name: f"{self.read(part):g}" for name, part in self.parts.items()}
        return (
            f"{v['columns']}x{v['rows']},{v['width']}x{v['height']},{v['left']},{v['top']},{v['gap_x']},{v['gap_y']},"
            f"{self.paper.currentData()}"
        )

    def value(self) -> LabelSheet:
        """Return the sheet; refused where the labels do not fit on it, or a measure is none."""
        try:
            return read_sheet(self.text())
        except Refused as error:
            raise Refused("own", error.message) from None

    def _show(self, sheet: str) -> None:
        try:
            found = read_sheet(sheet)
        except CounterbookError:
            found = read_sheet(EXAMPLE)
        for name, part in self.parts.items():
            part.set_value(getattr(found, name))
        self.paper.setCurrentIndex(0 if round(found.paper.width) == 210 else 1)
