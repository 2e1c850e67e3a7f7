"""The fault tests at full length: a thousand kills, then everything under tests/faults.

`--kills N` kills so many times · `--kills-only` leaves the rest out · `--sabotage early|torn` breaks the program on
purpose, to see that it would show · `--json` prints the counts as one line of JSON.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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
    options = parser.parse_args(arguments)
    if not tracer.AVAILABLE:
        say("The kills need Linux; left out.")
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
    return max(1 if tally.faults or tally.kills == 0 else 0, _others(options))


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
    if options.kills_only:
        return 0
    others = (
        "test_processes.py",
        "test_bad_files.py",
        "test_full_disk.py",
        "test_bad_input.py",
        "test_kill_statements.py",
    )
    paths = [str(ROOT / "tests" / "faults" / name) for name in others]
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "-m", "", *paths], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
