"""Staff: told apart or not; who there is, what each may do, what takes two people, when the program locks."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.gui import theme
from app.gui.pages.base import scrolled
from app.gui.pages.settings.base import WIDE
from app.gui.pages.settings.staff.people import PeoplePane
from app.gui.pages.settings.staff.roles import EyesPane, RolesPane
from app.gui.pages.settings.staff.safety import SafetyPane
from app.gui.pages.settings.staff.switch_on import SwitchOnDialog
from app.gui.shop import Shop
from app.gui.theme import S2, S3
from app.gui.widgets.basics import button, column, holder, label, row
from app.gui.widgets.panes import Panes
from app.i18n.catalog import _, pgettext

PEOPLE, ROLES, EYES, SAFETY = "people", "roles", "eyes", "safety"


class StaffTab(QWidget):
    """Two sentences and a button while staff are not told apart; four panes once they are."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.on = StaffPanes(shop)
        self.stack = QStackedWidget()
        self.stack.addWidget(scrolled(self._off()))
        self.stack.addWidget(self.on)
        self.setLayout(column(self.stack, gap=0))
        shop.desk_changed.connect(self._follow)
        self._follow()

    def _off(self) -> QWidget:
        first = _(
            "With staff switched on, everybody signs in with a PIN or password of their own, and everything that is "
            "recorded bears the name of who did it."
        )
        second = _(
            "You choose who may give refunds, reverse entries or see reports, and what only two people may do together."
        )
        alone = _("Whoever works alone needs none of this; it can be switched on and off at any time.")
        self.switch_on = button(_("Switch on…"), "primary", on=self.begin)
        texts = [label(text, wrap=True) for text in (first, second)]
        parts = (*texts, label(alone, "mute", wrap=True), row(self.switch_on, None), None)
        inner = holder(column(*parts, gap=S3))
        inner.setMaximumWidth(theme.px(WIDE))
        line = row(inner, None, gap=0, margins=(0, S2, S3, S3))
        line.setStretch(0, 1000)
        return holder(line)

    def begin(self) -> None:
        """Switch staff on: the owner gets a name and a PIN, then the recovery code shows."""
        SwitchOnDialog(self.shop, self.window()).open()

    def _follow(self) -> None:
        """Show what there is to do now; what had the cursor is gone with a switch, so work goes on at its first act."""
        on = self.shop.desk.on
        switched = self.isVisible() and self.stack.currentIndex() != int(on)
        self.stack.setCurrentIndex(int(on))
        if switched:
            (self.on.people.new if on else self.switch_on).setFocus()

    def refresh(self) -> None:
        """Read anew what shows."""
        if self.shop.desk.on:
            self.on.refresh()

    def show_pane(self, name: str) -> None:
        """Show a pane, once there are any."""
        self.on.show_pane(name)


class StaffPanes(Panes):
    """People, roles, two people, locking."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.people, self.roles = PeoplePane(shop), RolesPane(shop)
        self.eyes, self.safety = EyesPane(shop), SafetyPane(shop)
        self.set_panes(
            (
                (PEOPLE, pgettext("settings", "People"), self.people),
                (ROLES, pgettext("settings", "Roles"), scrolled(self.roles)),
                (EYES, pgettext("settings", "Two people"), scrolled(self.eyes)),
                (SAFETY, pgettext("settings", "Locking"), scrolled(self.safety)),
            )
        )

    def read_pane(self, name: str) -> None:
        """Read anew what a pane is about."""
        match name:
            case "people":
                self.people.refresh()
            case "roles":
                self.roles.refresh()
            case "eyes":
                self.eyes.refresh()
            case "safety":
                self.safety.refresh()
