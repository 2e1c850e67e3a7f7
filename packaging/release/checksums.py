"""The checksums of a release, as `sha256sum --check` reads them.

python packaging/release/checksums.py FOLDER            writes FOLDER/SHA256SUMS
python packaging/release/checksums.py FOLDER --check    says what is missing, changed, or not listed
"""

import argparse
import hashlib
import sys
from pathlib import Path

NAME = "SHA256SUMS"


def write(folder: Path) -> Path:
    """Write the checksums of every file of a folder, by name."""
    out = folder / NAME
    out.write_text(_listing(folder), encoding="utf-8", newline="\n")
    return out


def wrong(folder: Path) -> list[str]:
    """Return one sentence for each file that is not as the list says."""
    listed, there = _read((folder / NAME).read_text(encoding="utf-8")), _read(_listing(folder))
    said = [f"{name} is missing" for name in sorted(listed.keys() - there.keys())]
    said += [f"{name} is not listed" for name in sorted(there.keys() - listed.keys())]
    both = sorted(listed.keys() & there.keys())
    return said + [f"{name} has changed" for name in both if listed[name] != there[name]]


def _read(listing: str) -> dict[str, str]:
    """Return the checksums of a list by the files' names."""
    rows = (line.split("  ", 1) for line in listing.splitlines())
    return {name: found for found, name in rows}


def _listing(folder: Path) -> str:
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != NAME)
    return "".join(f"{_sum(path)}  {path.name}\n" for path in files)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(arguments: list[str] | None = None) -> int:
    """Write or check; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args(arguments)
    if not given.check:
        print(write(given.folder))
        return 0
    said = wrong(given.folder)
    print("\n".join(said) or "all files are as listed")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
