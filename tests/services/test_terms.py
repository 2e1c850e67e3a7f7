"""The shop's terms: dated, never changed, kept with what was sold by them, and judged while they are written."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date

import pytest

from app.core.terms_text import MAX_TEXT, NewTerms, TermsKind
from app.errors import Refused
from app.services.bulk import Bulk
from app.services.events import read_request
from app.services.fields import Fields
from app.services.file_desk import Filed
from app.services.fingerprint import fingerprint
from app.services.terms import TermsDesk
from app.services.verify import Verify
from app.storage.engine import sqlite3
from app.storage.verify import examine
from tests.services.helpers_customers import TODAY, Shop, naughty_strings, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))

FIRST = {"id": "t1", "kind": "top_up", "language": "zh_CN", "starts_on": "2026-01-01", "text": "余额可随时退还。"}
SECOND = {**FIRST, "id": "t2", "starts_on": "2026-05-01", "text": "余额可随时退还，七日内全额。"}
TOP_UP = {"on": "2026-05-20", "customer": "C1", "paid": "500.00", "tender": "cash"}


@pytest.fixture
def desk(shop):
    return TermsDesk(shop.store, shop.around, "CN")


def current(desk, on, kind=TermsKind.TOP_UP, language="zh_CN"):
    found = desk.current(kind, language, on)
    return found and found.id


# ---- in force -------------------------------------------------------------------------------------------------------


def test_a_text_is_in_force_from_its_day_until_the_next_one(shop, desk):
    shop.do("terms", **FIRST)
    shop.do("terms", **SECOND)
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 4, 30), date(2026, 5, 1), date(2030, 1, 1)]
    assert [current(desk, day) for day in days] == [None, "t1", "t1", "t2", "t2"]
    assert [text.id for text in desk.all()] == ["t1", "t2"]


def test_of_two_from_one_day_the_later_one_counts_and_an_earlier_day_never_takes_over(shop, desk):
    shop.do("terms", **SECOND)
    shop.do("terms", **{**FIRST, "text": "later made, earlier in force"})
    assert current(desk, TODAY) == "t2"
    shop.do("terms", **{**SECOND, "id": "t3"})
    assert current(desk, TODAY) == "t3"


def test_each_kind_and_language_has_its_own(shop, desk):
    shop.do("terms", **FIRST)
    shop.do("terms", **{**FIRST, "id": "p1", "kind": "pass"})
    shop.do("terms", **{**FIRST, "id": "e1", "language": "en"})
    assert current(desk, TODAY) == "t1"
    assert current(desk, TODAY, TermsKind.PASS) == "p1"
    assert current(desk, TODAY, language="en") == "e1"
    assert current(desk, TODAY, language="zh_TW") is None


def test_a_text_comes_back_as_it_was_written_with_its_digest(shop, desk):
    written = "  一、甲\r\n二、乙   \r\n\r\n三、e\u0301  "
    desk.record(NewTerms(id="t1", kind=TermsKind.PASS, language="zh_CN", starts_on=TODAY, text=written))
    (text,) = desk.all()
    assert text.text == "一、甲\n二、乙\n\n三、é"
    assert text.sha256 == hashlib.sha256(text.text.encode()).digest()


def test_asked_for_twice(shop, desk):
    assert shop.do("terms", **FIRST) == Filed("t1")
    assert shop.do("terms", **FIRST) == Filed("t1", repeated=True)
    assert shop.refused("terms", **{**FIRST, "text": "other"}).field == "id"
    assert shop.refused("terms", **{**FIRST, "starts_on": "2026-01-02"}).field == "id"


def test_a_new_text_is_logged_with_what_was_remarked_on_it(shop):
    shop.do("terms", **FIRST, note="agreed with the association")
    logged = shop.sql("SELECT customer_id, field, old, new, request_id FROM file_change")
    assert logged == [
        (None, "terms.top_up.zh_CN", "", "t1", "t1"),
        (None, "note", "", "agreed with the association", "t1"),
    ]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"kind": "sale"}, "kind"),
        ({"kind": None}, "kind"),
        ({"language": "de"}, "language"),
        ({"language": ""}, "language"),
        ({"starts_on": "2026-02-30"}, "starts_on"),
        ({"starts_on": None}, "starts_on"),
        ({"text": ""}, "text"),
        ({"text": " \n\t "}, "text"),
        ({"text": None}, "text"),
        ({"text": "x" * (MAX_TEXT + 1)}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": "a\x07b"}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"title": "x"}, "title"),
    ],
)
def test_bad_input_is_refused_by_the_name_of_its_field(shop, fields, named):
    assert shop.refused("terms", **{**FIRST, **fields}).field == named


@pytest.mark.parametrize(("text", "language"), [("", "en"), ("x" * (MAX_TEXT + 1), "en"), ("a\x07", "en"), ("x", "de")])
def test_a_request_made_by_hand_is_judged_as_well(desk, text, language):
    with pytest.raises(Refused):
        desk.record(NewTerms(id="t1", kind=TermsKind.PASS, language=language, starts_on=TODAY, text=text))
    assert desk.all() == []


def test_any_text_is_kept_as_itself(shop, desk):
    kept = []
    for number, text in enumerate(naughty_strings()):
        try:
            desk.record(NewTerms(id=f"n{number}", kind=TermsKind.PASS, language="en", starts_on=TODAY, text=text))
            kept.append(number)
        except Refused:
            continue
    assert [text.id for text in desk.all()] == [f"n{number}" for number in kept]
    for text in desk.all():
        desk.findings(text.text)


def test_a_text_can_be_neither_changed_nor_taken_away(shop):
    shop.do("terms", **FIRST)
    for statement in ("UPDATE terms_text SET text = 'x'", "DELETE FROM terms_text"):
        with pytest.raises(sqlite3.IntegrityError, match="kept as it was"):
            shop.sql(statement)


# ---- agreed to ------------------------------------------------------------------------------------------------------


def test_what_the_customer_was_told_is_kept_with_the_entry(shop, desk):
    shop.customer("C1", name="A")
    shop.do("terms", **FIRST)
    shop.do("terms", **{**FIRST, "id": "p1", "kind": "pass", "text": "次卡须知"})
    entry = shop.do("top_up", id="u1", **TOP_UP, terms="t1").entry
    ticket = shop.do("pass_sale", id="s1", on="2026-05-20", customer="C1", service="洗车", count=10, paid="300.00",
                     tender="cash", terms="p1").entry  # fmt: skip
    shop.do("terms", **SECOND)
    assert desk.of_entry(entry).id == desk.of_entry("u1").id == "t1"
    assert desk.of_entry(ticket).text == "次卡须知"
    assert desk.of_entry(99) is None
    digest = hashlib.sha256("余额可随时退还。".encode()).hexdigest()
    assert json.loads(shop.sql("SELECT facts FROM entry WHERE id = ?", entry)[0][0]) == {"terms": digest}


def test_of_the_same_words_said_twice_those_in_force_are_meant(shop, desk):
    shop.customer("C1", name="A")
    shop.do("terms", **FIRST)
    shop.do("terms", **{**FIRST, "id": "p1", "kind": "pass"})
    shop.do("terms", **{**FIRST, "id": "t2", "starts_on": "2026-05-01"})
    shop.do("terms", **{**FIRST, "id": "t3", "starts_on": "2026-12-01"})
    entry = shop.do("top_up", **TOP_UP, terms="t2").entry
    assert desk.of_entry(entry).id == "t2"


def test_without_terms_nothing_about_them_is_recorded(shop, desk):
    shop.customer("C1", name="A")
    entry = shop.do("top_up", id="u1", **TOP_UP).entry
    assert shop.sql("SELECT facts FROM entry") == [("",)]
    assert desk.of_entry(entry) is None
    assert shop.do("top_up", id="u1", **TOP_UP, terms=None).repeated
    assert shop.refused("top_up", id="u1", **TOP_UP, terms="t1").field == "id"


def test_a_request_without_terms_is_known_by_the_hash_it_always_had():
    # Computed by the program as it was before there were terms.
    event = {"id": "t1", "on": "2026-01-05", "customer": "C001", "paid": "500.00", "tender": "wechat"}
    content = ["TopUp", ["on", "2026-01-05"], ["customer", 7], ["paid", 50000], ["tender", "wechat"]]
    known = hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).digest()
    assert fingerprint(read_request("top_up", Fields(event, 2)), lambda _: 7) == known
    assert fingerprint(read_request("top_up", Fields({**event, "terms": "x"}, 2)), lambda _: 7) != known


@pytest.mark.parametrize("name", ["t9", "p1", "later"])
def test_terms_there_are_none_of_or_for_something_else_or_not_yet_in_force_are_refused(shop, name):
    shop.customer("C1", name="A")
    shop.do("terms", **{**FIRST, "id": "p1", "kind": "pass"})
    shop.do("terms", **{**FIRST, "id": "later", "starts_on": "2026-05-21"})
    assert shop.refused("top_up", **TOP_UP, terms=name).field == "terms"


def test_terms_come_into_force_on_their_day(shop):
    shop.customer("C1", name="A")
    shop.do("terms", **{**FIRST, "starts_on": "2026-05-20"})
    assert shop.refused("top_up", **{**TOP_UP, "on": "2026-05-19"}, terms="t1").field == "terms"
    shop.do("top_up", **TOP_UP, terms="t1")


def test_terms_belong_to_what_is_sold_and_nothing_else(shop):
    shop.customer("C1", name="A")
    shop.do("terms", **FIRST)
    assert shop.refused("sale", on="2026-05-20", customer="C1", amount="1.00", terms="t1").field == "terms"


def test_terms_and_what_is_sold_by_them_may_come_in_one_transaction(shop):
    lines = [
        {"do": "customer", "id": "c", "no": "C1", "name": "A"},
        {"do": "terms", **FIRST},
        {"do": "top_up", "id": "u1", **TOP_UP, "terms": "t1"},
        {"do": "top_up", "id": "u2", **TOP_UP, "terms": "t1"},
        {"do": "top_up", "id": "u3", **TOP_UP, "terms": "t2"},
    ]
    results = []
    Bulk(shop.store, shop.around, 2).apply([json.dumps(line).encode() for line in lines], results.append)
    assert [result.ok for result in results] == [True, True, True, True, False]


# ---- proof ----------------------------------------------------------------------------------------------------------


def problems(shop):
    with shop.store.read() as session:
        return [problem.where for problem in examine(session).problems]


def test_a_text_changed_or_lost_behind_the_programs_back_shows(tmp_path):
    shop = Shop(tmp_path)
    shop.customer("C1", name="A")
    shop.do("terms", **FIRST)
    shop.do("top_up", **TOP_UP, terms="t1")
    assert Verify(shop.store).verify().ok
    shop.sql("DROP TRIGGER terms_text_no_update")
    shop.sql("UPDATE terms_text SET text = '概不退款'")
    assert "terms_text 1" in problems(shop)
    shop.sql("DROP TRIGGER terms_text_no_delete")
    shop.sql("DELETE FROM terms_text")
    assert "entry 1" in problems(shop)
    shop.store.dispose()


# ---- while it is written --------------------------------------------------------------------------------------------


def test_void_clauses_are_pointed_out_and_recorded_all_the_same(shop, desk):
    text = "本卡可转让。\n余额概不退还。"
    (finding,) = desk.findings(text)
    assert (finding.words, finding.rule) == ("余额概不退还", "cn.refund")
    shop.do("terms", **{**FIRST, "text": text})


def test_a_place_without_rules_finds_nothing(shop):
    assert TermsDesk(shop.store, shop.around, "INTL").findings("概不退款 no refunds") == []


@dataclass(frozen=True)
class Head:
    shop_name: str = "云溪造型 {phone}"
    address: str = "滨江大道 66 号\n二楼"
    phone: str = "0577-86001000"


@pytest.mark.parametrize("kind", TermsKind)
@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_the_text_to_begin_with_is_whole_and_lawful(desk, kind, language):
    text = desk.starter(kind, language, Head())
    assert desk.findings(text) == []
    assert "滨江大道 66 号 二楼" in text
    assert "0577-86001000" in text
    assert "云溪造型 {phone}" in text
    assert text.count("{") == text.count("云溪造型")
    # What a voucher has to say: seven days, payment of refunds, notice, how long records are kept, a signature.
    for figure in ("7", "5", "15", "30", "3"):
        assert figure in text
    assert "____" in text.splitlines()[-1]
    desk.record(NewTerms(id="x", kind=kind, language=language, starts_on=TODAY, text=text))
    assert desk.all()[0].text == text


def test_what_the_shop_has_not_said_is_left_to_be_filled_in(desk):
    text = desk.starter(TermsKind.TOP_UP, "zh_CN", Head("", "", ""))
    assert "本店：________，地址：________，电话：________" in text


@pytest.mark.parametrize("kind", TermsKind)
@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_no_figure_of_law_is_made_up_for_a_place_without_rules(shop, kind, language):
    text = TermsDesk(shop.store, shop.around, "INTL").starter(kind, language, Head("S", "A", "P"))
    assert "{" not in text
    said = re.sub(r"^[0-9]+\.|12315", "", text, flags=re.MULTILINE)  # numbers of clauses, and the consumers' line
    assert re.findall(r"[0-9]+", said) == []
    assert text.count("____") >= 8
