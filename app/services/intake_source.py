"""A file that is to be taken in: opened, looked at, and gone through row by row as a layout says."""

import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from app.core.cells import Row, shown
from app.core.intake import guesses
from app.core.intake.columns import by_name, likeliest, match
from app.core.intake.layout import Guess, Layout
from app.core.intake.targets import Target
from app.core.intake.titles import headers
from app.core.intake.units import is_units, tens_of, unit_above, unit_in
from app.core.intake.values import DayOrder, DecimalMark, Unread, line_of
from app.errors import Message, refuse, system_reason
from app.exchange.guess import ENCODINGS as ALL_ENCODINGS
from app.exchange.guess import Candidate, encodings, separator
from app.exchange.sheets import FileKind, Opened, SheetInfo, open_file
from app.exchange.text_files import SEPARATORS as ALL_SEPARATORS
from app.exchange.text_files import TextForm
from app.i18n.mark import N_

ENCODINGS, SEPARATORS = ALL_ENCODINGS, ALL_SEPARATORS
"""What a person may choose from, where the program proposes something else."""

PREVIEW = 200
"""How many rows are looked at to propose a layout, and shown."""

MAX_BACKWARDS = 200_000
"""How many rows a file may have whose latest come first: they are turned round in memory."""

MAX_ABOVE = 100
"""How many lines above the header are told of."""

_LIKELY = 0.5  # below that an encoding is one among others
_CHUNK = 1 << 20
_SHEETS_LOOKED_AT = 20
_LINES_LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be taken in, as it was when it was opened."""

    path: Path
    sha256: bytes
    size: int
    opened: Opened
    saved: int = 0  # when it was saved last, in nanoseconds as the system has it

    def check_unchanged(self) -> None:
        """Refuse a file that was saved anew since: its lines are not those that were looked at."""
        try:
            now = self.path.stat()
        except OSError as error:
            refuse("file", N_("{path} cannot be read: {reason}."), path=self.path, reason=system_reason(error))
        if (now.st_size, now.st_mtime_ns) != (self.size, self.saved):
            refuse("file", N_("{name} was changed since it was opened; choose it once more."), name=self.path.name)

    @property
    def kind(self) -> FileKind:
        """What the file is made of, told by its content."""
        return self.opened.kind

    @property
    def sheets(self) -> tuple[SheetInfo, ...]:
        """The sheets of a workbook; one without a name of anything else."""
        return self.opened.sheets

    @property
    def is_text(self) -> bool:
        """Whether it has an encoding to choose."""
        return self.kind in {FileKind.TEXT, FileKind.HTML}


def open_source(path: Path) -> Source:
    """Open a file; refused in words when it is no table, empty, protected or damaged."""
    digest = hashlib.sha256()
    try:
        before = path.stat()
        with path.open("rb") as file:
            while piece := file.read(_CHUNK):
                digest.update(piece)
    except OSError as error:
        refuse("file", N_("{path} cannot be read: {reason}."), path=path, reason=system_reason(error))
    source = Source(path, digest.digest(), before.st_size, open_file(path), before.st_mtime_ns)
    source.check_unchanged()
    return source


class Table(NamedTuple):
    """The rows below the header, and the names of the columns, each once; `above` are the lines over the header.

    A name bears the unit that a line under it gives. `unit` is that of all amounts, where a line above says one.
    """

    names: tuple[str, ...]
    rows: Iterator[Row]
    above: tuple[Row, ...] = ()
    unit: str = ""


def rows_of(source: Source, layout: Layout) -> Iterator[Row]:
    """Yield all lines of the sheet, header and what stands above it too."""
    form = TextForm(layout.encoding, layout.separator) if source.is_text and layout.encoding else None
    try:
        yield from source.opened.rows(layout.sheet, form)
    except LookupError:
        refuse("encoding", N_("There is no encoding “{name}”."), name=layout.encoding)
    except UnicodeError:
        refuse("encoding", N_("The file cannot be read in this encoding; choose another."))


def table_of(source: Source, layout: Layout) -> Table:
    """Return the names of the columns and the rows below them, in the order they are to be taken in."""
    lines = rows_of(source, layout)
    names: tuple[str, ...] = ()
    above: list[Row] = []
    if layout.header:
        for row in lines:
            if row.line == layout.header:
                names = headers([_name(value) for value in row.values])
                break
            if row.line > layout.header:
                lines = itertools.chain([row], lines)
                break
            if not row.blank and len(above) < MAX_ABOVE:
                above.append(row)
    first = list(itertools.islice(lines, PREVIEW if source.kind is FileKind.TEXT or not layout.header else 1))
    names = _with_units(names, first) if names else ("",) * _usual_width(first)
    lines = itertools.chain(first, lines)
    unit = unit_above([shown(value) for row in above for value in row.values])
    return Table(names, _backwards(lines) if layout.newest_first else lines, tuple(above), unit)


def _with_units(names: tuple[str, ...], rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the names with the units a line under them gives, where these are not the currency's own."""
    if not rows or not is_units(rows[0].values):
        return names
    units = [unit_in(shown(value)) for value in rows[0].values]
    return tuple(
        f"{name}（{unit}）" if tens_of(unit) else name
        for name, unit in itertools.zip_longest(names, units, fillvalue="")
    )[: len(names)]


def _name(value: object) -> str:
    try:
        return line_of(value)  # type: ignore[arg-type]
    except Unread:
        return str(value)


def _usual_width(rows: Sequence[Row]) -> int:
    """Return how many cells most rows have."""
    widths = [len(row.values) for row in rows if not row.blank]
    return max(set(widths), key=lambda width: (widths.count(width), width), default=0)


def _backwards(rows: Iterator[Row]) -> Iterator[Row]:
    every = list(itertools.islice(rows, MAX_BACKWARDS + 1))
    if len(every) > MAX_BACKWARDS:
        refuse(
            "file",
            N_("The latest rows come first, in more than {most} rows; sort the file by date."),
            most=MAX_BACKWARDS,
        )
    yield from reversed(every)


# ---- proposing ------------------------------------------------------------------------------------------------------


class Proposal(NamedTuple):
    """How a file would be read, why, and what it looks like then.

    `encodings` are all that were compared, the best first, each with what it makes of the file; none of a workbook.
    `missing` are groups of columns of which one is needed and none was found.
    """

    layout: Layout
    guesses: tuple[Guess, ...]
    names: tuple[str, ...]
    preview: tuple[Row, ...]
    encodings: tuple[Candidate, ...]
    missing: tuple[tuple[str, ...], ...]
    remembered: bool = False


class Choices(NamedTuple):
    """What somebody has chosen of a layout; None is for the program to propose."""

    target: Target | None = None
    sheet: int | None = None
    encoding: str | None = None
    separator: str | None = None
    header: int | None = None
    decimal: DecimalMark | None = None
    days: DayOrder | None = None
    columns: Mapping[str, int] | None = None
    newest_first: bool | None = None


class Looked(NamedTuple):
    """What was found by looking at the beginning of a file."""

    layout: Layout
    guesses: list[Guess]
    names: tuple[str, ...]
    rows: list[Row]
    encodings: tuple[Candidate, ...]


def look(source: Source, chosen: Choices) -> Looked:
    """Propose sheet, encoding, separator and header; the columns are told by `columns_of` afterwards."""
    found: list[Guess] = []
    compared: tuple[Candidate, ...] = ()
    layout = Layout(chosen.target or Target.CUSTOMERS, sheet=chosen.sheet or 0)
    if chosen.sheet is None and len(source.sheets) > 1:
        at, likely = _likeliest_sheet(source)
        found.append(likely)
        layout = replace(layout, sheet=at)
    if source.is_text:
        compared = encodings(source.opened.sample)
        encoding = chosen.encoding or compared[0].encoding
        if chosen.encoding is None:
            best = compared[0]
            found.append(Guess("encoding", encoding, best.why, best.certain, ask=best.fit < _LIKELY))
        layout = replace(layout, encoding=encoding)
    if source.kind is FileKind.TEXT:
        cut = separator(_decoded(source.opened.sample, layout.encoding))
        if chosen.separator is None:
            found.append(Guess("separator", cut.separator, cut.why, cut.sure))
        layout = replace(layout, separator=chosen.separator or cut.separator)
    top = list(itertools.islice((row for row in rows_of(source, layout) if not row.blank), PREVIEW))
    if not top:
        refuse("file", N_("{name} has no data."), name=source.path.name)
    header = guesses.header_of(top)
    if chosen.header is None and guesses.is_turned(top):
        text = N_(
            "The names of the columns stand one below another here, so that every customer is a column. Copy the table "
            "and paste it turned (transposed) in a spreadsheet program, save it, and choose it then."
        )
        refuse("header", text)
    if chosen.header is None:
        found.append(header)
    layout = replace(layout, header=int(header.value) if chosen.header is None else chosen.header)
    table = table_of(source, layout)
    rows = list(itertools.islice((row for row in table.rows if not row.blank), PREVIEW))
    return Looked(layout, found, table.names, rows, compared)


def _likeliest_sheet(source: Source) -> tuple[int, Guess]:
    """Return the sheet the table is most likely in: one that is shown, and whose columns have names that are known."""
    best, most, filled = 0, -1, 0
    for at, sheet in enumerate(source.sheets[:_SHEETS_LOOKED_AT]):
        rows = list(itertools.islice(source.opened.rows(at), _LINES_LOOKED_AT))
        filled += bool(rows)
        score = 2 * guesses.known_names(rows) + (not sheet.hidden) if rows else -1
        if score > most:
            best, most = at, score
    why = N_("It is the only sheet in which anything stands.")
    if filled > 1:
        why = N_("Of its columns most names are known; other sheets have rows too, and are not taken in with it.")
    return best, Guess("sheet", source.sheets[best].name, Message(why), sure=filled < 2)  # noqa: PLR2004 - nothing to choose from


def other_sheets(source: Source, layout: Layout) -> list[str]:
    """Return the names of the other sheets of a workbook in which anything stands."""
    return [
        sheet.name
        for at, sheet in enumerate(source.sheets[:_SHEETS_LOOKED_AT])
        if at != layout.sheet and next(iter(source.opened.rows(at)), None) is not None
    ]


def _decoded(sample: bytes, encoding: str) -> str:
    try:
        return sample.decode(encoding, errors="replace")
    except LookupError:
        refuse("encoding", N_("There is no encoding “{name}”."), name=encoding)


def columns_of(looked: Looked, chosen: Choices, digits: int) -> tuple[Layout, list[Guess]]:
    """Propose the target, the columns, how decimals and dates are written, and in what order rows are taken."""
    layout, found, rows = looked.layout, looked.guesses, looked.rows
    if chosen.target is None:
        target, why = likeliest(looked.names, rows)
        found.append(Guess("target", target.value, why, sure=False))
        layout = replace(layout, target=target)
    if chosen.columns is None:
        matched = by_name(layout.target, match(layout.target, looked.names, rows))
        found += [Guess(f"columns.{each.field}", str(each.at), each.why) for each in matched]
        layout = replace(layout, columns={each.field: each.at for each in matched})
    else:
        layout = replace(layout, columns=chosen.columns)
    decimal = guesses.decimal_of(rows, layout.columns, layout.target, digits)
    days = guesses.days_of(rows, layout.columns, layout.target)
    found += [guess for guess, given in ((decimal, chosen.decimal), (days, chosen.days)) if given is None]
    layout = replace(
        layout,
        decimal=chosen.decimal or DecimalMark(decimal.value),
        days=chosen.days or DayOrder(days.value),
    )
    if chosen.newest_first is not None:
        return replace(layout, newest_first=chosen.newest_first), found
    turned = layout.target is Target.MOVEMENTS and guesses.newest_first(
        rows, layout.columns.get("on"), layout.style(digits)
    )
    if turned:
        why = Message(N_("The latest rows come first; they are taken in from the last one."))
        found.append(Guess("newest_first", "yes", why, sure=True))
    return replace(layout, newest_first=turned), found


def as_text(rows: Sequence[Row]) -> list[list[str]]:
    """Return rows as a preview shows them."""
    return [[shown(value) for value in row.values] for row in rows]
