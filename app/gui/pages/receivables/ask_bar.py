"""What the ageing list is asked for: as of which day, counted from when, by which buckets, and of whom."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from app.core.ageing import BUCKETS, column_names
from app.core.credit.ageing_list import AgeingAsk, AgeingSort, Only
from app.core.credit.buckets import Basis
from app.errors import Refused
from app.gui import theme
from app.gui.theme import S1, S2
from app.gui.widgets.basics import button, holder, label, row
from app.gui.widgets.fields import DateEdit, LineEdit, choose, combo, show_wrong
from app.gui.widgets.flow import Flow
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from datetime import date

    from app.gui.shop import Shop

AFTER_MS = 150
"""How long typing must rest before the list is asked."""

WIDE, NARROW = 196, 150

FIRST_ORDER = AgeingSort.OVERDUE
"""Whoever owes most for too long stands first."""


class AskBar(QWidget):
    """Emits `changed` when something else is asked for, typing after a moment."""

    changed = Signal()
    #: Other buckets are to be chosen.
    buckets_wanted = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._ask = AgeingAsk(sort=FIRST_ORDER, descending=True)
        self.text = LineEdit(hint=_("Name, pinyin, phone or number"))
        self.text.setAccessibleName(_("Narrow the list"))
        self.text.setClearButtonEnabled(True)
        self.text.setFixedWidth(theme.px(WIDE))
        self.text.addAction(theme.icon("filter", theme.tokens().mute), LineEdit.ActionPosition.LeadingPosition)
        self.only: QComboBox = combo(
            [
                (Only.ALL, pgettext("ageing", "Everybody")),
                (Only.OWING, _("Owing")),
                (Only.OVERDUE, _("Overdue")),
                (Only.HELD, _("Holding prepaid")),
            ]
        )
        self.only.setAccessibleName(_("Whom to list"))
        self.basis: QComboBox = combo([(Basis.DUE, _("By due date")), (Basis.DOCUMENT, _("By document date"))])
        self.basis.setAccessibleName(_("Age counted from"))
        self.basis.setToolTip(
            _("By due date, what is not due yet has no age. By document date, age begins with the sale.")
        )
        self.on = DateEdit(shop.today, shop.today())
        self.on.setAccessibleName(_("As of"))
        self.on.setFixedWidth(theme.px(140))
        self.buckets = button("", "quiet", icon="edit", on=self.buckets_wanted.emit, tip=_("Change the age groups"))
        self.buckets.setIconSize(self.buckets.iconSize() * 0.85)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._build()
        self._wire()
        self.show_buckets(BUCKETS)

    def _build(self) -> None:
        as_of = row(label(_("As of"), "mute"), self.on, gap=S2)
        flow = Flow(gap=S2, line_gap=S1)
        for part in (self.text, self.only, holder(as_of), self.basis, self.buckets):
            flow.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setLayout(flow)

    def _wire(self) -> None:
        self._timer.timeout.connect(self._read)
        self.text.textChanged.connect(self._touched)
        self.on.textChanged.connect(self._touched)
        self.only.activated.connect(self._read)
        self.basis.activated.connect(self._read)

    # ---- what is asked ----------------------------------------------------------------------------------------------

    def ask(self) -> AgeingAsk:
        """Return what is asked for."""
        return self._ask

    def show_ask(self, ask: AgeingAsk) -> None:
        """Show what is asked for, without telling."""
        self._ask = ask
        blocked = [QSignalBlocker(each) for each in (self.text, self.on)]
        self.text.setText(ask.find)
        self.on.set_value(ask.on or self._shop.today())
        choose(self.only, ask.only)
        choose(self.basis, ask.basis)
        for each in blocked:
            each.unblock()

    def sort(self, by: AgeingSort, bucket: int) -> None:
        """Sort by something else, or the other way round; amounts begin with the largest.

        A third time brings the first order back: whoever owes most for too long stands first.
        """
        now = self._ask
        begins = by is not AgeingSort.NAME
        same = now.sort is by and now.bucket == bucket
        if same and now.descending != begins:
            by, bucket, same, begins = FIRST_ORDER, 0, False, True
        descending = not begins if same else begins
        self._ask = replace(now, sort=by, bucket=bucket, descending=descending)
        self.changed.emit()

    def choose_buckets(self, buckets: tuple[int, ...]) -> None:
        """Count by other buckets."""
        bucket = min(self._ask.bucket, len(buckets))
        self._ask = replace(self._ask, buckets=buckets, bucket=bucket)
        self.changed.emit()

    def show_buckets(self, buckets: tuple[int, ...]) -> None:
        """Show by which buckets the list is counted."""
        names = _("Age groups: {names}").format(names=", ".join(column_names(buckets)))
        self.buckets.setText(" · ".join(map(str, buckets)))
        self.buckets.setAccessibleName(names)
        self.buckets.setToolTip(names)

    def ask_nothing(self) -> None:
        """List everybody again, of the same day."""
        self.text.clear()
        choose(self.only, Only.ALL)
        self._read()

    def be_narrow(self, *, narrow: bool) -> None:
        """Take less room."""
        self.text.setFixedWidth(theme.px(NARROW if narrow else WIDE))

    def now(self) -> None:
        """Let what was typed last count at once."""
        if self._timer.isActive():
            self._read()

    def _touched(self, _text: str) -> None:
        self._timer.start()

    def _read(self, *_args: object) -> None:
        self._timer.stop()
        day = self._day()
        asked = replace(
            self._ask,
            find=self.text.text().strip(),
            only=Only(self.only.currentData()),
            basis=Basis(self.basis.currentData()),
            on=day,
        )
        if asked != self._ask:
            self._ask = asked
            self.changed.emit()

    def _day(self) -> date | None:
        """Return the day typed; while it is none the last one stands, and the field says so."""
        try:
            typed = self.on.value() or self._shop.today()
        except Refused as error:
            show_wrong(self.on, self._shop.words(error))
            return self._ask.on
        show_wrong(self.on, "")
        return None if typed == self._shop.today() else typed
