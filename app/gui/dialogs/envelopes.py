"""Envelopes and labels: on which form, from which label on, how far this printer is off, and what it looks like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QWidget

from app.core.envelope import NUDGE_LIMIT, EnvelopeForm, Nudge, WindowForm
from app.core.labels import SHEETS, LabelSheet
from app.errors import CounterbookError
from app.gui.dialogs.label_sheet import EXAMPLE, MmEdit, SheetField
from app.gui.dialogs.paper import PaperDialog
from app.gui.dialogs.statement_words import windows
from app.gui.shop import Shop
from app.gui.widgets.basics import button, label, row
from app.gui.widgets.fields import Choices, Composite, CountEdit, Form, combo
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from app.core.receipt import Party
    from app.services.envelopes import Addressed, Envelopes

OWN = "own"
DRAW_AFTER_MS = 350
"""How long typing must rest before the paper is drawn anew."""

NAMED = 4
"""Names said at most of those that could not be done."""

Target = EnvelopeForm | LabelSheet | WindowForm


class NudgeField(Composite):
    """How far to the right and down."""

    def __init__(self, changed: Callable[[str], object]) -> None:
        super().__init__()
        self.across, self.down = (
            MmEdit(least=-NUDGE_LIMIT, most=NUDGE_LIMIT),
            MmEdit(least=-NUDGE_LIMIT, most=NUDGE_LIMIT),
        )
        self.across.setAccessibleName(_("To the right, in mm"))
        self.down.setAccessibleName(_("Down, in mm"))
        parts = (label("→", "mute"), self.across, label("↓", "mute"), self.down, label(_("mm"), "mute"), None)
        self.setLayout(row(*parts))
        self.setFocusProxy(self.across)
        for field in (self.across, self.down):
            field.setObjectName("nudge")  # where an error of it stands
            field.textEdited.connect(changed)

    def value(self) -> Nudge:
        """Return the shift; refused where it is none, or more than can be meant."""
        return Nudge(self.read(self.across), self.read(self.down))

    def set_value(self, shift: tuple[float, float]) -> None:
        """Show a shift."""
        self.across.set_value(shift[0])
        self.down.set_value(shift[1])


class _Fields:
    """What the dialog asks for, and what is remembered of it: a printer's shift on a form, the shop's own sheet."""

    def __init__(self, shop: Shop, changed: Callable[[str], object]) -> None:
        self._shop = shop
        window, preferences = shop.settings.statement_window, shop.preferences
        self.targets = [*_forms(), *(_window_choice(window) if window != WindowForm.NONE else ())]
        self.target: QComboBox = combo(list(enumerate(text for _target, text in self.targets)))
        self.own = SheetField(preferences.label_sheet or EXAMPLE)
        self.start = CountEdit(1, least=1, most=500)
        self.order: Choices = Choices([(True, _("By postcode")), (False, _("As listed"))])
        self.printer: QComboBox = combo(_printers(preferences.printer))
        self.nudge = NudgeField(changed)
        for box in (self.target, self.printer):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)

    def chosen(self) -> object:
        """Return the form chosen; a list of Qt's keeps no enumerations, so they are kept here."""
        return self.targets[self.target.currentIndex()][0]

    def add_to(self, form: Form) -> None:
        """Put the fields into a form."""
        form.add("form", _("Form"), self.target)
        form.add("own", _("Sheet"), self.own)
        form.add("start", _("First label"), self.start, hint=_("Of a sheet used in part, the first label left."))
        form.add("order", _("Sorted"), self.order)
        form.add("printer", _("Printer"), self.printer)
        form.add("nudge", _("Shift"), self.nudge, hint=_("Where this printer puts things elsewhere; kept for it."))

    def show_fitting(self, form: Form) -> None:
        """Show the fields that the form chosen has."""
        chosen = self.chosen()
        form.show_row("own", shown=chosen == OWN)
        form.show_row("start", shown=chosen == OWN or isinstance(chosen, LabelSheet))
        form.show_row("order", shown=not self.is_window())

    def is_window(self) -> bool:
        """Whether it is the window of the shop's statements: nothing but a test page is made for that."""
        return isinstance(self.chosen(), WindowForm)

    def wanted(self) -> Target:
        """Return the form chosen; refused where a measure of the shop's own sheet is none."""
        chosen: Any = self.chosen()
        target: Target = self.own.value() if chosen == OWN else chosen
        return target

    def printer_name(self) -> str:
        """Return the printer chosen, blank where there is none."""
        return self.printer.currentData() or ""

    def choose_printer(self, name: str) -> None:
        """Choose a printer, whether it was offered or not."""
        if self.printer.findData(name) < 0:
            self.printer.addItem(name, name)
        self.printer.setCurrentIndex(self.printer.findData(name))

    def show_shift(self) -> None:
        """Show how far the printer is off on this form."""
        self.nudge.set_value(self._shop.preferences.nudge(self.printer_name(), self._key()))

    def remember(self) -> None:
        """Keep the shift of this printer on this form, and the shop's own sheet."""
        before = self._shop.preferences
        try:
            shift = self.nudge.value()
            now = before.with_nudge(self.printer_name(), self._key(), (shift.x, shift.y))
            if self.chosen() == OWN:
                now = replace(now, label_sheet=self.own.text())
        except CounterbookError:
            return
        if now != before:
            self._shop.keep_preferences(now)

    def _key(self) -> str:
        """Return the name under which the shift is kept; all labels share one."""
        chosen = self.chosen()
        return "labels" if chosen == OWN or isinstance(chosen, LabelSheet) else str(chosen)


class _Making:
    """Makes envelopes or labels, in the lane for it; whose they are is known once they are made."""

    def __init__(self, make: Callable[[], Addressed]) -> None:
        self._make = make
        self.made: Addressed | None = None

    def __call__(self) -> bytes:
        self.made = self._make()
        return self.made.pdf


def _save(envelopes: Envelopes, make: Callable[[], bytes], path: Path) -> None:
    pdf = make()
    if isinstance(make, _Making) and make.made is not None:
        envelopes.save(make.made, path)
    else:
        envelopes.save_calibration(pdf, path)


class EnvelopesDialog(PaperDialog):
    """The form at the left, the paper at the right. A printer's shift is remembered for each form."""

    def __init__(self, shop: Shop, numbers: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Envelopes and labels"), beside=True, parent=parent)
        self.numbers = list(numbers)
        #: What the paper that shows, or is being drawn, says of the addresses; None for the test page.
        self._making: _Making | None = None
        self._calibrating = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAW_AFTER_MS)
        self._timer.timeout.connect(self.draw)
        self.fields = _Fields(shop, self._typed)
        self.fields.add_to(self.form)
        self.calibrate = button(_("Test page"), on=self.switch, tip=_("Shows by rulers how far a printer is off"))
        self.calibrate.setCheckable(True)
        self.foot.insertWidget(0, self.calibrate)
        self._wire()
        self._form_chosen()

    def _wire(self) -> None:
        fields = self.fields
        fields.target.activated.connect(self._form_chosen)
        fields.printer.activated.connect(self._printer_chosen)
        fields.order.changed.connect(self.draw)
        fields.own.changed.connect(self._typed)
        fields.start.textChanged.connect(self._typed)

    # ---- what is chosen ---------------------------------------------------------------------------------------------

    def _form_chosen(self, _at: int = 0) -> None:
        self.fields.show_fitting(self.form)
        window = self.fields.is_window()
        self.calibrate.setVisible(not window)
        self._calibrating = window or self.calibrate.isChecked()
        self.fields.show_shift()
        self.begin()

    def _printer_chosen(self, _at: int = 0) -> None:
        self.fields.show_shift()
        self.draw()

    def _typed(self, _text: str = "") -> None:
        self._timer.start()

    def switch(self) -> None:
        """Show the page by which a printer is set right, or the addresses again."""
        self._calibrating = self.calibrate.isChecked()
        self.draw()

    # ---- how it is made ---------------------------------------------------------------------------------------------

    def maker(self) -> Callable[[], bytes]:
        """Draw the envelopes, the labels or the test page."""
        envelopes, fields, numbers = self.shop.app.envelopes, self.fields, self.numbers
        target, nudge = fields.wanted(), fields.nudge.value()
        by_route, start = fields.order.value(), fields.start.value()
        self._making = None
        if self._calibrating or isinstance(target, WindowForm):
            return partial(envelopes.calibration, target, nudge)
        if isinstance(target, LabelSheet):
            make = partial(envelopes.labels, numbers, target, start, nudge, by_route=by_route)
        else:
            make = partial(envelopes.envelopes, numbers, target, nudge, by_route=by_route)
        self._making = _Making(make)
        return self._making

    def saver(self, path: Path) -> Callable[[], None]:
        """Write them into a file."""
        make, envelopes = self.maker(), self.shop.app.envelopes
        return lambda: _save(envelopes, make, path)

    def shown(self, looked: Any) -> None:
        """Say of whom there is none, and of whose address not all."""
        super().shown(looked)
        made = self._making.made if self._making is not None else None
        number = partial(form.number, language=current().language)
        parts = []
        if made is not None:
            parts.append(
                ngettext("{n} address.", "{n} addresses.", len(made.printed)).format(n=number(len(made.printed)))
            )
            if made.without:
                text = _("No address: {names}.")
                parts.append(text.format(names=_names(made.without)))
            if made.cut:
                parts.append(_("Too long for its place, and cut: {names}.").format(names=_names(made.cut)))
            if made.missing:
                text = _("The paper's font has no {characters}: 〓 stands in their place.")
                parts.append(text.format(characters=" ".join(made.missing)))
        elif self._calibrating:
            parts.append(_("Print it, measure with a ruler, and type the difference as the shift."))
        self.note.setText("  ".join(parts))
        self.fields.remember()

    def file_name(self) -> str:
        """Propose what it is and the day."""
        return f"{self.fields.target.currentText()} {self.shop.today().isoformat()}"

    # ---- printing ---------------------------------------------------------------------------------------------------

    def print_on(self, printer: QPrinter) -> None:
        """Print on a printer with the shift that is right for it."""
        name = printer.printerName()
        if name != self.fields.printer_name():
            self.fields.choose_printer(name)
            self._printer_chosen()
        super().print_on(printer)

    def leave(self) -> None:
        """Stay: after a test page come the envelopes."""
        if not self._calibrating:
            super().leave()

    def printed(self, made: object) -> None:
        """Say that it is being printed."""
        del made
        words = (
            _("The test page is being printed.") if self._calibrating else _("Envelopes or labels are being printed.")
        )
        self.shop.tell(words)


def _forms() -> list[tuple[object, str]]:
    return [
        (EnvelopeForm.ZL, _("Envelope ZL, 230 × 120 mm")),
        (EnvelopeForm.DL, _("Envelope DL, 220 × 110 mm")),
        (EnvelopeForm.C5, _("Envelope C5, 229 × 162 mm")),
        (SHEETS["3x8"], _("Labels 3 × 8 on A4, 70 × 37 mm")),
        (SHEETS["us-5160"], _("Labels 3 × 10 on Letter, 66.7 × 25.4 mm")),
        (OWN, _("Labels of another sheet…")),
    ]


def _window_choice(window: WindowForm) -> list[tuple[object, str]]:
    """Return the window of the shop's statements: their addresses stand on them, and only the shift is set here."""
    return [(window, _("Test page only: {window}").format(window=dict(windows())[window]))]


def _printers(last: str) -> list[tuple[str, str]]:
    from PySide6.QtPrintSupport import QPrinterInfo

    names = QPrinterInfo.availablePrinterNames()
    first = last if last in names else QPrinterInfo.defaultPrinterName()
    ordered = sorted(names, key=lambda name: (name != first, name))
    return [(name, name) for name in ordered] or [("", _("No printer is set up"))]


def _names(named: Sequence[Party]) -> str:
    shown = _(", ").join(f"{each.name} ({each.number})" for each in named[:NAMED])
    more = len(named) - NAMED
    if more <= 0:
        return shown
    return ngettext("{names} and {n} more", "{names} and {n} more", more).format(names=shown, n=more)
