"""Folders in the system's place for temporary files, for what is only looked at; what a crash left is swept later.

What is looked at, an attachment or a statement, stands there in clear, even where the book is encrypted. The program
removes it when it is done; where it was killed, the next start does.
"""

import contextlib
import os
import shutil
import stat
import tempfile
from pathlib import Path

PREFIX = "counterbook-"

OLD_S = 2 * 24 * 3600.0
"""After how long without a change a folder belongs to no program that still runs."""


def make_folder() -> Path:
    """Make a folder that only its owner may look into; raises OSError."""
    return Path(tempfile.mkdtemp(prefix=PREFIX))


def remove_folder(folder: Path) -> None:
    """Remove such a folder with all in it, as far as that can be done."""
    for path in folder.rglob("*"):  # Windows removes no file that is write-protected, as copies to be looked at are
        with contextlib.suppress(OSError):
            if path.is_file() and not path.is_symlink():
                path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    shutil.rmtree(folder, ignore_errors=True)


def sweep(now: float) -> int:
    """Remove the old folders of ours that were left, at the time `now` in seconds; return how many."""
    swept = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            found = folder.lstat()
            mine = stat.S_ISDIR(found.st_mode) and (not hasattr(os, "getuid") or found.st_uid == os.getuid())
            if mine and now - found.st_mtime > OLD_S:
                remove_folder(folder)
                swept += 1
    return swept
