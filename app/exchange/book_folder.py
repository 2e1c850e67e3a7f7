"""A book as a folder: tables as CSV, papers and pictures as files, hashes of both; written whole, read with distrust.

Nothing outside the folder is ever read or written, whatever the names in its tables say.
"""

import csv
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from app.core.handover.shapes import CellKind, Stored, TableShape, read_cell, write_cell
from app.errors import refuse, system_reason
from app.i18n.mark import N_

DATA, FILES = "data", "files"
_BLOCK = 1 << 20
_MAX_CELL = 1 << 30  # bounded by the file, whose hash was compared before
_NAME = re.compile(r"files/[a-z_]+/[^/\\:\x00]+")


class FolderOut:
    """A folder being written; `hashes` are the SHA-256 of what was written so far, by name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.hashes: dict[str, str] = {}

    def write(self, name: str, pieces: Iterable[bytes | str]) -> None:
        """Write a file of a name such as `data/item.csv`, readable by its owner alone; raises OSError."""
        path = self._folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(0o600)
        found = hashlib.sha256()
        with path.open("wb") as file:
            for piece in pieces:
                plain = piece.encode() if isinstance(piece, str) else piece
                found.update(plain)
                file.write(plain)
        self.hashes[name] = found.hexdigest()

    def table(self, shape: TableShape, rows: Iterable[Sequence[Stored]]) -> int:
        """Write a table and return its number of rows; raises OSError, and ValueError for a damaged row."""
        count = 0

        def lines() -> Iterator[str]:
            nonlocal count
            write: Callable[[Iterable[str]], str] = csv.writer(_Echo(), lineterminator="\r\n").writerow
            yield "\N{BYTE ORDER MARK}" + write([column.name for column in shape.columns])
            for row in rows:
                count += 1
                yield write([write_cell(value, column) for value, column in zip(row, shape.columns, strict=True)])

        self.write(f"{DATA}/{shape.name}.csv", lines())
        return count


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


class FolderIn:
    """A folder being read, of which only files whose hashes are known count."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._checked: set[str] = set()

    def text(self, name: str, most: int) -> str:
        """Return a file of at most so many bytes as text; refused where there is none, or not such a one."""
        path = self._folder / name
        try:
            if path.stat().st_size > most:
                refuse("folder", N_("{file} is too large to be read."), file=name)
            return path.read_text(encoding="utf-8-sig")
        except OSError as error:
            self._unreadable(name, error)
        except UnicodeDecodeError:
            refuse("folder", N_("{file} is not text in UTF-8."), file=name)

    def check(self, name: str, digest: str) -> None:
        """Refuse a file that is missing, or not the one that was written."""
        found = hashlib.sha256()
        for block in self._blocks(name):
            found.update(block)
        if found.hexdigest() != digest:
            refuse(
                "folder", N_("{file} has been changed since the folder was written; nothing was imported."), file=name
            )
        self._checked.add(name)

    def content(self, name: str) -> bytes:
        """Return what a file of papers or pictures holds; refused for one that was not checked, or lies elsewhere."""
        if not _NAME.fullmatch(name) or ".." in name.split("/") or name not in self._checked:
            refuse("folder", N_("“{file}” is not a file of the folder."), file=name)
        return b"".join(self._blocks(name))

    def rows(self, shape: TableShape) -> Iterator[list[Stored]]:
        """Yield the rows of a table, files read; refused at the line and column that is wrong."""
        name = f"{DATA}/{shape.name}.csv"
        before = csv.field_size_limit(_MAX_CELL)
        try:
            with (self._folder / name).open(encoding="utf-8-sig", newline="") as file:
                reader = csv.reader(file, strict=True)
                if next(reader, None) != [column.name for column in shape.columns]:
                    refuse("folder", N_("{file}: the columns are not those of the table."), file=name)
                for cells in reader:
                    yield self._row(cells, shape, name, reader.line_num)
        except OSError as error:
            self._unreadable(name, error)
        except (csv.Error, UnicodeDecodeError):
            refuse("folder", N_("{file} is not a table as the program writes it."), file=name)
        finally:
            csv.field_size_limit(before)

    def _row(self, cells: Sequence[str], shape: TableShape, name: str, line: int) -> list[Stored]:
        if len(cells) != len(shape.columns):
            text = N_("{file}, line {line}: {count} cells, where there must be {wanted}.")
            refuse("folder", text, file=name, line=line, count=len(cells), wanted=len(shape.columns))
        found: list[Stored] = []
        for cell, column in zip(cells, shape.columns, strict=True):
            try:
                value = read_cell(cell, column)
            except ValueError:
                text = N_("{file}, line {line}, column {column}: “{value}” cannot stand there.")
                refuse("folder", text, file=name, line=line, column=column.name, value=cell[:40])
            is_file = column.kind is CellKind.FILE and isinstance(value, str)
            found.append(self.content(str(value)) if is_file else value)
        return found

    def _blocks(self, name: str) -> Iterator[bytes]:
        try:
            with (self._folder / name).open("rb") as file:
                while block := file.read(_BLOCK):
                    yield block
        except (OSError, ValueError) as error:
            self._unreadable(name, error)

    def _unreadable(self, name: str, error: Exception) -> NoReturn:
        refuse("folder", N_("{path} cannot be read: {reason}."), path=self._folder / name, reason=system_reason(error))
