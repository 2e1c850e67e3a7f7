"""Backing up, restoring, encrypting, decrypting, moving, taking a folder over, disturbed like the use cases.

`keeping.FAMILIES` has them by the ways to disturb. These work on closed books and whole files, so what is left is
looked at as files: each time the old book or the new one stands under its name, whole; no backup is half; and done
again, nothing of the first try stays.
"""

import gc
import json
import os
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType

from app import bootstrap
from app.errors import BookUnusable
from app.services import protection
from app.services.books import open_book
from app.services.handover import take_over
from app.services.places import move_book
from app.services.restore import preview, restore
from app.storage.cipher import Key, Kind, new_cipher
from tests.faults.fail_steps import Failer, Goes, OneFails
from tests.faults.filled import Step, event
from tests.faults.kill import in_child
from tests.faults.kill_steps import Killer, Tally
from tests.faults.power_steps import Cutter
from tests.faults.tracer import Walk

DAY = date(2026, 11, 22)
KEY = Key(bytes(range(32)), new_cipher(Kind.PASSPHRASE, lambda count: b"\7" * count))
BACKUP = "shop-2026-01-01-120000.cbackup"
HANDED = "handed"
OTHERS = (".part", ".wipe", "-journal")

Proof = tuple[int, str, bool]
"""Entries and last hash of a book, and whether it is encrypted."""

NOTHING: Proof = (0, "", False)
"""That of no book."""


def proof(path: Path) -> Proof:
    """Open and prove a book; AssertionError where it is not whole."""
    if not path.exists():
        return NOTHING
    key = KEY if protection.is_encrypted(path) else None
    app = bootstrap.build(*open_book(path, key=key), bootstrap.circumstances())
    try:
        report = app.verify.verify()
    finally:
        app.close()
    assert report.problems == (), report.problems[0]
    return report.entries, report.head, key is not None


def begin(folder: Path) -> None:
    """A book in a folder, an older backup of it, the same as plain files, the encrypted one, and an empty one."""
    folder.mkdir(exist_ok=True)
    book = folder / "shop.cbook"
    app = bootstrap.demo_book(book, customers=5, entries=30, progress=lambda _done: None)
    app.backups.make(folder / BACKUP)
    app.handover.save(folder / HANDED, "en")
    app.close()
    bootstrap.new_book(folder / "empty.cbook", name="Empty", currency="CNY", language="en", pack="CN").close()
    # Another encryption of the same book, as if switched on by somebody else.
    shutil.copyfile(book, folder / "locked.cbook")
    protection.encrypt(folder / "locked.cbook", None, KEY, keep=False, keyring=lambda: None)
    app = bootstrap.open_app(book)
    # One entry more, so that the backup is an older book, not the same one.
    event("customer", "late", no="LATE", name="Late").do(app)
    event("opening", "late1", customer="LATE", on=app.today().isoformat(), principal="1.00", bonus="0.00").do(app)
    app.close()


def backing_up(book: Path) -> None:
    app = bootstrap.open_app(book)
    try:
        run = app.backups.run([book.parent / "place"])
        for trouble in run.troubles:
            raise BookUnusable(trouble)
    finally:
        app.close()


def restoring(book: Path) -> None:
    restore(preview(book.with_name(BACKUP), book), book, DAY)


def encrypting(book: Path) -> None:
    protection.encrypt(book, None, KEY, keep=False, keyring=lambda: None)


def decrypting(book: Path) -> None:
    protection.decrypt(book, KEY)


def moving(book: Path) -> None:
    move_book(book, moved_to(book))


def taking_over(book: Path) -> None:
    take_over(book.with_name(HANDED), book, bootstrap.circumstances())


def moved_to(book: Path) -> Path:
    return book.parent / "place" / "moved.cbook"


WORKS: Mapping[str, Callable[[Path], None]] = MappingProxyType(
    {
        "backing_up": backing_up,
        "restoring": restoring,
        "encrypting": encrypting,
        "decrypting": decrypting,
        "moving": moving,
        "taking_over": taking_over,
        "taking_over_empty": taking_over,
    }
)

BEGIN_WITH: Mapping[str, str] = MappingProxyType({"decrypting": "locked.cbook", "taking_over_empty": "empty.cbook"})
FROM_FOLDER = frozenset({"taking_over", "taking_over_empty"})


class Nobody:
    """Stands where the steps have an open book: these works have none."""

    def close(self) -> None:
        """Nothing is open."""


class Keeping(Killer):
    """The works, each on a fresh folder; goes in front of one of the ways to disturb."""

    def __init__(self, folder: Path, sabotage: str = "", like: Killer | None = None) -> None:
        self.folder, self.sabotage, self.tally = folder, sabotage, Tally()
        self.home = folder / "keeping"
        self.pattern = folder / "pattern"
        if not self.pattern.exists():
            in_child(lambda: begin(self.pattern))
        book = self.home / "shop.cbook"
        self.steps = [Step(name, lambda _app, do=do: do(book)) for name, do in WORKS.items()]
        self.proofs = like.proofs if isinstance(like, Keeping) else [self._proofs(name) for name in WORKS]
        gc.collect()

    def _proofs(self, name: str) -> tuple[Proof, Proof]:
        book = self.fresh(name)
        before = in_child(lambda: proof(book))
        in_child(partial(WORKS[name], book))
        return tuple(before), tuple(in_child(lambda: proof(self.stands(name))))  # type: ignore[return-value]

    def stands(self, name: str) -> Path:
        """Return where the book stands after a work."""
        moved = moved_to(self.home / "shop.cbook")
        return moved if name == "moving" and moved.exists() else self.home / "shop.cbook"

    def fresh(self, name: str) -> Path:
        """Make the folder anew that a work begins with."""
        shutil.rmtree(self.home, ignore_errors=True)
        (self.home / "place").mkdir(parents=True)
        book = self.home / "shop.cbook"
        if name in FROM_FOLDER:
            shutil.copytree(self.pattern / HANDED, self.home / HANDED)
        if name != "taking_over":
            shutil.copyfile(self.pattern / BEGIN_WITH.get(name, "shop.cbook"), book)
        shutil.copyfile(self.pattern / BACKUP, self.home / BACKUP)
        return book

    def is_mine(self, name: str) -> bool:
        """Whether a file belongs to the works: all in their folder do."""
        return bool(name)

    def walk(self, number: int) -> tuple[Walk, int]:
        """Start a work; return it with the end of the pipe to read its answer from."""
        self.fresh(self.steps[number].name)
        reading, writing = os.pipe()
        walk = Walk(lambda: partial(self.work, Nobody(), self.steps[number], writing))  # type: ignore[arg-type]
        os.close(writing)
        return walk, reading

    def judge(self, number: int, place: int, *, answered: bool) -> None:
        """See that the old book stands or the new one, and do the work again if it is not done."""
        name, tally = self.steps[number].name, self.tally
        before, after = self.proofs[number]
        left = self._looked(self._left, name)
        lost = answered and left[:3] != list(after)
        lost = lost or (answered and name == "backing_up" and not left[3:])
        half = left[:3] not in (list(before), list(after))
        done = not half and left[:3] == list(after) and (before != after or (self.stands(name) != self._book()))
        again = left if done else self._looked(self._again, name)
        differs = again[:3] != list(after)
        tally.answered, tally.lost, tally.half = tally.answered + answered, tally.lost + lost, tally.half + half
        tally.differs_after_retry += differs
        if lost or half or differs:
            story = {"work": name, "call": place, "answered": answered, "left": left, "again": again, "was": before}
            tally.examples.append(json.dumps(story, ensure_ascii=False))

    def _book(self) -> Path:
        return self.home / "shop.cbook"

    def _looked(self, look: Callable[[str], list[object]], name: str) -> list[object]:
        try:
            found: list[object] = in_child(lambda: look(name))
        except ChildProcessError as error:
            return [str(error)]
        return found

    def _left(self, name: str) -> list[object]:
        """Return what stands there: the book's proof, and whether each backup is as the book was."""
        was = self.proofs[list(WORKS).index(name)][0]
        backups = [proof(each) == was for each in (self.home / "place").glob("*.cbackup")]
        assert all(backups)
        found = [*proof(self.stands(name))]
        # What was left in clear beside an encrypted book is wiped when that is opened.
        assert not found[2] or not self._book().with_name("shop.cbook.wipe").exists()
        # An empty book that makes way is still there, under its own name or under that it is kept by.
        kept = [proof(each) for each in self.home.glob("shop-before-import*.cbook")]
        assert name not in FROM_FOLDER or was in {tuple(found), *kept, NOTHING}
        return [*found, *backups]

    def _again(self, name: str) -> list[object]:
        if name == "moving":
            moved_to(self._book()).unlink(missing_ok=True)
        WORKS[name](self._book())
        stands = self.stands(name)
        found = [*proof(stands)]
        # A backup's own unfinished copy may be another program's at work; it goes with a backup of a later day.
        left = [each.name for each in self.home.rglob("*") if each.name.endswith(OTHERS)]
        names = [each for each in left if ".cbackup." not in each]
        assert names == [], names
        return [*found]


FAMILIES: Mapping[str, type[Keeping]] = MappingProxyType(
    {
        "kill": type("KeepingKilled", (Keeping, Killer), {}),
        "power": type("KeepingCut", (Keeping, Cutter), {}),
        "full": type("KeepingFull", (Keeping, Failer), {}),
        "once": type("KeepingOnce", (Keeping, OneFails), {}),
        "gone": type("KeepingGone", (Keeping, Goes), {}),
    }
)
