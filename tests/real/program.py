"""The real program in a process of its own, as a shop's computer would run it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]

Event = Mapping[str, object]


class Answer(NamedTuple):
    """How a run of the program ended and what it said."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """The one line of JSON printed."""
        return json.loads(self.out)

    def lines(self) -> list[Any]:
        """Every line of JSON printed."""
        return [json.loads(line) for line in self.out.splitlines()]


class Program:
    """The command line on one book; `home` takes what the program would write into a person's own folders."""

    def __init__(self, book: Path | str, home: Path) -> None:
        self.book = book
        self.home = home

    def command(self, *arguments: str, lang: str = "en") -> list[str]:
        return [sys.executable, "-m", "app", "--book", str(self.book), "--lang", lang, *arguments]

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("COV_CORE", "COUNTERBOOK"))}
        own = {"HOME": str(self.home), "XDG_STATE_HOME": str(self.home / "state"), "PYTHONUTF8": "1", "LC_ALL": "C"}
        return {**kept, **own}

    def start(self, *arguments: str, lang: str = "en", **options: Any) -> subprocess.Popen[str]:
        """Start the program and do not wait for it."""
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        command = self.command(*arguments, lang=lang)
        return subprocess.Popen(command, cwd=ROOT, env=self.environment(), encoding="utf-8", **{**pipes, **options})

    def run(self, *arguments: str, given: str = "", lang: str = "en", **options: Any) -> Answer:
        """Run the program to its end; it leaves no report of a failure nobody foresaw."""
        return self.finish(self.start(*arguments, lang=lang, **options), given)

    def finish(self, process: subprocess.Popen[str], given: str = "", timeout_s: float = 300) -> Answer:
        """Wait for a program that was started."""
        try:
            out, err = process.communicate(given, timeout=timeout_s)
        except BaseException:
            process.kill()
            process.communicate()
            raise
        self.check_reports()
        return Answer(process.returncode, out, err)

    def check_reports(self) -> None:
        """Fail with the report of a failure that the program had no sentence for."""
        reports = [path.read_text(encoding="utf-8") for path in sorted(self.home.rglob("report-*.txt"))]
        assert not reports, "\n".join(reports)

    def apply(self, events: Iterable[Event], *arguments: str, lang: str = "en") -> Answer:
        """Apply events, answered line by line in JSON."""
        return self.run("--json", "apply", "-", *arguments, given=json_lines(events), lang=lang)

    def show(self, *arguments: str) -> Any:
        """What `show --json` answers."""
        answer = self.run("--json", "show", *arguments)
        assert (answer.code, answer.err) == (0, ""), answer
        return answer.json()

    def verify(self) -> dict[str, Any]:
        """What `verify --json` answers."""
        found: dict[str, Any] = self.run("--json", "verify").json()
        return found


def new_book(path: Path, currency: str = "CNY") -> Program:
    """Make an empty book beside a home of its own."""
    home = path.parent / "home"
    home.mkdir(exist_ok=True)
    program = Program(path, home)
    answer = program.run("--json", "new", "--name", "Trial 试账", "--currency", currency, "--language", "en")
    assert (answer.code, answer.err) == (0, ""), answer
    return program


def json_lines(events: Iterable[Event]) -> str:
    """Write events as `apply` reads them."""
    return "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events)
