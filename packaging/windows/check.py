"""Proving Windows' installers: the whole life of the program on a computer, from silent installation to removal.

Every step uses what is handed out, the setup program and the MSI, in a Windows of the language it is about; under Wine
where this is no Windows. Pictures of the wizard and of the window lie in `build/windows/shots` for a person to see,
figures in `build/windows/check.json`.
"""

import hashlib
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from devtools.environment import ROOT, SetupError, say
from devtools.screen import picture, wait_for_window
from freeze import build as freezing
from freeze import tree, versions
from windows import build, sign, tools, wine
from windows.build import PROGRAM, WORK, Made
from windows.wine import Windows

PICTURES = WORK / "shots"
FIGURES = WORK / "check.json"

MOST_SETUP = 40_000_000
MOST_INSTALLED = 120_000_000
"""Bytes; what the setup program may weigh, and what it may take on the disk."""

STILL_OPEN = 5
OWN_KEY = r"HKCU\Software\Counterbook"
UNINSTALL_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Counterbook"
OPEN_KEY = r"HKCU\Software\Classes\Counterbook.Book\shell\open\command"

_GONE = 90.0
_SHORT = 0.25
_SETTLED = 4.0


class Names(NamedTuple):
    """What is called how in a language."""

    program: str
    remove: str


NAMES: Mapping[str, Names] = MappingProxyType(
    {
        "zh_CN": Names("掌柜账本", "卸载掌柜账本"),
        "zh_TW": Names("掌櫃帳本", "解除安裝掌櫃帳本"),
        "en_US": Names("Counterbook", "Remove Counterbook"),
    }
)


class Wrong(Exception):
    """Something was found that must not be; the text says what."""


def check(made: Made, python: Path, *, fast: bool = False) -> int:
    """Go through all of it; return 0 when everything is as it should be, else 1 after saying what is not.

    `python` has the build lock's packages; `fast` leaves out the second build.
    """
    tools.see_to(tools.MAKING if sys.platform == "win32" else {**tools.MAKING, **tools.SHOWING})
    windows = wine.here()
    with wine.screen() as display:
        life = Life(windows.shown_on(display), made)
        try:
            life.live()
            if not fast:
                say(f"  built twice: {_build_again(windows, python)}")
        except (Wrong, SetupError) as error:
            say(f"windows: FAILED\n{error}")
            return 1
        finally:
            wine.stop(windows)
    FIGURES.write_text(json.dumps(life.figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    say(f"windows: all as it should be; figures in {FIGURES.name}, pictures in {PICTURES.name}")
    return 0


class Life:
    """The program's life on one computer; `figures` are what was measured on the way, in bytes and seconds."""

    def __init__(self, windows: Windows, made: Made) -> None:
        self._windows = windows
        self._made = made
        home = windows.home()
        self._folder = home / "AppData" / "Local" / "Programs" / "Counterbook"
        self._menu = home / "AppData" / "Roaming" / "Microsoft" / "Windows" / "Start Menu" / "Programs"
        self._desktop = home / "Desktop"
        self._book = home / "Documents" / "小店 账本" / "花语.cbook"
        self.figures: dict[str, float] = {}

    def live(self) -> None:
        """Do everything in the order it happens on a computer."""
        if (self._folder / "uninstall.exe").exists():
            self._remove(self._folder)
        shutil.rmtree(self._book.parent, ignore_errors=True)
        steps: tuple[tuple[str, Callable[[], None]], ...] = (
            ("the wizard in three languages", self._see_wizards),
            ("silent installation in Chinese", lambda: self._install("zh_CN")),
            ("self-test in Chinese and English", self._self_tests),
            ("a book, and a picture of the window", self._see_window),
            ("refusing while the program is open", self._refuse_while_open),
            ("upgrade, now in English", self._upgrade),
            ("removal; the book stays", self._uninstall),
            ("a folder with Chinese and a blank, in Traditional Chinese", self._elsewhere),
            ("the MSI, for all users", self._msi),
        )
        for name, step in steps:
            with self._timed(name):
                step()

    # ---- steps

    def _see_wizards(self) -> None:
        if not self._windows.display:
            return
        for language, names in NAMES.items():
            windows = self._windows.speaking(language)
            running = windows.start(self._made.setup)
            try:
                if wait_for_window(windows.display, [names.program]) is None:
                    raise Wrong(f"The setup program shows no window called {names.program}.")
                time.sleep(_SETTLED / 2)
                picture(windows.display, PICTURES / f"wizard-{language}.png")
            finally:
                wine.end(running)
            wine.stop(windows)

    def _install(self, language: str) -> None:
        setup = self._made.setup
        self.figures["setup, bytes"] = setup.stat().st_size
        if setup.stat().st_size > MOST_SETUP:
            raise Wrong(f"{setup.name} has {setup.stat().st_size:,} bytes; {MOST_SETUP:,} are the limit.")
        _run(self._windows.speaking(language), setup, "/S")
        installed = sum(path.stat().st_size for path in self._folder.rglob("*") if path.is_file())
        self.figures["installed, bytes"] = installed
        self.figures["installed, files"] = sum(path.is_file() for path in self._folder.rglob("*"))
        if installed > MOST_INSTALLED:
            raise Wrong(f"The program takes {installed:,} bytes; {MOST_INSTALLED:,} are the limit.")
        self._expect_installed(language)

    def _expect_installed(self, language: str) -> None:
        names = _names(self._windows, language)
        wanted = [
            self._folder / PROGRAM,
            self._folder / "uninstall.exe",
            self._menu / names.program / f"{names.program}.lnk",
            self._menu / names.program / f"{names.remove}.lnk",
            self._desktop / f"{names.program}.lnk",
        ]
        _expect_files(wanted)
        folder = self._windows.path(self._folder)
        _expect_text(self._windows, UNINSTALL_KEY, "DisplayName", names.program)
        _expect_text(self._windows, OWN_KEY, "InstallDir", folder)
        _expect_text(self._windows, OPEN_KEY, "", f'"{folder}\\{PROGRAM}" --book "%1"')

    def _self_tests(self) -> None:
        before = _sums(self._folder)
        for language in ("zh_CN", "en"):
            self._self_test(self._windows.speaking(language if "_" in language else "en_US"), self._folder, language)
        if _sums(self._folder) != before:
            raise Wrong("The program wrote into its own folder, where not everybody may.")

    def _self_test(self, windows: Windows, folder: Path, language: str) -> None:
        report = windows.home() / f"self-test {language}.json"
        report.unlink(missing_ok=True)
        begun = time.monotonic()
        options = ("--lang", language, "self-test", "--report", windows.path(report))
        ended = windows.run(folder / PROGRAM, *options)
        self.figures[f"self-test {language}, seconds"] = round(time.monotonic() - begun, 1)
        said = report.read_text(encoding="utf-8") if report.exists() else ended.output
        (WORK / f"self-test-{language}.json").write_text(said, encoding="utf-8")
        if ended.code != 0 or not report.exists():
            raise Wrong(f"The self-test in {language} failed ({ended.code}):\n{said[-4000:]}")

    def _see_window(self) -> None:
        windows = self._windows.speaking("zh_CN")
        self._book.parent.mkdir(parents=True)
        book = windows.path(self._book)
        _run(windows, self._folder / PROGRAM, "--lang", "zh_CN", "--book", book, "demo", "--entries", "300")
        _expect_files([self._book])
        with self._open_program(windows):
            if windows.display:
                time.sleep(_SETTLED)
                picture(windows.display, PICTURES / "window-zh_CN.png")

    def _refuse_while_open(self) -> None:
        windows = self._windows.speaking("zh_CN")
        before = _sums(self._folder)
        with self._open_program(windows):
            for program, options in (
                (self._made.setup, ("/S",)),
                # Run where it is, not in a copy of itself, so that its exit code is its own.
                (self._folder / "uninstall.exe", ("/S", f"_?={windows.path(self._folder)}")),
            ):
                code = windows.run(program, *options).code
                if code != STILL_OPEN:
                    raise Wrong(f"{program.name} ended with {code} while the program is open; {STILL_OPEN} is to be.")
        if _sums(self._folder) != before:
            raise Wrong("What was refused has changed the program all the same.")

    def _upgrade(self) -> None:
        stale = self._folder / "_internal" / "of-an-older-version.dll"
        stale.write_bytes(b"old")
        before = hashlib.sha256(self._book.read_bytes()).hexdigest()
        _run(self._windows.speaking("en_US"), self._made.setup, "/S")
        self._expect_installed("en_US")
        _expect_gone([stale, self._menu / NAMES["zh_CN"].program, self._desktop / f"{NAMES['zh_CN'].program}.lnk"])
        if hashlib.sha256(self._book.read_bytes()).hexdigest() != before:
            raise Wrong("The upgrade has changed the book.")
        # Who took the shortcut off the desktop does not get it back by the next upgrade.
        shortcut = self._desktop / f"{NAMES['en_US'].program}.lnk"
        shortcut.unlink()
        _run(self._windows.speaking("en_US"), self._made.setup, "/S")
        _expect_gone([shortcut])

    def _uninstall(self) -> None:
        before = hashlib.sha256(self._book.read_bytes()).hexdigest()
        self._remove(self._folder)
        _expect_gone(
            [self._folder, *(self._menu / names.program for names in NAMES.values())]
            + [self._desktop / f"{names.program}.lnk" for names in NAMES.values()]
        )
        left = [
            key
            for key in (OWN_KEY, UNINSTALL_KEY, OPEN_KEY, r"HKCU\Software\Classes\.cbook")
            if self._windows.has_key(key)
        ]
        if left:
            raise Wrong(f"Left in the registry: {', '.join(left)}")
        if hashlib.sha256(self._book.read_bytes()).hexdigest() != before:
            raise Wrong("The removal has changed the book.")

    def _elsewhere(self) -> None:
        drive = self._windows.home().parents[1]
        folder = drive / "我的 程序" / "掌柜账本"
        windows = self._windows.speaking("zh_TW")
        # The folder stands last and without quotation marks, so a blank in it parts the argument.
        _run(windows, self._made.setup, "/S", *f"/D={windows.path(folder)}".split(" "))
        _expect_files([folder / PROGRAM, self._desktop / f"{_names(self._windows, 'zh_TW').program}.lnk"])
        self._self_test(windows, folder, "zh_TW")
        self._remove(folder)
        _expect_gone([folder])
        folder.parent.rmdir()

    def _msi(self) -> None:
        if self._made.msi is None:
            return
        self.figures["msi, bytes"] = self._made.msi.stat().st_size
        package = self._windows.path(self._made.msi)
        folder = self._windows.program_files() / "Counterbook"
        _run(self._windows, "msiexec", "/i", package, "/qn")
        _expect_files([folder / PROGRAM, folder / "book.ico"])
        before = _sums(folder)
        self._self_test(self._windows.speaking("zh_CN"), folder, "zh_CN")
        if _sums(folder) != before:
            raise Wrong("The program wrote into its folder, which is not its user's.")
        _run(self._windows, "msiexec", "/x", package, "/qn")
        _expect_gone([folder / PROGRAM, folder / "_internal"])

    # ---- parts of steps

    @contextmanager
    def _open_program(self, windows: Windows) -> Iterator[None]:
        """Open the window on the book, and end the program afterwards."""
        begun = time.monotonic()
        running = windows.start(self._folder / PROGRAM, "--lang", "zh_CN", "--book", windows.path(self._book))
        try:
            if windows.display:
                if wait_for_window(windows.display, [NAMES["zh_CN"].program]) is None:
                    raise Wrong(f"The program shows no window: {wine.end(running)[-2000:]}")
                self.figures["window seen after, seconds"] = round(time.monotonic() - begun, 2)
                if wait_for_window(windows.display, [f" — {NAMES['zh_CN'].program}"]) is None:
                    raise Wrong(f"The program does not open its book: {wine.end(running)[-2000:]}")
                self.figures["book open after, seconds"] = round(time.monotonic() - begun, 2)
            else:
                time.sleep(_SETTLED)
            yield
        finally:
            wine.end(running)
            wine.stop(windows)

    def _remove(self, folder: Path) -> None:
        """Remove silently; the remover goes on in a copy of itself, so its end is waited for."""
        _run(self._windows, folder / "uninstall.exe", "/S")
        end = time.monotonic() + _GONE
        while folder.exists() and time.monotonic() < end:
            time.sleep(_SHORT)

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        seconds = time.monotonic() - begun
        self.figures[f"{name}, seconds"] = round(seconds, 1)
        say(f"  {name}: ok ({seconds:.1f} s)")


def _build_again(windows: Windows, python: Path) -> str:
    """Build once more and compare everything; return what was found to be the same, or why nothing was compared."""
    if sign.signer() is not None:
        return "not compared, a signature holds the time it was made"
    again, made = WORK / "again", versions.release(ROOT)
    # Packed quickly: how hard a packer tries does not decide whether it does the same twice.
    first = build.pack(build.FROZEN, again / "one", made, fast=True)
    build.freeze(windows, python, again / "frozen")
    second_tree = again / "frozen" / versions.NAME
    second = build.pack(second_tree, again / "two", made, fast=True)
    found = freezing.differences(build.FROZEN, second_tree)
    packs = [(one, other) for one, other in zip(first, second, strict=True) if one and other]
    found += [one.name for one, other in packs if one.read_bytes() != other.read_bytes()]
    if found:
        raise Wrong(f"Built twice, {len(found)} files differ: {', '.join(found[:10])}")
    count = len(tree.names_of(second_tree))
    shutil.rmtree(again)
    return f"ok; {count} files and {' and '.join(one.name for one, _other in packs)} the same, byte by byte"


def _names(windows: Windows, language: str) -> Names:
    """Return what is called how; a real Windows is not set to another language for a check, and speaks its own."""
    return NAMES["en_US" if windows.prefix is None else language]


def _run(windows: Windows, program: str | Path, *arguments: str) -> None:
    ended = windows.run(program, *arguments)
    if ended.code != 0:
        called = program.name if isinstance(program, Path) else program
        raise Wrong(f"{called} {' '.join(arguments)} ended with {ended.code}:\n{ended.output[-3000:]}")


def _expect_text(windows: Windows, key: str, value: str, wanted: str) -> None:
    line = f"{_in_file(value) if value else '@'}={_in_file(wanted)}"
    found = windows.registry(key)
    if line not in found.splitlines():
        raise Wrong(f"The registry has no {line} at {key}:\n{found}")


def _expect_files(paths: list[Path]) -> None:
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise Wrong(f"Not there: {', '.join(missing)}")


def _expect_gone(paths: list[Path]) -> None:
    left = [str(path) for path in paths if path.exists()]
    if left:
        raise Wrong(f"Still there: {', '.join(left)}")


def _sums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file in a folder by its name."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _in_file(text: str) -> str:
    """Return a text as a file of the registry has it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
