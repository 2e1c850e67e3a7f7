"""抹除: a person is taken out of the book for good; their amounts stay. What goes, what stays, what still has them.

While something is open, or the law wants the file kept, that is said with the day; it can be set aside until then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.privacy.erasing import EraseCustomer
from app.gui import theme
from app.gui.dialogs.base import FormDialog
from app.gui.shop import Shop
from app.gui.tasks import Lane
from app.gui.theme import S2
from app.gui.widgets.basics import Card, clear, column, label
from app.gui.widgets.fields import Choices, LineEdit
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext

if TYPE_CHECKING:
    from app.errors import CounterbookError
    from app.services.privacy import Answer, Erasure, Held

ASKED, OVER = "asked", "over"
MOST = 5
"""Backups written out; the settings list all of them."""


class Known(NamedTuple):
    """What is to be known before somebody is erased."""

    answer: Answer
    mentions: int
    backups: Sequence[tuple[Path, datetime]]


class EraseDialog(FormDialog):
    """Says whether and from when on; erases once the number is typed; then says what still has the person."""

    #: There is no file of this number any more.
    erased = Signal()

    def __init__(self, shop: Shop, number: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Erase this customer"), name, parent=parent)
        self.setMinimumWidth(theme.px(600))
        self.number = number
        self._request = shop.new_id()
        self._can = ""
        self._gone = False
        self.said = column(gap=S2)
        self.above.addLayout(self.said)
        self.why: Choices = Choices(
            [(OVER, pgettext("erase", "The time of keeping is over")), (ASKED, pgettext("erase", "They asked for it"))]
        )
        self.confirm = LineEdit()
        self.form.add("asked", pgettext("erase", "Why"), self.why)
        hint = _("Nothing brings them back. Type {number} to be sure.").format(number=number)
        self.form.add("confirm", pgettext("erase", "Customer number"), self.confirm, hint=hint)
        self._show_form(shown=False)
        self.primary.setText(_("Erase for good"))
        self.primary.setAccessibleName(_("Erase for good"))
        self.primary.setEnabled(False)
        self.confirm.textEdited.connect(self._typed)
        self.said.addWidget(label(_("One moment…"), "mute"))
        work = partial(_known, shop, number)  # it looks at every backup, perhaps on a slow drive: the counter goes on
        shop.tasks.run(work, self._show, self._not_known, owner=self, lane=Lane.NET)

    def _not_known(self, error: CounterbookError) -> None:
        clear(self.said)
        self.complain(error)

    def _show_form(self, *, shown: bool) -> None:
        for name in ("asked", "confirm"):
            self.form.show_row(name, shown=shown)
        self.form.setContentsMargins(0, 0, 0, 0)

    # ---- before -----------------------------------------------------------------------------------------------------

    def _show(self, known: Known) -> None:
        from app.services.privacy import NotYet, Unsettled

        clear(self.said)
        answer = known.answer
        if isinstance(answer, Unsettled):
            self._bar(_("This cannot be done yet. First settle:"), [self.shop.sentence(x) for x in answer.messages])
        elif isinstance(answer, NotYet):
            text = _("The law, or the shop itself, wants this file kept until {date}. It can be erased after that day.")
            reasons = [self.shop.sentence(each.message) for each in answer.reasons]
            self._bar(text.format(date=form.short_date(answer.until)), reasons)
            aside = _("Until then you can set the file aside: it is closed and only kept, and nobody is written to.")
            self.said.addWidget(label(aside, wrap=True))
            self._can = "aside"
            self.primary.setText(_("Set aside"))
            self.primary.setAccessibleName(_("Set aside"))
            self.primary.setEnabled(True)
        else:
            self._can = "erase"
            self._show_what(known)
            self._show_form(shown=True)
            self.confirm.setFocus()
        self.grow()

    def _bar(self, heading: str, sentences: Sequence[str]) -> None:
        self.said.addWidget(label(heading, "strong", wrap=True))
        for each in sentences:
            self.said.addWidget(label(f"–  {each}", wrap=True))

    def _show_what(self, known: Known) -> None:
        goes = _(
            "Name, phones, addresses, notes, own fields, cards, PIN, attachments, papers and messages: from the file, "
            "from the search and from every text."
        )
        stays = _("Amounts and dates of all entries, without a name. The accounts stay right.")
        self.said.addWidget(_line(pgettext("erase", "What goes"), goes))
        self.said.addWidget(_line(pgettext("erase", "What stays"), stays))
        until = getattr(known.answer, "amounts_until", None)
        if until is not None:
            self.said.addWidget(label(self.shop.sentence(until.message), "mute-small", wrap=True))
        if known.mentions:
            text = ngettext(
                "{n} place about other customers names them too, such as a note. It is left as it is; look at it"
                " yourself.",
                "{n} places about other customers name them too, such as notes. They are left as they are; look at them"
                " yourself.",
                known.mentions,
            )
            self.said.addWidget(_notice(text.format(n=known.mentions)))
        if known.backups:
            self.said.addWidget(_notice(backups_words(len(known.backups)), _listed(known.backups)))

    def _typed(self, text: str) -> None:
        self.forgive()
        self.primary.setEnabled(text.strip() == self.number)

    # ---- doing it ---------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Erase, or set aside, as the law has it."""
        if self._can == "aside":
            work = partial(self.shop.app.privacy.set_aside, self._request, self.number)
            self.carry_out(work, self._set_aside)
        elif self._can == "erase":
            self.forgive()
            request = EraseCustomer(
                id=self._request,
                customer=self.number,
                confirm=self.confirm.text().strip(),
                asked=self.why.value() == ASKED,
                on=self.shop.today(),
            )
            self.carry_out(partial(_erase, self.shop, request), self._erased)
        elif self._can == "clean":
            self.carry_out(self.shop.app.privacy.clean, self._cleaned)
        elif self._can == "done":
            self.accept()

    def done(self, result: int) -> None:
        """Close; whoever shows the file of somebody who is gone is told once there is nothing more to read here."""
        super().done(result)
        if self._gone:
            self._gone = False
            self.erased.emit()
            self.shop.changed.emit("")

    def _set_aside(self, _filed: object) -> None:
        self.shop.changed.emit(self.number)
        self.shop.tell(_("The file is set aside: closed, and nobody is written to."))
        self.accept()

    def _erased(self, done: tuple[Erasure, list[Held]]) -> None:
        erasure, held = done
        self._show_form(shown=False)
        clear(self.said)
        text = _("Erased. In the book they are called “{called}” from now on; the amounts stay.")
        self.said.addWidget(label(text.format(called=erasure.called), "strong", wrap=True))
        mine = [each for each in held if erasure.called in each.called]
        if mine:
            listed = _listed([(each.path, each.made_at) for each in mine])
            self.said.addWidget(_notice(backups_words(len(mine)), listed))
        self.cancel.setText(_("Close"))
        self._gone = True
        self._go_on(erasure)
        self.grow()

    def _go_on(self, erasure: Erasure) -> None:
        """Offer to try again where the file could not be written anew, else to close."""
        trouble = erasure.trouble
        self._can = "done" if trouble is None else "clean"
        words = _("Close") if trouble is None else _("Try again")
        self.cancel.setVisible(trouble is not None)
        self.primary.setText(words)
        self.primary.setAccessibleName(words)
        self.primary.setEnabled(True)
        self.primary.setFocus()
        if trouble is not None:
            text = _("Traces may still lie unused in the book's file, because it could not be written anew: {reason}")
            self.said.addWidget(_notice(text.format(reason=self.shop.sentence(trouble))))

    def _cleaned(self, _needed: object) -> None:
        self.shop.tell(_("Nothing of those who were erased is left in the book's file."))
        self.accept()


def _known(shop: Shop, number: str) -> Known:
    privacy = shop.app.privacy
    answer = privacy.may_erase(number)
    if type(answer).__name__ != "Erasable":
        return Known(answer, 0, ())
    places = map(Path, shop.preferences.backup_folders)
    return Known(answer, sum(privacy.mentions(number).values()), privacy.backups_with(number, places))


def _erase(shop: Shop, request: EraseCustomer) -> tuple[Any, list[Held]]:
    done = shop.app.privacy.erase(request)
    return done, shop.app.privacy.held_in(map(Path, shop.preferences.backup_folders))


def backups_words(count: int) -> str:
    """Return how many backups still have somebody who is erased, and what to do about it."""
    text = ngettext(
        "{n} earlier backup still has this person. Delete it, or lock it away:",
        "{n} earlier backups still have this person. Delete them, or lock them away:",
        count,
    )
    return text.format(n=form.number(count, current().language))


def _listed(backups: Sequence[tuple[Path, datetime]]) -> list[str]:
    newest = sorted(backups, key=lambda each: each[1], reverse=True)
    found = [f"{form.date_time(at.astimezone())}  ·  {path}" for path, at in newest[:MOST]]
    more = len(backups) - MOST
    if more > 0:
        found.append(ngettext("… and {n} more", "… and {n} more", more).format(n=more))
    return found


def _line(name: str, text: str) -> QWidget:
    made = QWidget()
    made.setLayout(column(label(name, "mute-small"), label(text, wrap=True), gap=2))
    return made


def _notice(text: str, lines: Sequence[str] = ()) -> QWidget:
    words = column(label(text, wrap=True), gap=2, margins=(12, S2, 12, S2))
    for each in lines:
        words.addWidget(label(each, "small", wrap=True))
    return Card(words, "notice")
