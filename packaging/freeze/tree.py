"""What must be in a frozen program, what must not, and how large it may be; each finding names what it is about.

A missing font, catalogue or plugin, a library for another processor: the build fails with its name, instead of the
shop finding out.
"""

import ast
import filecmp
import re
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

from freeze import keep
from freeze.build import Failed

MEGABYTE = 1_000_000

MOST_MB = {"windows": 120, "macos": 140, "linux": 210}
"""How large a frozen program may be; Linux brings its own text tables and its keyring's cryptography."""

LEAST_BYTES = {"fonts": 3_000_000, "locale": 50_000}
"""What a file of a folder of resources must have at least: half a font is none. Licences beside them are smaller."""

_PLATFORM = {"windows": "qwindows", "macos": "libqcocoa", "linux": "libqxcb"}

_FORBIDDEN = (
    (r"Qt6?(Qml|Quick|WebEngine|Designer|VirtualKeyboard|Pdf|Multimedia|Sql|Test)", "a part of Qt nobody uses"),
    (r"(^|/)opengl32sw\.dll$", "20 MB of drawing nobody uses"),
    (r"(^|/)(icuuc|mscms|bcryptprimitives)\.dll$", "a stand-in that only the checks under Wine may have"),
    (r"(^|/)tests?/", "tests"),
    (r"(^|/)__pycache__(/|$)", "leavings of a run"),
    (r"\.(py|pyc|pdb|lib|a|o|la|h)$", "something for programmers"),
    (r"(^|/)resources/pictures/", "the README's pictures"),
    (r"\.(cbook|env|key|pem|p12|pfx)(-\w+)?$", "somebody's book or key"),
    (r"(^|/)(_tkinter|libtcl|libtk|tcl86t|tk86t)", "a second kit of windows"),
)
_ALLOWED = re.compile(r"(certifi/cacert\.pem|apprise/plugins/[a-z0-9_]+)$")

_LEAST_SERVICES = 100

_ELF, _PE, _MACHO = b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe"
_FAT = b"\xca\xfe\xba\xbe"
_PROCESSORS = {
    _ELF: {0x3E: "x86_64", 0xB7: "arm64"},
    _PE: {0x8664: "x86_64", 0xAA64: "arm64", 0x14C: "x86"},
    _MACHO: {0x01000007: "x86_64", 0x0100000C: "arm64"},
}


def require(tree: Path, system: str, machine: str, root: Path, modules: Iterable[str] | None = None) -> None:
    """Raise `Failed` with everything that is wrong in a frozen program; say nothing when nothing is.

    `system` is windows, macos or linux, `machine` x86_64 or arm64, `root` the project folder it was made of, `modules`
    what is in its archive of modules, where that is known.
    """
    wrong = [*missing(tree, system, root), *unwanted(tree), *strangers(tree, machine), *too_large(tree, system)]
    if modules is not None:
        wrong += missing_modules(frozenset(modules), system, root)
    if wrong:
        raise Failed(f"The program in {tree} is not as it should be:\n" + "\n".join(wrong))


def names_of(tree: Path) -> list[str]:
    """Return the names of all files of a tree, with slashes."""
    return sorted(path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file())


def missing(tree: Path, system: str, root: Path) -> list[str]:
    """Return a sentence for each file that should be in the tree and is not, or is cut off."""
    names = names_of(tree)
    text = "\n".join(names)
    findings = [
        f"{what} is missing ({pattern})"
        for what, pattern in wanted(system)
        if not re.search(rf"{pattern}$", text, re.MULTILINE)
    ]
    places = {name.partition("resources/")[2]: name for name in names if "resources/" in name}
    for path in resources(root):
        name = path.relative_to(root / "resources").as_posix()
        found = places.get(name)
        if found is None:
            findings.append(f"resources/{name} is missing")
        elif not filecmp.cmp(tree / found, path, shallow=False):
            findings.append(f"resources/{name} is not the one it was made of")
    services = sum(1 for name in names if "apprise/plugins/" in name)
    if services < _LEAST_SERVICES:
        findings.append(f"only {services} services of Apprise can be found")
    return findings + _poor(root)


def resources(root: Path) -> list[Path]:
    """Return the files of `resources` that the program needs."""
    folder = root / "resources"
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [path for path in files if path.relative_to(folder).parts[0] not in keep.NOT_RESOURCES]


def _poor(root: Path) -> list[str]:
    """Return what was not in the project folder to begin with: fonts and catalogues are made by set-up."""
    languages, faces = ("zh_CN", "zh_TW"), ("Regular", "Bold")
    needed = [(f"locale/{language}/LC_MESSAGES/app.mo", LEAST_BYTES["locale"]) for language in languages]
    needed += [(f"fonts/NotoSansSC-{face}.ttf", LEAST_BYTES["fonts"]) for face in faces]
    paths = [(root / "resources" / name, least) for name, least in needed]
    return [
        f"resources/{path.relative_to(root / 'resources').as_posix()} was not made, or is cut off"
        for path, least in paths
        if not path.is_file() or path.stat().st_size < least
    ]


def wanted(system: str) -> Sequence[tuple[str, str]]:
    """Return what must be there besides resources: what it is, and how its name ends, as a pattern."""
    end = {"windows": r"\.dll", "macos": r"\.dylib", "linux": r"\.so"}[system]
    library = {"windows": r"Qt6{}\.dll", "macos": r"(Qt{0}|Qt{0}\.framework/.*)", "linux": r"libQt6{}\.so\.6"}[system]
    parts = ("Core", "Gui", "Widgets", "PrintSupport", "Network", "Svg")
    program = {"windows": r"^Counterbook\.exe", "macos": r"MacOS/counterbook", "linux": r"^counterbook"}[system]
    return [
        ("the program itself", program),
        *((f"Qt’s {name}", rf"(^|/){library.format(name)}") for name in parts),
        *((f"Qt’s {name} for Python", rf"PySide6/Qt{name}(\.abi3)?\.(so|pyd)") for name in parts),
        ("the plugin for windows on this system", rf"platforms/{_PLATFORM[system]}{end}"),
        ("the plugin for windows nobody sees", rf"platforms/(lib)?qoffscreen{end}"),
        *(
            (f"the plugin for pictures as {kind}", rf"imageformats/(lib)?q{kind}{end}")
            for kind in ("svg", "jpeg", "ico")
        ),
        ("the plugin for drawn icons", rf"iconengines/(lib)?qsvgicon{end}"),
        *((f"Qt’s own words in {name}", rf"translations/qtbase_{name}\.qm") for name in ("zh_CN", "zh_TW")),
        *((f"Babel’s habits of {name}", rf"babel/locale-data/{name}\.dat") for name in ("root", "en_US")),
        *((f"Babel’s habits of {name}", rf"locale-data/{name}\.dat") for name in ("zh_Hans_CN", "zh_Hant_TW")),
        ("the library that reads older workbooks", r"python_calamine/_python_calamine\.[\w.-]*(so|pyd)"),
        ("the library that reads PDF", rf"pypdfium2_raw/(lib)?pdfium{end}"),
        *((f"OpenCC’s {name}", rf"opencc/{name}") for name in (r"config/t2s\.json", r"dictionary/TSCharacters\.txt")),
        *((f"pypinyin’s {name}", rf"pypinyin/{name}\.json") for name in ("pinyin_dict", "phrases_dict")),
        ("what the program tells of itself", r"resources/about/build\.json"),
        ("the licences of others", r"resources/about/notices\.json"),
        ("the list of the program’s own files", r"resources/about/files\.json"),
        ("the certificates of the web", r"certifi/cacert\.pem"),
        *([("the time zones", r"tzdata/zoneinfo/Asia/Shanghai")] if system == "windows" else []),
    ]


def unwanted(tree: Path) -> list[str]:
    """Return a sentence for each file that must not be in the tree."""
    return [
        f"{name} does not belong there: {why}"
        for name in names_of(tree)
        if not _ALLOWED.search(name)
        for pattern, why in _FORBIDDEN
        if re.search(pattern, name)
    ]


def strangers(tree: Path, machine: str) -> list[str]:
    """Return a sentence for each program or library made for another processor."""
    findings = []
    for name in names_of(tree):
        found = processors(tree / name)
        if found and machine not in found:
            findings.append(f"{name} is for {' and '.join(sorted(found))}, not for {machine}")
    return findings


def processors(path: Path) -> frozenset[str]:
    """Return for which processors a file is made: none for what is no program and no library."""
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, known in _PROCESSORS.items():
        if head.startswith(mark):
            code = _code(mark, head)
            return frozenset({known.get(code, f"processor {code:#x}")} if code is not None else ())
    if head.startswith(_FAT):
        (count,) = struct.unpack_from(">I", head, 4)
        codes = [struct.unpack_from(">I", head, 8 + 20 * at)[0] for at in range(min(count, 8))]
        return frozenset(_PROCESSORS[_MACHO].get(code, f"processor {code:#x}") for code in codes)
    return frozenset()


def _code(mark: bytes, head: bytes) -> int | None:
    """Return the processor's number in a header, None where there is no whole header."""
    try:
        if mark == _ELF:
            return int(struct.unpack_from("<H", head, 18)[0])
        if mark == _MACHO:
            return int(struct.unpack_from("<I", head, 4)[0])
        (at,) = struct.unpack_from("<I", head, 0x3C)
        return int(struct.unpack_from("<H", head, at + 4)[0]) if head[at : at + 4] == b"PE\0\0" else None
    except struct.error:
        return None


def too_large(tree: Path, system: str) -> list[str]:
    """Return a sentence if the tree is larger than the system's shops should have to bear."""
    size = size_of(tree)
    most = MOST_MB[system] * MEGABYTE
    return [f"it has {size / MEGABYTE:.0f} MB, more than {MOST_MB[system]} MB"] if size > most else []


def size_of(tree: Path) -> int:
    """Return how many bytes all files of a tree have."""
    return sum(path.stat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink())


def archived(work: Path) -> list[str]:
    """Return the modules in the program's archive, from the list PyInstaller leaves in its work folder."""
    [listing] = work.rglob("PYZ-*.toc")
    content = ast.literal_eval(listing.read_text(encoding="utf-8"))
    entries = next(part for part in content if isinstance(part, list))
    return sorted(entry[0] for entry in entries)


def missing_modules(modules: frozenset[str], system: str, root: Path) -> list[str]:
    """Return a sentence for each module that should be in the archive: all of the program's, and what is hidden."""
    files = sorted((root / "app").rglob("*.py"))
    own = {".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__") for path in files}
    python = {"windows": "win32", "macos": "darwin", "linux": "linux"}[system]
    return [f"module {name} is missing" for name in sorted(own | set(keep.hidden(python))) if name not in modules]
