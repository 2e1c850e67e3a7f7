"""What each sub-command of `dev.py` does: it takes the arguments after its name and returns an exit code."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from devtools import checks
from devtools.environment import (
    BENCH_LOCK,
    BUILD_LOCK,
    LOCK,
    ROOT,
    RUNTIME_LOCK,
    SetupError,
    capture,
    has_screen,
    install_for_bench,
    run,
    say,
    venv_python,
)
from devtools.setup import setup

_DEMO_BOOK = ROOT / ".demo" / "shop.cbook"


def do_setup(arguments: list[str]) -> int:
    """Make this machine ready."""
    _refuse_arguments("setup", arguments)
    setup()
    say(f"ready: {venv_python()}")
    return 0


def do_run(arguments: list[str]) -> int:
    """Open the window on the demo shop, making the shop first if it is not there; arguments go to the program."""
    setup()
    program = ("-m", "app", "--book", str(_DEMO_BOOK))
    if not _DEMO_BOOK.exists():
        _DEMO_BOOK.parent.mkdir(exist_ok=True)
        code = run(venv_python(), *program, "demo")
        if code != 0:
            return code
    if not arguments and not has_screen():
        say("There is no screen here to open the window on, so these are the balances of the demo shop:")
        arguments = ["show", "balances"]
    return run(venv_python(), *program, *arguments, on_screen=True)


DAY = "tests/gui/day"
"""Tests that drive the window through a screen of its own."""


def do_test(arguments: list[str]) -> int:
    """Run all checks, then the tests; fail if any of them failed."""
    setup()
    failed = checks.run_all()
    # Two workers at most: faults and window tests want a core each.
    workers = min(2, os.cpu_count() or 1)
    crowd = ["-n", str(workers), "--dist", "loadfile", *(arguments or [f"--ignore={DAY}"])]
    if run(venv_python(), "-m", "pytest", *crowd) != 0:
        failed.append("tests")
    # A whole day typed by keys into a real screen wants the machine for itself: keys come too early for a busy one,
    # so a day that went wrong is begun once more.
    day = (venv_python(), "-m", "pytest", "-n", "0", DAY)
    if not arguments and run(*day) != 0 and run(*day) != 0:
        failed.append("the day by keys")
    return checks.report(failed)


def do_check(arguments: list[str]) -> int:
    """Run all checks, not the tests."""
    _refuse_arguments("check", arguments)
    setup()
    return checks.report(checks.run_all())


def do_bench(arguments: list[str]) -> int:
    """Measure speed, and how well the rating foretells."""
    setup()
    if "rating" in arguments:
        install_for_bench()
    return run(venv_python(), "-m", "tests.bench", *arguments)


def do_faults(arguments: list[str]) -> int:
    """Run the fault tests."""
    setup()
    return run(venv_python(), "-m", "tests.faults", *arguments)


def do_i18n(arguments: list[str]) -> int:
    """Bring the catalogues up to date and compile them."""
    _refuse_arguments("i18n", arguments)
    setup()
    code = run(venv_python(), ROOT / "packaging" / "devtools" / "catalogues.py", "update")
    _code, findings = capture(venv_python(), ROOT / "packaging" / "devtools" / "catalogues.py", "check")
    say(checks.shorten(findings) or "all texts are translated")
    return code


def do_lock(arguments: list[str]) -> int:
    """Choose package versions anew; the locks hold for Windows, macOS and Linux and name no index."""
    with tempfile.TemporaryDirectory() as folder:
        python = _temporary_venv(Path(folder))
        _compile_lock(python, LOCK, ["pyproject.toml", "--group", "dev", *arguments])
        # The program's lock is the developers' without their tools: all locks always name the same versions.
        same = ("--constraint", LOCK.relative_to(ROOT).as_posix())
        _compile_lock(python, RUNTIME_LOCK, ["pyproject.toml", *same])
        _compile_lock(python, BUILD_LOCK, ["--group", "build", *same])
        _compile_lock(python, BENCH_LOCK, ["--group", "bench", *same])
    setup()
    return 0


def do_shots(arguments: list[str]) -> int:
    """Draw every page and dialog of the window as a picture."""
    setup()
    return run(venv_python(), "-m", "tests.shots", *arguments)


def do_package(arguments: list[str]) -> int:
    """Build a system's installers."""
    from devtools.package import package

    setup()
    return package(arguments)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "setup": do_setup,
    "run": do_run,
    "test": do_test,
    "check": do_check,
    "bench": do_bench,
    "faults": do_faults,
    "i18n": do_i18n,
    "lock": do_lock,
    "shots": do_shots,
    "package": do_package,
}
"""Every sub-command by its name."""


def _refuse_arguments(command: str, arguments: list[str]) -> None:
    if arguments:
        raise SetupError(f"`{command}` takes no arguments, but was given: {' '.join(arguments)}")


def _temporary_venv(folder: Path) -> Path:
    """Create an environment with uv in it, which is needed for locking only; return its Python."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    made = run(sys.executable, "-m", "venv", folder) == 0
    if not (made and run(python, "-m", "pip", "install", "-qq", "uv") == 0):
        raise SetupError("Installing uv into a temporary environment failed, see above.")
    return python


def _compile_lock(python: Path, lock: Path, options: list[str]) -> None:
    target = lock.relative_to(ROOT).as_posix()
    fixed = ["--universal", "--python-version", "3.11", "--generate-hashes"]
    silent = ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--quiet"]
    arguments = [*fixed, *silent, *options, "--output-file", target]
    if run(python, "-m", "uv", "pip", "compile", *arguments) != 0:
        raise SetupError(f"Locking {target} failed, see above.")
