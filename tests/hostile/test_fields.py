"""Every text of every event of the full book in turn is hostile: refused in a sentence, or kept as itself.

Which fields take free text is found out by giving each a harmless one; so a new verb is covered once it has its step in
`tests.faults.filled`.
"""

import copy
import json
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.errors import Refused
from tests.faults import filled, postings
from tests.hostile.texts import all_texts

HARMLESS = "Abc 文字"
PER_FIELD = 3
"""Of all texts so many for each field, others for the next."""

Where = tuple[str | int, ...]


class Stages:
    """The book before each step, kept in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.steps = folder, filled.steps(folder)
        self.before: list[bytes] = []
        filled.make(folder / "full.cbook", self._keep)

    def _keep(self, _number: int, _step: filled.Step) -> None:
        self.before.append((self.folder / "full.cbook").read_bytes())

    def put(self, number: int) -> Path:
        """Put the book as it was before a step where it can be written to."""
        path = self.folder / "try.cbook"
        for old in self.folder.glob("try.cbook*"):
            old.unlink()
        path.write_bytes(self.before[number])
        return path


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Stages:
    return Stages(tmp_path_factory.mktemp("hostile"))


def leaves(given: object, where: Where = ()) -> Iterator[Where]:
    """Yield where an event has texts."""
    if isinstance(given, str):
        yield where
    elif isinstance(given, Mapping):
        for name, value in given.items():
            yield from leaves(value, (*where, name))
    elif isinstance(given, list):
        for place, value in enumerate(given):
            yield from leaves(value, (*where, place))


def with_text(given: Mapping[str, Any], where: Where, text: str) -> dict[str, Any]:
    found: dict[str, Any] = copy.deepcopy(dict(given))
    inner: Any = found
    for part in where[:-1]:
        inner = inner[part]
    inner[where[-1]] = text
    return found


def outcome(book: Path, verb: str, given: Mapping[str, Any]) -> Refused | None:
    """Record an event in a book; return why it was refused. Anything else that is raised fails the test."""
    fields = dict(given)
    app = postings.opened(book)
    try:
        filled.event(verb, fields.pop("id"), **fields).do(app)
    except Refused as refused:
        return refused
    finally:
        app.close()
    return None


def test_every_text_of_every_event_is_refused_in_words_or_kept_as_itself(stages: Stages) -> None:
    texts, free, kept, refused = all_texts(), 0, 0, 0
    turn, lost = 0, list[tuple[str, Where, str]]()
    for number, step in enumerate(stages.steps):
        verb = step.name.split()[0]
        for where in leaves(step.given):
            if where[-1] == "file" or outcome(stages.put(number), verb, with_text(step.given, where, HARMLESS)):
                continue
            free += 1
            for _ in range(PER_FIELD):
                text = texts[turn % len(texts)]
                turn += 1
                book = stages.put(number)
                found = outcome(book, verb, with_text(step.given, where, text))
                if found is None:
                    kept += 1
                    if not is_kept(book, text):
                        lost.append((step.name, where, text))
                else:
                    refused += 1
                    assert found.message.text
                    assert str(found).encode()
        last = postings.opened(book) if (book := stages.folder / "try.cbook").exists() else None
        if last is not None:
            assert last.verify.verify().problems == (), step.name
            last.close()
    assert lost == []
    assert free > 100
    assert kept > refused


def is_kept(book: Path, text: str) -> bool:
    """Whether a book holds a text, as it is or as JSON has it, blanks around it left off."""
    wanted = unicodedata.normalize("NFC", text.replace("\r\n", "\n").strip())
    shapes = {wanted, " ".join(wanted.split())}
    for _ in range(3):  # a log tells of a file, which is JSON, that tells of terms, which are JSON
        shapes |= {json.dumps(shape, ensure_ascii=ascii_)[1:-1] for shape in shapes for ascii_ in (True, False)}
    found = "\n".join(row for rows in _texts(book) for row in rows)
    return any(shape in found or shape.casefold() in found.casefold() for shape in shapes)


def _texts(book: Path) -> Iterator[list[str]]:
    from contextlib import closing

    from app.storage.engine import sqlite3

    with closing(sqlite3.connect(book)) as raw:
        for (table,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = raw.execute(f"SELECT * FROM {table}")
            yield [value for row in rows for value in row if isinstance(value, str)]
