"""What is to be said of rows, one line each: where it stands, what stands there, and why that is wrong or doubtful."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.intake.findings import Finding, Weight
from app.gui import theme
from app.gui.books import free_place
from app.gui.dialogs.intake.words import number, reason_words, weight_name, weight_sign
from app.gui.models.rows import Column, RowsModel
from app.gui.theme import S2
from app.gui.widgets.basics import Card, button, column, label, row
from app.gui.widgets.empty import Empty
from app.gui.widgets.fields import Choices, LineEdit
from app.gui.widgets.file_dialogs import documents_folder, name_to_save
from app.gui.widgets.opener import plain_name
from app.gui.widgets.table import Table
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.gui.dialogs.intake.work import Importing
    from app.gui.shop import Shop
    from app.gui.tasks import Job
    from app.services.intake import Report

LIST, NONE, NO_MATCH = range(3)
SAID_WHOLE = ("column", "value", "why")
MOST = 300
"""Characters of a cell that are shown beside its reason; the rest stands in the file."""
_TONES = {Weight.REFUSED: "owed", Weight.WARNED: "soon", Weight.SKIPPED: "mute"}


class FindingsRoom(QWidget):
    """A list that can be narrowed by what becomes of the rows, and by any word."""

    def __init__(self, work: Importing) -> None:
        super().__init__()
        self.work = work
        self.report: Report | None = None
        self.weight: Choices = Choices([("", pgettext("rows", "All"))])
        self.weight.setAccessibleName(_("Which rows"))
        self.text = LineEdit(hint=_("Line, value or reason"))
        self.text.setAccessibleName(_("Narrow the list"))
        self.text.setMinimumWidth(theme.px(200))
        self.save = button(_("Save this list…"), "quiet", icon="save", on=self.ask_where)
        self.rows = RowsModel(finding_columns(work.shop), parent=self)
        self.table = Table(_("Rows to look at"))
        self.table.way_out = self.save.click
        self.table.setModel(self.rows)
        self.table.lay_out(self.rows.columns)
        #: The whole of what the chosen line has room for only in part.
        self.whole = label("", "mute", wrap=True)
        self.more = label("", "mute-small", wrap=True)
        self.stack = QStackedWidget()
        fine = Empty("check", _("Nothing to look at"), _("Every row can be taken in as it stands."))
        no_match = Empty("filter", _("No row matches"), _("No row has what you narrowed the list to."))
        for part in (Card(column(self.table, margins=(1, 1, 1, 1))), fine, no_match):
            self.stack.addWidget(part)
        bar = row(self.weight, self.text, self.save, gap=S2)
        bar.setStretch(0, 1)
        whole = column(bar, self.stack, self.whole, self.more, gap=S2)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.table)
        self.weight.changed.connect(self.narrow)
        self.text.textChanged.connect(self.narrow)
        self.table.picked.connect(self._say_whole)

    def show_report(self, report: Report) -> None:
        """Show what was found."""
        self.report = report
        counts = {weight: sum(each.weight is weight for each in report.findings) for weight in Weight}
        choices: list[tuple[Any, str]] = [("", pgettext("rows", "All"))]
        choices += [(weight, f"{weight_sign(weight)} {weight_name(weight)}") for weight in Weight if counts[weight]]
        self.weight.set_choices(choices, self.weight.value())
        text = _("The first {n} are listed; {more} more stand in the saved list.")
        self.more.setText(text.format(n=number(len(report.findings)), more=number(report.more)))
        self.more.setVisible(bool(report.more))
        for part in (self.weight, self.text, self.save):
            part.setVisible(bool(report.findings))
        self.narrow()

    def narrow(self) -> None:
        """Show what matches."""
        if self.report is None:
            return
        weight, text = self.weight.value(), self.text.text().strip().casefold()
        columns = self.rows.columns
        found = [
            each
            for each in self.report.findings
            if (not weight or each.weight is weight)
            and (not text or any(text in column.text(each).casefold() for column in columns))
        ]
        self.rows.show_rows(found)
        self.stack.setCurrentIndex(LIST if found else NO_MATCH if self.report.findings else NONE)
        self.whole.setVisible(bool(found))
        if found:
            self.table.selectRow(0)

    def _say_whole(self, finding: Finding | None) -> None:
        """Say all of the line that is current: the columns are too narrow for long cells and reasons."""
        if finding is None:
            return
        texts = [each.text(finding) for each in self.rows.columns if each.key in SAID_WHOLE]
        self.whole.setText("  ·  ".join(text if len(text) <= MOST else f"{text[:MOST]}…" for text in texts if text))

    def focus_first(self) -> None:
        """Begin in the list."""
        (self.table if self.rows.rows else self.text).setFocus()

    # ---- saving -----------------------------------------------------------------------------------------------------

    def ask_where(self) -> None:
        """Ask where to save the list of all findings."""
        source = self.work.source
        if source is not None:
            name = plain_name(_("{file} what to mend.xlsx").format(file=source.path.stem))
            proposed = free_place(documents_folder() / name)
            kinds = _("Workbooks (*.xlsx);;Tables (*.csv)")
            chosen = name_to_save(self.window(), _("Save the list"), str(proposed), kinds)
            if chosen:
                self.save_to(Path(chosen if Path(chosen).suffix else f"{chosen}.xlsx"))

    def save_to(self, path: Path) -> None:
        """Go through the file once more and write all that is to be said of it."""
        work, shop = self.work, self.work.shop
        if work.source is None:
            return
        heads = (
            pgettext("file", "Line"),
            pgettext("file", "Column"),
            pgettext("file", "Value"),
            _("What becomes of it"),
            pgettext("row", "Why"),
        )
        intake, source, layout = work.intake, work.source, work.layout

        def write(job: Job) -> int:
            return intake.save_findings(
                source,
                layout,
                path,
                heads,
                partial(_said, shop),
                progress=job.progress,
                cancelled=job.cancelled,
            )

        shop.tasks.run_long(_("Saving the list"), write, partial(self._saved, path), shop.complain, owner=self)

    def _saved(self, path: Path, count: int) -> None:
        text = ngettext("{n} line saved as {path}.", "{n} lines saved as {path}.", count)
        said = text.format(n=number(count), path=path) if count else _("Stopped; no file was written.")
        self.more.setText(said)
        self.more.show()


def finding_columns(shop: Shop) -> tuple[Column, ...]:
    """Return the columns of the list."""

    def why(each: Finding) -> str:
        return reason_words(shop, each)

    def value(each: Finding) -> str:
        return " ".join(each.value.replace("\0", "␀").split())

    return (
        Column(
            "line",
            pgettext("file", "Line"),
            lambda each: number(each.line) if each.line else pgettext("import", "File"),
            right=True,
            width=70,
            said=True,
        ),
        Column(
            "weight",
            N_("What becomes of it"),
            lambda each: f"{weight_sign(each.weight)} {weight_name(each.weight)}",
            width=130,
            tone=lambda each: _TONES[each.weight],
        ),
        Column("column", pgettext("file", "Column"), lambda each: each.column, width=120, said=True),
        Column("value", pgettext("file", "Value"), value, width=150, said=True, tip=value),
        Column("why", pgettext("row", "Why"), why, width=200, said=True, stretch=True, tip=why),
    )


def _said(shop: Shop, finding: Finding) -> tuple[str, str]:
    return weight_name(finding.weight), reason_words(shop, finding)
