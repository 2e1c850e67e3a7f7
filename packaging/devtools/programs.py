"""The programs that making and checking installers takes: installed by root on Debian, asked for by name elsewhere."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from devtools.environment import SetupError, apt_command, apt_install, is_debian, may_install, say

Wanted = Mapping[str, str]
"""Programs by their names, other files by their whole paths, each with the Debian package it comes in."""


def missing(wanted: Wanted) -> dict[str, str]:
    """Return what of it this machine lacks."""
    return {name: package for name, package in wanted.items() if not _is_here(name)}


def why_not(wanted: Wanted) -> str:
    """Return why it can neither be had nor be installed here, "" where it can."""
    lacking = missing(wanted)
    if not lacking or (is_debian() and may_install()):
        return ""
    return f"this machine has no {', no '.join(sorted(lacking))}; on Debian: {_command(lacking)}"


def see_to(wanted: Wanted, purpose: str) -> None:
    """Install what is missing where that is possible; raise SetupError saying what to type where it is not."""
    lacking = missing(wanted)
    if not lacking:
        return
    say(f"{purpose} takes: {', '.join(sorted(lacking))}")
    if not (is_debian() and may_install()):
        raise SetupError(f"On Debian, type this once:\n    sudo {_command(lacking)}")
    if not apt_install(_packages(lacking)) or missing(wanted):
        raise SetupError(f"{_command(lacking)}\nfailed, see above.")


def _is_here(name: str) -> bool:
    return Path(name).exists() if Path(name).is_absolute() else shutil.which(name) is not None


def _packages(lacking: Wanted) -> list[str]:
    return sorted(set(lacking.values()))


def _command(lacking: Wanted) -> str:
    return apt_command(_packages(lacking))
