"""What can be said for all rows of a file at once: a date no column has, how it was paid, what of rows twice there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QWidget

from app.core.intake.targets import Target
from app.core.intake.values import Rounding
from app.gui.dialogs.names import tender_name
from app.gui.theme import S2, S3
from app.gui.widgets.basics import clear, column, holder, label, row
from app.gui.widgets.fields import DateEdit, LineEdit, combo
from app.gui.widgets.flow import Flow
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.gui.dialogs.intake.work import Importing

TENDERS = ("other", "cash", "wechat", "alipay", "card", "bank")


class GivenForm(QWidget):
    """Asks only what the rows are taken as needs, and no column says."""

    def __init__(self, work: Importing) -> None:
        super().__init__()
        self.work = work
        self._shown: tuple[str, ...] | None = None
        self.fields: dict[str, QWidget] = {}
        self.setLayout(column(gap=0))
        holder_ = QWidget()
        self._flow = Flow(holder_, gap=S3, line_gap=S2)
        self.layout().addWidget(holder_)  # type: ignore[union-attr]

    def show_asked(self) -> None:
        """Show what is asked of this file, with what is said so far; the same fields stay, with their cursor."""
        names = tuple(self._asked())
        if names != self._shown:
            self._shown = names
            clear(self._flow)
            self.fields = {}
            for name in names:
                self._add(name)
        self._fill()

    def _asked(self) -> list[str]:
        layout = self.work.layout
        columns, names = layout.columns, list[str]()
        match layout.target:
            case Target.CUSTOMERS:
                names += ["existing"]
                names += [] if "no" in columns else ["number_first"]
                names += ["on"] if {"principal", "bonus", "held", "owed", "count"} & columns.keys() else []
                names += ["service"] if "count" in columns and "service" not in columns else []
                names += ["negative_owed"] if {"principal", "held", "owed"} & columns.keys() else []
            case Target.OPENINGS:
                names += [] if "on" in columns else ["on"]
                names += ["service"] if "count" in columns and "service" not in columns else []
                names += ["new_customers", "repeated"]
                names += ["negative_owed"] if {"principal", "held", "owed"} & columns.keys() else []
            case Target.MOVEMENTS:
                names += ["tender", "new_customers", "newest_first", "repeated"]
            case Target.BILLS:
                names += ["mode", "tender", "new_customers", "repeated"]
            case Target.PRICES:
                names += ["on"]
        return names if layout.target is Target.PRICES and "price" not in columns else [*names, "rounding"]

    def _add(self, name: str) -> None:
        title, field = self._make(name)
        field.setAccessibleName(title)
        self.fields[name] = field
        if isinstance(field, QCheckBox):
            self._flow.addWidget(field)
            return
        words: QLabel = label(title, "mute")
        words.setBuddy(field)
        self._flow.addWidget(holder(row(words, field, gap=S2)))

    def _make(self, name: str) -> tuple[str, QWidget]:
        made: tuple[str, QWidget]
        match name:
            case "existing":
                made = _("Customers already in the book"), self._list(name, _existing())
            case "mode":
                made = _("The rows are"), self._list(name, _modes())
            case "tender":
                made = _("Paid by"), self._list(name, [(each, tender_name(each)) for each in TENDERS])
            case "on":
                day = DateEdit(self.work.shop.today)
                day.editingFinished.connect(self._day_typed)
                prices = self.work.target is Target.PRICES
                made = (_("Prices hold from") if prices else _("Balances as of")), day
            case "number_first":
                first = LineEdit(most=20)
                first.editingFinished.connect(self._number_typed)
                made = _("Numbers given out from"), first
            case "service":
                service = LineEdit(most=100)
                service.editingFinished.connect(self._service_typed)
                made = _("Visits left are of the pass"), service
            case _:
                made = self._tick(name)
        return made

    def _tick(self, name: str) -> tuple[str, QWidget]:
        words, act = {
            "new_customers": (_("Make files for customers who are not in the book"), partial(self._ticked, name)),
            "negative_owed": (_("Balances below zero stand on the other side"), partial(self._ticked, name)),
            "repeated": (_("Take in again what an earlier import has brought"), partial(self._ticked, name)),
            "newest_first": (_("The latest rows come first"), self._turned),
            "rounding": (_("Round amounts with more decimals than the currency has"), self._rounded),
        }[name]
        box = QCheckBox(words)
        box.toggled.connect(act)
        return words, box

    def _list(self, name: str, choices: Sequence[tuple[Any, str]]) -> QComboBox:
        box = combo(choices)
        box.activated.connect(partial(self._listed, name))
        return box

    # ---- what was said ----------------------------------------------------------------------------------------------

    def _listed(self, name: str, _at: int) -> None:
        field = self.fields[name]
        if isinstance(field, QComboBox):
            self.work.give(name, field.currentData())

    def _day_typed(self) -> None:
        field = self.fields.get("on")
        if isinstance(field, DateEdit):
            self.work.give("on", field.or_today().isoformat())

    def _number_typed(self) -> None:
        field = self.fields.get("number_first")
        if not isinstance(field, LineEdit):
            return
        text = field.text().strip()
        digits = text[len(text.rstrip("0123456789")) :]
        if digits:
            self.work.give("number_prefix", text.removesuffix(digits))
            self.work.give("number_first", digits)
        else:
            self._fill()

    def _service_typed(self) -> None:
        field = self.fields.get("service")
        if isinstance(field, LineEdit):
            self.work.give("service", " ".join(field.text().split()))

    def _ticked(self, name: str, on: bool) -> None:  # noqa: FBT001 - a signal's value
        self.work.give(name, "yes" if on else "")

    def _turned(self, on: bool) -> None:  # noqa: FBT001 - a signal's value
        if on != self.work.layout.newest_first:
            self.work.choose(newest_first=on)

    def _rounded(self, on: bool) -> None:  # noqa: FBT001 - a signal's value
        self.work.round(Rounding.HALF_UP if on else Rounding.REFUSE)

    # ---- what is said -----------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        layout = self.work.layout
        for name, field in self.fields.items():
            field.blockSignals(True)  # noqa: FBT003 - Qt's own
            said = layout.given.get(name, "")
            if isinstance(field, QCheckBox):
                ticked = {"newest_first": layout.newest_first, "rounding": layout.rounding is Rounding.HALF_UP}
                field.setChecked(ticked.get(name, said == "yes"))
            elif isinstance(field, QComboBox):
                field.setCurrentIndex(max(field.findData(said), 0))
            elif isinstance(field, DateEdit):
                field.setText(said or self.work.shop.today().isoformat())
            elif isinstance(field, LineEdit):
                field.setText((layout.given.get("number_prefix", "") if name == "number_first" else "") + said)
            field.blockSignals(False)  # noqa: FBT003 - Qt's own


def _existing() -> list[tuple[str, str]]:
    return [
        ("", pgettext("import", "are refused, row by row")),
        ("keep", pgettext("import", "stay as they are")),
        ("update", pgettext("import", "get what the file says")),
    ]


def _modes() -> list[tuple[str, str]]:
    return [
        ("", pgettext("import", "bills on account, with their payments")),
        ("sold", pgettext("import", "sales that were paid at once")),
    ]
