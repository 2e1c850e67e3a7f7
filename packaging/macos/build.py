"""macOS' recipe: on a Mac from the sources to the disk image, for the processor it has; on Linux as far as that goes.

What is made on Linux stays in `build/macos` and bears the name of a rehearsal; only a Mac puts anything into `dist`.
"""

import platform
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from devtools import programs
from devtools.environment import ROOT, SetupError, run, say
from freeze import build as freezing
from freeze import tree, versions
from macos import image, machos, plist, rehearsal, sign

WORK = ROOT / "build" / "macos"
TOOLS = WORK / "tools"
LOCK = ROOT / "packaging" / "lock" / "macos.txt"
DIST = ROOT / "dist"
APP = f"{versions.PROGRAM}.app"


class Made(NamedTuple):
    """What was made: the bundle, its disk image, the packages in it, for which processor; a rehearsal cannot start."""

    app: Path
    image: Path
    site: Path
    processor: str
    is_rehearsal: bool


def build(python: Path, *, fast: bool = False, processor: str = "") -> Made:
    """Build all of it. `python` has the build lock's packages; a Mac builds for its own processor only.

    `fast` packs the disk image quicker and larger.
    """
    on_a_mac = sys.platform == "darwin"
    wanted = processor or (platform.machine() if on_a_mac else "arm64")
    if wanted not in rehearsal.PLATFORMS or (on_a_mac and wanted != platform.machine()):
        raise SetupError(f"The program cannot be built for {wanted} here.")
    _see_to_tools(python)
    made = versions.release(ROOT)
    return (_on_a_mac if on_a_mac else _rehearse)(python, made, wanted, fast=fast)


def _on_a_mac(python: Path, made: versions.Release, processor: str, *, fast: bool) -> Made:
    site = freezing.site_packages(python)
    prepared = freezing.prepare(ROOT, site, "macos")
    told = WORK / "Info.plist"
    plist.write(made, told)
    given = prepared.given(icon=f"{freezing.ICONS}/{plist.ICON}", plist=told.relative_to(ROOT).as_posix())
    say("freezing the program for macOS ...")
    freezing.freeze(ROOT, python, "build/macos/frozen", given, prepared.release)
    app = WORK / "frozen" / APP
    resources = app / "Contents" / "Resources"
    shutil.copyfile(ROOT / freezing.ICONS / plist.BOOK_ICON, resources / plist.BOOK_ICON)
    plist.add_names(resources)
    machos.thin_all(app, processor)
    tree.require(app / "Contents", "macos", processor, ROOT)
    freezing.smooth_times(app, made.epoch)
    who = sign.signer()
    sign.carry_out(sign.commands(app, who))
    DIST.mkdir(exist_ok=True)
    out = DIST / f"{versions.PROGRAM}-{made.version}-{processor}.dmg"
    image.make(ROOT, app, TOOLS, out, made, fast=fast)
    sign.carry_out(sign.notary_commands(out, who))
    return Made(app, out, site, processor, is_rehearsal=False)


def _rehearse(python: Path, made: versions.Release, processor: str, *, fast: bool) -> Made:
    site = WORK / f"site-{processor}"
    rehearsal.wheels(site, processor, python)
    prepared = freezing.prepare(ROOT, site, "macos")
    app = WORK / processor / APP
    say(f"laying out the bundle for {processor} ...")
    wheel = rehearsal.interpreter(WORK / "python", python)
    rehearsal.lay(ROOT, site, wheel, prepared, app, processor)
    out = WORK / f"{versions.PROGRAM}-{made.version}-{processor}-rehearsal.dmg"
    say("packing the disk image ...")
    image.make(ROOT, app, TOOLS, out, made, fast=fast)
    return Made(app, out, site, processor, is_rehearsal=True)


def _see_to_tools(python: Path) -> None:
    """See to what writes the disk image: packages by their hashes, and on Debian xorriso."""
    stamp = TOOLS / "made-of.txt"
    recipe = LOCK.read_text(encoding="utf-8")
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != recipe:
        shutil.rmtree(TOOLS, ignore_errors=True)
        exact = ("--require-hashes", "--no-deps", "--only-binary", ":all:")
        if run(python, "-m", "pip", "install", "-qq", *exact, "--target", TOOLS, "-r", LOCK) != 0:
            raise SetupError("Taking the packages of the disk image failed, see above. It needs a network connection.")
        stamp.write_text(recipe, encoding="utf-8")
    if sys.platform != "darwin":
        programs.see_to({"xorriso": "xorriso"}, "writing the disk image")
