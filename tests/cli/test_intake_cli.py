"""`import`, `show imports` and `undo-import` as they are typed: what is refused says what to do about it."""

import json

import pytest

from app.cli.main import console

ROWS = "no,name,phone,principal,owed\n001,Ann,13800001111,100.00,\n1,Bob,13900002222,,50.50\n003,Cy,137,1.2.3,\n"


@pytest.fixture
def typed(tmp_path, capsys, process_language):
    """Return what types a command at a book of its own: its code, what it says, what it complains of."""
    del process_language
    book = tmp_path / "shop.cbook"

    def run(*words):
        code = console(["--book", str(book), "--lang", "en", *map(str, words)])
        out = capsys.readouterr()
        return code, out.out, out.err

    assert run("new", "--name", "Shop", "--currency", "CNY")[0] == 0
    return run


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text(ROWS, encoding="utf-8", newline="")
    return path


def answer(typed, *words, code=0):
    found, out, err = typed("--json", *words)
    assert found == code, err
    return json.loads(out.splitlines()[-1])


def test_a_trial_says_every_row_and_writes_nothing(typed, file, tmp_path):
    found = answer(typed, "import", file, "--dry-run", code=1)
    assert (found["rows"], found["good"], found["refused"], found["sums"]) == (
        3,
        2,
        1,
        {"principal": "100.00", "owed": "50.50"},
    )
    refused = [each for each in found["findings"] if each["weight"] == "refused"]
    assert [(each["line"], each["column"], each["value"]) for each in refused] == [(4, "principal", "1.2.3")]
    assert answer(typed, "show", "imports") == []
    assert {each.name for each in tmp_path.iterdir()} == {"in.csv", "shop.cbook"}


def test_what_takes_in_nothing_says_so_and_how_to_go_on(typed, file):
    code, said, _err = typed("import", file)
    assert code == 1
    assert "Nothing was taken in" in said
    assert "--good-rows" in said
    assert answer(typed, "show", "imports") == []


def test_the_good_rows_come_in_the_rest_stands_in_a_file_and_all_is_undone(typed, file, tmp_path):
    code, said, _err = typed("import", file, "--good-rows", "--rest", tmp_path / "rest.csv")
    assert code == 1  # not everything was taken in
    assert str(tmp_path / "rest.csv") in said
    assert "undo-import 1" in said
    [copied] = tmp_path.glob("*.cbackup")
    assert str(copied) in said
    assert [each["state"] for each in answer(typed, "show", "imports")] == ["done"]
    undone = answer(typed, "undo-import", 1, "--reason", "the wrong file")
    assert (undone["entries"], undone["customers"], undone["prices"]) == (2, 2, 0)
    code, _said, err = typed("undo-import", 1, "--reason", "once more")
    assert (code, "no import 1" in err) == (1, True)


def test_a_file_of_rows_to_mend_is_never_written_over_another(typed, file, tmp_path):
    (tmp_path / "rest.csv").write_text("mine", encoding="utf-8")
    code, _said, err = typed("import", file, "--good-rows", "--rest", tmp_path / "rest.csv")
    assert (code, "already" in err) == (1, True)
    assert (tmp_path / "rest.csv").read_text(encoding="utf-8") == "mine"
    assert answer(typed, "show", "imports") == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--map", "foo=1"), "principal"),
        (("--map", "no=99"), "99"),
        (("--map", "no"), "="),
        (("--map", "name=", "--map", "no="), "number"),
        (("--set", "colour=red"), "tender"),
        (("--encoding", "klingon"), "klingon"),
        (("--sheet", "2"), "no sheets"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(typed, file, words, said):
    found, _out, err = typed("import", file, "--dry-run", *words)
    assert found == 1
    assert said in err
    assert len(err.splitlines()) <= 2


def test_a_file_that_is_not_there_is_named(typed, tmp_path):
    code, _out, err = typed("import", tmp_path / "none.csv")
    assert (code, "none.csv" in err) == (1, True)


def test_whoever_looks_on_sees_how_far_it_is_and_nobody_else(typed, file, monkeypatch):
    silent = typed("import", file, "--good-rows", "--no-backup")[2]
    assert "\r" not in silent
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert "\r3 / 3\n" in typed("import", file, "--dry-run")[2]
    assert "\r" in typed("undo-import", 1, "--reason", "wrong file")[2]
    assert "\r" not in typed("--json", "import", file, "--dry-run")[2]
