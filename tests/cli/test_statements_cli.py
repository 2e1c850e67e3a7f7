"""`statements`: a run by commands alone, its files, its report, and what it refuses."""

import json
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from app import bootstrap
from app.cli.main import console
from app.i18n.catalog import LANGUAGES
from tests.cli.test_cases_cli import CommandLine
from tests.documents.helpers_paper import read_text
from tests.services.helpers_customers import circumstances

APRIL = ("--period", "2026-04")


@pytest.fixture(name="shop")
def shop_by_commands(tmp_path, capsys, monkeypatch, process_language):
    monkeypatch.setattr(bootstrap, "circumstances", circumstances)
    shop = CommandLine(tmp_path, capsys)
    events = []
    for n, way in enumerate(("print", "post", "email", "none"), start=1):
        events += [
            {"do": "customer", "id": f"c{n}", "no": f"C{n}", "name": f"顾客 {n}", "credit_limit": None,
             "terms_days": 10, "statement": way, "tags": ["车"] if n < 3 else [], "tier": "金" if n == 2 else "",
             "address": {"street": f"滨江大道 {n} 号", "postcode": f"{320009 - n}"}, "email": "a@b.example"},
            {"do": "sale", "id": f"s{n}", "on": "2026-04-10", "customer": f"C{n}", "amount": f"{n}0.00",
             "pay": [{"with": "account"}]},
        ]  # fmt: skip
    assert all(answer["ok"] for answer in shop.apply(*events))
    return shop


class Run:
    """The command on a shop's book, and what it printed."""

    def __init__(self, shop, capsys):
        self.book, self.capsys = shop.book, capsys

    def __call__(self, *arguments, form="--json", lang="en"):
        self.capsys.readouterr()
        first = ("--book", str(self.book), "--lang", lang, *([form] if form else []))
        code = console([*first, "statements", *arguments])
        out, err = self.capsys.readouterr()
        return code, json.loads(out) if form and out else out, err


@pytest.fixture(name="run")
def run_of(shop, capsys):
    return Run(shop, capsys)


def pages(path: Path) -> int:
    document = PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def test_a_dry_run_says_who_would_get_one_and_leaves_nothing_behind(run, tmp_path):
    code, plan, err = run(*APRIL, "--dry-run", "--out", str(tmp_path / "out"))
    assert (code, err) == (0, "")
    assert plan["period"] == {"from": "2026-04-01", "to": "2026-04-30"}
    assert plan["planned"] == 3
    assert [row["customer"] for row in plan["rows"]] == ["C3", "C2", "C1"]
    assert plan["rows"][0] == {
        "customer": "C3", "name": "顾客 3", "delivery": "email", "language": "en", "owed": "30.00",
        "overdue": "30.00", "principal": "0.00", "lines": 1, "concerns": [],
    }  # fmt: skip
    assert [each["customers"] for each in plan["left_out"]] == [1]
    assert (plan["unfinished_period"], plan["last_payment_on"]) == (False, None)
    assert not (tmp_path / "out").exists()
    assert run(*APRIL, "--dry-run")[1]["planned"] == 3


def test_a_run_writes_its_papers_and_reports(run, tmp_path):
    out = tmp_path / "out"
    code, report, err = run(*APRIL, "--out", str(out))
    assert (code, err) == (0, "")
    assert report["run"] == 1
    assert (report["planned"], report["issued"], report["left"], report["ended"]) == (3, 3, 0, "done")
    assert (report["first_no"], report["last_no"], report["pages"]) == ("S000001", "S000003", 3)
    assert report["by_delivery"] == {"print": 1, "post": 1, "email": 1}
    assert (report["skipped"], report["unprintable"], report["error"], report["may_close"]) == ([], [], None, True)
    assert report["files"] == {
        "print": "print.pdf", "print_pages": 2, "single": 3, "posting_list": "posting-list.pdf", "letters": 1,
    }  # fmt: skip
    assert pages(out / "print.pdf") == 2
    text = read_text((out / "print.pdf").read_bytes())
    assert text.index("S000002") < text.index("S000003")
    assert "S000001" not in text  # by e-mail: not on paper
    assert sorted(path.name for path in (out / "single").iterdir()) == [
        f"S00000{n} 顾客 {4 - n} 2026-04.pdf" for n in (1, 2, 3)
    ]
    assert "S000002" in read_text((out / "posting-list.pdf").read_bytes())


def test_a_second_call_finds_nobody_and_resume_writes_the_files_again(run, tmp_path):
    run(*APRIL, "--out", str(tmp_path / "out"))
    code, out, err = run(*APRIL, "--out", str(tmp_path / "out"))
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert "already" in err
    code, report, err = run(*APRIL, "--out", str(tmp_path / "again"), "--resume")
    assert (code, err) == (0, "")
    assert (report["run"], report["issued"], report["files"]["single"]) == (1, 3, 3)
    code, report, _ = run(*APRIL, "--out", str(tmp_path / "new"), "--again")
    assert (code, report["run"], report["first_no"], report["last_no"]) == (0, 2, "S000004", "S000006")


def test_every_filter_is_heard(run):
    def who(*arguments):
        return [row["customer"] for row in run(*APRIL, "--dry-run", *arguments)[1]["rows"]]

    assert who("--order", "number") == ["C1", "C2", "C3"]
    assert who("--customers", "C1", "C3") == ["C3", "C1"]
    assert who("--tag", "车") == ["C2", "C1"]
    assert who("--tier", "金", "--tier", "银") == ["C2"]
    assert who("--delivery", "post", "--delivery", "email") == ["C3", "C2"]
    assert who("--reads", "zh_CN") == []
    assert who("--least", "20.00") == ["C3", "C2"]
    assert who("--only-movement") == ["C3", "C2", "C1"]
    assert who("--period", "2026-05", "--only-movement") == []
    assert who("--zero", "--no-credit", "--again") == ["C3", "C2", "C1"]


def test_how_a_paper_looks_is_heard(run, tmp_path):
    looks = ("--sheet", "letter", "--kind", "open-item", "--slip", "none", "--language", "both", "--reply-days", "0")
    code, report, _ = run(*APRIL, "--out", str(tmp_path), *looks, "--window", "us-10", "--customers", "C1")
    assert (code, report["issued"]) == (0, 1)
    [single] = (tmp_path / "single").iterdir()
    document = PdfDocument(single)
    try:
        assert document[0].get_size() == (612, 792)
    finally:
        document.close()
    assert "Replyslip" not in read_text(single.read_bytes())


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("--period", "2026-04-30..2026-04-01", "--out", "OUT"), 1, "before it starts"),
        (("--period", "2026-05", "--out", "OUT"), 1, "once it is over"),
        (("--period", "2026-04", "--out", "OUT", "--customers", "C404"), 1, "C404"),
        (("--period", "2026-04", "--out", "OUT", "--least", "1.234"), 1, "least"),
        (("--period", "2026-04", "--out", "OUT", "--resume"), 1, "no run"),
        (("--period", "2026-03", "--out", "OUT"), 1, "nobody"),
        (("--period", "2026-04"), 2, "--out"),
        (("--period", "2026-04", "--out", "BOOK"), 1, "cannot be written"),
        (("--period", "2026-13", "--out", "OUT"), 2, "2026-13"),
        (("--period", "2026-04-01..", "--out", "OUT"), 2, "not a date"),
        (("--period", "2026-04", "--out", "OUT", "--sheet", "a9"), 2, "a9"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(run, tmp_path, arguments, code, word):
    known = {"OUT": str(tmp_path / "out"), "BOOK": str(run.book)}
    try:
        found, out, err = run(*[known.get(each, each) for each in arguments])
    except SystemExit as left:  # the parser of arguments leaves by itself
        found, (out, err) = left.code, run.capsys.readouterr()
    assert (found, out) == (code, "")
    assert word in err
    assert not (tmp_path / "out" / "print.pdf").exists()
    assert run(*APRIL, "--dry-run")[1]["planned"] == 3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_person_reads_it_in_their_language(run, tmp_path, lang):
    code, out, err = run(*APRIL, "--dry-run", form="", lang=lang)
    assert (code, err) == (0, "")
    assert "C3" in out
    code, out, err = run(*APRIL, "--out", str(tmp_path / "out"), form="", lang=lang)
    assert (code, err) == (0, "")
    assert "S000001" in out
    assert str(tmp_path / "out" / "print.pdf") in out
    assert "{" not in out
