"""The four questions a new book begins with: the shop's name, its language, its currency, where it is kept."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from app.errors import CounterbookError, Refused, refuse, system_reason
from app.gui import errors
from app.gui.books import BOOK_FILTER, CURRENCIES, free_place, make_book, pack_of
from app.gui.tasks import Tasks
from app.gui.theme import S4
from app.gui.widgets.basics import KeyButton, button, column, label, row
from app.gui.widgets.fields import Choices, Form, LineEdit, combo, show_choice
from app.gui.widgets.file_dialogs import name_to_save
from app.gui.widgets.languages import LANGUAGE_NAMES
from app.i18n.catalog import LANGUAGES, _, current
from app.i18n.mark import N_
from app.services import places, system

LOOK_AFTER_MS = 150
"""How long after the last key the place is looked at."""


class Questions(QWidget):
    """Asks them, and makes the book."""

    #: The book was made at this path.
    made = Signal(Path)
    #: Another language was chosen.
    language_wanted = Signal(str)

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self.tasks = tasks
        self.form = Form(label_width=120)
        self.name = LineEdit(hint=_("e.g. Bright Car Wash"))
        self.language: Choices = Choices([(code, LANGUAGE_NAMES[code]) for code in LANGUAGES], current().language)
        self.currency = combo([(code, f"{code}  {_(name)}") for code, name in CURRENCIES], _likely_currency())
        self._proposed = str(free_place(system.default_book()))
        self._currency_chosen = False
        self._asked = 0
        self.place = LineEdit(self._proposed, most=1000)
        self.risk = label("", "soon", wrap=True)
        self.begin = KeyButton(_("Begin"), "Enter", "primary", on=self.begin_book)
        self.form.add("name", _("Shop's name"), self.name)
        self.form.add("language", _("Language"), self.language)
        self.form.add("currency", _("Currency"), self.currency)
        browse = button(_("Choose…"), on=self._choose_place, name=_("Choose where to keep the book"))
        hint = _("One file holds everything. Nothing leaves this computer.")
        self.form.add("path", _("Keep the book in"), self.place, beside=browse, hint=hint)
        self.risk.hide()
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(LOOK_AFTER_MS)
        self._look.timeout.connect(self._ask_risk)
        self.bring = QCheckBox(_("Then bring in customers and balances from Excel or another program"))
        self.bring.setAccessibleName(self.bring.text())
        self.setLayout(column(self.form, self.risk, self.bring, row(None, self.begin), gap=S4))
        self._wire()
        self._ask_risk()

    def _wire(self) -> None:
        self.tasks.unexpected.connect(self._stopped)
        self.language.changed.connect(self._language_chosen)
        self.currency.activated.connect(self._currency_taken)
        self.place.textChanged.connect(self._look.start)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter begins, wherever one is, the tick for what comes next above all; a button it presses."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focus = self.focusWidget()
        if isinstance(focus, QPushButton) and not focus.isCheckable():
            focus.click()
        else:
            self.begin_book()

    # ---- answers ----------------------------------------------------------------------------------------------------

    def _language_chosen(self) -> None:
        if self.language.value() != current().language:
            self.language_wanted.emit(self.language.value())

    def _choose_place(self) -> None:
        chosen = name_to_save(self, _("Where to keep the book"), self.place.text(), _(BOOK_FILTER))
        if chosen:
            self.place.setText(chosen if chosen.endswith(".cbook") else chosen + ".cbook")

    def _ask_risk(self) -> None:
        """Ask whether the place is risky: that may ask the drive, so nobody waits for it."""
        self._asked += 1
        path = Path(self.place.text().strip() or ".")
        self.tasks.run(partial(places.risk_of, path), partial(self._show_risk, self._asked), owner=self)

    def _show_risk(self, asked: int, risk: places.Risk | None) -> None:
        if asked == self._asked:
            self.risk.setText("⚠  " + errors.sentence(risk.message) if risk is not None else "")
            self.risk.setVisible(risk is not None)

    def answers(self) -> dict[str, str]:
        """Return the answers as typed."""
        proposed = self.place.text() == self._proposed
        return {
            "name": self.name.text(),
            "currency": "" if not self._currency_chosen else str(self.currency.currentData()),
            "path": "" if proposed else self.place.text(),
            "bring": "yes" if self.bring.isChecked() else "",
        }

    def answer(self, answers: dict[str, str]) -> None:
        """Fill in answers given before, in another language."""
        self.name.setText(answers.get("name", ""))
        if answers.get("currency"):
            show_choice(self.currency, answers["currency"])
            self._currency_chosen = True
        if answers.get("path"):
            self.place.setText(answers["path"])
        self.bring.setChecked(bool(answers.get("bring")))

    def _currency_taken(self) -> None:
        self._currency_chosen = True

    def begin_book(self) -> None:
        """Make the book the answers describe, and open it."""
        if not self.begin.isEnabled():
            return
        self.form.forgive()
        try:
            path = self._path()
            language, currency = self.language.value(), self.currency.currentData()
            name = self.name.value()
            if not name:
                refuse("name", N_("Give your shop's name; it stands on receipts and statements."))
        except CounterbookError as error:
            self._refused(error)
            return
        self.begin.setEnabled(False)
        self.tasks.run(
            lambda: make_book(path, name=name, currency=currency, language=language, pack=pack_of(currency)),
            self.made.emit,
            self._refused,
            owner=self,
        )

    def _path(self) -> Path:
        text = self.place.value()
        if not text:
            refuse("path", N_("Say where the book is to be kept."))
        try:
            path = Path(text).expanduser()
            path = path if path.suffix == ".cbook" else path.with_name(path.name + ".cbook")
            there = path.exists()
        except (OSError, ValueError, RuntimeError) as error:  # too long, forbidden, a home of somebody there is not
            refuse("path", N_("This cannot be the place of a file: {reason}."), reason=system_reason(error))
        if not path.is_absolute():
            refuse("path", N_("Write the whole path, with its folder."))
        if there:
            refuse("path", N_("There is a file of that name already: choose another name, or open it below."))
        return path

    def _stopped(self, _error: object) -> None:
        """Something nobody foresaw may have ended the work: let the person try once more."""
        self.begin.setEnabled(True)

    def _refused(self, error: CounterbookError) -> None:
        self.begin.setEnabled(True)
        field = error.field if isinstance(error, Refused) else "path"
        self.form.complain(field if self.form.has(field) else "path", errors.words(error))


def _likely_currency() -> str:
    return {"zh_CN": "CNY", "zh_TW": "TWD"}.get(current().language, "USD")
