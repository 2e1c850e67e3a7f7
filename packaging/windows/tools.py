"""The programs that making and checking Windows' installers takes, and the Debian packages they come in."""

import os
import shutil
import sys
from pathlib import Path

from devtools import programs
from devtools.environment import SetupError

MAKING = {
    "makensis": "nsis",
    "wixl": "wixl",
    "osslsigncode": "osslsigncode",
    "wine": "wine",
    "wineserver": "wine",
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64",
    "localedef": "libc-bin",
    "/usr/share/i18n/locales/zh_CN": "locales",
}
"""What building needs on Linux, by program; `wine` runs the Windows Python that freezes."""

SHOWING = {
    "Xvfb": "xvfb",
    "xwininfo": "x11-utils",
    "import": "imagemagick",
}
"""What checking needs besides: a screen nobody sees, and pictures of it."""

_NSIS_ON_WINDOWS = ("NSIS/makensis.exe", "NSIS/Bin/makensis.exe")


def why_not(wanted: programs.Wanted) -> str:
    """Return why these programs can neither be had nor be installed here, "" where they can."""
    return "" if sys.platform == "win32" else programs.why_not(wanted)


def see_to(wanted: programs.Wanted) -> None:
    """Install what is missing where that is possible; raise SetupError saying what to type where it is not."""
    if sys.platform == "win32":
        makensis()
    else:
        programs.see_to(wanted, "making and checking Windows' installers")


def makensis() -> str:
    """Return the compiler of setup programs; raise SetupError where there is none."""
    found = shutil.which("makensis")
    if found:
        return found
    for folder in (os.environ.get("PROGRAMFILES(X86)"), os.environ.get("PROGRAMFILES")):
        for name in _NSIS_ON_WINDOWS:
            path = Path(folder or ".") / name
            if path.exists():
                return str(path)
    raise SetupError("NSIS is not installed; its program makensis makes the setup program.")
