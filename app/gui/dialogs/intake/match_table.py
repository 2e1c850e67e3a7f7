"""The rows of a file under lists to choose from: over each column one, that says as what it is taken."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from app.core.intake.targets import COLUMNS
from app.gui import theme
from app.gui.dialogs.intake.preview import Preview, width_of
from app.gui.dialogs.intake.words import column_title, guess_of
from app.gui.theme import S1
from app.gui.widgets.basics import Card, column, label
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.core.intake.targets import Target
    from app.gui.shop import Shop
    from app.services.intake import Proposal


class MatchTable(Card):
    """Says what was chosen; what it shows then is what comes back."""

    #: A column is taken as something else: the place of each by its name.
    changed = Signal(dict)

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.table = Preview()
        self.heads = _Heads(self.table)
        whole = column(self.heads, self.table, gap=0, margins=(1, 1, 1, 1))
        whole.setStretch(1, 1)
        super().__init__(whole)
        self.heads.picked.connect(self._picked)

    def show_proposal(self, proposal: Proposal) -> None:
        """Show columns as they are taken now."""
        self.table.show_proposal(proposal)
        layout = proposal.layout
        titles = [column_title(proposal.names, at) for at in range(width_of(proposal))]
        self.heads.offer(layout.target, titles)
        taken = {at: name for name, at in layout.columns.items()}
        for at, box in enumerate(self.heads.boxes):
            name = taken.get(at, "")
            box.setCurrentIndex(max(box.findData(name), 0))
            guess = guess_of(proposal, f"columns.{name}") if name else None
            box.setToolTip(self._shop.sentence(guess.why) if guess is not None else "")
        self.heads.place()

    def _picked(self) -> None:
        """Tell what is chosen; what another column was taken as before, it is no longer."""
        boxes = self.heads.boxes
        last = boxes[self.heads.last]
        for box in boxes:
            if box is not last and last.currentData() and box.currentData() == last.currentData():
                box.setCurrentIndex(0)
        self.changed.emit({box.currentData(): at for at, box in enumerate(boxes) if box.currentData()})


class _Heads(QWidget):
    """The lists, each over its column, moving with them."""

    #: Something was chosen in the list of the column `last`.
    picked = Signal()

    def __init__(self, table: Preview) -> None:
        super().__init__()
        self._table = table
        self._target: Target | None = None
        self._titles: list[str] = []
        self.last = 0
        self.boxes: list[QComboBox] = []
        self._words = label(pgettext("import", "Taken as"), "mute-small")
        self._words.setParent(self)
        header = table.horizontalHeader()
        header.sectionResized.connect(self.place)
        header.geometriesChanged.connect(self.place)
        table.horizontalScrollBar().valueChanged.connect(self.place)

    def offer(self, target: Target, titles: list[str]) -> None:
        """Have a list for each column; the same ones go on where they can, so that the cursor stays."""
        if target is self._target and len(titles) == len(self.boxes):
            for box, title in zip(self.boxes, titles, strict=True):
                self._name(box, title)
            return
        self._target = target
        for box in self.boxes:
            box.hide()
            box.deleteLater()
        self.boxes = [self._make(at, title, target) for at, title in enumerate(titles)]

    def _make(self, at: int, title: str, target: Target) -> QComboBox:
        box = _Pick(self)
        box.addItem(pgettext("column", "— not taken —"), "")
        for each in COLUMNS[target]:
            box.addItem(_(each.label), each.name)
        box.view().setMinimumWidth(theme.px(220))
        self._name(box, title)
        box.activated.connect(partial(self._chosen, at))
        box.installEventFilter(self)
        box.show()
        return box

    def _name(self, box: QComboBox, title: str) -> None:
        box.setAccessibleName(_("Column {name} is taken as").format(name=title))

    def _chosen(self, at: int, _index: int) -> None:
        self.last = at
        self.picked.emit()

    def place(self, *_moved: int) -> None:
        """Put each list over its column."""
        header = self._table.horizontalHeader()
        high = self.sizeHint().height()
        self._words.setGeometry(S1 * 2, 0, max(header.sectionSize(0) - S1 * 2, 0), high)
        shift = self._table.x() - self.x() + self._table.viewport().x()
        for at, box in enumerate(self.boxes):
            section = at + 1
            if section < header.count():
                left = header.sectionViewportPosition(section) + shift
                box.setGeometry(left + 2, 2, max(header.sectionSize(section) - 4, 1), high - 4)
                box.setVisible(header.sectionSize(section) > 0)
        self._words.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring a column into sight whose list gets the cursor."""
        if event.type() is QEvent.Type.FocusIn and watched in self.boxes:
            model = self._table.model()
            self._table.scrollTo(model.index(0, self.boxes.index(watched) + 1))
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the table."""
        super().resizeEvent(event)
        self.place()

    def sizeHint(self) -> QSize:
        """Be as high as a list."""
        return QSize(theme.px(200), theme.px(theme.CONTROL) + S1)

    def minimumSizeHint(self) -> QSize:
        """Be as high as a list, however narrow."""
        return QSize(theme.px(80), self.sizeHint().height())


class _Pick(QComboBox):
    """A list that the wheel, meant for the rows, does not turn."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let it pass."""
        event.ignore()
