"""Tables of rates that late interest goes by: those that come with the program, with the shop's own rows in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from app.core.credit.late import RateTable
from app.core.credit.rates import OwnRate
from app.core.owing.checks import PERCENT, percent
from app.core.settings import Settings
from app.gui.dialogs.credit_words import table_name
from app.gui.models.rows import Column, RowsModel
from app.gui.pages.settings.credit.named import EditTable, known
from app.gui.pages.settings.credit.rate_dialog import RateDialog, RateRow, Rows, put, without, written
from app.gui.shop import Shop
from app.gui.theme import S3, mark
from app.gui.widgets.basics import Card, KeyButton, button, column, label
from app.gui.widgets.fields import Choices
from app.gui.widgets.flow import flowing
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext
from app.i18n.mark import N_

_OLD_DAYS = 45
"""After so many days without a new rate something has been published that is not in the table: LPR comes monthly."""


class Known(NamedTuple):
    """What is read: the tables with the shop's rows in them, those rows, and the tables as they came."""

    tables: tuple[RateTable, ...] = ()
    own: tuple[OwnRate, ...] = ()
    shipped: tuple[RateTable, ...] = ()

    def table(self, name: str) -> RateTable | None:
        """Return a table by its name."""
        return next((each for each in self.tables if each.name == name), None)

    def rows(self, name: str) -> list[RateRow]:
        """Return the rows of a table, the newest first."""
        table = self.table(name)
        if table is None:
            return []
        own = {row.starts_on for row in self.own if row.table == name}
        came = {rate.starts_on: rate.value for each in self.shipped if each.name == name for rate in each.rates}
        found: list[RateRow] = []
        before: int | None = None
        for on, value in table.rates:
            found.append(RateRow(on, value, before, on in own, came.get(on)))
            before = value
        return found[::-1]


class RatesPane(QWidget):
    """One table at a time; rates that came with the program are corrected by a row of one's own."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.known = Known()
        self._asked = 0
        self.which: Choices = Choices()
        self.words = TableWords()
        self.model = RowsModel(_columns(), parent=self)
        self.table = EditTable(_("Rates of interest"))
        self.table.setModel(self.model)
        self.table.lay_out(self.model.columns)
        self.table.remember(shop, "own_rates")
        self.new = button(_("New rate…"), "primary", icon="plus", on=self.add_rate)
        self.edit = KeyButton(_("Correct…"), "Enter", on=self.correct)
        self.back = KeyButton(_("Take back"), "Del", on=self.take_back)
        self.other = button(_("Another table…"), "link", on=self.add_table)
        self.table.offer(self.edit, self.back)
        bar = flowing(self.new, self.edit, self.back, self.other)
        card = Card(column(self.table, margins=(1, 1, 1, 1)))
        whole = column(self.which, self.words, bar, card, gap=S3)
        whole.setStretch(3, 1)
        self.setLayout(whole)
        self.which.changed.connect(self._show)
        self.table.opened.connect(self.correct)
        self.table.unwanted.connect(self.take_back)
        self.table.picked.connect(self._picked)
        self._picked(None)

    # ---- showing ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the tables anew."""
        self._asked += 1
        self.shop.tasks.run(
            partial(_read, self.shop), partial(self._known, self._asked), self.shop.complain, owner=self
        )

    def _known(self, number: int, found: Known) -> None:
        if number == self._asked:
            self.known = found
            chosen = self.which.value() if self.which.buttons() else ""
            self.which.set_choices([(each.name, table_name(each.name)) for each in found.tables], chosen)
            self._show()

    def show_table(self, name: str) -> None:
        """Show a table."""
        if self.known.table(name) is not None:
            self.which.set_value(name)
            self._show()

    def chosen(self) -> str:
        """Return the name of the table that shows."""
        return str(self.which.value()) if self.which.buttons() else ""

    def _show(self) -> None:
        name, at = self.chosen(), max(self.table.currentIndex().row(), 0)
        table, rows = self.known.table(name), self.known.rows(name)
        self.model.show_rows(rows)
        if rows:
            self.table.selectRow(min(at, len(rows) - 1))
        self.words.say(table, rows, self.shop.today())
        self._picked(self.table.value())

    def _picked(self, value: object) -> None:
        self.new.setEnabled(bool(self.known.tables))
        self.edit.setEnabled(isinstance(value, RateRow))
        self.back.setEnabled(isinstance(value, RateRow) and value.own)

    # ---- changing ---------------------------------------------------------------------------------------------------

    def add_rate(self) -> None:
        """Add a rate to the table that shows."""
        _open(RateDialog(self.shop, self.chosen(), parent=self.window()), self._kept)

    def correct(self, *_args: object) -> None:
        """Correct the chosen rate."""
        rate = self.table.value()
        if isinstance(rate, RateRow):
            _open(RateDialog(self.shop, self.chosen(), rate, parent=self.window()), self._kept)

    def add_table(self) -> None:
        """Begin a table of the shop's own with its first rate."""
        names = [name for each in self.known.tables for name in (each.name, table_name(each.name))]
        _open(RateDialog(self.shop, "", taken=names, parent=self.window()), self._kept)

    def _kept(self, name: str) -> None:
        self.refresh()
        self.show_table(name)

    def take_back(self) -> None:
        """Take a row of the shop's own out; what came with the program shows again, and a word puts it back."""
        rate = self.table.value()
        if isinstance(rate, RateRow) and rate.own:
            mine = OwnRate(self.chosen(), rate.starts_on, rate.value)
            _write(self, partial(without, mine), partial(self._taken_back, mine))

    def _taken_back(self, mine: OwnRate, settings: Settings) -> None:
        self._written(settings)
        text = _("The rate from {date} is taken back.").format(date=form.short_date(mine.starts_on))
        self.shop.tell(text, _("Put it back"), partial(self._put_back, mine))

    def _put_back(self, mine: OwnRate) -> None:
        _write(self, partial(put, mine, None), self._written)

    def _written(self, settings: Settings) -> None:
        known(self.shop, settings)
        self.refresh()


class TableWords(QWidget):
    """What the last rate of a table is and since when, whether there must be a newer one, and where it is from."""

    def __init__(self) -> None:
        super().__init__()
        self.last, self.source = label("", "mute", wrap=True), label("", "mute-small", wrap=True)
        self.setLayout(column(self.last, self.source, gap=2))

    def say(self, table: RateTable | None, rows: Sequence[RateRow], today: date) -> None:
        """Say it of a table; its rows are the newest first."""
        source = table.source if table is not None else ""
        self.source.setText(_("Source: {source}").format(source=source) if source else "")
        self.source.setVisible(bool(source))
        days = (today - rows[0].starts_on).days if rows else 0
        old = bool(source) and days > _OLD_DAYS
        self.last.setText(_last_words(rows[0], days if old else 0) if rows else "")
        mark(self.last, "soon" if old else "mute")


def _last_words(newest: RateRow, days: int) -> str:
    """Return what the last rate is; with `days` that it is too old."""
    words = _("The last rate is {rate} % from {date}; later days go by it.")
    if days:
        words = ngettext(
            "⚠ The last rate is {rate} % from {date}, {n} day ago. Add what was published since then.",
            "⚠ The last rate is {rate} % from {date}, {n} days ago. Add what was published since then.",
            days,
        )
    count = form.number(days, current().language)
    return words.format(rate=percent(newest.value), date=form.short_date(newest.starts_on), n=count)


def _open(dialog: RateDialog, kept: Callable[[str], None]) -> None:
    dialog.kept.connect(kept)
    dialog.open()


def _write(pane: RatesPane, edit: Callable[[Rows], Rows], done: Callable[[Settings], None]) -> None:
    shop = pane.shop
    shop.tasks.run(partial(written, shop, shop.new_id(), edit), done, shop.complain, owner=pane)


def _read(shop: Shop) -> Known:
    rates = shop.app.rates
    return Known(rates.tables(), rates.own(), rates.shipped())


def _columns() -> tuple[Column, ...]:
    return (
        Column("from", pgettext("rates", "From"), lambda r: form.short_date(r.starts_on), width=115, said=True),
        Column("rate", N_("Yearly rate"), _rate, right=True, bold=True, width=120),
        Column("change", pgettext("rates", "Change"), _change, right=True, width=90, tone=_tone, said=True),
        Column("where", pgettext("rates", "Where from"), _where, stretch=True, tone=_where_tone, tip=_where, said=True),
    )


def _rate(rate: RateRow) -> str:
    return _("{rate} %").format(rate=_figures(rate.value))


def _figures(rate: int) -> str:
    """Write hundredths of a percent with both decimals, so that they stand below each other."""
    return f"{rate // PERCENT}.{rate % PERCENT:02}"


def _change(rate: RateRow) -> str:
    """Return how much it rose or fell by; nothing where it stayed."""
    if rate.before is None or rate.before == rate.value:
        return ""
    sign = "+" if rate.value > rate.before else "−"
    return f"{sign}{_figures(abs(rate.value - rate.before))}"


def _tone(_rate: RateRow) -> str:
    return "mute"


def _where(rate: RateRow) -> str:
    if not rate.own:
        return pgettext("rates", "came with the program")
    if rate.shipped is None:
        return pgettext("rates", "added by you")
    return _("corrected by you; {rate} % came with the program").format(rate=percent(rate.shipped))


def _where_tone(rate: RateRow) -> str:
    return "accent" if rate.own else "mute"
