"""待寄信函: letters that were issued and not handed to the post yet: printed once more, listed, noted as posted."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.errors import refuse
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.dialogs.letter_report import LetterDoings, letters_count, post
from app.gui.dialogs.letter_show import LetterDialog
from app.gui.dialogs.reminder_words import number
from app.gui.dialogs.statement_words import here
from app.gui.models.rows import VALUE, Column
from app.gui.shop import Shop
from app.gui.widgets.check_table import CheckModel, CheckTable
from app.gui.widgets.fields import DateEdit
from app.i18n import format as form
from app.i18n.catalog import _, ngettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from datetime import date

    from app.core.letter import IssuedLetter
    from app.gui.models.rows import Index

ROWS = 9
WIDE = 760


class LettersToPostDialog(FormDialog):
    """Ticks what goes to the post now; Enter notes it as posted. A double click shows a letter."""

    def __init__(self, shop: Shop, letters: Sequence[IssuedLetter], parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Letters for the post"), parent=parent)
        self.setMinimumWidth(theme.px(WIDE))
        self._ids: dict[int, str] = {}
        self.model = CheckModel(_columns(shop), _key, parent=self)
        self.table = CheckTable(_("Letters for the post"), self.model, most_rows=ROWS)
        self.table.lay_out(self.model.columns)
        self.doings = LetterDoings(shop, self.chosen)
        self.on = DateEdit(shop.today, shop.today())
        self.above.addWidget(self.table)
        self.above.addWidget(self.doings)
        self.form.add("on", _("Posted on"), self.on)
        self.cancel.setText(_("Close"))
        self.model.touched.connect(self._ticked)
        self.table.doubleClicked.connect(self._show)
        self.show_letters(letters)
        self.table.setFocus()

    def show_letters(self, letters: Sequence[IssuedLetter]) -> None:
        """Show letters, all of them ticked."""
        self.model.show_rows(letters)
        self.model.set_checked(map(_key, letters))
        self._ticked()

    def chosen(self) -> list[IssuedLetter]:
        """Return those ticked, in the order listed."""
        return [each for each in self.model.rows if _key(each) in self.model.checked]

    def _ticked(self, _key: object = None) -> None:
        count = len(self.chosen())
        chosen = _("{n} of {all} chosen").format(n=number(count), all=number(len(self.model.rows)))
        self.subtitle.setText(chosen)
        words = ngettext("Note {n} letter as posted", "Note {n} letters as posted", count)
        self.primary.say(words.format(n=number(count)))
        self.primary.setEnabled(bool(count))
        self.doings.setEnabled(bool(count))

    def _show(self, index: Index) -> None:
        letter: IssuedLetter | None = index.data(VALUE)
        if letter is not None:
            LetterDialog(self.shop, letter, self).open()

    def submit(self) -> None:
        """Note those ticked as posted."""
        if not self.chosen() or not self.checked(self._day):
            return
        letters = self.chosen()
        ids = {each.id: self._ids.setdefault(each.id, self.shop.new_id()) for each in letters}
        self.carry_out(partial(post, self.shop, ids, self._day()), partial(self._posted, letters))

    def _day(self) -> date:
        day = self.on.required()
        if day > self.shop.today():
            refuse("on", N_("A letter is noted as posted once it has been."))
        return day

    def _posted(self, letters: Sequence[IssuedLetter], _done: object) -> None:
        left = [each for each in self.model.rows if each not in letters]
        self.shop.changed.emit("")
        self.shop.tell(_("{letters} noted as posted.").format(letters=letters_count(len(letters))))
        if left:
            self.show_letters(left)
            self.model.set_checked(())
            self._ticked()
        else:
            self.accept()


def _key(letter: IssuedLetter) -> Hashable:
    return letter.id


def _columns(shop: Shop) -> list[Column]:
    def issued(each: IssuedLetter) -> str:
        return form.short_date(here(each.issued_at).date())

    def amount(each: IssuedLetter) -> str:
        return shop.money(each.amount) if each.amount else shop.nothing()

    return [
        Column("no", N_("Number"), lambda each: each.no, width=150),
        Column("name", N_("Customer"), lambda each: each.name, stretch=True, tip=lambda each: each.name, bold=True),
        Column("issued", N_("Issued on"), issued, width=110, tone=lambda _each: "mute"),
        Column("amount", N_("Amount"), amount, right=True, width=110),
    ]
