"""The texts of reminders: the shop's own wording for each occasion and language, tried out with a real customer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.core.reminder.template import Template
from app.core.reminder.texts import RecordText, ReminderText
from app.errors import CounterbookError
from app.gui import theme
from app.gui.pages.base import scrolled
from app.gui.pages.settings.reminders.preview import PreviewCard
from app.gui.pages.settings.reminders.text_editor import TextEditor
from app.gui.pages.settings.reminders.text_list import Name, TextList
from app.gui.shop import Shop
from app.gui.theme import S3, S4
from app.gui.widgets.basics import column, holder, row
from app.gui.widgets.side_by_side import SideBySide
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.bootstrap import App

LOOK_AFTER_MS = 300
_SIDE = 640


class TextsPane(QWidget):
    """A list of texts, the one chosen to be written, and beside it what a customer would read."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self._texts: dict[Name, ReminderText] = {}
        self._shipped: dict[Name, Template] = {}
        #: What was typed and not saved.
        self._drafts: dict[Name, Template] = {}
        self._shown: Name | None = None
        self._request_id = shop.new_id()
        self.list = TextList()
        self.language, self.names = self.list.language, self.list.names
        self.editor = TextEditor(shop)
        self.preview = PreviewCard(shop)
        self._build()
        self._wire()

    def _build(self) -> None:
        beside = SideBySide(self.editor, self.preview, gap=S4, least=theme.px(_SIDE))
        right = scrolled(holder(column(beside, None, margins=(0, 0, S3, S3))))
        whole = row(self.list, right, gap=S4)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _wire(self) -> None:
        self.language.changed.connect(self._language_chosen)
        self.list.chosen.connect(self._chosen)
        self.editor.touched.connect(self._look_later)
        self.editor.save.clicked.connect(self.store)
        self.preview.customer.changed.connect(self._show_preview)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOK_AFTER_MS)
        self._timer.timeout.connect(self._show_preview)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the texts anew."""
        self.shop.tasks.run(partial(_read, self.shop.app), self._known, self.shop.complain, owner=self)
        self.preview.find_somebody()

    def _known(self, read: tuple[Sequence[ReminderText], dict[Name, Template]]) -> None:
        texts, self._shipped = read
        self._keep_draft()
        self._texts = {(each.name, each.language): each for each in texts}
        self._list()

    def _list(self) -> None:
        """List the texts of a language; the one chosen stays chosen."""
        wanted = self._shown[0] if self._shown is not None else ""
        self.list.show_texts(self._texts, self._drafts, wanted)

    def _language_chosen(self) -> None:
        self._keep_draft()
        self._list()

    def _chosen(self, name: str, language: str) -> None:
        self._keep_draft()
        before, self._shown = self._shown, (name, language)
        text = self._texts[self._shown]
        draft = self._drafts.get(self._shown)
        self.editor.show_text(text, self._shipped.get(self._shown, Template("", "")), draft)
        if before != self._shown:
            self.editor.saved.setText("")
        self._show_preview()

    # ---- typing -----------------------------------------------------------------------------------------------------

    def _look_later(self) -> None:
        self._timer.start()

    def _keep_draft(self) -> None:
        if self._shown is None or self._shown not in self._texts:
            return
        typed = self.editor.template()
        if typed != self._texts[self._shown].template:
            self._drafts[self._shown] = typed
        else:
            self._drafts.pop(self._shown, None)

    def typed(self) -> dict[Name, Template]:
        """Return what was typed and not saved."""
        self._keep_draft()
        return dict(self._drafts)

    def type_again(self, drafts: dict[Name, Template]) -> None:
        """Take what `typed` gave."""
        self._drafts, self._shown = dict(drafts), None
        self._list()

    def _show_preview(self) -> None:
        self._timer.stop()
        if self._shown is None or not self.isVisible():
            return
        if self.editor.problems():
            self.preview.wait(_("Mend what is underlined to see it."))
        else:
            self.preview.show_text(*self._shown, self.editor.template())

    # ---- saving -----------------------------------------------------------------------------------------------------

    def store(self, *_args: object) -> None:
        """Save the text; one that is the program's own again is kept as such."""
        if self._shown is None or not self.editor.may_save():
            return
        name, language = self._shown
        typed = self.editor.template()
        kept = Template("", "") if typed == self.editor.shipped else typed
        request = RecordText(id=self._request_id, name=name, language=language, subject=kept.subject, body=kept.body)
        record = partial(self.shop.app.reminder_texts.record, request)
        self.shop.tasks.run(record, partial(self._stored, self._shown, typed), self._refused, owner=self)

    def _stored(self, name: Name, saved: Template, _filed: object) -> None:
        """What was saved is no draft any more; what somebody has typed since then is."""
        self._request_id = self.shop.new_id()
        self._texts[name] = self._texts[name]._replace(template=saved)
        self._drafts.pop(name, None)
        self.editor.saved.setText(_("Saved."))
        self.refresh()

    def _refused(self, error: CounterbookError) -> None:
        self._request_id = self.shop.new_id()
        self.editor.complain(error)


def _read(app: App) -> tuple[Sequence[ReminderText], dict[Name, Template]]:
    """Read every text that counts, and those the program brings along."""
    texts = app.reminder_texts
    every = texts.all()
    shipped = {(each.name, each.language): texts.shipped(each.name, each.language) for each in every}
    return every, {name: each.template for name, each in shipped.items() if each is not None}
