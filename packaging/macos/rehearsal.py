"""The bundle as PyInstaller lays it out on a Mac, put together on Linux of the real libraries for macOS.

It cannot be started: its modules are compiled by the Python of this machine, and nothing is signed. But all that can be
known without a Mac is known of it: whether every library finds those it needs, for which processor each is and since
which macOS, what the Finder is told, how large the disk image gets. It is never handed out.
"""

import os
import plistlib
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

from devtools.environment import BUILD_LOCK, ROOT, RUNTIME_LOCK, SetupError, run, say, venv_python
from freeze import build, keep, versions
from macos import machos, plist

LOCK = ROOT / "packaging" / "lock" / "macos-rehearsal.txt"
VERSION = "3.13"
PLATFORMS = {"arm64": "aarch64-apple-darwin", "x86_64": "x86_64-apple-darwin"}

_INSIDE = "deploy_libs/"
_LOADER = "PyInstaller/bootloader/Darwin-64bit/runw"
_LIBRARY = (".so", ".dylib")
_NOT_OURS = re.compile(r"^_?(test|xx|curses|dbm|readline|tkinter)|ncurses|panel|test")
_NOT_COLLECTED = re.compile(
    r"^PySide6/((?!Qt|libpyside6\.)[^/]+$|[^/]+\.app/|Qt/(?!lib/|plugins/|translations/)|Qt/lib/(?!.*\.framework/))"
    r"|^(uv|setuptools|pyinstaller\w*|altgraph|macholib)-[^/]+\.dist-info/|^bin/"
)
"""What lies beside PySide6's modules for those who write programs; PyInstaller takes only what a module needs."""

_TOOLS = ("PyInstaller", "_pyinstaller_hooks_contrib", "uv", "altgraph", "macholib", "setuptools", "pkg_resources")


def wheels(site: Path, processor: str, python: Path) -> None:
    """Take the locked packages for macOS; uv reads their markers as a Mac would. What is made of the same is kept."""
    stamp = site / "made-of.txt"
    recipe = "\n".join(path.read_text(encoding="utf-8") for path in (RUNTIME_LOCK, BUILD_LOCK)) + processor
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == recipe:
        return
    shutil.rmtree(site, ignore_errors=True)
    say(f"taking the locked packages for macOS on {processor} ...")
    target = ("--python-platform", PLATFORMS[processor], "--python-version", VERSION, "--target", site)
    exact = ("--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-config")
    locks = ("-r", RUNTIME_LOCK, "-r", BUILD_LOCK)
    # Wheels name the macOS they need; Qt's want a newer one than uv supposes.
    extra = {"UV_LINK_MODE": "copy", "MACOSX_DEPLOYMENT_TARGET": plist.LEAST_SYSTEM}
    if run(python, "-m", "uv", "pip", "install", "--quiet", *target, *exact, *locks, extra=extra) != 0:
        raise SetupError("Taking the locked packages for macOS failed, see above. It needs a network connection.")
    stamp.write_text(recipe, encoding="utf-8")


def interpreter(folder: Path, python: Path) -> Path:
    """Return the package that holds Python's own libraries for macOS, fetched once, its hash checked."""
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.glob("*.whl")):
        say("taking Python for macOS ...")
        where = ("--platform", "macosx_11_0_universal2", "--python-version", VERSION, "--only-binary", ":all:")
        command = ("download", "-qq", "--require-hashes", "--no-deps", *where, "--dest", folder, "-r", LOCK)
        if run(python, "-m", "pip", *command) != 0:
            raise SetupError("Taking Python for macOS failed, see above. It needs a network connection.")
    (wheel,) = folder.glob("*.whl")
    return wheel


def lay(root: Path, site: Path, python: Path, prepared: build.Prepared, app: Path, processor: str) -> None:
    """Lay the bundle out; `site` holds the packages, `python` is the package with Python's libraries."""
    made = prepared.release
    shutil.rmtree(app, ignore_errors=True)
    contents = app / "Contents"
    frameworks, resources = contents / "Frameworks", contents / "Resources"
    for folder in (contents / "MacOS", frameworks, resources):
        folder.mkdir(parents=True)
    program = contents / "MacOS" / versions.NAME
    shutil.copyfile(site / _LOADER, program)
    program.chmod(0o755)
    _lay_interpreter(python, frameworks)
    _lay_packages(site, frameworks, resources)
    _lay_own(root, root / prepared.about, resources)
    shutil.copytree(root / prepared.markers, resources / "apprise" / "plugins", dirs_exist_ok=True)
    _lay_modules(root, site, resources / "modules.zip")
    for name in (plist.ICON, plist.BOOK_ICON):
        shutil.copyfile(root / build.ICONS / name, resources / name)
    for path in sorted(resources.iterdir()):  # the program looks for its data beside its libraries
        if path.is_dir() and not (frameworks / path.name).exists():
            (frameworks / path.name).symlink_to(f"../Resources/{path.name}")
    plist.add_names(resources)
    (contents / "Info.plist").write_bytes(plistlib.dumps(plist.info(made)))
    (contents / "PkgInfo").write_text("APPL????", encoding="ascii")
    machos.thin_all(app, processor)
    build.smooth_times(app, made.epoch)


def _lay_interpreter(wheel: Path, frameworks: Path) -> None:
    """Unpack Python's libraries as they lie on a Mac: extension modules in a folder, what they need beside it."""
    modules = frameworks / f"python{VERSION}" / "lib-dynload"
    modules.mkdir(parents=True)
    with zipfile.ZipFile(wheel) as package:
        for name in package.namelist():
            own = name.removeprefix(_INSIDE)
            if own == name or not own.endswith(_LIBRARY) or _NOT_OURS.search(own):
                continue
            target = (frameworks if own.endswith(".dylib") else modules) / own
            target.write_bytes(package.read(name))
            target.chmod(0o755)
    _lead_to_frameworks(modules)


def _lead_to_frameworks(modules: Path) -> None:
    """Let a module find Python's own libraries: they stand two folders above, and are asked for beside the module."""
    for library in modules.parents[1].glob("*.dylib"):
        (modules / library.name).symlink_to(f"../../{library.name}")


def _lay_packages(site: Path, frameworks: Path, resources: Path) -> None:
    """Copy libraries and data of the packages that stay in the program; the rules are those of the spec."""
    for path in _files(site):
        name = path.relative_to(site).as_posix()
        if not _stays(name) or _is_link_into(path, site):
            continue
        is_library = machos.is_program(path) or ".framework/" in name
        target = (frameworks if is_library else resources) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target, follow_symlinks=False)


def _is_link_into(path: Path, site: Path) -> bool:
    """Whether a link leads to what does not stay."""
    if not path.is_symlink():
        return False
    return not _stays(path.resolve().relative_to(site.resolve()).as_posix())


def _stays(name: str) -> bool:
    """Whether a file of a package goes into the program, by the rules of the spec."""
    module = name.partition(".")[0].replace("/", ".")
    excluded = any(module == each or module.startswith(f"{each}.") for each in keep.EXCLUDES)
    return keep.keeps(name, "darwin") and not excluded and not _NOT_COLLECTED.search(name)


def _files(site: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(site):
        here = Path(folder)
        if here == site:
            names[:] = [name for name in names if name not in _TOOLS and name != "bin"]
        names.sort()
        links = [name for name in names if (here / name).is_symlink()]
        for name in sorted([*files, *links]):
            if not name.endswith((".py", ".pyc")) and name != "made-of.txt":
                yield here / name


def _lay_own(root: Path, about: Path, resources: Path) -> None:
    own = resources / "resources"
    leave_out = shutil.ignore_patterns(*keep.NOT_RESOURCES)
    shutil.copytree(root / "resources", own, ignore=leave_out)
    shutil.copytree(about, own / "about", dirs_exist_ok=True)


def _lay_modules(root: Path, site: Path, out: Path) -> None:
    """Pack the modules, compiled: more of them than the program needs, so that its size is none too small."""
    work = out.with_suffix(".work")
    sources = [(root, path) for path in sorted((root / "app").rglob("*.py"))]
    found = ((path, path.relative_to(site)) for path in sorted(site.rglob("*.py")))
    sources += [(site, path) for path, name in found if name.parts[0] not in _TOOLS and _stays(name.as_posix())]
    for base, path in sources:
        target = work / path.relative_to(base)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    # In a process of its own, in which sets have the same order each time; what is for a newer Python is passed over.
    options = ("-qq", "-b", "-o", "1", "-s", work, "--invalidation-mode", "unchecked-hash")
    run(venv_python(), "-m", "compileall", *options, work, extra={"PYTHONHASHSEED": "1"})
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in sorted(work.rglob("*.pyc")):
            archive.writestr(
                zipfile.ZipInfo(path.relative_to(work).as_posix()), path.read_bytes(), zipfile.ZIP_DEFLATED
            )
    shutil.rmtree(work)
