"""What can be proved of the bundle and its disk image: on any system what they hold, on a Mac that it starts and works.

Every finding names what it is about.
"""

import json
import plistlib
import shutil
import struct
import tempfile
from pathlib import Path

from devtools.environment import ROOT, SetupError, capture, say
from freeze import tree, versions
from freeze.build import Failed, step
from macos import image, machos, plist, udif
from macos.build import Made

_ICON_KINDS = {b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024, b"ic11": 32, b"ic12": 64, b"ic13": 256}
_LEAST_ICONS = {128, 256, 512, 1024}
_PROMISED = ("Contents/Frameworks/PySide6/", "Contents/Frameworks/shiboken6/")
"""Qt for Python's wheels are made for macOS 13 and so is Qt in them, though Python's side of it bears the mark of 15,
the system of its builders. Whether it starts on 13 only such a Mac can tell."""

_IN_IMAGE = (".DS_Store", image.PICTURE, image.APPLICATIONS, f"{versions.PROGRAM}.app/Contents/Info.plist")


def check(made: Made) -> int:
    """Prove all that can be proved here; return 0, or raise SetupError with everything that is wrong."""
    wrong = [*names(made.app), *icons(made.app), *libraries(made.app, made.processor)]
    wrong += machos.unresolved(made.app)
    wrong += _tree(made)
    wrong += in_image(made.image) if made.is_rehearsal else []
    if wrong:
        raise SetupError("The program for macOS is not as it should be:\n" + "\n".join(wrong))
    size = made.image.stat().st_size / 1e6
    installed = sum(path.stat().st_size for path in made.app.rglob("*") if path.is_file() and not path.is_symlink())
    say(f"{made.image.name}: {size:.1f} MB, unpacked {installed / 1e6:.0f} MB; every library finds what it needs")
    if made.is_rehearsal:
        say("not shown without a Mac: that it starts, its signature, the Finder's view of the disk image")
    else:
        _start(made)
    return 0


def names(app: Path) -> list[str]:
    """Return what is wrong with what macOS is told of the program."""
    told = plistlib.loads((app / "Contents" / "Info.plist").read_bytes())
    wanted = plist.info(versions.release(ROOT))
    wrong = [
        f"Info.plist: {key} is {told.get(key)!r}, not {value!r}"
        for key, value in wanted.items()
        if told.get(key) != value
    ]
    resources = app / "Contents" / "Resources"
    for language in plist.LANGUAGES:
        path = resources / f"{language}.lproj" / "InfoPlist.strings"
        if not path.is_file():
            wrong.append(f"the names in {language} are missing")
        elif (
            not {"CFBundleName", "CFBundleDisplayName", plist.BOOK}
            <= plist.read_strings(path.read_text("utf-8")).keys()
        ):
            wrong.append(f"names in {language} are missing")
    program = app / "Contents" / "MacOS" / versions.NAME
    if not program.is_file() or not program.stat().st_mode & 0o111:
        wrong.append(f"{versions.NAME} is not there, or cannot be run")
    return wrong


def icons(app: Path) -> list[str]:
    """Return what is wrong with the icons: those of the program and of its files, in all sizes."""
    wrong = []
    for name in (plist.ICON, plist.BOOK_ICON):
        path = app / "Contents" / "Resources" / name
        sizes = icon_sizes(path.read_bytes()) if path.is_file() else set()
        if not sizes >= _LEAST_ICONS:
            wrong.append(f"{name} lacks the sizes {sorted(_LEAST_ICONS - sizes)}")
    return wrong


def icon_sizes(content: bytes) -> set[int]:
    """Return the sizes of an icon's pictures, in pixels; empty for what is no icon, or is cut short."""
    if content[:4] != b"icns" or int.from_bytes(content[4:8], "big") != len(content):
        return set()
    sizes, at = set(), 8
    while at < len(content):
        kind, length = struct.unpack_from(">4sI", content, at)
        sizes.add(_ICON_KINDS.get(kind, 0))
        at += max(length, 8)
    return sizes - {0}


def libraries(app: Path, processor: str) -> list[str]:
    """Return the program files for another processor, or for a newer macOS than is promised."""
    most = tuple(int(part) for part in plist.LEAST_SYSTEM.split("."))
    wrong = []
    for path in machos.programs(app):
        found = machos.images(path.read_bytes())
        name = path.relative_to(app)
        if [part.processor for part in found] != [processor]:
            wrong.append(f"{name} is for {', '.join(part.processor for part in found)}, not for {processor} alone")
        if not name.as_posix().startswith(_PROMISED):
            wrong += [f"{name} needs macOS {'.'.join(map(str, part.least))}" for part in found if part.least > most]
    return wrong


def _tree(made: Made) -> list[str]:
    try:
        tree.require(made.app / "Contents", "macos", made.processor, ROOT)
    except Failed as found:
        return [str(found)]
    return []


def in_image(path: Path) -> list[str]:
    """Return what is wrong with a disk image written here: it is read back, its checksums proved, its files listed."""
    try:
        raw = udif.read(path)
    except ValueError as error:
        return [str(error)]
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        iso = Path(folder) / "image.iso"
        iso.write_bytes(raw)
        _code, listed = capture("xorriso", "-indev", iso, "-find", "/", "-maxdepth", "4")
        inside = {line.strip("'") for line in listed.splitlines()}
        wrong += [f"{name} is not in the disk image" for name in _IN_IMAGE if f"/{name}" not in inside]
    return wrong


def _start(made: Made) -> None:
    """Put the program where a person would, from the disk image, and have it test itself in each language."""
    with tempfile.TemporaryDirectory() as folder:
        volume = Path(folder) / "volume"
        step(ROOT, "hdiutil", "attach", "-nobrowse", "-mountpoint", volume, made.image)
        try:
            app = Path(folder) / "我的 程序" / made.app.name
            shutil.copytree(volume / made.app.name, app, symlinks=True)
        finally:
            step(ROOT, "hdiutil", "detach", volume)
        step(ROOT, "codesign", "--verify", "--deep", "--strict", app)
        for language in ("zh_CN", "zh_TW", "en"):
            report = Path(folder) / f"{language}.json"
            program = app / "Contents" / "MacOS" / versions.NAME
            code, said = capture(program, "--lang", language, "self-test", "--report", report)
            if code != 0:
                raise SetupError(f"The program's test of itself failed in {language}:\n{said}\n{_read(report)}")
            say(f"the program's test of itself in {language}: {json.loads(_read(report)).get('ok', '')}")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else "{}"
