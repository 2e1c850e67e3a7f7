"""Recording what a file says: the run with what became of it, its rows in batches, and the file of those left out."""

import json
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from app.core.cells import Row, priced, shown
from app.core.intake.build import Made
from app.core.intake.layout import WHY, Layout, more, source_key
from app.core.intake.targets import COLUMNS, FIGURES
from app.core.list_file import FileColumn, Kind, ListFile
from app.errors import Message
from app.i18n.mark import N_
from app.services.bulk import Bulk, LineResult
from app.services.circumstances import Circumstances
from app.services.intake_going import Going, by_date, events_of, line_of_request, prefix_of, written
from app.services.intake_source import Source, table_of
from app.services.intake_tally import CalledOffError, LeftOut, Report, Tally, Watch, to_the_end
from app.services.list_files import save_list
from app.storage import imports as stored
from app.storage.customers import Author
from app.storage.store import Store

SORTED = 100_000
"""Up to how many rows are recorded in the order of their dates."""


class Way(StrEnum):
    """What becomes of a file with rows that cannot be taken in."""

    ALL = "all"  # nothing of it
    GOOD_ROWS = "good_rows"  # the others are, these go into a file to mend


class Recording:
    """Records files, for one thread."""

    def __init__(self, store: Store, around: Circumstances, going: Going, bulk: Bulk) -> None:
        self._store = store
        self._around = around
        self._going = going
        self._bulk = bulk

    def begin(self, source: Source, layout: Layout, way: Way, copied: Path | None) -> int:
        """Note that a file is taken in; return the number of the run."""
        with self._store.write() as session:
            prefix = prefix_of(session, source, layout)
            name = copied.name if copied is not None else ""
            new = stored.NewRun(
                layout.target.value, source.path.name, source.sha256, layout.json(), prefix, way.value, name
            )
            return stored.add_run(session, new, self._author())

    def record(
        self, source: Source, layout: Layout, way: Way, tried: Tally, watch: Watch
    ) -> tuple[Report, dict[int, Message]]:
        """Record the good rows in batches; return what came of it, and the lines the book refused only now.

        Up to `SORTED` rows are recorded in the order of their dates, which costs the book far less than going back and
        forth; longer files as they stand.
        """
        bad, expected = tried.bad, tried.report.good
        tally = Tally(None)
        tally.say_whole(tried.whole)
        tally.report.blank = tried.report.blank
        sort = len(bad) + expected <= SORTED
        maker, made = self._going.making(source, layout, Watch(None, None) if sort else watch)
        answered: set[int] = set()
        at_the_end = not sort and way is Way.ALL  # is answered, all of it or nothing: no row is taken off again

        def good() -> Iterator[Made]:
            for each in made:
                tally.take(each, refused=each.line in bad, why=tried.refusals.get(each.line), alone=at_the_end)
                if each.good and each.line not in bad:
                    yield each

        def report(result: LineResult) -> None:
            line = line_of_request(result.id)
            if sort:
                answered.add(line)
            else:
                tally.settle(line)
            if result.refused is not None:
                tally.refuse(line, result.refused, maker)

        apply = self._bulk.apply if way is Way.GOOD_ROWS else self._bulk.apply_all_or_nothing
        events = by_date(good()) if sort else []
        lines = watch.over(written(events), len(events)) if sort else events_of(good())
        try:
            everything = apply(lines if way is Way.GOOD_ROWS else to_the_end(lines, watch), report)
        except CalledOffError:
            everything = False
        if sort:
            tally.keep_only(answered)
        if way is Way.ALL and not everything:
            tally.nothing()
        return tally.finish(), tally.by_book

    def end(self, run: int, source: Source, layout: Layout, report: Report) -> None:
        """Note what became of the file, and remember how its source is read."""
        content = json.dumps({"sums": report.sums, "counts": report.counts}, sort_keys=True, separators=(",", ":"))
        counts = stored.Counts(report.rows, report.good, report.refused)
        what = stored.CANCELLED if report.cancelled else stored.DONE
        names = table_of(source, layout).names
        with self._store.write() as session:
            stored.add_step(session, run, what, counts, content, self._author())
            if any(names):
                given = {name: text for name, text in layout.given.items() if not name.startswith("number_")}
                kept = replace(layout, given=given, joined={})
                stored.add_layout(session, source_key(names), layout.target.value, kept.json(), self._author())

    def write_rest(self, source: Source, layout: Layout, left_out: LeftOut, path: Path) -> None:
        """Write the rows that were left out into a file to mend: as they stand in theirs, each with the reason."""
        names = table_of(source, layout).names
        wide = (len(row.values) for row in table_of(source, layout).rows if row.line in left_out)
        figures = {layout.columns.get(column.name) for column in COLUMNS[layout.target] if column.read in FIGURES}
        width = max(len(names), max(wide, default=1), 1)
        heads = [
            *names,
            *map(more, range(width - len(names))),
            WHY + left_out.say(Message(N_("Why this row was left out"))),
        ]

        def rows() -> Iterator[list[str]]:
            waiting: list[Row] = []
            _maker, made = self._going.making(source, layout, Watch(None, None), waiting.append)
            for each in made:
                row = waiting.pop()
                if each.line in left_out:
                    cells = [
                        (priced if at in figures else shown)(value).replace("\0", "")
                        for at, value in enumerate(row.values)
                    ]
                    yield [*cells, *[""] * (width - len(cells)), left_out.why(each)]

        file = ListFile(source.path.stem, tuple(FileColumn(head, Kind.TEXT) for head in heads), rows(), 0)
        save_list(self._store, self._around, path, file, "to_mend")

    def _author(self) -> Author:
        return Author(self._around.staff, self._around.now(), "")
