"""The second step: how the file is read, with a reason for each guess, over the rows as they are read now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel

from app.core.cells import shown
from app.core.intake.names import choice_name
from app.core.intake.values import DayOrder, DecimalMark
from app.gui import theme
from app.gui.dialogs.intake.preview import Preview
from app.gui.dialogs.intake.step import Step
from app.gui.dialogs.intake.words import (
    days_name,
    decimal_name,
    encoding_name,
    guess_of,
    number,
    separator_name,
    sheet_name,
)
from app.gui.theme import S1, S3, mark
from app.gui.widgets.basics import Card, column, label
from app.gui.widgets.elided import Elided
from app.gui.widgets.fields import combo
from app.i18n.catalog import _, current
from app.services.intake_source import ENCODINGS, SEPARATORS

if TYPE_CHECKING:
    from app.errors import CounterbookError
    from app.gui.dialogs.intake.work import Importing
    from app.services.intake import Proposal

SHOWN_CELLS = 6
COMPARED = 3
SAMPLE = 60


class ReadingStep(Step):
    """The choices at the top, each with why it was guessed so; the rows below."""

    def __init__(self, work: Importing) -> None:
        super().__init__(work)
        self.form = _Choosing()
        self.sheet = self.form.add("sheet")
        self.encoding = self.form.add("encoding")
        self.separator = self.form.add("separator")
        self.header = self.form.add("header")
        self.decimal = self.form.add("decimal")
        self.days = self.form.add("days")
        self.wrong = label("", "error", wrap=True)
        self.wrong.hide()
        self.preview = Preview()
        #: What the same line says in the likeliest encodings, where that is not sure.
        self.compared = tuple(Elided("", "mute-small") for _each in range(COMPARED))
        compared = column(*self.compared, gap=0)
        whole = column(self.form, compared, self.wrong, Card(column(self.preview, margins=(1, 1, 1, 1))), gap=S3)
        whole.setStretch(3, 1)
        self.setLayout(whole)
        for name, box in self.form.boxes.items():
            box.activated.connect(partial(self._chosen, name))
        work.proposed.connect(self._show)
        work.refused.connect(self._refuse)
        work.moved.connect(self.changed)

    def _chosen(self, name: str, _at: int) -> None:
        value = self.form.boxes[name].currentData()
        if name in ("decimal", "days"):
            self.work.choose(**{name: value})
        else:
            self.work.read_as(name, value)

    def may_go_on(self) -> bool:
        """Whether the file can be read so."""
        return super().may_go_on() and self.work.trouble is None

    def note(self) -> str:
        """Ask for a look at what was only guessed."""
        proposal = self.work.proposal
        if proposal is None or self.work.trouble is not None:
            return ""
        unsure = [each.name for each in proposal.guesses if not each.sure and each.name in self.form.boxes]
        return _("Please check what is marked: it could be read in more than one way.") if unsure else ""

    # ---- what shows -------------------------------------------------------------------------------------------------

    def _refuse(self, error: CounterbookError) -> None:
        if self.work.proposal is not None and self.work.trouble is error:
            self.wrong.setText(self.shop.words(error))
            self.wrong.show()
            self.preview.show_nothing()
            self.changed.emit()

    def _show(self) -> None:
        source, proposal = self.work.source, self.work.proposal
        if source is None or proposal is None:
            return
        self.wrong.hide()
        layout = proposal.layout
        sheets = [(at, sheet_name(each, at)) for at, each in enumerate(source.sheets)]
        self.form.offer("sheet", sheets if len(sheets) > 1 else [], layout.sheet)
        self.form.offer("encoding", self._encodings(proposal), layout.encoding)
        separators = [(each, separator_name(each)) for each in SEPARATORS] if layout.separator else []
        self.form.offer("separator", separators, layout.separator)
        self.form.offer("header", self._headers(), layout.header)
        self.form.offer("decimal", [(each, decimal_name(each)) for each in DecimalMark], layout.decimal)
        self.form.offer("days", [(each, days_name(each)) for each in DayOrder], layout.days)
        for name in self.form.boxes:
            self._say_why(name, proposal)
        self._compare(proposal)
        self.preview.show_proposal(proposal)
        self.changed.emit()

    def _encodings(self, proposal: Proposal) -> list[tuple[str, str]]:
        """Return the encodings, each with how the first telling line reads in it."""
        found = []
        for each in proposal.encodings:
            sample = " ".join(each.sample[0].split())[:SAMPLE] if each.sample else ""
            found.append((each.encoding, f"{encoding_name(each.encoding)}    {sample}".rstrip()))
        names = [encoding for encoding, _text in found]
        if proposal.layout.encoding and proposal.layout.encoding not in names:
            found.append((proposal.layout.encoding, encoding_name(proposal.layout.encoding)))
            names.append(proposal.layout.encoding)
        return found + [(each, encoding_name(each)) for each in ENCODINGS if found and each not in names]

    def _compare(self, proposal: Proposal) -> None:
        """Show how the first telling line reads in the likeliest encodings, one below the other."""
        likely = [each for each in proposal.encodings if each.sample][:COMPARED]
        doubtful = len(likely) > 1 and not likely[0].certain
        for at, line in enumerate(self.compared):
            line.setVisible(doubtful and at < len(likely))
            if at < len(likely):
                text = _("Read as {encoding}:  {sample}")
                sample = " ".join(likely[at].sample[0].split())
                line.setText(text.format(encoding=encoding_name(likely[at].encoding), sample=sample))

    def _headers(self) -> list[tuple[int, str]]:
        """Return the lines that may name the columns, as they stand; none of them may."""
        found = [(0, _("No line names them"))]
        for line in self.work.raw:
            cells = " | ".join(shown(value) for value in line.values[:SHOWN_CELLS])
            text = _("Line {n}:  {cells}").format(n=number(line.line), cells=" ".join(cells.split())[:SAMPLE])
            found.append((line.line, text))
        header = self.work.proposal.layout.header if self.work.proposal is not None else 0
        if header not in [line for line, _text in found]:
            found.append((header, _("Line {n}").format(n=number(header))))
        return found

    def _say_why(self, name: str, proposal: Proposal) -> None:
        guess = guess_of(proposal, name)
        if guess is None:
            remembered = proposal.remembered and name in ("decimal", "days")
            by_hand = _("Chosen by you.") if name in self.work.chosen_names() else ""
            self.form.say(name, _("As the last time.") if remembered else by_hand)
        else:
            self.form.say(name, self.shop.sentence(guess.why), sure=guess.sure)

    def focus_first(self) -> None:
        """Begin with the first choice there is."""
        self.form.first().setFocus()


class _Choosing(QGridLayout):
    """Choices in two columns, each with its name before it and why it was guessed behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(S3)
        self.setVerticalSpacing(S1)
        self.setColumnStretch(1, 3)
        self.setColumnStretch(2, 4)
        self.boxes: dict[str, QComboBox] = {}
        self._names: dict[str, QLabel] = {}
        self._whys: dict[str, Elided] = {}

    def add(self, name: str) -> QComboBox:
        """Add a choice."""
        text = choice_name(name, current())
        words, why, box = label(text, "mute"), Elided("", "mute-small"), combo((), whole=False)
        box.setAccessibleName(text)
        box.setMinimumContentsLength(12)
        words.setBuddy(box)
        at = self.rowCount()
        self.addWidget(words, at, 0, Qt.AlignmentFlag.AlignVCenter)
        self.addWidget(box, at, 1)
        self.addWidget(why, at, 2)
        self.boxes[name], self._names[name], self._whys[name] = box, words, why
        return box

    def offer(self, name: str, choices: list[tuple[Any, str]], chosen: Any) -> None:
        """Offer choices; with none the line is left out."""
        box = self.boxes[name]
        if [(box.itemData(at), box.itemText(at)) for at in range(box.count())] != choices:
            box.clear()
            for value, text in choices:
                box.addItem(text, value)
            box.view().setMinimumWidth(theme.px(560))
        box.setCurrentIndex(next((at for at, (value, _text) in enumerate(choices) if value == chosen), -1))
        for part in (box, self._names[name], self._whys[name]):
            part.setVisible(bool(choices))

    def say(self, name: str, text: str, *, sure: bool = True) -> None:
        """Say why something was guessed; what is not sure is marked."""
        why = self._whys[name]
        why.setText(text if sure else f"▲ {text}")
        mark(why, "mute-small" if sure else "soon")
        self.boxes[name].setAccessibleDescription(why.text())

    def first(self) -> QComboBox:
        """Return the first choice that shows."""
        return next((box for box in self.boxes.values() if not box.isHidden()), self.boxes["header"])
