"""What a role, or one person, may do, in sentences; and what takes two people whoever it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.staff.members import ChangeMember, ChangeRights
from app.core.staff.rights import BY_AMOUNT, LABELS, Right
from app.core.staff.roles import DEFAULTS, NO, ROLES, Grant, Member, Policy, Role
from app.errors import CounterbookError, Refused
from app.gui import theme
from app.gui.at_desk import called
from app.gui.dialogs.base import FormDialog
from app.gui.pages.settings.staff.how import HowField, RightsGrid
from app.gui.pages.settings.staff.words import SEEING, role_words
from app.gui.shop import Shop
from app.gui.theme import S2
from app.gui.widgets.basics import label, row
from app.gui.widgets.fields import AmountEdit, Composite, choose, combo, show_wrong
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.services.file_desk import Filed

ONE, TWO, FROM = "one", "two", "from"


class RightsDialog(FormDialog):
    """The rights under their headings; subclasses say whose they are."""

    def __init__(self, shop: Shop, title: str, subtitle: str, intro: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, title, subtitle, parent=parent)
        self.setMinimumWidth(theme.px(760))
        self.primary.say(_("Save"))
        self.fields: dict[Right, Any] = {}
        self._id = shop.new_id()
        self.above.addWidget(label(intro, "mute", wrap=True))

    def lay_out(self, fields: Mapping[Right, QWidget]) -> None:
        """Show a field for each right."""
        self.fields = dict(fields)
        self.grid = RightsGrid(fields)
        self.below.addWidget(self.grid)
        for each in self.fields.values():
            each.changed.connect(self.forgive)

    def values(self) -> dict[Right, Any]:
        """Return what is set, by right, without what is as usual; refuses at a field."""
        found: dict[Right, Any] = {}
        for right, field in self.fields.items():
            value = field.value()
            if value is not None:
                found[right] = value
        return found

    def complain(self, error: CounterbookError) -> None:
        """Say what is wrong at the right it is wrong at."""
        if not (isinstance(error, Refused) and error.field in self.fields):
            super().complain(error)
            return
        field = self.fields[Right(error.field)]
        wrong = self.grid.wrong[Right(error.field)]
        wrong.setText(self.shop.words(error))
        wrong.show()
        show_wrong(field.place(), wrong.text())
        field.place().setFocus()
        self.grow()

    def forgive(self) -> None:
        """Take all complaints back."""
        super().forgive()
        for right, field in self.fields.items():
            if not self.grid.wrong[right].isHidden():
                self.grid.wrong[right].hide()
                show_wrong(field.place(), "")
                field.forget()

    def save(self, work: Callable[[dict[Right, Any]], Filed]) -> None:
        """Have what is set kept."""
        found: list[dict[Right, Any]] = []
        if self.checked(lambda: found.append(self.values())):
            self.carry_out(partial(work, found[0]), self._kept)

    def _kept(self, _filed: object) -> None:
        self.accept()
        self.shop.staff_changed.emit()
        self.shop.tell(_("Saved."))


class RoleDialog(RightsDialog):
    """What everybody of a role may do."""

    def __init__(self, shop: Shop, role: Role, policy: Policy, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("What they may do"), _(ROLES[role]), role_words(role), parent)
        self.role = role
        of_role, usual = policy.roles.get(role, {}), _("As usual")
        self.lay_out(
            {right: HowField(shop, right, of_role.get(right), DEFAULTS[role].get(right, NO), usual) for right in Right}
        )

    def submit(self) -> None:
        """Save it."""
        self.save(self._record)

    def _record(self, found: dict[Right, Grant]) -> Filed:
        staff = self.shop.app.staff
        policy = staff.policy()
        roles = {**policy.roles, self.role: found}
        return staff.record(ChangeRights(id=self._id, policy=replace(policy, roles=roles)))


class MemberRightsDialog(RightsDialog):
    """In what one person differs from their role."""

    def __init__(self, shop: Shop, member: Member, policy: Policy, parent: QWidget | None = None) -> None:
        role = _(ROLES[member.role])
        intro = _("{name} may do what every {role} may, unless you choose something else here.")
        super().__init__(
            shop, _("What they may do"), called(member), intro.format(name=called(member), role=role), parent
        )
        self.member = member
        plain, usual = replace(member, own={}), _("As every {role}").format(role=role)
        self.lay_out(
            {right: HowField(shop, right, member.own.get(right), policy.grant(plain, right), usual) for right in Right}
        )

    def submit(self) -> None:
        """Save it."""
        self.save(self._record)

    def _record(self, found: dict[Right, Grant]) -> Filed:
        request = ChangeMember(id=self._id, member=self.member.id, given={"own": found})
        return self.shop.app.staff.record(request)


class TwoField(Composite):
    """Whether something takes two people: no, always, from an amount on."""

    changed = Signal()

    def __init__(self, shop: Shop, right: Right, least: int | None) -> None:
        super().__init__()
        choices = [(ONE, _("One person is enough")), (TWO, _("Always two people"))]
        if right in BY_AMOUNT:
            choices.append((FROM, _("Two people from an amount on")))
        self.how = combo(choices, whole=False)
        self.how.setMinimumWidth(theme.px(230))
        self.how.setAccessibleName(_(LABELS[right]))
        self.least = AmountEdit(shop.app.book.decimals)
        self.least.setMaximumWidth(theme.px(110))
        self.least.setObjectName(right)
        self.least.setAccessibleName(_("From: {what}").format(what=_(LABELS[right])))
        line = row(self.how, self.least, gap=S2)
        line.setStretch(0, 1)
        self.setLayout(line)
        self.setFocusProxy(self.how)
        choose(self.how, ONE if least is None else FROM if least else TWO)
        if least:
            self.least.set_value(least)
        self._show_least()
        self.how.activated.connect(self._chosen)
        self.least.textEdited.connect(self.changed)

    def _chosen(self, *_args: object) -> None:
        self._show_least()
        self.changed.emit()

    def _show_least(self) -> None:
        self.least.setVisible(self.how.currentData() == FROM)

    def value(self) -> int | None:
        """Return the amount from which on it takes two, 0 for always, None for never."""
        match self.how.currentData():
            case "two":
                return 0
            case "from":
                found: int = self.read(self.least)
                return found
        return None


class EyesDialog(RightsDialog):
    """What takes two people, the owner too."""

    def __init__(self, shop: Shop, policy: Policy, parent: QWidget | None = None) -> None:
        intro = _(
            "What you choose here nobody can do alone, not even an owner: a second person who may do it too must "
            "type their PIN or password."
        )
        super().__init__(shop, pgettext("settings", "Two people"), "", intro, parent)
        self.lay_out(
            {right: TwoField(shop, right, policy.four_eyes.get(right)) for right in Right if right not in SEEING}
        )

    def submit(self) -> None:
        """Save it."""
        self.save(self._record)

    def _record(self, found: dict[Right, int]) -> Filed:
        staff = self.shop.app.staff
        return staff.record(ChangeRights(id=self._id, policy=replace(staff.policy(), four_eyes=found)))
