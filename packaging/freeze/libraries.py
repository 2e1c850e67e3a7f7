"""Which of the build machine's libraries the program for Linux brings along: those it asks for and a desktop may lack.

PyInstaller takes what any plugin of Qt asks for, those too that `keep` leaves out again, and what no desktop is
without. Of these a system's own is the better one: it goes with its graphics driver, its fonts and its printers, and is
mended with it. A C++ library of the build machine's age keeps a newer system's graphics driver from loading.
"""

import re
import subprocess
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from freeze.keep import Entry

OF_SYSTEM: Mapping[str, str] = MappingProxyType(
    {
        "libEGL.so.1": "libegl1",
        "libGL.so.1": "libgl1",
        "libX11.so.6": "libx11-6",
        "libX11-xcb.so.1": "libx11-xcb1",
        "libcups.so.2": "libcups2",
        "libdbus-1.so.3": "libdbus-1-3",
        "libexpat.so.1": "libexpat1",
        "libfontconfig.so.1": "libfontconfig1",
        "libfreetype.so.6": "libfreetype6",
        "libgcc_s.so.1": "libgcc-s1",
        "libglib-2.0.so.0": "libglib2.0-0",
        "libgthread-2.0.so.0": "libglib2.0-0",
        "libstdc++.so.6": "libstdc++6",
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
        "libwayland-egl.so.1": "libwayland-egl1",
        "libxcb.so.1": "libxcb1",
        "libz.so.1": "zlib1g",
    }
)
"""What is left to the system, each library with the Debian package it is in. Printing alone needs libcups."""

_OF_C = re.compile(r"^(ld-linux.*|lib(c|dl|m|pthread|resolv|rt|util))\.so\.\d+$")
_NEEDED = re.compile(r"^ +NEEDED +(\S+)$", re.MULTILINE)
_ELF = b"\x7fELF"

Needs = Callable[[str], Collection[str]]
"""Returns the names of the libraries that a file asks for itself, not those they ask for in turn."""


def needs(path: str) -> Collection[str]:
    """Return what a program or library asks for, as objdump tells, which PyInstaller wants as well."""
    done = subprocess.run(["objdump", "-p", path], capture_output=True, text=True, check=True, timeout=60)
    return frozenset(_NEEDED.findall(done.stdout))


def asked_for(entries: Iterable[Entry], asks: Needs = needs) -> list[Entry]:
    """Return PyInstaller's entries without those libraries of the machine's that nobody asks for, or the system has.

    These lie in the program's own folder; what a wheel brings lies in the wheel's. Python's own library is asked for by
    the program's loader while it runs.
    """
    entries = list(entries)
    loose = {name: path for name, path, kind in entries if kind == "BINARY" and _is_loose(name)}
    stack = [path for name, path, kind in entries if kind in {"BINARY", "EXTENSION"} and name not in loose]
    found: set[str] = set()
    while stack:
        more = {name for name in asks(stack.pop()) if name in loose and name not in OF_SYSTEM} - found
        found |= more
        stack += [loose[name] for name in sorted(more)]
    return [entry for entry in entries if entry[0] not in loose or entry[0] in found]


def lacking(frozen: Path, asks: Needs = needs) -> list[str]:
    """Return a sentence for each library that something in a frozen program asks for and nobody brings."""
    programs = [
        path for path in sorted(frozen.rglob("*")) if not path.is_symlink() and path.is_file() and _is_elf(path)
    ]
    there = {path.name for path in frozen.rglob("*")}
    return [
        f"{path.relative_to(frozen).as_posix()} needs {name}, which is neither in the program nor left to the system"
        for path in programs
        for name in sorted(asks(str(path)))
        if name not in there and name not in OF_SYSTEM and not _OF_C.match(name)
    ]


def _is_loose(name: str) -> bool:
    return "/" not in name and not name.startswith("libpython")


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_ELF)) == _ELF
