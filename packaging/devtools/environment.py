"""Getting a machine ready: the virtual environment, the locked packages, the system packages the window needs.

Everything here can be called again and again; what is already in place costs next to nothing. Nothing outside
the project folder is changed, save for missing Debian packages when the caller is root.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The project folder."""

VENV = ROOT / ".venv"
PROJECT = ROOT / "pyproject.toml"
LOCK = ROOT / "packaging" / "lock" / "dev.txt"
RUNTIME_LOCK = ROOT / "packaging" / "lock" / "runtime.txt"
BUILD_LOCK = ROOT / "packaging" / "lock" / "build.txt"
BENCH_LOCK = ROOT / "packaging" / "lock" / "bench.txt"

# What Qt is linked against, as Debian and Ubuntu call it, for offscreen, X11, Wayland and printing.
QT_PACKAGES = (
    *("libegl1", "libgl1", "libfontconfig1", "libfreetype6", "libglib2.0-0", "libdbus-1-3", "libcups2"),
    *(
        "libx11-6",
        "libx11-xcb1",
        "libxkbcommon0",
        "libxkbcommon-x11-0",
        "libwayland-client0",
        "libwayland-cursor0",
    ),
    *("libxcb1", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0"),
    *(
        "libxcb-render0",
        "libxcb-render-util0",
        "libxcb-shape0",
        "libxcb-shm0",
        "libxcb-sync1",
        "libxcb-util1",
    ),
    *("libxcb-xfixes0", "libxcb-xkb1"),
)

# A screen that nobody sees, somebody who gives the keyboard to the right window, and hands to type on it: the test
# of the whole window under X needs them. Each program with its package.
SCREEN_PACKAGES = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool"}

_QT_PLUGINS = (
    *("platforms/libqoffscreen.so", "platforms/libqxcb.so", "platforms/libqwayland.so"),
    "printsupport/libcupsprintersupport.so",
)


class SetupError(Exception):
    """The machine cannot be made ready; the text says what to type."""


def setup_packages() -> None:
    """See to the environment, the locked packages in it, and what the system has to have for the window."""
    _create_venv()
    once("packages", lambda: _state(LOCK), install_packages)
    once("program", lambda: _state(LOCK, PROJECT), install_program)
    see_to_system_packages()


def say(text: str) -> None:
    """Print a line at once, so that it stands before what a child process prints."""
    print(text, flush=True)


def venv_python() -> Path:
    """Return the environment's Python."""
    return _bin("python")


def tool(name: str) -> Path:
    """Return a command that a locked package brings along."""
    return _bin(name)


def child_environment(extra: Mapping[str, str] | None = None, *, on_screen: bool = False) -> dict[str, str]:
    """Return the variables for a child process: UTF-8 whatever the machine does, no questions, no window but asked."""
    fixed = {"PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    offscreen = {} if on_screen else {"QT_QPA_PLATFORM": "offscreen"}
    return {**offscreen, **os.environ, **fixed, **(extra or {})}


def has_screen() -> bool:
    """Tell whether this machine can show a window to the person who typed the command."""
    if os.environ.get("QT_QPA_PLATFORM") in {"offscreen", "minimal"}:
        return False
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def run(*command: str | Path, extra: Mapping[str, str] | None = None, on_screen: bool = False) -> int:
    """Run a command in the project folder, its output on this terminal; return its exit code."""
    sys.stdout.flush()
    variables = child_environment(extra, on_screen=on_screen)
    return subprocess.run(_texts(command), cwd=ROOT, env=variables, check=False).returncode


def capture(*command: str | Path) -> tuple[int, str]:
    """Run a command in the project folder; return its exit code and all it printed."""
    done = subprocess.run(
        _texts(command),
        cwd=ROOT,
        env=child_environment({"NO_COLOR": "1", "DEBIAN_FRONTEND": "noninteractive"}),
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    return done.returncode, done.stdout


def install_packages() -> bool:
    """Install exactly what the lock lists, each file checked against its hash, nothing resolved anew."""
    say("installing the locked packages ...")
    command = ("install", "-qq", "--require-hashes", "--no-deps", "-r", LOCK)
    if run(venv_python(), "-m", "pip", *command) != 0:
        raise SetupError("Installing the locked packages failed, see above. It needs a network connection.")
    return True


def install_for_bench() -> None:
    """Install what only a benchmark needs, once; where that fails, the benchmark says what it cannot compare."""
    once("bench", lambda: _state(BENCH_LOCK), _install_bench_lock)


def _install_bench_lock() -> bool:
    say("installing what the rating is measured against ...")
    command = ("install", "-qq", "--require-hashes", "--no-deps", "-r", BENCH_LOCK)
    return run(venv_python(), "-m", "pip", *command) == 0


def install_program() -> bool:
    """Put the program itself into the environment, as `counterbook`, run from this folder."""
    # All it needs is there, so nothing is looked for.
    program = ("install", "-qq", "--no-deps", "--no-build-isolation", "--no-index", "-e", ROOT)
    if run(venv_python(), "-m", "pip", *program) != 0:
        raise SetupError("Putting the program into its environment failed, see above.")
    return True


def compile_catalogues() -> None:
    """Compile the catalogues that are newer than what was compiled from them."""
    sources = sorted((ROOT / "i18n").glob("*/LC_MESSAGES/*.po"))
    for source in sources:
        compiled = ROOT / "resources" / "locale" / source.relative_to(ROOT / "i18n").with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            if run(venv_python(), ROOT / "packaging" / "devtools" / "catalogues.py", "compile") != 0:
                raise SetupError("Compiling the catalogues failed, see above.")
            return


def see_to_system_packages() -> bool:
    """See to what the window needs of a Linux system: install it as root on Debian, else print what to type.

    Returns whether all of it is there. What is missing stops nothing here, as much works without a window.
    """
    missing = missing_of_system()
    if not missing:
        return True
    say(f"The system lacks for the window and its tests: {', '.join(missing)}")
    if not is_debian():
        say("Install them by your system's package manager; until then tests with a window fail.")
        return False
    packages = (*QT_PACKAGES, *SCREEN_PACKAGES.values())
    if not may_install():
        say(f"Type this once, until then tests with a window fail:\n    sudo {apt_command(packages)}")
        return False
    return apt_install(packages) and not missing_of_system()


def missing_of_system() -> list[str]:
    """Return the shared libraries and programs that a Linux system should have for the window and has not."""
    if not sys.platform.startswith("linux"):
        return []
    return [*_missing_libraries(), *(name for name in SCREEN_PACKAGES if shutil.which(name) is None)]


def once(name: str, state: Callable[[], str], action: Callable[[], bool]) -> None:
    """Do something unless it succeeded before and the state it left is still the same."""
    stamp = VENV / f"counterbook-{name}.stamp"
    if _read(stamp) != state() and action():
        stamp.write_text(state(), encoding="utf-8")


def is_debian() -> bool:
    """Tell whether this system has Debian's package manager."""
    return shutil.which("apt-get") is not None


def may_install() -> bool:
    """Tell whether whoever called may install packages."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def apt_install(packages: Sequence[str]) -> bool:
    """Install Debian packages; say why if that fails, and return whether it went well."""
    say(f"installing system packages: {' '.join(packages)}")
    # The list of packages may be old or not there at all; should it not be had, the installing will say so.
    _code, updating = capture("apt-get", "-qq", "update")
    code, installing = capture("apt-get", "-qq", "-y", "install", "--no-install-recommends", *packages)
    if code != 0:
        say(updating + installing)
    return code == 0


def apt_command(packages: Sequence[str]) -> str:
    """Return what a person types to install Debian packages."""
    return f"apt-get install --no-install-recommends {' '.join(packages)}"


def _create_venv() -> None:
    if venv_python().exists():
        return
    # Debian splits ensurepip off Python; without it `python -m venv` leaves half an environment behind.
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        _install_venv_module()
    say(f"creating {VENV.name} ...")
    if run(sys.executable, "-m", "venv", "--clear", VENV) != 0:
        raise SetupError(f"Creating the virtual environment {VENV.name} failed, see above.")


def _install_venv_module() -> None:
    packages = (f"python{sys.version_info.major}.{sys.version_info.minor}-venv",)
    if not is_debian():
        raise SetupError("This Python has no venv module; install a complete Python 3.11 or newer.")
    if not (may_install() and apt_install(packages)):
        raise SetupError(f"This Python has no venv module. Type:\n    sudo {apt_command(packages)}")


def _state(*files: Path) -> str:
    """Return what the environment was made of, as far as these files tell."""
    sums = (hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
    return f"{_venv_version()} {' '.join(sums)}\n"


def _venv_version() -> str:
    """Return the Python version the environment was made with, from its own record."""
    record = _read(VENV / "pyvenv.cfg")
    versions = [line.partition("=")[2].strip() for line in record.splitlines() if line.startswith("version")]
    return versions[0] if versions else "unknown"


def _missing_libraries() -> list[str]:
    """Return the shared libraries that Qt's plugins need and the system does not have."""
    if shutil.which("ldd") is None:
        return []
    missing = set()
    for folder in VENV.glob("lib/python*/site-packages/PySide6/Qt/plugins"):
        for plugin in _QT_PLUGINS:
            _code, listing = capture("ldd", folder / plugin)
            missing |= {line.split()[0] for line in listing.splitlines() if line.endswith("not found")}
    return sorted(missing)


def _bin(name: str) -> Path:
    return VENV / "Scripts" / f"{name}.exe" if os.name == "nt" else VENV / "bin" / name


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _texts(command: Sequence[str | Path]) -> list[str]:
    return [str(part) for part in command]
