"""The program's test of itself: green where all is well, and red, by name, where something is not."""

import hashlib
import json
import shutil

import pytest

from app.__main__ import main
from app.i18n import catalog
from app.selftest import book, run
from app.selftest.report import Report, Wrong, expect
from app.system import paths, secrets


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch):
    """No test asks the keyring of whoever runs it."""
    monkeypatch.setattr(secrets, "_known", tuple)


@pytest.fixture
def opened(tmp_path):
    app = book.post(tmp_path / "账本.cbook")
    yield app
    app.close()


def test_a_small_shop_can_be_worked_with(opened):
    assert "read back" in book.statement(opened, None)
    assert "bytes" in book.receipt(opened)
    book.find(opened)
    assert book.verify(opened) == "4 entries"


def test_tables_go_in_and_out(opened, tmp_path):
    assert "bytes" in book.tables(opened, tmp_path)
    assert "layouts of vouchers" in book.carry(opened, tmp_path)
    assert book.verify(opened) == "4 entries"


def test_rare_characters_are_looked_for_in_the_paper_itself(opened, monkeypatch):
    monkeypatch.setattr(book, "texts", lambda _pdf: ["王 360.00 300.00 𬱖"])
    with pytest.raises(Wrong, match="𫖯"):
        book.statement(opened, None)


def test_a_missing_font_and_a_missing_catalogue_are_named(tmp_path, monkeypatch):
    for name in ("fonts", "handover", "icons", "law", "rates", "templates"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "something").touch()
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    with pytest.raises(Wrong) as wrong:
        book.resources()
    for name in ("locale", "vouchers", "NotoSansSC-Bold.ttf", "catalogue zh_TW"):
        assert name in str(wrong.value)


def test_a_system_without_keyring_is_told_and_is_not_wrong():
    assert "no keyring" in book.keyring()


def test_a_step_that_fails_stops_no_other():
    report = Report()
    report.run("good", lambda: "said")
    report.run("wrong", lambda: expect(found=False, what="the font is missing"))
    report.run("broken", lambda: str(1 // 0))
    report.run("good again", lambda: None)
    assert [step.ok for step in report.steps] == [True, False, False, True]
    assert not report.ok
    answer = report.answer({"version": "1"})
    assert answer["ok"] is False
    assert [step["says"] for step in answer["steps"][:2]] == ["said", "the font is missing"]
    assert "ZeroDivisionError" in answer["steps"][2]["says"]
    assert answer["steps"][2]["trace"]


def test_the_command_shows_every_page_and_writes_its_report(tmp_path, process_language):
    before = catalog.current()
    report, pictures = tmp_path / "report.json", tmp_path / "pictures"
    code = main(["self-test", "--lang", "zh_CN", "--report", str(report), "--pictures", str(pictures)])
    catalog.install(before)
    found = json.loads(report.read_text(encoding="utf-8"))
    assert code == 0, found
    assert found["ok"] is True
    assert found["program"]["frozen"] == "no"
    names = {path.stem for path in pictures.glob("zh_CN-*.png")}
    assert {
        f"zh_CN-{page}" for page in ("counter", "customers", "statements", "reminders", "day_end", "settings")
    } <= names


def test_the_command_fails_with_one_when_something_is_wrong(tmp_path, monkeypatch, process_language):
    def wrong(_opened):
        raise Wrong("the book is not whole")

    monkeypatch.setattr(book, "verify", wrong)
    monkeypatch.setattr(book, "modules", str)
    report = tmp_path / "report.json"
    assert main(["self-test", "--lang", "en", "--report", str(report)]) == 1
    found = json.loads(report.read_text(encoding="utf-8"))
    assert [step["name"] for step in found["steps"] if not step["ok"]] == ["verify"]


def test_each_file_that_came_to_harm_is_named(tmp_path, monkeypatch):
    """A single template, icon or paper's font that somebody's cleaner took away or cut off."""
    folder = tmp_path / "resources"
    shutil.copytree(paths.resources(), folder, ignore=shutil.ignore_patterns("pictures"))
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    listed = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in names.items()}
    (folder / "about").mkdir(exist_ok=True)
    (folder / "about" / "files.json").write_text(json.dumps(listed), encoding="utf-8")
    monkeypatch.setattr(paths, "resources", lambda: folder)
    monkeypatch.setattr(paths, "about", lambda: folder / "about")
    book.resources()
    gone = "templates/reminders/en/overdue_firm.txt"
    names[gone].unlink()
    names["icons/refund.svg"].write_bytes(b"")
    with pytest.raises(Wrong) as wrong:
        book.resources()
    assert sorted(str(wrong.value).rpartition(": ")[2].split(", ")) == ["icons/refund.svg", gone]


def test_a_report_that_cannot_be_written_and_no_folder_to_work_in_are_said(tmp_path, capsys, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setattr(run.tempfile, "TemporaryDirectory", no_folder)
    before = catalog.current()
    code = main(["self-test", "--lang", "en", "--report", str(tmp_path / "file" / "report.json")])
    catalog.install(before)
    said = capsys.readouterr()
    assert code == 2
    assert "WRONG posting: FileNotFoundError: No usable temporary directory" in said.out
    assert "report.json cannot be used" in said.err


def no_folder(**_named):
    raise FileNotFoundError("No usable temporary directory found")
