"""Rights over a book that nobody has open: restoring onto it, encrypting and decrypting it.

What cannot be opened bars nobody: a damaged book must be replaceable by whoever is there. Whoever has the file and
another program needs no rights; against that there is encryption, against tampering the digest on paper.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.core.customer import Change
from app.core.staff.rights import Act
from app.errors import BookUnusable, refuse
from app.i18n.mark import N_
from app.services.circumstances import Circumstances
from app.services.rights import Rights, allow
from app.services.staff import Staff
from app.storage.books import OWNER_ID
from app.storage.cipher import Key
from app.storage.customers import Author
from app.storage.settings import log_changes
from app.storage.staff import load_members, load_policy
from app.storage.store import Store, open_store


def tells_apart(path: Path, key: Key | None) -> bool:
    """Whether a book tells its staff apart; one that cannot be opened does not."""
    with _opened(path, key) as store:
        if store is None:
            return False
        try:
            with store.read() as session:
                return load_policy(session).on
        except BookUnusable:
            return False


def sign_in(
    path: Path, key: Key | None, around: Circumstances, name: str, secret: str, *, second: bool = False
) -> None:
    """Seat somebody for what is to be done to a closed book, or beside whoever sits there."""
    with _opened(path, key) as store:
        if store is not None:
            staff = Staff(store, around)
            (staff.sit_beside if second else staff.sign_in)(name, secret)


def check(path: Path, key: Key | None, act: Act, around: Circumstances | None) -> None:
    """Refuse what whoever is at the desk may not do to a closed book; raises `NeedsApproval` where it takes two.

    Without circumstances nobody is at the desk.
    """
    if not tells_apart(path, key):
        return
    if around is None:
        refuse("staff", N_("Nobody has signed in; sign in first."))
    with _opened(path, key) as store:
        if store is not None:
            allow(store, around, act, path.name)


def ask(store: Store, around: Circumstances, act: Act) -> None:
    """Refuse beforehand, while the book is still open, what `check` would refuse once it is closed.

    Where it takes two, what the second person approves now is used up by `check`.
    """
    with store.read() as session:
        rights = Rights(session, around)
        if rights.policy.on:
            rights.check(act, None, lambda: rights.digest(act, store.path.name))


def note(path: Path, key: Key | None, change: Change, around: Circumstances | None) -> None:
    """Log in a closed book what was done to its file, under whoever is at the desk, as far as the book knows them.

    It is done by then: a book that cannot take the line, such as one of an older version, goes without. Without
    circumstances nobody is at the desk.
    """
    if around is None:
        return
    with _opened(path, key) as store, suppress(BookUnusable):
        if store is None or store.read_only:
            return
        with store.write() as session:
            known = any(each.id == around.staff for each in load_members(session))
            author = Author(around.staff if known else OWNER_ID, around.now(), "")
            log_changes(session, [change], author)


@contextmanager
def _opened(path: Path, key: Key | None) -> Iterator[Store | None]:
    try:
        store = open_store(path, key)
    except BookUnusable:
        yield None
        return
    try:
        yield store
    finally:
        store.dispose()
