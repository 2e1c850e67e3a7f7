"""What a customer disputes: lines of the statement with a tick each, what they say each should be, and their words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.statement import AccountLine, OpenCharge, PrepaidLine, Statement
from app.core.statement_reply import Claim
from app.errors import Refused, refuse
from app.gui.dialogs.names import kind_name
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.theme import S2
from app.gui.widgets.basics import column, label
from app.gui.widgets.check_table import CheckModel, CheckTable
from app.gui.widgets.fields import AmountEdit, Composite, LineEdit
from app.i18n import format as form
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Hashable

ROWS = 4


class DisputedLine(NamedTuple):
    """A line of the statement; `charge` is blank where none is open; `amount` is what it moved, or what is open.

    `document` is its number as the paper prints it: by this a customer names it.
    """

    entry: int
    charge: str
    on: date
    document: str
    text: str
    amount: int


def lines_of(statement: Statement) -> list[DisputedLine]:
    """Return what may be disputed: the charges open, then every line of the account and of prepaid money, by date."""
    open_charges = [
        DisputedLine(charge.entry, charge.charge, charge.on, _document(charge), _charge_text(charge), charge.open)
        for charge in statement.charges
    ]
    charged = {charge.entry for charge in statement.charges}
    on_account = charged | {line.entry for line in statement.account.lines}
    moved = [
        DisputedLine(line.entry, "", line.on, _document(line), _line_text(line), abs(line.debit - line.credit))
        for line in statement.account.lines
        if line.entry not in charged
    ]
    held = [
        DisputedLine(line.entry, "", line.on, _document(line), _line_text(line), abs(line.credit - line.debit))
        for line in statement.prepaid.lines
        if line.entry not in on_account
    ]
    return sorted([*open_charges, *moved, *held], key=lambda line: (line.on, line.entry, line.charge))


def _line_text(line: AccountLine | PrepaidLine) -> str:
    return f"{kind_name(line.kind)}  {line.text}".strip()


def _document(line: AccountLine | PrepaidLine | OpenCharge) -> str:
    return line.reference or str(line.entry)


def _charge_text(charge: OpenCharge) -> str:
    text = charge.text or _("Charge")
    if charge.of > 1:
        text += "  " + _("{nth} of {of}").format(nth=charge.nth, of=charge.of)
    return text


class ClaimList(Composite):
    """A tick at a line disputes it; an amount may be typed beside it; below, what the customer wrote."""

    #: Something was ticked or typed.
    changed = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._decimals = shop.app.book.decimals
        self.model = CheckModel(_columns(shop), _key, typing="claimed", parent=self)
        self.table = CheckTable(_("Lines of the statement"), self.model, most_rows=ROWS)
        self.table.lay_out(self.model.columns)
        self.words = LineEdit(hint=_("What they wrote, e.g. paid on 3 October, returned, not ours"), most=500)
        self.words.setAccessibleName(_("What they wrote"))
        hint = label(
            _("Tick a line with the Space key; digits write what they say it should be."), "mute-small", wrap=True
        )
        parts: list[QWidget] = [self.table, hint, self.words]
        self.setLayout(column(*parts, gap=S2))
        self.setFocusProxy(self.table)
        self.model.touched.connect(self._touched)
        self.words.textEdited.connect(self._touched)

    def show_statement(self, statement: Statement) -> None:
        """Offer the lines of a statement."""
        lines = lines_of(statement)
        self.model.show_rows(lines)
        self.table.setVisible(bool(lines))

    def value(self) -> tuple[Claim, ...]:
        """Return what is disputed; the words stand at each line ticked, and for the whole where none is."""
        words = self.read(self.words)
        rows = [line for line in self.model.rows if _key(line) in self.model.checked]
        if not rows:
            return (Claim(text=words),) if words else ()
        return tuple(
            Claim(entry=line.entry, charge=line.charge, amount=self._claimed(line), text=words) for line in rows
        )

    def _claimed(self, line: DisputedLine) -> int | None:
        typed = self.model.typed.get(_key(line), "")
        if not typed:
            return None
        field = AmountEdit(self._decimals, zero=True)
        field.setText(typed)
        try:
            return field.value_or_none()
        except Refused:
            self.culprit = self.table
            refuse(
                "claims",
                N_("“{value}” is no amount; write what they say “{text}” should be, such as 12.30."),
                value=typed[:20],
                text=line.text,
            )

    def _touched(self, _what: object) -> None:
        self.changed.emit()


def _key(line: DisputedLine) -> Hashable:
    return line.entry, line.charge


def _columns(shop: Shop) -> list[Column]:
    def amount(line: DisputedLine) -> str:
        return shop.amount(line.amount)

    return [
        Column("on", N_("Date"), lambda line: form.short_date(line.on), width=124),
        Column("document", N_("Document"), lambda line: line.document, width=120, tip=lambda line: line.document),
        Column("text", N_("Line"), lambda line: line.text, stretch=True, tip=lambda line: line.text),
        Column("amount", N_("Amount"), amount, right=True, width=100),
        Column("claimed", N_("They say"), lambda _line: "", right=True, width=100),
    ]
