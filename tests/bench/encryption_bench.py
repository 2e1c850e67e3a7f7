"""What encryption costs: the same work on the same book, encrypted and in clear, in turn; and a backup in use."""

import random
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from app.bootstrap import App, build, circumstances
from app.core.requests import Tender, TopUp
from app.services import protection
from app.services.books import open_book
from app.storage.cipher import Key, Kind, new_cipher
from tests.bench.books import copy_of, raw
from tests.bench.measure import Line, ms

_ROUNDS = 3
_KEY = Key(bytes(range(32)), new_cipher(Kind.PASSPHRASE, lambda count: b"\7" * count))
_QUESTIONS = ("王", "wang", "1380", "李小", "zx", "C00")


def encryption(book: Path, postings: int) -> list[Line]:
    """Return the cost of opening, posting, searching and proving an encrypted book, each as a ratio."""
    with copy_of(book, "clear") as clear, copy_of(book, "locked") as locked:
        began = perf_counter()
        protection.encrypt(locked, None, _KEY, keep=False, keyring=lambda: None)
        took = perf_counter() - began
        found = [Line("encrypting the book, proof included", f"{took:.1f} s", "-", "-", "-", met=True)]
        with raw(clear) as connection:
            customers = [no for (no,) in connection.execute("SELECT no FROM customer WHERE closed = 0 ORDER BY no")]
        for name, work in _works(customers, postings).items():
            times: dict[bool, list[float]] = {False: [], True: []}
            for round_ in range(_ROUNDS):
                for is_locked in (False, True):
                    times[is_locked].append(work(locked if is_locked else clear, _KEY if is_locked else None, round_))
            ours, limit = min(times[True]), min(times[False])
            line = Line(f"{name}, encrypted", ms(ours), ms(limit), f"{ours / limit:.2f} x", "-", met=True)
            found.append(line)
        return [*found, *_backup_in_use(clear, customers)]


Work = Callable[[Path, Key | None, int], float]


def _works(customers: list[str], postings: int) -> dict[str, Work]:
    def opening(path: Path, key: Key | None, _round: int) -> float:
        began = perf_counter()
        app = _opened(path, key)
        app.counter.card(customers[0])
        took = perf_counter() - began
        app.close()
        return took

    def posting(path: Path, key: Key | None, round_: int) -> float:
        app = _opened(path, key)
        times = _post(app, customers, postings, f"r{round_}", lambda: False)
        app.close()
        return median(times)

    def searching(path: Path, key: Key | None, _round: int) -> float:
        app = _opened(path, key)
        began = perf_counter()
        for text in _QUESTIONS:
            app.search.find(text)
        took = perf_counter() - began
        app.close()
        return took

    def proving(path: Path, key: Key | None, _round: int) -> float:
        app = _opened(path, key)
        began = perf_counter()
        assert app.verify.verify().ok
        took = perf_counter() - began
        app.close()
        return took

    return {"opening": opening, "one posting": posting, "first searches": searching, "verify": proving}


def _opened(path: Path, key: Key | None) -> App:
    return build(*open_book(path, key=key), circumstances())


def _post(app: App, customers: list[str], most: int, name: str, stop: Callable[[], bool]) -> list[float]:
    chance, times = random.Random(3), []
    for number in range(most):
        if stop():
            break
        request = TopUp(
            id=f"bench-{name}-{number}",
            on=app.today(),
            customer=chance.choice(customers),
            paid=5000,
            tender=Tender.CASH,
        )
        began = perf_counter()
        app.journal.record(request)
        times.append(perf_counter() - began)
    return times


def _backup_in_use(book: Path, customers: list[str]) -> list[Line]:
    """Return how long a backup takes while somebody posts all the time, and how much longer posting takes meanwhile."""
    app = _opened(book, None)
    quiet = _post(app, customers, 100, "quiet", lambda: False)
    done = threading.Event()
    during: list[float] = []
    writer = threading.Thread(target=lambda: during.extend(_post(app, customers, 10**6, "during", done.is_set)))
    with tempfile.TemporaryDirectory(dir=book.parent) as folder:
        writer.start()
        began = perf_counter()
        try:
            app.backups.make(Path(folder) / "copy.cbackup")
        finally:
            took = perf_counter() - began
            done.set()
            writer.join()
    app.close()
    ratio = f"{median(during) / median(quiet):.2f} x"
    return [
        Line("a backup while posting, proof included", f"{took:.1f} s", "-", "-", "-", met=True),
        Line("one posting during a backup", ms(median(during)), ms(median(quiet)), ratio, "-", met=True),
    ]
