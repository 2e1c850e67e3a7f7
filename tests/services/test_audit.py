"""Who did what: what an owner looks at twice is in the list, and the daily digest shows later changes."""

import csv
import hashlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.core.audit import Choice, Doing
from app.core.audit_digest import code, content
from app.errors import Refused
from app.services.audit import Audit
from app.services.customer_events import FILE_READERS
from app.services.day_digests import DayDigests
from app.services.desk import Desk
from app.services.events import read_request
from app.services.exports import Exports
from app.services.fields import Fields
from app.services.file_desk import FileDesk
from app.services.journal import record_at
from app.services.verify import Verify
from app.storage.customers import row_digest
from app.storage.engine import sqlite3
from app.storage.verify import chain
from tests.documents.helpers_paper import read_text
from tests.services.helpers_customers import TODAY, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))
ON = TODAY.isoformat()


@pytest.fixture
def audit(shop) -> Audit:
    return Audit(shop.store, shop.around)


@pytest.fixture
def digests(shop) -> DayDigests:
    return DayDigests(shop.store, shop.around)


def fill(shop) -> None:
    shop.customer("A", name="=王小明", credit_limit="100.00", terms_days=30)
    shop.customer("A", credit_limit="200.00")
    shop.customer("B", name="李海")
    shop.do("offer", id="o", name="500+50", paid="500.00", bonus="50.00")
    shop.do("top_up", id="t1", on=ON, customer="A", paid="500.00", bonus="50.00", tender="cash")
    shop.do("top_up", id="t2", on=ON, customer="A", paid="500.00", bonus="80.00", tender="wechat")
    shop.do("top_up", id="t3", on=ON, customer="B", paid="20.00", tender="cash")
    shop.do("sale", id="s1", on=ON, customer="A", amount="80.00", list_amount="100.00", pay=[{"with": "cash"}])
    shop.do("sale", id="s2", on=ON, customer="A", amount="10.00", pay=[{"with": "cash"}])
    shop.do("sale", id="s3", on=(TODAY - timedelta(days=3)).isoformat(), customer="B", amount="5.00",
            pay=[{"with": "cash"}])  # fmt: skip
    shop.do("refund", id="r", on=ON, customer="A", amount="5.00", tender="cash", reason="退款")
    shop.do("reverse", id="v", on=ON, entry="t3", reason="录错")
    shop.do("drawer_out", id="d", on=ON, amount="5.00", reason="买水")


def told(audit, **choice):
    return {(line.row.what.value, line.row.amount) for line in audit.lines(Choice(**choice))}


def test_the_list_has_what_deserves_a_second_look_and_nothing_of_the_everyday(shop, audit):
    fill(shop)
    assert told(audit) == {
        ("bonus", 30_00),
        ("price", 20_00),
        ("earlier_day", 5_00),
        ("refund", 5_00),
        ("reversal", 20_00),
        ("drawer", 5_00),
        ("credit_terms", 0),
    }


def test_it_is_narrowed_by_day_kind_person_and_amount(shop, audit):
    fill(shop)
    assert told(audit, what=frozenset({Doing.REFUND})) == {("refund", 5_00)}
    assert told(audit, least=20_00) == {("bonus", 30_00), ("price", 20_00), ("reversal", 20_00)}
    assert told(audit, last_on=TODAY - timedelta(days=1)) == set()
    assert told(audit, staff=2) == set()
    assert {line.customer for line in audit.lines(Choice(), "A")} == {"A"}
    with pytest.raises(Refused):
        audit.lines(Choice(), "nobody")


def test_its_export_holds_no_formula_and_is_noted_itself(shop, audit, tmp_path: Path):
    fill(shop)
    path = tmp_path / "audit.csv"
    count = audit.save(path)
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == count + 1
    assert {row[5] for row in rows[1:]} == {"", "'=王小明", "李海"}
    [noted] = audit.exports()
    assert (noted.what, noted.form, noted.rows) == ("audit", "csv", count)
    assert told(audit, what=frozenset({Doing.EXPORT})) == {("export", 0)}
    with pytest.raises(Refused):
        audit.save(shop.path)
    assert len(audit.exports()) == 1


def test_an_exported_journal_is_known_again_by_its_digest(shop, audit, tmp_path: Path):
    fill(shop)
    Exports(shop.store, shop.around).journal(tmp_path / "j.csv", "csv")
    assert audit.exports()[0].sha256 == hashlib.sha256((tmp_path / "j.csv").read_bytes()).hexdigest()


def test_what_is_sold_below_the_price_list_is_in_the_list_whether_or_not_the_sale_says_so(shop, audit):
    shop.customer("A", name="王小明")
    shop.do("price_item", id="i1", name="打蜡", kind="service", price="80.00", starts_on=ON)
    shop.do("price_item", id="i2", name="洗车卡", kind="session_pass", price="300.00", count=10, starts_on=ON,
            covers="洗车")  # fmt: skip
    cash = [{"with": "cash"}]
    line = {"text": "打蜡", "quantity": "2", "price": "80.00"}
    shop.do("sale", id="s1", on=ON, customer="A", amount="160.00", lines=[line], pay=cash)
    shop.do("pass_sale", id="p1", on=ON, customer="A", service="洗车", count=10, paid="300.00", tender="cash")
    shop.do("sale", id="s2", on=ON, customer="A", amount="5.00", pay=cash)
    below = frozenset({Doing.PRICE})
    assert told(audit, what=below) == set()
    less = {"text": "打蜡", "quantity": "2", "price": "50.00"}
    shop.do("sale", id="s3", on=ON, customer="A", amount="100.00", lines=[less], pay=cash)
    shop.do("pass_sale", id="p2", on=ON, customer="A", service="洗车", count=10, paid="1.00", tender="cash")
    assert told(audit, what=below) == {("price", 60_00), ("price", 299_00)}


def test_within_one_transaction_the_price_of_the_moment_counts(shop, audit):
    shop.customer("A", name="王小明")
    shop.do("price_item", id="i1", name="打蜡", kind="service", price="80.00", starts_on=ON)
    common = {"on": ON, "customer": "A", "amount": "50.00", "pay": [{"with": "cash"}],
              "lines": [{"text": "打蜡", "quantity": "1", "price": "50.00"}]}  # fmt: skip
    with shop.store.write() as session:
        desk = Desk(session, shop.around)
        record_at(desk, read_request("sale", Fields({"id": "s1", **common}, 2)))
        cheaper = {"id": "end", "item": "i1", "on": (TODAY - timedelta(days=1)).isoformat()}
        FileDesk(desk, shop.path).record(FILE_READERS["end_price_item"](Fields(cheaper, 2)))
        record_at(desk, read_request("sale", Fields({"id": "s2", **common}, 2)))
        desk.flush()
    assert told(audit, what=frozenset({Doing.PRICE})) == {("price", 30_00)}


# ---- digests --------------------------------------------------------------------------------------------------------


def on(shop, days: int) -> DayDigests:
    return DayDigests(shop.store, shop.around._replace(today=lambda: TODAY + timedelta(days=days)))


def test_a_day_gets_its_digest_with_the_first_work_of_a_later_day_and_only_once(shop, digests):
    assert digests.make() is None
    fill(shop)
    assert digests.make() is None  # the day is not over
    made = on(shop, 1).make()
    assert made is not None
    assert (made.on, made.head, made.sums["owed"]) == (TODAY, 8, 0)
    assert made.tenders == {"tender.cash": 500_00 + 80_00 + 10_00 + 5_00 - 5_00, "tender.wechat": 500_00}
    assert made.doings == {"reversal": 1, "refund": 1, "bonus": 1, "price": 1, "earlier_day": 1, "drawer": 1,
                           "credit_terms": 1}  # fmt: skip
    assert on(shop, 2).make() is None
    assert on(shop, 2).days() == [made]
    assert digests.check().ok
    assert digests.compare(TODAY, code(made).lower())


def test_a_book_made_over_does_not_fit_the_paper(shop, digests):
    fill(shop)
    made = on(shop, 1).make()
    assert made is not None
    shop.sql("DROP TRIGGER entry_no_update")
    shop.sql("UPDATE entry SET hash = zeroblob(32) WHERE id = 8")
    checked = digests.check()
    assert [message.text.startswith("Entry {number} or one before it") for message in checked.messages] == [True]


def unguarded(shop, *work) -> None:
    """Do something to the file as somebody who knows it well: no guard in the way, and all guards back afterwards."""
    with sqlite3.connect(shop.path) as book:
        guards = book.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in guards:
            book.execute(f"DROP TRIGGER {name}")
        for each in work:
            each(book)
        for _name, sql in guards:
            book.execute(sql)
    book.close()


def cheaper(book: sqlite3.Connection) -> None:
    """Make a sale one of a tenth of its amount, and the whole chain anew behind it."""
    book.execute(
        "UPDATE posting SET amount = amount / 10 WHERE entry_id = (SELECT id FROM entry WHERE request_id = 's2')"
    )
    book.execute("UPDATE entry SET facts = '{\"amount\":100}' WHERE request_id = 's2'")
    of = [book.execute(statement).fetchall() for statement in (chain.POSTINGS, chain.ITEMS, chain.TERMS)]
    first, *others = book.execute(chain.ENTRIES).fetchall()
    mark = first[-1]
    for row in others:
        rows = [[each for each in lines if each[0] == row[0]] for lines in of]
        mark = hashlib.sha256(chain._hashed(mark, row, *rows).encode()).digest()
        book.execute("UPDATE entry SET hash = ? WHERE id = ?", (mark, row[0]))


def test_a_journal_made_over_whole_is_proved_by_the_page_alone(shop, digests):
    fill(shop)
    made = on(shop, 1).make()
    assert made is not None
    unguarded(shop, cheaper)
    Verify(shop.store).rebuild()
    assert Verify(shop.store).verify().problems == ()  # nothing in the journal shows it
    [told] = [message.text for message in digests.check().messages]
    assert told.startswith("Entry {number} or one before it")
    head = shop.sql("SELECT hash FROM entry WHERE id = ?", made.head)[0][0]
    forged = replace(made, head_hash=head.hex())

    def forge(book: sqlite3.Connection) -> None:
        row = list(book.execute("SELECT * FROM day_digest").fetchone())
        row[2] = content(forged)
        book.execute("UPDATE day_digest SET content = ?, digest = ?", (row[2], row_digest(row[:-1])))

    unguarded(shop, forge)
    assert digests.prove().ok  # the digests fit again
    assert not digests.compare(TODAY, code(made))  # the page in the owner's hand does not


def test_a_line_taken_out_of_a_log_shows_by_the_digest(shop, digests):
    fill(shop)
    made = on(shop, 1).make()
    assert made is not None
    assert digests.prove().ok

    def hide(book: sqlite3.Connection) -> None:
        book.execute("DELETE FROM drawer")
        book.execute("UPDATE row_count SET rows = 0 WHERE name = 'drawer'")

    unguarded(shop, hide)
    assert Verify(shop.store).verify().problems == ()  # the count was made to fit
    assert [message.values["on"] for message in digests.prove().messages] == [TODAY]


def test_an_amount_changed_under_its_hash_is_told_though_the_code_fits(shop, digests):
    fill(shop)
    made = on(shop, 1).make()
    assert made is not None
    unguarded(shop, lambda book: book.execute("UPDATE entry SET posted_on = '2026-05-01' WHERE id = 2"))
    assert digests.compare(TODAY, code(made))
    assert not digests.prove().ok


def test_the_page_bears_the_code_in_both_languages(shop, digests):
    fill(shop)
    made = on(shop, 1).make()
    assert made is not None
    for language in ("en", "zh_CN"):
        text = read_text(digests.pdf(made, language))
        assert code(made) in text
        assert "590.00" in text


def test_a_day_without_a_digest_is_refused_in_words(digests):
    with pytest.raises(Refused) as caught:
        digests.day(date(2026, 1, 1))
    assert "digest" in str(caught.value)
