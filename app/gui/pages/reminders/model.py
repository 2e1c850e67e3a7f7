"""The queue as one list: group heads and reminders, with what each line says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from app.core.reminder.board import Group
from app.core.reminder.kinds import State
from app.gui.dialogs.reminder_words import about, group_name, moment, number, state_of, tone_of, ways_text, worth
from app.gui.models.rows import VALUE, Index
from app.gui.shop import Shop
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.core.reminder.board import Board, QueueRow

INTERRUPTED = "interrupted"
"""The group on top of all: nobody knows whether these went out."""

ORDER = (Group.OVERDUE, Group.TODAY, Group.WEEK, Group.WAITING)


class Head(NamedTuple):
    """The head of a group."""

    group: str
    text: str
    many: int


class Line(NamedTuple):
    """A reminder as the list shows it: who, what about, the figure, and a small word at the right below it."""

    row: QueueRow
    name: str
    text: str
    tone: str
    worth: str
    mark: str
    mark_tone: str


Item = Head | Line


def items_of(shop: Shop, board: Board) -> list[Item]:
    """Return the lines of a board: what is unclear on top, then its groups, each with a head."""
    unclear = [row for group in ORDER for row in board.groups.get(group, ()) if row.state is State.INTERRUPTED]
    found: list[Item] = []
    if unclear:
        found.append(Head(INTERRUPTED, _("What happened?"), len(unclear)))
        found += [_line(shop, row) for row in unclear]
    for group in ORDER:
        rows = [row for row in board.groups.get(group, ()) if row.state is not State.INTERRUPTED]
        if rows:
            found.append(Head(group, group_name(group), len(rows)))
            found += [_line(shop, row) for row in rows]
    return found


def _line(shop: Shop, row: QueueRow) -> Line:
    mark, tone = _mark(shop, row)
    return Line(row, row.name, about(shop, row), tone_of(row), worth(shop, row), mark, tone)


def _mark(shop: Shop, row: QueueRow) -> tuple[str, str]:
    """Return the small word of a line: what is wrong with it, until when it waits, who sees to it, how it goes out."""
    if row.state is not State.QUEUED:
        said = state_of(row.state)
        return f"{said.sign} {said.text}", said.tone
    if row.snoozed_to is not None and row.snoozed_to > shop.today():
        return pgettext("reminder", "until {date}").format(date=shop.day(row.snoozed_to)), "mute"
    if row.free_on > shop.today():
        return pgettext("reminder", "from {date}").format(date=shop.day(row.free_on)), "mute"
    if row.until is not None:
        return pgettext("reminder", "from {date}").format(date=moment(shop, row.until)), "mute"
    if row.assigned_to:
        return row.assigned_to, "mute"
    return ways_text(row.ways), "mute"


class QueueModel(QAbstractListModel):
    """The list's lines; heads cannot be chosen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.items: list[Item] = []

    def show_items(self, items: Sequence[Item]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.items = list(items)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many lines there are."""
        return 0 if parent is not None and parent.isValid() else len(self.items)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say what can be done with a line."""
        if isinstance(self.item(index), Line):
            return Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a line says, to the eye or to a screen reader."""
        item = self.item(index)
        if item is None:
            return None
        if role == VALUE:
            return item.row if isinstance(item, Line) else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(item)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(item, Line):
            return "\n".join((f"{item.name}  {item.row.customer}", item.text))
        return None

    def item(self, index: Index) -> Item | None:
        """Return the line at an index."""
        return self.items[index.row()] if 0 <= index.row() < len(self.items) else None

    def rows(self) -> list[QueueRow]:
        """Return the reminders in the order listed."""
        return [item.row for item in self.items if isinstance(item, Line)]

    def at(self, wanted: Callable[[QueueRow], bool]) -> int:
        """Return the place of the first reminder that is wanted, -1 for none."""
        places = (at for at, item in enumerate(self.items) if isinstance(item, Line) and wanted(item.row))
        return next(places, -1)

    def nearest(self, place: int) -> int:
        """Return the place of the reminder at a place or the next below, else the last above; -1 in an empty list."""
        below: Iterable[int] = range(max(place, 0), len(self.items))
        above: Iterable[int] = range(min(place, len(self.items)) - 1, -1, -1)
        return next((at for part in (below, above) for at in part if isinstance(self.items[at], Line)), -1)


def spoken(item: Item) -> str:
    """Return a line as one sentence for those who hear it."""
    if isinstance(item, Head):
        return f"{item.text} {number(item.many)}"
    return "  ·  ".join(part for part in (item.name, item.text, item.worth, item.mark) if part)
