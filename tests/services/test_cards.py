"""Cards: given, scanned, lost and replaced; each number is one customer's for ever, and goes along when files merge."""

import json
from datetime import date

import pytest

from app.core.cards import MAX_CARDS, GiveCard, ReportLost
from app.core.customer import Card
from app.errors import Refused
from app.services.bulk import Bulk
from app.services.cards import Cards
from app.services.file_desk import Filed
from app.services.search import CardFound, Search
from app.services.verify import Verify
from app.storage.cards import rebuild_cards
from app.storage.engine import sqlite3
from app.storage.verify import examine
from tests.services.helpers_customers import TODAY, Shop, open_shop

DAY = "2026-05-20"


@pytest.fixture
def shop(tmp_path):
    for shop in open_shop(tmp_path):
        shop.customer("C1", name="王小明")
        shop.customer("C2", name="李四")
        yield shop


def card(shop, customer, no, on=DAY, **fields):
    return shop.do("card", customer=customer, no=no, on=on, **fields)


def lost(shop, customer, no, on=DAY, **fields):
    return shop.do("card_lost", customer=customer, no=no, on=on, **fields)


def cards(shop, customer):
    return shop.files.file(customer).cards


def rows(shop):
    return shop.sql("SELECT c.no, k.no, k.lost_on FROM customer_card k JOIN customer c ON c.id = k.customer_id"
                    " ORDER BY k.no")  # fmt: skip


# ---- given and scanned ----------------------------------------------------------------------------------------------


def test_a_card_given_is_found_by_its_exact_number_only(shop):
    card(shop, "C1", "8600 0001")
    assert cards(shop, "C1") == (Card("8600 0001", TODAY),)
    assert shop.search.by_card("86000001") == CardFound("C1", "王小明")
    assert shop.search.by_card(" ８６００0001\r\n") == CardFound("C1", "王小明")
    for other in ("8600000", "860000010", "", " ", "C1", "%"):
        assert shop.search.by_card(other) is None


def test_a_part_of_a_card_number_finds_its_customer_in_the_search_box(shop):
    assert shop.search.find("0001") == []
    card(shop, "C1", "A-8600-0001")
    assert [line.no for line in shop.search.find("a8600")] == ["C1"]
    assert [line.no for line in Search(shop.store).find("860")] == ["C1"]


def test_a_number_is_one_customers_even_when_lost(shop):
    card(shop, "C1", "K1")
    assert shop.refused("card", customer="C2", no="k1", on=DAY).field == "no"
    assert shop.refused("card", customer="C1", no="K1", on=DAY).field == "no"
    lost(shop, "C1", "K1")
    assert shop.refused("card", customer="C2", no="K1", on=DAY).field == "no"
    card(shop, "C2", "K2")
    assert shop.refused("card_lost", customer="C2", no="K2", on=DAY, replaced_by="K1").field == "replaced_by"


def test_the_same_request_again_changes_nothing(shop):
    assert card(shop, "C1", "K1", id="k") == Filed("k")
    assert card(shop, "C1", "K1", id="k") == Filed("k", repeated=True)
    assert shop.refused("card", id="k", customer="C1", no="K2", on=DAY).field == "id"
    lost(shop, "C1", "K1", id="l", replaced_by="K2")
    assert lost(shop, "C1", "K1", id="l", replaced_by="K2") == Filed("l", repeated=True)
    assert len(cards(shop, "C1")) == 2


def test_a_change_of_the_file_keeps_its_cards(shop):
    card(shop, "C1", "K1")
    shop.customer("C1", tier="gold", phones=["13800001111"])
    assert shop.search.by_card("K1").number == "C1"
    assert shop.refused("customer", no="C1", cards=[]).field == "cards"


# ---- lost and replaced ----------------------------------------------------------------------------------------------


def test_a_lost_card_says_so_when_scanned(shop):
    card(shop, "C1", "K1", on="2026-05-01")
    lost(shop, "C1", "k1", on="2026-05-18")
    assert cards(shop, "C1") == (Card("K1", date(2026, 5, 1), date(2026, 5, 18)),)
    assert shop.search.by_card("K1") == CardFound("C1", "王小明", date(2026, 5, 18))


def test_a_replaced_card_says_by_which_and_the_new_one_opens_the_account(shop):
    card(shop, "C1", "K1", on="2026-05-01")
    lost(shop, "C1", "K1", on="2026-05-18", replaced_by="K2")
    assert shop.search.by_card("K1") == CardFound("C1", "王小明", date(2026, 5, 18), "K2")
    assert shop.search.by_card("K2") == CardFound("C1", "王小明")
    assert cards(shop, "C1")[1] == Card("K2", date(2026, 5, 18))


def test_a_card_found_again_is_given_anew(shop):
    card(shop, "C1", "K1", on="2026-05-01")
    lost(shop, "C1", "K1", on="2026-05-18")
    card(shop, "C1", "K1", on="2026-05-19")
    assert shop.search.by_card("K1") == CardFound("C1", "王小明")
    assert cards(shop, "C1") == (Card("K1", date(2026, 5, 1)),)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"customer": "C9"}, "customer"),
        ({"customer": "C2"}, "no"),
        ({"no": "K9"}, "no"),
        ({"no": ""}, "no"),
        ({"on": "2026-04-30"}, "on"),
        ({"on": "2026-05-22"}, "on"),
        ({"on": "2026-02-30"}, "on"),
        ({"replaced_by": "K1"}, "replaced_by"),
        ({"replaced_by": "a\nb"}, "replaced_by"),
        ({"replaced_by": "x" * 65}, "replaced_by"),
        ({"lost_on": DAY}, "lost_on"),
    ],
)
def test_a_loss_that_cannot_be_is_refused_by_the_name_of_its_field(shop, fields, named):
    card(shop, "C1", "K1", on="2026-05-01")
    event = {"customer": "C1", "no": "K1", "on": DAY, **fields}
    assert shop.refused("card_lost", **event).field == named


def test_a_card_is_lost_once(shop):
    card(shop, "C1", "K1")
    lost(shop, "C1", "K1")
    assert shop.refused("card_lost", customer="C1", no="K1", on=DAY).field == "no"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"customer": "C9"}, "customer"),
        ({"no": ""}, "no"),
        ({"no": "   "}, "no"),
        ({"no": "a\tb"}, "no"),
        ({"no": "x" * 65}, "no"),
        ({"no": 12345}, "no"),
        ({"on": "2026-05-22"}, "on"),
        ({"on": None}, "on"),
        ({"pin": "1234"}, "pin"),
    ],
)
def test_a_card_that_cannot_be_given_is_refused_by_the_name_of_its_field(shop, fields, named):
    event = {"customer": "C1", "no": "K1", "on": DAY, **fields}
    assert shop.refused("card", **event).field == named


@pytest.mark.parametrize("number", ["", "  ", "\u3000", "a\nb", "\ud800", "x" * 65])
def test_a_request_made_by_hand_is_judged_as_well(shop, number):
    desk = Cards(shop.store, shop.around)
    with pytest.raises(Refused) as refused:
        desk.give(GiveCard(id="k", customer="C1", no=number, on=TODAY))
    assert refused.value.field == "no"
    desk.give(GiveCard(id="k", customer="C1", no=" K1 ", on=TODAY))
    desk.report_lost(ReportLost(id="l", customer="C1", no="K1", on=TODAY, replaced_by=" "))
    assert [each.no for each in cards(shop, "C1")] == ["K1"]


def test_a_closed_file_gets_no_card_but_may_report_one_lost(shop):
    card(shop, "C1", "K1")
    shop.customer("C1", closed=True)
    assert shop.refused("card", customer="C1", no="K2", on=DAY).field == "customer"
    assert shop.refused("card_lost", customer="C1", no="K1", on=DAY, replaced_by="K2").field == "replaced_by"
    lost(shop, "C1", "K1")
    assert shop.search.by_card("K1") == CardFound("C1", "王小明", TODAY, closed=True)


def test_nobody_has_any_number_of_cards(shop):
    for number in range(MAX_CARDS):
        card(shop, "C1", f"K{number}")
    assert shop.refused("card", customer="C1", no="one more", on=DAY).field == "no"


# ---- many at once, and the log --------------------------------------------------------------------------------------


def test_many_at_once_see_each_other(shop):
    lines = [
        {"do": "customer", "id": "c3", "no": "C3", "name": "New"},
        {"do": "card", "id": "k1", "customer": "C3", "no": "K1", "on": DAY},
        {"do": "card", "id": "k2", "customer": "C1", "no": "K1", "on": DAY},
        {"do": "card_lost", "id": "k3", "customer": "C3", "no": "K1", "on": DAY, "replaced_by": "K2"},
        {"do": "card", "id": "k4", "customer": "C1", "no": "K2", "on": DAY},
        {"do": "card", "id": "k5", "customer": "C1", "no": "K3", "on": DAY},
        {"do": "merge", "id": "m", "on": DAY, "customer": "C1", "into": "C2", "reason": "one person"},
        {"do": "card", "id": "k6", "customer": "C3", "no": "K3", "on": DAY},
        {"do": "card", "id": "k7", "customer": "C2", "no": "K4", "on": DAY},
    ]
    results = []
    Bulk(shop.store, shop.around, 2).apply([json.dumps(line).encode() for line in lines], results.append)
    assert [result.id for result in results if not result.ok] == ["k2", "k4", "k6"]
    assert [row[:2] for row in rows(shop)] == [("C3", "k1"), ("C3", "k2"), ("C2", "k3"), ("C2", "k4")]


def test_what_happened_to_a_card_stands_in_the_log(shop):
    card(shop, "C1", "K1", id="a", note="at the till")
    lost(shop, "C1", "K1", id="b")
    logged = shop.sql("SELECT field, new, request_id FROM file_change WHERE request_id IN ('a', 'b')")
    assert logged == [
        ("cards", '[{"no":"K1","since":"2026-05-20"}]', "a"),
        ("note", "at the till", "a"),
        ("cards", '[{"lost_on":"2026-05-20","no":"K1","since":"2026-05-20"}]', "b"),
    ]


# ---- merging --------------------------------------------------------------------------------------------------------


def merge(shop, customer, into, **fields):
    return shop.do("merge", on=DAY, customer=customer, into=into, reason="one person", **fields)


def test_merging_takes_the_cards_along_and_its_reversal_brings_them_back(shop):
    card(shop, "C1", "K1")
    card(shop, "C2", "K2")
    merge(shop, "C1", "C2", id="m")
    assert shop.search.by_card("K1").number == "C2"
    assert [each.no for each in cards(shop, "C2")] == ["K2", "K1"]
    assert cards(shop, "C1") == ()
    assert [line.no for line in shop.search.find("K1")] == ["C2"]
    lost(shop, "C2", "K1")
    card(shop, "C2", "K3")
    shop.do("reverse", on=DAY, entry="m", reason="two persons")
    assert shop.search.by_card("K1") == CardFound("C1", "王小明", TODAY)
    assert [each.no for each in cards(shop, "C2")] == ["K2", "K3"]
    assert [row[:2] for row in rows(shop)] == [("C1", "k1"), ("C2", "k2"), ("C2", "k3")]
    assert [line.no for line in shop.search.find("K1", closed=True)] == ["C1"]
    assert Verify(shop.store).verify().ok


def test_a_chain_of_mergings_ends_at_the_last_file(shop):
    shop.customer("C3", name="Third")
    card(shop, "C1", "K1")
    merge(shop, "C1", "C2")
    merge(shop, "C2", "C3", id="second")
    assert shop.search.by_card("K1").number == "C3"
    shop.do("reverse", on=DAY, entry="second", reason="no")
    assert shop.search.by_card("K1").number == "C2"


def test_a_card_comes_back_from_wherever_later_mergings_have_taken_it(shop):
    shop.customer("C3", name="Third")
    card(shop, "C1", "K1")
    card(shop, "C2", "K2")
    merge(shop, "C1", "C2", id="first")
    merge(shop, "C2", "C3", id="second")
    shop.do("reverse", on=DAY, entry="first", reason="two persons")
    assert shop.search.by_card("K1").number == "C1"
    assert [each.no for each in cards(shop, "C3")] == ["K2"]
    shop.do("reverse", on=DAY, entry="second", reason="three persons")
    assert [row[:2] for row in rows(shop)] == [("C1", "k1"), ("C2", "k2")]
    assert Verify(shop.store).verify().ok


def test_files_without_cards_are_merged_as_ever(shop):
    merge(shop, "C1", "C2", id="m")
    logged = shop.sql("SELECT field FROM file_change WHERE request_id = 'm' ORDER BY id")
    assert logged == [("merged_into",), ("closed",)]
    shop.do("reverse", on=DAY, entry="m", reason="no")
    assert not shop.files.file("C1").closed


# ---- proof ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM customer_card",
        "UPDATE customer_card SET customer_id = 2",
        "UPDATE customer_card SET lost_on = NULL",
        "UPDATE customer_card SET no = 'k9'",
        "INSERT INTO customer_card VALUES ('k9', 2, NULL)",
    ],
)
def test_a_table_that_is_not_what_the_files_say_shows_and_can_be_made_anew(tmp_path, statement):
    shop = Shop(tmp_path)
    shop.customer("C1", name="A")
    shop.customer("C2", name="B")
    card(shop, "C1", "K1")
    lost(shop, "C1", "K1")
    whole = rows(shop)
    shop.sql(statement)
    with shop.store.read() as session:
        assert any(problem.where.startswith("customer_card") for problem in examine(session).problems)
    with shop.store.write() as session:
        rebuild_cards(session)
    assert rows(shop) == whole
    shop.sql(statement)
    Verify(shop.store).rebuild()
    assert rows(shop) == whole
    assert Verify(shop.store).verify().ok
    shop.store.dispose()


def test_the_table_itself_holds_a_number_once(shop):
    card(shop, "C1", "K1")
    with pytest.raises(sqlite3.IntegrityError):
        shop.sql("INSERT INTO customer_card VALUES ('k1', 2, NULL)")
