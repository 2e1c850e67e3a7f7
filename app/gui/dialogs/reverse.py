"""冲正: the opposite of one entry, with a reason. What stands in its way is named and reversed first, newest first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.requests import Reverse
from app.errors import CounterbookError, Refused, refuse
from app.gui.dialogs.base import MoneyDialog
from app.gui.dialogs.entry_words import BETWEEN, entry_amount
from app.gui.dialogs.names import kind_name
from app.gui.shop import Shop
from app.gui.theme import S2
from app.gui.widgets.basics import Card, button, clear, column, label, row
from app.gui.widgets.fields import Choices, DateEdit, LineEdit
from app.i18n import format as form
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from datetime import date

    from app.core.journal import EntryKind
    from app.services.counter import AccountCard, Blocker, CardLine
    from app.services.journal import Posted

COMMON_REASONS = (N_("Wrong amount"), N_("Wrong customer"), N_("Recorded twice"), N_("Customer changed their mind"))


class ReverseDialog(MoneyDialog):
    """Asks why, shows what will be after it, and offers to reverse first what was built on the entry."""

    def __init__(self, shop: Shop, card: AccountCard | None, line: CardLine, parent: QWidget | None = None) -> None:
        name = card.name if card is not None else ""
        number = card.number if card is not None else ""
        super().__init__(shop, _("Reverse"), name, customer=number, parent=parent)
        self.line = line
        self._card = card
        what = self._named(line.entry, line.on, line.kind, line.text)
        self.above.addWidget(Card(column(label(what, "strong", wrap=True), margins=(12, 10, 12, 10)), "after"))
        self.common: Choices = Choices([(text, _(text)) for text in COMMON_REASONS])
        self.reason = LineEdit(_(COMMON_REASONS[0]))
        self.on = DateEdit(shop.today, max(shop.today(), line.on))
        self.form.add("common", _("Reason"), self.common)
        self.form.add("reason", "", self.reason)
        self.reason.setAccessibleName(_("Reason"))
        self.form.add("on", _("Date"), self.on, hint=_("The original stays in the book; this entry undoes it."))
        self._blockers = column(gap=S2)
        self.below.insertLayout(0, self._blockers)
        self.common.changed.connect(self._reason_chosen)
        self.reason.textChanged.connect(self.touched)
        self.on.textChanged.connect(self.touched)
        self.reason.setFocus()
        self.reason.selectAll()
        self.preview()

    def _reason_chosen(self) -> None:
        self.reason.setText(_(self.common.value()))
        self.reason.setFocus()
        self.reason.selectAll()

    def request(self) -> Reverse:
        """Return the reversal as typed."""
        reason = self.reason.value()
        if not reason:
            refuse("reason", N_("Give a reason; it is kept with the entry."))
        return Reverse(id=self.request_id, on=self.on.required(), entry=self.line.entry, reason=reason)

    def done_text(self, posted: Posted) -> str:
        """Say what was reversed."""
        del posted
        return _("{kind} of {date} reversed.").format(
            kind=kind_name(self.line.kind), date=form.short_date(self.line.on)
        )

    def _named(self, entry: int, on: date, kind: EntryKind, text: str) -> str:
        """Say which entry is meant: day, kind, what it was for and, where it is on the card, how much it was."""
        line = next((line for line in self._lines() if line.entry == entry), None)
        amount = entry_amount(line) if line is not None else 0
        words = [text or ("" if amount else f"#{entry}"), self.shop.money(amount) if amount else ""]
        return _("{date}  ·  {kind}  ·  {text}").format(
            date=form.short_date(on), kind=kind_name(kind), text=BETWEEN.join(word for word in words if word)
        )

    def _lines(self) -> tuple[CardLine, ...]:
        return (self.line, *(self._card.lines if self._card is not None else ()))

    # ---- what stands in the way -------------------------------------------------------------------------------------

    def complain(self, error: CounterbookError) -> None:
        """Say what is wrong, and offer to reverse first what was built on this entry."""
        if isinstance(error, Refused) and error.entries:  # they are named in words, not by the ids the error has
            self.shop.tasks.run(
                partial(self.shop.app.counter.blockers, self.line.entry),
                partial(self._show_blockers, error),
                super().complain,
                owner=self,
            )
        else:
            super().complain(error)

    def forgive(self) -> None:
        """Take all complaints back."""
        super().forgive()
        clear(self._blockers)

    def _show_blockers(self, error: CounterbookError, blockers: tuple[Blocker, ...]) -> None:
        clear(self._blockers)
        if not blockers:
            super().complain(error)
            return
        self._blockers.addWidget(label(_("Reverse first, the newest first:"), "error", wrap=True))
        for at, blocker in enumerate(blockers):
            text = self._named(blocker.entry, blocker.on, blocker.kind, blocker.text)
            parts: list[QWidget | None] = [label(text), None]
            if at == 0:
                parts.append(button(_("Reverse this one first…"), on=partial(self._reverse_first, blocker.entry)))
            self._blockers.addLayout(row(*parts))
        self.grow()

    def _reverse_first(self, entry: int) -> None:
        card = self._card
        line = next((line for line in card.lines if line.entry == entry), None) if card is not None else None
        if line is None:
            self.shop.tell(_("Look for entry {entry} in the customer's file and reverse it there.").format(entry=entry))
            return
        first = ReverseDialog(self.shop, card, line, self)
        first.accepted.connect(self._first_reversed)
        first.open()

    def _first_reversed(self) -> None:
        self.reason.setFocus()
        self.touched()
