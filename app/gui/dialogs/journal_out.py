"""The whole journal for another program: an accountant's, or one that checks our sums."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from app.core.export import Format
from app.gui.dialogs.out import OutDialog
from app.gui.widgets.basics import label
from app.gui.widgets.fields import combo
from app.gui.widgets.file_dialogs import FileKind
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QComboBox, QWidget

    from app.gui.shop import Shop
    from app.gui.tasks import Job

WORKBOOK = "xlsx"


class _Form(NamedTuple):
    """A form of the journal: its marked name, its file's ending, and what to know of it."""

    title: str
    ending: str
    words: str


FORMS = {
    WORKBOOK: _Form(
        N_("Workbook, for Excel or WPS"), ".xlsx", N_("Posting by posting, with days and amounts as such.")
    ),
    Format.CSV: _Form(N_("CSV, for any other spreadsheet"), ".csv", N_("Posting by posting, as text.")),
    Format.HLEDGER: _Form("hledger", ".journal", N_("Plain text. “hledger check” proves that every entry balances.")),
    Format.BEANCOUNT: _Form(
        "beancount", ".beancount", N_("Plain text. “bean-check” proves that every entry balances.")
    ),
    Format.GNUCASH: _Form(
        "GnuCash",
        ".csv",
        N_("In GnuCash choose Import → Import Transactions from CSV, and there the settings “GnuCash Export Format”."),
    ),
}


class JournalDialog(OutDialog):
    """Asks for which program."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        intro = _("Every entry of the book with its accounts, from the first to the last.")
        super().__init__(shop, _("Journal for another program"), intro, parent=parent)
        self.choice: QComboBox = combo([(str(each), _(FORMS[each].title)) for each in FORMS])
        self.form.add("format", pgettext("journal", "Program"), self.choice)
        self.words = label("", "mute", wrap=True)
        self.below.addWidget(self.words)
        self.choice.currentIndexChanged.connect(self._chosen)
        self._chosen()

    def chosen(self) -> str:
        """Return which form is chosen."""
        return list(FORMS)[self.choice.currentIndex()]

    def _chosen(self, _at: int = 0) -> None:
        self.words.setText(_(FORMS[self.chosen()].words))
        self.note.setText("")
        self.grow()

    def kinds(self) -> list[FileKind]:
        """Return the one kind of file of the form chosen."""
        chosen = FORMS[self.chosen()]
        return [FileKind(f"{_(chosen.title)} (*{chosen.ending})", chosen.ending)]

    def file_name(self) -> str:
        """Return what the file is proposed to be called."""
        return _("journal {date}").format(date=self.shop.today().isoformat())

    def writer(self, path: Path) -> Callable[[Job], int]:
        """Return what writes the journal."""
        return partial(_write, self.shop, path, self.chosen())

    def said(self, found: int, path: Path) -> str:
        """Say how many entries were written."""
        text = ngettext("{n} entry written to {path}.", "{n} entries written to {path}.", found)
        return text.format(n=form.number(found, current().language), path=path)


def _write(shop: Shop, path: Path, form_: str, job: Job) -> int:
    journal, language = shop.app.exports.journal, current().language
    return journal(path, form_, language=language, progress=job.progress, cancelled=job.cancelled)
