"""A customer's statement from the command line: the JSON of the design, tables for people, a PDF to look at."""

import json

import pytest

from app import bootstrap
from app.cli.main import console
from tests.services.test_cases import circumstances

C = {"customer": "C001"}
EVENTS = [
    {"do": "customer", "id": "c1", "no": "C001", "name": "王小明", "credit_limit": None, "terms_days": 30},
    {"do": "top_up", "id": "t1", **C, "on": "2025-09-05", "paid": "500.00", "bonus": "50.00", "tender": "wechat",
     "expires_on": "2025-11-15"},
    {"do": "sale", "id": "s0", **C, "on": "2025-09-06", "amount": "70.00", "description": "染发",
     "pay": [{"with": "account"}]},
    {"do": "sale", "id": "s1", **C, "on": "2025-10-09", "amount": "110.00", "description": "剪发",
     "pay": [{"with": "prepaid", "amount": "66.00"}, {"with": "cash", "amount": "14.00"}, {"with": "account"}]},
    {"do": "pass_sale", "id": "p1", **C, "on": "2025-10-09", "service": "洗车", "count": 10, "paid": "300.00",
     "tender": "cash"},
    {"do": "pass_use", "id": "u1", **C, "on": "2025-10-12", "service": "洗车"},
    {"do": "payment", "id": "m1", **C, "on": "2025-10-20", "amount": "20.00", "tender": "bank"},
    {"do": "payment", "id": "m2", **C, "on": "2025-11-03", "amount": "50.00", "tender": "bank"},
]  # fmt: skip
OCTOBER = ("--from", "2025-10-01", "--to", "2025-10-31")


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """A way to give a command; returns the exit code and what was printed."""
    monkeypatch.setattr(bootstrap, "circumstances", circumstances)
    book, events = str(tmp_path / "shop.cbook"), tmp_path / "events.jsonl"
    events.write_text("".join(json.dumps(event) + "\n" for event in EVENTS))
    assert console(["--book", book, "new", "--name", "Shop", "--currency", "CNY", "--language", "en"]) == 0
    assert console(["--book", book, "apply", str(events)]) == 0
    capsys.readouterr()

    def ask(*arguments):
        code = console(["--book", book, *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return ask


def test_the_json_of_the_design(run):
    code, out, _err = run("--json", "statement", "C001", *OCTOBER)
    found = json.loads(out)
    assert code == 0
    assert (found["customer"], found["from"], found["to"]) == ("C001", "2025-10-01", "2025-10-31")
    assert found["account"] == {
        "opening": "70.00",
        "lines": [
            {"on": "2025-10-09", "id": "s1", "kind": "sale", "text": "剪发", "debit": "30.00", "credit": "0.00",
             "balance": "100.00"},
            {"on": "2025-10-20", "id": "m1", "kind": "payment", "text": "", "debit": "0.00", "credit": "20.00",
             "balance": "80.00"},
        ],
        "closing": "80.00",
    }  # fmt: skip
    prepaid = found["prepaid"]
    assert (prepaid["opening"], prepaid["closing"]) == ("500.00", "440.00")
    assert (prepaid["bonus_opening"], prepaid["bonus_closing"]) == ("50.00", "44.00")
    [line] = prepaid["lines"]
    assert (line["on"], line["id"], line["kind"], line["text"]) == ("2025-10-09", "s1", "sale", "剪发")
    assert (line["debit"], line["credit"], line["balance"]) == ("60.00", "0.00", "440.00")
    assert (line["bonus_debit"], line["bonus_balance"]) == ("6.00", "44.00")
    [card] = prepaid["passes"]
    parts = ("opening", "in", "used", "expired", "paid_back", "moved", "closing")
    assert (card["service"], [card[name] for name in parts]) == ("洗车", [0, 10, 1, 0, 0, 0, 9])
    assert found["paid_since"] == "50.00"


def test_its_ageing_is_that_of_the_ageing_view(run):
    found = json.loads(run("--json", "statement", "C001", *OCTOBER)[1])
    [line] = json.loads(run("--json", "show", "ageing", "--as-of", "2025-10-31")[1])
    assert found["ageing"] == line
    assert (line["current"], line["1-30"], line["total"]) == ("30.00", "50.00", "-360.00")


def test_the_charges_still_open_and_what_expires(run):
    found = json.loads(run("--json", "statement", "C001", *OCTOBER, "--kind", "open-item")[1])
    assert found["kind"] == "open-item"
    assert [(each["charge"], each["open"], each["due_on"]) for each in found["charges"]] == [
        ("s0", "50.00", "2025-10-06"),
        ("s1", "30.00", "2025-11-08"),
    ]
    assert [(each["lot"], each["expires_on"], each["principal"]) for each in found["expiring"]] == [
        ("t1", "2025-11-15", "440.00")
    ]


def test_a_statement_for_people(run):
    code, out, _err = run("statement", "C001", *OCTOBER)
    assert code == 0
    assert "王小明 (C001), 2025-10-01 to 2025-10-31" in out
    rows = [" ".join(line.split()) for line in out.splitlines()]
    assert "2025-10-01 Opening balance 70.00" in rows
    assert "2025-10-09 s1 Sale 剪发 30.00 100.00" in rows
    assert "2025-10-31 Closing balance 30.00 20.00 80.00" in rows
    assert "洗车 0 10 1 0 0 0 9" in rows
    assert "To be used by 2025-11-15: 484.00" in rows
    assert "Paid since, of what was open: 50.00" in rows
    assert "draft" not in out
    open_items = run("statement", "C001", *OCTOBER, "--kind", "open-item")[1]
    assert [" ".join(line.split()) for line in open_items.splitlines()][4:7] == [
        "2025-09-06 s0 染发 2025-10-06 70.00 50.00",
        "2025-10-09 s1 剪发 2025-11-08 30.00 30.00",
        "Total 80.00",
    ]


def test_the_discount_in_a_payment_is_told_where_there_is_one(run, tmp_path):
    assert "Discount in it" not in run("statement", "C001", *OCTOBER)[1]
    path = tmp_path / "more.jsonl"
    paid = {"amount": "9.00", "discount": "1.00", "tender": "cash"}
    path.write_text(json.dumps({"do": "payment", "id": "m3", **C, "on": "2025-10-21", **paid}))
    assert run("apply", str(path))[0] == 0
    out = run("statement", "C001", *OCTOBER)[1]
    rows = [" ".join(line.split()) for line in out.splitlines()]
    assert "2025-10-21 m3 Payment 10.00 70.00 1.00" in rows
    lines = json.loads(run("--json", "statement", "C001", *OCTOBER)[1])["account"]["lines"]
    assert [(line["id"], line["credit"], line.get("discount")) for line in lines if line["id"] in ("m1", "m3")] == [
        ("m1", "20.00", None),
        ("m3", "10.00", "1.00"),
    ]


def test_a_period_that_is_not_over_is_called_a_draft(run):
    code, out, _err = run("statement", "C001", "--from", "2025-11-01", "--to", "2025-11-30")
    assert code == 0
    assert "draft" in out


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("C009", *OCTOBER), 1, "C009"),
        (("C001", "--from", "2025-10-31", "--to", "2025-10-01"), 1, "from"),
        (("C001", "--from", "2025-01-01", "--to", "2025-01-31"), 1, "2025-09-05"),
        (("C001", *OCTOBER, "--pdf", "/"), 1, "folder"),
    ],
)
def test_what_cannot_be_shown_is_said_in_words(run, arguments, code, word):
    found, out, err = run("statement", *arguments)
    assert (found, out) == (code, "")
    assert word in err
    assert "Traceback" not in err


@pytest.mark.parametrize("arguments", [("C001",), ("C001", "--from", "October"), ("C001", *OCTOBER, "--sheet", "a3")])
def test_arguments_that_cannot_be_used(run, arguments, capsys):
    with pytest.raises(SystemExit) as left:
        run("statement", *arguments)
    assert left.value.code == 2
    assert capsys.readouterr().err


def test_a_pdf_beside_the_figures(run, tmp_path):
    path = tmp_path / "preview.pdf"
    look = ("--sheet", "241x280", "--language", "both", "--slip", "none", "--window", "none")
    code, out, _err = run("--json", "statement", "C001", *OCTOBER, "--pdf", str(path), *look)
    found = json.loads(out)
    assert code == 0
    assert (found["pdf"], found["missing"]) == (str(path), "")
    assert path.read_bytes().startswith(b"%PDF-")
    assert str(path) in run("statement", "C001", *OCTOBER, "--pdf", str(path))[1]


def test_what_was_entered_since_the_last_statement(run, tmp_path):
    november = ("--from", "2025-11-01", "--to", "2025-11-30")
    assert run("--json", "statements", "--period", "2025-10", "--out", str(tmp_path / "out"))[0] == 0
    before = run("statement", "C001", *november)[1]
    assert "since_last" not in json.loads(run("--json", "statement", "C001", *november)[1])
    path = tmp_path / "late.jsonl"
    paid = {"amount": "5.00", "tender": "cash"}
    path.write_text(json.dumps({"do": "payment", "id": "m9", **C, "on": "2025-10-28", **paid}))
    assert run("apply", str(path))[0] == 0
    found = json.loads(run("--json", "statement", "C001", *november)[1])["since_last"]
    nothing = {"principal": "0.00", "bonus": "0.00"}
    held = {"principal": "440.00", "bonus": "44.00"}
    assert found == {
        "statement": "S000001",
        "to": "2025-10-31",
        "ended": {"owed": "80.00", **held},
        "now": {"owed": "75.00", **held},
        "count": 1,
        "entries": [
            {"on": "2025-10-28", "id": "m9", "kind": "payment", "text": "", "owed": "-5.00", **nothing},
        ],
    }
    said = "2025-10-28 Payment: -¥5.00. This statement therefore opens with ¥75.00 owed."
    assert "Statement S000001 ended on 2025-10-31 with ¥80.00 owed." not in before
    assert said in run("statement", "C001", *november)[1]
