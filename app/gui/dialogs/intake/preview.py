"""The first rows of a file as they are read now, with their line numbers, under the names of their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.cells import Row, shown
from app.gui.dialogs.intake.words import column_title, number
from app.gui.errors import sentence
from app.gui.models.rows import Column, RowsModel
from app.gui.widgets.table import Table
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.services.intake import Proposal

LINE_WIDTH, CELL_WIDTH = 66, 176
MOST_COLUMNS = 100
"""Columns shown; whoever has more of them chooses by the command line."""

_LONGEST = 200


class Preview(Table):
    """A table as wide as the file."""

    def __init__(self) -> None:
        super().__init__(_("The first rows of the file"))
        self.model_ = RowsModel((), parent=self)
        self.setModel(self.model_)
        self.only_first = True

    def show_proposal(self, proposal: Proposal) -> None:
        """Show rows as they are read now."""
        columns = preview_columns(proposal)
        before = self.horizontalScrollBar().value()
        self.model_.show_table(columns, proposal.preview)
        self.lay_out(columns)
        self.horizontalScrollBar().setValue(before)

    def show_nothing(self) -> None:
        """Show no rows: the file cannot be read so."""
        self.model_.show_table((), ())


def width_of(proposal: Proposal) -> int:
    """Return how many columns a file has."""
    return min(max([len(proposal.names), *(len(row.values) for row in proposal.preview)], default=0), MOST_COLUMNS)


def preview_columns(proposal: Proposal) -> list[Column]:
    """Return the columns: the line, then one for each of the file."""
    line = Column(
        "line",
        pgettext("file", "Line"),
        lambda row: f"✗ {number(row.line)}" if row.trouble else number(row.line),
        right=True,
        width=LINE_WIDTH,
        said=True,
        tone=lambda row: "owed" if row.trouble else "mute",
        tip=lambda row: sentence(row.trouble) if row.trouble else "",
    )
    return [line, *(_cell_column(proposal, at) for at in range(width_of(proposal)))]


def _cell_column(proposal: Proposal, at: int) -> Column:
    def text(row: Row) -> str:
        cell = shown(row.values[at]) if at < len(row.values) else ""
        return " ".join(cell.replace("\0", "␀").split())[:_LONGEST]

    return Column(f"c{at}", column_title(proposal.names, at), text, width=CELL_WIDTH, said=True, tip=text)
