"""Texts that have no place in a committed file: notes of unfinished work, paths and addresses of one machine.

The patterns are written with a character class in each, so that this file does not contain what it looks for.
"""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

_UNFINISHED = re.compile(r"\b(?:TOD[O]|FIXM[E]|NotImplementedErro[r])\b")
_MACHINE_PATH = re.compile(r"(?<![\w.~}/*-])/(?:tm[p]|wor[k]|roo[t])(?:/|\b)")
_REGISTRY = re.compile(
    r"\b(?:pyp[i]\.org|pythonhoste[d]\.org|deb\.debia[n]\.org|archive\.ubunt[u]\.com|registry\.npmj[s])"
)

RULES = (
    (_UNFINISHED, "a note of unfinished work"),
    (_MACHINE_PATH, "a path of one machine"),
    (_REGISTRY, "the address of a package index"),
)


def check_texts(root: Path) -> list[str]:
    """Return one sentence for each such text in the files that git knows or would add."""
    findings = []
    for name in _files(root):
        text = _read(root / name)
        findings += [f"{name}:{line}: {what}: {found}" for line, what, found in _check_text(text)]
    return findings


def _check_text(text: str) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        for pattern, what in RULES:
            match = pattern.search(line)
            if match:
                yield number, what, match.group()


def _files(root: Path) -> list[str]:
    """Return the files git knows or would add, by their names relative to the project folder."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return sorted(name for name in set(listing.stdout.split("\0")) if (root / name).is_file())


def _read(path: Path) -> str:
    """Return a file's text; a binary file has none."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
