"""The scan or photo of a slip: chosen or dropped, kept with the customer's file once the reply is recorded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from app.core.customer import Attach
from app.errors import Refused
from app.gui.shop import Shop
from app.gui.theme import S2
from app.gui.widgets.basics import button, row
from app.gui.widgets.elided import Elided
from app.gui.widgets.file_dialogs import name_to_open
from app.gui.widgets.takes_files import TakesFiles
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.bootstrap import App

_Done = TypeVar("_Done")


class Scan(QObject):
    """A file to be kept with a customer; put twice, as after a refusal of something else, it is kept once."""

    def __init__(self, shop: Shop, number: str, path: str) -> None:
        super().__init__()
        self.path, self._number = path, number
        self._id = shop.new_id()
        self._kept: int | None = None

    def put(self, app: App) -> int | None:
        """Put the file into the book and return its id; one that is there already is found, not put again."""
        if self._kept is not None:
            return self._kept
        name = ""
        try:
            app.files.record(Attach(id=self._id, customer=self._number, file=self.path))
        except Refused as error:
            name = str(error.message.values.get("name", ""))
            if not name:
                raise
        found = [each for each in app.files.attachments(self._number) if not name or each.name == name]
        self._kept = found[-1].id if found else None
        return self._kept


class ScanRow(TakesFiles):
    """A button to choose the file, its name once it is chosen, and a way to let it go."""

    changed = Signal()
    #: A file was chosen: what remains is to record it.
    taken = Signal()

    def __init__(self, shop: Shop, number: str) -> None:
        super().__init__()
        self._shop, self._number = shop, number
        self._scan: Scan | None = None
        self.choose_button = button(_("Attach a scan or photo…"), icon="attachment", on=self.choose)
        self.name = Elided("", "mute")
        self.remove = button("", "quiet", icon="cross", on=self.clear, name=_("No scan after all"))
        self.remove.hide()
        line = row(self.choose_button, self.name, self.remove, gap=S2)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.setFocusProxy(self.choose_button)
        self.dropped.connect(self._dropped)

    def wanted(self) -> Scan | None:
        """Return the file chosen."""
        return self._scan

    def put_first(self, record: Callable[[int | None], _Done], *, wanted: bool = True) -> Callable[[], _Done]:
        """Return what puts the chosen file into the book, if there is one and it is wanted, and records with its id."""
        app, scan = self._shop.app, self._scan if wanted else None

        def put_and_record() -> _Done:
            return record(scan.put(app) if scan is not None else None)

        return put_and_record

    def choose(self) -> None:
        """Ask for the file."""
        chosen = name_to_open(
            self, _("Attach a scan or photo"), str(Path.home()), _("Pictures and PDF (*.png *.jpg *.jpeg *.pdf)")
        )
        if chosen:
            self.take(chosen)

    def take(self, path: str) -> None:
        """Choose a file."""
        self._scan = Scan(self._shop, self._number, path)
        self.name.setText(Path(path).name)
        self.remove.show()
        self.changed.emit()
        self.taken.emit()

    def clear(self) -> None:
        """Choose none."""
        self._scan = None
        self.name.setText("")
        self.remove.hide()
        self.choose_button.setFocus()
        self.changed.emit()

    def _dropped(self, paths: list[str]) -> None:
        self.take(paths[0])
