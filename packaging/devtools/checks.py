"""All checks short of the tests: each one runs even if another failed, and each failing one names itself."""

import time
from collections.abc import Callable
from pathlib import Path

from devtools.contracts import check_contracts
from devtools.environment import ROOT, capture, say, tool, venv_python
from devtools.sizes import check_sizes
from devtools.texts import check_texts

_MOST_LINES = 60
"""What a failing check may print; the rest is counted."""

Check = Callable[[], str]
"""A check returns what is wrong, an empty text if nothing is."""


def run_all() -> list[str]:
    """Run all checks; return the names of those that failed."""
    return [name for name, check in _checks().items() if not _passes(name, check)]


def report(failed: list[str]) -> int:
    """Print the outcome of a whole run; return its exit code."""
    say(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


def _checks() -> dict[str, Check]:
    python = venv_python()
    return {
        "format": _command(python, "-m", "ruff", "format", "--check", "."),
        "lint": _command(python, "-m", "ruff", "check", "--output-format", "concise", "."),
        "types": _command(python, "-m", "mypy"),
        "imports": _command(tool("lint-imports"), "--no-logo"),
        "contracts": lambda: "\n".join(check_contracts(ROOT)),
        "sizes": lambda: "\n".join(check_sizes(ROOT)),
        "texts": lambda: "\n".join(check_texts(ROOT)),
        "catalogues": _command(python, ROOT / "packaging" / "devtools" / "catalogues.py", "check"),
    }


def _passes(name: str, check: Check) -> bool:
    start = time.perf_counter()
    try:
        wrong = check()
    except (OSError, SyntaxError, ValueError, KeyError) as error:
        wrong = f"could not be checked: {error!r}"
    seconds = time.perf_counter() - start
    if wrong:
        say(f"{shorten(wrong)}\n{name}: FAILED ({seconds:.1f} s)")
        return False
    say(f"{name}: ok ({seconds:.1f} s)")
    return True


def shorten(text: str) -> str:
    """Return the first lines of a long text and the number of the rest."""
    lines = text.strip().splitlines()
    beyond = len(lines) - _MOST_LINES
    return "\n".join([*lines[:_MOST_LINES], f"... and {beyond} lines more"] if beyond > 0 else lines)


def _command(*command: str | Path) -> Check:
    """Make a check of a command that prints what is wrong and tells it by its exit code."""

    def check() -> str:
        code, output = capture(*command)
        return "" if code == 0 else output or f"exit code {code}"

    return check
