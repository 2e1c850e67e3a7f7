"""The ways out: the shop's mail account with a test, and the service messages go by; secrets only in the keyring."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.mail import MARKS, PORTS, Security, SendTo, checked_password, checked_url
from app.core.reminder.kinds import Way
from app.errors import refuse
from app.gui import theme
from app.gui.pages.base import scrolled
from app.gui.pages.settings.reminders.account_form import Part
from app.gui.pages.settings.reminders.way_card import WayCard
from app.gui.pages.settings.reminders.way_work import Kept, KeyringEntry, read_kept
from app.gui.shop import Shop
from app.gui.tasks import Lane
from app.gui.theme import S3, S4
from app.gui.widgets.basics import column, holder
from app.gui.widgets.fields import Choices, CountEdit, LineEdit
from app.gui.widgets.side_by_side import SideBySide
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

_SIDE = 760
_NAMELESS = N_("Give the service a name, such as text messages; to use it no longer, delete its address.")


class MailPane(QWidget):
    """The mail account beside the service."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.account, self.service = AccountCard(shop), ServiceCard(shop)
        beside = SideBySide(
            holder(column(self.account, None)), holder(column(self.service, None)), gap=S4, least=theme.px(_SIDE)
        )
        self.setLayout(column(scrolled(holder(column(beside, None, margins=(0, 0, S3, S3)))), gap=0))
        self.account.changed.connect(self.refresh)
        self.service.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Read the account anew, and ask the keyring what it has."""
        read = partial(read_kept, self.shop.app.mail)
        self.shop.tasks.run(read, self._show, self.shop.complain, owner=self, lane=Lane.NET)

    def _show(self, kept: Kept) -> None:
        self.account.show_kept(kept)
        self.service.show_kept(kept)

    def unsaved(self) -> bool:
        """Whether something was typed and not saved."""
        return self.account.save.isEnabled() or self.service.save.isEnabled()

    def typed(self) -> dict[str, Any]:
        """Return what was typed and not saved; secrets are left out."""
        return {"account": self.account.typed(), "service": self.service.typed()}

    def type_again(self, typed: dict[str, Any]) -> None:
        """Take what `typed` gave."""
        self.account.type_again(typed["account"])
        self.service.type_again(typed["service"])


class AccountCard(WayCard):
    """Server, sender and password."""

    way = Way.EMAIL
    entry = KeyringEntry(
        lambda kept: kept.password,
        lambda mail, password: mail.set_password(password),
        lambda mail: mail.forget_password(),
    )

    def __init__(self, shop: Shop) -> None:
        intro = _("The password is kept in the system's keyring, never in the book.")
        super().__init__(shop, _("Mail account"), intro, _("Send a test mail"), _("Delete the password"))
        self.host = LineEdit(hint="smtp.example.com")
        self.security: Choices = Choices(
            [
                (Security.TLS, pgettext("mail", "TLS")),
                (Security.STARTTLS, pgettext("mail", "STARTTLS")),
                (Security.NONE, pgettext("mail", "None")),
            ]
        )
        self.port = CountEdit(most=65535)
        self.user, self.name = LineEdit(), LineEdit(hint=_("the shop's name"))
        self.address, self.reply_to = LineEdit(most=254), LineEdit(most=254, hint=_("as the sender"))
        self._build()
        for edit in (self.host, self.port, self.user, self.name, self.address, self.reply_to):
            edit.textEdited.connect(self._touched)
        self.security.changed.connect(self._security_chosen)
        self.finish()

    def _build(self) -> None:
        self.form.part("host", _("Server"), self.host, Part(self.host.value, self.host.setText))
        self.form.part("security", _("Encryption"), self.security, Part(self.security.value, self.security.set_value))
        self.form.part("port", _("Port"), self.port, Part(self.port.value, lambda port: self.port.setText(str(port))))
        hint = _("Blank where the server asks for no signing in.")
        self.form.part("user", _("User"), self.user, Part(self.user.value, self.user.setText), hint)
        self.form.add("password", _("Password"), self.secret)
        self.form.part("sender_name", _("Sender's name"), self.name, Part(self.name.value, self.name.setText))
        self.form.part(
            "sender_address", _("Sender's address"), self.address, Part(self.address.value, self.address.setText)
        )
        self.form.part("reply_to", _("Replies to"), self.reply_to, Part(self.reply_to.value, self.reply_to.setText))
        self.form.add("to", _("Send the test to"), self.to)

    def check(self) -> None:
        """Refuse a password no mail server could take."""
        if self.secret.text():
            checked_password(self.secret.text())

    def _security_chosen(self) -> None:
        """Let the port follow, unless somebody has chosen one of their own."""
        if self.port.text().strip() in ("", *(str(port) for port in PORTS.values())):
            self.port.setText(str(PORTS[self.security.value()]))
        self._touched()

    def show_kept(self, kept: Kept) -> None:
        """Show the account; a test goes to the shop itself unless another address is typed."""
        super().show_kept(kept)
        if not self.to.text().strip():
            self.to.setText(kept.account.sender_address)


class ServiceCard(WayCard):
    """A service Apprise knows, by its address."""

    way = Way.SERVICE
    entry = KeyringEntry(
        lambda kept: kept.service,
        lambda mail, address: mail.set_service(address),
        lambda mail: mail.forget_service(),
    )

    def __init__(self, shop: Shop) -> None:
        intro = _(
            "Text messages, WeCom, DingTalk, Telegram and many more: any service Apprise knows, by its address. The "
            "address holds the keys of your account, so it is kept in the system's keyring, never in the book."
        )
        super().__init__(shop, _("Service for messages"), intro, _("Send a test message"), _("Delete the address"))
        self.name = LineEdit(hint=_("e.g. text messages"))
        self.send_to: Choices = Choices(
            [
                (SendTo.PHONE, pgettext("service", "The phone number")),
                (SendTo.EMAIL, pgettext("service", "The e-mail address")),
            ]
        )
        self.form.part("service_name", _("Name"), self.name, Part(self.name.value, self.name.setText))
        self.form.part("service_to", _("Sends to"), self.send_to, Part(self.send_to.value, self.send_to.set_value))
        phone, email = MARKS[SendTo.PHONE], MARKS[SendTo.EMAIL]
        hint = _("With {phone} or {email} where the customer's number or address belongs: {example}").format(
            phone=phone, email=email, example=f"clicksend://user:key@{phone}"
        )
        self.form.add("url", _("Address"), self.secret, hint=hint)
        self.form.add("to", _("Send the test to"), self.to)
        self.name.textEdited.connect(self._touched)
        self.send_to.changed.connect(self._touched)
        self.finish()

    def check(self) -> None:
        """Refuse an address that is none, or one without a name: the service would be offered to nobody."""
        if self.secret.text():
            checked_url(self.secret.text(), self.send_to.value())
        if (self.secret.text() or self.entry.has(self.kept)) and not self.name.value():
            refuse("service_name", _NAMELESS)
