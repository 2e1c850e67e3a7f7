"""扣次 (F4): visits taken from a customer's passes; the only pass there is, or the one last used, is proposed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QWidget

from app.core.requests import PassUse
from app.errors import Refused, refuse
from app.gui.dialogs.base import MoneyDialog
from app.gui.dialogs.fold import Fold
from app.gui.shop import Shop
from app.gui.theme import S3
from app.gui.widgets.basics import column, label, row
from app.gui.widgets.big_choice import BigChoice
from app.gui.widgets.fields import CountEdit, DateEdit, LineEdit
from app.gui.widgets.use_check import UseCheckRow
from app.i18n import format as form
from app.i18n.catalog import _, ngettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.counter import AccountCard
    from app.core.ledger import PassLine
    from app.services.journal import Posted


@dataclass(frozen=True, slots=True)
class Usable:
    """What can be used for one service on a day: `left` visits, None for any number; `until` the next expiry."""

    service: str
    left: int | None
    until: date | None


def usable(passes: tuple[PassLine, ...], on: date) -> list[Usable]:
    """Return what can be used, one for each service, in the order bought; a pass by days covers any number."""
    found: dict[str, Usable] = {}
    for each in passes:
        ends, begins = each.expires_on or date.max, each.starts_on or date.min
        if not begins <= on <= ends or each.left == 0:
            continue
        before = found.get(each.service)
        left = each.left
        until = each.expires_on
        if before is not None:
            left = None if left is None or before.left is None else left + before.left
            until = min((day for day in (until, before.until) if day is not None), default=None)
        found[each.service] = Usable(each.service, left, until)
    return list(found.values())


class PassUseDialog(MoneyDialog):
    """Which pass, how many visits (one is proposed), Enter."""

    def __init__(self, shop: Shop, card: AccountCard, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Use a pass"), card.name, customer=card.number, parent=parent)
        self.card = card
        self.passes = PassChoices(dict.fromkeys(each.service for each in card.passes))
        self.count = CountEdit(1)
        self.left = label("", "mute")
        self.check = UseCheckRow(shop, card)
        self.on = DateEdit(shop.today, shop.today())
        self.text = LineEdit(hint=_("for the receipt, if anything"))
        self.form.add("service", _("Pass"), self.passes)
        self.form.add("count", _("Visits"), self.count, beside=self.left)
        self.check.put_in(self.form)
        self.form.add("note", _("Note"), self.text)
        self.form.add("on", _("Date"), self.on)
        self.more = Fold(self, ("note", "on"), _("Show note and date"))
        self._offer()
        self.check.ask(used=True)
        self._wire()
        self.touched()
        (self.count if len(self.passes.found) == 1 else self.passes).setFocus()
        self.count.selectAll()

    def _wire(self) -> None:
        self.passes.changed.connect(self.touched)
        self.count.textChanged.connect(self.touched)
        self.check.changed.connect(self.forgive)
        self.text.textChanged.connect(self.touched)
        self.on.textChanged.connect(self._day_typed)

    def _offer(self) -> None:
        """Offer what can be used on the day; the one used last comes first into the hand."""
        found = usable(self.card.passes, self.on.or_today())
        before = self.passes.chosen()
        lines = [line.service for line in self.card.lines if line.kind == "pass_use" and not line.reversed_by]
        last = next((each.service for each in found if each.service in lines[:1]), "")
        self.passes.show_passes(found, before.service if before else last)
        self.primary.setEnabled(bool(found))

    def _day_typed(self) -> None:
        self._offer()
        self.touched()

    def touched(self, *args: object) -> None:
        """Say how many are left after it."""
        super().touched(*args)
        chosen = self.passes.chosen()
        try:
            count = self.count.value_or_none()
        except Refused:
            count = None
        if chosen is None or count is None:
            self.left.setText("")
        elif chosen.left is None:
            self.left.setText(_("any number of them"))
        else:
            left = chosen.left - count
            words = ngettext("{n} left after it", "{n} left after it", left)
            self.left.setText(words.format(n=left) if left >= 0 else "")
        short = chosen is None or chosen.left is None or not count
        words = ngettext("Use {n} visit", "Use {n} visits", count or 1)
        self.primary.setText(_("Use the pass") if short else words.format(n=count))

    # ---- recording --------------------------------------------------------------------------------------------------

    def request(self) -> PassUse:
        """Return the use as typed."""
        chosen = self.passes.chosen()
        if chosen is None:
            refuse("service", N_("There is no pass that can be used on that date."))
        return PassUse(
            id=self.request_id,
            customer=self.customer,
            on=self.on.required(),
            service=chosen.service,
            count=self.count.value(),
            note=self.text.value(),
        )

    def recorder(self) -> Callable[[], Posted]:
        """Have the PIN checked first, where the shop wants it."""
        return self.check.guarded(super().recorder())

    def place_of(self, field: str) -> str:
        """Bring a hidden row out when the error is there."""
        return self.more.reveal(field)

    def done_text(self, posted: Posted) -> str:
        """Say what was used."""
        del posted
        request = self.request()
        words = ngettext(
            "Used {n} visit of {service} for {name}.", "Used {n} visits of {service} for {name}.", request.count
        )
        return words.format(n=request.count, service=request.service, name=self.subtitle.text())


class PassChoices(QWidget):
    """One large button for each service the customer has a pass for; arrow keys and digits choose."""

    #: Another one was chosen.
    changed = Signal()

    def __init__(self, services: Iterable[str]) -> None:
        super().__init__()
        self.found: list[Usable] = []
        self._group = QButtonGroup(self)
        self._buttons = {service: _PassButton() for service in services}
        self._none = label(_("There is no pass that can be used on that date."), "mute", wrap=True)
        self.setLayout(column(self._none, *self._buttons.values(), gap=6))
        for service, button in self._buttons.items():
            self._group.addButton(button)
            button.clicked.connect(partial(self._clicked, service))

    def show_passes(self, found: list[Usable], chosen: str) -> None:
        """Offer these; the one for the service `chosen`, else the first, is chosen."""
        self.found = found
        self._none.setVisible(not found)
        services = [each.service for each in found]
        for service, button in self._buttons.items():
            button.setVisible(service in services)
        for number, each in enumerate(found, start=1):
            self._buttons[each.service].show_pass(each, number if len(found) > 1 else 0)
        if found:
            self._check(chosen if chosen in services else services[0])

    def chosen(self) -> Usable | None:
        """Return what is chosen, None where nothing can be."""
        return next((each for each in self.found if self._buttons[each.service].isChecked()), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrow keys; a digit takes the pass of that number."""
        step = _STEPS.get(Qt.Key(event.key()))
        digit = event.text()
        chosen = self.chosen()
        if step is not None and chosen is not None:
            self._take(self.found[(self.found.index(chosen) + step) % len(self.found)].service)
        elif digit.isdecimal() and digit.isascii() and 0 < int(digit) <= len(self.found):
            self._take(self.found[int(digit) - 1].service)
        else:
            super().keyPressEvent(event)

    def _check(self, service: str) -> None:
        self._buttons[service].setChecked(True)
        self.setFocusProxy(self._buttons[service])

    def _take(self, service: str) -> None:
        self._check(service)
        self.setFocus()
        self.changed.emit()

    def _clicked(self, service: str, _checked: object = None) -> None:
        self._check(service)
        self.changed.emit()


_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}


class _PassButton(BigChoice):
    """A pass: the service, how many visits are left, until when."""

    def __init__(self) -> None:
        self._number, self._service = label("", "key"), label("", "strong", wrap=True)
        self._until, self._left = label("", "mute-small"), label("")
        line = row(self._number, self._service, self._until, self._left, gap=S3, margins=(S3, S3, S3, S3))
        line.setStretch(1, 1)
        super().__init__(line, "")

    def show_pass(self, each: Usable, number: int) -> None:
        """Show what is left; a number is the digit that chooses it."""
        words = ngettext("{n} left", "{n} left", each.left or 0)
        left = _("any number") if each.left is None else words.format(n=each.left)
        until = _("until {date}").format(date=form.short_date(each.until)) if each.until else _("without expiry")
        self._number.setText(str(number))
        self._number.setVisible(bool(number))
        self._service.setText(each.service)
        self._until.setText(until)
        self._left.setText(left)
        self.setAccessibleName(f"{each.service} {left} {until}")
