"""What became of a batch of letters, and what is done with them next: printing, saving, the post."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.core.letter import by_route
from app.core.reminder.requests import AddStep, StepKind
from app.gui.dialogs.paper import name_for_pdf
from app.gui.dialogs.posting_list import PostingListDialog
from app.gui.dialogs.reminder_words import number
from app.gui.dialogs.statement_copies import PREVIEW_DPI, Papers, PrintDialog, ProgressDialog, Told
from app.gui.dialogs.statement_words import pages_count
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.tasks import Job
from app.gui.theme import S2, S3
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.flow import Flow
from app.gui.widgets.small_table import SmallTable
from app.i18n.catalog import _, ngettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from datetime import date

    from app.core.letter import IssuedLetter, LeftOut, LetterBatch
    from app.errors import CounterbookError
    from app.services.receipts import PageImage

ROWS = 6


def letters_count(count: int) -> str:
    """Return how many letters."""
    return ngettext("{n} letter", "{n} letters", count).format(n=number(count))


def post(shop: Shop, ids: Mapping[int, str], on: date) -> None:
    """Note that letters were handed to the post on a day; `ids` are their contacts, each with the id of its request."""
    for contact, id_ in ids.items():
        shop.app.contacts.step(AddStep(id=id_, contact=contact, what=StepKind.POSTED, on=on))


class LetterDoings(QWidget):
    """What is done with letters before they go to the post; `chosen` says with which."""

    def __init__(
        self, shop: Shop, chosen: Callable[[], Sequence[IssuedLetter]], *more: QPushButton, duplex: bool = False
    ) -> None:
        super().__init__()
        self.shop, self._chosen, self._duplex = shop, chosen, duplex
        made: list[tuple[str, str, Callable[[], object]]] = [
            (_("Print…"), "print", self.print_all),
            (_("Save as PDF…"), "save", self.save),
            (_("Posting list…"), "receipts", self.posting_list),
            (_("Envelopes or labels…"), "mail", self.envelopes),
        ]
        flow = Flow(self, gap=S2)
        for each in (*(button(text, icon=icon, on=on) for text, icon, on in made), *more):
            flow.addWidget(each)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def _nos(self) -> list[str]:
        """Return their numbers, in the order of the post."""
        return [each.no for each in self._chosen()]

    def print_all(self, over: QWidget | None = None) -> PrintDialog:
        """Choose a printer and print them."""
        letters = by_route(self._chosen())
        title = _("Printing {letters}").format(letters=letters_count(len(letters)))
        papers = LetterPapers(self.shop, letters, duplex=self._duplex)
        dialog = PrintDialog(self.shop, papers, title, over or self.window())
        dialog.begin()
        return dialog

    def save(self) -> None:
        """Ask where to, and save them as one PDF."""
        name = _("Letters {date}").format(date=self.shop.today().isoformat())
        path = name_for_pdf(self, name)
        if path is not None:
            dialog = ProgressDialog(self.shop, _("Saving"), self.window())
            dialog.run(partial(_save, self.shop, self._nos(), path, self._duplex))

    def posting_list(self) -> None:
        """Show the list for the post office."""
        _posting_list(self.shop, self._nos(), self.window()).open()

    def envelopes(self) -> None:
        """Print envelopes or labels for them."""
        from app.gui.dialogs.envelopes import EnvelopesDialog

        numbers = list(dict.fromkeys(each.customer for each in self._chosen()))
        EnvelopesDialog(self.shop, numbers, self.window()).open()


class LetterReport(QWidget):
    """Numbers, what was left out and why, and the buttons for what comes next."""

    def __init__(self, shop: Shop, batch: LetterBatch, *, duplex: bool = False) -> None:
        super().__init__()
        self.shop, self.batch = shop, batch
        self._ids: dict[int, str] = {each.id: shop.new_id() for each in batch.letters}
        parts: list[QWidget] = [label(_heading(batch), "heading", wrap=True)]
        if batch.letters:
            facts = _("Numbers {first} to {last}  ·  {pages}").format(
                first=min(each.no for each in batch.letters),
                last=max(each.no for each in batch.letters),
                pages=pages_count(batch.pages),
            )
            parts.append(label(facts, wrap=True))
        if batch.error is not None:
            trouble = label("▲  " + shop.sentence(batch.error), wrap=True)
            parts.append(Card(row(trouble, margins=(12, 8, 12, 8)), "notice-owed"))
        parts += [label(f"▲  {text}", "soon", wrap=True) for text in _concerns(batch)]
        self.left_out = SmallTable(_("Not issued"), _left_out_columns(shop), ROWS)
        self.left_out.setProperty("class", "framed")
        self.left_out.show_rows(batch.left_out)
        if batch.left_out:
            parts += [label(_("Not issued"), "strong"), self.left_out]
        else:
            self.left_out.setParent(self)
            self.left_out.hide()
        self.posted = button(_("Posted today"), icon="check", on=self.post)
        self.doings = LetterDoings(shop, lambda: batch.letters, self.posted, duplex=duplex)
        if batch.letters:
            parts += [label(_("What comes next:"), "mute"), self.doings]
        else:
            self.doings.setParent(self)
            self.doings.hide()
        self.setLayout(column(*parts, None, gap=S3))

    def post(self) -> None:
        """Note that they were handed to the post today."""
        self.posted.setEnabled(False)
        work = partial(post, self.shop, self._ids, self.shop.today())
        self.shop.tasks.run(work, self._all_posted, self._not_posted, owner=self)

    def _all_posted(self, _done: object) -> None:
        self.posted.setText(_("✓  Posted"))
        self.shop.changed.emit("")
        self.shop.tell(_("{letters} noted as posted today.").format(letters=letters_count(len(self.batch.letters))))

    def _not_posted(self, error: CounterbookError) -> None:
        self.posted.setEnabled(True)
        self.shop.complain(error)


class LetterPapers(Papers):
    """Letters in a file of their own, to be printed; printed once more they are the same."""

    def __init__(self, shop: Shop, letters: Sequence[IssuedLetter], *, duplex: bool = False) -> None:
        super().__init__(shop, [each.no for each in letters], "print")
        self._letters, self._duplex = letters, duplex

    def first_page(self) -> PageImage:
        """Draw a first page, to learn what paper is needed."""
        app = self._shop.app
        return next(iter(app.receipts.some_pages(app.letters.pdf(self._nos[0]), PREVIEW_DPI, [0])))

    def made(self, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> Path:
        """Return the file, making it the first time; `ExportCancelled` is raised when that is called off."""
        if self.pages is None:
            write, nos = self._shop.app.letters.print_file, self._nos
            self.pages = write(nos, self._path, duplex=self._duplex, progress=progress, cancelled=cancelled, kept=False)
        return self._path

    def starts(self) -> list[int]:
        """Return on which pages the letters begin; none where blank backs stand between them already."""
        from app.gui.widgets.print_run import starts_of

        return [] if self._duplex else starts_of([each.pages for each in self._letters], self.pages or 0)


def _posting_list(shop: Shop, nos: Sequence[str], parent: QWidget) -> PostingListDialog:
    letters = shop.app.letters

    def draw() -> bytes:
        return letters.posting_list(nos).pdf

    return PostingListDialog(shop, draw, partial(letters.save_posting_list, nos), letters_count(len(nos)), parent)


def _save(shop: Shop, nos: Sequence[str], path: Path, duplex: bool, job: Job) -> Told:  # noqa: FBT001
    from app.services.exports import ExportCancelled

    try:
        pages = shop.app.letters.print_file(nos, path, duplex=duplex, progress=job.progress, cancelled=job.cancelled)
    except ExportCancelled:
        return Told(_("Stopped; no file was written."))
    text = _("{letters} saved, {pages}.")
    return Told(text.format(letters=letters_count(len(nos)), pages=pages_count(pages)), (str(path),))


def _heading(batch: LetterBatch) -> str:
    count = len(batch.letters)
    text = ngettext("{n} letter issued", "{n} letters issued", count).format(n=number(count))
    if batch.left:
        left = ngettext("{n} not tried", "{n} not tried", batch.left).format(n=number(batch.left))
        return f"{text}  ·  {left}"
    return text


def _concerns(batch: LetterBatch) -> list[str]:
    found: list[str] = []
    without = [each for each in batch.letters if not each.has_address]
    if without:
        names = ", ".join(each.name for each in without)
        found.append(_("Without an address: {names}").format(names=names))
    if batch.cut:
        names = ", ".join(each.name for each in batch.cut)
        found.append(_("Address shortened for the window: {names}").format(names=names))
    if batch.unprintable:
        names = ", ".join(each.name for each in batch.unprintable)
        found.append(_("Characters the paper's font has not: {names}").format(names=names))
    return found


def _left_out_columns(shop: Shop) -> list[Column]:
    def why(each: LeftOut) -> str:
        return shop.sentence(each.message)

    return [
        Column("name", N_("Customer"), lambda each: each.name, width=190, tip=lambda each: each.name),
        Column("why", N_("Reason"), why, stretch=True, tip=why, tone=lambda _each: "soon"),
    ]
