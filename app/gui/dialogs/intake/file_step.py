"""The first step: a file is chosen or dropped, and it is said what it was found to be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.gui import theme
from app.gui.dialogs.intake.step import Step
from app.gui.dialogs.intake.words import FILE_KINDS, file_words, number, target_name
from app.gui.theme import S2, S3, S4, S5
from app.gui.widgets.basics import Card, button, column, holder, label, row
from app.gui.widgets.elided import Elided
from app.gui.widgets.file_dialogs import documents_folder, name_to_open
from app.gui.widgets.middle import Middle
from app.gui.widgets.takes_files import TakesFiles
from app.i18n.catalog import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.errors import CounterbookError
    from app.gui.dialogs.intake.work import Importing


class FileStep(Step):
    """A place to drop a file, and what was found of the one that is chosen."""

    def __init__(self, work: Importing) -> None:
        super().__init__(work)
        self._tried = ""
        #: Files dropped together with the one that is open, still to come.
        self._waiting: list[Path] = []
        self.choose = button(_("Choose a file…"), "primary", icon="folder", on=self.ask)
        self.place = _Place(self.choose)
        self.name = Elided("", "heading")
        self.what, self.sheets, self.known = label("", wrap=True), label("", "mute", wrap=True), label("", wrap=True)
        self.found = Card(column(self.name, self.what, self.sheets, self.known, gap=S2, margins=(S4, S3, S4, S3)))
        self.wrong = label("", "error", wrap=True)
        words = label(
            _(
                "Customers, balances, movements, bills or prices of another program, or of a spreadsheet. Nothing is "
                "written into the book before you have seen what would be."
            ),
            "mute",
            wrap=True,
        )
        self.waiting = label("", wrap=True)
        self.skip = button(_("Leave this one, open the next"), on=self.take_next)
        self._queue = holder(row(self.waiting, self.skip, gap=S3))
        for part in (self.found, self.wrong, self._queue):
            part.hide()
        whole = column(words, self.place, self.wrong, self.found, self._queue, gap=S4)
        whole.addStretch(1)
        self.setLayout(column(Middle(whole), gap=0))
        self.place.dropped.connect(self._dropped)
        work.opened.connect(self._show)
        work.refused.connect(self._refuse)
        work.moved.connect(self.changed)

    def may_go_on(self) -> bool:
        """Whether a file is open."""
        return super().may_go_on() and self.work.proposal is not None

    def note(self) -> str:
        """Say that the file is being looked at."""
        return _("Looking at the file…") if self.work.busy else ""

    def ask(self) -> None:
        """Ask for a file."""
        kinds = _("Tables ({kinds})").format(kinds=FILE_KINDS) + ";;" + _("All files (*)")
        chosen = name_to_open(self.window(), _("Choose a file to bring in"), str(self._folder()), kinds)
        if chosen:
            self.take(Path(chosen))

    def _folder(self) -> Path:
        return self.work.source.path.parent if self.work.source is not None else documents_folder()

    def _dropped(self, paths: list[str]) -> None:
        self.take_all([Path(each) for each in paths])

    def take_all(self, paths: Sequence[Path]) -> None:
        """Open the first of some files; the others come one after the other."""
        self._waiting = list(paths)
        self.take_next()

    def take_next(self) -> None:
        """Open the next of the files that were dropped together, if one is left."""
        if self._waiting:
            path = self._waiting.pop(0)
            self._queue.setVisible(bool(self._waiting))
            text = ngettext(
                "{n} more file waits for its turn: {names}",
                "{n} more files wait for their turn: {names}",
                len(self._waiting),
            )
            names = _(", ").join(each.name for each in self._waiting)
            self.waiting.setText(text.format(n=number(len(self._waiting)), names=names))
            self.take(path)

    def forget(self) -> None:
        """Be as at the beginning: no file is open."""
        self.found.hide()
        self._offer(another=False)

    def _offer(self, *, another: bool) -> None:
        """Ask for a file above all; once one is open, going on with it comes first."""
        self.choose.setText(_("Choose another file…") if another else _("Choose a file…"))
        self.choose.setAccessibleName(self.choose.text())
        self.choose.setIcon(theme.icon("folder", None if another else theme.tokens().on_accent))
        theme.mark(self.choose, "" if another else "primary")

    def take(self, path: Path) -> None:
        """Open a file."""
        self.forget()
        self.wrong.hide()
        self._tried = path.name
        self.work.open(path)

    def _refuse(self, error: CounterbookError) -> None:
        if self.work.source is None:
            text = _("“{file}” cannot be brought in. {why}")
            self.wrong.setText(text.format(file=self._tried, why=self.shop.words(error)))
            self.wrong.show()
            self.changed.emit()
            self.choose.setFocus()

    def _show(self) -> None:
        source, proposal = self.work.source, self.work.proposal
        if source is None or proposal is None:
            return
        self.name.setText(source.path.name)
        self.what.setText(file_words(source))
        names = [sheet.name for sheet in source.sheets if sheet.name]
        text = ngettext("Sheet: {names}", "Sheets: {names}", len(names))
        self.sheets.setText(text.format(names=_(", ").join(names)))
        self.sheets.setVisible(len(names) > 1)
        target = target_name(proposal.layout.target)
        if proposal.remembered:
            text = _("Files with these columns were brought in before, as “{target}”; it is proposed the same way.")
        else:
            text = _("By its columns this is most likely “{target}”.")
        self.known.setText(text.format(target=target))
        self._offer(another=True)
        self.found.show()
        self.changed.emit()

    def focus_first(self) -> None:
        """Begin with the button."""
        self.choose.setFocus()


class _Place(TakesFiles):
    """Where a file is dropped."""

    def __init__(self, choose: QWidget) -> None:
        super().__init__()
        picture = QLabel()
        picture.setPixmap(theme.pixmap("import", theme.tokens().mute, theme.px(36)))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words = label(_("Drop a file here: CSV, TXT, XLSX, XLS, XLSB or ODS"), "mute", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inner = column(picture, words, row(None, choose, None), gap=S3, margins=(S5, S5, S5, S5))
        self.setLayout(column(Card(inner, "drop"), gap=0))
