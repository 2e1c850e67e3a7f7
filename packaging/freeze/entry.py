"""Where the frozen program begins: give it streams, then start it; the window shows before the book's side is loaded.

On Windows a program with a window has no console. Started with a command from one, it writes there; otherwise, what it
would print goes nowhere, instead of stopping it.
"""

import os
import sys
from pathlib import Path

_ANY_PARENT = -1


def main() -> int:
    """Run the program."""
    if sys.stdout is None or sys.stderr is None:
        _give_streams()
    from app.__main__ import main as program

    return program()


def _give_streams() -> None:
    """Open the console the program was started from, or nothing, as its standard streams."""
    console = len(sys.argv) > 1 and _attach()
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            where = Path("CONOUT$" if console else os.devnull)
            setattr(sys, name, where.open("w", encoding="utf-8", errors="backslashreplace"))
    if sys.stdin is None:
        sys.stdin = Path("CONIN$" if console else os.devnull).open(encoding="utf-8")  # noqa: SIM115 - as long as we run


def _attach() -> bool:
    """Take part in the console of whoever started the program; False where there is none."""
    import ctypes

    kernel = getattr(ctypes, "windll", None)
    return kernel is not None and bool(kernel.kernel32.AttachConsole(_ANY_PARENT))


if __name__ == "__main__":
    sys.exit(main())
