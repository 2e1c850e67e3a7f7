"""Encrypting a book, taking its encryption away, giving it another key: always into a new file that is proved first.

The new file gets the book's name only when it is proved to hold the same rows and to be whole; until then the book
stands as it was.
"""

import contextlib
import errno
import hashlib
import os
import shutil
from contextlib import closing
from pathlib import Path

from app.errors import BookUnusable, Message
from app.i18n.mark import N_
from app.storage.cipher import Key, damaged_pages
from app.storage.engine import connect, file_uri, number_by_words, sqlite3
from app.storage.moving import alone
from app.storage.store import APPLICATION_ID, explained, open_store
from app.storage.swapping import PART, new_file, put_in_place, remove, replace_and_wipe
from app.storage.tables import SCHEMA_VERSION
from app.storage.verify import examine

_ROOM = 65536  # bytes


def rewrite(path: Path, old: Key | None, new: Key | None, *, wipe: bool) -> bool:
    """Write a closed book anew under another key, None for none; return whether the old file was wiped.

    Raises `BookUnusable` (in use, disk full, damaged) and then the book is as it was.
    """
    part = path.with_name(path.name + PART)
    with explained(path):
        try:
            with alone(path, old) as book:
                _export(book, part, new)
                _compare(book, part, new)
                _prove(path, part, new)
                if os.name != "nt":  # there no file is replaced that is open, by us neither
                    return _swap(part, path, wipe=wipe)
            return _swap(part, path, wipe=wipe)
        finally:
            remove(part)


def _swap(part: Path, path: Path, *, wipe: bool) -> bool:
    if wipe:
        return replace_and_wipe(part, path)
    put_in_place(part, path, None)
    return False


def _export(book: sqlite3.Connection, part: Path, key: Key | None) -> None:
    """Write every table, index and guard of an open book into a new file."""
    remove(part)
    new_file(part)
    secret = "" if key is None else f"x'{key.raw.hex()}{key.cipher.salt.hex()}'"
    book.execute("PRAGMA foreign_keys = OFF")
    book.execute("ATTACH ? AS written KEY ?", (file_uri(part, "rw"), secret))
    try:
        # Nothing is put aside on the way: a file that does not get done is thrown away.
        book.execute("PRAGMA written.journal_mode = OFF")
        book.execute("PRAGMA written.synchronous = OFF")
        version = book.execute("PRAGMA user_version").fetchone()[0]
        book.execute("SELECT sqlcipher_export('written')").fetchone()
        book.execute(f"PRAGMA written.application_id = {APPLICATION_ID}")
        book.execute(f"PRAGMA written.user_version = {version}")
    except sqlite3.Error as error:
        # The database wraps what failed while exporting in an error of its own, that of a disk without room too.
        if _has_no_room(part):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        number_by_words(error)
        raise
    finally:
        with contextlib.suppress(sqlite3.Error):  # after a failure there may be nothing left to undo
            if book.in_transaction:
                book.execute("ROLLBACK")
            book.execute("DETACH written")


def _has_no_room(part: Path) -> bool:
    """Whether the disk of a file has no room for another of its pages."""
    return shutil.disk_usage(part).free < _ROOM


def _compare(book: sqlite3.Connection, part: Path, key: Key | None) -> None:
    """Raise the error of a failing drive when the new file does not hold what the book does."""
    if key is not None and any(True for _page in damaged_pages(part, key)):
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    with closing(connect(part, "ro&immutable=1", key)) as written:
        if _contents(book) != _contents(written):
            raise OSError(errno.EIO, os.strerror(errno.EIO))


def _contents(connection: sqlite3.Connection) -> dict[str, tuple[int, str]]:
    """Return how many rows each table has and a digest of them, and one of all definitions."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    statements = {name: f'SELECT * FROM "{name}"' for name in names}  # noqa: S608 - names of the book's own
    statements[""] = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    return {name: _digest(connection, statement) for name, statement in statements.items()}


def _digest(connection: sqlite3.Connection, statement: str) -> tuple[int, str]:
    count, digest = 0, hashlib.sha256()
    for row in connection.execute(statement):
        count += 1
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return count, digest.hexdigest()


def _prove(path: Path, part: Path, key: Key | None) -> None:
    """Prove the new file as any book is proved; one of an older version is when it is brought up to date."""
    with closing(connect(part, "ro&immutable=1", key)) as written:
        if written.execute("PRAGMA user_version").fetchone()[0] != SCHEMA_VERSION:
            return
    part.chmod(0o400)  # so that nothing is written beside it
    try:
        store = open_store(part, key)
        try:
            with store.read() as session:
                problems = examine(session).problems
        finally:
            store.dispose()
    finally:
        part.chmod(0o600)
    if problems:
        text = N_("{path} was left as it was: its proof found what does not hold ({count} in all): {first}")
        raise BookUnusable(Message(text, {"path": path, "count": len(problems), "first": problems[0].message}))
