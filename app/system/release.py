"""What the program knows of itself: which version, of which commit, made with whose work, where newer ones are told of.

The files are made when the program is built for others; run from its source it knows less.
"""

import json
import platform
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from app.system import paths

NAME = "Counterbook"
_PACKAGE = "counterbook"


@dataclass(frozen=True, slots=True)
class Release:
    """Version, commit ("" where it runs from source), and where it may ask for newer ones, "" for nowhere."""

    version: str
    commit: str
    asks: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One piece of others' work in the program: its licence in SPDX's words, and the texts that come with it."""

    name: str
    version: str
    licence: str
    home: str
    texts: tuple[str, ...]


def release() -> Release:
    """Return what this program is."""
    told = _read("build.json")
    version, commit, asks = (told.get(name) for name in ("version", "commit", "asks"))
    if isinstance(version, str) and isinstance(commit, str) and isinstance(asks, str):
        return Release(version, commit, asks)
    try:
        return Release(metadata.version(_PACKAGE), "", "")
    except metadata.PackageNotFoundError:
        return Release("", "", "")


def notices() -> list[Notice]:
    """Return the licences of others' work in the program, by name; empty where it runs from source."""
    told = _read("notices.json")
    texts = told.get("texts", [])
    return [
        Notice(
            str(each["name"]),
            str(each["version"]),
            str(each["licence"]),
            str(each["home"]),
            tuple(str(texts[place]) for place in each["texts"]),
        )
        for each in told.get("components", [])
    ]


def surroundings() -> dict[str, str]:
    """Return by name what the program runs on, for whoever is asked for help."""
    return {
        "Python": platform.python_version(),
        platform.system() or "?": f"{platform.release()} {platform.machine()}".strip(),
    }


def _read(name: str) -> dict[str, Any]:
    try:
        content = json.loads((paths.about() / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
