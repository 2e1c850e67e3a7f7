"""Ageing, ratings, reviews and reports by the command line: in JSON, for people, and on paper."""

import json

import pytest

from app.cli.main import console

EVENTS = [
    {"do": "customer", "id": "c1", "no": "C1", "name": "王小明", "credit_limit": None, "review_months": 1,
     "on": "2025-01-01"},
    {"do": "customer", "id": "c2", "no": "C2", "name": "Li", "credit_limit": None},
    {"do": "sale", "id": "s1", "on": "2026-01-01", "customer": "C1", "amount": "100.00",
     "pay": [{"with": "account", "due_on": "2026-01-31"}]},
    {"do": "sale", "id": "s2", "on": "2026-02-01", "customer": "C1", "amount": "50.00",
     "pay": [{"with": "account", "due_on": "2026-03-03"}]},
    {"do": "payment", "id": "m1", "on": "2026-02-10", "customer": "C1", "amount": "100.00", "tender": "bank"},
    {"do": "top_up", "id": "t1", "on": "2026-02-11", "customer": "C2", "paid": "80.00", "tender": "cash"},
    {"do": "review", "id": "v1", "customer": "C1", "on": "2026-02-15", "credit": "at_risk", "text": "拖"},
    {"do": "override", "id": "o1", "customer": "C1", "credit": "good", "reason": "old friend", "on": "2026-02-16",
     "until": "2026-03-31"},
]  # fmt: skip


@pytest.fixture(name="run")
def program(tmp_path, capsys, process_language):
    book, events = tmp_path / "shop.cbook", tmp_path / "events.jsonl"
    events.write_text("\n".join(json.dumps(event) for event in EVENTS), encoding="utf-8")
    console(["--book", str(book), "new", "--name", "Shop", "--currency", "CNY", "--language", "en"])
    assert console(["--book", str(book), "apply", str(events)]) == 0
    capsys.readouterr()

    def command(*arguments, lang="en"):
        code = console(["--book", str(book), "--lang", lang, *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def answer(run, *arguments):
    code, out, _err = run("--json", "show", *arguments)
    assert code == 0
    return json.loads(out)


def test_ageing_by_due_or_document_date_in_columns_of_ones_choice(run):
    due = answer(run, "ageing", "--as-of", "2026-03-13")
    assert due[0] == {"customer": "C1", "prepaid": "0.00", "current": "0.00", "1-30": "50.00", "31-60": "0.00",
                      "61-90": "0.00", "91+": "0.00", "total": "50.00"}  # fmt: skip
    document = answer(run, "ageing", "--as-of", "2026-03-13", "--by", "document", "--buckets", "10,40")
    assert (document[0]["11-40"], document[0]["41+"]) == ("50.00", "0.00")
    assert answer(run, "ageing", "--as-of", "2026-03-13", "--buckets", "")[0]["1+"] == "50.00"


@pytest.mark.parametrize(("buckets", "code"), [("30,20", 1), ("0", 1), ("x", 2), ("1,,2", 2), ("-3", 2)])
def test_columns_that_make_no_sense_are_refused(run, buckets, code):
    try:
        found, _out, err = run("show", "ageing", f"--buckets={buckets}")
    except SystemExit as left:
        found, err = left.code, "usage"
    assert (found, bool(err)) == (code, True)


def test_ageing_for_people_ends_with_its_foot_and_goes_on_paper(run, tmp_path):
    _code, out, _err = run("show", "ageing", "--as-of", "2026-03-13", "--pdf", str(tmp_path / "a.pdf"))
    assert out.splitlines()[-1].split() == [
        "Total",
        "2",
        "-80.00",
        "0.00",
        "50.00",
        "0.00",
        "0.00",
        "0.00",
        "-30.00",
        "0.00",
    ]
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_a_rating_says_why_and_what_counts(run):
    found = answer(run, "rating", "C1", "--as-of", "2026-03-01")
    assert (found["settled"], found["counts"], found["override"]["until"]) == (1, "good", "2026-03-31")
    assert found["why"] == "Set by the owner through 2026-03-31: old friend"
    assert [(each["suggested"], each["decided"], each["note"]) for each in found["reviews"]] == [
        ("at_risk", "at_risk", "拖")
    ]
    assert answer(run, "rating", "C1", "--as-of", "2026-04-01")["counts"] == "at_risk"
    _code, out, _err = run("show", "rating", "C1")
    assert "Paid on time: 0 of 1 settled charges." in out
    assert run("show", "rating", "C9")[0] == 1


def test_reviews_due_stand_there_from_their_day(run):
    assert answer(run, "reviews", "--as-of", "2026-03-14") == []
    [line] = answer(run, "reviews", "--as-of", "2026-03-15")
    assert (line["customer"], line["due_on"], line["last_review"]) == ("C1", "2026-03-15", "2026-02-15")
    assert "C1" in run("show", "reviews", "--as-of", "2026-03-15", lang="zh_CN")[1]


def test_reports_by_month(run, tmp_path):
    found = answer(run, "report", "tenders", "--from", "2026-01-01", "--to", "2026-02-28")
    assert [row["total"] for row in found["rows"]] == ["0.00", "180.00"]
    assert found["foot"] == {"cash": "80.00", "bank": "100.00", "total": "180.00"}
    owed = answer(run, "report", "owed", "--from", "2026-01-01", "--to", "2026-03-05")
    assert [(row["owed"], row["overdue"]) for row in owed["rows"]] == [
        ("100.00", "0.00"), ("50.00", "0.00"), ("50.00", "50.00")
    ]  # fmt: skip
    code, out, _err = run("show", "report", "held", "--from", "2026-02-01", "--to", "2026-02-28",
                          "--pdf", str(tmp_path / "r.pdf"))  # fmt: skip
    assert (code, out.splitlines()[-1].split()[:2]) == (0, ["At", "the"])
    assert (tmp_path / "r.pdf").exists()
    assert run("show", "report", "held", "--from", "2026-02-01", "--to", "2026-01-01")[0] == 1
