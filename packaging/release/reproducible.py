"""Whether two builds of one commit are the same, byte by byte; names every file that is not.

    python packaging/release/reproducible.py FIRST SECOND

Compares two files, or two folders with all that is in them: contents and whether a file may be run, not times.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from freeze import build


def differences(first: Path, second: Path) -> list[str]:
    """Return the names of what differs; a file that one side lacks differs."""
    if first.is_file() and second.is_file():
        return [] if first.read_bytes() == second.read_bytes() else [first.name]
    return build.differences(first, second)


def main(arguments: list[str] | None = None) -> int:
    """Compare; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    given = parser.parse_args(arguments)
    for path in (given.first, given.second):
        if not path.exists():
            print(f"{path} is not there", file=sys.stderr)
            return 2
    found = differences(given.first, given.second)
    print("\n".join(f"differs: {name}" for name in found) or "the same")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
