"""What somebody found of a point of a prepaid account, and when the shop wants to be reminded of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.review_requests import NoteFinding, Point, Verdict
from app.errors import refuse
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.review_words import found_of, point_name, said_of, verdict_name
from app.gui.widgets.basics import label
from app.gui.widgets.fields import Choices, DateEdit, TextArea
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.gui.shop import Shop
    from app.services.prepaid_review import PickView, PointView

LONGEST = 1000


class FindingDialog(FormDialog):
    """A verdict and a few words; with a day, a note comes into the queue of reminders on it."""

    #: It was noted.
    noted = Signal()

    def __init__(
        self, shop: Shop, review: str, pick: PickView, point: PointView, parent: QWidget | None = None
    ) -> None:
        super().__init__(shop, point_name(point.point), f"{pick.name}  {pick.customer}", parent=parent)
        self.setMinimumWidth(theme.px(640))
        self.request_id = shop.new_id()
        self.review, self.pick, self.point = review, pick, point
        for words in (said_of(shop, point), found_of(point)):
            if words:
                self.above.addWidget(label(words, "mute", wrap=True))
        verdicts = (Verdict.RIGHT, Verdict.WRONG, Verdict.OPEN, Verdict.NONE)
        proposed = Verdict.OPEN if point.point is Point.OTHER and not point.findings else point.verdict
        self.verdict: Choices = Choices([(each, verdict_name(each)) for each in verdicts], proposed)
        self.text = TextArea(lines=3, most=LONGEST, hint=_("What was looked at, what was found"))
        self.follow_on = DateEdit(shop.today, hint=pgettext("review", "not needed"))
        self.form.add("verdict", pgettext("review", "Verdict"), self.verdict)
        self.form.add("text", _("Note"), self.text)
        hint = _("On that day it stands in the queue of reminders, as a note about this customer.")
        self.form.add("follow_on", pgettext("review", "Follow up on"), self.follow_on, hint=hint)
        self.primary.say(pgettext("review", "Note it"))
        self.text.setFocus()

    def request(self) -> NoteFinding:
        """Return the finding as typed."""
        follow_on = self.follow_on.value()
        if follow_on is not None and follow_on < self.shop.today():
            refuse("follow_on", N_("A day to come is meant."))
        return NoteFinding(
            id=self.request_id,
            review=self.review,
            customer=self.pick.customer,
            point=self.point.point,
            verdict=self.verdict.value(),
            text=self.text.value(),
            follow_on=follow_on,
        )

    def submit(self) -> None:
        """Note it."""
        if self.checked(self.request):
            self.carry_out(partial(self.shop.app.prepaid_review.record, self.request()), self._recorded)

    def _recorded(self, _filed: Any) -> None:
        self.accept()
        if self.follow_on.text().strip():  # the planner of reminders looks at this customer anew
            self.shop.changed.emit(self.pick.customer)
        self.noted.emit()
