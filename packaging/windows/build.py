"""Windows' recipe from the sources to the setup program and the MSI; the same under Wine on Linux and on Windows.

What is made lies in `build/windows` (the Windows Python, the frozen program) and `dist` (what is handed out).
"""

import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from devtools.environment import ROOT, SetupError, run, say, venv_python
from freeze import build as freezing
from freeze import tree, versions
from windows import msi, runtime, setup, sign, tools, version_info, wine

WORK = ROOT / "build" / "windows"
PYTHON = WORK / "python"
SITE = PYTHON / "Lib" / "site-packages"
FROZEN = WORK / "frozen" / versions.NAME
PROGRAM = f"{versions.PROGRAM}.exe"
DIST = ROOT / "dist"

_MANIFEST = "packaging/windows/counterbook.manifest"
_FREEZING = 1500.0
"""Seconds; Wine takes several times what Windows does, on a busy machine more."""


class Made(NamedTuple):
    """What was handed out; `msi` is None on Windows, where nothing makes one yet."""

    setup: Path
    msi: Path | None


def build(python: Path, *, fast: bool = False) -> Made:
    """Build all of it. `python` has the build lock's packages; `fast` packs the setup program quicker and larger."""
    made = versions.release(ROOT)
    freeze(wine_or_windows(), python, FROZEN.parent)
    return pack(FROZEN, DIST, made, fast=fast)


def wine_or_windows() -> wine.Windows:
    """Return the Windows that builds, with all that building takes."""
    tools.see_to(tools.MAKING)
    return wine.here()


def freeze(windows: wine.Windows, python: Path, out: Path) -> None:
    """Freeze the program into `out`, by the Windows Python; raises SetupError with what it said when that fails."""
    runtime.make(PYTHON, python)
    prepared = freezing.prepare(ROOT, SITE, "windows")
    resource = WORK / "version-info.txt"
    resource.write_text(version_info.resource(prepared.release), encoding="utf-8")
    given = prepared.given(
        icon=f"{freezing.ICONS}/counterbook.ico",
        version_info=resource.relative_to(ROOT).as_posix(),
        manifest=_MANIFEST,
    )
    say("freezing the program for Windows; it takes a few minutes ...")
    shutil.rmtree(out, ignore_errors=True)
    folder = out.relative_to(ROOT).as_posix()
    work = f"{folder}-work"
    done = windows.run(
        PYTHON / "python.exe",
        *("-X", "utf8"),
        *freezing.command(folder, work),
        extra=versions.environment(prepared.release, given),
        seconds=_FREEZING,
    )
    if done.code != 0 or not (out / versions.NAME / PROGRAM).exists():
        raise SetupError(f"Freezing for Windows failed:\n{done.output[-6000:]}")
    tree.require(out / versions.NAME, "windows", runtime.MACHINE, ROOT, tree.archived(ROOT / work))


def pack(frozen: Path, out: Path, made: versions.Release, *, fast: bool) -> Made:
    """Make the setup program and the MSI of a frozen program in `out`; sign all three where there is a certificate."""
    given = sign.signer()
    sign.sign(frozen / PROGRAM, given)
    freezing.smooth_times(frozen, made.epoch)
    draw_pictures(WORK / "pictures", made.epoch)
    name = f"{versions.PROGRAM}-{made.version}"
    program = out / f"{name}-setup.exe"
    say("packing the setup program ...")
    setup.make(frozen, WORK, program, made.version, fast=fast)
    sign.sign(program, given)
    if sys.platform == "win32":
        return Made(program, None)
    package = out / f"{name}-x64.msi"
    msi.make(frozen, WORK, package, made)
    sign.sign(package, given)
    return Made(program, package)


def draw_pictures(out: Path, epoch: int) -> None:
    """Draw what the wizard shows into a folder, which may bear no time but the commit's: the setup program keeps it."""
    script = Path(__file__).resolve().parent / "pictures.py"
    if run(venv_python(), script, ROOT, out, extra={"QT_QPA_PLATFORM": "offscreen"}) != 0:
        raise SetupError("The setup program's pictures could not be drawn, see above.")
    freezing.smooth_times(out, epoch)
