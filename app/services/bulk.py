"""Applying many events, one JSON object a line: in batches, each line answered only once it is committed."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NoReturn

from app.core.customer import FileRequest
from app.core.requests import Request, Reverse
from app.errors import BookUnusable, Message, Refused, refuse
from app.i18n.mark import N_
from app.services.customer_events import FILE_READERS
from app.services.desk import Circumstances, Desk
from app.services.events import READERS, read_request
from app.services.fields import Fields
from app.services.file_desk import FileDesk
from app.services.journal import record_at
from app.storage.own_files import belongs_to
from app.storage.store import Session, Store

_SHOWN = 40  # as much of a wrong verb as a sentence bears

BATCH_EVENTS = 500
BATCH_S = 0.2
LEAST_EVENTS = 20
"""Events that a batch reads for at least, however few fitted the one before."""

_BREATH_S = 0.004  # between two batches, so that another till gets its turn


@dataclass(frozen=True, slots=True)
class LineResult:
    """What became of one line: recorded (with its entry, where it made one), or refused and why.

    `said` are sentences about what was recorded, such as a limit that was passed and is only warned of. `withheld` is
    a line that nothing is wrong with: others were refused, and all or nothing was asked for.
    """

    line: int
    id: str | None
    entry: int | None = None
    refused: Refused | None = None
    said: tuple[Message, ...] = ()
    withheld: bool = False

    @property
    def ok(self) -> bool:
        """Whether the line was recorded."""
        return self.refused is None


@dataclass(slots=True)
class _Line:
    number: int
    id: str | None = None
    request: Request | FileRequest | None = None
    refused: Refused | None = None


class Bulk:
    """Events recorded in bulk, by the same rules as one at a time."""

    def __init__(self, store: Store, around: Circumstances, decimals: int) -> None:
        self._store = store
        self._around = around
        self._decimals = decimals
        self._pace = BATCH_EVENTS

    def check_source(self, path: Path) -> None:
        """Refuse a file of events that is the book itself; call it before the file is opened."""
        if belongs_to(path, self._store.path):
            text = N_("{path} is the book itself, or belongs to it; choose another file.")
            raise BookUnusable(Message(text, {"path": path}))

    def apply(self, lines: Iterable[bytes | None], report: Callable[[LineResult], None]) -> bool:
        """Record events; `report` gets each line's result after its commit. Return whether all were recorded.

        A refused line changes nothing and later lines still run. None among the lines says that no more are there for
        the moment: then what was read is recorded and answered, whoever sends them may be waiting for it.
        """
        numbered = _numbered(lines)
        waiting: list[_Line] = []
        everything = True
        first = True
        self._pace = BATCH_EVENTS
        while True:
            for number, raw in numbered:
                if raw is None:
                    break
                waiting.append(self._read_line(number, raw))
                if len(waiting) >= BATCH_EVENTS:
                    break
            else:
                if not waiting:
                    return everything
            if not waiting:
                continue
            if not first:
                time.sleep(_BREATH_S)
            first = False
            results = self._batch(waiting)
            del waiting[: len(results)]
            for result in results:
                everything = everything and result.ok
                report(result)

    def apply_all_or_nothing(
        self,
        lines: Iterable[bytes | None],
        report: Callable[[LineResult], None],
        then: Callable[[Session], None] | None = None,
    ) -> bool:
        """Record events in one transaction: all of them, or none when a single one is refused.

        `lines` are asked for once nobody else can write any more; `then` writes beside them, when all are recorded.
        """
        results: list[LineResult] = []
        try:
            self._within_one(lines, results, then)
        except _NothingRecordedError:
            results = [_undone(result) for result in results]
        for result in results:
            report(result)
        return all(result.ok for result in results)

    def rehearse(self, lines: Iterable[bytes | None], report: Callable[[LineResult], None]) -> bool:
        """Record events in one transaction and take it back: what would come of them, and nothing else."""
        results: list[LineResult] = []
        with suppress(_NothingRecordedError):
            self._within_one(lines, results, _take_back)
        for result in results:
            report(result)
        return all(result.ok for result in results)

    def _within_one(
        self, lines: Iterable[bytes | None], results: list[LineResult], then: Callable[[Session], None] | None
    ) -> None:
        """Record events in one transaction, in batches; leaves it without a commit where one is refused."""
        numbered = (each for each in _numbered(lines) if each[1] is not None)
        with self._store.write() as session:
            while batch := [self._read_line(number, raw or b"") for number, raw in islice(numbered, BATCH_EVENTS)]:
                desk = Desk(session, self._around)
                files = FileDesk(desk, self._store.path)
                _prefetch(desk, files, batch)
                results += [_record(desk, files, line) for line in batch]
                desk.flush()
            if not all(result.ok for result in results):
                raise _NothingRecordedError
            if then is not None:
                then(session)

    def _batch(self, waiting: Sequence[_Line]) -> list[LineResult]:
        """Record as many of the lines as fit the time of one batch, in one transaction.

        What is read beforehand is for the lines that will fit, as the batch before showed: accounts with many open
        items take longer to read than a batch may last, and each batch would read them all for a line or two.
        """
        results: list[LineResult] = []
        if all(line.refused for line in waiting):
            return [LineResult(line.number, line.id, refused=line.refused) for line in waiting]
        fitting = waiting[: self._pace]
        with self._store.write() as session:
            desk = Desk(session, self._around)
            files = FileDesk(desk, self._store.path)
            _prefetch(desk, files, fitting)
            ends = time.monotonic() + BATCH_S
            for line in fitting:
                results.append(_record(desk, files, line))
                if time.monotonic() > ends:
                    break
            desk.flush()
        self._pace = (
            max(len(results), LEAST_EVENTS) if len(results) < len(fitting) else min(2 * self._pace, BATCH_EVENTS)
        )
        return results

    def _read_line(self, number: int, raw: bytes) -> _Line:
        line = _Line(number)
        try:
            event = _parse(raw, first=number == 1)
            if isinstance(event.get("id"), str):
                line.id = str(event["id"])
            fields = Fields(event, self._decimals)
            do = _verb(fields)
            line.request = FILE_READERS[do](fields) if do in FILE_READERS else read_request(do, fields)
        except Refused as refused:
            line.refused = refused
        return line


class _NothingRecordedError(Exception):
    """Leaves the transaction of all-or-nothing."""


def _take_back(_session: Session) -> NoReturn:
    raise _NothingRecordedError


def _numbered(lines: Iterable[bytes | None]) -> Iterator[tuple[int, bytes | None]]:
    """Number the lines; blank ones count but are passed over, and a pause has no number."""
    number = 0
    for raw in lines:
        if raw is None:
            yield number, None
            continue
        number += 1
        if raw.strip():
            yield number, raw


def _parse(raw: bytes, *, first: bool) -> dict[str, object]:
    """Read one line as a JSON object; a name given twice, NaN and broken text are refused, not guessed at."""
    try:
        text = raw.decode("utf-8-sig" if first else "utf-8")
        event = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        refuse("", N_("This line is not a JSON object in UTF-8."))
    if not isinstance(event, dict):
        refuse("", N_("This line is not a JSON object in UTF-8."))
    return event


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        refuse(twice, N_("{field} is given twice."), field=twice)
    return found


def _no_constant(_name: str) -> object:
    raise ValueError


def _prefetch(desk: Desk, files: FileDesk, lines: Sequence[_Line]) -> None:
    requests = [line.request for line in lines if isinstance(line.request, Request)]
    customers = [number for request in requests if (number := getattr(request, "customer", None)) is not None]
    desk.prefetch([request.id for request in requests], customers)
    desk.reversible.prefetch([request.entry for request in requests if isinstance(request, Reverse)])
    changes = [line.request for line in lines if isinstance(line.request, FileRequest)]
    if changes:
        files.prefetch(changes)


def _record(desk: Desk, files: FileDesk, line: _Line) -> LineResult:
    if line.refused is not None:
        return LineResult(line.number, line.id, refused=line.refused)
    try:
        if isinstance(line.request, Request):
            posted = record_at(desk, line.request)
            return LineResult(line.number, line.id, posted.entry, said=posted.said)
        if line.request is not None:
            return LineResult(line.number, line.id, said=files.record(line.request).said)
    except Refused as refused:
        return LineResult(line.number, line.id, refused=refused)
    return LineResult(line.number, line.id)


def _undone(result: LineResult) -> LineResult:
    if not result.ok:
        return result
    message = Message(N_("Not recorded, because other lines were refused and all or nothing was asked for."))
    return LineResult(result.line, result.id, refused=Refused("", message), withheld=True)


def _verb(fields: Fields) -> str:
    """Take the verb of an event; there are too many to name them all in a sentence."""
    do = fields.key("do")
    if do not in READERS and do not in FILE_READERS:
        refuse("do", N_("do “{value}” is no verb; “counterbook apply --help” lists them."), value=do[:_SHOWN])
    return do
