"""Where Windows programs run: on Windows itself, or on Linux in a Wine prefix that belongs to this project alone.

Wine 8 differs from Windows in a few ways that are made up for in the prefix, never in what is built: Windows 10's own
`icuuc.dll` and `bcryptprimitives.dll` are missing and `mscms.dll` is not whole (stand-ins in `stubs/`), Python's
question for the kind of computer hangs in `wbemprox`, and a program's standard streams have to be pipes. Nothing
outside the prefix's folder is written: no menu entries, no desktop of the person who builds.
"""

import contextlib
import getpass
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

import devtools.screen
from devtools.environment import ROOT, SetupError, say
from devtools.fonts import FACES, FONTS

FOLDER = ROOT / "build" / "wine"
STUBS = Path(__file__).resolve().parent / "stubs"
COMPILER = "x86_64-w64-mingw32-gcc"

_OVERRIDES = "winedbg.exe=d;winemenubuilder.exe=d;mscoree=;mshtml=;wbemprox=;mscms=n"
_LANGUAGES = ("zh_CN", "zh_TW", "en_US")
_VERSION = 2
_NEUTRAL = "C.UTF-8"
_LONG = 300.0


class Outcome(NamedTuple):
    """How a program ended, and all it printed."""

    code: int
    output: str


@dataclass(frozen=True, slots=True)
class Windows:
    """A Windows to run programs on; `prefix` is None on the real one. `language` is a locale's name, as `zh_CN`."""

    prefix: Path | None
    language: str = ""
    display: str = ""

    def speaking(self, language: str) -> "Windows":
        """Return the same Windows set to another language."""
        return replace(self, language=language)

    def shown_on(self, display: str) -> "Windows":
        """Return the same Windows with a screen."""
        return replace(self, display=display)

    def path(self, path: Path) -> str:
        """Return how programs there call a file of this machine."""
        if self.prefix is None:
            return str(path)
        drive = self.prefix / "drive_c"
        if path.is_relative_to(drive):
            return str(PureWindowsPath("C:/", *path.relative_to(drive).parts))
        return str(PureWindowsPath("Z:/", *path.resolve().parts[1:]))

    def home(self) -> Path:
        """Return the folder of the person who is logged in there."""
        return Path.home() if self.prefix is None else self.prefix / "drive_c" / "users" / getpass.getuser()

    def program_files(self) -> Path:
        """Return the folder of programs installed for all."""
        if self.prefix is None:
            return Path(os.environ["PROGRAMFILES"])
        return self.prefix / "drive_c" / "Program Files"

    def command(self, program: str | Path, *arguments: str) -> list[str]:
        """Return the command that starts a program there."""
        name = self.path(program) if isinstance(program, Path) else program
        return [name, *arguments] if self.prefix is None else ["wine", name, *arguments]

    def variables(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment for a program there."""
        if self.prefix is None:
            return {**os.environ, **(extra or {})}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "QT_"))}
        fixed = {
            "WINEPREFIX": str(self.prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": _OVERRIDES,
            "HOME": str(self.prefix.parent / "home"),
            "LOCPATH": str(self.prefix.parent / "locales"),
            "LC_ALL": f"{self.language}.UTF-8" if self.language else _NEUTRAL,
            "DISPLAY": self.display,
        }
        return {**inherited, **fixed, **(extra or {})}

    def run(
        self,
        program: str | Path,
        *arguments: str,
        extra: Mapping[str, str] | None = None,
        folder: Path = ROOT,
        seconds: float = _LONG,
    ) -> Outcome:
        """Run a program to its end; raise SetupError when it takes longer than `seconds`."""
        running = self.start(program, *arguments, extra=extra, folder=folder)
        try:
            output, _ = running.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            end(running)
            raise SetupError(f"{program} {' '.join(arguments)} had not ended after {seconds:.0f} s.") from None
        return Outcome(running.returncode, output.decode("utf-8", "replace"))

    def start(
        self,
        program: str | Path,
        *arguments: str,
        extra: Mapping[str, str] | None = None,
        folder: Path = ROOT,
    ) -> subprocess.Popen[bytes]:
        """Start a program; `end` it. What it prints goes into a pipe, as Python under Wine wants it."""
        return subprocess.Popen(
            self.command(program, *arguments),
            cwd=folder,
            env=self.variables(extra),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def registry(self, key: str) -> str:
        r"""Return a key of the registry and what is below it, `HKCU\Software\Counterbook`, as a file has it."""
        # What `reg query` prints has lost every character the console cannot show; an exported file has them all.
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "key.reg"
            self.run("reg", "export", key, self.path(path), "/y", seconds=60)
            return path.read_text(encoding="utf-16") if path.exists() else ""

    def has_key(self, key: str) -> bool:
        """Tell whether the registry has a key."""
        return self.run("reg", "query", key, seconds=60).code == 0


def here() -> Windows:
    """Return the Windows of this machine, making the Wine prefix first where it takes one."""
    if sys.platform == "win32":
        return Windows(None)
    found = Windows(FOLDER / "prefix")
    _see_to_prefix(found)
    return found


def end(running: subprocess.Popen[bytes]) -> str:
    """End a program that `start` started, with all it started; return what it had printed."""
    if running.poll() is None:
        if sys.platform == "win32":
            subprocess.run(["taskkill", "/PID", str(running.pid), "/T", "/F"], capture_output=True, check=False)
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGTERM)
    try:
        output, _ = running.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        running.kill()
        output, _ = running.communicate()
    return output.decode("utf-8", "replace")


# ---- a screen -------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """Give a screen nobody sees, by the name of its display; Windows has one of its own, which is called ""."""
    if sys.platform == "win32":
        yield ""
        return
    with devtools.screen.screen() as display:
        yield display


# ---- the prefix -----------------------------------------------------------------------------------------------------


def stop(windows: Windows) -> None:
    """End all that still runs in the prefix."""
    if windows.prefix is not None:
        subprocess.run(["wineserver", "-k"], env=windows.variables(), capture_output=True, check=False)
        _settle(windows)


def _see_to_prefix(windows: Windows) -> None:
    """Make the prefix unless it is there, made by the same recipe."""
    assert windows.prefix is not None  # noqa: S101 - only called for a prefix
    folder = windows.prefix.parent
    stamp = folder / "made-of.txt"
    recipe = _recipe()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == recipe:
        return
    say("making the Wine prefix ...")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "home").mkdir(parents=True)
    _make_locales(folder / "locales")
    for command in (("wineboot", "-i"), ("winecfg", "-v", "win10")):
        done = subprocess.run(
            ["wine", *command], env=windows.variables(), capture_output=True, timeout=_LONG, check=False
        )
        if done.returncode != 0:
            raise SetupError(f"Wine could not be set up: {' '.join(command)} ended with {done.returncode}.")
        _settle(windows)
    _own_folders(windows.home())
    system = windows.prefix / "drive_c" / "windows"
    for source in sorted(STUBS.glob("*.c")):
        _compile(source, system / "system32" / f"{source.stem}.dll")
    for face in FACES:
        shutil.copyfile(FONTS / face, system / "Fonts" / face)
    _use_fonts(windows)
    stamp.write_text(recipe, encoding="utf-8")


def _recipe() -> str:
    """Return what a prefix was made by; `_VERSION` counts the changes to its making."""
    parts = [str(_VERSION).encode(), *(path.read_bytes() for path in sorted(STUBS.glob("*.c")))]
    return hashlib.sha256(b"\0".join(parts)).hexdigest() + "\n"


def _make_locales(folder: Path) -> None:
    """Compile the languages Wine is to speak, into a folder of our own."""
    folder.mkdir(parents=True)
    for name in _LANGUAGES:
        command = ["localedef", "-i", name, "-f", "UTF-8", "--no-archive", str(folder / f"{name}.UTF-8")]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode > 1:  # 1: made, with warnings
            raise SetupError(f"The locale {name} could not be made: {done.stderr.decode(errors='replace')}")
    shutil.copytree(folder / "en_US.UTF-8", folder / _NEUTRAL)


def _own_folders(home: Path) -> None:
    """Give the person there folders of their own: Wine lets the desktop, the documents and so on all be one."""
    for path in home.iterdir():
        if path.is_symlink():
            path.unlink()
            path.mkdir()


def _compile(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    command = [COMPILER, "-shared", "-O1", "-s", "-o", str(target), str(source)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        raise SetupError(f"{source.name} could not be compiled: {done.stderr.decode(errors='replace')}")


def _use_fonts(windows: Windows) -> None:
    """Let the fonts that Windows' dialogs ask for be one that has Chinese."""
    key = r"HKCU\Software\Wine\Fonts\Replacements"
    for name in ("MS Shell Dlg", "MS Shell Dlg 2", "Tahoma", "Segoe UI", "SimSun", "Microsoft YaHei", "PMingLiU"):
        windows.run("reg", "add", key, "/v", name, "/d", "Noto Sans SC", "/f", seconds=60)
    _settle(windows)


def _settle(windows: Windows) -> None:
    subprocess.run(["wineserver", "-w"], env=windows.variables(), capture_output=True, timeout=_LONG, check=False)
