"""Going through a file as a layout says: rows to events, what is strange about the file, what the book would say."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from app.core.cells import Row
from app.core.intake.build import Made, Maker
from app.core.intake.columns import missing
from app.core.intake.findings import Finding
from app.core.intake.layout import Layout
from app.core.intake.people import People
from app.core.intake.rows import RowReader
from app.core.intake.targets import COLUMNS, Target
from app.errors import Message, refuse
from app.i18n.mark import N_
from app.services.bulk import Bulk, LineResult
from app.services.circumstances import Circumstances
from app.services.intake_before import Before, files_joined_to
from app.services.intake_source import Source, table_of
from app.services.intake_tally import Report, Tally, Watch
from app.services.intake_whole import of_file
from app.storage import imports as stored
from app.storage.books import load_book
from app.storage.store import Session, Store

REHEARSED = 5_000
"""Up to how many rows a dry run asks the book itself, in a transaction that is taken back."""

_COLUMN_OF = {"notes": "note", "address": "street", "contacts": "contact", "passes": "count", "valid_days": "days"}
"""What columns are taken as, by what the book calls it in what it refuses."""

_LETTERS = {Target.CUSTOMERS: "c", Target.OPENINGS: "o", Target.MOVEMENTS: "m", Target.BILLS: "b", Target.PRICES: "p"}


class Going:
    """Goes through files, for one thread."""

    def __init__(self, store: Store, around: Circumstances, digits: int, bulk: Bulk) -> None:
        self._store = store
        self._around = around
        self._digits = digits
        self._bulk = bulk

    def try_out(
        self, source: Source, layout: Layout, watch: Watch, every: Callable[[Finding], None] | None
    ) -> tuple[Report, Tally]:
        """Go through a file; return what it comes to, and the count that knows which lines are not to be taken in."""
        source.check_unchanged()
        lacking = missing(layout.target, layout.columns, layout.given)
        if lacking:
            labels = {column.name: column.label for column in COLUMNS[layout.target]}
            refuse("columns", N_("Say which column is this: {column}."), column=Message(labels[lacking[0][0]]))
        tally = Tally(every)
        tally.say_whole(of_file(source, layout, self._currency()))
        maker, made = self.making(source, layout, watch)
        small: list[Made] | None = []
        for each in made:
            tally.take(each, alone=small is None)
            if small is not None and each.good:
                small.append(each)
                small = small if len(small) <= REHEARSED else None
        if not tally.report.rows and not watch.called_off:
            refuse("file", N_("{name} has no data."), name=source.path.name)
        if small is not None and not watch.called_off:
            self._rehearse(small, tally, maker)
        report = tally.finish()
        report.pairs, report.cancelled = tuple(maker.people.pairs), watch.called_off
        report.blank = maker.blank
        return report, tally

    def making(
        self, source: Source, layout: Layout, watch: Watch, see: Callable[[Row], None] | None = None
    ) -> tuple[Maker, Iterator[Made]]:
        """Return what makes events of rows, and the rows as they come; `see` gets each row before it is made."""
        table = table_of(source, layout)
        strict = source.is_text and source.kind.value == "text"
        currency = self._currency()
        reader = RowReader(layout, table.names, self._digits, strict=strict, currency=currency, unit=table.unit)
        with self._store.read() as session:
            prefix = prefix_of(session, source, layout)
            people = People(stored.everybody(session, prefix))
            reopened = frozenset(stored.closed_by_undoing(session))
            files = files_joined_to(session, layout, people.numbers, self._digits)
            before = Before(session, layout, prefix, self._digits) if layout.given.get("repeated") != "yes" else None

        def called(name: str) -> str:
            name = name if name in layout.columns else _COLUMN_OF.get(name, name)
            return reader.called(layout.columns[name]) if name in layout.columns else name

        maker = Maker(layout, prefix, self._around.today(), self._digits, people, called, files, reopened)

        def made() -> Iterator[Made]:
            for row in watch.over(table.rows):
                read = reader.read(row)
                if read is None:
                    maker.blank += 1
                else:
                    if see is not None:
                        see(row)
                    asked = maker.make(read)
                    yield asked if before is None else before.look(asked)

        return maker, made()

    def _currency(self) -> str:
        with self._store.read() as session:
            return load_book(session).currency

    def _rehearse(self, made: Sequence[Made], tally: Tally, maker: Maker) -> None:
        """Ask the book itself what it would say, and take it all back."""
        tally.report.rehearsed = True

        def report(result: LineResult) -> None:
            if result.refused is not None:
                tally.refuse(line_of_request(result.id), result.refused, maker)

        self._bulk.rehearse(written(by_date(made)), report)


def prefix_of(session: Session, source: Source, layout: Layout) -> str:
    """Return by what the ids of a file's rows begin; a file that was undone begins otherwise when it comes again."""
    before = stored.undone_before(session, source.sha256, layout.target.value)
    sheet = f"s{layout.sheet}" if layout.sheet else ""
    return f"imp-{source.sha256.hex()[:10]}-{_LETTERS[layout.target]}{before + 1}{sheet}"


def events_of(made: Iterable[Made]) -> Iterator[bytes]:
    """Yield the events of rows as they come."""
    return written(event for each in made for event in each.events)


_FIRST = frozenset({"customer", "price_item"})


def by_date(made: Iterable[Made]) -> list[dict[str, Any]]:
    """Return the events of rows in the order of their dates: those without one, customers above all, first."""
    events = [event for each in made for event in each.events]
    events.sort(key=lambda event: "" if event["do"] in _FIRST else str(event.get("on", "")))
    return events


def written(events: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Yield events as `apply` reads them."""
    for event in events:
        yield json.dumps(event, ensure_ascii=False).encode()


def line_of_request(request: str | None) -> int:
    """Return the line of the file a request id was made of."""
    digits = (request or "").rpartition("-")[2].rstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits) if digits.isdigit() else 0
