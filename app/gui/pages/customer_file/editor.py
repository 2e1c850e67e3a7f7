"""The fields of all tabs as one form: what has changed, saved as one change, wrong or thrown away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.errors import CounterbookError, Refused
from app.gui import errors
from app.gui.dialogs.file_words import field_name
from app.gui.pages.customer_file.bindings import Binding, FormTab, as_event, place_of
from app.gui.pages.customer_file.details import own_fields_event
from app.gui.shop import Shop

if TYPE_CHECKING:
    from app.core.customer import CustomerFile

OWN = "fields"
_NOTHING = object()


class FileEditor(QObject):
    """Watches the fields of some tabs."""

    #: Another set of fields differs from the file: their names on screen.
    changed = Signal(list)
    #: Something is wrong in a tab (its name); the sentence where no field is to show it at, or "".
    refused = Signal(str, str)
    #: The changes were saved.
    saved = Signal()

    def __init__(self, shop: Shop, number: str, tabs: Mapping[str, FormTab], parent: QObject) -> None:
        super().__init__(parent)
        self._shop, self._number = shop, number
        self._tabs = tabs
        self.bindings: dict[str, Binding] = {each.path: each for tab in tabs.values() for each in tab.bindings}
        self._before: dict[str, Any] = {}
        self._own: Sequence[dict[str, str]] = ()
        self._sent: dict[str, Any] = {}
        self._showing = False
        self._then: Callable[[], object] | None = None
        self.busy = False
        for tab in tabs.values():
            tab.touched.connect(self.look)
        shop.tasks.unexpected.connect(self._stopped)

    # ---- the file ---------------------------------------------------------------------------------------------------

    def show_file(self, file: CustomerFile) -> None:
        """Show a file. What somebody is just typing stays; what was saved meanwhile counts as the file's."""
        self._showing = True
        for path, binding in self.bindings.items():
            value, typed = binding.of(file), binding.says()
            known = (self._before.get(path, typed), self._sent.get(path, _NOTHING))
            if typed in known:
                binding.show(value)
                self._before[path] = binding.says()
            else:
                self._before[path] = value
        self._own = self.bindings[OWN].of(file) if OWN in self.bindings else ()
        self._sent = {}
        self._showing = False
        self.look()

    def typed(self) -> dict[str, Any]:
        """Return what differs from the file and can be read, by field."""
        found: dict[str, Any] = {}
        for path in self.different():
            try:
                found[path] = self.bindings[path].read()
            except Refused:
                continue
        return found

    def type_in(self, values: Mapping[str, Any]) -> None:
        """Put into the fields what somebody had typed before."""
        for path, value in values.items():
            if path in self.bindings:
                self.bindings[path].show(value)
        self.look()

    def discard(self) -> None:
        """Show the file as it is; what was typed is gone."""
        self.forgive()
        self._showing = True
        for path in self.different():
            self.bindings[path].show(self._before[path])
        self._showing = False
        self.look()

    # ---- what differs -----------------------------------------------------------------------------------------------

    def different(self) -> list[str]:
        """Return the fields that say anything else than the file."""
        return [path for path, each in self.bindings.items() if each.says() != self._before.get(path)]

    def look(self) -> None:
        """Tell what differs now."""
        if not self._showing and self._before:
            self.changed.emit([field_name(path) for path in self.different()])

    # ---- saving -----------------------------------------------------------------------------------------------------

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save what differs as one change; `then` runs once it is saved."""
        if self.busy:
            return
        self.forgive()
        values: dict[str, Any] = {}
        for path in self.different():
            try:
                values[path] = self.bindings[path].read()
                if path == OWN:
                    own_fields_event(values[path], self._own)
            except CounterbookError as error:
                self._complain(error, path)
                return
        if not values:
            if then is not None:
                then()
            return
        self.busy, self._then = True, then
        event = {"id": self._shop.new_id(), "no": self._number, **as_event(self._for_event(values))}
        forms = self._shop.app.forms
        self._shop.tasks.run(partial(forms.change, event), partial(self._saved, values), self._failed, owner=self)

    def _for_event(self, values: Mapping[str, Any]) -> dict[str, Any]:
        rows: Any = values.get(OWN)
        return {**values, **({OWN: own_fields_event(rows, self._own)} if rows is not None else {})}

    def _saved(self, values: dict[str, Any], _filed: object) -> None:
        self.busy = False
        self._sent = values
        then, self._then = self._then, None
        self.saved.emit()
        if then is not None:
            then()

    def _failed(self, error: CounterbookError) -> None:
        self.busy = False
        self._complain(error, error.field if isinstance(error, Refused) else "")

    def _stopped(self, _error: object) -> None:
        """Something nobody foresaw may have ended the saving: let the person try once more."""
        self.busy = False

    def _complain(self, error: CounterbookError, field: str) -> None:
        """Say what is wrong at its field."""
        binding = place_of(self.bindings, field)
        if binding is None:
            self.refused.emit("", self._shop.words(error))
            return
        text = errors.words(error, self._shop.money, binding.form.labels())
        tab = next(name for name, each in self._tabs.items() if binding in each.bindings)
        self.refused.emit(tab, "")
        binding.form.complain(binding.row, text)

    def forgive(self) -> None:
        """Take all complaints back."""
        for tab in self._tabs.values():
            for form in tab.forms:
                form.forgive()
