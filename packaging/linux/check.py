"""Proves what was made for Linux: installed, tested, removed, by root and by nobody, and built twice alike.

Root installs the package into the very system; without root it is unpacked, and that is said.
"""

import contextlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from devtools import programs
from devtools.environment import ROOT, is_debian, say
from devtools.screen import picture, screen, wait_for_window
from freeze import start, tree, versions
from freeze.build import Failed, differences
from linux import build

LANGUAGES = ("zh_CN", "en")
DEMO = "云溪造型"
"""How the demo shop's name begins: the window bears it as soon as the book is open."""

_PATIENCE_S = 300
_DRAWING_S = 2.0
"""After the book is open: until all of it is drawn, for the picture."""

_SHARED = (
    f"share/applications/{versions.NAME}.desktop",
    f"share/mime/packages/{versions.NAME}.xml",
    f"share/metainfo/{versions.IDENTIFIER}.metainfo.xml",
    f"share/icons/hicolor/scalable/apps/{versions.NAME}.svg",
    f"share/icons/hicolor/48x48/mimetypes/{versions.NAME}-book.png",
    f"share/doc/{versions.NAME}/copyright",
)


def check(made: build.Made, python: Path, *, fast: bool = False) -> int:
    """Take all steps, each once; print how it went, return the exit code. `fast` leaves out the second build."""
    programs.see_to(build.CHECKING, "checking the program for Linux")
    with tempfile.TemporaryDirectory(prefix="counterbook-check-") as folder, screen() as display:
        visit = Visit(made, python, Path(folder), display)
        steps = [
            ("texts of the system", visit.texts),
            ("package", visit.package),
            ("archive", visit.archive),
            ("somebody without rights, 中文 and a space", visit.stranger),
            ("start", visit.start),
        ]
        failed = [name for name, step in steps if not _passes(name, step)]
        if not fast and not _passes("built twice", visit.again):
            failed.append("built twice")
    say(f"failed: {', '.join(failed)}" if failed else "Linux: all is well")
    return 1 if failed else 0


def _passes(name: str, step: Callable[[], str]) -> bool:
    try:
        says = step()
    except (Failed, OSError, subprocess.SubprocessError, json.JSONDecodeError) as wrong:
        say(f"{name}: WRONG: {wrong}")
        return False
    say(f"{name}: ok; {says}")
    return True


class Visit:
    """One check of what was made, in a folder of its own."""

    def __init__(self, made: build.Made, python: Path, folder: Path, display: str) -> None:
        self._made = made
        self._python = python
        self._folder = folder
        self._display = display

    # ---- the steps --------------------------------------------------------------------------------------------------

    def texts(self) -> str:
        """Let the system's own judges look at the desktop entry and the like, those that are here."""
        prefix = self._folder / "texts"
        with tarfile.open(self._made.archive) as archive:
            archive.extractall(prefix, filter="data")
        [usr] = prefix.glob("*/usr")
        judges = {
            "desktop-file-validate": (usr / "share/applications" / f"{versions.NAME}.desktop",),
            "appstreamcli": ("validate", "--no-net", usr / f"share/metainfo/{versions.IDENTIFIER}.metainfo.xml"),
            "xmllint": ("--noout", usr / f"share/mime/packages/{versions.NAME}.xml"),
        }
        here = [name for name in judges if shutil.which(name)]
        for name in here:
            _run(name, *map(str, judges[name]))
        absent = sorted(set(judges) - set(here))
        return f"asked {', '.join(here) or 'nobody'}" + (f"; not here: {', '.join(absent)}" if absent else "")

    def package(self) -> str:
        """Install the package, test the program, remove it; the book stays."""
        if os.geteuid() != 0:
            unpacked = self._folder / "deb"
            _run("dpkg-deb", "-x", str(self._made.deb), str(unpacked))
            self._installed(unpacked / "usr", "deb")
            return "unpacked only: installing takes root"
        # By Debian's own way, which brings what the package asks for, where there is one.
        by_apt = ("apt-get", "-qq", "-y", "install", "--reinstall", "--no-install-recommends")
        asking_nothing = {"DEBIAN_FRONTEND": "noninteractive"}
        _run(*(by_apt if is_debian() else ("dpkg", "--install")), str(self._made.deb), extra=asking_nothing)
        try:
            said = self._installed(Path("/usr"), "deb")
            book = self._book("deb")
        finally:
            _run("dpkg", "--remove", versions.NAME)
        left = [
            name for name in (*_SHARED, f"lib/{versions.NAME}", f"bin/{versions.NAME}") if Path("/usr", name).exists()
        ]
        if left or not book.is_file():
            raise Failed(f"after removing: left {left}, book {'there' if book.is_file() else 'gone'}")
        return f"{said}; removed, the book is still there; {self._made.deb.stat().st_size / 1e6:.1f} MB"

    def archive(self) -> str:
        """Install the archive into a home by its script, test the program, remove it; the book stays."""
        unpacked, home = self._folder / "archive", self._home("archive")
        with tarfile.open(self._made.archive) as archive:
            archive.extractall(unpacked, filter="data")
        [script] = unpacked.glob("*/install.sh")
        _run("sh", str(script), extra=home)
        _run("sh", str(script), extra=home)  # over the version that is there
        prefix = Path(home["HOME"]) / ".local"
        said = self._installed(prefix, "archive")
        book = self._book("archive")
        _run("sh", str(script), "--remove", extra=home)
        left = [name for name in (*_SHARED[:-1], f"lib/{versions.NAME}") if (prefix / name).exists()]
        if left or not book.is_file():
            raise Failed(f"after removing: left {left}, book {'there' if book.is_file() else 'gone'}")
        return f"{said}; removed, the book is still there; {self._made.archive.stat().st_size / 1e6:.1f} MB"

    def stranger(self) -> str:
        """Run the program from a folder it may not write to, as a second user where root can become one."""
        folder = self._folder / "我的 程序" / "掌柜账本"
        shutil.copytree(build.FROZEN, folder, symlinks=True)
        for path in [folder, *folder.rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode & ~0o222)
        for path in (self._folder, folder.parent):
            path.chmod(0o755)
        home = self._home("stranger")
        Path(home["HOME"]).chmod(0o777)
        before = tree.names_of(folder)
        other = ("runuser", "-u", "nobody", "--") if os.geteuid() == 0 and shutil.which("runuser") else ()
        report = Path(home["HOME"]) / "报告.json"
        _run(*other, str(folder / versions.NAME), "self-test", "--lang", "zh_CN", "--report", str(report), extra=home)
        _expect_good(report)
        if tree.names_of(folder) != before:
            raise Failed("the program wrote into its own folder")
        return "as nobody" if other else "as oneself, in a folder without the right to write"

    def start(self) -> str:
        """Measure the start against the bare window."""
        bare = build.freeze_bare(self._python)
        home = self._home("start")
        book = self._book("start")
        ours = build.FROZEN / versions.NAME

        def run(command: Callable[[Path], list[str]], report: Path) -> None:
            _run(*command(report), extra=home | {"DISPLAY": self._display})

        figures = start.measure(
            partial(run, lambda report: [str(ours), "--book", str(book), "--tell-start", str(report)]),
            partial(run, lambda report: [str(bare), str(report)]),
            self._folder,
        )
        (ROOT / build.WORK / "start.json").write_text(json.dumps(figures._asdict(), indent=1) + "\n", encoding="utf-8")
        if figures.wrong():
            raise Failed(f"{'; '.join(figures.wrong())} ({figures})")
        return str(figures)

    def again(self) -> str:
        """Build once more and compare everything."""
        again = f"{build.WORK}/again"
        made = build.freeze(self._python, again)
        found = differences(build.FROZEN, ROOT / again / versions.NAME)
        if found:
            raise Failed(f"{len(found)} files differ: {', '.join(found[:10])}")
        # Packed quickly: how hard a packer tries does not decide whether it does the same twice.
        packs = [
            build.pack(frozen, ROOT / again / side, made, fast=True)
            for side, frozen in (("one", build.FROZEN), ("two", ROOT / again / versions.NAME))
        ]
        unlike = [one.name for one, other in zip(*packs, strict=True) if one.read_bytes() != other.read_bytes()]
        if unlike:
            raise Failed(f"packed differently: {', '.join(unlike)}")
        count = len(tree.names_of(build.FROZEN))
        shutil.rmtree(ROOT / again)
        return f"{count} files and both packages the same, byte by byte"

    # ---- parts ------------------------------------------------------------------------------------------------------

    def _installed(self, prefix: Path, name: str) -> str:
        """Test an installed program in all ways: files, self-test on the screen and without one, its window."""
        missing = [each for each in _SHARED if not (prefix / each).is_file()]
        if missing:
            raise Failed(f"not installed: {', '.join(missing)}")
        program = prefix / "bin" / versions.NAME
        home = self._home(name)
        _run(str(program), "--version", extra=home)
        for language in LANGUAGES:
            report = self._folder / f"{name}-{language}.json"
            on_screen = ["--screen"] if language == LANGUAGES[0] else []
            shown = home | {"DISPLAY": self._display}
            _run(str(program), "self-test", "--lang", language, "--report", str(report), *on_screen, extra=shown)
            _expect_good(report)
        with self._window(program, name):
            seconds = wait_for_window(self._display, [DEMO])
            if seconds is None:
                raise Failed("no window with an open book came")
            time.sleep(_DRAWING_S)
            if shutil.which("import"):
                picture(self._display, ROOT / build.WORK / "pictures" / f"{name}.png")
        return f"self-test good in {' and '.join(LANGUAGES)}, book open after {seconds:.1f} s"

    @contextlib.contextmanager
    def _window(self, program: Path, name: str) -> Iterator[None]:
        """Open the window as a double-click on a book does."""
        home = self._home(name) | {"DISPLAY": self._display, "LANG": "zh_CN.UTF-8"}
        running = subprocess.Popen(
            [str(program), str(self._book(name))],
            env=_environment(home),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            running.terminate()
            running.wait(timeout=30)

    def _home(self, name: str) -> dict[str, str]:
        """Return the variables of a person with empty folders of their own."""
        folder = self._folder / "homes" / name
        folder.mkdir(parents=True, exist_ok=True)
        return {"HOME": str(folder)}

    def _book(self, name: str) -> Path:
        """Return a demo shop's book in a person's documents, made by the program the first time."""
        home = self._home(name)
        book = Path(home["HOME"]) / "Documents" / "小店 账本.cbook"
        if not book.exists():
            book.parent.mkdir(parents=True, exist_ok=True)
            _run(str(build.FROZEN / versions.NAME), "--book", str(book), "demo", extra=home)
        return book


def _expect_good(report: Path) -> None:
    found = json.loads(report.read_text(encoding="utf-8"))
    wrong = [f"{step['name']}: {step['says']}" for step in found["steps"] if not step["ok"]]
    if wrong or not found["ok"] or found["program"]["frozen"] != "yes":
        raise Failed(f"the self-test: {'; '.join(wrong) or found['program']}")


def _environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Return the variables a person's session has, none of the builder's Python among them."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LC_ALL") if name in os.environ}
    return {"LANG": "C.UTF-8", **kept, **extra}


def _run(*command: str, extra: Mapping[str, str] | None = None) -> str:
    """Run a command as a person would; return what it printed, raise `Failed` with it when it failed."""
    done = subprocess.run(
        command,
        env=_environment(extra or {}),
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=_PATIENCE_S,
    )
    if done.returncode != 0:
        raise Failed(f"{' '.join(command)} failed ({done.returncode}):\n{done.stdout[-3000:]}")
    return done.stdout
