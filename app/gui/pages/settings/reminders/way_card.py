"""What the cards of the ways out share: fields over the mail account, a secret beside them, and a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from app.core.mail import MAX_SECRET, ChangeMail
from app.core.outgoing import Outcome, Result
from app.core.reminder.kinds import Way
from app.core.staff.rights import Right
from app.errors import CounterbookError, Message, Refused
from app.gui import errors
from app.gui.pages.settings.reminders.account_form import AccountForm
from app.gui.pages.settings.reminders.way_work import Kept, KeyringEntry, OneAtATime, forget, keep
from app.gui.shop import Shop
from app.gui.theme import S3, S4, mark
from app.gui.widgets.basics import Card, button, column, label
from app.gui.widgets.fields import LineEdit
from app.gui.widgets.flow import flowing
from app.gui.widgets.guard import guard
from app.i18n.catalog import _
from app.i18n.mark import N_


class WayCard(Card):
    """A form over some fields of the account; subclasses add them to `form` and say what is secret."""

    #: The way a test goes.
    way: Way
    #: Where the secret is kept.
    entry: KeyringEntry
    #: Something was saved.
    changed = Signal()

    def __init__(self, shop: Shop, title: str, intro: str, test: str, forget: str) -> None:
        self.shop = shop
        self.kept = Kept()
        self._request_id = shop.new_id()
        self._filling = False
        self.form = AccountForm(label_width=120)
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setMaxLength(MAX_SECRET)
        self.save = button(_("Save"), "primary", on=self.store)
        self.forget = button(forget, "quiet", on=self.drop)
        self.to = LineEdit(most=254)
        self.test = button(test, on=self.send_test)
        guard(shop, Right.SETTINGS, self.save, self.forget)
        self.word = label("", "mute-small", wrap=True)
        self._box = column(gap=S3, margins=(S4, S3, S4, S4))
        super().__init__(self._box)
        self._work = OneAtATime(shop, self, self.test, self.say)
        self._box.addWidget(label(title, "heading", wrap=True))
        self._box.addWidget(label(intro, "mute-small", wrap=True))
        self._box.addLayout(self.form)

    def finish(self) -> None:
        """Put the buttons below the fields, once all fields are there."""
        self._box.addWidget(flowing(self.save, self.test, self.forget))
        self._box.addWidget(self.word)
        self._box.addStretch(1)
        self.save.setEnabled(False)
        self.secret.textEdited.connect(self._touched)

    # ---- showing ----------------------------------------------------------------------------------------------------

    def show_kept(self, kept: Kept) -> None:
        """Show the account; what is typed here and not saved stays."""
        self.kept = kept
        if not self.save.isEnabled():
            self._filling = True
            self.form.show_account(kept.account)
            self.secret.clear()
            self._filling = False
        has = self.entry.has(kept)
        lasting = _("kept in the system's keyring") if kept.trouble is None else _("known until the program ends")
        self.secret.setPlaceholderText(lasting if has else _("none yet"))
        self.forget.setVisible(has)
        if kept.trouble is not None and not self.word.text():
            self.say(self.shop.sentence(kept.trouble), "soon")

    def typed(self) -> dict[str, Any]:
        """Return what was typed and not saved, without the secret."""
        return self.form.readable() if self.save.isEnabled() else {}

    def type_again(self, typed: Mapping[str, Any]) -> None:
        """Take what `typed` gave."""
        self.form.show_values(typed)
        self.save.setEnabled(self.save.isEnabled() or bool(typed))

    def _touched(self, *_args: object) -> None:
        if not self._filling:
            self.save.setEnabled(True)
            self.say("")

    # ---- saving -----------------------------------------------------------------------------------------------------

    def store(self, then: Callable[[], object] | None = None) -> None:
        """Save fields and secret."""
        self.form.forgive()
        try:
            given = self.form.given(self.kept.account)
            self.check()
        except CounterbookError as error:
            self._refused(error)
            return
        change = ChangeMail(id=self._request_id, given=given) if given else None
        work = partial(keep, self.shop.app.mail, self.entry, change, self.secret.text())
        self._work.run(work, partial(self._stored, then), self._refused)

    def check(self) -> None:
        """Raise `Refused` for what must not be written even in part."""

    def _stored(self, then: Callable[[], object] | None, found: tuple[Kept, Message | None]) -> None:
        kept, trouble = found
        self._request_id = self.shop.new_id()
        self.save.setEnabled(False)
        self.say(_("Saved.") if trouble is None else self.shop.sentence(trouble), "" if trouble is None else "soon")
        self.show_kept(kept)
        self.changed.emit()
        if then is not None:
            then()

    def drop(self) -> None:
        """Forget the secret."""
        work = partial(forget, self.shop.app.mail, self.entry)
        self._work.run(work, self._dropped, self._refused)

    def _dropped(self, found: tuple[Kept, Message | None]) -> None:
        self.say(_("It is no longer kept."))
        self.show_kept(found[0])
        self.changed.emit()

    # ---- trying it out ----------------------------------------------------------------------------------------------

    def send_test(self) -> None:
        """Save what was changed, then send a test."""
        self.form.forgive()
        to = self.to.text().strip()
        if not to:
            self._refused(Refused("to", Message(N_("Type where the test is to go."))))
        elif self.save.isEnabled():
            self.store(partial(self._send, to))
        else:
            self._send(to)

    def _send(self, to: str) -> None:
        self.say(_("The test is on its way…"))
        work = partial(self.shop.app.mail.test_send, to, self.way)
        self._work.run(work, partial(self._tested, to), self._refused)

    def _tested(self, to: str, result: Result) -> None:
        if result.outcome is Outcome.ACCEPTED:
            self.say(_("✓ The test to {to} was taken; look whether it arrives.").format(to=to), "accent")
            return
        words = self.shop.sentence(result.message) if result.message is not None else _("The test was not taken.")
        self.say(f"▲ {words}", "owed")

    # ---- how it went ------------------------------------------------------------------------------------------------

    def _refused(self, error: CounterbookError) -> None:
        self._work.set_busy(busy=False)
        self._request_id = self.shop.new_id()
        text = errors.words(error, self.shop.money, self.form.labels())
        if isinstance(error, Refused) and self.form.has(error.field):
            self.say("")
            self.form.complain(error.field, text)
        else:
            self.say(f"▲ {text}", "owed")

    def say(self, text: str, tone: str = "") -> None:
        """Say below the buttons how it went; the sign says it too."""
        self.word.setText(text)
        mark(self.word, tone or "mute-small")
