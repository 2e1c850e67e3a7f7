"""All that is to be said of the rows of a file, as a list of its own: also what a report has no room for."""

import json
from collections.abc import Callable, Iterable, Iterator
from tempfile import TemporaryFile

from app.core.intake.findings import Finding
from app.core.intake.layout import Layout
from app.core.list_file import FileColumn, Kind, ListFile
from app.services.intake_going import Going
from app.services.intake_source import Source
from app.services.intake_tally import Watch

MOST = 1_000_000
"""Findings written at most: a sheet of a workbook holds hardly more rows."""


def save_findings(
    going: Going,
    source: Source,
    layout: Layout,
    save: Callable[[ListFile], int],
    heads: tuple[str, str, str, str, str],
    say: Callable[[Finding], tuple[str, str]],
    watch: Watch,
) -> int:
    """Go through a file once more and write what is said of its rows; return how many lines that are.

    `save` writes the list; `heads` are the titles for line, column, value, what becomes of the row, and why, of which
    `say` gives the last two. What is found waits in a file without a name: there may be more of it than memory should
    hold. Called off, nothing is written, and 0 returned.
    """
    with TemporaryFile("w+", encoding="utf-8") as waiting:
        count = 0

        def keep(finding: Finding) -> None:
            nonlocal count
            if count < MOST:
                count += 1
                cells = [str(finding.line or ""), finding.column, finding.value.replace("\0", "␀"), *say(finding)]
                waiting.write(json.dumps(cells, ensure_ascii=False) + "\n")

        report, _tally = going.try_out(source, layout, watch, keep)
        if report.cancelled:
            return 0
        waiting.seek(0)
        kinds = (Kind.COUNT, Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.TEXT)
        columns = tuple(FileColumn(head, kind) for head, kind in zip(heads, kinds, strict=True))
        save(ListFile(source.path.stem, columns, _rows(waiting), 0))
        return count


def _rows(waiting: Iterable[str]) -> Iterator[list[str | int | None]]:
    for text in waiting:
        line, *others = json.loads(text)
        yield [int(line) if line else None, *others]
