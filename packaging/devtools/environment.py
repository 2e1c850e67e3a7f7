"""Getting a machine ready: the virtual environment, the locked packages, the system libraries Qt needs.

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
LOCK = ROOT / "packaging" / "lock" / "dev.txt"
RUNTIME_LOCK = ROOT / "packaging" / "lock" / "runtime.txt"

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

_QT_PLUGINS = ("platforms/libqoffscreen.so", "platforms/libqxcb.so", "platforms/libqwayland.so")


class SetupError(Exception):
    """The machine cannot be made ready; the text says what to type."""


def setup() -> None:
    """Make the machine ready: environment, locked packages, Qt's system libraries, compiled catalogues."""
    _create_venv()
    state = f"{_venv_version()} {hashlib.sha256(LOCK.read_bytes()).hexdigest()}\n"
    _once("packages", state, install_packages)
    _once("qt-libraries", state, see_to_qt_libraries)
    compile_catalogues()


def say(text: str) -> None:
    """Print a line at once, so that it stands before what a child process prints."""
    print(text, flush=True)


def venv_python() -> Path:
    """Return the environment's Python."""
    return _bin("python")


def tool(name: str) -> Path:
    """Return a command that a locked package brings along."""
    return _bin(name)


def child_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables for a child process: UTF-8 whatever the machine does, no questions, no window."""
    fixed = {"PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    return {"QT_QPA_PLATFORM": "offscreen", **os.environ, **fixed, **(extra or {})}


def run(*command: str | Path, extra: Mapping[str, str] | None = None) -> int:
    """Run a command in the project folder, its output on this terminal; return its exit code."""
    sys.stdout.flush()
    return subprocess.run(_texts(command), cwd=ROOT, env=child_environment(extra), check=False).returncode


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
    # The program itself, as `counterbook`, from this folder; all it needs is there, so nothing is looked for.
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


def see_to_qt_libraries() -> bool:
    """See to what Qt needs of a Linux system: install it as root on Debian, else print what to type.

    Returns whether all of it is there. What is missing stops nothing here, as much works without a window.
    """
    missing = _missing_libraries()
    if not missing:
        return True
    say(f"Qt misses system libraries: {', '.join(missing)}")
    if not _is_debian():
        say("Install them by your system's package manager; until then tests with a window fail.")
        return False
    if not _may_install():
        say(f"Type this once, until then tests with a window fail:\n    sudo {_apt_command(QT_PACKAGES)}")
        return False
    return _apt_install(QT_PACKAGES) and not _missing_libraries()


def _once(name: str, state: str, action: Callable[[], bool]) -> None:
    """Do something unless it succeeded in this very state before."""
    stamp = VENV / f"counterbook-{name}.stamp"
    if _read(stamp) != state and action():
        stamp.write_text(state, encoding="utf-8")


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
    if not _is_debian():
        raise SetupError("This Python has no venv module; install a complete Python 3.11 or newer.")
    if not (_may_install() and _apt_install(packages)):
        raise SetupError(f"This Python has no venv module. Type:\n    sudo {_apt_command(packages)}")


def _venv_version() -> str:
    """Return the Python version the environment was made with, from its own record."""
    record = _read(VENV / "pyvenv.cfg")
    versions = [line.partition("=")[2].strip() for line in record.splitlines() if line.startswith("version")]
    return versions[0] if versions else "unknown"


def _missing_libraries() -> list[str]:
    """Return the shared libraries that Qt's platform plugins need and the system does not have."""
    if not sys.platform.startswith("linux") or shutil.which("ldd") is None:
        return []
    missing = set()
    for folder in VENV.glob("lib/python*/site-packages/PySide6/Qt/plugins"):
        for plugin in _QT_PLUGINS:
            _code, listing = capture("ldd", folder / plugin)
            missing |= {line.split()[0] for line in listing.splitlines() if line.endswith("not found")}
    return sorted(missing)


def _apt_install(packages: Sequence[str]) -> bool:
    say(f"installing system packages: {' '.join(packages)}")
    # The list of packages may be old or not there at all; should it not be had, the installing will say so.
    _code, updating = capture("apt-get", "-qq", "update")
    code, installing = capture("apt-get", "-qq", "-y", "install", "--no-install-recommends", *packages)
    if code != 0:
        say(updating + installing)
    return code == 0


def _apt_command(packages: Sequence[str]) -> str:
    return f"apt-get install --no-install-recommends {' '.join(packages)}"


def _is_debian() -> bool:
    return shutil.which("apt-get") is not None


def _may_install() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _bin(name: str) -> Path:
    return VENV / "Scripts" / f"{name}.exe" if os.name == "nt" else VENV / "bin" / name


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _texts(command: Sequence[str | Path]) -> list[str]:
    return [str(part) for part in command]
