"""A sample of a statement: a real customer's, with settings the shop is only thinking of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtWidgets import QWidget

from app.core.customer_list import CustomerFilter, SortKey
from app.core.statement import Period, month_of
from app.errors import Refused
from app.gui.dialogs.paper import PaperDialog
from app.gui.dialogs.statement_words import period_name
from app.gui.shop import Shop
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.settings import Settings


class Sample(NamedTuple):
    """Whose statement it is, and for which days."""

    number: str
    name: str
    period: Period


def find_sample(shop: Shop) -> Sample | None:
    """Choose who makes a good sample: whoever owes most, else anybody; None while there are no customers.

    The month that is over last, or, where the book began after it, this one so far.
    """
    app, this = shop.app, month_of(shop.today())
    ids = app.customer_list.find(CustomerFilter(owing=True), SortKey.OWED, descending=True) or app.customer_list.find()
    if not ids:
        return None
    [row] = app.customer_list.rows(ids[:1])
    last = month_of(this.start - timedelta(days=1))
    try:
        app.statements.statement(row.no, *last)
    except Refused:
        return Sample(row.no, row.name, this)
    return Sample(row.no, row.name, last)


def sample_maker(shop: Shop, sample: Sample, settings: Settings) -> Callable[[], bytes]:
    """Return what draws a sample."""
    app = shop.app

    def make() -> bytes:
        pdf: bytes = app.statements.preview(sample.number, sample.period, as_if=settings).pdf
        return pdf

    return make


class SampleDialog(PaperDialog):
    """Shows the sample as large as the window is; printed on the shop's own paper it shows whether the window fits."""

    def __init__(self, shop: Shop, sample: Sample, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Sample"), f"{sample.name}  ·  {period_name(sample.period)}", parent=parent)
        self.sample, self.settings = sample, settings
        self.note.setText(_("A preview: nothing is recorded, and no number is used."))
        self.begin()

    def maker(self) -> Callable[[], bytes]:
        """Draw it with the settings it was opened with."""
        return sample_maker(self.shop, self.sample, self.settings)

    def saver(self, path: Path) -> Callable[[], Any]:
        """Write it into a file."""
        save = self.shop.app.statements.save_preview
        return partial(save, path, self.sample.number, self.sample.period, as_if=self.settings)

    def file_name(self) -> str:
        """Propose what it is."""
        return f"{self.title.text()} {self.sample.name}"

    def printed(self, made: Any) -> None:
        """Say that it is being printed."""
        del made
        self.shop.tell(_("The sample is being printed."))
