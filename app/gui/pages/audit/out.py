"""What is done with the list of doings as a whole: a file for a spreadsheet, a paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from app.core.list_paper import ListColumn, ListSheet
from app.core.staff.rights import Right
from app.errors import Message
from app.gui.models.paged import PAGE
from app.gui.tasks import Lane
from app.gui.widgets.basics import button
from app.gui.widgets.guard import guard
from app.gui.widgets.save_table import save_table
from app.i18n import format as form
from app.i18n.catalog import _, current
from app.i18n.mark import N_

if TYPE_CHECKING:
    from pathlib import Path

    from app.gui.models.rows import Column
    from app.gui.pages.audit.doings import DoingsRoom
    from app.gui.shop import Shop

MOST_PRINTED = 2_000
"""Lines that are printed at most: some sixty sheets; more of them are for a spreadsheet."""

_AMOUNT = "amount"
_WIDE = 1.6  # on paper the details take what a wide window would give them


class DoingsOut(QObject):
    """Buttons for what leaves the page, over the list that shows."""

    def __init__(self, shop: Shop, room: DoingsRoom) -> None:
        super().__init__(room)
        self._shop, self._room = shop, room
        self.export = button(_("Export…"), "quiet", icon="export", on=self.export_list)
        self.print = button(_("Print…"), "quiet", icon="print", on=self.print_list, tip=_("Print…  Ctrl+P"))
        guard(shop, Right.EXPORT, self.export)
        room.table.way_out = self.export.click
        room.filled.connect(self._filled)
        self._filled(filled=False)

    def _filled(self, filled: bool) -> None:  # noqa: FBT001 - a signal's value
        for made in (self.export, self.print):
            made.setEnabled(filled)

    def export_list(self) -> None:
        """Write what is listed into a file a spreadsheet opens."""
        if self.export.isEnabled():
            name = _("doings {date}").format(date=self._shop.today().isoformat())
            save_table(self._shop, self._room, name, partial(self.write, current().language))

    def write(self, language: str, path: Path) -> int:
        """Write the list into a file; runs in a lane."""
        return self._shop.app.audit.export(self.sheet(), path, language)

    def print_list(self) -> None:
        """Show what is listed as it is printed."""
        if self.print.isEnabled():
            self._shop.tasks.run(
                partial(self.sheet, MOST_PRINTED), self._show, self._shop.complain, owner=self, lane=Lane.RENDER
            )

    def _show(self, sheet: ListSheet) -> None:
        from app.gui.dialogs.doings_paper import DoingsPaperDialog

        DoingsPaperDialog(self._shop, sheet, self._room.window()).open()

    def sheet(self, most: int | None = None) -> ListSheet:
        """Return the list in the words of the screen; what was never shown is read for it, so this runs in a lane."""
        room, columns = self._room, self._room.model.columns
        ids = room.model.ids()
        wanted = ids if most is None else ids[:most]
        rows = tuple(
            tuple((told.row.amount or "") if each.key == _AMOUNT else each.text(told) for each in columns)
            for told in _told(room.fetch, wanted)
        )
        heads = [_head(each) for each in columns]
        return ListSheet(
            title=Message(N_("Who did what when")),
            about=tuple(_about(room, len(ids), len(wanted))),
            columns=tuple(heads),
            rows=rows,
            foot=(),
            carried=False,
        )


def _head(column: Column) -> ListColumn:
    title = column.title if column.said else _(column.title)
    return ListColumn(title, column.width * (_WIDE if column.stretch else 1), column.key == _AMOUNT)


def _told(fetch: Callable[[Sequence[int]], Sequence[Any]], ids: Sequence[int]) -> Iterator[Any]:
    for at in range(0, len(ids), PAGE):
        yield from fetch(ids[at : at + PAGE])


def _about(room: DoingsRoom, there: int, taken: int) -> Iterator[Message]:
    ask = room.bar.ask()
    if ask.first is not None:
        yield Message(N_("since {date}"), {"date": ask.first})
    if ask.last is not None:
        yield Message(N_("until {date}"), {"date": ask.last})
    if ask.customer:
        yield Message(N_("Customer {number}"), {"number": ask.customer})
    if there > taken:
        language = current().language
        values = {"n": form.number(taken, language), "all": form.number(there, language)}
        yield Message(N_("The newest {n} of {all} lines"), values)
