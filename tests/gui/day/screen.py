"""A screen nobody sees, with a window manager, and hands that know nothing but its keyboard."""

import ctypes
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

NEEDED = ("Xvfb", "openbox", "xdotool")
PATIENCE_S = 30.0
KEY_MS = "40"
FIRST_SPARE_KEY = 150
"""From here on a keyboard has keys for music and mail, which a shop can do without."""

SETTLE_S = 0.4


def missing() -> list[str]:
    """Return which of the programs a screen is made of are not there."""
    return [name for name in NEEDED if shutil.which(name) is None]


class TooLate(AssertionError):
    """Something that was waited for did not happen."""


class Screen:
    """An X server with openbox; what is started on it ends with it."""

    def __init__(self, folder: Path, size: str = "1280x900") -> None:
        self.folder = folder
        self._started: list[subprocess.Popen[bytes]] = []
        self._size = size
        self.environment: dict[str, str] = {}

    def __enter__(self) -> Self:
        ours, servers = os.pipe()
        server = [
            "Xvfb",
            "-displayfd",
            str(servers),
            "-screen",
            "0",
            f"{self._size}x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ]
        self._started.append(subprocess.Popen(server, pass_fds=[servers], stderr=subprocess.DEVNULL))
        os.close(servers)
        with os.fdopen(ours) as answer:
            number = answer.readline().strip()
        if not number:
            raise TooLate("Xvfb did not start")
        self.environment = {
            "DISPLAY": f":{number}",
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
        }
        self.start("openbox", "--sm-disable")
        self.until(lambda: self._ask("xdotool", "get_desktop") != "", "a window manager")
        return self

    def __exit__(self, *_error: object) -> None:
        for process in reversed(self._started):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self, *command: str, **more: str) -> subprocess.Popen[bytes]:
        """Start a program on the screen; what it says goes into a file of its name."""
        with (self.folder / f"{Path(command[0]).name}.log").open("ab") as log:
            made = subprocess.Popen(command, env={**self.environment, **more}, stdout=log, stderr=log)
        self._started.append(made)
        return made

    def teach(self, text: str) -> None:
        """Put the signs of a text on keys of their own; before the program starts, for it looks once.

        Otherwise each is put on a key and taken off it again, and who is busy and looks later gets nothing.
        """
        signs = sorted({ord(sign) for sign in text if not sign.isascii()})
        assert len(signs) <= 255 - FIRST_SPARE_KEY
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        display = ctypes.c_void_p(x11.XOpenDisplay(self.environment["DISPLAY"].encode()))
        symbols = (ctypes.c_ulong * len(signs))(*(0x0100_0000 + sign for sign in signs))
        x11.XChangeKeyboardMapping(display, FIRST_SPARE_KEY, 1, symbols, len(signs))
        x11.XSync(display, 0)
        x11.XCloseDisplay(display)

    def _ask(self, *command: str) -> str:
        answer = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60, check=False)
        return answer.stdout.strip()

    # ---- hands ------------------------------------------------------------------------------------------------------

    def key(self, *keys: str) -> None:
        """Press keys, one after the other: `F2`, `Return`, `ctrl+q`."""
        self._ask("xdotool", "key", "--clearmodifiers", "--delay", KEY_MS, *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self._ask("xdotool", "type", "--clearmodifiers", "--delay", KEY_MS, text)

    # ---- eyes -------------------------------------------------------------------------------------------------------

    def active(self) -> str:
        """Return the title of the window that has the keyboard."""
        return self._ask("xdotool", "getactivewindow", "getwindowname")

    def until(self, done: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
        """Wait until something is so."""
        late = time.monotonic() + patience_s
        while not done():
            if time.monotonic() > late:
                raise TooLate(f"{what} was waited for; the active window is “{self.active()}”")
            time.sleep(0.05)

    def until_active(self, title: str, patience_s: float = PATIENCE_S) -> None:
        """Wait until a window of this title has the keyboard, and a moment more: it has yet to give it to a field."""
        self.until(lambda: title in self.active(), f"“{title}”", patience_s)
        time.sleep(SETTLE_S)

    def picture(self, path: Path) -> None:
        """Save what shows, where there is a program that can; for whoever wonders why a day went wrong."""
        code = "import sys; from PySide6.QtGui import QGuiApplication as A; a = A([]); "
        code += "a.primaryScreen().grabWindow(0).save(sys.argv[1])"
        self._ask(sys.executable, "-c", code, str(path))


@contextmanager
def looked_at(screen: Screen, picture: Path) -> Iterator[None]:
    """Keep a picture of the screen when something goes wrong."""
    try:
        yield
    except BaseException:
        screen.picture(picture)
        raise
