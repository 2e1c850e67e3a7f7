"""The fault tests at full length, and one table that says what came of them; then the rest of tests/faults.

Posting is killed; every use case is killed, its power cut, its disk full, one of its calls fails, its drive goes; the
same with backing up, restoring, encrypting, moving and taking a folder over; every use case meets a newer program, a
file and a folder that cannot be written to, and wrong clocks; copies are damaged. `--kills N` kills posting so many
times · `--per-step N` disturbs every use case so many times in each way, 0 at each of its calls · `--every N` takes
every Nth of them only · `--copies N` damages so many copies · `--table-only` leaves the other tests out ·
`--kills-only` leaves all out but the kills while posting · `--sabotage early|torn` breaks the program on purpose, to
see that it would show · `--json` prints the counts of those kills as one line of JSON.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from tests.faults import kill, tracer
from tests.faults.postings import SABOTAGE
from tests.real.program import ROOT

NAMES = {
    "runs": "runs",
    "kills": "of them killed",
    "stops": "system call stops walked",
    "answered": "entries answered before the end",
    "unanswered_whole": "entries there, whole, though not yet answered",
    "lost": "acknowledged entries lost",
    "half": "half entries",
    "unbalanced": "unbalanced books",
    "not_verified": "books that do not verify",
    "differs_after_retry": "books that differ after sending everything again",
}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--sabotage", choices=SABOTAGE, default="")
    parser.add_argument("--kills-only", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--per-step", type=int, default=3)
    parser.add_argument("--every", type=int, default=1, help="only every so manieth use case")
    parser.add_argument("--copies", type=int, default=200)
    parser.add_argument("--table-only", action="store_true")
    options = parser.parse_args(arguments)
    if not tracer.CAN_FAIL:
        say("Processes are walked and disturbed on Linux and x86-64 alone; left out.")
        return _others(options)
    began = time.monotonic()
    tally = in_workers(options) if options.workers > 1 else in_this_process(options)
    took = time.monotonic() - began
    if options.json:
        say(json.dumps(kill.as_dict(tally) | {"seconds": round(took, 1)}, ensure_ascii=False))
    else:
        for name, label in NAMES.items():
            say(f"{getattr(tally, name):>8,}  {label}")
        say(f"{took:>8.1f}  seconds")
        for example in tally.examples[:5]:
            say(example)
    failed = tally.faults > 0 or tally.kills == 0
    if not options.kills_only:
        failed = table(tally, options) or failed
    return max(int(failed), _others(options))


class Row(NamedTuple):
    """What came of one way to disturb."""

    name: str
    runs: int
    lost: int
    unbalanced: int
    torn: int
    crashed: int
    unnoticed: int


HEADS = ("", "runs", "entries lost", "unbalanced", "torn", "crashed", "unnoticed")

WAYS: Mapping[str, str] = MappingProxyType(
    {
        "kill": "killed",
        "power": "power cut",
        "full": "disk full",
        "once": "one call fails",
        "gone": "drive gone",
        "newer": "a newer program",
        "file": "read-only file",
        "folder": "strange folder",
        "clock": "wrong clocks",
    }
)


def table(posting: kill.Tally, options: argparse.Namespace) -> bool:
    """Disturb in every way, say in one table what came of it all; return whether a promise broke or nothing was run."""
    some = ("--every", str(options.every), "--seed", str(options.seed))
    often = ("--per-step", str(options.per_step), *some)
    works: dict[str, Sequence[str]] = {
        "use cases": ("tests.faults.steps", *often),
        "backup, restore, key": ("tests.faults.steps", "--keeping", "--per-step", str(4 * options.per_step)),
        "use cases ": ("tests.faults.surroundings", *some),
        "copies": ("tests.faults.damage", "--copies", str(options.copies), "--seed", str(options.seed)),
    }
    with ThreadPoolExecutor(options.workers) as pool:
        answers = dict(zip(works, pool.map(_counted, works.values()), strict=True))
    copies = answers.pop("copies")[0]
    torn = posting.half + posting.not_verified + posting.differs_after_retry
    rows = [Row("posting killed", posting.runs, posting.lost, posting.unbalanced, torn, 0, 0)]
    rows += [_row(name, found) for name, answer in answers.items() for found in answer]
    wrong = copies["crashed"] + copies["written"]
    rows += [Row("damaged copies", copies["runs"], 0, 0, 0, wrong, copies["unnoticed"])]
    sums = [sum(row[column] for row in rows) for column in range(1, len(HEADS))]  # type: ignore[misc]
    say(f"{'':38}" + "".join(f"{head:>14}" for head in HEADS[1:]))
    for name, *counts in [*rows, ("all", *sums)]:
        say(f"{name:38}" + "".join(f"{count:>14,}" for count in counts))
    examples = [example for answer in answers.values() for found in answer for example in found["examples"]]
    for example in [*examples, *copies["examples"]][:10]:
        say(str(example))
    return any(sums[1:]) or not all(row.runs for row in rows)


def _row(name: str, found: dict[str, Any]) -> Row:
    torn = found["half"] + found["not_verified"] + found["differs_after_retry"]
    told = f"{found['steps']} {name.strip()}: {WAYS[found['family']]}"
    return Row(told, found["kills"], found["lost"], found["unbalanced"], torn, found["crashed"], 0)


def _counted(work: Sequence[str]) -> list[dict[str, Any]]:
    """Run a module that prints its counts as JSON, in a process that has never opened a book."""
    command = [sys.executable, "-m", *work]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    return [json.loads(line) for line in done.stdout.splitlines()]


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def in_this_process(options: argparse.Namespace) -> kill.Tally:
    def progress(done: int) -> None:
        if not options.json and done % 50 == 0:
            say(f"{done} of {options.kills} ...")

    with tempfile.TemporaryDirectory(dir=_folder()) as folder:
        return kill.run(Path(folder), options.kills, options.seed, options.sabotage, progress)


def in_workers(options: argparse.Namespace) -> kill.Tally:
    """Share the kills out among processes, each with plans of its own."""
    shares = [options.kills // options.workers + (n < options.kills % options.workers) for n in range(options.workers)]
    command = [sys.executable, "-m", "tests.faults", "--workers", "1", "--json", "--kills-only"]
    command += ["--sabotage", options.sabotage] if options.sabotage else []
    workers = [
        subprocess.Popen(
            [*command, "--kills", str(share), "--seed", str(options.seed + number)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for number, share in enumerate(shares)
        if share
    ]
    tally = kill.Tally()
    for worker in workers:
        out = worker.communicate()[0]
        found = json.loads(out)
        del found["seconds"]
        tally.add(found)
    return tally


def _folder() -> Path | None:
    """In memory where there is such a place: a killed process leaves the same pages, and a disk only makes it slow."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and os.access(memory, os.W_OK) else None


def _others(options: argparse.Namespace) -> int:
    if options.kills_only or options.table_only:
        return 0
    others = (
        "test_processes.py",
        "test_bad_files.py",
        "test_full_disk.py",
        "test_bad_input.py",
        "test_kill_statements.py",
        "test_killed_letters.py",
        "test_killed_sending.py",
        "test_killed_upgrade.py",
        "test_drives.py",
        "test_keyrings.py",
        "test_full_backup_disk.py",
        "test_damage.py",
    )
    paths = [str(ROOT / "tests" / "faults" / name) for name in others]
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "-m", "", *paths], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
