"""A small disk of our own, in memory, for those who may mount one."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@contextlib.contextmanager
def mounted(place: Path, *, size: str) -> Iterator[Path]:
    """Mount an empty disk of a size for as long as the block lasts; skips where that is not allowed."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root on Linux may mount a disk")
    place.mkdir()
    done = _run("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place))
    if done.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    try:
        yield place
    finally:
        if _run("umount", str(place)).returncode != 0:
            _run("umount", "--lazy", str(place))


def remount_read_only(place: Path) -> None:
    """Make a mounted disk read-only."""
    done = _run("mount", "-o", "remount,ro", str(place))
    assert done.returncode == 0, done.stderr


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
