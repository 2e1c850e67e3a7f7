"""A book in a file with a clock that ticks, driven by events about files and by entries."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from sqlite3.dump import _iterdump
from typing import Any

import pytest

from app.core.customer import FileRequest
from app.errors import Refused
from app.services.customer_events import FILE_READERS, parse_customer
from app.services.customers import CustomerFiles
from app.services.desk import Circumstances, Desk
from app.services.events import READERS, read_request
from app.services.fields import Fields
from app.services.file_desk import Filed, FileDesk
from app.services.journal import Journal, Posted
from app.services.offers import Offers
from app.services.search import Search
from app.storage.attachments import verify_attachments
from app.storage.customers import verify_customers
from app.storage.engine import sqlite3
from app.storage.offers import verify_offers
from app.storage.prices import verify_prices
from app.storage.settings import verify_settings
from app.storage.store import Store, open_store
from tests.pattern import new_book

TODAY = date(2026, 5, 20)
SHARED_DATA = Path(__file__).parents[3] / "shared" / "data"


def circumstances() -> Circumstances:
    """Return a clock that moves a second at each look, and salts that differ."""
    ticks, salts = count(), count(1)
    begin = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)
    return Circumstances(
        now=lambda: begin + timedelta(seconds=next(ticks)),
        today=lambda: TODAY,
        salt=lambda: next(salts).to_bytes(16, "big"),
    )


class Shop:
    """A new book and its doors."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "shop.cbook"
        self.around = circumstances()
        self.store: Store = new_book(
            self.path, name="Shop", currency="CNY", language="en", now=self.around.now, random=self.around.salt
        )
        self.files = CustomerFiles(self.store, self.around)
        self.journal = Journal(self.store, self.around)
        self.offers = Offers(self.store)
        self.search = Search(self.store)
        self._ids = count(1)

    def do(self, do: str, **fields: Any) -> Filed | Posted:
        """Record one event; without an id it gets one."""
        event = {"id": f"auto-{next(self._ids)}", **fields}
        if do in FILE_READERS:
            return self.files.record(FILE_READERS[do](Fields(event, 2)))
        assert do in READERS
        return self.journal.record(read_request(do, Fields(event, 2)))

    def customer(self, no: str, **fields: Any) -> None:
        """Make a customer, or change one."""
        self.do("customer", no=no, **fields)

    def all_at_once(self, events: Iterable[dict[str, Any]]) -> None:
        """Make or change many customers in one transaction."""
        self.file_all([parse_customer(Fields({"id": f"auto-{next(self._ids)}", **event}, 2)) for event in events])

    def file_all(self, requests: Sequence[FileRequest]) -> None:
        """Do what many requests ask in one transaction."""
        with self.store.write() as session:
            desk = Desk(session, self.around)
            files = FileDesk(desk, self.path)
            files.prefetch(requests)
            for request in requests:
                files.record(request)
            desk.flush()

    def refused(self, do: str, **fields: Any) -> Refused:
        """Have an event refused; prove that it left the book as it was, and that its sentence can be said."""
        before = self.dump()
        with pytest.raises(Refused) as caught:
            self.do(do, **fields)
        assert self.dump() == before
        assert str(caught.value)
        str(caught.value).encode()
        return caught.value

    def dump(self) -> str:
        """Return the whole book as text."""
        with sqlite3.connect(self.path) as connection:
            text = "\n".join(_iterdump(connection))
        connection.close()
        return text

    def sql(self, statement: str, *values: object) -> list[Any]:
        """Do something behind the program's back."""
        with sqlite3.connect(self.path) as connection:
            rows = connection.execute(statement, values).fetchall()
        connection.close()
        return rows

    def second(self) -> Store:
        """Open the same book once more, as another program does."""
        return open_store(self.path)

    def problems(self) -> list[tuple[str, int]]:
        """Return what does not hold together of files, attachments, offers, settings and prices."""
        with self.store.read() as session:
            checks = (verify_customers, verify_attachments, verify_offers, verify_settings, verify_prices)
            found = [problem for check in checks for problem in check(session)]
        return [(problem.table, problem.id) for problem in found]


def open_shop(folder: Path) -> Iterator[Shop]:
    """Make a shop and prove in the end that nothing of it is damaged; to be used as a fixture."""
    shop = Shop(folder)
    yield shop
    assert shop.problems() == []
    shop.store.dispose()


def naughty_strings() -> list[str]:
    """Return the hostile texts, or nothing where they are not kept."""
    path = SHARED_DATA / "hostile" / "blns.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
