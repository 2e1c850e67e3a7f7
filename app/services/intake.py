"""Taking in other programs' files: proposed, tried without writing, carried out row by row, undone as a whole.

Each row asks by the same events as `apply`, with ids made of the file's digest and the line: the same file again, or
one that was cut off, records nothing twice. A file that was undone may come again; its ids then begin otherwise.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from app.core.intake.findings import Finding
from app.core.intake.layout import Layout
from app.core.intake.people import Pair, join
from app.core.list_file import ListFile
from app.core.staff.rights import Act
from app.errors import refuse
from app.exchange.sheets import SheetInfo
from app.i18n.mark import N_
from app.services.backup import Backups
from app.services.bulk import Bulk
from app.services.circumstances import Circumstances
from app.services.exports import check_name, check_room
from app.services.intake_findings import save_findings
from app.services.intake_going import Going
from app.services.intake_proposing import Proposing
from app.services.intake_recording import Recording, Way
from app.services.intake_source import Choices, Proposal, Source, open_source
from app.services.intake_tally import Cancelled, LeftOut, Progress, Report, Rest, Watch
from app.services.intake_undoing import Undone, undo
from app.services.list_files import LIST_ENDINGS, save_list
from app.services.rights import allow
from app.storage.imports import Counts, StoredRun, StoredStep, load_runs, load_steps
from app.storage.own_files import belongs_to
from app.storage.store import Store

__all__ = [
    "Choices",
    "Counts",
    "Done",
    "Intake",
    "Proposal",
    "Report",
    "Rest",
    "SheetInfo",
    "Source",
    "StoredRun",
    "StoredStep",
    "Undone",
    "Way",
]


class Done(NamedTuple):
    """What came of carrying an import out; `rest` is the file to mend, where rows are left."""

    run: int
    report: Report
    rest: Path | None
    backup: Path | None


class Intake:
    """The door for other programs' files, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances, digits: int, bulk: Bulk, backups: Backups) -> None:
        self._store = store
        self._around = around
        self._bulk = bulk
        self._backups = backups
        self._proposing = Proposing(store, around, digits)
        self._going = Going(store, around, digits, bulk)
        self._recording = Recording(store, around, self._going, bulk)

    # ---- looking ----------------------------------------------------------------------------------------------------

    def open(self, path: Path) -> Source:
        """Open a file; refused in words when it is no table, empty, protected, damaged, or the book itself."""
        if belongs_to(path, self._store.path):
            refuse("file", N_("{path} is the book itself, or belongs to it; choose another file."), path=path)
        return open_source(path)

    def propose(
        self, source: Source, chosen: Choices | None = None, given: Mapping[str, str] | None = None
    ) -> Proposal:
        """Propose how a file is read; what was chosen is kept, the rest guessed. Call it again after each choice.

        A source read before is proposed as it was then, unless something was chosen that says otherwise.
        """
        return self._proposing.propose(source, chosen, given)

    # ---- going through ----------------------------------------------------------------------------------------------

    def dry_run(
        self,
        source: Source,
        layout: Layout,
        *,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        every: Callable[[Finding], None] | None = None,
    ) -> Report:
        """Go through a file without writing anything. `every` gets all findings, also those a report has no room for.

        A file of up to `REHEARSED` rows is also asked of the book itself, so that what its rules refuse is told too.
        """
        return self._going.try_out(source, layout, Watch(progress, cancelled), every)[0]

    def save_findings(
        self,
        source: Source,
        layout: Layout,
        path: Path,
        heads: tuple[str, str, str, str, str],
        say: Callable[[Finding], tuple[str, str]],
        *,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> int:
        """Write everything that is to be said of a file's rows into a list; see `intake_findings.save_findings`."""

        def save(file: ListFile) -> int:
            return save_list(self._store, self._around, path, file, "findings")

        check_name(path, self._store.path, *LIST_ENDINGS)
        return save_findings(self._going, source, layout, save, heads, say, Watch(progress, cancelled))

    # ---- carrying out -----------------------------------------------------------------------------------------------

    def carry_out(
        self,
        source: Source,
        layout: Layout,
        way: Way = Way.ALL,
        *,
        rest: Rest | None = None,
        backup: Path | None = None,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Done:
        """Take a file in. With `Way.ALL` nothing is recorded when a single row is refused; raises `Refused` then.

        With `Way.GOOD_ROWS` the others are recorded, and `rest` gets those that were not, each with the reason. Before
        anything is written the book is copied to the place `backup`, where one is given. Cancelled, nothing stands with
        `Way.ALL`; with `Way.GOOD_ROWS` what was recorded does, and the same file goes on from there.
        """
        if rest is not None:
            check_name(rest.path, self._store.path, *LIST_ENDINGS)
            check_room(rest.path)
        allow(self._store, self._around, Act.IMPORT, source.path.name)
        watch = Watch(progress, cancelled)
        report, tried = self._going.try_out(source, layout, watch, None)
        bad = tried.bad
        if report.cancelled:
            return Done(0, report, None, None)
        if bad and way is Way.ALL:
            text = N_("Rows refused: {count}, so nothing was taken in; mend them, or take in the good rows only.")
            refuse("file", text, count=len(bad))
        copied = self._backups.before(backup).path if backup is not None else None
        watch = Watch(progress, cancelled, report.rows)
        run = self._recording.begin(source, layout, way, copied)
        done, late = self._recording.record(source, layout, way, tried, watch)
        late = {**tried.by_book, **late}
        done.pairs, done.cancelled = report.pairs, watch.called_off
        left = rest.path if rest is not None and (bad or late) and not watch.called_off else None
        self._recording.end(run, source, layout, done)  # first: were the file refused, the log must know what stands
        if rest is not None and left is not None:
            self._recording.write_rest(source, layout, LeftOut(bad, late, rest.say), left)
        return Done(run, done, left, copied)

    # ---- the log ----------------------------------------------------------------------------------------------------

    def imports(self) -> list[StoredRun]:
        """Return all files that were taken in, the latest first."""
        with self._store.read() as session:
            return load_runs(session)

    def steps(self, run: int) -> list[StoredStep]:
        """Return what became of one of them: taken in, stopped, gone on with, undone; when, by whom, what of it."""
        with self._store.read() as session:
            return load_steps(session, run)

    def undo(
        self, run: int, reason: str, *, progress: Progress | None = None, cancelled: Cancelled | None = None
    ) -> Undone:
        """Take back a whole import: its entries are reversed, the files it made closed, its prices ended; all or none.

        Refused where anything was built on it: the entries that stand in the way are named (`Refused.entries`), or the
        customers somebody has gone on with. Files it only changed stay as they are. Called off, all stays as it was.
        """
        return undo(self._store, self._around, self._bulk, run, reason, Watch(progress, cancelled))

    @staticmethod
    def join(pairs: Iterable[Pair]) -> Mapping[str, str]:
        """Return the numbers that are taken as others once pairs are accepted; put it into `Layout.joined`."""
        return MappingProxyType(join(pairs))
