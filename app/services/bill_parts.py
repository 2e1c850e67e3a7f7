"""Files that hold bills, one or several packed together: each looked at and read by itself, one after the other."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

from app.core.incoming import Bill
from app.core.plain import built
from app.errors import Message, Refused
from app.exchange.bills import File, Layout, NeedsLayout, bill_files
from app.i18n.mark import N_
from app.services.incoming import BillRead, Incomings, is_otherwise
from app.storage import incoming as stored
from app.storage.store import Store

__all__ = ["BillParts", "Layout", "NeedsLayout", "Part", "PartRead"]

_T = TypeVar("_T")


class Part(NamedTuple):
    """A bill of a file, or why it is none: `needs` where somebody must say which column of a table is what.

    `before` says that this very bill was read; `otherwise`, that its columns were taken differently then, so that it
    can be read anew.
    """

    name: str
    bill: Bill | None = None
    refused: Refused | None = None
    before: bool = False
    otherwise: bool = False

    @property
    def needs(self) -> NeedsLayout | None:
        """What is to be explained of a bank's table."""
        return self.refused if isinstance(self.refused, NeedsLayout) else None

    @property
    def layout(self) -> Layout | None:
        """How the columns of a bank's table are taken, None for what has but one shape."""
        return built(Layout, json.loads(self.bill.layout)) if self.bill is not None and self.bill.layout else None


class PartRead(NamedTuple):
    """What became of a bill of a file: it was read, or why not."""

    name: str
    read: BillRead | None = None
    refused: Refused | None = None


class BillParts:
    """The door to files that hold several bills; a file that holds one is refused as `Incomings` does."""

    def __init__(self, store: Store, incoming: Incomings) -> None:
        self._store = store
        self._incoming = incoming

    def look(self, path: Path, layout: Layout | None = None) -> list[Part]:
        """Look at each bill of a file and write nothing; `layout` counts where a table has the columns it names.

        Raises `Refused` and `NeedsLayout` where the file holds one bill alone, and for what cannot be unpacked.
        """
        files = bill_files(path)
        if len(files) == 1:
            return [self._told(files[0].name, self._incoming.look(files[0], layout), layout)]
        found = []
        for file in files:
            try:
                found.append(self._told(file.name, self._fitting(file, layout, self._incoming.look), layout))
            except Refused as error:
                found.append(Part(file.name, refused=error))
        return found

    def _told(self, name: str, bill: Bill, layout: Layout | None) -> Part:
        with self._store.read() as session:
            before = stored.bill_of_file(session, bill.sha256)
        otherwise = before is not None and layout is not None and is_otherwise(bill, before)
        return Part(name, bill, None, before is not None, otherwise)

    def read(
        self,
        path: Path,
        layout: Layout | None = None,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[PartRead]:
        """Take each bill of a file into the book; one that cannot be read holds up none of the others.

        Called off, the bills that are in stay in, and nothing of the others is kept. Raises as `look` does.
        """
        files = bill_files(path)
        if len(files) == 1:
            return [PartRead(files[0].name, self._incoming.read(files[0], layout, progress, cancelled))]
        found = []
        for nth, file in enumerate(files):
            if cancelled is not None and cancelled():
                text = N_("This was called off; nothing of the bill was kept.")
                found += [PartRead(each.name, refused=Refused("", Message(text))) for each in files[nth:]]
                break
            try:
                found.append(PartRead(file.name, self._fitting(file, layout, self._incoming.read)))
            except Refused as error:
                found.append(PartRead(file.name, refused=error))
            if progress is not None:
                progress(nth + 1, len(files))
        return found

    def _fitting(self, file: File, layout: Layout | None, do: Callable[[File, Layout | None], _T]) -> _T:
        """Do something with a bill by the columns that were explained, where it has them, else by its own."""
        if layout is None:
            return do(file, None)
        try:
            header = self._incoming.look(file).header
        except NeedsLayout as error:
            header = error.header
        named = {layout.date, layout.amount, layout.came, layout.went} - {""}
        return do(file, layout if named <= set(header) else None)
