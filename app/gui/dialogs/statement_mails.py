"""Statements by e-mail: each looked at as it will go out, sent with its PDF, and a report; and what nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.core.outgoing import SendReport
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.reminder_batch import BatchDialog
from app.gui.dialogs.reminder_words import moment, number
from app.gui.dialogs.send_report import Part, report_view, send_parts
from app.gui.dialogs.statement_words import statements_count
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.tasks import Job, Lane
from app.gui.theme import S2, S3
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.elided import Elided
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.errors import CounterbookError, Message
    from app.services.statement_mail import Draft, Mailable, UnclearStatement

ROWS = 8


def mail_statements(shop: Shop, nos: Sequence[str], parent: QWidget) -> None:
    """Look through the mails of statements, and send them."""

    def show(found: list[Mailable]) -> None:
        if found:
            StatementMailsDialog(shop, found, parent).open()

    shop.tasks.run(partial(shop.app.sending.mailable_statements, nos), show, shop.complain, owner=parent)


class StatementMailsDialog(BatchDialog):
    """Ticks those that can be mailed and were not yet; one mailed before goes again only where a person ticks it."""

    def __init__(self, shop: Shop, rows: Sequence[Mailable], parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Send by e-mail"), rows, parent)
        self._asked = 0
        self.model.set_checked(each.no for each in rows if each.problem is None and each.mailed_on is None)
        self.to, self.subject = Elided("", "mute"), label("", "strong", wrap=True)
        self.body, self.file = label("", wrap=True), Elided("", "mute")
        words = column(self.subject, self.body, self.file, None, gap=S2, margins=(14, S3, 14, S3))
        self.side.addWidget(self.to)
        self.side.addWidget(Card(words, "after"), 1)
        self.trouble = label("", wrap=True)
        settings = button(_("Settings…"), "link", on=self._open_settings)
        trouble = row(self.trouble, settings, gap=S3, margins=(12, 8, 12, 8))
        trouble.setStretch(0, 1)
        self.trouble_band = Card(trouble, "notice-owed")
        self.trouble_band.hide()
        self.above.addWidget(self.trouble_band)
        self.note.setText(
            _("Each goes with its PDF as it was issued, and is counted as a copy once the server has it.")
        )
        shop.tasks.run(shop.app.mail.ready, self._show_missing, self.complain, owner=self, lane=Lane.NET)
        self.begin()

    def _open_settings(self) -> None:
        self.reject()
        self.shop.place_wanted.emit("settings", ("reminders", "ways"))

    def columns(self) -> list[Column]:
        """Show whose each is, where it goes, and why it is not ticked."""
        return [
            Column("no", N_("No."), lambda each: each.no, width=105, tone=lambda _each: "mute"),
            Column("name", N_("Customer"), lambda each: each.name, width=160, tip=lambda each: each.name, bold=True),
            Column("to", N_("E-mail"), self._to, stretch=True, tip=self._to, tone=_tone),
        ]

    def key_of(self, row: Mailable) -> str:
        """Return the number."""
        return row.no

    def _to(self, each: Mailable) -> str:
        if each.problem is not None:
            return "▲  " + self.shop.sentence(each.problem)
        if each.mailed_on is not None:
            return _("Mailed on {date} already, to {to}").format(to=each.email, date=form.short_date(each.mailed_on))
        return each.email

    def do_words(self, count: int) -> str:
        """Say how many go."""
        return ngettext("Send {n} e-mail", "Send {n} e-mails", count).format(n=number(count))

    def doing_words(self) -> str:
        """Say that they go."""
        return _("Sending…")

    def lane(self) -> Lane:
        """Wait for the server where nobody else waits."""
        return Lane.NET

    def worker(self, rows: Sequence[Mailable]) -> Callable[[Job], SendReport]:
        """Send those that were not mailed yet, then those that go once more."""
        parts = [
            _part(self.shop, [each.no for each in rows if (each.mailed_on is not None) is again], again=again)
            for again in (False, True)
        ]
        return partial(send_parts, [part for part in parts if part.many])

    def show_one(self, row: Mailable) -> None:
        """Read what one of them says."""
        self._asked += 1
        self.to.setText(_("To: {who}").format(who=row.email) if row.email else row.name)
        self.shop.tasks.run(
            partial(self.shop.app.sending.statement_draft, row.no),
            partial(self._show_draft, self._asked),
            partial(self._not_read, self._asked),
            owner=self,
        )

    def _show_draft(self, asked: int, draft: Draft) -> None:
        if asked == self._asked:
            self.subject.setText(draft.text.subject)
            self.body.setText(draft.text.body)
            self.file.setText(_("Attached: {file}").format(file=draft.attachment.name))
            self.grow()

    def _not_read(self, asked: int, error: CounterbookError) -> None:
        if asked == self._asked:
            self.subject.setText("")
            self.body.setText(self.shop.words(error))
            self.file.setText("")

    def _show_missing(self, missing: Message | None) -> None:
        """Say beforehand what is not set up."""
        if missing is not None and not self.done_all:
            self.trouble.setText("▲  " + self.shop.sentence(missing))
            self.trouble_band.show()
            self.grow()

    def show_report(self, result: Any) -> QWidget:
        """Show what became of each, what needs somebody first."""
        self.trouble_band.hide()
        self.subtitle.setText("")
        self.note.setText("")
        unclear = _("What is unclear may have arrived: it waits on the page Statements until you say whether it did.")
        return report_view(self.shop, result, unclear)


def _part(shop: Shop, nos: list[str], *, again: bool) -> Part:
    return Part(len(nos), lambda progress, stop: shop.app.sending.send_statements(nos, progress, stop, again=again))


def _tone(each: Mailable) -> str:
    return "soon" if each.problem is not None else "mute" if each.mailed_on is not None else ""


class UnclearMailsDialog(FormDialog):
    """Asks of each mail that may have gone out or not whether it arrived; until then it is not sent again."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Did it arrive?"), parent=parent)
        self.setMinimumWidth(theme.px(620))
        words = _(
            "The line broke while these statements were being mailed, so nobody knows whether they went out. Look into "
            "the folder of sent mail, or ask the customer. What did not arrive can be mailed again."
        )
        self.above.addWidget(label(words, "mute", wrap=True))
        self.table = SmallTable(pgettext("sent", "Unclear"), _unclear_columns(shop), ROWS)
        self.table.setProperty("class", "framed")
        self.arrived = button(_("It arrived"), icon="check", on=partial(self._settle, arrived=True))
        self.lost = button(_("It did not arrive"), icon="reverse", on=partial(self._settle, arrived=False))
        self.below.addWidget(self.table)
        self.below.addLayout(row(self.arrived, self.lost, None, gap=S2))
        self.cancel.hide()
        self.primary.setText(_("Close"))
        self.primary.setAccessibleName(_("Close"))
        self.table.picked.connect(self._follow)
        self._read()

    def _read(self) -> None:
        self.shop.tasks.run(self.shop.app.sending.unclear_statements, self._show, self.complain, owner=self)

    def _show(self, rows: Sequence[UnclearStatement]) -> None:
        self.subtitle.setText(statements_count(len(rows)))
        self.table.show_rows(rows)
        if rows and self.table.value() is None:
            self.table.selectRow(0)
        self._follow()
        (self.table if rows else self.primary).setFocus()

    def _follow(self, *_value: object) -> None:
        chosen = self.table.value() is not None
        for made in (self.arrived, self.lost):
            made.setEnabled(chosen)

    def _settle(self, *, arrived: bool) -> None:
        value: Any = self.table.value()
        if value is not None:
            settle = partial(self.shop.app.sending.settle_statement, value.no, arrived=arrived)
            self.shop.tasks.run(settle, self._settled, self.complain, owner=self)

    def _settled(self, _nothing: object) -> None:
        self.forgive()
        self.shop.changed.emit("")
        self._read()


def _unclear_columns(shop: Shop) -> list[Column]:
    return [
        Column("no", N_("No."), lambda each: each.no, width=110, tone=lambda _each: "mute"),
        Column("name", N_("Customer"), lambda each: each.name, stretch=True, tip=lambda each: each.name, bold=True),
        Column("at", N_("Mailed at"), lambda each: moment(shop, each.begun_at), width=150),
    ]
