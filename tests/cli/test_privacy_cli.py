"""The commands about audit, digests and privacy: what they answer, and what they refuse."""

import csv
import json
import zipfile
from pathlib import Path

import pytest

from app.cli.main import console
from app.storage.engine import sqlite3


@pytest.fixture
def book(tmp_path: Path, process_language: None) -> Path:
    del process_language
    path = tmp_path / "shop.cbook"
    assert console(["--book", str(path), "demo", "--customers", "20", "--entries", "300"]) == 0
    return path


def _file(book: Path, event: dict) -> str:
    path = book.with_name("events.jsonl")
    path.write_text(json.dumps(event) + "\n", encoding="utf-8")
    return str(path)


def said(capsys: pytest.CaptureFixture[str], book: Path, *arguments: str, code: int = 0) -> dict:
    capsys.readouterr()
    assert console(["--book", str(book), "--json", "--lang", "en", *arguments]) == code
    out = capsys.readouterr().out
    return json.loads(out) if out.strip() else {}


def test_the_digest_of_the_last_day_is_made_shown_and_compared(book, capsys, tmp_path):
    made = said(capsys, book, "digest", "--out", str(tmp_path / "d.pdf"))
    assert (tmp_path / "d.pdf").read_bytes().startswith(b"%PDF")
    listed = said(capsys, book, "show", "digests")
    assert listed == {"ok": True, "problems": [], "days": [made]}
    assert said(capsys, book, "digest", "--code", made["code"])["same"] is True
    assert said(capsys, book, "digest", "--code", "AAAAA-AAAAA-AAAAA-AAAAA", code=1) == {}


def test_the_list_is_shown_narrowed_and_written(book, capsys, tmp_path):
    every = said(capsys, book, "show", "audit")
    refunds = said(capsys, book, "show", "audit", "--what", "refund")
    assert [line for line in every if line["what"] == "refund"] == refunds
    capsys.readouterr()
    assert console(["--book", str(book), "show", "audit", "--out", str(tmp_path / "a.csv")]) == 0
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == len(every) + 1
    [export] = said(capsys, book, "show", "exports")
    assert (export["what"], export["rows"]) == ("audit", len(every))
    assert said(capsys, book, "show", "audit", "--staff", "nobody", code=1) == {}


def test_the_list_stays_readable_whatever_was_set(book, capsys):
    every = said(capsys, book, "show", "audit")
    assert max(len(line.get("new", "")) for line in every) > 200  # a demo's settings of credit
    assert console(["--book", str(book), "--lang", "en", "show", "audit"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) < 240


def test_a_customers_data_goes_out_as_an_archive(book, capsys, tmp_path):
    number = said(capsys, book, "show", "customers")[0]["customer"]
    done = said(capsys, book, "person-export", number, "--out", str(tmp_path / "p.zip"), "--language", "zh_CN")
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        assert len(archive.namelist()) == done["files"] + 2
    assert said(capsys, book, "person-export", "nobody", "--out", str(tmp_path / "q.zip"), code=1) == {}
    assert not (tmp_path / "q.zip").exists()


def test_erasing_says_what_stands_in_the_way_and_does_nothing_without_being_confirmed(book, capsys):
    number = said(capsys, book, "show", "customers")[0]["customer"]
    answer = said(capsys, book, "erase", number, "--reason", "asked", code=1)
    assert not answer["may"]
    assert answer["reasons"]
    assert said(capsys, book, "erase", number, "--reason", "asked", "--confirm", number, code=1) == {}
    assert said(capsys, book, "show", "erasures") == {"clean": True, "erased": [], "backups": []}


def test_who_was_never_served_may_go_once_the_years_are_over(book, capsys):
    event = {"do": "customer", "id": "x", "no": "ZZ", "name": "欧阳修竹"}
    assert console(["--book", str(book), "apply", _file(book, event)]) == 0
    answer = said(capsys, book, "erase", "ZZ", "--reason", "asked", code=1)
    assert answer["until"] is not None


def test_a_code_that_fits_a_book_changed_behind_it_is_no_good_answer(book, capsys):
    made = said(capsys, book, "digest")
    with sqlite3.connect(book) as raw:
        guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in guards:
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE posting SET amount = amount * 2 WHERE entry_id = 5")
        for _name, sql in guards:
            raw.execute(sql)
    raw.close()
    told = said(capsys, book, "digest", "--code", made["code"], code=1)
    assert (told["same"], told["holds"]) == (True, False)
    assert told["problems"]


def test_an_attachment_is_removed_for_good_and_stands_in_the_list(book, capsys, tmp_path):
    paper = tmp_path / "身份证.txt"
    paper.write_bytes(b"310101 1990 0307")
    number = "N"
    for event in (
        {"do": "customer", "id": "n", "no": number, "name": "王小明"},
        {"do": "attach", "id": "a1", "customer": number, "file": str(paper)},
        {"do": "remove_attachment", "id": "r1", "customer": number, "attachment": "a1", "reason": "放错了"},
    ):
        said(capsys, book, "apply", _file(book, event))
    shown = said(capsys, book, "show", "customer", number, "--all")
    assert shown["attachments"] == []
    assert "身份证" not in json.dumps(shown, ensure_ascii=False)
    [line] = said(capsys, book, "show", "audit", "--what", "attachment")
    assert (line["field"], line["new"], line["customer"]) == ("attachment.removed", "放错了", number)
    assert not said(capsys, book, "show", "erasures")["clean"]
    assert console(["--book", str(book), "erase", "--clean"]) == 0
    assert said(capsys, book, "show", "erasures")["clean"]
    assert b"310101 1990 0307" not in b"".join(each.read_bytes() for each in book.parent.glob("shop.cbook*"))
