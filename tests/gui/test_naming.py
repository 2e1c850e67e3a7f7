"""A person never sees the random names of requests: a sentence says which entry is meant, by kind, day and number."""

import re
from typing import Any

import pytest

from app.core.journal import EntryKind
from app.core.named import Named, Origin
from app.core.requests import (
    Allocation,
    Credit,
    Expire,
    Extend,
    Payment,
    Refund,
    Request,
    Reverse,
    Settle,
    Tender,
    TopUp,
    WriteOff,
)
from app.errors import Message, Refused
from app.gui import errors
from app.gui.shop import Shop
from tests.gui.shop_book import TODAY, apply

WANG = "0042"
TOP = "ca4e0c5f9b7d4d0f8a3b6f3e2d1c0b9a"
SOLD = "0b9a1c2d3e4f5a6b7c8d9e0fa1b2c3d4"
UNDONE = "1111aaaa2222bbbb3333cccc4444dddd"
NEW = "99990000aaaabbbbccccddddeeeeffff"
RANDOM = re.compile(r"[0-9a-f]{32}")


@pytest.fixture(name="till")
def shop_with_random_names(shop: Shop) -> Shop:
    day = "2026-11-20"
    top = {"do": "top_up", "on": day, "customer": WANG, "paid": "50.00", "tender": "cash"}
    sold = {"do": "sale", "id": SOLD, "on": day, "customer": WANG, "amount": "90.00", "description": "打蜡"}
    halves = [{"amount": "45.00", "due_on": "2026-12-01"}, {"amount": "45.00", "due_on": "2026-12-20"}]
    undone = {"do": "top_up", "id": UNDONE, "on": day, "customer": WANG, "paid": "5.00", "tender": "cash"}
    apply(
        shop.app,
        [
            {**top, "id": TOP, "expires_on": day},
            {**sold, "pay": [{"with": "account", **half} for half in halves]},
            undone,
            {"do": "reverse", "id": f"{UNDONE[:31]}e", "on": day, "entry": UNDONE, "reason": "r"},
        ],
    )
    return shop


def request(kind: type[Any], **fields: Any) -> Request:
    made: Request = kind(id=NEW, on=TODAY, customer=WANG, **fields)
    return made


CASES: list[tuple[Request, str]] = [
    (Reverse(id=NEW, on=TODAY, entry=UNDONE, reason="r"), "Reversal of 2026-11-20"),
    (request(Extend, lot=UNDONE, expires_on=None, reason="r"), "Top-up of 2026-11-20"),
    (request(Expire, lot=UNDONE, reason="r"), "Top-up of 2026-11-20"),
    (request(Settle, amount=100, lots=(TOP,)), "Top-up of 2026-11-20"),
    (request(Credit, sale=SOLD, amount=100_000, reason="r"), "Sale of 2026-11-20"),
    (request(Credit, sale=UNDONE, amount=1, reason="r"), ""),
    (
        request(Payment, amount=9000, tender=Tender.CASH, against=(Allocation(f"{SOLD}/2", 8000),)),
        "Sale of 2026-11-20",
    ),
    (request(WriteOff, charge=f"{SOLD}/1", amount=99_999, reason="r"), ""),
    (request(Refund, tender=Tender.CASH, reason="r", lots=(UNDONE,)), ""),
    (TopUp(id=SOLD, on=TODAY, customer=WANG, paid=100, tender=Tender.CASH), "Sale of 2026-11-20"),
]


@pytest.mark.parametrize(("wanted", "named"), CASES)
def test_what_is_refused_names_entries_as_a_person_knows_them(till: Shop, wanted: Request, named: str):
    for door in (till.app.journal.preview, till.app.journal.record):
        if isinstance(wanted, TopUp) and door == till.app.journal.preview:
            continue  # a name used before is found when it is recorded
        with pytest.raises(Refused) as refused:
            door(wanted)
        text = errors.words(refused.value, till.money)
        assert named in text
        if named:
            assert not RANDOM.search(text), text
            assert re.search(r"no\. [0-9]+", text), text


def test_whoever_sent_the_request_finds_its_names_again(till: Shop):
    with pytest.raises(Refused) as refused:
        till.app.journal.record(Reverse(id=NEW, on=TODAY, entry=UNDONE, reason="r"))
    assert str(refused.value) == (f"entry: “{UNDONE}” has already been reversed, by “{UNDONE[:31]}e”.")
    assert refused.value.entries == (f"{UNDONE[:31]}e",)


def test_several_names_and_one_nobody_knows(till: Shop):
    origin = Origin(12, EntryKind.SALE, TODAY, "2")
    names = Named("a/2", "x").known({"a/2": origin})
    assert names == "a/2, x"
    message = Message("{names}", {"names": names})
    assert errors.sentence(message) == "Sale of 2026-11-21, no. 12, part 2, x"
