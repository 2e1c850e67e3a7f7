"""The day's tables: money by tender, what happened, what was reversed, what belongs to other days, by staff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtWidgets import QWidget

from app.core.day_end import DayEnd
from app.core.day_figures import DayFigures, EntryLine, KindLine, StaffLine
from app.core.day_words import ENTRY_NAMES, LABELS
from app.core.drawer import DrawerKind, DrawerLine
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, column, label
from app.gui.widgets.snug import SnugTable
from app.gui.widgets.words import tender_name
from app.i18n import format as form
from app.i18n.catalog import _, current
from app.i18n.mark import N_

AMOUNT = 96
"""Width of a column of amounts, at the base text size."""


class Flow(NamedTuple):
    """What came in and went out under one name."""

    name: str
    came_in: int
    went_out: int
    total: bool = False


class DayTables(QWidget):
    """All tables of a day, one below the other; those with nothing in them are left out."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.later = SnugTable(_("Recorded after the day's end"), self._entry_columns(""))
        self.tenders = SnugTable(_("Money in and out"), self._tender_columns())
        self.kinds = SnugTable(_("What happened"), self._kind_columns())
        self.reversals = SnugTable(_("Reversed"), self._entry_columns("reason"))
        self.elsewhere = SnugTable(_("Recorded today for another day"), self._entry_columns("day"))
        self.staff = SnugTable(_("By staff"), self._staff_columns())
        self.nothing = Card(
            column(label(_("Nothing was recorded on this day."), "mute", wrap=True), margins=(S4, S4, S4, S4))
        )
        self._cards: dict[SnugTable, Card] = {}
        for table in (self.later, self.tenders, self.kinds, self.reversals, self.elsewhere, self.staff):
            table.let_out(shop, "day_end")
            heading = label(table.accessibleName(), "strong", wrap=True)
            heading.setContentsMargins(13, 10, 13, 0)
            self._cards[table] = Card(column(heading, table, gap=2, margins=(1, 1, 1, S2)))
        self.setLayout(column(self.nothing, *self._cards.values(), None, gap=S3))
        for table in (self.later, self.reversals, self.elsewhere):
            table.opened.connect(self._opened)

    # ---- what stands in them ----------------------------------------------------------------------------------------

    def show_day(self, figures: DayFigures, end: DayEnd | None) -> None:
        """Show a day, and what was recorded after its end."""
        self._fill(self.later, [*end.later, *end.later_movements] if end is not None else [])
        self._fill(self.tenders, _flows(figures))
        self._fill(self.kinds, figures.by_kind)
        self._fill(self.reversals, figures.reversals)
        self._fill(self.elsewhere, figures.elsewhere)
        self._fill(self.staff, figures.by_staff if len(figures.by_staff) > 1 else ())
        self.nothing.setVisible(all(card.isHidden() for card in self._cards.values()))

    def _fill(self, table: SnugTable, rows: Sequence[Any]) -> None:
        table.show_rows(rows)
        self._cards[table].setVisible(bool(rows))

    def _opened(self, line: object) -> None:
        if isinstance(line, EntryLine) and line.no:
            self.shop.customer_wanted.emit(line.no)

    # ---- columns ----------------------------------------------------------------------------------------------------

    def _tender_columns(self) -> tuple[Column, ...]:
        amount = self.shop.amount
        return (
            Column("tender", N_("Paid by"), lambda f: f.name, stretch=True, bold=_is_total, tip=lambda f: f.name),
            Column("in", N_("In"), lambda f: amount(f.came_in), right=True, bold=_is_total, width=AMOUNT),
            Column("out", N_("Out"), lambda f: amount(-f.went_out), right=True, bold=_is_total, width=AMOUNT),
            Column("net", N_("Net"), lambda f: amount(f.came_in - f.went_out), right=True, bold=True, width=AMOUNT),
        )

    def _kind_columns(self) -> tuple[Column, ...]:
        shop = self.shop
        return (
            Column("kind", N_("What"), _kind_words, stretch=True, tone=_part_tone, tip=_kind_words),
            Column("count", N_("Count"), _count, right=True, tone=_part_tone, width=70),
            Column(
                "amount",
                N_("Amount"),
                lambda line: shop.amount(line.amount) if line.amount else "",
                right=True,
                tone=_part_tone,
                width=AMOUNT + 10,
            ),
        )

    def _entry_columns(self, extra: str) -> tuple[Column, ...]:
        shop = self.shop
        between = {
            "reason": (Column("reason", N_("Reason"), lambda line: line.reason, width=120, tip=_entry_tip),),
            "day": (Column("day", N_("For the day"), lambda line: form.short_date(line.on), width=110),),
        }
        return (
            Column("what", N_("What"), _line_words, stretch=True, tip=_entry_tip),
            *between.get(extra, ()),
            Column("amount", N_("Amount"), lambda line: _line_amount(line, shop), right=True, width=AMOUNT),
        )

    def _staff_columns(self) -> tuple[Column, ...]:
        amount = self.shop.amount
        return (
            Column("name", N_("Name"), _staff_name, stretch=True, tip=_staff_name),
            Column("entries", N_("Entries"), lambda line: str(line.entries), right=True, width=80),
            Column("in", N_("In"), lambda line: amount(line.came_in), right=True, width=AMOUNT),
            Column("out", N_("Out"), lambda line: amount(-line.went_out), right=True, width=AMOUNT),
        )


# ---- words ----------------------------------------------------------------------------------------------------------


def _flows(figures: DayFigures) -> list[Flow]:
    """Return a line for each tender that moved, and their sum where there are several."""
    moved = [line for line in figures.tenders if line.came_in or line.went_out]
    lines = [Flow(tender_name(line.tender), line.came_in, line.went_out) for line in moved]
    if len(lines) > 1:
        lines.append(Flow(_("Total"), figures.came_in, figures.went_out, total=True))
    return lines


def _is_total(flow: Flow) -> bool:
    return flow.total


def _is_part(line: KindLine) -> bool:
    return "." in line.kind


def _part_tone(line: KindLine) -> str:
    return "mute" if _is_part(line) else ""


def _kind_words(line: KindLine) -> str:
    return ("      " if _is_part(line) else "") + _(LABELS[line.kind])


def _count(line: KindLine) -> str:
    return "" if _is_part(line) else form.number(line.count, current().language)


def _line_words(line: EntryLine | DrawerLine) -> str:
    if isinstance(line, DrawerLine):
        return "  ".join(part for part in (movement_name(line.kind), line.reason) if part)
    return "  ".join(part for part in (_(ENTRY_NAMES[line.kind]), line.name, line.no) if part)


def _line_amount(line: EntryLine | DrawerLine, shop: Shop) -> str:
    if isinstance(line, DrawerLine):
        return shop.amount(-line.amount if line.kind is DrawerKind.OUT else line.amount)
    return shop.amount(line.amount) if line.amount else ""


def _entry_tip(line: EntryLine | DrawerLine) -> str:
    """Return everything about an entry: its number, what it reverses, the reason."""
    if isinstance(line, DrawerLine):
        return _line_words(line)
    if line.original is None:
        number = _("entry {number}").format(number=line.entry)
    else:
        number = _("entry {number}, reverses {original}").format(number=line.entry, original=line.original)
    return "  ·  ".join(part for part in (_line_words(line), number, line.reason) if part)


def _staff_name(line: StaffLine) -> str:
    return line.name or _("Owner")


def movement_name(kind: DrawerKind) -> str:
    """Return what was done with the drawer."""
    return {DrawerKind.FLOAT: _("Opening float"), DrawerKind.IN: _("Put in"), DrawerKind.OUT: _("Taken out")}[kind]
