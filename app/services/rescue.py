"""Saving what can be read of a damaged book; the damaged file itself is never written to."""

from pathlib import Path

from app.errors import refuse
from app.i18n.mark import N_
from app.storage.cipher import Key
from app.storage.own_files import belongs_to
from app.storage.rescuing import Rescued, rescue_file

__all__ = ["Rescued", "rescue"]


def rescue(path: Path, out: Path, key: Key | None = None) -> Rescued:
    """Save what can be read of a damaged, closed book into a new book beside it.

    Kept are the entries that the chain of hashes proves, from the first on, with the customers' files and all else that
    belongs to them. Raises `Refused` (a file stands at `out`) and `BookUnusable` (nothing can be read, the disk is
    full), and then there is nothing at `out`.
    """
    if not path.is_file():
        refuse("book", N_("There is no file at {path}."), path=path)
    if belongs_to(out, path) or out.exists():
        refuse("out", N_("There is a file at {path} already; choose another name or place."), path=out)
    return rescue_file(path, key, out)
