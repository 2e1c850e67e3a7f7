"""Counting the cash and closing the day; once it is closed, what was counted and what became of it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.day_end import DayEnd
from app.core.day_figures import DayFigures
from app.errors import CounterbookError, Refused
from app.gui import errors
from app.gui.pages.day_end.count_form import CountForm
from app.gui.pages.day_end.words import difference_words, moment
from app.gui.shop import Shop
from app.gui.theme import S2, S3, S4
from app.gui.widgets.basics import Card, KeyButton, button, clear, column, holder, label, row
from app.i18n.catalog import _

CLOSE_KEY = "Ctrl+Enter"


class Told(QWidget):
    """What was kept of the day, the last time first, and the button that counts once more."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.again = button(_("Close it again…"))
        self._says: QVBoxLayout = column(gap=S2)
        self.setLayout(column(self._says, row(None, self.again), gap=S3))

    def tell(self, ends: list[DayEnd]) -> None:
        """Say what was kept."""
        clear(self._says)
        if not ends:
            return
        end = ends[-1]
        at = moment(end.recorded_at, end.figures.on)
        closed = _("Closed at {time} by {name}").format(time=at, name=end.staff or _("Owner"))
        self._says.addWidget(label("✓  " + closed, "strong", wrap=True))
        words, tone = difference_words(self.shop, end.difference)
        self._says.addWidget(label(words, tone, wrap=True))
        if end.counted is not None:
            sums = _("Counted {counted}; there should have been {expected}.").format(
                counted=self.shop.money(end.counted), expected=self.shop.money(end.figures.expected_cash)
            )
            self._says.addWidget(label(sums, "mute", wrap=True))
        if end.note:
            self._says.addWidget(label(end.note, wrap=True))
        for older in reversed(ends[:-1]):
            at, what = moment(older.recorded_at, older.figures.on), difference_words(self.shop, older.difference)[0]
            before = _("Closed before at {time}: {difference}").format(time=at, difference=what)
            self._says.addWidget(label(before, "mute-small", wrap=True))


class CountCard(Card):
    """The count, the difference while one counts, and the button that keeps the day."""

    #: The day was closed.
    closed = Signal(object)
    #: The day is to be closed, and its figures are not there yet.
    figures_wanted = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.figures: DayFigures | None = None
        self.ends: list[DayEnd] = []
        self._again = False
        #: The day that shows or is being read.
        self._coming: date | None = None
        self._typed_before: dict[str, str] = {}
        self._request_id = shop.new_id()
        self.form = CountForm(shop)
        self.counted, self.coins, self.note = self.form.counted, self.form.coins, self.form.note
        self.by_coins, self.difference = self.form.sum.by_coins, self.form.difference
        self.general = label("", "error", wrap=True)
        #: Shows while the day is to be closed as soon as its figures are there.
        self.waits = label(_("The day is closed as soon as its figures are there."), "mute-small", wrap=True)
        self.close_day = KeyButton(_("Close the day"), CLOSE_KEY, "primary", on=self.submit)
        self.told = Told(shop)
        self.again = self.told.again
        self._build()

    def _build(self) -> None:
        self.general.hide()
        self.waits.hide()
        self._open = holder(
            column(
                label(_("Count the cash and close the day"), "strong", wrap=True),
                self.form,
                self.general,
                self.waits,
                row(None, self.close_day),
                gap=S3,
            )
        )
        self.setLayout(column(self._open, self.told, gap=0, margins=(S4, S3, S4, S4)))
        self.again.clicked.connect(self.open_again)
        self.shop.tasks.unexpected.connect(self._stopped)
        self.counted.returnPressed.connect(self.note.setFocus)
        self.note.returnPressed.connect(self.close_day.setFocus)
        self.coins.finished.connect(self.note.setFocus)
        for key in ("Ctrl+Return", CLOSE_KEY):
            QShortcut(QKeySequence(key), self, self.submit)
        self._show()

    # ---- what shows -------------------------------------------------------------------------------------------------

    def expect(self, on: date) -> None:
        """A day is being read: what is typed and pressed from now on is meant for it, not for the one that shows."""
        if on == self._coming:
            return
        first, self._coming = self._coming is None, on
        self.waits.hide()
        if not first:  # what was typed before any day was asked for is meant for the first
            self.figures, self._typed_before = None, {}
            self._begin_anew()
            self._show()

    def show_day(self, figures: DayFigures, ends: list[DayEnd]) -> None:
        """Show a day; what is typed stays as long as it is the same one. It is closed if that was pressed before."""
        self.expect(figures.on)
        self.figures, self.ends = figures, ends
        self._show()
        self._fill_again()
        if not self.waits.isHidden():
            self.waits.hide()
            self.submit()

    def end(self) -> DayEnd | None:
        """Return the day's end that counts, None while the day is open."""
        return self.ends[-1] if self.ends else None

    def is_open(self) -> bool:
        """Whether cash can be counted here now."""
        return not self.ends or self._again

    def open_again(self) -> None:
        """Count once more, because something came after the day's end."""
        self._again = True
        self._show()
        self.focus_first()

    def focus_first(self) -> None:
        """Go where counting begins."""
        (self.counted if self.is_open() else self.again).setFocus()

    def type_again(self, typed: dict[str, str]) -> None:
        """Fill in what the form's `typed` gave."""
        self._typed_before = typed
        self._fill_again()

    def _fill_again(self) -> None:
        """Fill in what was typed before as soon as the day shows; showing it for the first time empties the fields."""
        typed = self._typed_before
        if self.figures is None or not typed:
            return
        self._typed_before = {}
        self.form.fill(typed)

    def _begin_anew(self) -> None:
        self._again = False
        self._request_id = self.shop.new_id()
        self.form.sum.clear()
        self.note.clear()
        self.form.forgive()

    def _show(self) -> None:
        self._open.setVisible(self.is_open())
        self.told.setVisible(not self.is_open())
        self.told.tell(self.ends)
        self.form.compare(self.figures.expected_cash if self.figures is not None else None)

    # ---- closing ----------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Keep the day as it is; before its figures are there this is remembered, and done once they are."""
        if not self.is_open() or not self.close_day.isEnabled():
            return
        if self.figures is None:
            self.waits.show()
            self.figures_wanted.emit()
            return
        self.form.forgive()
        self.general.hide()
        try:
            request = self.form.request(self._request_id, self.figures.on)
        except CounterbookError as error:
            self._refused(error)
            return
        self.close_day.setEnabled(False)
        self.shop.tasks.run(lambda: self.shop.app.drawer.close_day(request), self._closed, self._refused, owner=self)

    def _closed(self, end: DayEnd) -> None:
        self.close_day.setEnabled(True)
        self._begin_anew()
        self.ends = [*self.ends, end]  # at once, so that a second press closes nothing
        self._show()
        self.closed.emit(end)

    def _stopped(self, _error: object) -> None:
        """Something nobody foresaw may have ended the work: the same request is recorded once at most."""
        self.close_day.setEnabled(True)
        self.waits.hide()

    def _refused(self, error: CounterbookError) -> None:
        self.close_day.setEnabled(True)
        text = errors.words(error, self.shop.money, self.form.labels())
        if isinstance(error, Refused) and self.form.has(error.field):
            self.form.complain(error.field, text)
        else:
            self.general.setText(text)
            self.general.show()
