"""One rate of a table: the day from which it holds, and how much it is."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.credit.rates import OwnRate
from app.core.owing.checks import check_rate, percent
from app.core.settings import Settings
from app.errors import refuse
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.credit_words import table_name
from app.gui.pages.settings.credit.named import known
from app.gui.shop import Shop
from app.gui.widgets.basics import holder, label, row
from app.gui.widgets.fields import DateEdit, LineEdit
from app.gui.widgets.percent import PercentEdit
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

_MAX_NAME = 40

Rows = tuple[OwnRate, ...]


@dataclass(frozen=True, slots=True)
class RateRow:
    """A rate (1/100 %) from a day on, and the one before it; `own` is the shop's row, `shipped` what it stands for."""

    starts_on: date
    value: int
    before: int | None
    own: bool
    shipped: int | None


class RateDialog(FormDialog):
    """Adds a rate to a table, corrects one, or begins a table of the shop's own; emits the table's name when kept."""

    kept = Signal(str)

    def __init__(
        self,
        shop: Shop,
        table: str,
        rate: RateRow | None = None,
        *,
        taken: Collection[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        title = _("Correct the rate") if rate is not None else _("New rate") if table else _("Another table of rates")
        super().__init__(shop, title, table_name(table), parent=parent)
        self.primary.say(_("Save"))
        self._id, self._table, self._rate, self._taken = shop.new_id(), table, rate, taken
        self.name = LineEdit(most=_MAX_NAME, hint=_("e.g. Our bank's rate"))
        self.starts_on = DateEdit(shop.today, rate.starts_on if rate is not None else shop.today())
        self.rate = PercentEdit(rate.value if rate is not None else None)
        self.words = label("", "mute", wrap=True)
        self._make_form()
        self._say()
        for edit in (self.name, self.starts_on, self.rate):
            edit.textEdited.connect(self.forgive)
        (self.rate if table else self.name).setFocus()
        self.rate.selectAll()

    def _make_form(self) -> None:
        self.above.addWidget(self.words)
        self.form.add("table", _("Name"), self.name)
        self.form.show_row("table", shown=not self._table)
        self.form.add("starts_on", pgettext("rates", "From"), self.starts_on)
        whole = holder(row(label(_("% a year"), "mute"), None))
        self.form.add("value", _("Yearly rate"), self.rate, beside=whole)
        self.form.also("own_rates", "value", _("Yearly rate"))

    def _say(self) -> None:
        """Say what becomes of a rate that came with the program: it stays, and one's own goes before it."""
        rate = self._rate
        if rate is not None and rate.shipped is not None:
            self.starts_on.setEnabled(False)
            words = _("The rate that came with the program is {rate} %. Taking yours back brings it back.")
            self.words.setText(words.format(rate=percent(rate.shipped)))
        self.words.setVisible(bool(self.words.text()))

    def row(self) -> OwnRate:
        """Return the row as typed; refused in words at its field."""
        name = self._table or self.name.value()
        if not name:
            refuse("table", N_("Type a name, by which it is chosen later."))
        if name in self._taken:
            refuse("table", N_("There is one of that name already: “{name}”."), name=name)
        made = OwnRate(name, self.starts_on.required(), self.rate.value())
        check_rate(made.value, "own_rates")
        return made

    def submit(self) -> None:
        """Save it."""
        found: list[OwnRate] = []
        if self.checked(lambda: found.append(self.row())):
            was = self._rate.starts_on if self._rate is not None and self._rate.own else None
            work = partial(written, self.shop, self._id, partial(put, found[0], was, corrects=self._rate is not None))
            self.carry_out(work, partial(self._kept, found[0].table))

    def _kept(self, table: str, settings: Settings) -> None:
        self.accept()
        known(self.shop, settings)
        self.shop.tell(_("Saved."))
        self.kept.emit(table)


# ---- the rows themselves --------------------------------------------------------------------------------------------


def written(shop: Shop, request: str, edit: Callable[[Rows], Rows]) -> Settings:
    """Write the shop's own rows from what they are by then; in the `db` lane."""
    shop.app.rates.set_own(request, edit(shop.app.rates.own()))
    return shop.app.settings.current()


def put(new: OwnRate, was: date | None, rows: Rows, *, corrects: bool = False) -> Rows:
    """Return the rows with one more, in the place of the table's row from the day it `was` from.

    A day that has a row already is refused, unless it is that row which is corrected.
    """
    gone = {was, new.starts_on if corrects and was is None else None}
    kept = tuple(each for each in rows if each.table != new.table or each.starts_on not in gone)
    if any(each.table == new.table and each.starts_on == new.starts_on for each in kept):
        refuse(
            "starts_on",
            N_("The table has a rate of yours from {date} already: correct that one."),
            date=new.starts_on,
        )
    return *kept, new


def without(mine: OwnRate, rows: Rows) -> Rows:
    """Return the rows without one."""
    return tuple(each for each in rows if each[:2] != mine[:2])
