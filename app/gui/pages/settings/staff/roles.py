"""What each role may do, and what takes two people: in sentences, and where to change them."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.staff.rights import LABELS, Right
from app.core.staff.roles import ROLES, Member, Policy, Role
from app.gui import theme
from app.gui.pages.settings.base import WIDE
from app.gui.pages.settings.staff.rights import EyesDialog, RoleDialog
from app.gui.pages.settings.staff.words import SEEING, role_words
from app.gui.shop import Shop
from app.gui.theme import S1, S2, S3, S4
from app.gui.widgets.basics import Card, button, clear, column, holder, label, row
from app.i18n.catalog import _, ngettext


class _PolicyPane(QWidget):
    """Something about what the owner has set, read anew when it shows; only an owner changes it."""

    def __init__(self, shop: Shop, intro: str) -> None:
        super().__init__()
        self.shop = shop
        self.policy = Policy()
        self._asked = 0
        self.body = column(gap=S3)
        inner = holder(column(label(intro, "mute", wrap=True), self.body, None, gap=S3))
        inner.setMaximumWidth(theme.px(WIDE))
        self.setLayout(row(inner, None, gap=0, margins=(0, S1, S3, S3)))
        self.layout().setStretch(0, 1000)  # type: ignore[union-attr]
        shop.staff_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Read anew what is set."""
        self._asked += 1
        self.shop.tasks.run(
            self.shop.app.staff.policy, partial(self._known, self._asked), self.shop.complain, owner=self
        )

    def _known(self, number: int, policy: Policy) -> None:
        if number == self._asked:
            self.policy = policy
            clear(self.body)
            self.show_policy()

    def show_policy(self) -> None:
        """Show it; subclasses fill the body."""
        raise TypeError(type(self).__name__)

    def why_not(self) -> str:
        """Say why whoever is at the desk may not change it; blank when they may."""
        me = self.shop.desk.member
        return "" if me is None or me.role is Role.OWNER else _("Only an owner can change this.")

    def changer(self, text: str, name: str, act: object) -> QWidget:
        """Return the button that changes it."""
        why = self.why_not()
        made = button(text, name=name, on=act, tip=why)  # type: ignore[arg-type]
        made.setEnabled(not why)
        return made


class RolesPane(_PolicyPane):
    """A card for each role."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(
            shop, _("Everybody may do what their role may. One person can be given more or less, under People.")
        )

    def show_policy(self) -> None:
        """Show the roles, the owner's first."""
        for role in Role:
            self.body.addWidget(self._card(role))

    def _card(self, role: Role) -> QWidget:
        name = _(ROLES[role])
        parts = [label(name, "heading"), label(role_words(role), wrap=True)]
        changed = len(self.policy.roles.get(role, {}))
        if changed:
            text = ngettext("{n} right was changed by you.", "{n} rights were changed by you.", changed)
            parts.append(label(text.format(n=changed), "mute-small"))
        two = self._with_second(role)
        if two:
            text = _("With a second person: {what}.").format(what=two)
            parts.append(label(text, "mute-small", wrap=True))
        box = column(*parts, gap=S1, margins=(S4, S3, S4, S3))
        if role is not Role.OWNER:
            text = _("What they may do…")
            box.addLayout(row(self.changer(text, f"{name}: {text}", partial(self.change, role)), None))
        return Card(box)

    def _with_second(self, role: Role) -> str:
        someone = Member(id=0, name="", role=role)
        found = [right for right in Right if self.policy.grant(someone, right).second]
        return _("; ").join(_(LABELS[right]) for right in found)

    def change(self, role: Role) -> None:
        """Change what a role may do."""
        RoleDialog(self.shop, role, self.policy, self.window()).open()


class EyesPane(_PolicyPane):
    """What takes two people whoever it is."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(
            shop, _("Some things are better seen by two people, the owner's own doings too. It is kept who approved.")
        )

    def show_policy(self) -> None:
        """Show what takes two, as sentences."""
        lines = [self._sentence(right) for right in Right if right in self.policy.four_eyes and right not in SEEING]
        if not lines:
            lines = [_("Nothing takes two people beyond what the roles say.")]
        words = [label(text, wrap=True) for text in lines]
        self.body.addWidget(Card(column(*words, gap=S2, margins=(S4, S3, S4, S3))))
        text = _("Choose what takes two people…")
        self.body.addLayout(row(self.changer(text, text, self.change), None))

    def _sentence(self, right: Right) -> str:
        least = self.policy.four_eyes[right]
        what = _(LABELS[right])
        if not least:
            return _("{what}: always two people").format(what=what)
        return _("{what}: two people from {amount} on").format(what=what, amount=self.shop.money(least))

    def change(self) -> None:
        """Choose what takes two."""
        EyesDialog(self.shop, self.policy, self.window()).open()
