"""A screen nobody sees, for programs that open windows while they are checked."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from devtools.environment import SetupError

_OPENING_S = 60.0
_LOOK_S = 0.05


@contextlib.contextmanager
def screen(size: str = "1280x860") -> Iterator[str]:
    """Give a screen nobody sees, by the name of its display."""
    reading, writing = os.pipe()
    command = ("Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24", "-nolisten", "tcp")
    server = subprocess.Popen(command, pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        if not number:
            raise SetupError("The screen nobody sees (Xvfb) did not start.")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def wait_for_window(display: str, titles: Sequence[str], seconds: float = _OPENING_S) -> float | None:
    """Wait for a window with one of these words in its title; return how long it took, None if it did not come."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        listed = _windows_on(display)
        if any(f'"{title}' in listed or f'{title}"' in listed for title in titles):
            return time.monotonic() - begun
        time.sleep(_LOOK_S)
    return None


def picture(display: str, target: Path) -> None:
    """Take a picture of a screen."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["import", "-display", display, "-window", "root", str(target)], check=True)


def _windows_on(display: str) -> str:
    """Return the list of windows on a screen, as xwininfo writes it."""
    command = ["xwininfo", "-root", "-tree", "-display", display]
    listed = subprocess.run(command, env=os.environ | {"LC_ALL": "C.UTF-8"}, capture_output=True, check=False)
    return listed.stdout.decode("utf-8", "replace")
