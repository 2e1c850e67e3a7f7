"""Who belongs to the staff: taken on, changed, given a new PIN, let go."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.core.staff.members import AddMember, ChangeMember, EndMember
from app.core.staff.rights import Right
from app.core.staff.roles import MAX_NAME, ROLES, Member, Policy, Role
from app.errors import refuse
from app.gui.at_desk import called
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.new_secret import NewSecret
from app.gui.models.rows import Column, RowsModel
from app.gui.pages.settings.staff.rights import MemberRightsDialog
from app.gui.pages.settings.staff.words import role_words
from app.gui.shop import Shop
from app.gui.theme import S3
from app.gui.widgets.basics import Card, KeyButton, button, column, label
from app.gui.widgets.fields import Choices, LineEdit
from app.gui.widgets.flow import flowing
from app.gui.widgets.guard import guard
from app.gui.widgets.menus import add
from app.gui.widgets.table import Table
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from app.services.staff import StaffMember

    Found = tuple[Policy, Sequence[StaffMember]]


class PeoplePane(QWidget):
    """The table of the staff and what is done with somebody."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self._asked = 0
        self.policy = Policy()
        columns = (
            Column("name", pgettext("staff", "Name"), lambda m: called(m.member), bold=True, stretch=True, said=True),
            Column("role", N_("Role"), lambda m: _(ROLES[m.member.role]), width=120),
            Column("own", N_("Rights"), _own_words, width=190),
            Column("secret", N_("PIN or password"), _secret_words, width=150, tone=_secret_tone),
        )
        self.model = RowsModel(columns, parent=self)
        self.table = Table(_("Staff"))
        self.table.setModel(self.model)
        self.table.lay_out(columns)
        self.table.remember(shop, "staff")
        self.new = button(_("Add somebody…"), "primary", icon="plus", on=self.add)
        self.edit = KeyButton(_("Change…"), "Enter", on=self.change)
        self.rights = button(_("What they may do…"), on=self.change_rights)
        self.secret = button(_("New PIN…"), on=self.set_secret)
        self.out = button(_("Has left…"), on=self.end)
        self._on_row = (self.edit, self.rights, self.secret, self.out)
        text = _("Whoever stands here signs in by name. Press F12 at the counter to change over.")
        bar = flowing(self.new, *self._on_row)
        whole = column(label(text, "mute", wrap=True), bar, Card(column(self.table, margins=(1, 1, 1, 1))), gap=S3)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.table.opened.connect(self.change)
        self.table.set_menu(self._fill_menu)
        self.table.selectionModel().currentRowChanged.connect(self._show_acts)
        guard(shop, Right.STAFF, self.new, *self._on_row)
        shop.staff_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Read anew who there is."""
        self._asked += 1
        self.shop.tasks.run(self._read, partial(self._show, self._asked), self.shop.complain, owner=self)

    def _read(self) -> Found:
        staff = self.shop.app.staff
        return staff.policy(), staff.members()

    def _show(self, number: int, found: Found) -> None:
        if number != self._asked:
            return
        at = max(self.table.currentIndex().row(), 0)
        self.policy, rows = found
        self.model.show_rows(rows)
        if rows:
            self.table.selectRow(min(at, len(rows) - 1))
        self._show_acts()

    def chosen(self) -> Member | None:
        """Return who is chosen."""
        found: Any = self.table.value()
        return None if found is None else found.member

    def _show_acts(self, *_args: object) -> None:
        member, me = self.chosen(), self.shop.desk.member
        for each in self._on_row:
            each.setEnabled(member is not None)
        self.rights.setEnabled(member is not None and member.role is not Role.OWNER)
        self.secret.setEnabled(member is not None and (me is None or me.id != member.id))

    def _fill_menu(self, menu: QMenu, _value: object) -> None:
        for each in self._on_row:
            if each.isEnabled():
                add(menu, each.text(), each.click)

    # ---- what is done -----------------------------------------------------------------------------------------------

    def add(self) -> None:
        """Take somebody on."""
        AddMemberDialog(self.shop, self.window()).open()

    def change(self, *_args: object) -> None:
        """Give somebody another name or role."""
        member = self.chosen()
        if member is not None and self.edit.isEnabled():
            ChangeMemberDialog(self.shop, member, self.window()).open()

    def change_rights(self) -> None:
        """Say in what somebody differs from their role."""
        member = self.chosen()
        if member is not None:
            MemberRightsDialog(self.shop, member, self.policy, self.window()).open()

    def set_secret(self) -> None:
        """Give somebody a new PIN or password who has forgotten theirs."""
        member = self.chosen()
        if member is not None:
            ResetSecretDialog(self.shop, member, self.window()).open()

    def end(self) -> None:
        """Let somebody go."""
        member = self.chosen()
        if member is not None:
            EndMemberDialog(self.shop, member, self.window()).open()


def _own_words(member: StaffMember) -> str:
    if member.member.role is Role.OWNER:
        return pgettext("rights", "All")
    own = len(member.member.own)
    return ngettext("{n} of their own", "{n} of their own", own).format(n=own) if own else _("As the role")


def _secret_words(member: StaffMember) -> str:
    return pgettext("PIN", "Set") if member.has_secret else _("None yet: cannot sign in")


def _secret_tone(member: StaffMember) -> str:
    return "" if member.has_secret else "soon"


class _RoleField(Choices):
    """The roles, with what the chosen one is for in a label of its own."""

    def __init__(self, role: Role) -> None:
        super().__init__([(each, _(ROLES[each])) for each in Role], role)
        self.words = label("", "mute-small", wrap=True)
        self.changed.connect(self.say)
        self.say()

    def say(self) -> None:
        """Say what the chosen role is for."""
        self.words.setText(role_words(Role(self.value())))


class _MemberDialog(FormDialog):
    """Records one request about the staff."""

    def recorded(self, _filed: object) -> None:
        """Make it known."""
        self.accept()
        self.shop.staff_changed.emit()


class AddMemberDialog(_MemberDialog):
    """A name, a role, a first PIN."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Add somebody"), parent=parent)
        self._id = shop.new_id()
        self.primary.say(pgettext("staff", "Add"))
        self.name, self.role = LineEdit(most=MAX_NAME), _RoleField(Role.CASHIER)
        self.form.add("name", pgettext("staff", "Name"), self.name)
        self.form.add("role", _("Role"), self.role)
        self.form.addWidget(self.role.words, self.form.rowCount(), 1)
        self.new = NewSecret(self, title=_("First PIN or password"))
        later = _("They can change it themselves later: by a click on their name at the top of the window.")
        self.below.addWidget(label(later, "mute-small", wrap=True))
        self.name.textEdited.connect(self.forgive)
        self.role.changed.connect(self.grow)
        self.name.setFocus()

    def submit(self) -> None:
        """Take them on; Enter in a line goes to the next that is empty."""
        if self.name.hasFocus() and self.name.text() and not self.new.line.text():
            self.new.line.setFocus()
        elif not self.new.next_line() and self.checked(self._check):
            request = AddMember(id=self._id, name=self.name.value(), role=Role(self.role.value()))
            self.carry_out(partial(self.shop.app.staff.add, request, self.new.value()), self._added)

    def _check(self) -> None:
        if not self.name.value():
            refuse("name", N_("Type a name."))
        self.new.value()

    def _added(self, filed: object) -> None:
        self.recorded(filed)
        self.shop.tell(_("{name} can sign in now.").format(name=self.name.value()))


class ChangeMemberDialog(_MemberDialog):
    """Another name or role."""

    def __init__(self, shop: Shop, member: Member, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Change name or role"), called(member), parent=parent)
        self._id, self.member = shop.new_id(), member
        self.primary.say(_("Save"))
        self.name, self.role = LineEdit(member.name, most=MAX_NAME), _RoleField(member.role)
        self.form.add("name", pgettext("staff", "Name"), self.name)
        self.form.add("role", _("Role"), self.role)
        self.form.addWidget(self.role.words, self.form.rowCount(), 1)
        self.name.textEdited.connect(self.forgive)
        self.role.changed.connect(self.forgive)
        self.name.setFocus()

    def submit(self) -> None:
        """Save it."""
        found: list[str] = []
        if self.checked(lambda: found.append(self.name.value())):
            given = {"name": found[0], "role": Role(self.role.value())}
            request = ChangeMember(id=self._id, member=self.member.id, given=given)
            self.carry_out(partial(self.shop.app.staff.record, request), self.recorded)


class EndMemberDialog(_MemberDialog):
    """They can sign in no more; what they did stays theirs."""

    def __init__(self, shop: Shop, member: Member, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Has left"), called(member), parent=parent)
        self._id, self.member = shop.new_id(), member
        text = _("{name} can sign in no more from now on. Everything they recorded keeps their name.")
        self.above.addWidget(label(text.format(name=called(member)), wrap=True))
        self.reason = LineEdit()
        self.form.add("reason", _("Reason"), self.reason, hint=_("May be left blank."))
        self.reason.setFocus()

    def submit(self) -> None:
        """Let them go."""
        found: list[str] = []
        if self.checked(lambda: found.append(self.reason.value())):
            request = EndMember(id=self._id, member=self.member.id, reason=found[0])
            self.carry_out(partial(self.shop.app.staff.record, request), self.recorded)


class ResetSecretDialog(_MemberDialog):
    """A new PIN or password for somebody who has forgotten theirs, or has none yet."""

    def __init__(self, shop: Shop, member: Member, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("New PIN or password"), called(member), parent=parent)
        self.member = member
        self.primary.say(_("Save"))
        text = _("Let {name} type it. The one before is good for nothing from then on, and wrong tries are forgotten.")
        self.above.addWidget(label(text.format(name=called(member)), "mute", wrap=True))
        self.new = NewSecret(self)
        self.new.line.setFocus()

    def submit(self) -> None:
        """Save it."""
        if not self.new.next_line() and self.checked(self.new.value):
            work = partial(self.shop.app.staff.set_secret, self.new.value(), member=self.member.id)
            self.carry_out(work, self._kept)

    def _kept(self, _nothing: object) -> None:
        self.recorded(_nothing)
        self.shop.tell(_("{name} has a new PIN or password.").format(name=called(self.member)))
