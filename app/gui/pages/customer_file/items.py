"""The tab of what a customer has and owes: lots, passes, charges; what is left of each, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtWidgets import QCheckBox, QDialog, QMenu, QPushButton, QWidget

from app.gui import theme
from app.gui.dialogs import entry_menu
from app.gui.dialogs.account_actions import ACTIONS
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.flow import flowing
from app.gui.widgets.small_table import SmallTable
from app.i18n import format as form
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.ledger import ChargeLine, LotLine, PassLine
    from app.services.counter import AccountCard

MOST = 8


class Items(NamedTuple):
    """What one reading gives."""

    lots: Sequence[LotLine]
    passes: Sequence[PassLine]
    charges: Sequence[ChargeLine]


def read_items(shop: Shop, number: str, *, settled: bool) -> Items:
    """Read lots, passes and charges; in the `db` lane."""
    views = shop.app.views
    return Items(
        views.lots(number, settled=settled),
        views.passes(number, settled=settled),
        views.charges(number, settled=settled),
    )


class ItemsTab(QWidget):
    """Three tables, each with the actions its rows take."""

    def __init__(self, shop: Shop, number: str) -> None:
        super().__init__()
        self.shop, self.number = shop, number
        self.card: AccountCard | None = None
        self._asked = 0
        self.settled = QCheckBox(_("Show what is used up and settled"))
        self.settled.setAccessibleName(self.settled.text())
        self.settled.toggled.connect(self.refresh)
        self.lots = ItemTable(
            "lots",
            (_("Prepaid money"), _("No prepaid money.")),
            _lot_columns(shop),
            [("extend", ""), ("expire", "lot")],
            self,
        )
        self.passes = ItemTable(
            "passes",
            (_("Passes"), _("No passes.")),
            _pass_columns(shop),
            [("extend", ""), ("expire", "lot")],
            self,
        )
        self.charges = ItemTable(
            "charges",
            (_("Bought on account"), _("Nothing is owed.")),
            _charge_columns(shop),
            [
                *(("payment", ""), ("settle", ""), ("reschedule", "charge"), ("write_off", "charge")),
                *(("dispute", "charge"), ("end_dispute", "charge")),
            ],
            self,
        )
        whole = column(row(None, self.settled), self.lots, self.passes, self.charges, None, gap=S3)
        whole.setContentsMargins(0, 0, 4, 12)
        self.setLayout(whole)

    def show_account(self, card: AccountCard) -> None:
        """Show an account's items as they are now."""
        self.card = card
        self.refresh()

    def refresh(self, *_args: object) -> None:
        """Read the items anew."""
        self._asked += 1
        work = partial(read_items, self.shop, self.number, settled=self.settled.isChecked())
        self.shop.tasks.run(work, partial(self._show, self._asked), self.shop.complain, owner=self)

    def _show(self, asked: int, items: Items) -> None:
        if asked == self._asked:
            self.lots.show_rows(items.lots)
            self.passes.show_rows(items.passes)
            self.charges.show_rows(items.charges)

    def obstacle(self, name: str, value: object) -> str:
        """Return why something cannot be done with a row, in a sentence; blank when it can."""
        if self.card is None:
            return _("The account is still being read.")
        if value is None and name not in _OF_THE_ACCOUNT:
            return _("Choose a line first.")
        if "dispute" in name:
            why_not = _undisputable(name, value)
        elif name not in _OF_THE_ACCOUNT and not _left(value):
            why_not = _("Nothing is left of it.")
        else:
            end: date | None = getattr(value, "expires_on", None)
            early = name == "expire" and (end is None or end >= self.shop.today())
            why_not = _("It has not expired.") if early else ""
        return why_not or ACTIONS[name].obstacle(self.shop, self.card)

    def act(self, name: str, value: Any) -> QDialog | None:
        """Open a dialog for a row."""
        if self.card is None or self.obstacle(name, value):
            return None
        dialog = _make(self.shop, self.card, name, value, self.window())
        dialog.open()
        return dialog


_OF_THE_ACCOUNT = frozenset({"payment", "settle"})


def _left(value: Any) -> bool:
    """Whether anything is left of a lot, pass or charge."""
    if value is None:
        return False
    if hasattr(value, "open"):
        return bool(value.open)
    if hasattr(value, "service"):
        return value.left is None or value.left > 0
    return bool(value.principal or value.bonus)


def _undisputable(name: str, value: Any) -> str:
    """Return why a charge cannot be put in dispute, or its dispute not be ended; blank when it can."""
    if name == "end_dispute":
        return "" if value.disputed else _("It is not in dispute.")
    if value.disputed:
        return _("It is in dispute already.")
    return "" if value.open else _("Nothing is left of it.")


def _make(shop: Shop, card: AccountCard, name: str, value: Any, parent: QWidget) -> QDialog:
    if name in ("extend", "expire"):
        from app.gui.dialogs.lots import ExpireDialog, ExtendDialog

        return (ExtendDialog if name == "extend" else ExpireDialog)(shop, card, value.lot, parent)
    if name in ("reschedule", "write_off"):
        from app.gui.dialogs.write_off import RescheduleDialog, WriteOffDialog

        return (RescheduleDialog if name == "reschedule" else WriteOffDialog)(shop, card, value.charge, parent)
    if name in ("dispute", "end_dispute"):
        from app.gui.dialogs.dispute import DisputeDialog, EndDisputeDialog

        return (DisputeDialog if name == "dispute" else EndDisputeDialog)(shop, card, value.charge, parent)
    return ACTIONS[name].make(shop, card, parent)


class ItemTable(Card):
    """A heading, a table or the word that there is nothing, and the buttons for the line that is chosen."""

    def __init__(
        self,
        name: str,
        words: tuple[str, str],
        columns: list[Column],
        actions: Sequence[tuple[str, str]],
        tab: ItemsTab,
    ) -> None:
        title, none = words
        self._tab = tab
        self._names = [act for act, _of in actions]
        self._none = label(none, "mute")
        self.table = SmallTable(title, columns, MOST)
        self.table.remember(tab.shop, name)
        self.table.whose = tab.number
        self.sum = label("", "mute-small")
        self.buttons: dict[str, QPushButton] = {}
        for act in self._names:
            self.buttons[act] = button(_(ACTIONS[act].title), "quiet", on=partial(self._act, act))
        self._bar = flowing(*self.buttons.values(), gap=0)
        head = row(label(title, "heading"), self.sum, None, gap=S2)
        super().__init__(column(head, self._none, self.table, self._bar, gap=theme.px(6), margins=(S4, S3, S4, S3)))
        self.table.picked.connect(self._picked)
        self.table.set_menu(self._fill)
        self.show_rows([])

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show rows."""
        self.table.show_rows(rows)
        for part in (self.table, self._bar):
            part.setVisible(bool(rows))
        self._none.setVisible(not rows)
        self.sum.setText(ngettext("{n} line", "{n} lines", len(rows)).format(n=len(rows)) if rows else "")
        if rows and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._picked(self.table.value())

    def _picked(self, value: object) -> None:
        for name, made in self.buttons.items():
            why_not = self._tab.obstacle(name, value)
            made.setEnabled(not why_not)
            made.setToolTip(why_not)

    def _act(self, name: str) -> None:
        self._tab.act(name, self.table.value())

    def _fill(self, menu: QMenu, value: object) -> None:
        menu.setToolTipsVisible(True)
        for name in self._names:
            action = ACTIONS[name]
            why_not = self._tab.obstacle(name, value)
            entry_menu.add(menu, _(action.title), action.icon, partial(self._tab.act, name, value), why_not)


# ---- columns --------------------------------------------------------------------------------------------------------

Text = Callable[[Any], str]


def _until(shop: Shop) -> tuple[Text, Text]:
    """Return what says until when something may be used, and in which tone."""

    def text(line: Any) -> str:
        if line.expires_on is None:
            return _("no expiry")
        day = form.short_date(line.expires_on)
        return _("{date}, expired").format(date=day) if line.expires_on < shop.today() else day

    def tone(line: Any) -> str:
        return "soon" if line.expires_on is not None and line.expires_on < shop.today() else ""

    return text, tone


def _amount(shop: Shop, name: str) -> Text:
    return lambda line: shop.amount(getattr(line, name))


def _made() -> Column:
    return Column("on", N_("Date"), lambda line: form.short_date(line.on), width=110, tone=lambda _line: "mute")


def _lot_columns(shop: Shop) -> list[Column]:
    until, tone = _until(shop)
    return [
        _made(),
        Column("principal", N_("Principal left"), _amount(shop, "principal"), right=True, width=130, bold=True),
        Column("bonus", N_("Bonus left"), _amount(shop, "bonus"), right=True, width=130, bold=True),
        Column("expires_on", N_("May be used until"), until, stretch=True, tone=tone),
    ]


def _pass_columns(shop: Shop) -> list[Column]:
    until, tone = _until(shop)

    def left(line: PassLine) -> str:
        if line.left is not None:
            return str(line.left)
        if line.starts_on is not None and line.starts_on > shop.today():
            return _("from {date}").format(date=form.short_date(line.starts_on))
        return _("any number")

    return [
        _made(),
        Column("service", N_("Service"), lambda line: line.service, width=180),
        Column("left", N_("Visits left"), left, right=True, width=110, bold=True),
        Column("value", N_("Worth"), _amount(shop, "value"), right=True, width=110),
        Column("expires_on", N_("May be used until"), until, stretch=True, tone=tone),
    ]


def _charge_columns(shop: Shop) -> list[Column]:
    def state(line: ChargeLine) -> str:
        if line.written_off:
            return _("{amount} written off").format(amount=shop.amount(line.written_off))
        if line.disputed:
            return _("{amount} in dispute").format(amount=shop.amount(line.disputed))
        if not line.open:
            return pgettext("charge", "settled")
        if line.late_since is not None:
            days = (shop.today() - line.late_since).days
            return ngettext("{n} day overdue", "{n} days overdue", days).format(n=days)
        return pgettext("charge", "open")

    def tone(line: ChargeLine) -> str:
        return "owed" if line.late else ""

    return [
        _made(),
        Column("text", N_("What"), lambda line: line.text, stretch=True, tip=lambda line: line.text),
        Column("amount", N_("Amount"), _amount(shop, "amount"), right=True, width=110),
        Column("open", N_("Open"), _amount(shop, "open"), right=True, width=110, bold=True),
        Column("due_on", N_("Due"), lambda line: form.short_date(line.due_on), width=110, tone=tone),
        Column("state", N_("State"), state, width=150, tone=tone, tip=state),
    ]
