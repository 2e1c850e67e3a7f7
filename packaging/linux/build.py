"""Linux' recipe from the sources to the Debian package and the archive."""

import platform
import sys
import sysconfig
from pathlib import Path
from typing import NamedTuple

from devtools import programs
from devtools.environment import ROOT, say
from freeze import build as freezing
from freeze import libraries, tree, versions
from linux import deb, tarball
from release import debian

SYSTEM = "linux"
WORK = "build/linux"
FROZEN = ROOT / WORK / versions.NAME
DIST = ROOT / "dist"
MACHINES = {"x86_64": "x86_64", "aarch64": "arm64"}

MAKING = {"dpkg-deb": "dpkg", "objdump": "binutils", "strip": "binutils"}
CHECKING = {"Xvfb": "xvfb", "xwininfo": "x11-utils"}
"""What building takes, and checking besides, by program, each with its Debian package."""


class Made(NamedTuple):
    """What is handed out."""

    deb: Path
    archive: Path


def build(python: Path, *, fast: bool = False) -> Made:
    """Build all of it; `python` has the program's packages and PyInstaller, `fast` packs quicker and larger."""
    programs.see_to(MAKING | python_library(), "the program for Linux")
    say("freezing the program for Linux; it takes a few minutes ...")
    made = freeze(python, WORK)
    say("packing ...")
    return pack(FROZEN, DIST, made, fast=fast)


def python_library(prefix: str = sys.base_prefix) -> dict[str, str]:
    """Return Python's own library and its package where that is one by itself, as Debian has it: it is frozen too."""
    multiarch, name = (sysconfig.get_config_var(each) for each in ("MULTIARCH", "INSTSONAME"))
    if prefix != "/usr" or not multiarch:
        return {}
    return {f"/usr/lib/{multiarch}/{name}": name.partition(".so")[0]}


def pack(frozen: Path, out: Path, made: versions.Release, *, fast: bool = False) -> Made:
    """Pack a frozen program in both ways into a folder."""
    machine = MACHINES[platform.machine()]
    return Made(
        deb.make(ROOT, frozen, out, made, machine, fast=fast),
        tarball.make(ROOT, frozen, out, made, machine, fast=fast),
    )


def freeze(python: Path, out: str) -> versions.Release:
    """Freeze the program into a folder of the project's and see that it is whole; return what was built."""
    prepared = freezing.prepare(ROOT, freezing.site_packages(python), SYSTEM)
    freezing.freeze(ROOT, python, out, prepared.given(), prepared.release)
    frozen = ROOT / out / versions.NAME
    debian.add(frozen)
    tree.require(frozen, SYSTEM, MACHINES[platform.machine()], ROOT, tree.archived(ROOT / out / "work"))
    lacking = libraries.lacking(frozen)
    if lacking:
        raise freezing.Failed("\n".join(lacking))
    freezing.smooth_times(frozen, prepared.release.epoch)
    return prepared.release


def freeze_bare(python: Path) -> Path:
    """Freeze the bare window that the start is measured against; return its program."""
    freezing.freeze(ROOT, python, f"{WORK}/measure", {"bare": "1"}, versions.release(ROOT))
    return ROOT / WORK / "measure" / "bare" / "bare"
