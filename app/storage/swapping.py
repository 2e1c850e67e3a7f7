"""Putting a new file in a book's place: at every moment there is a whole book under its name, the old or the new one.

The old file can be kept under a name, or wiped: overwritten and removed. Wiping is done by a second name of the old
file, so a program that ends on the way can finish it the next time.
"""

import contextlib
import os
import stat
from pathlib import Path

from app.errors import BookUnusable, Message
from app.i18n.mark import N_
from app.storage.cipher import read_cipher

WIPE, PART = ".wipe", ".part"
_BLOCK = 1 << 20
_TAILS = ("-wal", "-shm", "-journal")


def sync(path: Path) -> None:
    """Have a file, or a folder where the system knows such a thing, written to its drive; raises OSError."""
    if path.is_dir() and os.name == "nt":
        return
    number = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def remove(path: Path) -> None:
    """Remove a file of ours that may be write-protected, and what the database keeps beside it."""
    for each in (path, *(path.with_name(path.name + tail) for tail in _TAILS)):
        try:
            each.unlink(missing_ok=True)
        except PermissionError:  # Windows removes no file that is read-only
            each.chmod(0o600)
            each.unlink(missing_ok=True)


def free_name(wanted: Path) -> Path:
    """Return a name no file has: `shop-before.cbook`, `shop-before-2.cbook`."""
    number, name = 1, wanted
    while name.exists() or name.is_symlink():
        number += 1
        name = wanted.with_stem(f"{wanted.stem}-{number}")
    return name


def put_in_place(part: Path, book: Path, aside: Path | None) -> None:
    """Give a whole file the name of a book; the book there was is kept as `aside`, if a name is given.

    Nobody may have either file open. Raises OSError, and then the old book stands where it was.
    """
    sync(part)
    moved = False
    if aside is not None and book.exists():
        for tail in _TAILS[:1]:  # a log goes with the file it belongs to: beside another it would ruin that
            log = book.with_name(book.name + tail)
            if log.exists():
                log.replace(aside.with_name(aside.name + tail))
        try:
            os.link(book, aside)
        except FileExistsError:
            raise
        except OSError:  # a drive without second names, such as a memory stick: for an instant only `aside` is there
            book.replace(aside)
            moved = True
    for tail in _TAILS:
        book.with_name(book.name + tail).unlink(missing_ok=True)
    try:
        part.replace(book)
    except OSError:
        if moved and aside is not None:
            aside.replace(book)
        raise
    sync(book.parent)


def replace_and_wipe(part: Path, book: Path) -> bool:
    """Put a file in a book's place and wipe the old one; return whether the old one could be overwritten.

    What a drive moved about by itself, as those without turning discs do, nobody can overwrite.
    """
    second = book.with_name(book.name + WIPE)
    finish_wiping(book)
    try:
        os.link(book, second)
    except OSError:
        put_in_place(part, book, None)
        return False
    put_in_place(part, book, None)
    return finish_wiping(book)


def finish_wiping(book: Path) -> bool:
    """Wipe what an earlier change of a book's key has left; return whether there was anything and it is gone.

    Only a file that has no other name is overwritten: with another one it is the book itself, not replaced yet.
    """
    second = book.with_name(book.name + WIPE)
    try:
        found = second.lstat()
        if found.st_nlink == 1 and second.is_file() and not second.is_symlink():
            _overwrite(second)
        second.unlink()
    except OSError:
        return False
    return True


def wipe_clear_part(book: Path) -> None:
    """Wipe the unfinished copy in clear that a work cut short has left beside an encrypted book that is open.

    Taking its encryption away writes one, and so does restoring a backup that is not encrypted.
    """
    part = book.with_name(book.name + PART)
    with contextlib.suppress(OSError):
        found = part.lstat()
        if stat.S_ISREG(found.st_mode) and found.st_nlink == 1 and read_cipher(part) is None:
            _overwrite(part)
            remove(part)


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        left = file.seek(0, 2)
        file.seek(0)
        while left > 0:
            left -= file.write(bytes(min(_BLOCK, left)))
        file.flush()
        os.fsync(file.fileno())


def new_file(path: Path) -> None:
    """Make an empty file that only its owner may read; raises `BookUnusable` where there is one."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        text = N_("There is a file at {path} already; choose another name or place.")
        raise BookUnusable(Message(text, {"path": path})) from None
