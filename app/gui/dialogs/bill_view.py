"""What a bill says: what it is, its sums beside those it states, what could not be read, its first lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.core.incoming import Control, PayKind
from app.gui.dialogs.arrival_words import days_words, number, pay_kind_name, payer, source_name
from app.gui.models.rows import Column
from app.gui.theme import S2
from app.gui.widgets.basics import Card, button, column, holder, label, row
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.incoming import BadRow, Bill, Incoming
    from app.gui.shop import Shop
    from app.services.bill_parts import Part

FIRST = 6


class BillView(QWidget):
    """What a bill says: what it is, its sums beside those it states, what could not be read, its first lines."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self.what, self.days = label("", "strong", wrap=True), label("", "mute", wrap=True)
        self.explain = button(_("Change the columns…"), "quiet")
        self.said = label("", "soon", wrap=True)
        self.kinds = SmallTable(_("What its lines come to"), kind_columns(shop), most=5)
        self.controls = SmallTable(_("Sums the bill states"), control_columns(shop), most=5)
        self.refused_head = label("", "owed", wrap=True)
        self.refused = SmallTable(_("Lines that could not be read"), bad_columns(shop), most=4)
        self.first_head = label(_("Its first lines"), "mute-small")
        self.lines = SmallTable(_("Its first lines"), line_columns(shop), most=4)
        self.lines.only_first = True
        self.kinds_head = label(_("What its lines come to"), "mute-small")
        self.controls_head = label(_("Sums the bill states, beside what its lines come to"), "mute-small")
        head = row(self.what, self.explain, gap=S2)
        head.setStretch(0, 1)
        parts: list[QWidget] = [holder(head), self.days, self.said]
        parts += [self.kinds_head, _framed(self.kinds), self.controls_head, _framed(self.controls)]
        parts += [self.refused_head, _framed(self.refused), self.first_head, _framed(self.lines)]
        self.setLayout(column(*parts, gap=S2))

    def show_bill(self, part: Part, *, short: bool = False) -> None:
        """Show a bill of a file; where its columns are being explained, its lines before everything."""
        bill = part.bill
        if bill is None:
            return
        self.explain.setVisible(bool(bill.layout) and not short)
        self.what.setText(" · ".join(each for each in (source_name(bill.source), bill.account) if each))
        facts = [days_words(bill.days or (None, None))]
        if bill.left_out:
            text = ngettext("{n} line moved no money", "{n} lines moved no money", bill.left_out)
            facts.append(text.format(n=number(bill.left_out)))
        self.days.setText("  ·  ".join(each for each in facts if each))
        said = [self._shop.sentence(each) for each in bill.said]
        if part.otherwise:
            said.append(_("It was read before by other columns; read anew, its lines of that time count no more."))
        elif part.before:
            said.append(_("This very file was read before; reading it again adds nothing."))
        self.said.setText("\n".join(said))
        self.said.setVisible(bool(said))
        kinds = [kind for kind in PayKind if any(each.kind is kind for each in bill.payments)]
        _show(self.kinds, [] if short else [(kind, bill) for kind in kinds], self.kinds_head)
        _show(self.controls, bill.controls, self.controls_head)
        count = len(bill.refused)
        text = ngettext(
            "{n} line could not be read and is left out:", "{n} lines could not be read and are left out:", count
        )
        self.refused_head.setText(text.format(n=number(count)))
        _show(self.refused, bill.refused, self.refused_head)
        _show(self.lines, bill.payments[:FIRST], self.first_head)


def _framed(table: SmallTable) -> Card:
    return Card(column(table, margins=(1, 1, 1, 1)))


def _show(table: SmallTable, rows: Sequence[Any], head: QWidget) -> None:
    """Show a table with its heading, or neither where there is nothing in it."""
    table.show_rows(rows)
    for part in (head, table.parentWidget()):
        if part is not None:
            part.setVisible(bool(rows))


# ---- columns --------------------------------------------------------------------------------------------------------


def part_columns(shop: Shop) -> tuple[Column, ...]:
    """Return the columns of the bills a file holds."""

    def what(each: Part) -> str:
        if each.bill is not None:
            return source_name(each.bill.source)
        return shop.sentence(each.refused.message) if each.refused is not None else ""

    def lines(each: Part) -> str:
        return shop.nothing() if each.bill is None else number(len(each.bill.payments))

    def days(each: Part) -> str:
        return "" if each.bill is None else days_words(each.bill.days or (None, None))

    def tone(each: Part) -> str:
        return "" if each.refused is None else "owed"

    return (
        Column("name", pgettext("bills", "File"), lambda e: e.name, said=True, width=210, tip=lambda e: e.name),
        Column("what", pgettext("bill", "What"), what, stretch=True, width=200, tip=what, tone=tone),
        Column("days", pgettext("bill", "Days"), days, said=True, width=190),
        Column("lines", pgettext("bill", "Lines"), lines, said=True, right=True, width=80),
    )


def kind_columns(shop: Shop) -> tuple[Column, ...]:
    """Return the columns of what the lines of each kind come to."""

    def count(each: tuple[PayKind, Bill]) -> str:
        return number(sum(one.kind is each[0] for one in each[1].payments))

    def fee(each: tuple[PayKind, Bill]) -> str:
        found = sum(one.fee for one in each[1].payments if one.kind is each[0])
        return shop.amount(found) if found else shop.nothing()

    return (
        Column("kind", pgettext("bill", "What"), lambda e: pay_kind_name(e[0]), said=True, stretch=True, width=180),
        Column("count", pgettext("bill", "Lines"), count, said=True, right=True, width=90),
        Column(
            "sum", pgettext("bill", "Sum"), lambda e: shop.amount(e[1].total(e[0])), said=True, right=True, width=130
        ),
        Column("fee", pgettext("bill", "Kept as fee"), fee, said=True, right=True, width=130),
    )


def control_columns(shop: Shop) -> tuple[Column, ...]:
    """Return the columns of the sums a bill states."""

    def value(each: Control, figure: int) -> str:
        return shop.amount(figure) if each.money else number(figure)

    def apart(each: Control) -> str:
        if each.right:
            return "✓ " + pgettext("control", "agrees")
        found = each.counted - each.stated
        return shop.amount(found, signed=True) if each.money else f"{found:+,}".replace("-", "−")

    def tone(each: Control) -> str:
        return "" if each.right else "soon" if each.meant or each.hint else "owed"

    def hint(each: Control) -> str:
        if each.hint:
            return _(each.hint)
        return _("The source itself says that these need not agree.") if each.meant and not each.right else ""

    return (
        Column("what", pgettext("control", "Sum"), lambda e: _(e.what), said=True, width=200),
        Column("stated", pgettext("control", "Stated"), lambda e: value(e, e.stated), said=True, right=True, width=110),
        Column(
            "counted", pgettext("control", "Its lines"), lambda e: value(e, e.counted), said=True, right=True, width=110
        ),
        Column(
            "apart", pgettext("control", "Difference"), apart, said=True, right=True, width=120, tone=tone, bold=True
        ),
        Column("hint", pgettext("control", "Note"), hint, said=True, stretch=True, width=160, tip=hint),
    )


def bad_columns(shop: Shop) -> tuple[Column, ...]:
    """Return the columns of the lines that could not be read."""

    def reason(each: BadRow) -> str:
        return shop.sentence(each.reason)

    return (
        Column("line", pgettext("bill", "Line"), lambda e: number(e.line), said=True, right=True, width=70),
        Column("column", pgettext("bill", "Column"), lambda e: e.column, said=True, width=130),
        Column("value", pgettext("bill", "Value"), lambda e: e.value, said=True, width=170, tip=lambda e: e.value),
        Column("reason", N_("Reason"), reason, stretch=True, width=200, tip=reason),
    )


def line_columns(shop: Shop) -> tuple[Column, ...]:
    """Return the columns of a bill's lines."""

    def when(each: Incoming) -> str:
        return f"{form.short_date(each.on)} {each.at[:5]}".strip()

    def text(each: Incoming) -> str:
        return "  ·  ".join(word for word in (each.text, each.reference) if word)

    return (
        Column("line", pgettext("bill", "Line"), lambda e: number(e.line), said=True, right=True, width=60),
        Column("when", N_("Date"), when, width=140),
        Column("kind", pgettext("bill", "What"), lambda e: pay_kind_name(e.kind), said=True, width=120),
        Column("who", pgettext("bills", "Payer"), payer, said=True, width=170, tip=payer),
        Column("text", pgettext("bill", "Text"), text, said=True, stretch=True, width=150, tip=text),
        Column("amount", N_("Amount"), lambda e: shop.amount(e.amount), right=True, bold=True, width=110),
    )
