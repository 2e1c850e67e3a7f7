"""A name for a filter that is to be kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.customer_list import CustomerFilter, SavedFilter, SortKey
from app.gui.dialogs.base import FormDialog
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import LineEdit
from app.i18n.catalog import _


class SaveFilterDialog(FormDialog):
    """Asks for the name; one that is taken is replaced, and that is said before."""

    #: The filter is kept.
    kept = Signal()

    def __init__(
        self,
        shop: Shop,
        wanted: CustomerFilter,
        sort: SortKey,
        taken: Sequence[str],
        parent: QWidget | None = None,
        *,
        descending: bool = False,
    ) -> None:
        super().__init__(shop, _("Save this filter"), parent=parent)
        self._wanted, self._sort, self._descending = wanted, sort, descending
        self._taken = set(taken)
        self.name = LineEdit(hint=_("e.g. Gold card, not seen for long"))
        self.hint = label("", "mute-small", wrap=True)
        self.form.add("name", _("Name"), self.name)
        self.hint.hide()
        self.below.addWidget(self.hint)
        self.primary.setText(_("Save"))
        self.name.textChanged.connect(self._typed)
        self.name.setFocus()

    def _typed(self, text: str) -> None:
        taken = text.strip() in self._taken
        self.hint.setText(_("Replaces the filter of that name.") if taken else "")
        self.hint.setVisible(taken)
        self.grow()

    def submit(self) -> None:
        """Keep the filter."""
        self.forgive()
        new = SavedFilter(self.name.text(), self._wanted, self._sort, self._descending)
        self.carry_out(partial(self.shop.app.customer_list.save, new), self._saved)

    def _saved(self, _nothing: object) -> None:
        text = _("Filter “{name}” saved.").format(name=self.name.text().strip())
        self.accept()
        self.shop.tell(text)
        self.kept.emit()
