import subprocess

import pytest

from devtools.environment import ROOT
from devtools.texts import check_texts


@pytest.fixture
def findings(tmp_path):
    """Check a repository of one file."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)

    def check(content):
        (tmp_path / "file.txt").write_bytes(content.encode() if isinstance(content, str) else content)
        return check_texts(tmp_path)

    return check


# Written in halves, because this file is checked like every other one.
@pytest.mark.parametrize(
    "text",
    [
        "# TO" + "DO: later",
        "FIX" + "ME",
        "raise NotImplemented" + "Error",
        'open("/tm' + 'p/book")',
        "/wor" + "k/main",
        "path=/roo" + "t/.cache",
        "https://pypi" + ".org/simple",
        "files.python" + "hosted.org",
    ],
)
def test_what_has_no_place_is_found_with_its_line(findings, text):
    assert [finding.split(":")[:2] for finding in findings(f"fine\n{text}\n")] == [["file.txt", "2"]]


@pytest.mark.parametrize("text", ["a to-do list", "tests/work/file", "docs/tmp.txt", "{root}/app", "网络/root"])
def test_what_only_looks_like_it_is_left_alone(findings, text):
    assert findings(text) == []


def test_a_binary_file_has_no_text(findings):
    assert findings(b"\xff\xfe\x00/tm" + b"p/") == []


def test_an_ignored_file_is_not_looked_at(findings, tmp_path):
    (tmp_path / ".gitignore").write_text("file.txt\n", encoding="utf-8")
    assert findings("FIX" + "ME") == []


def test_a_file_git_knows_but_which_is_gone_is_no_trouble(findings, tmp_path):
    findings("fine")
    subprocess.run(["git", "add", "file.txt"], cwd=tmp_path, check=True)
    (tmp_path / "file.txt").unlink()
    assert check_texts(tmp_path) == []


def test_the_project_itself_is_clean():
    assert check_texts(ROOT) == []
