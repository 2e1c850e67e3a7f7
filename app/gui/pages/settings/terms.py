"""The shop's own terms, and beside them what the law has against a clause while it is written."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.core.staff.rights import Right
from app.core.terms_text import MAX_TEXT, NewTerms, TermsKind, TermsText
from app.errors import CounterbookError, Refused
from app.gui import errors, theme
from app.gui.pages.settings.law_card import LawCard
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import button, column, label, row
from app.gui.widgets.fields import Choices, DateEdit, Form, TextArea, show_wrong
from app.gui.widgets.flow import Flow
from app.gui.widgets.guard import guard
from app.gui.widgets.languages import LANGUAGE_NAMES
from app.i18n import format as form
from app.i18n.catalog import LANGUAGES, _, current

CHECK_AFTER_MS = 400


class TermsTab(QWidget):
    """A text on the left, and beside it the clauses that are void, with the article and what could stand instead."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self._texts: list[TermsText] = []
        self._request_id = shop.new_id()
        #: What was typed and is not in force, by kind and language.
        self._drafts: dict[tuple[str, str], str] = {}
        self.kind: Choices = Choices([(TermsKind.TOP_UP, _("For top-ups")), (TermsKind.PASS, _("For passes"))])
        self.language: Choices = Choices([(code, LANGUAGE_NAMES[code]) for code in LANGUAGES], current().language)
        self.starts_on = DateEdit(shop.today, shop.today())
        self.starts_on.setAccessibleName(_("In force from"))
        self.starts_on.setObjectName("starts_on")
        self.text = TextArea(most=MAX_TEXT, lines=10)
        self.text.setMinimumHeight(theme.px(200))
        self.text.setMaximumHeight(16_777_215)
        self.text.setAccessibleName(_("Text of the terms"))
        self.text.setObjectName("text")
        self.wrong = Wrong(shop, self.text, self.starts_on)
        self.inforce = label("", "mute", wrap=True)
        self.starter = button(_("Begin with a draft"), on=self.use_starter)
        self.save = button(_("Put in force"), "primary", on=self.store)
        guard(shop, Right.SHOP, self.save)
        self.law = LawCard(shop, self.text, self.wrong.say)
        self._choice = self._chosen()
        self._shown = ""
        self._build()
        self._wire()

    def _build(self) -> None:
        choices = Form(label_width=90)
        choices.setVerticalSpacing(S2)
        choices.add("kind", _("Terms"), self.kind)
        choices.add("language", _("Language"), self.language)
        foot = QWidget()
        flow = Flow(foot, gap=S2)
        for part in (label(_("In force from"), "mute"), self.starts_on, self.starter, self.save):
            flow.addWidget(part)
        left = column(choices, self.inforce, self.text, self.wrong, foot, gap=S3)
        left.setStretch(2, 1)
        whole = row(_held(left), self.law, gap=S4, margins=(0, 4, 0, 0))
        whole.setStretch(0, 3)
        whole.setStretch(1, 2)
        self.setLayout(whole)

    def _wire(self) -> None:
        self.kind.changed.connect(self._choice_changed)
        self.language.changed.connect(self._choice_changed)

    # ---- what is in force -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the texts anew."""
        self.shop.tasks.run(self.shop.app.terms.all, self._known, self.shop.complain, owner=self)

    def _known(self, texts: list[TermsText]) -> None:
        self._texts = texts
        if not self.text.toPlainText().strip():
            self._show_current()
        else:
            self._say_in_force(_of_choice(self._texts, *self._chosen()))
        self.law.check()

    def _chosen(self) -> tuple[str, str]:
        return self.kind.value().value, self.language.value()

    def _choice_changed(self) -> None:
        """Show another kind or language; what was typed for the one before waits for it."""
        self._keep_draft()
        self._show_current()

    def _keep_draft(self) -> None:
        text = self.text.toPlainText()
        if text != self._shown:
            self._drafts[self._choice] = text
        else:
            self._drafts.pop(self._choice, None)

    def unsaved(self) -> bool:
        """Whether something was typed that is not in force."""
        return bool(self.typed())

    def typed(self) -> dict[tuple[str, str], str]:
        """Return what was typed and is not in force, by kind and language."""
        self._keep_draft()
        return dict(self._drafts)

    def type_again(self, drafts: dict[tuple[str, str], str]) -> None:
        """Take what `typed` gave."""
        self._drafts = dict(drafts)
        self._show_current()

    def _show_current(self) -> None:
        """Show the text in force, to be read or to begin a new one with; what was begun already goes on."""
        self._choice = self._chosen()
        mine = _of_choice(self._texts, *self._chosen())
        begun = [text for text in mine if text.starts_on <= self.shop.today()]
        newest = max(begun, key=lambda text: text.starts_on, default=None)
        self._shown = newest.text if newest is not None else ""
        self.text.setPlainText(self._drafts.get(self._choice, self._shown))
        self._say_in_force(mine)

    def _say_in_force(self, mine: list[TermsText]) -> None:
        if not mine:
            self.inforce.setText(_("No terms of this kind yet: receipts print none."))
            return
        dates = _(", ").join(sorted({form.short_date(text.starts_on) for text in mine}))
        self.inforce.setText(_("In force since: {dates}. Each receipt keeps the terms of its day.").format(dates=dates))

    def use_starter(self) -> None:
        """Put a draft into the field that the shop can make its own."""
        kind, language, settings = self.kind.value(), self.language.value(), self.shop.settings
        self.shop.tasks.run(
            lambda: self.shop.app.terms.starter(kind, language, settings), self.text.setPlainText, owner=self
        )

    # ---- saving -----------------------------------------------------------------------------------------------------

    def store(self) -> None:
        """Put the text in force."""
        self.wrong.forgive()
        try:
            request = NewTerms(
                id=self._request_id,
                kind=self.kind.value(),
                language=self.language.value(),
                starts_on=self.starts_on.required(),
                text=self.text.toPlainText(),
            )
        except CounterbookError as error:
            self.wrong.refuse(error)
            return
        self.shop.tasks.run(lambda: self.shop.app.terms.record(request), self._stored, self.wrong.refuse, owner=self)

    def _stored(self, _filed: object) -> None:
        self._request_id = self.shop.new_id()
        self._shown = self.text.toPlainText()
        self.shop.tell(_("The terms are in force from {date}.").format(date=self.starts_on.text()))
        self.refresh()


class Wrong(QLabel):
    """Why a text cannot be put in force, and the mark at the field that is about; gone as soon as one types."""

    def __init__(self, shop: Shop, text: TextArea, starts_on: DateEdit) -> None:
        super().__init__()
        self._shop = shop
        self._fields: dict[str, QWidget] = {"text": text, "starts_on": starts_on}
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("class", "error")
        self.hide()
        text.textChanged.connect(self.forgive)
        starts_on.textChanged.connect(self.forgive)

    def forgive(self) -> None:
        """Take it back."""
        self.hide()
        for field in self._fields.values():
            show_wrong(field, "")

    def say(self, error: CounterbookError) -> None:
        """Say what is wrong."""
        self.setText(errors.words(error, self._shop.money, {"text": _("The text")}))
        self.show()

    def refuse(self, error: CounterbookError) -> None:
        """Say what is wrong, and go to the field that is about."""
        self.say(error)
        field = self._fields.get(error.field) if isinstance(error, Refused) else None
        if field is not None:
            show_wrong(field, self.text())
            field.setFocus()


def _held(box: QVBoxLayout) -> QWidget:
    made = QWidget()
    made.setLayout(box)
    return made


def _of_choice(texts: list[TermsText], kind: str, language: str) -> list[TermsText]:
    return [text for text in texts if text.kind.value == kind and text.language == language]
