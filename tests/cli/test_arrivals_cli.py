"""Bills, matching and reviews of prepaid accounts by command: the same services, answers as JSON and as text."""

import json
import zipfile

import pytest

from app.cli.main import console

_HEAD = "交易日期,摘要,对方户名,对方账号,交易流水号,金额\n"


@pytest.fixture(name="run")
def run_of(tmp_path, capsys, process_language):
    """Make a book with a customer and a top-up; return how a command is run on it: exit code, answer, reasons."""
    book = str(tmp_path / "shop.cbook")

    def run(*arguments, json_=True):
        code = console(["--book", book, "--lang", "en", *(["--json"] if json_ else []), *map(str, arguments)])
        said = capsys.readouterr()
        out = [json.loads(line) for line in said.out.splitlines()] if json_ else said.out
        return code, out, said.err

    assert run("new", "--name", "Shop", "--currency", "CNY")[0] == 0
    events = tmp_path / "events.jsonl"
    made = [
        {"do": "customer", "id": "c1", "no": "C001", "name": "王小明"},
        {"do": "top_up", "id": "t1", "on": "2026-05-04", "customer": "C001", "paid": "500.00", "tender": "bank"},
        {"do": "top_up", "id": "t2", "on": "2026-05-04", "customer": "C001", "paid": "300.00", "tender": "bank"},
    ]
    events.write_text("\n".join(map(json.dumps, made)), encoding="utf-8")
    assert run("apply", events)[0] == 0
    return run


@pytest.fixture(name="path")
def path_of(tmp_path):
    path = tmp_path / "bank.csv"
    rows = (
        "2026-05-04,充值,王小明,6222,N1,500.00",
        "2026-05-12,转账,王小明,6222,N2,20.00",
        "2026-05-12,x,y,z,N3,1O.00",
    )
    path.write_text(_HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_from_the_bill_to_the_two_lists(run, path):
    code, (answer,), err = run("bill", path, "--dry-run")
    assert (code, answer["lines"], answer["sums"]["payment"]) == (1, 2, "520.00")
    assert "1O.00" in err
    assert run("show", "bills")[1] == [[]]
    code, (answer,), _ = run("bill", path)
    assert (code, answer["new"], [each["line"] for each in answer["refused"]]) == (1, 2, [4])
    assert run("bill", path)[1][0]["again"] is True
    _, (proposals,), _ = run("match")
    assert [(each["does"], each["entry"]) for each in proposals] == [("tie", 1), ("top_up", None)]
    assert all(each["reason"] for each in proposals)
    assert [each["ok"] for each in run("match", "--accept", "70")[1][0]] == [True]
    assert run("match", "--accept", "70")[1] == [[]]
    _, (lists,), _ = run("show", "arrivals")
    assert [each["id"] for each in lists["never_arrived"]] == ["t2"]
    assert [each["number"] for each in lists["never_recorded"]] == ["N2"]
    for name in ("a.csv", "a.xlsx"):
        out = path.with_name(name)
        assert run("show", "arrivals", "--out", out)[1] == [{"rows": 3, "file": str(out)}]
        assert out.stat().st_size > 100
    for words in (("show", "arrivals"), ("show", "bills"), ("match",), ("show", "payers")):
        code, text, _ = run(*words, json_=False)
        assert (code, bool(text.strip())) == (0, True)


def test_one_thing_to_one_payment(run, path):
    run("bill", path)
    assert run("match", "top-up", "2", "C001", "--remember", "--id", "p1")[1] == [{"id": "p1", "again": False}]
    assert run("match", "top-up", "2", "C001", "--remember", "--id", "p1")[1] == [{"id": "p1", "again": True}]
    assert run("show", "payers")[1][0][0]["customer"] == "C001"
    assert run("match", "tie", "1", "1", "--id", "a")[0] == 0
    code, _, err = run("match", "tie", "1", "2")
    assert (code, bool(err)) == (1, True)
    assert run("match", "undo", "a", "--reason", "x")[0] == 0
    assert run("match", "ignore", "1", "--reason", "x")[0] == 0
    assert run("match", "explain", "2", "--reason", "x")[0] == 0
    assert run("match", "forget", "1")[0] == 0
    assert run("show", "arrivals")[1][0]["never_recorded"] == []
    assert run("verify")[0] == 0


def test_a_bank_that_must_be_explained(run, tmp_path):
    path = tmp_path / "bank.csv"
    path.write_text("Date,Payee,Amount\n03/04/2026,Wang,5.00\n", encoding="utf-8")
    code, out, err = run("bill", path)
    assert (code, out) == (1, [])
    hint = json.loads(err.splitlines()[-1])
    assert hint["asked"] == "dates"
    layout = json.dumps({**hint["layout"], "dates": "dmy"})
    assert run("bill", path, "--layout", layout)[0] == 0
    assert run("bill", path, "--layout", "{")[0] == 1


def test_a_review_from_its_begin_to_a_finding(run, tmp_path):
    code, (view,), _ = run("prepaid-review", "start", "--on", "2026-05-10", "--sample", "1", "--id", "r1")
    assert (code, [each["customer"] for each in view["accounts"]]) == (0, ["C001"])
    note = ("prepaid-review", "note", "r1", "C001", "terms", "wrong", "--text", "none", "--follow-on", "2026-06-01")
    assert run(*note)[0] == 0
    _, (view,), _ = run("show", "prepaid-reviews", "r1")
    terms = next(each for each in view["accounts"][0]["points"] if each["point"] == "terms")
    assert (terms["verdict"], terms["findings"][0]["text"]) == ("wrong", "none")
    assert run("show", "prepaid-reviews")[1][0][0]["review"] == "r1"
    out = tmp_path / "review.csv"
    assert run("show", "prepaid-reviews", "r1", "--out", out)[0] == 0
    assert run("show", "prepaid-reviews", "r1", "--out", out.with_suffix(".pdf"))[0] == 0
    assert out.with_suffix(".pdf").read_bytes().startswith(b"%PDF-")
    assert "C001" in out.read_text(encoding="utf-8-sig")
    assert "Review r1" in run("show", "prepaid-reviews", "r1", json_=False)[1]
    assert run("prepaid-review", "note", "r1", "C009", "terms", "right")[0] == 1


def test_payouts_and_what_is_settled_by_command(run, path, tmp_path):
    run("bill", path)
    bill = tmp_path / "wechat.csv"
    bill.write_text(
        "交易时间,商户号,微信订单号,商户订单号,交易状态,应结订单金额,退款金额,手续费\n"
        "`2026-05-13 10:00:00,`160,`42001,`S1,`SUCCESS,`200.00,`0.00,`2.00\n",
        encoding="utf-8",
    )
    assert run("bill", bill)[0] == 0
    bank = tmp_path / "next.csv"
    bank.write_text(f"{_HEAD}2026-05-14,清算,财付通支付科技有限公司,,N9,198.00\n", encoding="utf-8")
    assert run("bill", bank)[0] == 0
    _, (found,), _ = run("show", "arrivals", "--payouts")
    assert [(each["amount"], each["way"], each["from"]) for each in found] == [("198.00", "wechat", "2026-05-13")]
    _, (done,), _ = run("match", "--payouts")
    assert len(done) == 1
    assert run("match", "--payouts")[1] == [[]]
    run("match", "--accept", "70")
    _, (settled,), _ = run("show", "arrivals", "--settled")
    assert {each["what"] for each in settled} == {"tie", "ignore"}
    step = next(each["step"] for each in settled if each["what"] == "tie")
    assert run("match", "undo", step, "--reason", "wrong")[0] == 0
    assert step not in run("show", "arrivals", "--settled", json_=False)[1]
    assert "Payment arrived" in run("show", "customer", "C001", "--all", json_=False)[1]


def test_steps_and_rounds_are_shown_short_and_known_by_their_beginning(run, path):
    run("bill", path)
    names = ["0123456789abcdef" * 2, "0123456789abcde0" + "f" * 16]
    for nth, name in enumerate(names, 1):
        assert run("match", "ignore", nth, "--reason", "x", "--id", name)[0] == 0
    told = run("match", "explain", "2", "--reason", "x", json_=False)[1]
    short = told.rstrip(".\n").rsplit(" ", 1)[1]
    assert len(short) == 8
    shown = run("show", "arrivals", "--settled", json_=False)[1]
    assert names[0][:16] in shown  # as many as tell them apart
    assert names[0] not in shown
    assert short in shown
    code, _, err = run("match", "undo", names[0][:9], "--reason", "wrong")
    assert (code, "More than one name begins" in err) == (1, True)
    code, _, err = run("match", "undo", short[:5], "--reason", "wrong")
    assert (code, "at least" in err) == (1, True)
    code, _, err = run("match", "undo", "none such", "--reason", "wrong")
    assert (code, "no such step" in err) == (1, True)
    assert run("match", "undo", names[0][:16], "--reason", "wrong", "--id", names[0][:12] + "0" * 20)[0] == 0
    assert run("match", "undo", short, "--reason", "wrong")[0] == 0
    assert [each["step"] for each in run("show", "arrivals", "--settled")[1][0]] == [names[1]]


def test_a_round_is_known_by_the_beginning_of_its_name(run, tmp_path):
    name = "0123456789abcdef" * 2
    begun = run("prepaid-review", "start", "--on", "2026-05-10", "--id", name, json_=False)[1]
    listed = run("show", "prepaid-reviews", json_=False)[1]
    for text in (begun, listed):
        assert (name[:8] in text, name in text) == (True, False)
    assert run("prepaid-review", "note", name[:8], "C001", "terms", "right")[0] == 0
    assert run("show", "prepaid-reviews", name[:6])[1][0]["review"] == name
    assert run("show", "prepaid-reviews", name[:7], "--out", tmp_path / "review.csv")[0] == 0
    assert run("show", "prepaid-reviews", "none such")[0] == 1


def test_an_archive_of_bills_and_a_table_whose_names_mislead(run, tmp_path):
    odd = "日期,金额,实际到账,摘要\n2026-05-04,900.00,100.00,张三\n2026-05-05,800.00,-30.00,电费\n"
    (tmp_path / "odd.csv").write_text(odd, encoding="utf-8")
    code, (answer,), _ = run("bill", tmp_path / "odd.csv")
    assert (code, answer["sums"]["payment"]) == (0, "1700.00")
    assert answer["layout"]["amount"] == "金额"
    right = json.dumps({**answer["layout"], "amount": "实际到账"}, ensure_ascii=False)
    code, (answer,), _ = run("bill", tmp_path / "odd.csv", "--layout", right)
    assert (code, answer["sums"]["payment"], answer["new"]) == (0, "100.00", 2)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("april.csv", odd.replace("2026-05", "2026-04"))
        archive.writestr("readme.txt", "nothing")
    code, (answer,), _ = run("bill", tmp_path / "all.zip")
    assert code == 1
    assert [each["file"] for each in answer["bills"]] == ["april.csv", "readme.txt"]
    assert answer["bills"][0]["sums"]["payment"] == "100.00"
    assert answer["bills"][1]["error"]
