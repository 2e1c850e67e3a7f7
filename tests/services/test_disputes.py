"""Charges in dispute: opened and ended, with the charge wherever it goes, seen at the counter; and rows damaged."""

import shutil
from contextlib import closing
from datetime import timedelta

import pytest

from app.core.counter import NoticeKind
from app.core.journal import EntryKind
from app.core.named import Named
from app.core.statement import Period
from app.core.statement_reply import Claim, DisputeOutcome, EndDispute, OpenDispute, Outcome, RecordReply
from app.errors import Refused
from app.services.bulk import Bulk
from app.services.counter import Counter
from app.services.verify import Verify
from app.services.views import Views
from app.storage.disputes import in_dispute_now, open_disputes
from app.storage.engine import sqlite3
from tests.services.helpers_customers import TODAY, Shop, open_shop
from tests.services.helpers_replies import Desk
from tests.services.test_counter import statements
from tests.services.test_verify import flipped, kinds, of_another_type, query, tamper, verify

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))
ON = TODAY.isoformat()


def ago(days):
    return (TODAY - timedelta(days=days)).isoformat()


@pytest.fixture(name="desk")
def desk_of(shop):
    """Make a shop with two customers and a charge of 100.00 each, of which C001 has paid 40.00."""
    for number in ("1", "2"):
        shop.customer(f"C00{number}", name="n", credit_limit=None, terms_days=30)
        shop.do("sale", id=f"s{number}", on=ago(40), customer=f"C00{number}", amount="100.00",
                pay=[{"with": "account"}])  # fmt: skip
    shop.do("payment", id="m1", on=ago(30), customer="C001", amount="40.00", tender="cash", against=["s1"])
    desk = Desk(shop)
    yield desk
    assert desk.problems() == []
    assert Verify(shop.store).verify().problems == ()


def opening(**fields):
    return OpenDispute(**{"id": "d1", "customer": "C001", "charge": "s1", "on": TODAY, "reason": "少送了", **fields})


def ending(**fields):
    return EndDispute(
        **{"id": "e1", "dispute": "d1", "outcome": DisputeOutcome.REJECTED, "on": TODAY, "reason": "签收了", **fields}
    )


def charge(desk, customer="C001", as_of=None, *, settled=False):
    [line] = Views(desk.shop.store, desk.shop.around.today).charges(customer, as_of, settled=settled)
    return line


def refused(desk, ask, request):
    before = desk.shop.dump()
    with pytest.raises(Refused) as caught:
        ask(request)
    assert desk.shop.dump() == before
    return caught.value.field


# ---- opening and ending ---------------------------------------------------------------------------------------------


def test_a_dispute_from_its_beginning_to_its_end(desk):
    head = desk.shop.sql("SELECT entry_id, hash FROM head")
    assert not desk.disputes.open(opening()).repeated
    assert desk.disputes.open(opening()).repeated
    [dispute] = desk.disputes.of_customer("C001")
    assert (dispute.id, dispute.charge, dispute.customer, dispute.amount) == ("d1", "s1", "C001", 6000)
    assert (dispute.on, dispute.reason, dispute.statement, dispute.ended) == (TODAY, "少送了", "", "")
    assert desk.disputes.all() == [dispute]
    assert desk.disputes.of_customer("C002") == []
    assert not desk.disputes.end(ending()).repeated
    assert desk.disputes.end(ending()).repeated
    assert desk.disputes.all() == desk.disputes.of_customer("C001") == []
    ended = replace_ended(dispute)
    assert desk.disputes.of_customer("C001", ended=True) == desk.disputes.all(ended=True) == [ended]
    assert desk.shop.sql("SELECT entry_id, hash FROM head") == head
    desk.disputes.open(opening(id="d2"))  # and once more
    assert [each.id for each in desk.disputes.of_customer("C001")] == ["d2"]


def replace_ended(dispute):
    return dispute._replace(ended="rejected", ended_on=TODAY, end_reason="签收了")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"customer": "C009"}, "customer"),
        ({"customer": "C002"}, "customer"),
        ({"charge": "s9"}, "charge"),
        ({"charge": "m1"}, "charge"),
        ({"amount": 6001}, "amount"),
        ({"amount": 0}, "amount"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"on": TODAY - timedelta(days=41)}, "on"),
        ({"reason": " "}, "reason"),
        ({"id": "s1"}, "id"),
    ],
)
def test_a_dispute_that_cannot_be_opened(desk, fields, field):
    assert refused(desk, desk.disputes.open, opening(**fields)) == field


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"dispute": "d9"}, "dispute"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"on": TODAY - timedelta(days=1)}, "on"),
        ({"reason": ""}, "reason"),
        ({"id": "d1"}, "id"),
    ],
)
def test_an_end_that_cannot_be(desk, fields, field):
    desk.disputes.open(opening())
    assert refused(desk, desk.disputes.end, ending(**fields)) == field


def test_a_charge_is_in_dispute_once_at_a_time_and_ends_once(desk):
    desk.disputes.open(opening(amount=1000))
    assert refused(desk, desk.disputes.open, opening(id="d2")) == "charge"
    assert refused(desk, desk.disputes.open, opening(amount=2000)) == "id"
    desk.disputes.end(ending())
    assert refused(desk, desk.disputes.end, ending(id="e2")) == "dispute"
    assert refused(desk, desk.disputes.end, ending(reason="other")) == "id"


def test_an_unknown_customer_has_no_disputes(desk):
    with pytest.raises(Refused):
        desk.disputes.of_customer("C009")


def test_all_in_one_batch_of_events(desk):
    answers = []
    lines = [
        b'{"do":"sale","id":"s5","on":"%b","customer":"C002","amount":"5.00","pay":[{"with":"account"}]}',
        b'{"do":"dispute","id":"d5","customer":"C002","charge":"s5","on":"%b","amount":"2.00","reason":"r","note":"n"}',
        b'{"do":"dispute","id":"d6","customer":"C002","charge":"s5","on":"%b","reason":"r"}',
        b'{"do":"end_dispute","id":"e5","dispute":"d5","outcome":"accepted","on":"%b","reason":"r","reference":"A-7"}',
    ]
    Bulk(desk.shop.store, desk.shop.around, 2).apply([line % ON.encode() for line in lines], answers.append)
    assert [answer.ok for answer in answers] == [True, True, False, True]
    assert [(d.amount, d.ended) for d in desk.disputes.of_customer("C002", ended=True)] == [(200, "accepted")]
    remarks = desk.shop.sql("SELECT request_id, field, new FROM file_change WHERE field IN ('note', 'reference')")
    assert remarks == [("d5", "note", "n"), ("e5", "reference", "A-7")]


# ---- what the counter and the lists show ----------------------------------------------------------------------------


def test_a_dispute_is_seen_at_the_counter(desk):
    counter = Counter(desk.shop.store, desk.shop.around)
    assert (counter.card("C001").disputed, counter.card("C001").charges[0].disputed) == (0, 0)
    desk.disputes.open(opening(amount=5000, on=TODAY - timedelta(days=3)))
    card = counter.card("C001")
    assert (card.disputed, card.charges[0].disputed) == (5000, 5000)
    [notice] = [each for each in card.notices if each.kind is NoticeKind.DISPUTED]
    assert (notice.amount, notice.on, notice.days) == (5000, TODAY - timedelta(days=3), 3)
    assert counter.card("C002").disputed == 0
    assert not any(each.kind is NoticeKind.DISPUTED for each in counter.card("C002").notices)
    desk.disputes.end(ending())
    assert counter.card("C001").disputed == 0
    assert counter.card("C001").charges[0].disputed == 0


def test_no_more_is_in_dispute_than_is_open_and_the_paid_charge_still_is(desk):
    desk.disputes.open(opening(amount=5000))
    desk.shop.do("payment", on=ON, customer="C001", amount="25.00", tender="cash", against=["s1"])
    assert (charge(desk).open, charge(desk).disputed) == (3500, 3500)
    desk.shop.do("payment", on=ON, customer="C001", amount="35.00", tender="cash", against=["s1"])
    counter = Counter(desk.shop.store, desk.shop.around)
    assert (counter.card("C001").charges, counter.card("C001").disputed) == ((), 5000)
    assert (charge(desk, settled=True).open, charge(desk, settled=True).disputed) == (0, 5000)


def test_as_of_an_earlier_day_what_was_in_dispute_then_counts(desk):
    begin, end = TODAY - timedelta(days=10), TODAY - timedelta(days=5)
    desk.disputes.open(opening(on=begin))
    desk.disputes.end(ending(on=end))
    days = {-11: 0, -10: 6000, -6: 6000, -5: 0, 0: 0}
    assert {each: charge(desk, as_of=TODAY + timedelta(days=each)).disputed for each in days} == days


def test_a_dispute_goes_with_its_charge_when_files_are_merged_and_parted(desk):
    shop = desk.shop
    shop.customer("C003", name="n", credit_limit=None)
    desk.disputes.open(opening(amount=5000))
    shop.do("merge", id="x1", on=ON, customer="C001", into="C002", reason="same")
    shop.do("merge", id="x2", on=ON, customer="C002", into="C003", reason="same")
    counter = Counter(shop.store, shop.around)
    [found] = [line for line in counter.card("C003").charges if line.disputed]
    assert (found.open, found.disputed, counter.card("C003").disputed) == (6000, 5000, 5000)
    assert counter.card("C001").disputed == counter.card("C002").disputed == 0
    again = opening(id="d2", customer="C003", charge=found.charge)
    assert refused(desk, desk.disputes.open, again) == "charge"
    [known] = desk.disputes.of_customer("C003")
    assert (known.id, known.charge, known.now) == ("d1", "s1", found.charge)
    shop.do("reverse", id="x3", on=ON, entry="x2", reason="not the same")
    assert (counter.card("C003").disputed, counter.card("C002").disputed) == (0, 5000)
    shop.do("reverse", id="x4", on=ON, entry="x1", reason="not the same")
    assert (counter.card("C002").disputed, charge(desk).disputed) == (0, 5000)


def test_a_dispute_opened_while_files_were_one_goes_back_with_its_charge(desk):
    shop = desk.shop
    shop.do("merge", id="x1", on=ON, customer="C001", into="C002", reason="same")
    [_, came] = Views(shop.store, shop.around.today).charges("C002")
    desk.disputes.open(opening(customer="C002", charge=came.charge, amount=5000))
    shop.do("reverse", id="x2", on=ON, entry="x1", reason="not the same")
    assert (charge(desk, "C001").disputed, charge(desk, "C002").disputed) == (5000, 0)
    counter = Counter(shop.store, shop.around)
    assert (counter.card("C001").disputed, counter.card("C002").disputed) == (5000, 0)
    assert refused(desk, desk.disputes.open, opening(id="d2")) == "charge"
    [known] = desk.disputes.of_customer("C001")  # whoever sees it can end it
    assert (known.id, known.charge, known.now) == ("d1", came.charge, "s1")
    assert desk.statements.statement("C001", TODAY, TODAY).disputed == ("s1",)
    shop.do("merge", id="x3", on=ON, customer="C001", into="C002", reason="the same after all")
    assert counter.card("C002").disputed == 5000
    desk.disputes.end(ending())
    assert counter.card("C002").disputed == 0


def test_what_is_given_up_of_a_charge_is_followed_when_files_are_merged(desk):
    shop = desk.shop
    desk.disputes.open(opening())
    shop.do("write_off", id="w1", on=ON, customer="C001", charge="s1", reason="lost")
    shop.do("merge", id="x1", on=ON, customer="C001", into="C002", reason="same")
    counter = Counter(shop.store, shop.around)
    with shop.store.read() as session:
        assert [each.customer for each in in_dispute_now(session)] == [2]
    assert [n.kind for n in counter.card("C002").notices].count(NoticeKind.DISPUTED) == 1


def test_a_person_is_told_which_charge_it_is_about(desk):
    desk.disputes.open(opening())
    desk.disputes.end(ending())
    desk.disputes.open(opening(id="d2"))
    asked = [
        (desk.disputes.end, ending(id="e2")),
        (desk.disputes.end, ending(id="e2", dispute="d2", on=TODAY - timedelta(days=1))),
        (desk.disputes.open, opening(id="d3")),
        (desk.disputes.open, opening(id="d3", on=TODAY - timedelta(days=90))),
        (desk.disputes.open, opening(id="d3", customer="C002", charge="s2", amount=10001)),
    ]
    for ask, request in asked:
        with pytest.raises(Refused) as caught:
            ask(request)
        named = [value for value in caught.value.message.values.values() if isinstance(value, Named)]
        assert [origin.kind for each in named for origin in each.origins.values()] == [EntryKind.SALE], request


def test_a_dispute_with_the_longest_name_can_be_ended_too(desk):
    shop, charge_name, reply = desk.shop, "s" * 200, "r" * 200
    shop.do("sale", id=charge_name, on=ON, customer="C002", amount="5.00", pay=[{"with": "account"}])
    no = desk.send("C002", Period(TODAY, TODAY))
    on = {"on": ON, "outcome": "disputed"}
    shop.do("statement_reply", id=reply, **on, statement=no, claims=[{"charge": charge_name}])
    [found] = desk.disputes.of_customer("C002")
    shop.do("end_dispute", id="e1", dispute=found.id, outcome="rejected", on=ON, reason="no")
    assert desk.disputes.of_customer("C002") == []


def test_everybodys_disputes_take_few_questions(desk):
    assert len(statements(desk.shop, lambda: _open(desk.shop))) == 1
    for number in range(20):
        name = f"z{number}"
        desk.shop.do("sale", id=name, on=ON, customer="C002", amount="5.00", pay=[{"with": "account"}])
        desk.disputes.open(opening(id=f"d{name}", customer="C002", charge=name))
    assert len(_open(desk.shop)) == 20
    assert len(statements(desk.shop, lambda: _open(desk.shop))) == 3
    assert len(statements(desk.shop, lambda: desk.disputes.all(ended=True))) == 5


def _open(shop):
    with shop.store.read() as session:
        return open_disputes(session)


def test_disputes_of_some_customers(desk):
    desk.disputes.open(opening())
    desk.disputes.open(opening(id="d2", customer="C002", charge="s2", amount=1))
    with desk.shop.store.read() as session:
        assert sorted(open_disputes(session).values()) == [1, 6000]
        assert list(open_disputes(session, [1]).values()) == [6000]
        assert open_disputes(session, [3]) == open_disputes(session, []) == {}


# ---- rows that were damaged -----------------------------------------------------------------------------------------

TABLES = {
    "statement_reply": "id request_id request_digest statement_id outcome on_day means claims text_digest "
    "attachment_id staff_id recorded_at digest",
    "dispute": "id request_id request_digest customer_id item_id reply_id amount on_day text_digest staff_id "
    "recorded_at digest",
    "dispute_end": "dispute_id request_id request_digest outcome on_day text_digest staff_id recorded_at digest",
    "kept_text": "kind row_id salt text",
}
EVERY_COLUMN = [(table, column) for table, columns in TABLES.items() for column in columns.split()]


@pytest.fixture(name="original", scope="module")
def original_book(tmp_path_factory):
    shop = Shop(tmp_path_factory.mktemp("original"))
    scan = shop.path.with_name("scan")
    scan.write_bytes(b"scan")
    for number in ("1", "2"):
        shop.customer(f"C00{number}", name="n", credit_limit=None)
        shop.do("sale", id=f"s{number}", on="2026-04-09", customer=f"C00{number}", amount="9.00",
                pay=[{"with": "account"}])  # fmt: skip
        shop.do("attach", id=f"a{number}", customer=f"C00{number}", file=str(scan))
        desk = Desk(shop)
        claims = (Claim(charge=f"s{number}", amount=100, text="t"),)
        no = desk.send(f"C00{number}")
        desk.replies.record(
            RecordReply(id=f"r{number}", statement=no, outcome=Outcome.DISPUTED, on=TODAY, by="b", claims=claims,
                        attachment=f"a{number}")
        )  # fmt: skip
        desk.disputes.end(ending(id=f"e{number}", dispute=f"r{number}/s{number}"))
    assert Verify(shop.store).verify().problems == ()
    shop.store.dispose()
    return shop.path


def test_every_column_is_named_here(original):
    for table, columns in TABLES.items():
        assert [row[1] for row in query(original, f"PRAGMA table_info({table})")] == columns.split()


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN)
def test_a_changed_value_in_any_column_is_found(original, tmp_path, table, column):
    for number, change in enumerate((flipped, of_another_type)):
        copy = tmp_path / f"{number}.cbook"
        shutil.copy(original, copy)
        [(row, value)] = query(copy, f"SELECT rowid, {column} FROM {table} ORDER BY rowid LIMIT 1")
        new = change(value, column) if change is flipped else change(value)
        try:
            assert tamper(copy, f"UPDATE {table} SET {column} = {new} WHERE rowid = {row}") == 1
        except sqlite3.IntegrityError:
            assert change is of_another_type  # a number that must be one
            continue
        assert kinds(copy) & {"row", "unreadable", "missing", "reference"}, (value, new)


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("DELETE FROM statement_reply WHERE id = 1", "statement_reply"),
        ("DELETE FROM dispute WHERE id = 1", "dispute"),
        ("DELETE FROM dispute_end WHERE dispute_id = 1", "kept_text dispute_end 1"),
        ("INSERT INTO kept_text VALUES ('dispute', 9, x'00', 'slipped in')", "kept_text dispute 9"),
        ("INSERT INTO kept_text VALUES ('entry', 1, x'00', 'slipped in')", "kept_text entry 1"),
        ("UPDATE kept_text SET text = 'other' WHERE kind = 'dispute' AND row_id = 2", "kept_text dispute 2"),
    ],
)
def test_what_is_missing_or_slipped_in_is_found_and_named(original, tmp_path, statement, where):
    copy = tmp_path / "copy.cbook"
    shutil.copy(original, copy)
    assert tamper(copy, statement) > 0
    assert where in {problem.where for problem in verify(copy).problems}


def test_texts_that_vanished_are_missed_erased_ones_are_no_damage(original, tmp_path):
    copy, vanished = tmp_path / "copy.cbook", tmp_path / "vanished.cbook"
    for path in (copy, vanished):
        shutil.copy(original, path)
    assert tamper(vanished, "DELETE FROM kept_text") == 6
    assert kinds(vanished) == {"missing"}
    with closing(sqlite3.connect(copy)) as raw, raw:
        assert raw.execute("DELETE FROM kept_text").rowcount == 6
    assert verify(copy).problems == ()
