"""DESIGN §2, putting right without touching the past: request ids, dates, reversal, months, merging files."""

import json

import pytest

from app.services.bulk import Bulk
from app.services.verify import Verify
from app.storage.engine import sqlite3
from tests.services import test_cases

shop = test_cases.shop

C = {"customer": "C001"}


def top_up(shop, name, on="2025-01-01", paid="100.00", **fields):
    shop.do("top_up", name, **{**C, "on": on, "paid": paid, "tender": "cash", **fields})


def sale(shop, name, on, amount, **fields):
    shop.do("sale", name, **{**C, "on": on, "amount": amount, **fields})


def reverse(shop, name, entry, on):
    return shop.do("reverse", name, on=on, entry=entry, reason="wrong")


def refused_reversal(shop, entry, on="2025-10-01"):
    return shop.refused("reverse", on=on, entry=entry, reason="wrong")


def standing(shop):
    """Return what every item has left and its terms, and what every customer holds and owes."""
    items = "SELECT i.name, is_charge, b.amount, bonus, units, written_off, b.expires_on, b.due_on "
    held = "SELECT no, closed, merged_into, principal, bonus, passes, owed FROM customer c JOIN customer_balance b "
    return (
        shop.sql(items + "FROM item_balance b JOIN item i ON i.id = b.item_id WHERE is_open ORDER BY i.id"),
        shop.sql(held + "ON b.customer_id = c.id WHERE principal OR bonus OR passes OR owed ORDER BY no"),
    )


# ---- request ids ----------------------------------------------------------------------------------------------


def test_the_same_request_gives_the_same_answer_even_after_its_month_is_closed(shop):
    event = {"do": "top_up", "id": "t1", **C, "on": "2025-01-01", "paid": "100.00", "tender": "cash", "note": "thanks"}
    first = shop.record(event)
    shop.do("close_month", month="2025-01")
    before = shop.dump()
    assert shop.record(event) == first
    assert shop.record(event | {"bonus": "0.00", "paid": "１００", "priority": 0}) == first  # said otherwise
    assert shop.dump() == before


@pytest.mark.parametrize(
    "other",
    [
        {"paid": "100.01"},
        {"on": "2025-01-02"},
        {"customer": "C002"},
        {"note": "no thanks"},
        {"reference": "7"},
        {"bonus": "0.01"},
    ],
)
def test_the_same_id_with_other_content_is_refused(shop, other):
    event = {**C, "on": "2025-01-01", "paid": "100.00", "tender": "cash", "note": "thanks"}
    shop.do("top_up", "t1", **event)
    assert shop.refused("top_up", "t1", **event | other).field == "id"
    assert shop.refused("payment", "t1", **C, on="2025-01-01", amount="100.00", tender="cash").field == "id"


@pytest.mark.parametrize("name", ["x1/2", "z1/p1"])
def test_names_that_entries_gave_are_taken(shop, name):
    top_up(shop, "t1")
    top_up(shop, "t2")
    shop.do("pass_sale", "p1", **C, on="2025-01-01", service="gym", days=90, paid="90.00", tender="cash")
    shop.do("transfer", "x1", **C, on="2025-01-02", to="C002", from_=["t1", "t2"])
    shop.do("close_month", "z1", month="2025-01")
    assert shop.refused("top_up", name, **C, on="2025-02-01", paid="1.00", tender="cash").field == "id"


# ---- reversal -------------------------------------------------------------------------------------------------

DO = {
    "top_up": {**C, "paid": "70.00", "bonus": "7.00", "tender": "cash"},
    "sale": {**C, "amount": "180.00"},
    "pass_sale": {**C, "service": "wash", "count": 7, "paid": "70.00"},
    "pass_use": {**C, "service": "wash", "count": 2},
    "payment": {**C, "amount": "70.00", "tender": "bank", "discount": "1.00", "rounding": "0.10"},
    "settle": {**C, "amount": "40.00"},
    "credit": {"sale": "s0", "amount": "45.00", "reason": "returned"},
    "refund": {**C, "amount": "20.00", "tender": "cash", "reason": "asked", "kept": "1.00"},
    "write_off": {"charge": "s0", "reason": "lost"},
    "opening": {**C, "principal": "5.00", "bonus": "1.00", "owed": "2.00"},
    "transfer": {**C, "to": "C002"},
    "extend": {"lot": "t0", "expires_on": "2025-12-31", "reason": "asked"},
    "reschedule": {"charge": "s0", "due_on": "2025-12-31", "reason": "asked"},
    "expire": {"lot": "gone"},
    "merge": {**C, "into": "C002", "reason": "one person"},
}


@pytest.mark.parametrize("verb", DO)
def test_a_reversal_restores_the_very_lots_and_charges_with_their_terms(shop, verb):
    top_up(shop, "t0", bonus="33.00", expires_on="2025-08-01")
    top_up(shop, "gone", bonus="10.00", expires_on="2025-01-31")
    shop.do("pass_sale", "p0", **C, on="2025-01-01", service="wash", count=3, paid="100.00", tender="cash")
    sale(shop, "s0", "2025-01-02", "60.00", pay=[{"with": "cash", "amount": "10.00"}, {"with": "account"}])
    before, ageing = standing(shop), shop.show("ageing", "--as-of", "2025-03-10")
    shop.do(verb, "e1", on="2025-03-01", **DO[verb])
    assert standing(shop) != before
    during = shop.show("ageing", "--as-of", "2025-03-01")
    reverse(shop, "x1", "e1", "2025-03-10")
    assert standing(shop) == before
    assert shop.show("ageing", "--as-of", "2025-03-01") == during  # it changes nothing before its own date
    assert shop.show("ageing", "--as-of", "2025-03-10") == ageing
    sums = {}
    for name in ("e1", "x1"):
        for account, amount in shop.moved(name).items():
            sums[account] = sums.get(account, 0) + test_cases.cents(amount)
    assert not any(sums.values())


@pytest.mark.parametrize(
    ("entry", "on", "field"),
    [
        ("s1", "2025-01-09", "on"),
        ("x1", "2025-05-01", "entry"),
        ("t2", "2025-05-01", "entry"),
        ("never", "2025-05-01", "entry"),
        (99, "2025-05-01", "entry"),
    ],
)
def test_reversals_that_cannot_be(shop, entry, on, field):
    top_up(shop, "t1")
    top_up(shop, "t2")
    sale(shop, "s1", "2025-01-10", "10.00")
    reverse(shop, "x1", "t2", "2025-01-20")  # x1 cannot be reversed, t2 not twice
    assert refused_reversal(shop, entry, on).field == field


def test_an_entry_is_reversed_by_its_number_too(shop):
    top_up(shop, "t1")
    reverse(shop, "x1", 1, "2025-01-20")
    assert shop.lot("t1") == ("0.00", "0.00")


def test_a_reversal_is_refused_naming_what_took_the_money_newest_first(shop):
    top_up(shop, "t1")
    sale(shop, "s1", "2025-01-10", "10.00")
    sale(shop, "s2", "2025-01-05", "20.00")  # dated earlier, recorded later
    sale(shop, "s3", "2025-01-20", "5.00")
    reverse(shop, "x3", "s3", "2025-01-20")
    refused = refused_reversal(shop, "t1")
    assert (refused.field, refused.entries) == ("entry", ("s2", "s1"))
    for name in refused.entries:  # nothing cascades; in that order it can be done
        reverse(shop, f"x{name}", name, "2025-10-01")
    reverse(shop, "xt", "t1", "2025-10-01")
    assert shop.lot("t1") == ("0.00", "0.00")


BUILT_ON = {
    "a charge paid": ("s1", [("payment", "m1", {**C, "amount": "10.00", "tender": "cash"})], ("m1",)),
    "a charge settled": (
        "s1",
        [
            ("top_up", "t1", {**C, "paid": "50.00", "tender": "cash"}),
            ("settle", "k1", {**C, "amount": "10.00"}),
        ],
        ("k1",),
    ),
    "a charge written off": ("s1", [("write_off", "w1", {"charge": "s1", "reason": "lost"})], ("w1",)),
    "a sale credited": ("s1", [("credit", "d1", {"sale": "s1", "amount": "1.00", "reason": "returned"})], ("d1",)),
    "a payment given back by a credit": (
        "m1",
        [
            ("payment", "m1", {**C, "amount": "100.00", "tender": "cash"}),
            ("credit", "d1", {"sale": "s1", "amount": "100.00", "reason": "returned"}),
        ],
        ("d1",),
    ),
    "an overpayment used": (
        "m1",
        [
            ("payment", "m1", {**C, "amount": "130.00", "tender": "cash"}),
            ("sale", "s2", {**C, "amount": "10.00"}),
        ],
        ("s2",),
    ),
    "a write-off paid": (
        "w1",
        [
            ("write_off", "w1", {"charge": "s1", "reason": "lost"}),
            ("payment", "m1", {**C, "amount": "10.00", "tender": "cash", "against": ["s1"]}),
        ],
        ("m1",),
    ),
    "a transferred lot used": (
        "x1",
        [
            ("top_up", "t1", {**C, "paid": "50.00", "tender": "cash"}),
            ("transfer", "x1", {**C, "to": "C002"}),
            ("sale", "s2", {"customer": "C002", "amount": "10.00"}),
        ],
        ("s2",),
    ),
    "a merged charge paid": (
        "g1",
        [
            ("merge", "g1", {**C, "into": "C002", "reason": "one person"}),
            ("payment", "m1", {"customer": "C002", "amount": "10.00", "tender": "cash"}),
        ],
        ("m1",),
    ),
    "a period pass visited": (
        "p1",
        [
            ("pass_sale", "p1", {**C, "service": "gym", "days": 30, "paid": "30.00", "tender": "cash"}),
            ("pass_use", "u1", {**C, "service": "gym"}),
        ],
        ("u1",),
    ),
    "an extension used": (
        "e1",
        [
            ("top_up", "t1", {**C, "paid": "50.00", "tender": "cash", "on": "2025-01-01", "expires_on": "2025-01-31"}),
            ("extend", "e1", {"lot": "t1", "expires_on": "2025-12-31", "reason": "asked"}),
            ("sale", "s2", {**C, "amount": "10.00"}),
        ],
        ("s2",),
    ),
}


@pytest.mark.parametrize("what", BUILT_ON)
def test_what_others_build_on_is_not_reversed_before_them(shop, what):
    entry, events, named = BUILT_ON[what]
    sale(shop, "s1", "2025-02-01", "100.00", pay=[{"with": "account"}])
    for do, name, fields in events:
        shop.do(do, name, **{"on": "2025-02-10", **fields})
    refused = refused_reversal(shop, entry, "2025-02-10")
    assert (refused.field, refused.entries) == ("entry", named)
    for number, name in enumerate((*named, entry)):
        reverse(shop, f"y{number}", name, "2025-02-10")


def test_no_lot_is_below_zero_between_a_use_and_its_reversal(shop):
    top_up(shop, "t1")
    sale(shop, "s1", "2025-01-05", "100.00")
    reverse(shop, "x1", "s1", "2025-01-20")
    assert refused_reversal(shop, "t1", "2025-01-19").field == "on"
    reverse(shop, "x2", "t1", "2025-01-20")
    assert shop.lot("t1", "2025-01-19") == ("0.00", "0.00")


def test_reversed_money_returns_to_an_expired_lot_as_expired(shop):
    top_up(shop, "t1", expires_on="2025-01-31")
    sale(shop, "s1", "2025-01-10", "60.00")
    reverse(shop, "x1", "s1", "2025-02-10")
    balance = shop.show("balances", "--as-of", "2025-02-10")[0]
    assert (balance["principal"], balance["expired"]) == ("100.00", "100.00")
    assert shop.refused("sale", **C, on="2025-02-10", amount="1.00", pay=[{"with": "prepaid"}]).field == "pay"


# ---- dates and months -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "ok"), [("2025-11-21", True), ("2025-11-22", False), ("2000-02-29", True)])
def test_any_past_date_is_accepted_and_a_day_ahead(shop, on, ok):
    fields = {**C, "on": on, "paid": "1.00", "tender": "cash"}
    if ok:
        shop.do("top_up", "t1", **fields)
    else:
        assert shop.refused("top_up", **fields).field == "on"


def test_a_closed_month_takes_nothing_but_its_entries_may_be_reversed_later(shop):
    top_up(shop, "t1", "2025-01-31")
    shop.do("close_month", month="2025-01")
    assert shop.refused("top_up", **C, on="2025-01-31", paid="1.00", tender="cash").field == "on"
    assert refused_reversal(shop, "t1", "2025-01-31").field == "on"
    reverse(shop, "x1", "t1", "2025-02-01")
    assert shop.lot("t1", "2025-01-31") == ("100.00", "0.00")


@pytest.mark.parametrize(
    ("verb", "month"),
    [
        ("close_month", "2025-04"),  # March first
        ("close_month", "2025-02"),  # closed already
        ("close_month", "2025-11"),  # not over
        ("close_month", "2025-13"),
        ("close_month", "2025-3"),
        ("reopen_month", "2025-01"),  # February first
        ("reopen_month", "2025-03"),  # not closed
    ],
)
def test_months_are_closed_and_reopened_in_order(shop, verb, month):
    top_up(shop, "t1", "2025-01-15")
    for closed in ("2025-01", "2025-02"):
        shop.do("close_month", month=closed)
    reason = {"reason": "forgot one"} if verb == "reopen_month" else {}
    assert shop.refused(verb, month=month, **reason).field == "month"


def test_the_first_month_closed_is_the_first_with_entries(shop):
    top_up(shop, "t1", "2025-01-15")
    assert shop.refused("close_month", month="2025-02").field == "month"
    shop.do("close_month", month="2025-01")


def test_a_reopened_month_takes_entries_again(shop):
    top_up(shop, "t1", "2025-01-15")
    shop.do("close_month", "z1", month="2025-01")
    shop.do("close_month", "z2", month="2025-02")
    shop.do("reopen_month", "z3", month="2025-02", reason="forgot one")
    top_up(shop, "t2", "2025-02-10")
    assert shop.refused("top_up", **C, on="2025-01-31", paid="1.00", tender="cash").field == "on"
    shop.do("reopen_month", "z4", month="2025-01", reason="forgot another")
    top_up(shop, "t3", "2025-01-31")


@pytest.mark.parametrize("entry", ["z1", "z2"])
def test_closing_and_reopening_are_not_reversed(shop, entry):
    top_up(shop, "t1", "2025-01-15")
    shop.do("close_month", "z1", month="2025-01")
    shop.do("reopen_month", "z2", month="2025-01", reason="forgot one")
    assert refused_reversal(shop, entry).field == "entry"


# ---- closed files and merging -----------------------------------------------------------------------------------


def test_a_closed_customer_takes_payments_refunds_and_reversals_only(shop):
    top_up(shop, "t1")
    sale(shop, "s1", "2025-01-02", "10.00", pay=[{"with": "account"}])
    shop.do("customer", no="C001", closed=True)
    on = {"on": "2025-02-01"}
    for verb in ("top_up", "sale", "pass_sale", "settle", "opening", "transfer", "extend", "write_off", "reschedule"):
        fields = DO[verb] | ({"lot": "t1"} if verb == "extend" else {})
        fields |= {"charge": "s1"} if "charge" in fields else {}
        assert shop.refused(verb, **on, **fields).field == "customer", verb
    assert shop.refused("transfer", customer="C002", to="C001", **on).field in ("to", "customer")
    shop.do("payment", **C, **on, amount="5.00", tender="cash")
    shop.do("refund", **C, **on, amount="50.00", tender="cash", reason="asked")
    shop.do("payment", "m2", **C, **on, amount="1.00", tender="cash")
    reverse(shop, "x1", "m2", "2025-02-01")
    assert (shop.open("s1"), shop.lot("t1")) == ("5.00", ("50.00", "0.00"))


def test_merging_moves_everything_open_with_its_terms_and_closes_the_file(shop):
    top_up(shop, "t1", bonus="10.00", expires_on="2025-12-31", order="bonus_first", priority=3)
    top_up(shop, "old", on="2025-01-02", expires_on="2025-01-31")  # expired, and still theirs
    top_up(shop, "used", on="2025-01-03")
    sale(shop, "s0", "2025-01-04", "150.00", pay=[{"with": "prepaid"}])
    shop.do("pass_sale", "p1", **C, on="2025-01-05", service="wash", count=3, paid="100.00", tender="cash")
    sale(shop, "s1", "2025-01-05", "40.00", pay=[{"with": "account", "due_on": "2025-02-05"}])
    before = standing(shop)
    shop.do("merge", "g1", **C, on="2025-03-01", into="C002", reason="one person")
    assert [row["customer"] for row in shop.show("balances")] == ["C002"]
    rows = shop.sql(
        "SELECT kind, since_on, expires_on, due_on, use_order, priority FROM item WHERE customer_id = 2 ORDER BY id"
    )
    assert rows == [
        ("lot", "2025-01-01", "2025-12-31", None, "bonus_first", 3),
        ("lot", "2025-01-03", None, None, "proportional", 0),
        ("pass", "2025-01-05", None, None, "proportional", 0),
        ("charge", "2025-01-05", None, "2025-02-05", "proportional", 0),
    ]
    assert shop.refused("sale", **C, on="2025-03-01", amount="1.00").field == "customer"
    reverse(shop, "x1", "g1", "2025-03-02")
    assert standing(shop) == before
    assert [row["customer"] for row in shop.show("balances")] == ["C001", "C002"]
    sale(shop, "s2", "2025-03-02", "1.00")


def test_merging_leaves_behind_what_was_used_up_in_the_same_transaction(shop):
    on = {"on": "2025-03-01", **C}
    events = [
        {"do": "top_up", "id": "t1", **on, "paid": "100.00", "tender": "cash"},
        {"do": "pass_sale", "id": "p1", **on, "service": "wash", "count": 1, "paid": "100.00"},
        {"do": "pass_use", "id": "u1", **on, "service": "wash"},
        {"do": "sale", "id": "s1", **on, "amount": "5.00"},
        {"do": "payment", "id": "m1", **on, "amount": "5.00", "tender": "cash"},
        {"do": "sale", "id": "s2", **on, "amount": "7.00"},
        {"do": "merge", "id": "g1", **on, "into": "C002", "reason": "one person"},
    ]
    answers = []
    Bulk(shop.store, shop.around, 2).apply([json.dumps(event).encode() for event in events], answers.append)
    assert [answer.ok for answer in answers] == [True] * len(events)
    assert shop.sql("SELECT name, kind, price FROM item WHERE customer_id = 2") == [("g1", "charge", 700)]
    assert Verify(shop.store).verify().problems == ()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"into": "C001"}, "into"),
        ({"into": "C999"}, "into"),
        ({"on": "2025-01-05"}, "on"),
        ({"customer": "C999"}, "customer"),
    ],
)
def test_merges_that_cannot_be(shop, fields, field):
    top_up(shop, "t1")
    top_up(shop, "t2", "2025-01-10")
    given = {**C, "on": "2025-02-01", "into": "C002", "reason": "one person"}
    assert shop.refused("merge", **given | fields).field == field


# ---- the journal ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["entry", "posting", "item", "term_change"])
def test_nothing_recorded_can_be_changed_or_deleted(shop, table):
    top_up(shop, "t1")
    shop.do("extend", on="2025-01-02", lot="t1", expires_on="2025-12-31", reason="asked")
    column = [row[1] for row in shop.sql(f"PRAGMA table_info({table})")][-1]
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = {column}"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            shop.sql(statement)


def test_list_amount_posts_nothing_and_is_kept(shop):
    sale(shop, "s1", "2025-01-02", "80.00", list_amount="100.00", pay=[{"with": "cash"}])
    assert shop.moved("s1") == {"tender.cash": "80.00", "sales": "-80.00"}
    assert json.loads(shop.sql("SELECT facts FROM entry")[0][0])["list_amount"] == 10000
