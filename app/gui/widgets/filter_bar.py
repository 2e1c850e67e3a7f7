"""What the list of customers is narrowed to: a text, a few conditions, tier, tag, open or closed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QSizePolicy, QWidget

from app.core.customer_list import CustomerFilter, State
from app.gui import theme
from app.gui.widgets.basics import button, column, holder, row
from app.gui.widgets.fields import LineEdit, combo
from app.gui.widgets.flow import Flow
from app.gui.widgets.side_by_side import SideBySide
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

AFTER_MS = 120
"""How long typing must rest before the list is asked."""

CONDITIONS = (
    ("owing", N_("Owing"), N_("Anything is open on the account")),
    ("overdue", N_("Overdue"), N_("Something should have been paid by now")),
    ("holding", N_("Holding prepaid"), N_("Prepaid money or visits are left")),
    ("expiring", N_("Expiring"), N_("Something runs out within the days set by the shop")),
    ("sleeping", N_("Sleeping"), N_("No visit for the days set by the shop")),
)


class FilterBar(QWidget):
    """Emits `changed` when something else is asked for, typing after a moment; `beside` stands to the right of it."""

    changed = Signal()

    def __init__(self, beside: QWidget | None = None) -> None:
        super().__init__()
        self.text = LineEdit(hint=_("Name, pinyin, phone, plate, tag or number"))
        self.text.setAccessibleName(_("Narrow the list"))
        self.text.setClearButtonEnabled(True)
        self.text.setMinimumWidth(theme.px(180))
        self.text.addAction(theme.icon("filter", theme.tokens().mute), LineEdit.ActionPosition.LeadingPosition)
        self.chips: dict[str, QPushButton] = {}
        self.tier, self.tag = _choice(_("Tier")), _choice(_("Tag"))
        self.state: QComboBox = combo(
            [
                (State.OPEN, pgettext("files", "Open")),
                (State.CLOSED, pgettext("files", "Closed")),
                (State.ALL, pgettext("files", "All")),
            ]
        )
        self.state.setAccessibleName(_("Open or closed files"))
        self.none = button(_("Clear"), "link", on=self.clear, name=_("Clear the filter"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self.set_tiers([])
        self.set_tags([])
        self._build(beside)
        self._wire()

    def _build(self, beside: QWidget | None) -> None:
        self.flow = Flow(gap=theme.px(6))
        for name, title, tip in CONDITIONS:
            made = button(_(title), "choice", tip=_(tip))
            made.setCheckable(True)
            self.chips[name] = made
            self.flow.addWidget(made)
        self.flow.addWidget(self.none)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        first = row(self.text, self.tier, self.tag, self.state, gap=theme.px(6))
        first.setStretch(0, 1)
        chips = holder(self.flow)
        if beside is not None:  # its buttons are higher: the words of both stand on one line
            chips = holder(column(chips, margins=(0, (theme.px(theme.CONTROL) - theme.px(26) - 2) // 2, 0, 0)))
        second = chips if beside is None else SideBySide(chips, beside, gap=theme.S2, equal=False)
        self.setLayout(column(first, second, gap=theme.S2))
        self._show_none()

    def _wire(self) -> None:
        self.text.textEdited.connect(self._typed)
        self.text.textChanged.connect(self._cleared)
        self._timer.timeout.connect(self._emit)
        for made in self.chips.values():
            made.clicked.connect(self._emit)
        for box in (self.tier, self.tag, self.state):
            box.activated.connect(self._emit)

    # ---- what is asked for ------------------------------------------------------------------------------------------

    def filter(self) -> CustomerFilter:
        """Return what is asked for."""
        asked = {name: made.isChecked() for name, made in self.chips.items()}
        return CustomerFilter(
            text=self.text.text().strip(),
            tier=self.tier.currentData() or "",
            tag=self.tag.currentData() or "",
            state=State(self.state.currentData()),
            **asked,
        )

    def show_filter(self, wanted: CustomerFilter) -> None:
        """Show what is asked for, without telling."""
        self._timer.stop()
        blocked = QSignalBlocker(self.text)
        self.text.setText(wanted.text)
        blocked.unblock()
        for name, made in self.chips.items():
            made.setChecked(bool(getattr(wanted, name)))
        _choose(self.tier, wanted.tier)
        _choose(self.tag, wanted.tag)
        self.state.setCurrentIndex(max(self.state.findData(wanted.state), 0))
        self._show_none()

    def clear(self) -> None:
        """Ask for all customers whose files are open."""
        self.show_filter(CustomerFilter())
        self.changed.emit()

    def set_tiers(self, tiers: Sequence[str]) -> None:
        """Offer tiers; the chosen one stays chosen."""
        _offer(self.tier, _("All tiers"), tiers)

    def set_tags(self, tags: Sequence[str]) -> None:
        """Offer tags; the chosen one stays chosen."""
        _offer(self.tag, _("All tags"), tags)

    def now(self) -> None:
        """Let what was typed last count at once."""
        if self._timer.isActive():
            self._emit()

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _typed(self) -> None:
        self._timer.start()

    def _cleared(self, text: str) -> None:
        if not text:  # by the small cross in the field, which is no typing
            self._timer.start()

    def _emit(self, *_args: object) -> None:
        self._timer.stop()
        self._show_none()
        self.changed.emit()

    def _show_none(self) -> None:
        self.none.setVisible(self.filter() != CustomerFilter())


def _choice(name: str) -> QComboBox:
    made = combo([])
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(8)
    made.setMaxVisibleItems(20)
    return made


def _offer(box: QComboBox, every: str, words: Sequence[str]) -> None:
    chosen = box.currentData() or ""
    box.clear()
    box.addItem(every, "")
    for word in words:
        box.addItem(word, word)
    _choose(box, chosen)


def _choose(box: QComboBox, word: str) -> None:
    if word and box.findData(word) < 0:
        box.addItem(word, word)
    box.setCurrentIndex(max(box.findData(word), 0))
