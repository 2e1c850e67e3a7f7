"""What can be done with the reminder that shows: the next right thing, the others, and a menu of the rest."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.pages.reminders.openers import KEYS
from app.gui.pages.reminders.steps import Do, Step
from app.gui.widgets.basics import KeyButton, button
from app.gui.widgets.flow import Flow
from app.i18n.catalog import _, pgettext

GAP = 4
"""The room between two buttons; those beside the first have no frame."""


class Foot(QWidget):
    """Buttons in one line where they fit; their keys are named on them as far as there is room for it."""

    #: What comes next is to be done.
    next_wanted = Signal()
    #: One of the other things is to be done: its name.
    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.primary = KeyButton(pgettext("queue", "Next"), "Enter", "primary", self.next_wanted.emit)
        names = (
            ("call", _("Call…")),
            ("promise", _("Promise…")),
            ("later", _("Later…")),
            ("skip", _("Skip…")),
        )
        self.others: dict[str, KeyButton] = {
            name: KeyButton(text, KEYS[name], "quiet", on=partial(self.wanted.emit, name)) for name, text in names
        }
        self.more = button(_("More"), "quiet", icon="chevron-down", on=partial(self.wanted.emit, "more"))
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._flow = flow = Flow(self, gap=GAP)
        for part in (self.primary, *self.others.values(), self.more):
            flow.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_step(self, step: Step, *, owes: bool) -> None:
        """Say what comes next, and leave out what makes no sense beside it."""
        self.primary.say(step.text)
        self.others["call"].setVisible(step.do is not Do.CALL)
        self.others["promise"].setVisible(owes)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name the keys where there is room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = [each for each in self.others.values() if not each.isHidden()]
        wide = sum(each.full_width() for each in (self.primary, *shown)) + self.more.sizeHint().width()
        fits = wide + GAP * (len(shown) + 1) <= self.width()
        for each in self.others.values():
            each.show_hint(shown=fits)
        self.primary.show_hint(shown=True)
        self.primary.show_hint(shown=fits or self._flow.sizeHint().width() <= self.width())
        self.updateGeometry()
