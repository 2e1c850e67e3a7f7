"""One entry in full: what was recorded, by whom and when, what it did to each lot and charge; receipt and reversal."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QScrollArea, QWidget

from app.gui import theme
from app.gui.dialogs.account_actions import open_receipt, open_reverse, why_no_receipt, why_no_reversal
from app.gui.dialogs.arrival_words import payment_facts
from app.gui.dialogs.entry_words import line_kind
from app.gui.dialogs.names import kind_name, tender_name
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4, S5
from app.gui.widgets.basics import Card, KeyButton, button, column, holder, label, row
from app.i18n import format as form
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.errors import CounterbookError
    from app.services.arrival_steps import Proof
    from app.services.counter import AccountCard, CardLine
    from app.services.entries import EntryDetail, Moved, OtherEntry

EXPLAIN = "explain"

_TEXTS = (
    ("description", N_("Description")),
    ("reason", N_("Reason")),
    ("note", N_("Note")),
    ("reference", N_("Reference")),
    ("override", N_("Allowed because")),
)


class EntryDialog(QDialog):
    """Shows an entry; nothing can be typed here, because nothing recorded is ever changed."""

    def __init__(self, shop: Shop, card: AccountCard | None, line: CardLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop, self.card, self.line = shop, card, line
        title = line_kind(line)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.px(640))
        self.title = label(title, "title")
        self.subtitle = label(self._subtitle(), "mute")
        self.state = label("", "strong-owed", wrap=True)
        self.state.hide()
        self.facts = QGridLayout()
        self.facts.setContentsMargins(S4, S3, S4, S3)
        self.facts.setHorizontalSpacing(S4)
        self.facts.setVerticalSpacing(theme.px(6))
        self.facts.setColumnMinimumWidth(0, theme.px(104))
        self.facts.setColumnStretch(1, 1)
        self.shown: list[tuple[str, str]] = []
        self._build()
        shop.tasks.run(lambda: shop.app.entries.detail(line.entry), self.show_detail, self._failed, owner=self)
        shop.tasks.run(lambda: shop.app.arrival_steps.proofs(line.entry), self.show_proofs, self._failed, owner=self)

    def _subtitle(self) -> str:
        return _("Entry {number}  ·  {date}").format(number=self.line.entry, date=form.short_date(self.line.on))

    def _build(self) -> None:
        self.receipt = KeyButton(_("Receipt"), "F8", on=self._receipt)
        self.receipt.setShortcut("F8")
        self.reverse = button(_("Reverse…"), "danger", on=self._reverse)
        whys = why_no_receipt(self.line), why_no_reversal(self.shop, self.line)
        for made, why_not in zip((self.receipt, self.reverse), whys, strict=True):
            made.setEnabled(not why_not)
            if why_not:
                made.setToolTip(why_not)
        close = button(_("Close"), "primary", on=self.reject)
        close.setDefault(True)
        head = row(self.title, self.subtitle, None, gap=S3)
        head.setAlignment(self.subtitle, Qt.AlignmentFlag.AlignBottom)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = holder(column(self.facts, None, gap=0), "clear")
        area.setWidget(self._inside)
        self._area = area
        foot = row(self.receipt, self.reverse, None, close, gap=S2)
        whole = column(head, self.state, Card(row(area)), foot, gap=S4, margins=(S5, S5, S5, S5))
        whole.setStretch(2, 1)
        self.setLayout(whole)
        close.setFocus()

    # ---- what is known ----------------------------------------------------------------------------------------------

    def show_detail(self, detail: EntryDetail) -> None:
        """Show everything that is known of the entry."""
        if detail.reversed_by is not None:
            self.state.setText(
                _("Reversed on {date} by entry {number}.").format(
                    date=form.short_date(detail.reversed_by.on), number=detail.reversed_by.entry
                )
            )
            self.state.show()
        for name, value in self._rows(detail):
            self._add(name, value)
        _fit(self, self.facts, self._area)

    def show_proofs(self, proofs: Sequence[Proof]) -> None:
        """Show which payments of bills prove that its money arrived."""
        proven = [_proof(self.shop, each) for each in proofs if each.step.what != EXPLAIN]
        explained = [each.step.text for each in proofs if each.step.what == EXPLAIN]
        for name, value in (*_named(_("Arrived"), proven), *_named(_("Needs no payment"), explained)):
            self._add(name, value)
        if proofs:
            _fit(self, self.facts, self._area)

    def _failed(self, error: CounterbookError) -> None:
        self.state.setText(self.shop.words(error))
        self.state.show()

    def _add(self, name: str, value: str) -> None:
        self.shown.append((name, value))
        at = self.facts.rowCount()
        left, right = label(name, "mute", wrap=True), label(value, wrap=True)
        right.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        right.setAccessibleName(f"{name}: {value}" if name else value)
        right.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        for at_column, part in enumerate((left, right)):
            self.facts.addWidget(part, at, at_column, Qt.AlignmentFlag.AlignTop)

    def _rows(self, detail: EntryDetail) -> Iterator[tuple[str, str]]:
        yield _("Customer"), f"{detail.customer.name}  ·  {detail.customer.number}"
        yield from ((_(name), detail.texts[key]) for key, name in _TEXTS if detail.texts.get(key))
        yield from self._sold(detail)
        yield from self._money(detail)
        moves = [text for each in detail.moves if (text := self._moved(each))]
        yield from _named(_("What it changed"), moves)
        if detail.receiver is not None:
            yield _("Transferred to"), f"{detail.receiver.name}  ·  {detail.receiver.number}"
        if detail.reverses is not None:
            yield _("Reverses"), self._other(detail.reverses)
        if detail.receipt:
            yield _("Receipt"), detail.receipt
        if detail.has_terms:
            yield _("Terms"), _("The shop's terms went with it; the receipt shows them.")
        who = detail.staff or _("Owner")
        when = form.date_time(detail.recorded_at.astimezone())
        yield _("Recorded"), _("by {who}, {when}").format(who=who, when=when)

    def _sold(self, detail: EntryDetail) -> Iterator[tuple[str, str]]:
        lines = []
        for each in detail.lines:
            total = int((Decimal(each.quantity) * each.price).to_integral_value(ROUND_HALF_UP))
            values = {"text": each.text, "quantity": each.quantity, "price": self.shop.amount(each.price)}
            lines.append(_("{text}  {quantity} × {price} = {total}").format(**values, total=self.shop.amount(total)))
        yield from _named(_("Lines"), lines)
        if detail.list_amount:
            yield _("List price"), self.shop.money(detail.list_amount)

    def _money(self, detail: EntryDetail) -> Iterator[tuple[str, str]]:
        came = [f"{tender_name(tender)} {self.shop.money(paid)}" for tender, paid in detail.tenders if paid > 0]
        went = [f"{tender_name(tender)} {self.shop.money(-paid)}" for tender, paid in detail.tenders if paid < 0]
        yield from _named(_("Received"), came)
        yield from _named(_("Paid back"), went)
        parts = []
        for name, change, after in (
            (_("Principal"), self.line.principal, self.line.principal_after),
            (_("Bonus"), self.line.bonus, self.line.bonus_after),
            (_("Owed"), self.line.owed, self.line.owed_after),
        ):
            if change:
                values = {"change": self.shop.amount(change, signed=True), "after": self.shop.amount(after)}
                parts.append(f"{name}  " + _("{change}, then {after}").format(**values))
        yield from _named(_("Account"), parts)

    def _other(self, other: OtherEntry) -> str:
        values = {"kind": kind_name(other.kind), "number": other.entry, "date": form.short_date(other.on)}
        return _("{kind}, entry {number}, {date}").format(**values)

    def _moved(self, each: Moved) -> str:
        """Return what changed on one lot, pass or charge."""
        amount, what = self.shop.amount, []
        if each.amount:
            what.append(amount(each.amount, signed=True))
        if each.bonus:
            what.append(_("bonus {amount}").format(amount=amount(each.bonus, signed=True)))
        if each.units and each.kind == "pass":
            n = abs(each.units)
            count = ngettext("{n} visit", "{n} visits", n).format(n=n)
            what.append(("+" if each.units > 0 else "−") + count)
        if each.written_off:
            what.append(_("written off {amount}").format(amount=amount(each.written_off)))
        return "  ·  ".join(part for part in (self._item(each), _(", ").join(what), _terms(each)) if part)

    def _item(self, each: Moved) -> str:
        day = form.short_date(each.on)
        match each.kind:
            case "lot":
                text = _("Money of {date}").format(date=day)
            case "charge":
                text = _("Debt of {date}").format(date=day)
            case _:
                text = _("{service} pass of {date}").format(service=each.service, date=day)
        return text if each.mine else _("{item} (the other customer's)").format(item=text)

    # ---- what can be done -------------------------------------------------------------------------------------------

    def _receipt(self) -> None:
        open_receipt(self.shop, self.line.entry, self)

    def _reverse(self) -> None:
        made = open_reverse(self.shop, self.card, self.line, self.parentWidget())
        made.accepted.connect(partial(_close, self))
        self.hide()
        made.rejected.connect(self.show)


def _fit(dialog: QDialog, facts: QGridLayout, area: QScrollArea) -> None:
    """Be as high as the facts, up to some height; beyond it they scroll."""
    wide = dialog.minimumWidth() - 2 * S5 - 2
    high = facts.totalHeightForWidth(wide) if facts.hasHeightForWidth() else facts.sizeHint().height()
    area.setFixedHeight(min(high + 2, theme.px(400)))
    dialog.adjustSize()


def _proof(shop: Shop, each: Proof) -> str:
    if each.payment is None:
        return shop.money(each.step.amount)
    words = payment_facts(shop, each.payment)
    if each.step.amount == each.payment.amount:
        return words
    return _("{amount} of: {payment}").format(amount=shop.money(each.step.amount), payment=words)


def _close(dialog: QDialog) -> None:
    dialog.reject()


def _terms(each: Moved) -> str:
    if each.kind == "charge":
        return _("due {date}").format(date=form.short_date(each.due_on)) if each.due_on else ""
    if each.expires_on is not None:
        return _("until {date}").format(date=form.short_date(each.expires_on))
    return pgettext("lot", "never expires") if each.made else ""


def _named(name: str, values: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield some values under one name, which stands before the first of them only."""
    for at, value in enumerate(values):
        yield (name if at == 0 else ""), value
