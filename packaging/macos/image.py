"""The disk image one drags the program out of: the program, a link to Applications, a picture that says how.

On a Mac its own tool writes the image, with the best packing it has; elsewhere xorriso and `udif` do.
"""

import os
import shutil
import sys
from pathlib import Path

from devtools.environment import SetupError, run, venv_python
from freeze import build, versions
from macos import udif

HERE = Path(__file__).resolve().parent
VOLUME = versions.PROGRAM
APPLICATIONS = "Applications"
WINDOW = (640, 400)
"""How large the Finder's window is; the picture behind the icons is as large, in twice as many points."""

PICTURE = ".background/background.png"


def make(root: Path, app: Path, tools: Path, out: Path, made: versions.Release, *, fast: bool) -> None:
    """Make the image of a bundle; `tools` holds the packages of `lock/macos.txt`, `fast` packs it quicker."""
    stage = out.with_suffix(".stage")
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    shutil.copytree(app, stage / app.name, symlinks=True)
    (stage / APPLICATIONS).symlink_to(f"/{APPLICATIONS}")
    (stage / PICTURE).parent.mkdir()
    _draw(root, stage / PICTURE)
    _say_how_it_looks(tools, stage / ".DS_Store", app.name, made)
    build.smooth_times(stage, made.epoch)
    out.unlink(missing_ok=True)
    if sys.platform == "darwin":
        _on_a_mac(root, stage, out, fast=fast)
    else:
        _elsewhere(stage, out, made, fast=fast)
    shutil.rmtree(stage)


def _draw(root: Path, out: Path) -> None:
    if run(venv_python(), HERE / "background.py", root, out, extra={"QT_QPA_PLATFORM": "offscreen"}) != 0:
        raise SetupError("The picture of the disk image could not be drawn, see above.")


def _say_how_it_looks(tools: Path, out: Path, app: str, made: versions.Release) -> None:
    """Write how the Finder shows the image, by a process of its own that knows the packages for it."""
    paths = os.pathsep.join((str(tools), str(HERE.parent)))
    command = (venv_python(), HERE / "finder.py", out, app, str(made.epoch))
    if run(*command, extra={"PYTHONPATH": paths}) != 0:
        raise SetupError("How the Finder shows the disk image could not be written, see above.")


def _on_a_mac(root: Path, stage: Path, out: Path, *, fast: bool) -> None:
    form = ("-fs", "HFS+", "-format", "UDZO" if fast else "ULMO")
    build.step(root, "hdiutil", "create", "-volname", VOLUME, "-srcfolder", stage, *form, "-ov", out)


def _elsewhere(stage: Path, out: Path, made: versions.Release, *, fast: bool) -> None:
    raw = out.with_suffix(".iso")
    raw.unlink(missing_ok=True)
    # Every time in it is the commit's, so that two of them are the same.
    options = ("-quiet", "-V", VOLUME, "-r", "--set_all_file_dates", "set_to_mtime", "-o", raw)
    if run("xorriso", "-as", "mkisofs", *options, stage, extra={"SOURCE_DATE_EPOCH": str(made.epoch)}) != 0:
        raise SetupError("xorriso could not write the disk image, see above.")
    udif.write(raw, out, fast=fast)
    raw.unlink()
