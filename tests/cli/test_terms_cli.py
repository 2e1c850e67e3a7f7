"""Terms, cards and a hold by the command line: recorded by `apply`, shown by `show`, in JSON and for people."""

import json

import pytest

from app.cli.main import console

EVENTS = [
    {"do": "customer", "id": "c", "no": "C1", "name": "王小明", "credit_limit": None, "hold": "逾期九十天"},
    {"do": "card", "id": "k1", "customer": "C1", "no": "K1", "on": "2026-01-05"},
    {"do": "card_lost", "id": "k2", "customer": "C1", "no": "K1", "on": "2026-01-06", "replaced_by": "K2"},
    {"do": "terms", "id": "t1", "kind": "top_up", "language": "zh_CN", "starts_on": "2026-01-01", "text": "余额可退。"},
    {"do": "terms", "id": "t2", "kind": "top_up", "language": "zh_CN", "starts_on": "2026-02-01",
     "text": "一、余额可转让。\n二、概不退款。"},
    {"do": "top_up", "id": "u1", "on": "2026-01-07", "customer": "C1", "paid": "50.00", "tender": "cash",
     "terms": "t1"},
    {"do": "top_up", "id": "u2", "on": "2026-01-07", "customer": "C1", "paid": "50.00", "tender": "cash",
     "terms": "t2"},
    {"do": "sale", "id": "s1", "on": "2026-01-08", "customer": "C1", "amount": "60.00"},
]  # fmt: skip


@pytest.fixture
def run(tmp_path, capsys, process_language):
    book = tmp_path / "shop.cbook"
    events = tmp_path / "events.jsonl"
    events.write_text("\n".join(json.dumps(event) for event in EVENTS), encoding="utf-8")
    console(["--book", str(book), "new", "--name", "Shop", "--currency", "CNY", "--language", "en"])
    capsys.readouterr()

    def command(*arguments):
        code = console(["--book", str(book), "--lang", "en", *arguments])
        return code, capsys.readouterr().out

    code, answers = command("--json", "apply", str(events))
    assert code == 1
    refused = [json.loads(row) for row in answers.splitlines() if not json.loads(row)["ok"]]
    assert [(row["id"], row["field"]) for row in refused] == [("u2", "terms"), ("s1", "hold")]
    return command


def answer(run, *arguments):
    code, out = run("--json", "show", *arguments)
    assert code == 0
    return json.loads(out)


def test_terms_are_shown_by_the_day_with_what_is_void_in_them(run):
    (january,) = answer(run, "terms", "--as-of", "2026-01-31")
    assert (january["terms"], january["text"], january["findings"]) == ("t1", "余额可退。", [])
    (now,) = answer(run, "terms", "--as-of", "2026-02-01")
    (finding,) = now["findings"]
    assert (now["terms"], finding["words"], finding["rule"]) == ("t2", "概不退款", "cn.refund")
    assert now["text"][finding["start"] : finding["end"]] == "概不退款"
    assert [text["terms"] for text in answer(run, "terms", "--all")] == ["t1", "t2"]
    assert answer(run, "terms", "--as-of", "2025-12-31") == []


def test_terms_are_shown_to_people(run):
    code, out = run("show", "terms", "--all")
    assert code == 0
    assert "一、余额可转让。\n二、概不退款。" in out
    assert "“概不退款”" in out
    assert "法释〔2025〕4号" in out


def test_a_file_shows_its_cards_and_its_hold(run):
    file = answer(run, "customer", "C1")
    assert file["hold"] == "逾期九十天"
    assert file["cards"] == [
        {"no": "K1", "since": "2026-01-05", "lost_on": "2026-01-06", "replaced_by": "K2"},
        {"no": "K2", "since": "2026-01-06", "lost_on": None, "replaced_by": ""},
    ]
    code, out = run("show", "customer", "C1", "--all")
    assert code == 0
    assert "K1 (lost 2026-01-06, replaced by K2)" in out
    assert "Account on hold" in out


def test_a_book_with_all_of_it_is_whole(run):
    assert run("verify")[0] == 0
