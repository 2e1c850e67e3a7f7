"""Below the ageing list: the charges behind the line that is current, and how the customer is rated."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy

from app.gui import theme
from app.gui.dialogs.owing_words import expected_words
from app.gui.dialogs.receivable_words import bucket_title, class_said
from app.gui.models.rows import Column
from app.gui.theme import S2, S3
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.charge_list import charge_name
from app.gui.widgets.elided import Elided
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.core.ageing import AgeingLine
    from app.core.credit.ageing_list import AgeingPage
    from app.errors import CounterbookError
    from app.gui.shop import Shop
    from app.services.ratings import Rated
    from app.services.receivables import BehindLine

SHOWN, SHOWN_LOW = 4, 2


class Found(NamedTuple):
    """What was read of a customer."""

    charges: Sequence[BehindLine]
    rated: Rated


class BehindPane(Card):
    """Shows one customer's open charges, those of the column that is current in bold; ✕ or Esc puts it away."""

    closed = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._asked = 0
        self._bucket: int | None = None
        self._names: Sequence[str] = ()
        self.name, self.rating = Elided("", "heading"), Elided("", "mute")
        self.chip = label("", "chip")
        self.chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.table = SmallTable(_("Open charges"), self._columns(), SHOWN)
        self.nothing = label(_("Nothing is open: the account holds prepaid money only."), "mute")
        away = button(
            "", "quiet", icon="cross", on=self.closed.emit, name=_("Put the charges away"), tip=_("Put away (Esc)")
        )
        head = row(self.name, self.chip, self.rating, away, gap=S2, margins=(14, 6, 6, 2))
        head.setStretch(2, 1)
        self.nothing.setContentsMargins(14, 0, 14, S3)
        self.setLayout(column(head, self.table, self.nothing, gap=0, margins=(1, 1, 1, 1)))
        self.hide()

    def _columns(self) -> tuple[Column, ...]:
        shop = self._shop

        def age(line: BehindLine) -> str:
            if line.days > 0:
                return ngettext("{n} day", "{n} days", line.days).format(n=form.number(line.days, current().language))
            return _("due in {n}").format(n=_days(-line.days)) if line.days else _("due today")

        def what(line: BehindLine) -> str:
            text, (nth, parts) = line.text, line.part
            if line.kind:
                return charge_name(text, line.kind)
            return _("{text}  (instalment {n} of {all})").format(text=text, n=nth, all=parts) if parts else text

        def group(line: BehindLine) -> str:
            return _("Not due") if line.column is None else bucket_title(self._names[line.column])

        def disputed(line: BehindLine) -> str:
            return f"▲ {shop.amount(line.disputed)}" if line.disputed else ""

        def bold(line: BehindLine) -> bool:
            return self._bucket is not None and line.column == self._bucket

        def late(line: BehindLine) -> str:
            return "mute" if line.column is None else "owed"

        return (
            Column("text", N_("What for"), what, stretch=True, width=150, bold=bold, tip=what),
            Column("on", N_("Sold on"), lambda line: form.short_date(line.on), width=104, tone=lambda _l: "mute"),
            Column("due", N_("Due on"), lambda line: form.short_date(line.due_on), width=104),
            Column("age", N_("Overdue for"), age, right=True, width=124, tone=late),
            Column("group", N_("Age group"), group, width=110, tone=lambda _l: "mute"),
            Column("amount", N_("Amount"), lambda line: shop.amount(line.amount), right=True, width=94, tone=_mute),
            Column(
                "disputed",
                pgettext("amount", "Disputed"),
                said=True,
                text=disputed,
                right=True,
                width=88,
                tone=lambda _l: "soon",
            ),
            Column("open", N_("Open"), lambda line: shop.amount(line.open), right=True, width=98, bold=True),
        )

    # ---- what shows -------------------------------------------------------------------------------------------------

    def show_line(self, line: AgeingLine, page: AgeingPage, bucket: int | None) -> None:
        """Show the charges behind a line of the list."""
        self._asked += 1
        self._bucket, self._names = bucket, page.table.names
        self.name.setText(f"{line.name}  {line.customer}")
        read: Callable[[], Found] = partial(_read, self._shop, line.customer, page)
        self._shop.tasks.run(read, partial(self._show, self._asked), self._wrong, owner=self)
        self.show()

    def light(self, bucket: int | None) -> None:
        """Show the charges of another column in bold."""
        if bucket != self._bucket:
            self._bucket = bucket
            self.table.viewport().update()

    def _show(self, asked: int, found: Found) -> None:
        if asked != self._asked:
            return
        self.table.show_rows(found.charges)
        at = next(n for n, each in enumerate(self.table.rows_model.columns) if each.key == "disputed")
        self.table.setColumnHidden(at, not any(line.disputed for line in found.charges))
        self.table.setVisible(bool(found.charges))
        self.nothing.setVisible(not found.charges)
        effective, rating = found.rated.effective, found.rated.rating
        said = class_said(effective.credit if effective.known else rating.credit)
        text = f"{said.sign} {said.text}".strip()
        suggested = not effective.known and rating.credit is not None
        self.chip.setText(_("Suggested: {class_name}").format(class_name=text) if suggested else text)
        theme.mark(self.chip, f"chip-{said.tone}" if said.tone in ("accent", "owed", "soon") else "chip")
        why = rating.reasons[0] if suggested and rating.reasons else effective.reason
        words = [self._shop.sentence(why), expected_words(rating)]
        self.rating.setText("  ·  ".join(each for each in words if each))

    def _wrong(self, error: CounterbookError) -> None:
        self._shop.complain(error)

    def be_small(self, *, narrow: bool, low: bool) -> None:
        """Show fewer charges at a time, and less of each, where there is little room."""
        self.table.be_at_most(SHOWN_LOW if low else SHOWN)
        for at, each in enumerate(self.table.rows_model.columns):
            if each.key in ("on", "group"):
                self.table.setColumnHidden(at, narrow)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the pane away."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _days(count: int) -> str:
    return ngettext("{n} day", "{n} days", count).format(n=form.number(count, current().language))


def _mute(_line: object) -> str:
    return "mute"


def _read(shop: Shop, number: str, page: AgeingPage) -> Found:
    app = shop.app
    on = page.table.on
    return Found(app.receivables.behind(number, page.ask), app.ratings.rating(number, on))
