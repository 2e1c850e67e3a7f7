"""What takes a second person: who may approve it, and their PIN or password."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.core.staff.rights import BY_AMOUNT, LABELS
from app.core.staff.roles import Member
from app.errors import CounterbookError
from app.gui.at_desk import called
from app.gui.dialogs.base import FormDialog
from app.gui.shop import Shop
from app.gui.theme import S1, S3
from app.gui.widgets.basics import Card, column, label
from app.gui.widgets.fields import Choices
from app.gui.widgets.secret_line import SecretLine
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.staff.rights import Right
    from app.core.staff.verdicts import Wanted
    from app.services.rights import NeedsApproval


class ApprovalDialog(FormDialog):
    """Says what is to be approved; `accepted` once somebody has. What was typed before stays as it is."""

    def __init__(self, shop: Shop, needed: NeedsApproval, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("A second person must approve"), parent=parent)
        self.needed = needed
        self.primary.say(_("Approve"))
        asks = _("{name} asks for:").format(name=called(needed.asker))
        wanted = [label(f"·  {_wanted(shop, each.right, each.amount)}", "strong", wrap=True) for each in self._wanted()]
        about = [label(text, wrap=True) for text in _about(parent)]
        self.above.addWidget(
            Card(column(label(asks, "mute"), *wanted, *about, gap=S1, margins=(S3, S3, S3, S3)), "after")
        )
        self.who: Choices = Choices([(each, called(each)) for each in needed.approvers])
        self.secret = SecretLine()
        if not needed.approvers:
            self._nobody()
            return
        self.form.add("name", _("Who approves"), self.who)
        self.form.add("secret", _("PIN or password"), self.secret)
        self.below.addWidget(label(_("It is kept who approved it."), "mute-small", wrap=True))
        self.who.changed.connect(self._other)
        self.secret.changed.connect(self.forgive)
        self.secret.free.connect(self._free)
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def _wanted(self) -> list[Wanted]:
        return list(self.needed.verdict.wanted)

    def _nobody(self) -> None:
        """Nobody else of the staff may do it: the owner must see to that first."""
        text = _("Nobody else of the staff may approve this. The owner can change it in the settings, under Staff.")
        self.above.addWidget(label(text, wrap=True))
        self.secret.hide()
        self.who.hide()
        self.primary.hide()
        self.cancel.setText(_("Close"))
        self.cancel.setFocus()

    def _other(self) -> None:
        """Somebody else is to approve, who has not tried yet."""
        self.forgive()
        self.secret.forget_wait()
        self.primary.setEnabled(True)
        self.secret.clear()
        self.secret.setFocus()

    def _free(self) -> None:
        self.primary.setEnabled(True)

    def submit(self) -> None:
        """Have it looked at whether it is they."""
        if not self.needed.approvers or self.secret.waits():
            return
        self.forgive()
        if not self.secret.text():
            self.secret.setFocus()
            return
        member: Member = self.who.value()
        staff = self.shop.app.staff
        self.carry_out(partial(staff.approve, self.needed, member.name, self.secret.text()), self._approved)

    def _approved(self, _nothing: object) -> None:
        self.accept()

    def complain(self, error: CounterbookError) -> None:
        """Count down where it is to be waited; else say what is wrong at the line."""
        if self.secret.wait_after(error):
            self.primary.setEnabled(False)
            self.grow()
            return
        super().complain(error)


def _about(asked_in: QWidget | None) -> list[str]:
    """Return whom or what it is about, as the dialog says that asks: nobody approves what they have not seen."""
    text = asked_in.subtitle.text() if isinstance(asked_in, FormDialog) else ""
    return [text] if text else []


def _wanted(shop: Shop, right: Right, amount: int | None) -> str:
    words = _(LABELS[right])
    if amount is None or right not in BY_AMOUNT:
        return words
    return _("{what}: {amount}").format(what=words, amount=shop.money(amount))
