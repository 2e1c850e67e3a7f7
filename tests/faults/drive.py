"""What a process does to the files of one folder, call by call; and a drive that fails it, or loses power.

`watched` tells each call that concerns the folder. `Drive` follows them as a drive does that keeps in its own memory
whatever it has not been told to sync: what stands on it for good, and what a power cut may take away.
"""

import os
import random
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.faults.tracer import Stop, Walk

_CHANGE_NOTHING = frozenset({"read", "pread", "readv", "mkdir", "look"})

SECTOR = 512
"""A power cut tears a write at the borders of these, nowhere else (SQLite's own assumption, sqlite.org/psow.html)."""

_READS = {0: "read", 17: "pread", 19: "readv"}
_WRITES = {1: "write", 18: "pwrite", 20: "writev", 77: "ftruncate", 285: "fallocate", 40: "sendfile", 326: "copy"}
_SYNCS = {74: "sync", 75: "sync"}
_LOOKS = {4: 0, 6: 0, 21: 0, 262: 1, 269: 1, 332: 1, 439: 1}
_BY_NAME = {2: 0, 82: 0, 83: 0, 86: 0, 87: 0}  # number: which argument is the (first) name
_BY_NAME_AT = {257: 1, 258: 1, 263: 1, 264: 1, 265: 1, 316: 1} | _LOOKS
_TO_NAME = {82: 1, 86: 1, 264: 3, 265: 3, 316: 3}
_KINDS = {2: "open", 257: "open", 82: "rename", 264: "rename", 316: "rename", 86: "link", 265: "link"}
_KINDS |= {87: "unlink", 263: "unlink", 83: "mkdir", 258: "mkdir"}
_KINDS |= dict.fromkeys(_LOOKS, "look")
_CREATE, _TRUNCATE = os.O_CREAT, os.O_TRUNC


class Act(NamedTuple):
    """One call that concerns the folder: what kind, which file of it, and the other name of a rename or a link."""

    kind: str
    path: Path
    stop: Stop
    to: Path | None = None

    @property
    def takes_room(self) -> bool:
        """Whether a full disk refuses it."""
        if self.kind == "open":
            return bool(_flags(self.stop) & _CREATE) and not self.path.exists()
        return self.stop.number in _WRITES or self.kind in {"rename", "link", "mkdir"}


def _flags(stop: Stop) -> int:
    return stop.arguments[1 if stop.number == 2 else 2]


def act(walk: Walk, stop: Stop, folder: Path) -> Act | None:
    """Return what a call is about to do to a folder, or has just done; None when it has nothing to do with it."""
    number, arguments = stop.number, stop.arguments
    kind = _READS.get(number) or _WRITES.get(number) or _SYNCS.get(number)
    if kind:
        path = walk.file(arguments[0])
        return Act(kind, Path(path.removesuffix(" (deleted)")), stop) if _within(path, folder) else None
    place = _BY_NAME.get(number, _BY_NAME_AT.get(number))
    if place is None:
        return None
    path = walk.text(arguments[place])
    if not _within(path, folder):
        return None
    to = Path(walk.text(arguments[_TO_NAME[number]])) if number in _TO_NAME else None
    return Act(_KINDS[number], Path(path), stop, to)


def _within(path: str, folder: Path) -> bool:
    return path.startswith(f"{folder}/") or path == str(folder)


class _File:
    """What a drive has of a file: what stands for good, and the pieces that do not yet; None cuts it to a length."""

    def __init__(self, data: bytes) -> None:
        self.data = bytearray(data)
        self.pending: list[tuple[int, bytes | None]] = []

    def sync(self) -> None:
        for piece in self.pending:
            _put(self.data, *piece)
        self.pending = []

    def left(self, chance: random.Random | None) -> bytes:
        """What is there after a power cut: without whatever was not synced, or with some sectors of it."""
        data = bytearray(self.data)
        for place, piece in self.pending if chance is not None else ():
            if piece is None:
                if chance.random() < 0.5:  # type: ignore[union-attr]
                    _put(data, place, None)
                continue
            for begin in range(place - place % SECTOR, place + len(piece), SECTOR):
                first, last = max(begin, place), min(begin + SECTOR, place + len(piece))
                if chance.random() < 0.5:  # type: ignore[union-attr]
                    _put(data, first, piece[first - place : last - place])
        return bytes(data)


def _put(data: bytearray, place: int, piece: bytes | None) -> None:
    if piece is None:
        del data[place:]
        data.extend(bytes(place - len(data)))
        return
    data.extend(bytes(max(0, place + len(piece) - len(data))))
    data[place : place + len(piece)] = piece


Change = dict[str, int | None]
"""Names given to files, or taken away, at once."""


class Drive:
    """A folder's files as a drive has them that syncs only what it is told to; names come in the order of the calls.

    A name made, changed or removed stands for good once its folder is synced; until then a power cut keeps the first
    so many of them, as file systems with a journal do. Folders inside stand at once.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[_File] = []
        self.numbers: dict[int, int] = {}  # of an inode: which of the files it is; a system gives inodes out again
        self.names: dict[str, int] = {}
        self.waiting: list[Change] = []
        self.calls = 0  # how many have changed anything, or made it last
        for path in folder.rglob("*"):
            if path.is_file():
                self.names[self._name(path)] = self._new(path.stat().st_ino, path.read_bytes())

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def _new(self, inode: int, data: bytes) -> int:
        self.files.append(_File(data))
        self.numbers[inode] = len(self.files) - 1
        return self.numbers[inode]

    def watch(self, walk: Walk) -> Iterator[Stop]:
        """Walk to the end and follow; yields every stop, so that whoever asks can look at the drive in between."""
        for stop in walk.stops():
            found = act(walk, stop, self.folder)
            if found is not None and stop.before:
                self._before(walk, found)
            elif found is not None and stop.result >= 0 and found.kind not in _CHANGE_NOTHING:
                self.calls += 1
                self._after(walk, found)
            yield stop

    def _before(self, walk: Walk, coming: Act) -> None:
        """Note what is about to be written; its memory may be another's afterwards."""
        number, address, size, place, *_ = coming.stop.arguments
        if coming.kind in {"write", "pwrite"}:
            if coming.kind == "write":
                about = Path(f"/proc/{walk.pid}/fdinfo/{number}").read_text(encoding="ascii")
                place = int(about.split("pos:")[1].split()[0])
            self._of(walk, number).pending.append((place, walk.memory(address, size)))
        elif coming.kind == "ftruncate":
            self._of(walk, number).pending.append((address, None))
        elif coming.kind in {"copy", "writev", "fallocate"}:
            raise LookupError(f"a {coming.kind} of {coming.path} is not followed yet")

    def _after(self, walk: Walk, done: Act) -> None:
        if done.kind == "sync":
            self._sync(walk, done)
        elif done.kind == "open":
            self._open(walk, done)
        elif done.kind == "sendfile":  # copies from where another file stands, so both are read here
            number = done.stop.arguments[0]
            self._of(walk, number).pending.append((0, Path(f"/proc/{walk.pid}/fd/{number}").read_bytes()))
        elif done.kind in {"rename", "link", "unlink"}:
            change: Change = {} if done.kind == "link" else {self._name(done.path): None}
            if done.to is not None:
                change[self._name(done.to)] = self._now()[self._name(done.path)]
            self.waiting.append(change)

    def _sync(self, walk: Walk, done: Act) -> None:
        if not done.path.is_dir():
            self._of(walk, done.stop.arguments[0]).sync()
            return
        mine = [change for change in self.waiting if any((self.folder / n).parent == done.path for n in change)]
        for change in mine:
            _take(self.names, change)
            self.waiting.remove(change)

    def _open(self, walk: Walk, done: Act) -> None:
        found = Path(f"/proc/{walk.pid}/fd/{done.stop.result}").stat()
        name = self._name(done.path)
        if not stat.S_ISREG(found.st_mode):
            return
        if found.st_ino not in self.numbers or name not in self._now():
            self.waiting.append({name: self._new(found.st_ino, b"")})
        elif _flags(done.stop) & _TRUNCATE:
            self.files[self.numbers[found.st_ino]].pending.append((0, None))

    def _of(self, walk: Walk, number: int) -> _File:
        return self.files[self.numbers[Path(f"/proc/{walk.pid}/fd/{number}").stat().st_ino]]

    def _now(self) -> dict[str, int]:
        names = dict(self.names)
        for change in self.waiting:
            _take(names, change)
        return names

    def cut(self, chance: random.Random | None) -> dict[str, bytes]:
        """Return what files there are when the power comes back: nothing unsynced, or some of it by `chance`.

        What programs of one machine share in memory only, SQLite's `-shm`, is never among them.
        """
        names = dict(self.names)
        for change in self.waiting[: chance.randint(0, len(self.waiting)) if chance is not None else 0]:
            _take(names, change)
        return {name: self.files[number].left(chance) for name, number in names.items() if not name.endswith("-shm")}


def _take(names: dict[str, int], change: Change) -> None:
    for name, number in change.items():
        if number is None:
            names.pop(name, None)
        else:
            names[name] = number
