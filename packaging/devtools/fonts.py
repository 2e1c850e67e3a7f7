"""The fonts for paper and screen: Noto Sans SC Regular and Bold, built at set-up, never committed.

The package holds one font of all weights, of which paper would show the thinnest; both faces are cut out of it once
on a machine and kept in the user's cache folder, under a name that tells what they were made of and by what, so
that another clone takes them from there. No network is needed once they are there.
"""

import hashlib
import os
import re
import shutil
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from devtools.environment import LOCK, ROOT, SetupError, capture, once, run, say, venv_python

FONTS = ROOT / "resources" / "fonts"
FONTS_LOCK = ROOT / "packaging" / "lock" / "fonts.txt"

FACES = {"NotoSansSC-Regular.ttf": 400, "NotoSansSC-Bold.ttf": 700}
"""The files made, each with its weight."""

LICENCE = "OFL.txt"
FILES = (*FACES, LICENCE)

_CUTTER = ROOT / "packaging" / "devtools" / "fontcut.py"
_VARIABLE_FONT = "/notosanssc/NotoSansSC[wght].ttf"
_LICENCE_IN_PACKAGE = f"/notosanssc/{LICENCE}"
_SUMS = "sha256sums.txt"


def see_to_fonts() -> None:
    """See to the fonts in `resources/fonts`; what is there already costs next to nothing."""
    recipe = _recipe()
    # With the sizes, so that a file gone or cut off is noticed.
    once("fonts", lambda: f"{recipe} {_sizes(FONTS)}\n", lambda: _put_in_place(recipe))


def cache_folder() -> Path:
    """Return where this system keeps what a program can make again."""
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "counterbook"


def _put_in_place(recipe: str) -> bool:
    """Copy the fonts from the cache, building them first if it has none that are whole."""
    kept = cache_folder() / f"fonts-{recipe}"
    if not _is_whole(kept):
        _build(kept)
    FONTS.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        part = FONTS / f"{name}.part"
        shutil.copyfile(kept / name, part)
        part.replace(FONTS / name)
    return True


def _build(kept: Path) -> None:
    """Build the fonts in a folder of their own, which takes its name only when all is in it."""
    say("building the fonts, once on this machine; it takes a minute or two ...")
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent, prefix="building-") as folder:
        work, made = Path(folder), Path(folder) / "fonts"
        made.mkdir()
        variable = _take_out_of_package(work, made)
        with ThreadPoolExecutor() as pool:
            outcomes = list(pool.map(lambda face: _cut(variable, FACES[face], made / face), FACES))
        if any(outcomes):
            raise SetupError("Building the fonts failed:\n" + "\n".join(outcomes))
        (made / _SUMS).write_text(_sums(made), encoding="utf-8")
        shutil.rmtree(kept, ignore_errors=True)
        made.rename(kept)


def _take_out_of_package(work: Path, made: Path) -> Path:
    """Fetch the locked package, its hash checked; return the font in it, the licence laid beside what is made."""
    command = ("download", "-qq", "--require-hashes", "--no-deps", "--dest", work, "-r", FONTS_LOCK)
    if run(venv_python(), "-m", "pip", *command) != 0:
        raise SetupError("Getting the package of the fonts failed, see above. It needs a network connection.")
    (wheel,) = work.glob("*.whl")
    variable = work / "variable.ttf"
    with zipfile.ZipFile(wheel) as package:
        for name in package.namelist():
            if name.endswith(_VARIABLE_FONT):
                variable.write_bytes(package.read(name))
            elif name.endswith(_LICENCE_IN_PACKAGE):
                (made / LICENCE).write_bytes(package.read(name))
    return variable


def _cut(variable: Path, weight: int, target: Path) -> str:
    """Cut one face in a process of its own; return what it complained of if it failed."""
    code, output = capture(venv_python(), _CUTTER, variable, str(weight), target)
    return "" if code == 0 else output or f"exit code {code}"


def _recipe() -> str:
    """Return a short name for what the fonts are made of and by what."""
    tool = re.search(r"^fonttools==\S+", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    parts = (FONTS_LOCK.read_bytes(), _CUTTER.read_bytes(), tool.group().encode() if tool else b"")
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def _is_whole(folder: Path) -> bool:
    """Tell whether a folder of the cache has all it should have, unharmed."""
    sums = folder / _SUMS
    if not all((folder / name).is_file() for name in (*FILES, _SUMS)):
        return False
    return sums.read_text(encoding="utf-8") == _sums(folder)


def _sums(folder: Path) -> str:
    return "".join(f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in FILES)


def _sizes(folder: Path) -> str:
    paths = [folder / name for name in FILES]
    return " ".join(str(path.stat().st_size if path.is_file() else 0) for path in paths)
