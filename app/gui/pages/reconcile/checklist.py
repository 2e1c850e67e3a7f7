"""The points of one prepaid account: what the book says of each, and what somebody found, noted by keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.core.review_requests import NoteFinding, Point, Verdict
from app.core.staff.rights import Right
from app.gui.dialogs import entry_menu
from app.gui.dialogs.review_words import TONES, found_of, is_settled, point_name, said_of, verdict_name
from app.gui.models.rows import Column
from app.gui.pages.reconcile.tables import KeptTable
from app.gui.theme import S2
from app.gui.widgets.basics import Card, KeyButton, column, label
from app.gui.widgets.elided import Elided
from app.gui.widgets.flow import flowing
from app.gui.widgets.guard import guard
from app.gui.widgets.toast import KEPT_CLEAR
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QMenu

    from app.gui.shop import Shop
    from app.services.prepaid_review import PickView, PointView


class Checklist(QWidget):
    """Shows an account of a round; `noted` (it) when something was found, `went_on` when the next one is wanted."""

    noted = Signal(object)
    went_on = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self.review = ""
        self.pick: PickView | None = None
        self.points = KeptTable(shop, _("Points"), point_columns(shop), "review_points", lambda each: each.point)
        self.head, self.told = Elided("", "heading"), label("", "mute", wrap=True)
        self.right = KeyButton(pgettext("review", "It is right"), "Space", on=self.say_right)
        self.finding = KeyButton(pgettext("review", "Note a finding…"), "Enter", on=self.note_finding)
        self.all_right = KeyButton(pgettext("review", "All right, next"), "Ctrl+Enter", on=self.say_all_right)
        self.customer = KeyButton(_("Customer"), "Ctrl+O", on=self.open_customer)
        self.buttons = (self.right, self.finding, self.all_right, self.customer)
        guard(shop, Right.AUDIT, self.right, self.finding, self.all_right)
        framed = Card(column(self.points, margins=(1, 1, 1, 1)))
        acts = flowing(*self.buttons)
        acts.setProperty(KEPT_CLEAR, True)  # noqa: FBT003 - Qt's own
        whole = column(self.head, framed, self.told, acts, gap=S2)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.points.picked.connect(self._pointed)
        self.points.opened.connect(lambda _row: self.note_finding())
        self.points.set_menu(self._fill)
        space = QShortcut(QKeySequence("Space"), self.points, self.say_right)
        space.setContext(Qt.ShortcutContext.WidgetShortcut)

    def show_pick(self, review: str, pick: PickView | None) -> None:
        """Show an account of a round, None for none; the cursor goes to the first point nobody looked at."""
        self.review, self.pick = review, pick
        self.head.setText(f"{pick.name}  {pick.customer}" if pick is not None else "")
        rows = list(pick.points) if pick is not None else []
        self.points.show_rows(rows)
        first = next((at for at, each in enumerate(rows) if not is_settled(each)), None)
        if first is not None and not self.points.hasFocus():
            self.points.go_to(first)
        for made in self.buttons:
            made.setEnabled(pick is not None)
        self._pointed(None)

    def point(self) -> PointView | None:
        """Return the current point."""
        found: Any = self.points.value()
        return found  # type: ignore[no-any-return]

    def _pointed(self, _row: object) -> None:
        point = self.point()
        words = [said_of(self._shop, point), found_of(point)] if point is not None else []
        self.told.setText("\n".join(each for each in words if each))

    # ---- noting -----------------------------------------------------------------------------------------------------

    def say_right(self) -> None:
        """Say of the current point that it is right."""
        pick, point = self.pick, self.point()
        if pick is not None and point is not None and self.right.isEnabled():
            self._note(pick, [self._request(pick, point)])

    def say_all_right(self) -> None:
        """Say of all points nobody has looked at that they are right, and go on."""
        pick = self.pick
        if pick is None or not self.all_right.isEnabled():
            return
        left = [self._request(pick, each) for each in pick.points if not is_settled(each)]
        self.went_on.emit()
        if left:
            self._note(pick, left)

    def _request(self, pick: PickView, point: PointView) -> NoteFinding:
        """Return that a point is right; what is pressed twice is noted once."""
        return NoteFinding(
            id=f"{self.review}/{pick.customer}/{point.point}/{len(point.findings)}",
            review=self.review,
            customer=pick.customer,
            point=point.point,
            verdict=Verdict.RIGHT,
        )

    def _note(self, pick: PickView, requests: Sequence[NoteFinding]) -> None:
        record = self._shop.app.prepaid_review.record

        def note() -> None:
            for each in requests:
                record(each)

        self._shop.tasks.run(note, partial(self._done, pick), partial(self._refused, pick), owner=self)

    def _done(self, pick: PickView, _none: object = None) -> None:
        self.noted.emit(pick)

    def _refused(self, pick: PickView, error: Any) -> None:
        self._shop.complain(error)
        self.noted.emit(pick)

    def note_finding(self) -> None:
        """Ask for what was found of the current point."""
        from app.gui.dialogs.review_finding import FindingDialog

        pick, point = self.pick, self.point()
        if pick is None or point is None or not self.finding.isEnabled():
            return
        made = FindingDialog(self._shop, self.review, pick, point, self.window())
        made.noted.connect(partial(self._done, pick))
        made.open()

    def open_customer(self) -> None:
        """Put the customer on the counter."""
        if self.pick is not None:
            self._shop.customer_wanted.emit(self.pick.customer)

    def _fill(self, menu: QMenu, row: object) -> None:
        del row
        entry_menu.add(menu, self.right.text(), "check", self.say_right, "", "Space")
        entry_menu.add(menu, self.finding.text(), "edit", self.note_finding, "", "Enter")


def point_columns(shop: Shop) -> tuple[Column, ...]:
    """Return the columns of the points of an account."""

    def book(each: PointView) -> str:
        return said_of(shop, each)

    def whole(each: PointView) -> str:
        return "\n".join(words for words in (said_of(shop, each), found_of(each)) if words)

    def verdict(each: PointView) -> str:
        if each.point is Point.OTHER and not each.findings:
            return shop.nothing()
        return verdict_name(each.verdict)

    return (
        Column("point", pgettext("review", "Point"), lambda each: point_name(each.point), said=True, width=190),
        Column(
            "verdict",
            pgettext("review", "Verdict"),
            verdict,
            said=True,
            width=124,
            tone=lambda each: TONES[each.verdict],
            bold=lambda each: not is_settled(each),
        ),
        Column("book", pgettext("review", "The book says"), book, said=True, stretch=True, width=150, tip=whole),
    )
