"""What a build is told of itself: version, commit, day, and the few things a system's recipe hands to the spec.

The recipes call `environment` and start PyInstaller with it; the spec calls `told`. Only this module knows the names of
the variables, and every path in them is relative to the project folder, so that they hold under Wine too.
"""

import os
import re
import subprocess
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

NAME = "counterbook"
PROGRAM = "Counterbook"
IDENTIFIER = "org.counterbook.Counterbook"
"""The name by which macOS and the software centres of Linux know the program."""

UNKNOWN = "unknown"

_PREFIX = "COUNTERBOOK_"
_EPOCH = "SOURCE_DATE_EPOCH"
_HASH = re.compile(r"[0-9a-f]{40}")


class Release(NamedTuple):
    """What is built: the version, the commit it was made of, and that commit's time in seconds since 1970 (UTC)."""

    version: str
    commit: str
    epoch: int

    def day(self) -> str:
        """Return the day of the commit as `2026-11-22`."""
        return datetime.fromtimestamp(self.epoch, UTC).date().isoformat()


class Told(NamedTuple):
    """What the spec is told; a path that is None was not given.

    `bare` asks for the bare window that the start is measured against. `icon` is the program's icon in the form of the
    system built for, `version_info` and `manifest` are Windows' own, `plist` macOS' Info.plist. `about` is the folder
    of what the program tells of itself (`release/about.py`), and `markers` one of empty files (see `freeze.build`).
    """

    bare: bool
    about: Path | None
    markers: Path | None
    icon: Path | None
    version_info: Path | None
    manifest: Path | None
    plist: Path | None


def release(root: Path) -> Release:
    """Return what is built from this project folder; the commit is "unknown" where there is no git.

    `COUNTERBOOK_COMMIT` and `SOURCE_DATE_EPOCH` come before what git says, so that a source archive builds the same.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    commit = os.environ.get(f"{_PREFIX}COMMIT") or _git(root, "rev-parse", "HEAD")
    epoch = os.environ.get(_EPOCH) or _git(root, "log", "-1", "--format=%ct")
    known = commit if _HASH.fullmatch(commit) else UNKNOWN
    return Release(str(project["version"]), known, int(epoch) if epoch.isdigit() else 0)


def environment(made: Release, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables PyInstaller is started with; `given` are fields of `Told` by their names.

    With them two builds of one commit are the same, byte by byte: Python hashes alike, and no clock is asked.
    """
    fixed = {
        "PYTHONHASHSEED": "1",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        # Where in a line an error was is a fifth of all the code, and the line is told anyway.
        "PYTHONNODEBUGRANGES": "1",
        # Modules lie in the program as they are: it starts sooner, and what packs the whole packs them better.
        "PYINSTALLER_ZLIB_COMPRESSION_LEVEL": "0",
        _EPOCH: str(made.epoch),
        f"{_PREFIX}COMMIT": made.commit,
    }
    unknown = sorted(set(given or {}) - set(Told._fields))
    if unknown:
        raise ValueError(f"the spec knows nothing of: {', '.join(unknown)}")
    return fixed | {f"{_PREFIX}{name.upper()}": value for name, value in (given or {}).items()}


def told(root: Path) -> Told:
    """Return what the spec is told by its environment; raises `FileNotFoundError` naming a file that is not there."""
    return Told(
        bare=_value("bare") == "1",
        about=_path(root, "about"),
        markers=_path(root, "markers"),
        icon=_path(root, "icon"),
        version_info=_path(root, "version_info"),
        manifest=_path(root, "manifest"),
        plist=_path(root, "plist"),
    )


def _value(name: str) -> str | None:
    return os.environ.get(f"{_PREFIX}{name.upper()}") or None


def _path(root: Path, name: str) -> Path | None:
    value = _value(name)
    if value is None:
        return None
    path = root / value
    if not path.exists():
        raise FileNotFoundError(f"{_PREFIX}{name.upper()} names {path}, which is not there")
    return path


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    except OSError:  # no git on this machine
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
