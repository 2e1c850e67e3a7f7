"""One right in an editor: a sentence, and how far it is given."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.core.staff.rights import BY_AMOUNT, BY_DAYS, LABELS, Right
from app.core.staff.roles import NO, SECOND, YES, Grant, up_to
from app.gui import theme
from app.gui.pages.settings.staff.words import SEEING, grant_words, groups
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import label, row
from app.gui.widgets.fields import AmountEdit, Composite, CountEdit, choose, combo
from app.i18n.catalog import _, pgettext

USUAL, ALONE, BEYOND, CAPPED, TWO, NEVER = "usual", "alone", "beyond", "capped", "two", "never"
MAX_DAYS = 3660


class HowField(Composite):
    """How far a right is given: yes, up to an amount, with a second person, not at all; or as is usual."""

    changed = Signal()

    def __init__(self, shop: Shop, right: Right, grant: Grant | None, usual: Grant, usual_words: str) -> None:
        super().__init__()
        self._shop, self.right = shop, right
        words = _("{usual}: {how}").format(usual=usual_words, how=grant_words(shop, right, usual))
        self.how = combo(self._choices(words), whole=False)
        self.how.setMinimumWidth(theme.px(250))
        self.how.setAccessibleName(_(LABELS[right]))
        self.most: AmountEdit | CountEdit = (
            CountEdit(least=0, most=MAX_DAYS) if right in BY_DAYS else AmountEdit(shop.app.book.decimals, zero=True)
        )
        self.most.setMaximumWidth(theme.px(96))
        self.most.setObjectName(right)
        self.most.setAccessibleName(_("Up to: {what}").format(what=_(LABELS[right])))
        self.unit = label(pgettext("unit", "days") if right in BY_DAYS else "", "mute-small")
        self.unit.setVisible(right in BY_DAYS)
        line = row(self.how, self.most, self.unit, gap=S2)
        line.setStretch(0, 1)
        self.setLayout(line)
        self.setFocusProxy(self.how)
        self._show(grant)
        self.how.activated.connect(self._chosen)
        self.most.textEdited.connect(self.changed)

    def _choices(self, usual: str) -> list[tuple[str, str]]:
        found = [(USUAL, usual), (ALONE, pgettext("right", "Yes"))]
        if self.right in BY_AMOUNT | BY_DAYS:
            found += [
                (BEYOND, _("Up to …, then two people")),
                (CAPPED, _("Up to … and no more")),
            ]
        if self.right not in SEEING:
            found.append((TWO, _("Only with a second person")))
        return [*found, (NEVER, pgettext("right", "No"))]

    def _show(self, grant: Grant | None) -> None:
        name = USUAL
        if grant is not None:
            name = (ALONE if grant.ceiling is None else BEYOND if grant.second else CAPPED) if grant.alone else NEVER
            name = TWO if grant == SECOND else name
        choose(self.how, name)
        ceiling = grant.ceiling if grant is not None else None
        if ceiling is not None and isinstance(self.most, AmountEdit):
            self.most.set_value(ceiling)
        elif ceiling is not None:
            self.most.setText(str(ceiling))
        self._show_most()

    def _chosen(self, *_args: object) -> None:
        self._show_most()
        if self.most.isVisibleTo(self):
            self.most.setFocus()
        self.changed.emit()

    def _show_most(self) -> None:
        asked = self.how.currentData() in (BEYOND, CAPPED)
        self.most.setVisible(asked)
        self.unit.setVisible(asked and self.right in BY_DAYS)

    def value(self) -> Grant | None:
        """Return how far it is given, None for as is usual; refuses where an amount is missing."""
        match self.how.currentData():
            case "alone":
                return YES
            case "two":
                return SECOND
            case "never":
                return NO
            case "beyond":
                return up_to(self.read(self.most))
            case "capped":
                return up_to(self.read(self.most), second=False)
        return None


class RightsGrid(QWidget):
    """All rights under their headings, each with a field."""

    def __init__(self, fields: Mapping[Right, QWidget]) -> None:
        super().__init__()
        self.setProperty("class", "clear")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, S3, 0)
        grid.setHorizontalSpacing(S4)
        grid.setVerticalSpacing(S2)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(1, 6)
        #: What is wrong, by right.
        self.wrong: dict[Right, QLabel] = {}
        at = 0
        for heading, rights in groups():
            shown = [each for each in rights if each in fields]
            if not shown:
                continue
            title = label(heading, "heading")
            title.setContentsMargins(0, S3 if at else 0, 0, 0)
            grid.addWidget(title, at, 0, 1, 2)
            at += 1
            for right in shown:
                words = label(_(LABELS[right]), wrap=True)
                words.setBuddy(fields[right])
                grid.addWidget(words, at, 0)
                grid.addWidget(fields[right], at, 1)
                self.wrong[right] = label("", "error", wrap=True)
                self.wrong[right].hide()
                grid.addWidget(self.wrong[right], at + 1, 1)
                at += 2
        grid.setRowStretch(at, 1)
