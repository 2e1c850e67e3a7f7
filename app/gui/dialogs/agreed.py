"""The shop's own terms that go with money paid ahead and with passes: which text is in force on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.core.terms_text import TermsKind, TermsText
from app.i18n import format as form
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.counter import AccountCard
    from app.gui.dialogs.base import FormDialog


class Agreed:
    """The text of terms in force on the day of a dialog, in the customer's language; named at the dialog's foot."""

    def __init__(self, dialog: FormDialog, card: AccountCard, kind: TermsKind) -> None:
        self._dialog, self._kind = dialog, kind
        shop = dialog.shop
        self._language = card.language or shop.settings.language or shop.app.book.language
        self._on: date | None = None
        self._text: TermsText | None = None

    def ask(self, on: date) -> None:
        """Look for the text of a day."""
        if on == self._on:
            return
        self._on, self._text = on, None
        terms, kind, language = self._dialog.shop.app.terms, self._kind, self._language
        self._dialog.shop.tasks.run(
            lambda: (on, terms.current(kind, language, on)), self._known, self._dialog.shop.complain, owner=self._dialog
        )

    def id(self) -> str:
        """Return the text's id as a request bears it, blank where the shop has no terms."""
        return self._text.id if self._text is not None else ""

    def _known(self, answer: tuple[date, TermsText | None]) -> None:
        on, text = answer
        if on != self._on:
            return
        self._text = text
        words = _("The shop's terms of {date} go with it.")
        self._dialog.note.setText(words.format(date=form.short_date(text.starts_on)) if text is not None else "")
