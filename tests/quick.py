"""What makes tests quick that prove nothing of disks, where every commit waits, nor of how long guessing takes.

What survives a power cut, a full disk or a damaged one is proved in `tests/faults`, on disks; that secrets are kept at
their full cost, in `tests/core`.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.core.staff import proof
from app.storage import cipher

_MEMORY = Path("/dev/shm")
_ROOM = 1 << 30
"""Bytes to be free there: some machines lend their tests next to nothing of it."""


@contextmanager
def folder_in_memory() -> Iterator[Path]:
    """Make a folder in memory where there is room, else on the disk; it is gone afterwards."""
    there = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _ROOM
    made = tempfile.TemporaryDirectory(
        prefix="counterbook-", dir=_MEMORY if there else None, ignore_cleanup_errors=True
    )
    with made as folder:
        yield Path(folder)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Take the place of pytest's own folder of a test."""
    with folder_in_memory() as folder:
        yield folder


@pytest.fixture(scope="module", autouse=True)
def cheap_secrets() -> Iterator[None]:
    """PINs, passwords and passphrases cost a thousandth of what they do, while tests of a module run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proof, "COST", proof.Cost(5, 8, 1))
        patch.setattr(cipher, "_COST", 2**7)
        yield
