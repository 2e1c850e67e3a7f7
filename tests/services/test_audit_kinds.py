"""Every kind of doing an owner looks at twice comes into the list by what is really done, the book's file included."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app import bootstrap
from app.bootstrap import App
from app.core.audit import Choice, Doing
from app.core.privacy.erasing import EraseCustomer
from app.services import protection, restore
from app.services.privacy import Privacy
from app.storage.engine import sqlite3
from tests.faults import filled, postings
from tests.faults.filled import event

TODAY = postings.TODAY
ON = TODAY.isoformat()


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with rows in every table."""
    path = tmp_path_factory.mktemp("full") / "shop.cbook"
    filled.make(path)
    return path


@pytest.fixture
def book(full: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(full, tmp_path / "shop.cbook"))


@pytest.fixture
def app(book: Path) -> Iterator[App]:
    opened = postings.opened(book)
    yield opened
    opened.close()


def told(path: Path, field: str, key: protection.Key | None = None) -> list[tuple[str, str]]:
    """Return what the list has of a doing with the book's file: before and after."""
    opened = bootstrap.open_app(path, key)
    try:
        lines = opened.audit.lines(Choice(what=frozenset({Doing.BOOK_FILE})))
        return [(line.row.old, line.row.new) for line in lines if line.row.field == field]
    finally:
        opened.close()


def test_each_kind_is_in_the_list_once_it_was_done(app: App) -> None:
    account = [{"with": "account", "due_on": "2026-04-30"}]
    cash = [{"with": "cash"}]
    for each in (
        event("price_item", "kind-0", name="剪发", kind="service", price="66.00", starts_on="2026-01-01"),
        event("top_up", "kind-1", on=ON, customer="A", paid="500.00", bonus="90.00", tender="cash"),
        event("sale", "kind-2", on=ON, customer="A", amount="6.00", pay=cash,
              lines=[{"text": "剪发", "quantity": "1", "price": "6.00"}]),
        event("customer", "kind-3", no="A", credit_limit="1.00"),
        event("sale", "kind-4", on=ON, customer="A", amount="900.00", pay=account, override="老客户"),
        event("payment", "kind-5", on=ON, customer="A", amount="899.00", discount="1.00", tender="cash",
              against=["kind-4"]),
    ):  # fmt: skip
        each.do(app)
    found = {line.row.what for line in app.audit.lines()}
    assert found == set(Doing)
    removed = app.audit.lines(Choice(what=frozenset({Doing.ATTACHMENT})))
    assert [(line.customer, line.row.field, line.row.new) for line in removed] == [
        ("C", "attachment.removed", "传错了人")
    ]


def test_what_is_done_to_the_file_is_written_in_it(book: Path, tmp_path: Path) -> None:
    around = bootstrap.circumstances()
    key = protection.new_key("four horses eat 草")
    other = protection.new_key("and then some 草")
    protection.encrypt(book, None, key, keep=False, around=around)
    protection.encrypt(book, key, other, keep=False, around=around)
    assert told(book, "file.encrypted", other) == [("yes", "yes"), ("", "yes")]
    protection.decrypt(book, other, around)
    assert told(book, "file.encrypted")[0] == ("yes", "")
    opened = bootstrap.open_app(book)
    opened.verify.rebuild()
    opened.close()
    assert told(book, "file.rebuilt") == [("", "yes")]


def test_restoring_says_so_in_the_book_and_who_was_erased_comes_back(app: App, book: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    event("customer", "new-1", no="N", name="欧阳修竹").do(app)
    [copy] = app.backups.run([place]).made
    day = date(2031, 1, 1)
    later = app.around._replace(today=lambda: day)
    Privacy(app.store, later).erase(EraseCustomer(id="gone", customer="N", confirm="N", on=day))
    event("top_up", "new-2", on=ON, customer="A", paid="5.00", tender="cash").do(app)
    assert restore.preview_open(copy, app.store).lost.erased == 1
    app.close()
    seen = restore.preview(copy, book)
    assert (seen.lost.entries, seen.lost.erased) == (1, 1)
    restore.restore(seen, book, TODAY, around=bootstrap.circumstances())
    assert told(book, "file.restored") == [(str(seen.present.entry), str(seen.has.entry))]
    with sqlite3.connect(book) as raw:
        assert raw.execute("SELECT name FROM customer WHERE no = 'N'").fetchall() == [("欧阳修竹",)]
    raw.close()
