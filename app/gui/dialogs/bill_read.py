"""Reading a bill of payments: what the file is found to be, whether its sums are right, what could not be read."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from app.core.incoming import Control, PayKind
from app.core.staff.rights import Right
from app.gui import theme
from app.gui.dialogs.arrival_words import days_words, number, pay_kind_name, payer, source_name
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.bill_layout import LayoutForm
from app.gui.models.rows import Column
from app.gui.tasks import Lane
from app.gui.theme import S2
from app.gui.widgets.basics import Card, column, label
from app.gui.widgets.guard import guard
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.incoming import BadRow, Bill, Incoming
    from app.errors import CounterbookError
    from app.gui.shop import Shop
    from app.gui.tasks import Job
    from app.services.incoming import BillRead, Layout, NeedsLayout

AFTER_MS = 150
FIRST = 6
FILES = "*.csv *.txt *.xls *.xlsx *.xlsb *.ods *.ofx *.qfx *.qbo *.sta *.mt940 *.940 *.xml *.zip *.gz"


class ReadBillDialog(FormDialog):
    """Nothing is written before the button is pressed; what cannot be told of a bank's table is asked here."""

    #: The bill was read (a `BillRead`).
    read = Signal(object)

    def __init__(self, shop: Shop, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Read a bill"), path.name, parent=parent)
        self.setMinimumWidth(theme.px(880))
        self.path = path
        self.bill: Bill | None = None
        self.job: Job | None = None
        self._asked = 0
        self.layout_form = LayoutForm()
        self.layout_form.hide()
        self.view = BillView(shop)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Progress"))
        self.progress.hide()
        self.above.addWidget(self.layout_form)
        self.above.addWidget(self.view)
        self.below.addWidget(self.progress)
        guard(shop, Right.IMPORT, self.primary)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self.look)
        self.layout_form.changed.connect(self._timer.start)
        shop.tasks.changed.connect(self._stepped)
        self.look()

    # ---- looking ----------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Read the file without writing anything, as the columns are explained by now."""
        self.forgive()
        self._asked += 1
        self.bill = None
        self.primary.setEnabled(False)
        self.primary.say(_("Reading…"))
        layout = None if self.layout_form.isHidden() else self.layout_form.layout_made()
        work = partial(look_at, self.shop, self.path, layout)
        done, failed = partial(self._looked, self._asked), partial(self._not_looked, self._asked)
        self.shop.tasks.run(work, done, failed, owner=self, lane=Lane.RENDER)

    def _looked(self, asked: int, bill: Bill) -> None:
        if asked != self._asked:
            return
        self.bill = bill
        self.view.show_bill(bill, short=not self.layout_form.isHidden())
        self.view.show()
        count = len(bill.payments)
        text = ngettext("Take in {n} line", "Take in {n} lines", count)
        self.primary.say(text.format(n=number(count)))
        self.primary.setEnabled(count > 0)
        self.layout_form.said.setText(_("Look at the lines below: is each day and each amount right?"))
        if self.layout_form.isHidden():
            self.primary.setFocus()
        self.grow()

    def _not_looked(self, asked: int, error: CounterbookError) -> None:
        if asked != self._asked:
            return
        self.view.hide()
        self.primary.say(_("Read a bill"))
        self.primary.setEnabled(False)
        needs = needs_layout(error)
        if needs is not None:
            first = self.layout_form.isHidden()
            self.layout_form.show_asked(needs, self.shop.words(error))
            self.layout_form.show()
            if first:
                self.layout_form.columns["date"].setFocus()
        else:
            self.complain(error)
        self.grow()

    # ---- reading ----------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Take the lines into the book."""
        if self.bill is None or self.job is not None:
            return
        layout = None if self.layout_form.isHidden() else self.layout_form.layout_made()
        self._set_busy(busy=True)
        self.progress.setRange(0, 0)
        self.progress.show()
        work = partial(self._work, layout)
        label_ = _("Reading {file}").format(file=self.path.name)
        self.job = self.shop.tasks.run_long(label_, work, self._read, self._not_read, owner=self)
        if self.job not in self.shop.tasks.long:  # it was over at once
            self.job = None

    def _work(self, layout: Layout | None, job: Job) -> BillRead:
        return self.shop.app.incoming.read(self.path, layout, job.progress, job.cancelled)

    def _stepped(self) -> None:
        if self.job is not None and self.job.all_steps:
            self.progress.setRange(0, self.job.all_steps)
            self.progress.setValue(self.job.done_steps)

    def _read(self, found: BillRead) -> None:
        self._over()
        self.accept()
        self.read.emit(found)

    def _not_read(self, error: CounterbookError) -> None:
        self._over()
        self.complain(error)

    def _over(self) -> None:
        self.job = None
        self.progress.hide()
        self._set_busy(busy=False)

    def reject(self) -> None:
        """While it is being read, ask it to stop; then nothing of the bill is kept."""
        if self.job is not None:
            self.job.cancel()
        else:
            super().reject()


def look_at(shop: Shop, path: Path, layout: Layout | None) -> Bill:
    """Return what a file holds; runs in a lane."""
    return shop.app.incoming.look(path, layout)


def needs_layout(error: CounterbookError) -> NeedsLayout | None:
    """Return an error as what asks for the columns of a bank's table, None where it is another one."""
    from app.services.incoming import NeedsLayout

    return error if isinstance(error, NeedsLayout) else None


def read_words(found: BillRead) -> str:
    """Return what became of a bill, in a sentence."""
    if found.repeated:
        return _("This very file was read before; nothing was added.")
    new = ngettext("{n} new line read.", "{n} new lines read.", found.new).format(n=number(found.new))
    if not found.known:
        return new
    text = ngettext("{n} was known from another bill.", "{n} were known from other bills.", found.known)
    return f"{new} {text.format(n=number(found.known))}"


class BillView(QWidget):
    """What a bill says: what it is, its sums beside those it states, what could not be read, its first lines."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self.what, self.days = label("", "strong", wrap=True), label("", "mute", wrap=True)
        self.said = label("", "soon", wrap=True)
        self.kinds = SmallTable(_("What its lines come to"), kind_columns(shop), most=5)
        self.controls = SmallTable(_("Sums the bill states"), control_columns(shop), most=5)
        self.refused_head = label("", "owed", wrap=True)
        self.refused = SmallTable(_("Lines that could not be read"), bad_columns(shop), most=4)
        self.first_head = label(_("Its first lines"), "mute-small")
        self.lines = SmallTable(_("Its first lines"), line_columns(shop), most=4)
        self.kinds_head = label(_("What its lines come to"), "mute-small")
        self.controls_head = label(_("Sums the bill states, beside what its lines come to"), "mute-small")
        parts: list[QWidget] = [self.what, self.days, self.said]
        parts += [self.kinds_head, _framed(self.kinds), self.controls_head, _framed(self.controls)]
        parts += [self.refused_head, _framed(self.refused), self.first_head, _framed(self.lines)]
        self.setLayout(column(*parts, gap=S2))

    def show_bill(self, bill: Bill, *, short: bool = False) -> None:
        """Show a bill; where its columns are being explained, its lines before everything."""
        self.what.setText(" · ".join(each for each in (source_name(bill.source), bill.account) if each))
        facts = [days_words(bill.days or (None, None))]
        if bill.left_out:
            text = ngettext("{n} line moved no money", "{n} lines moved no money", bill.left_out)
            facts.append(text.format(n=number(bill.left_out)))
        self.days.setText("  ·  ".join(each for each in facts if each))
        said = [self._shop.sentence(each) for each in bill.said]
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
