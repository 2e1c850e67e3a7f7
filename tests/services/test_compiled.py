"""Statements are written out once in a process, however many books it opens."""

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.services.verify import Verify
from app.storage import tables as t
from app.storage.compiled import Compiled
from tests.services.helpers_customers import Shop


def test_a_second_book_finds_what_the_first_had_written_out(tmp_path, monkeypatch):
    kept = Compiled(1000)
    monkeypatch.setattr("app.storage.store.compiled", lambda: kept)
    written = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        shop = Shop(tmp_path / name)
        shop.customer("C001", name=name)
        shop.do("sale", customer="C001", amount="7.00", pay=[{"with": "cash"}], on="2026-05-20")
        assert Verify(shop.store).verify().problems == ()
        with shop.store.read() as session:
            assert session.execute(select(t.customer.c.name)).scalars().all() == [name]
        shop.store.dispose()
        written.append(len(kept))
    assert written[0] == written[1] > 50


def test_engines_made_alike_share_and_another_database_does_not():
    kept = Compiled(10)
    kept[sqlite.dialect(), "statement", ()] = "as SQLite has it"
    assert kept.get((sqlite.dialect(), "statement", ())) == "as SQLite has it"
    assert kept.get((sqlite.dialect(), "statement", ("id",))) is None
    assert kept.get((postgresql.dialect(), "statement", ())) is None


def test_those_used_least_go_first():
    kept = Compiled(2)
    for number in range(10):
        kept[sqlite.dialect(), number] = number
    assert len(kept) <= 3
    assert kept.get((sqlite.dialect(), 9)) == 9
