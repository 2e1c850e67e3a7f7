"""The Debian package: for everybody on the machine, by the system's own package manager."""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from freeze import build, libraries, versions
from linux import layout

MAINTAINER = "Counterbook contributors <counterbook@localhost>"
ARCHITECTURES = {"x86_64": "amd64", "arm64": "arm64"}

_NEEDS = (*sorted(set(libraries.OF_SYSTEM.values())), "shared-mime-info", "tzdata", "xkb-data")
_LIKES = ("fonts-noto-cjk", "gnome-keyring | kwalletmanager", "cups-client")
_GLIBC = re.compile(rb"GLIBC_(\d+)\.(\d+)")


def make(root: Path, frozen: Path, out: Path, made: versions.Release, machine: str, *, fast: bool) -> Path:
    """Make the package of a frozen program in the folder `out`; return its path. `fast` packs quicker and larger."""
    stage = root / "build" / "linux" / "deb"
    shutil.rmtree(stage, ignore_errors=True)
    layout.lay(root, frozen, stage / "usr", made)
    told = stage / "DEBIAN"
    told.mkdir()
    architecture = ARCHITECTURES[machine]
    size = sum(path.lstat().st_size for path in stage.rglob("*") if path.is_file())
    written = {"control": control(made, architecture, size // 1024, glibc(frozen)), "md5sums": _sums(stage)}
    for name, text in written.items():
        (told / name).write_text(text, encoding="utf-8", newline="\n")
    layout.set_modes(stage)
    build.smooth_times(stage, made.epoch)
    package = out / f"{versions.NAME}_{made.version}_{architecture}.deb"
    out.mkdir(parents=True, exist_ok=True)
    packing = ("-Zgzip", "-z1") if fast else ("-Zxz", "-z9")
    done = subprocess.run(
        ["dpkg-deb", *packing, "--root-owner-group", "--build", str(stage), str(package)],
        env=os.environ | {"SOURCE_DATE_EPOCH": str(made.epoch)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise build.Failed(f"dpkg-deb failed:\n{done.stderr}")
    shutil.rmtree(stage)
    return package


def glibc(frozen: Path) -> str:
    """Return the newest version of the C library that anything in the program asks for."""
    found = {(2, 28)}
    for path in frozen.rglob("*"):
        if path.is_file() and not path.is_symlink() and (path.suffix == ".so" or ".so." in path.name):
            found |= {(int(major), int(minor)) for major, minor in _GLIBC.findall(path.read_bytes())}
    return ".".join(map(str, max(found)))


def control(made: versions.Release, architecture: str, kilobytes: int, libc: str) -> str:
    """Return what the package manager is told: `kilobytes` on the disk, `libc` the oldest C library that will do."""
    return "\n".join(
        (
            f"Package: {versions.NAME}",
            f"Version: {made.version}",
            f"Architecture: {architecture}",
            f"Maintainer: {MAINTAINER}",
            f"Installed-Size: {kilobytes}",
            f"Depends: {', '.join((f'libc6 (>= {libc})', *_NEEDS))}",
            f"Recommends: {', '.join(_LIKES)}",
            "Section: misc",
            "Priority: optional",
            "Description: customer accounts of a small shop",
            " Prepaid balances, passes, sales on account, statements and reminders, in one",
            " file on your own computer. Removing the program leaves the books where they are.",
            "",
        )
    )


def _sums(stage: Path) -> str:
    files = sorted(path for path in stage.rglob("*") if path.is_file() and not path.is_symlink())
    rows = (f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(stage).as_posix()}" for path in files)  # noqa: S324
    return "".join(f"{row}\n" for row in rows)
