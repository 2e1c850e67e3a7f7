"""What a real customer would read: a text filled in with their own figures, as it is typed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.customer_list import CustomerFilter, SortKey
from app.core.reminder.template import FIELDS, Template
from app.errors import CounterbookError
from app.gui import theme
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, column, label
from app.gui.widgets.customer_picker import CustomerPicker
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.services.reminder_messages import Said


class PreviewCard(Card):
    """A customer to choose, and the text as it would go out to them now."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self._asked = 0
        self._begun = False
        self.customer = CustomerPicker(shop)
        self.customer.edit.setAccessibleName(_("Try it out with"))
        self.subject = label("", "strong", wrap=True)
        self.body = label("", wrap=True)
        self.note = label("", "mute-small", wrap=True)
        words: list[QWidget] = [label(_("As the customer reads it"), "strong", wrap=True), self.customer, self.note]
        super().__init__(column(*words, self.subject, self.body, None, gap=S2, margins=(S4, S3, S4, S4)), "after")
        self.setMinimumWidth(theme.px(260))
        self._say(Template("", ""), "")

    def find_somebody(self) -> None:
        """Choose somebody to try it out with, once: who owes, else anybody."""
        if not self._begun:
            self._begun = True
            self.shop.tasks.run(partial(somebody, self.shop), self._found, self.shop.complain, owner=self)

    def _found(self, number: str) -> None:
        if number and not self.customer.value():
            self.customer.show_value(number)

    def wait(self, note: str) -> None:
        """Show nothing but a word why."""
        self._asked += 1
        self._say(Template("", ""), note)

    def show_text(self, name: str, language: str, template: Template) -> None:
        """Fill a text in for the customer chosen."""
        number = self.customer.number()
        if not number:
            self._say(Template("", ""), _("Choose a customer to see it with their figures."))
            return
        self._asked += 1
        texts = self.shop.app.reminder_texts
        work = partial(texts.preview, name, language, number, template)
        self.shop.tasks.run(work, partial(self._show, self._asked), partial(self._refused, self._asked), owner=self)

    def _show(self, asked: int, said: Said) -> None:
        if asked != self._asked:
            return
        note = ""
        if said.blanks:
            names = _(", ").join(_(FIELDS[name]) for name in said.blanks if name in FIELDS)
            note = _("Blank so far, as the shop's settings do not say it: {names}.").format(names=names)
        self._say(said.text, note)

    def _refused(self, asked: int, error: CounterbookError) -> None:
        if asked == self._asked:
            self._say(Template("", ""), self.shop.words(error))

    def _say(self, filled: Template, note: str) -> None:
        for part, text in ((self.subject, filled.subject), (self.body, filled.body), (self.note, note)):
            part.setText(text)
            part.setVisible(bool(text))


def somebody(shop: Shop) -> str:
    """Return the number of somebody to try a text out with: who is overdue or owes, else anybody; "" for nobody."""
    customers = shop.app.customer_list
    for wanted in (CustomerFilter(overdue=True), CustomerFilter(owing=True), CustomerFilter()):
        found = customers.find(wanted, SortKey.OWED, descending=True)
        if found:
            return str(customers.rows(found[:1])[0].no)
    return ""
