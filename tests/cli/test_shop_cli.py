"""Settings and price list from the command line."""

import pytest

from tests.documents.helpers_pictures import png
from tests.real.program import Program, new_book

EVENTS = [
    {"do": "settings", "id": "s1", "shop_name": "洗车行", "address": "一楼\n二楼", "opening_float": "500.00",
     "tenders": ["wechat", "cash"]},
    {"do": "price_item", "id": "wash", "name": "洗车", "kind": "service", "price": "35.00", "starts_on": "2026-01-01"},
    {"do": "price", "id": "p2", "item": "wash", "price": "38.00", "starts_on": "2026-06-01"},
    {"do": "price_item", "id": "card", "name": "洗车卡", "kind": "session_pass", "price": "300.00", "count": 10,
     "covers": "洗车", "starts_on": "2026-01-01"},
    {"do": "end_price_item", "id": "e1", "item": "card", "on": "2026-06-30"},
]  # fmt: skip


@pytest.fixture
def program(tmp_path) -> Program:
    program = new_book(tmp_path / "shop.cbook")
    assert program.apply(EVENTS).code == 0
    return program


def test_settings_are_shown_in_the_form_in_which_they_are_set(program):
    shown = program.run("--json", "show", "settings").json()
    assert shown.items() >= {"shop_name": "洗车行", "opening_float": "500.00", "paper": "a5", "language": ""}.items()
    assert shown["tenders"] == ["wechat", "cash"]
    assert program.apply([{"do": "settings", "id": "s2", **shown}]).code == 0
    assert program.run("--json", "show", "settings").json() == shown


def test_the_price_list_of_a_day(program):
    shown = program.run("--json", "show", "prices", "--as-of", "2026-06-01").json()
    assert [(item["item"], item["price"], item["ended_on"]) for item in shown] == [
        ("wash", "38.00", None),
        ("card", "300.00", "2026-06-30"),
    ]
    assert shown[0]["prices"] == [
        {"starts_on": "2026-01-01", "price": "35.00"},
        {"starts_on": "2026-06-01", "price": "38.00"},
    ]
    later = program.run("--json", "show", "prices", "--as-of", "2026-07-01")
    assert [item["item"] for item in later.json()] == ["wash"]
    assert len(program.run("--json", "show", "prices", "--as-of", "2026-07-01", "--all").json()) == 2


def test_people_read_tables(program):
    settings = program.run("show", "settings").out
    assert "一楼, 二楼" in settings
    assert "500.00" in settings
    prices = program.run("show", "prices", "--as-of", "2026-06-01").out
    assert "洗车卡" in prices
    assert "Pass of visits" in prices


def test_what_is_refused_says_where_and_why(program):
    answer = program.apply([{**EVENTS[2], "id": "p3"}])
    assert (answer.code, answer.lines()[0]["field"]) == (1, "starts_on")
    assert "35" not in answer.lines()[0]["error"]
    assert "38.00 from 2026-06-01 on already" in answer.lines()[0]["error"]


def test_statements_are_set_as_they_are_shown(program):
    given = {
        "postcode": "325000",
        "statement_kind": "open-item",
        "statement_sheet": "241x140",
        "statement_slip": "none",
        "statement_window": "din-b",
        "statement_language": "both",
        "statement_reply_days": 0,
        "statement_footer": "一\n二",
        "statement_prefix": "对",
        "statement_digits": 4,
    }
    assert program.apply([{"do": "settings", "id": "s3", **given}]).code == 0
    assert program.run("--json", "show", "settings").json().items() >= given.items()
    said = program.run("show", "settings").out
    assert all(words in said for words in ("325000", "open charges", "241 × 140", "DIN 5008 form B", "no slip"))
    wrong = program.apply([{"do": "settings", "id": "s4", "statement_sheet": "A3"}])
    assert (wrong.code, wrong.lines()[0]["field"]) == (1, "statement_sheet")


def test_pictures_are_put_in_named_and_taken_away(program, tmp_path):
    (tmp_path / "logo.jpg").write_bytes(png())
    put = {"do": "picture", "id": "logo1", "kind": "logo", "file": str(tmp_path / "logo.jpg")}
    assert program.apply([put, put]).code == 0
    logo = program.run("--json", "show", "pictures").json()["logo"]
    assert (logo["media_type"], logo["width"], logo["height"]) == ("image/png", 60, 20)
    assert "PNG, 60 × 20 pixels" in program.run("show", "settings").out
    assert "PNG, 60 × 20 pixels" in program.run("show", "pictures").out
    (tmp_path / "logo.svg").write_text("<svg/>")
    wrong = program.apply([{**put, "id": "logo2", "file": str(tmp_path / "logo.svg")}])
    assert (wrong.code, wrong.lines()[0]["field"]) == (1, "file")
    assert "logo.svg is SVG" in wrong.lines()[0]["error"]
    assert program.apply([{"do": "picture", "id": "logo3", "kind": "logo"}]).code == 0
    assert program.run("--json", "show", "pictures").json() == {"logo": None, "payment_qr": None}
