"""By which ages the ageing list is counted: the usual ones, or days of one's own; for now, or for the shop."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from app.core.ageing import BUCKETS, column_names
from app.core.credit.buckets import check_buckets
from app.core.settings import ChangeSettings
from app.errors import Refused, refuse
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.receivable_words import bucket_title
from app.gui.widgets.basics import label
from app.gui.widgets.fields import Choices, LineEdit
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.gui.shop import Shop

USUAL = (BUCKETS, (15, 30, 60, 90), (30, 60, 90, 120, 180, 365), (7, 14, 30))
"""What is offered: by months, with half a month first, to a year, by weeks."""

_BETWEEN = re.compile(r"[\s,，、;；/·-]+")
_LONGEST = 5


def days_of(text: str) -> tuple[int, ...]:
    """Return the last days of age groups out of a text; refused in words at `buckets`."""
    parts = [part for part in _BETWEEN.split(text) if part]
    if not parts:
        refuse("buckets", N_("Type the last day of each group, such as 30 60 90."))
    for part in parts:
        if not (part.isascii() and part.isdigit()) or len(part) > _LONGEST:
            refuse("buckets", N_("“{value}” is not a whole number."), value=part[:40])
    found = tuple(map(int, parts))
    check_buckets(found)
    return found


def columns_words(buckets: tuple[int, ...]) -> str:
    """Return the columns of money owed that buckets make, in one line."""
    return "  ·  ".join([_("Not due"), *map(bucket_title, column_names(buckets))])


class BucketsDialog(FormDialog):
    """Emits `chosen` with the last day of each age group but the open one."""

    chosen = Signal(tuple)

    def __init__(self, shop: Shop, now: tuple[int, ...], parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Age groups"), parent=parent)
        self.usual: Choices = Choices([(each, " · ".join(map(str, each))) for each in USUAL])
        if now in USUAL:
            self.usual.set_value(now)
        self.days = LineEdit(" ".join(map(str, now)))
        self.keep = QCheckBox(_("From now on, for the whole shop"))
        self.shown = label("", "strong", wrap=True)
        self.form.add("usual", _("Usual ones"), self.usual)
        self.form.add(
            "buckets", _("Last days"), self.days, hint=_("The last day overdue of each group, such as 30 60 90.")
        )
        self.form.add("columns", pgettext("ageing", "Columns"), self.shown)
        self.form.add("keep", "", self.keep)
        self.form.also("ageing_buckets", "buckets", _("Last days"))
        self.primary.say(_("Use these"))
        self.usual.changed.connect(self._take)
        self.days.textChanged.connect(self._show)
        self._show()
        self.days.selectAll()
        self.days.setFocus()

    def _take(self) -> None:
        self.days.setText(" ".join(map(str, self.usual.value())))

    def _show(self, *_text: str) -> None:
        self.forgive()
        try:
            self.shown.setText(columns_words(self.buckets()))
        except Refused:
            self.shown.setText(self.shop.nothing())
            return
        self.grow()

    def buckets(self) -> tuple[int, ...]:
        """Return the days typed; refused in words."""
        return days_of(self.days.value())

    def submit(self) -> None:
        """Count by these from now on; on demand for the whole shop."""
        self.forgive()
        try:
            buckets = self.buckets()
        except Refused as error:
            self.complain(error)
            return
        if self.keep.isChecked():
            self.carry_out(lambda: _keep(self.shop, buckets), lambda _kept: self._kept(buckets))
        else:
            self._done(buckets)

    def _kept(self, buckets: tuple[int, ...]) -> None:
        self.shop.settings = self.shop.app.settings.current()
        self.shop.settings_changed.emit()
        self._done(buckets)

    def _done(self, buckets: tuple[int, ...]) -> None:
        self.accept()
        self.chosen.emit(buckets)


def _keep(shop: Shop, buckets: tuple[int, ...]) -> None:
    shop.app.settings.change(ChangeSettings(id=shop.new_id(), given={"ageing_buckets": buckets}))
