"""A process killed between any two system calls while it issues statements: `python -m tests.faults.kill_statements`.

Clock and salt stand still, so an undisturbed run says, to the digest, what every statement must be. After a kill the
book holds the first of them and nothing else, and gone on with it ends as if nothing had happened.
"""

import argparse
import gc
import json
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from app.core.statement import month_of
from app.core.statement_run import RunOptions, StartRun
from app.storage import statements
from app.storage.engine import sqlite3
from tests.faults import postings
from tests.faults.kill import in_child
from tests.faults.tracer import Walk

CUSTOMERS = 3

_ROWS = (
    "SELECT s.no, s.run_id, s.customer_id, hex(s.content_digest), hex(s.pdf_sha256), length(p.pdf)"
    " FROM statement s LEFT JOIN statement_paper p ON p.statement_id = s.id ORDER BY s.id"
)


def make_template(path: Path) -> None:
    """Make a book with a run that was started, and nothing of it issued."""
    from app import bootstrap

    bootstrap.new_book(path, name="试", currency="CNY", language="zh_CN", pack="CN").close()
    app = postings.opened(path)
    events: list[postings.Event] = []
    for n in range(CUSTOMERS):
        events += [
            {"do": "customer", "id": f"c{n}", "no": f"C{n}", "name": f"顾客 {n}", "credit_limit": None},
            {"do": "sale", "id": f"s{n}", "on": "2026-02-03", "customer": f"C{n}", "amount": f"{n + 1}.00"}
            | {"pay": [{"with": "account"}]},
        ]
    postings.post(app, events, "together", lambda _place, _entry: None)
    period = month_of(postings.TODAY.replace(month=2, day=1))
    app.statement_runs.start(StartRun(id="run", options=RunOptions(period=period)))
    app.close()


def issue(book: Path) -> None:
    """Issue the run as far as it is not."""
    app = postings.opened(book)
    report = app.statement_runs.issue(1, lambda _done, _of: None, lambda: False)
    app.close()
    if report.error is not None or report.info.ended != "done":
        raise RuntimeError(report)


def look(book: Path) -> dict[str, Any]:
    """Return the statements of a book, and what is wrong with it."""
    app = postings.opened(book)
    problems = [f"{p.kind} {p.where}" for p in app.verify.verify().problems]
    app.close()
    connection = sqlite3.connect(book)
    rows = [list(row) for row in connection.execute(_ROWS)]
    ended = connection.execute("SELECT count(*) FROM statement_run_end").fetchone()[0]
    connection.close()
    return {"rows": rows, "ended": ended, "problems": problems}


def tear() -> None:
    """Break the promise on purpose, in this process: commit a statement in two parts, the row first."""
    whole = statements.add_statement

    def torn(session: Any, new: Any, paper: Any) -> None:
        whole(session, new, paper)
        connection = session.connection()
        row = connection.exec_driver_sql("SELECT * FROM statement_paper WHERE statement_id = ?", (new.id,)).one()
        connection.exec_driver_sql("DELETE FROM statement_paper WHERE statement_id = ?", (new.id,))
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("INSERT INTO statement_paper VALUES (?, ?, ?, ?)", tuple(row))

    statements.add_statement = torn


class Killer:
    """Kills in a folder of its own; no book is open in this process while it forks."""

    def __init__(self, folder: Path, *, torn: bool = False) -> None:
        self._torn = torn
        self.template, self.book = folder / "template.cbook", folder / "run.cbook"
        make_template(self.template)
        shutil.copy(self.template, self.book)
        issue(self.book)  # everything is loaded once, so that forked processes need not load it each for themselves
        self.whole = look(self.book)
        gc.collect()
        gc.freeze()

    def walk(self) -> Walk:
        """Start a run on a fresh copy; it stands still before its first system call."""
        for old in self.book.parent.glob("run.cbook*"):
            old.unlink()
        shutil.copy(self.template, self.book)

        def prepare() -> Any:
            if self._torn:
                tear()
            app = postings.opened(self.book)

            def work() -> None:
                app.statement_runs.issue(1, lambda _done, _of: None, lambda: False)
                app.close()

            return work

        return Walk(prepare)

    def stops(self) -> int:
        """Walk a whole run and return how many stops it has."""
        walk = self.walk()
        stops = walk.run()
        if walk.code != 0 or in_child(lambda: look(self.book)) != self.whole:
            raise ChildProcessError(f"undisturbed issuing ended with {walk.code}")
        return stops

    def kill_at(self, stop: int) -> tuple[int, list[str]]:
        """Kill a run at a stop; return how many statements were there, and what was wrong."""
        walk = self.walk()
        reached = 0
        while reached < stop and walk.step():
            reached += 1
        if walk.code is None:
            walk.kill()
        after = in_child(lambda: look(self.book))
        in_child(lambda: issue(self.book))
        finished = in_child(lambda: look(self.book))
        there = len(after["rows"])
        wrong = [f"after the kill: {problem}" for problem in after["problems"]]
        if after["rows"] != self.whole["rows"][:there]:
            wrong.append(f"not the first {there}: {after['rows']}")
        if finished != self.whole:
            wrong.append(f"gone on with it differs: {finished}")
        return there, wrong


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kill_statements")
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--torn", action="store_true", help="commit in two parts, to see that it would show")
    options = parser.parse_args(arguments)
    chance = random.Random(options.seed)
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        killer = Killer(Path(folder), torn=options.torn)
        stops = killer.stops()
        kills = min(options.kills, stops)
        places = [chance.randint(part * stops // kills + 1, (part + 1) * stops // kills) for part in range(kills)]
        found = [killer.kill_at(place) for place in places]
    there = [count for count, _wrong in found]
    wrong = [text for _count, texts in found for text in texts]
    sys.stdout.write(json.dumps({"stops": stops, "kills": kills, "there": there, "wrong": wrong[:5]}) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
