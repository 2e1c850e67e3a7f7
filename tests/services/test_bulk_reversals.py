"""Many entries reversed in one go are those reversed one at a time: the same answers, the same rows, hash for hash."""

import json
import shutil
from random import Random

import pytest

from app.core import requests as ask
from app.services import bulk
from app.services.books import open_book
from app.services.verify import Verify
from tests.services.test_cases import circumstances, dump, shop
from tests.services.test_counter import statements
from tests.services.test_oracle import TODAY, Book

STEPS = 35
__all__ = ["shop"]  # a fixture


class Quick(Book):
    """A shop where all sorts of things happen; the oracle has looked at such a one elsewhere."""

    def check(self, on):
        pass


@pytest.fixture(scope="module", params=range(3), ids=lambda seed: f"shop {seed}")
def book(request, tmp_path_factory):
    made = Quick()
    made.open_shop(no_credit=False, terms=14)
    for step in range(STEPS):
        made.made += 1
        made.act(Random(f"{request.param} {step}").randrange(2**62))
    for number in ("M", "N"):
        made.shop.customer(number)
        made.oracle.customer(number, None, 0)
        made.ask(ask.TopUp(id=f"{number}1", on=TODAY, customer=number, paid=700, tender=ask.Tender.CASH))
    assert made.ask(ask.Merge(id="one", on=TODAY, customer="M", into="N", reason="one person"))
    entries = [number for (number,) in made.shop.sql("SELECT id FROM entry ORDER BY id")]
    kept = tmp_path_factory.mktemp("book") / "shop.cbook"
    made.shop.store.dispose()
    shutil.copy(made.shop.path, kept)
    made.teardown()
    return kept, entries


def reversals(entries, order):
    """Return the events that reverse entries; `between` has other things happen among them."""
    numbers = {"newest": sorted(entries, reverse=True), "oldest": entries, "twice": [*entries, *reversed(entries)]}
    chosen = numbers.get(order) or Random(order).sample(entries, len(entries))
    for nth, number in enumerate(chosen):
        yield {"do": "reverse", "id": f"u{nth}", "on": TODAY.isoformat(), "entry": number, "reason": "wrong file"}
        if order == "between" and nth % 7 == 0:
            common = {"on": TODAY.isoformat(), "customer": "AB"[nth % 2], "tender": "cash"}
            yield {"do": "payment", "id": f"m{nth}", "amount": "12.00", **common}
            yield {
                "do": "sale",
                "id": f"z{nth}",
                "amount": "3.00",
                **{k: v for k, v in common.items() if k != "tender"},
            }
            yield {"do": "reverse", "id": f"w{nth}", "on": TODAY.isoformat(), "entry": f"m{nth}", "reason": "typed"}


def told(result):
    why = result.refused
    return result.id, result.entry, result.said, why and (why.field, str(why.message), why.entries)


@pytest.mark.parametrize("order", ["newest", "oldest", "shuffled", "twice", "between"])
def test_reversed_at_once_is_reversed_one_at_a_time(book, order, tmp_path, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH_S", 600)
    monkeypatch.setattr(bulk, "_BREATH_S", 0)
    kept, entries = book
    lines = [json.dumps(event).encode() for event in reversals(entries, order)]
    answers, rows = {}, {}
    for way in ("alone", "together"):
        path = tmp_path / f"{way}.cbook"
        shutil.copy(kept, path)
        store, opened = open_book(path)
        apply = bulk.Bulk(store, circumstances(TODAY), opened.decimals).apply
        answers[way] = []
        for some in [[line] for line in lines] if way == "alone" else [lines]:
            apply(some, lambda result, told_=answers[way]: told_.append(told(result)))
        if way == "together":
            assert Verify(store).verify().ok
        store.dispose()
        rows[way] = dump(path)
    assert answers["together"] == answers["alone"]
    assert rows["together"] == rows["alone"]
    refused = sum(why is not None for *_, why in answers["alone"])
    assert refused < len(lines)
    assert order == "newest" or refused


def test_what_reversals_depend_on_is_asked_for_once_a_batch(shop, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH_S", 600)
    shop.customer(*(f"K{n:03}" for n in range(90)))
    on = TODAY.isoformat()
    made = [shop.do("opening", customer=f"K{n:03}", on=on, principal="30.00", owed="5.00") for n in range(90)]
    events = [{"do": "reverse", "id": f"u{n}", "on": on, "entry": n, "reason": "wrong file"} for n in made]
    door = bulk.Bulk(shop.store, shop.around, 2)
    answers = []
    few, many = (
        statements(shop, lambda some=some: door.apply([json.dumps(each).encode() for each in some], answers.append))
        for some in (events[:10], events[10:])
    )
    assert all(answer.ok for answer in answers)
    assert len(answers) == len(events)
    assert len(few) == len(many) <= 40
