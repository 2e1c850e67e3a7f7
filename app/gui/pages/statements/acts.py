"""What can be done with statements: buttons over the list, the same in a row's menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.core.staff.rights import Right
from app.gui.dialogs import entry_menu
from app.gui.pages.statements.month_acts import MonthActs
from app.gui.shop import Shop
from app.gui.theme import S2
from app.gui.widgets.basics import KeyButton, button
from app.gui.widgets.fields import copy_text
from app.gui.widgets.flow import flowing
from app.gui.widgets.guard import guard
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.statement_run import IssuedStatement
    from app.gui.dialogs.statement_reply import ReplyDialog


class StatementActs(QObject):
    """Acts on the statements chosen; `month` does what is done with a whole run."""

    def __init__(
        self,
        shop: Shop,
        view: QWidget,
        chosen: Callable[[], Sequence[IssuedStatement]],
        month: MonthActs,
    ) -> None:
        super().__init__(view)
        self._shop, self._view, self._chosen = shop, view, chosen
        self.month = month
        self.reply = KeyButton(_("Reply…"), "Enter", on=self.reply_to_chosen)
        self.second = button(_("Second request…"), on=self.request_again)
        self.print = KeyButton(_("Print again…"), "Ctrl+P", on=self.print_chosen)
        self.save = KeyButton(_("Save as PDF…"), "Ctrl+S", on=self.save_chosen)
        self.mail = KeyButton(_("E-mail…"), "Ctrl+E", on=self.mail_chosen)
        guard(shop, Right.STATEMENTS, self.reply, self.second, self.mail)
        self.show = KeyButton(_("Show"), "Space", on=self.show_chosen)
        self.customer = KeyButton(_("Customer"), "Ctrl+O", on=self.open_customer)
        self.buttons: list[QPushButton] = [self.reply, self.second, self.print, self.save, self.mail]
        self.buttons += [self.show, self.customer]
        self.bar = flowing(*self.buttons, month.more, gap=S2)

    def add_to_bar(self, widget: QWidget) -> None:
        """Put something behind the buttons."""
        box = self.bar.layout()
        if box is not None:
            box.addWidget(widget)

    def show_hints(self, *, shown: bool) -> None:
        """Name the keys on the buttons, or where there is little room in their tooltips."""
        for made in self.buttons:
            if isinstance(made, KeyButton):
                made.show_hint(shown=shown)

    # ---- what may be done -------------------------------------------------------------------------------------------

    def follow(self) -> None:
        """Offer what can be done with those chosen."""
        chosen = self._chosen()
        for made in self.buttons:
            made.setEnabled(bool(chosen))
        for made in (self.reply, self.show, self.customer):
            made.setEnabled(len(chosen) == 1)
        printed = any(each.copies for each in chosen)
        words = _("Print again…") if printed else _("Print…")
        self.print.setText(words)
        self.print.setAccessibleName(words)
        self.print.updateGeometry()

    def fill(self, menu: QMenu, value: object) -> None:
        """Put into a row's menu what can be done with it, or with all those chosen."""
        statement: IssuedStatement = value  # type: ignore[assignment]
        chosen = self._chosen()
        one = "" if len(chosen) < 2 else _("Choose one statement for this.")
        menu.setToolTipsVisible(True)
        entry_menu.add(menu, self.reply.text(), "check", self.reply_to_chosen, one)
        entry_menu.add(menu, self.second.text(), "mail", self.request_again)
        entry_menu.add(menu, self.print.text(), "print", self.print_chosen)
        entry_menu.add(menu, self.save.text(), "save", self.save_chosen)
        entry_menu.add(menu, _("Send by e-mail…"), "mail", self.mail_chosen)
        entry_menu.add(menu, self.show.text(), "eye", self.show_chosen, one)
        entry_menu.add(menu, self.customer.text(), "customers", self.open_customer, one)
        menu.addSeparator()
        entry_menu.add(menu, _("Envelopes or labels…"), "mail", partial(self.month.make_envelopes, chosen))
        entry_menu.add(menu, _("Copy the number"), "columns", partial(copy_text, statement.no))

    # ---- one --------------------------------------------------------------------------------------------------------

    def reply_to_chosen(self) -> None:
        """Record what came back of the statement chosen."""
        chosen = self._chosen()
        if len(chosen) == 1:
            self.reply_to(chosen[0])

    def reply_to(self, statement: IssuedStatement) -> ReplyDialog:
        """Record what came back of a statement."""
        from app.gui.dialogs.statement_reply import ReplyDialog

        dialog = ReplyDialog(self._shop, statement, self._view.window())
        dialog.open()
        return dialog

    def show_chosen(self) -> None:
        """Show the paper as it was sent."""
        from app.gui.dialogs.statement_show import FrozenDialog

        chosen = self._chosen()
        if len(chosen) == 1:
            FrozenDialog(self._shop, chosen[0], self._view.window()).open()

    def open_customer(self) -> None:
        """Show the customer at the counter."""
        chosen = self._chosen()
        if len(chosen) == 1:
            self._shop.customer_wanted.emit(chosen[0].number)

    # ---- several ----------------------------------------------------------------------------------------------------

    def request_again(self) -> None:
        """Ask those chosen a second time, as far as nothing has come back."""
        from app.gui.dialogs.statement_again import SecondRequestDialog

        if chosen := self._chosen():
            SecondRequestDialog(self._shop, chosen, self._view.window()).open()

    def print_chosen(self) -> None:
        """Print those chosen; a copy of one printed before says that it is one."""
        from app.gui.dialogs.statement_copies import print_statements

        if chosen := self._chosen():
            print_statements(self._shop, [each.no for each in chosen], "print", self._view.window())

    def save_chosen(self) -> None:
        """Save those chosen: one as its own file, of several as the person likes."""
        from app.gui.dialogs.statement_copies import SaveDialog, save_one

        chosen = self._chosen()
        if len(chosen) == 1:
            save_one(self._shop, [chosen[0].no], "pdf", self._view.window(), _file_name(chosen[0]))
        elif chosen:
            SaveDialog(self._shop, [each.no for each in chosen], self._view.window()).open()

    def mail_chosen(self) -> None:
        """Send those chosen by e-mail, after a look at them."""
        from app.gui.dialogs.statement_mails import mail_statements

        if chosen := self._chosen():
            mail_statements(self._shop, [each.no for each in chosen], self._view.window())


def _file_name(statement: IssuedStatement) -> str:
    return f"{statement.no} {statement.name} {statement.period.month or statement.period.end.isoformat()}"
