"""Running PyInstaller: what it needs is prepared in `build/<system>`, where the program comes to as well.

The recipes of the systems use the parts: `prepare` once on the machine that builds, then `command` and `environment`
by their own Python, be it under Wine.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from devtools.environment import child_environment
from freeze import icons, keep, versions
from release import about
from release.parts import PartsError

SPEC = "packaging/freeze/counterbook.spec"
ICONS = "build/icons"
"""Where the icons come to, from the project folder."""


class Failed(Exception):
    """A step of packaging failed; the text names what, for whoever builds."""


class Prepared(NamedTuple):
    """What the spec is told on every system; the paths are relative to the project folder."""

    release: versions.Release
    about: str
    markers: str

    def given(self, **more: str) -> dict[str, str]:
        """Return the fields of `versions.Told` to give, with what a system has of its own."""
        return {"about": self.about, "markers": self.markers, **more}


def prepare(root: Path, site_packages: Path, system: str) -> Prepared:
    """Write what is made anew for each build: what the program tells of itself, icons, the names of Apprise's services.

    `site_packages` is where the packages lie that go into the program for `system`: windows, macos or linux.
    """
    work = f"build/{system}"
    try:
        about.write(root, site_packages, system, root / work / "about")
    except PartsError as error:
        raise Failed(str(error)) from error
    _write_markers(root / work / "markers", site_packages)
    made = versions.release(root)
    icons.make(root, root / ICONS)
    smooth_times(root / ICONS, made.epoch)
    return Prepared(made, f"{work}/about", f"{work}/markers")


def _write_markers(folder: Path, site_packages: Path) -> None:
    """Write an empty file for each of Apprise's services, which it then finds in its folder and loads by name.

    A service of several modules gets a folder: modules are not looked for below a file.
    """
    shutil.rmtree(folder, ignore_errors=True)
    plugins = site_packages / "apprise" / "plugins"
    found = {path.stem for path in plugins.glob("*.py")} | {path.parent.name for path in plugins.glob("*/__init__.py")}
    services = keep.services_of_apprise(f"{keep.PLUGINS_OF_APPRISE}.{name}" for name in found)
    if not services:
        raise Failed(f"There are no services of Apprise in {plugins}.")
    for name in services:
        marker = folder / name / "modules" if (plugins / name).is_dir() else folder / name
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.touch()


def command(out: str, work: str, spec: str = SPEC) -> list[str]:
    """Return PyInstaller's arguments, for a Python started in the project folder."""
    folders = ["--distpath", out, "--workpath", work]
    return ["-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN", *folders, spec]


def freeze(root: Path, python: Path, out: str, given: Mapping[str, str], made: versions.Release) -> None:
    """Freeze by this system's own Python into the folder `out`; raises `Failed` with what PyInstaller said."""
    said = step(root, python, *command(out, f"{out}/work"), extra=versions.environment(made, given))
    (root / out / "pyinstaller.log").write_text(said, encoding="utf-8")


def step(root: Path, *words: str | Path, extra: Mapping[str, str] | None = None) -> str:
    """Run a step in the project folder; return what it printed, raise `Failed` with it when it failed."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=root,
        env=child_environment(extra),
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode != 0:
        raise Failed(f"{' '.join(map(str, words))}\nfailed:\n{done.stdout[-4000:]}")
    return done.stdout


def site_packages(python: Path) -> Path:
    """Return where an environment of this system keeps its packages."""
    words = ("-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    return Path(subprocess.run([str(python), *words], capture_output=True, text=True, check=True).stdout.strip())


def smooth_times(tree: Path, epoch: int) -> None:
    """Give every file of a tree the same time, which archives keep."""
    for path in [*tree.rglob("*"), tree]:
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def differences(first: Path, second: Path) -> list[str]:
    """Return the names of what is not the same in two trees, modes included; times do not count."""
    trees = [{path.relative_to(tree).as_posix(): path for path in tree.rglob("*")} for tree in (first, second)]
    names = sorted(trees[0].keys() | trees[1].keys())
    return [name for name in names if not _same(trees[0].get(name), trees[1].get(name))]


def _same(first: Path | None, second: Path | None) -> bool:
    if first is None or second is None or first.is_symlink() != second.is_symlink():
        return False
    if first.is_symlink():
        return first.readlink() == second.readlink()
    if first.is_dir() or second.is_dir():
        return first.is_dir() and second.is_dir()
    same_mode = first.stat().st_mode == second.stat().st_mode
    return same_mode and first.read_bytes() == second.read_bytes()
