"""Folders for what is only looked at: gone when it is done, and swept where the program was killed."""

import os
import tempfile
from pathlib import Path

import pytest

from app.services import system
from app.system import scratch


@pytest.fixture(name="temporary", autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_only_its_owner_may_look_into_one_and_it_goes_with_what_is_write_protected() -> None:
    made = system.make_scratch()
    (made / "1").mkdir()
    (made / "1" / "note.txt").write_text("王小明", encoding="utf-8")
    (made / "1" / "note.txt").chmod(0o400)
    assert os.name == "nt" or made.stat().st_mode & 0o777 == 0o700
    system.remove_scratch(made)
    assert not made.exists()


def test_what_a_killed_program_left_is_swept_and_nothing_else(temporary: Path) -> None:
    left, used, other = system.make_scratch(), system.make_scratch(), temporary / "other-program"
    other.mkdir()
    (left / "statements.pdf").write_bytes(b"%PDF")
    kept = temporary / "kept.txt"
    kept.write_text("not ours")
    link = temporary / f"{scratch.PREFIX}link"
    link.symlink_to(other)
    old = left.stat().st_mtime - scratch.OLD_S - 60
    for each in (left, other):
        os.utime(each, (old, old))
    assert system.sweep_scratch() == 1
    assert not left.exists()
    assert all(each.exists() for each in (used, other, kept, link))
