"""`import` at the command line: what is asked before anything is written, and what is said of what was guessed."""

import json
from pathlib import Path

import pytest

from app import bootstrap
from app.cli.main import console


@pytest.fixture
def book(tmp_path: Path, process_language: None) -> Path:
    del process_language
    path = tmp_path / "shop.cbook"
    bootstrap.new_book(path, name="Shop", currency="CNY", language="en", pack="CN").close()
    return path


@pytest.fixture
def typed(book, tmp_path, capsys):
    """Take in a text; return the exit code and what was said."""

    def typed(text, *options):
        path = tmp_path / "in.csv"
        path.write_text(text, encoding="utf-8")
        capsys.readouterr()
        code = console(["--book", str(book), "--lang", "en", *map(str, (*options[:1], "import", path, *options[1:]))])
        out = capsys.readouterr()
        return code, out.out + out.err

    return typed


@pytest.mark.parametrize(
    ("text", "option", "choice"),
    [
        ("卡号,姓名,欠款,到期日\n001,王,5,01/02/2024\n002,李,6,05/06/2024\n", "--days", "mdy"),
        ("卡号,姓名,欠款,到期日\n001,王,5,24-01-31\n002,李,6,24-02-05\n", "--days", "yy"),
        ("卡号;姓名;欠款\n001;王;1,5\n002;李;2,25\n", "--decimal", "comma"),
    ],
)
def test_what_can_be_read_two_ways_is_not_taken_in_before_somebody_says_which(text, option, choice, typed):
    code, said = typed(text, "--json", "--no-backup")
    assert code == 1
    assert option in said
    code, said = typed(text, "--json", "--dry-run")  # a trial shows what would come of the guess
    assert code == 0
    code, said = typed(text, "--json", "--no-backup", option, choice)
    assert (code, json.loads(said)["good"]) == (0, 2)
    assert json.loads(said)["run"] == 1  # the first: nothing was taken in before


def test_blank_lines_are_counted(typed):
    code, said = typed("卡号,姓名,余额\n001,王,5\n,,\n", "--json", "--no-backup")
    assert (code, json.loads(said)["blank"]) == (0, 1)


def test_columns_left_out_stand_in_the_answer(typed):
    _code, said = typed("卡号,姓名,车牌\n001,王,沪A1\n", "--json", "--no-backup")
    reasons = [each["reason"] for each in json.loads(said)["findings"]]
    assert reasons == ["Nothing is taken from these columns: “车牌”."]


@pytest.mark.parametrize(
    ("options", "word"),
    [(("--encoding", "klingon"), "klingon"), (("--map", "no=Z"), "Z"), (("--set", "a=b"), "tender")],
)
def test_a_choice_that_does_not_exist_is_refused(options, word, typed):
    code, said = typed("卡号,姓名\n001,王\n", "--json", *options)
    assert code == 1
    assert word in said
