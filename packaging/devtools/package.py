"""`dev.py package`: chooses a system's recipe, gives it an environment to freeze with, and lists what was made."""

import argparse
import hashlib
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from devtools.environment import BUILD_LOCK, ROOT, RUNTIME_LOCK, SetupError, run, say
from freeze import build as freezing
from release.parts import PartsError

FREEZER = ROOT / "build" / "freezer"
"""An environment of the program's packages and the tools that freeze: no developer's tool gets into the program."""

SYSTEMS = {"linux": "linux", "darwin": "macos", "win32": "windows"}
"""Recipes by what Python calls the system."""


def package(arguments: list[str]) -> int:
    """Build the installers of a system, and prove them if that is asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="dev.py package", description=__doc__)
    parser.add_argument("system", nargs="?", choices=list(_RECIPES), default=SYSTEMS.get(sys.platform))
    parser.add_argument("--check", action="store_true", help="install, test and remove what was made")
    parser.add_argument("--fast", action="store_true", help="pack quicker and larger, build once only")
    options = parser.parse_args(arguments)
    if options.system is None:
        raise SetupError(f"There is no recipe for {sys.platform}; choose one of: {', '.join(_RECIPES)}.")
    try:
        return _RECIPES[options.system](check=options.check, fast=options.fast)
    except (freezing.Failed, PartsError) as failed:
        raise SetupError(str(failed)) from failed


def freezer() -> Path:
    """Return the Python of the environment that freezes, made or brought up to date."""
    python = FREEZER / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp = FREEZER / "locks.stamp"
    locks = (RUNTIME_LOCK, BUILD_LOCK)
    state = " ".join([sys.version, *(hashlib.sha256(lock.read_bytes()).hexdigest() for lock in locks)])
    if stamp.exists() and stamp.read_text(encoding="utf-8") == state:
        return python
    say("making the environment that freezes ...")
    packages = [word for lock in locks for word in ("-r", lock)]
    made = run(sys.executable, "-m", "venv", "--clear", FREEZER) == 0
    installing = ("-m", "pip", "install", "-qq", "--require-hashes", "--no-deps", *packages)
    if not (made and run(python, *installing) == 0):
        raise SetupError("Making the environment that freezes failed, see above. It needs a network connection.")
    stamp.write_text(state, encoding="utf-8")
    return python


def _linux(*, check: bool, fast: bool) -> int:
    from linux import build
    from linux import check as checking

    if not sys.platform.startswith("linux"):
        raise SetupError("The packages for Linux are made on Linux.")
    python = freezer()
    made = build.build(python, fast=fast)
    _list("linux", freezing.site_packages(python), made)
    return checking.check(made, python, fast=fast) if check else 0


def _windows(*, check: bool, fast: bool) -> int:
    from windows import build, tools
    from windows import check as checking

    reason = tools.why_not({**tools.MAKING, **tools.SHOWING})
    if check and reason:
        say(f"windows: skipped, {reason}")
        return 0
    python = freezer()
    made = build.build(python, fast=fast)
    _list("windows", build.SITE, [made.setup, *([made.msi] if made.msi else [])])
    return checking.check(made, python, fast=fast) if check else 0


def _macos(*, check: bool, fast: bool) -> int:
    from macos import build
    from macos import check as checking

    made = build.build(freezer(), fast=fast)
    if not made.is_rehearsal:  # which is not handed out
        _list("macos", made.site, [made.image])
    return checking.check(made) if check else 0


_RECIPES: dict[str, Callable[..., int]] = {"windows": _windows, "macos": _macos, "linux": _linux}


def _list(system: str, site: Path, made: Iterable[Path]) -> None:
    """Write the bill of materials of a system and the checksums of all in `dist`; name what was made in this run."""
    from freeze import versions
    from release import checksums, sbom

    dist = ROOT / "dist"
    parts = dist / f"{versions.NAME}-{versions.release(ROOT).version}-{system}.cdx.json"
    sbom.write(ROOT, site, system, parts)
    for path in (*made, parts, checksums.write(dist)):
        say(f"{_size(path.stat().st_size)}  {path.name}")


def _size(count: int) -> str:
    """Return a size in bytes as people read it; a small file is not nothing."""
    return f"{count / 1e6:8.1f} MB" if count >= 100_000 else f"{count / 1e3:8.1f} kB"  # noqa: PLR2004 - 0.1 MB
