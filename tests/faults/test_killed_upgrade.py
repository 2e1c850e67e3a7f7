"""An older book brought up to date by a program that is killed between any two system calls: it is old or new."""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from sqlite3.dump import _iterdump

import pytest

from app.services.books import open_book
from app.storage import migrate
from app.storage.engine import sqlite3
from app.storage.tables import SCHEMA_VERSION
from app.storage.verify import examine
from tests.faults import tracer
from tests.real.program import ROOT

pytestmark = [
    pytest.mark.faults,
    pytest.mark.xdist_group("kill"),
    pytest.mark.skipif(not tracer.AVAILABLE, reason="processes are walked by ptrace, which is Linux"),
]

KILLS = 16
DAY = date(2026, 11, 22)
FROZEN = Path(__file__).parents[1] / "migrations"


def older(folder: Path, version: int) -> Path:
    """Make a book of an older version in a folder of its own."""
    folder.mkdir()
    path = folder / "shop.cbook"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript((FROZEN / f"version_{version}.sql").read_text(encoding="utf-8"))
        raw.execute("PRAGMA journal_mode = WAL")
    return path


def dump(path: Path) -> list[str]:
    """Return a book as text, one statement a line, whatever the order its indexes were made in; its version last."""
    with closing(sqlite3.connect(path)) as raw:
        return [*sorted(_iterdump(raw)), str(raw.execute("PRAGMA user_version").fetchone()[0])]


def upgrade(path: Path) -> Callable[[], None]:
    return lambda: bring(path)


def bring(path: Path) -> None:
    migrate.migrate(path, DAY)


def judge(path: Path, before: list[str], after: list[str]) -> str:
    """See that a book is the old one or the new one, that its copy is whole, and that it opens."""
    copies = [each for each in path.parent.glob("shop-*") if each.suffix == ".cbook"]
    assert all(dump(copy) == before for copy in copies)
    left = dump(path)
    assert left in (before, after)
    if left == after:
        assert len(copies) == 1
    store, _book = open_book(path, today=lambda: DAY)
    with store.read() as session:
        assert examine(session).problems == ()
    store.dispose()
    assert dump(path) == after
    names = sorted(each.name for each in path.parent.iterdir())
    assert names == [f"shop-{DAY}-v{before[-1]}.cbook", path.name]
    return left[-1]


def sweep(folder: Path, version: int, kills: int) -> set[str]:
    """Kill at so many stops spread over the whole way; return the versions the books had after it."""
    pattern = older(folder / "pattern", version)
    before = dump(pattern)
    whole = tracer.Walk(lambda: upgrade(pattern))
    stops = whole.run()
    assert whole.code == 0
    after = dump(pattern)
    dice, seen = random.Random(version), set[str]()
    for part in range(kills):
        stop = dice.randint(part * stops // kills + 1, (part + 1) * stops // kills)
        path = older(folder / f"at-{stop}", version)
        walk = tracer.Walk(lambda path=path: upgrade(path))  # type: ignore[misc]
        for _ in range(stop):
            if not walk.step():
                break
        else:
            walk.kill()
        seen.add(judge(path, before, after))
    return seen


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_killed_on_the_way_it_is_old_or_new(version: int, tmp_path: Path) -> None:
    """In a process of its own, which has never opened a book when it forks."""
    script = (
        "import sys; from pathlib import Path; from tests.faults import test_killed_upgrade as here;"
        "print(*sorted(here.sweep(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))"
    )
    command = [sys.executable, "-c", script, str(tmp_path), str(version), str(KILLS)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    assert str(version) in done.stdout.split()
