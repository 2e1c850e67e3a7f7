"""The lines about the window: ours and a bare one, each in processes of their own, in turn.

A bare window of PySide6 with a table is what the machine does without us. Both run without a screen, and both from
compiled modules, as installed programs do: the first round of each compiles them and does not count.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.bench.books import copy_of
from tests.bench.measure import Line, ms, p95

ROOT = Path(__file__).parents[2]
FRAME_S = 0.016
MOST_EXTRA_MB = 120

Figures = dict[str, Any]


def window(book: Path, rounds: int) -> list[Line]:
    """Start ours and the bare window in turn, then do with a long list what is done with one."""
    with copy_of(book, "window") as copy, tempfile.TemporaryDirectory() as folder:
        around = _around(book.parent, Path(folder))
        bare: list[Figures] = []
        ours: list[Figures] = []
        lists: list[Figures] = []
        for number in range(rounds + 1):
            pair = (_started("bare", around), _started("ours", around, str(copy), "start", folder))
            if number:
                bare.append(pair[0])
                ours.append(pair[1])
        lists += (_started("ours", around, str(copy), "list", folder) for _ in range(max(rounds // 2, 1)))
    return [
        _times("first frame of the window", ours, bare, "frame", 1.5),
        _times("list shown, search answering", ours, bare, "usable", 3),
        _memory(ours, bare),
        _search(lists),
        *(_gap(name, lists) for name in lists[0]["gaps"]),
    ]


def _around(cache: Path, folder: Path) -> Mapping[str, str]:
    """Return the environment both run in: no screen, a home of their own, compiled modules kept with the books."""
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    homes = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
    around |= {name: str(folder / name.lower()) for name in (*homes, "APPDATA", "LOCALAPPDATA", "USERPROFILE")}
    for name in homes:
        (folder / name.lower()).mkdir(mode=0o700)
    return around | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": str(cache.absolute() / "compiled")}


def _started(which: str, around: Mapping[str, str], *arguments: str) -> Figures:
    started = repr(time.perf_counter())  # the system's clock, which the other process reads on
    command = [sys.executable, "-m", f"tests.bench.window.{which}", started, *arguments]
    answer = subprocess.run(command, cwd=ROOT, env=around, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise RuntimeError(answer.stderr)
    return json.loads(answer.stdout.splitlines()[-1])


# ---- lines ----------------------------------------------------------------------------------------------------------


def _times(name: str, ours: list[Figures], bare: list[Figures], what: str, goal: float) -> Line:
    ratio = statistics.median(a[what] / b["frame"] for a, b in zip(ours, bare, strict=True))
    taken, limit = (statistics.median(each) for each in ([a[what] for a in ours], [b["frame"] for b in bare]))
    return Line(name, ms(taken), ms(limit), f"{ratio:.2f} x", f"<= {goal:g} x", ratio <= goal)


def _memory(ours: list[Figures], bare: list[Figures]) -> Line:
    """All that is there once the list shows and the search has its index."""
    taken, limit = (statistics.median(each["memory"] for each in side) for side in (ours, bare))
    more = taken - limit
    met = more <= MOST_EXTRA_MB if limit else None
    goal = f"<= +{MOST_EXTRA_MB} MB"
    return Line("memory of the window", f"{taken:,.0f} MB", f"{limit:,.0f} MB", f"+{more:,.0f} MB", goal, met)


def _search(lists: list[Figures]) -> Line:
    """From the question, asked by the window when typing rests for a moment, to the answer standing below the line."""
    slow = p95([answer for each in lists for answer in each["answers"]])
    ratio, met = f"{slow / FRAME_S:.2f} x", slow <= FRAME_S
    return Line("search in the window, p95", ms(slow), ms(FRAME_S), ratio, "<= 16 ms", met)


def _gap(name: str, lists: list[Figures]) -> Line:
    """The longest time in which the window heard and drew nothing; of several visits the median."""
    gap = statistics.median(each["gaps"][name] for each in lists) / 1000
    return Line(f"longest gap, {name}", ms(gap), ms(FRAME_S), f"{gap / FRAME_S:.2f} x", "<= 16 ms", gap <= FRAME_S)
