"""A list of the shop's own things that each have a name: added, changed and taken out, always from what stands there.

Another window, or an event, may have changed the list since it was shown: what is written is made of what is there by
then, and a name that is gone or taken is said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QPushButton, QStackedWidget, QWidget

from app.core.settings import MAX_NAME, ChangeSettings, Settings
from app.core.staff.rights import Right
from app.errors import refuse
from app.gui.dialogs.base import FormDialog
from app.gui.models.rows import Column, RowsModel
from app.gui.shop import Shop
from app.gui.theme import S3
from app.gui.widgets.basics import Card, KeyButton, button, column, label
from app.gui.widgets.empty import Empty
from app.gui.widgets.fields import LineEdit
from app.gui.widgets.flow import flowing
from app.gui.widgets.guard import guard
from app.gui.widgets.menus import add
from app.gui.widgets.table import Table
from app.i18n.catalog import _
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.owing.limits import CreditGroup
    from app.core.owing.terms import PaymentTerms

    Named = PaymentTerms | CreditGroup
    Known = tuple[Any, ...]


class EditTable(Table):
    """A table whose rows are taken out by Del."""

    #: Del was pressed on a row.
    unwanted = Signal()

    def offer(self, *buttons: QPushButton) -> None:
        """Have a row's menu do what these buttons do."""
        self.set_menu(partial(_fill_menu, buttons))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of Del; all other keys are those of every table."""
        if event.key() == Qt.Key.Key_Delete and self.currentIndex().isValid():
            self.unwanted.emit()
        else:
            super().keyPressEvent(event)


def _fill_menu(buttons: Sequence[QPushButton], menu: QMenu, _value: object) -> None:
    for each in buttons:
        if each.isEnabled():
            add(menu, each.text(), each.click)


class NamedPane(QWidget):
    """The table and what can be done with it; subclasses say what it is of, and which dialog edits one."""

    #: The setting the list stands in.
    setting = ""

    def __init__(self, shop: Shop, words: tuple[str, str, str], columns: Sequence[Column], empty: Empty) -> None:
        super().__init__()
        name, intro, new = words
        self.shop = shop
        self.model = RowsModel(columns, parent=self)
        self.table = EditTable(name)
        self.table.setModel(self.model)
        self.table.lay_out(columns)
        self.table.remember(shop, self.setting)
        self.new = button(new, "primary", icon="plus", on=self.add)
        self.edit = KeyButton(_("Change…"), "Enter", on=self.change)
        self.out = KeyButton(_("Take out"), "Del", on=self.take_out)
        guard(shop, Right.SETTINGS, self.new, self.edit, self.out)
        self.table.offer(self.edit, self.out)
        self.bar = flowing(self.new, self.edit, self.out)
        self.stack = QStackedWidget()
        self.stack.addWidget(Card(column(self.table, margins=(1, 1, 1, 1))))
        self.stack.addWidget(empty)
        whole = column(label(intro, "mute", wrap=True), self.bar, self.stack, gap=S3)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.table.opened.connect(self.change)
        self.table.unwanted.connect(self.take_out)
        shop.settings_changed.connect(self.show_rows)
        self.show_rows()

    def dialog(self, was: Any) -> FormDialog:
        """Return what edits one, or makes a new one."""
        raise TypeError(type(self).__name__, was)

    def show_rows(self) -> None:
        """Show the list as the shop has it."""
        at = max(self.table.currentIndex().row(), 0)
        rows = list(getattr(self.shop.settings, self.setting))
        self.model.show_rows(rows)
        self.stack.setCurrentIndex(0 if rows else 1)
        self.bar.setVisible(bool(rows))  # an empty list has its own first step
        if rows:
            self.table.selectRow(min(at, len(rows) - 1))

    def add(self) -> None:
        """Make a new one."""
        self.dialog(None).open()

    def change(self, *_args: object) -> None:
        """Change the chosen one."""
        if self.table.value() is not None:
            self.dialog(self.table.value()).open()

    def take_out(self) -> None:
        """Take the chosen one out; a word puts it back."""
        was: Any = self.table.value()
        if was is not None:
            at = self.table.currentIndex().row()
            self._write(partial(without, was.name), partial(self._taken_out, was, at))

    def _taken_out(self, was: Any, at: int, settings: Settings) -> None:
        known(self.shop, settings)
        text = _("“{name}” is taken out.").format(name=was.name)
        self.shop.tell(text, _("Put it back"), partial(self._put_back, was, at))

    def _put_back(self, was: Any, at: int) -> None:
        self._write(partial(put_back, was, at), partial(known, self.shop))

    def _write(self, edit: Callable[[Known], Known], done: Callable[[Settings], None]) -> None:
        work = partial(edited, self.shop, self.shop.new_id(), self.setting, edit)
        self.shop.tasks.run(work, done, self.shop.complain, owner=self)


class NamedDialog(FormDialog):
    """One of the list: a name, and below it what subclasses add."""

    setting = ""

    def __init__(self, shop: Shop, title: str, was: Any, parent: QWidget | None = None) -> None:
        super().__init__(shop, title, parent=parent)
        self.primary.say(_("Save"))
        self._id, self._was = shop.new_id(), was
        self.name = LineEdit("" if was is None else was.name, most=MAX_NAME)
        self.form.add("name", _("Name"), self.name)
        self.form.also(self.setting, "name", _("Name"))
        self.name.textEdited.connect(self.forgive)
        self.name.setFocus()

    def value(self) -> Any:
        """Return what is typed; raises `Refused` at a field."""
        raise TypeError(type(self).__name__)

    def given_name(self) -> str:
        """Return the name; refused where there is none."""
        name = self.name.value()
        if not name:
            refuse("name", N_("Type a name, by which it is chosen later."))
        return name

    def submit(self) -> None:
        """Save it."""
        found: list[Any] = []
        if self.checked(lambda: found.append(self.value())):
            edit = partial(put, found[0], None if self._was is None else self._was.name)
            self.carry_out(partial(edited, self.shop, self._id, self.setting, edit), self._kept)

    def _kept(self, settings: Settings) -> None:
        self.accept()
        known(self.shop, settings)
        self.shop.tell(_("Saved."))


# ---- the list itself ------------------------------------------------------------------------------------------------


def edited(shop: Shop, request: str, setting: str, edit: Callable[[Known], Known]) -> Settings:
    """Change a list from what it is by then; in the `db` lane."""
    desk = shop.app.settings
    return desk.change(ChangeSettings(id=request, given={setting: edit(getattr(desk.current(), setting))}))


def known(shop: Shop, settings: Settings) -> None:
    """Make the settings known to whoever shows them."""
    shop.settings = settings
    shop.settings_changed.emit()


def put(new: Named, was: str | None, rows: Known) -> Known:
    """Return the list with one put in the place of the one that `was`, or at the end."""
    others = {each.name for each in rows if each.name != was}
    if new.name in others:
        refuse("name", N_("There is one of that name already: “{name}”."), name=new.name)
    if was not in {each.name for each in rows}:
        return *rows, new
    return tuple(new if each.name == was else each for each in rows)


def without(name: str, rows: Known) -> Known:
    """Return the list without one."""
    return tuple(each for each in rows if each.name != name)


def put_back(was: Named, at: int, rows: Known) -> Known:
    """Return the list with one back in its place, unless there is one of its name again."""
    return rows if was.name in {each.name for each in rows} else (*rows[:at], was, *rows[at:])
