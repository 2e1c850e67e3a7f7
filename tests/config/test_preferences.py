"""Preferences: what was kept comes back, and no file, however damaged, keeps the program from starting."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from app.config.preferences import RECENT, Preferences, load, save

KEPT = Preferences(
    language="zh_CN",
    theme="dark",
    text_size=125,
    book="/home/王/shop.cbook",
    recent=("/home/王/shop.cbook", "/b"),
    geometry="AdnQywADAAAAAA==",
    printer="XP-80C",
    columns={"customers": ("no", "name", "owed")},
    nudges={"XP-80C|din-b": (1.5, -2.0)},
    widths={"customers": {"tier": 140, "no": 60}},
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kept" / "preferences.json"


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())


def test_what_was_kept_comes_back(path):
    assert load(path) == Preferences()
    save(path, KEPT)
    assert load(path) == KEPT
    save(path, replace(KEPT, theme="light"))
    assert load(path).theme == "light"
    assert [each.name for each in path.parent.iterdir()] == ["preferences.json"]


def test_the_name_of_a_file_need_not_be_text(path):
    odd = replace(KEPT, book=os.fsdecode(b"/home/\xff.cbook"))
    save(path, odd)
    assert load(path) == odd


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe\x00", b"[1]", b"null", b"[" * 100_000, b'{"theme":"dark"' + b" " * 1_000_000 + b"}"],
    ids=["empty", "cut", "bytes", "list", "null", "deep", "huge"],
)
def test_a_damaged_file_is_put_aside(path, content):
    write(path, content)
    assert load(path) == Preferences()
    assert not path.exists()
    assert path.with_name("preferences.json.damaged").read_bytes() == content
    save(path, KEPT)
    assert load(path) == KEPT


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "pink"),
        ("theme", ["dark"]),
        ("text_size", 400),
        ("text_size", "125"),
        ("text_size", True),
        ("language", "xx"),
        ("language", 1),
        ("recent", "abc"),
        ("recent", {"a": 1}),
        ("columns", [1]),
        ("nudges", [1]),
        ("nudges", {"a|zl": 3}),
        ("nudges", {"a|zl": [1]}),
        ("nudges", {"a|zl": [True, 1]}),
        ("nudges", {"a|zl": ["1", 1]}),
        ("nudges", {"a|zl": [1, 21]}),
        ("nudges", {"a|zl": [float("nan"), float("inf")]}),
        ("widths", "wide"),
        ("book", None),
        ("geometry", 5),
        ("of a later version", {"x": 1}),
    ],
)
def test_one_wrong_value_costs_no_other(path, name, value):
    write(path, {"printer": "XP-80C", name: value})
    assert load(path) == Preferences(printer="XP-80C")


def test_a_folder_in_the_way_is_no_damage(path):
    path.mkdir(parents=True)
    assert load(path) == Preferences()
    with pytest.raises(OSError, match=r"."):
        save(path, KEPT)
    assert [each.name for each in path.parent.iterdir()] == ["preferences.json"]


def test_books_opened_before():
    preferences = Preferences()
    for number in range(RECENT + 3):
        preferences = preferences.with_book(Path(f"/b{number}"))
    preferences = preferences.with_book(Path("/b5"))
    assert (preferences.book, preferences.recent[:2], len(preferences.recent)) == ("/b5", ("/b5", "/b10"), RECENT)
    assert len(set(preferences.recent)) == RECENT
    gone = preferences.without_book("/b5")
    assert (gone.book, gone.recent[0]) == ("", "/b10")


def test_a_printers_shift_is_remembered_for_each_form(path):
    preferences = Preferences().with_nudge("HP | 5", "zl", (1.5, 0)).with_nudge("XP", "din-b", (0, -2))
    save(path, preferences)
    kept = load(path)
    assert kept.nudge("HP | 5", "zl") == (1.5, 0)
    assert kept.nudge("XP", "din-b") == (0, -2)
    assert kept.nudge("XP", "zl") == (0, 0)
    assert kept.with_nudge("XP", "din-b", (0, 0)).nudges == {"HP | 5|zl": (1.5, 0)}


def test_widths_are_remembered_for_each_list_and_forgotten_together(path):
    preferences = Preferences().with_widths("customers", {"tier": 140}).with_widths("entries", {"on": 90})
    save(path, preferences)
    kept = load(path)
    assert kept.widths == {"customers": {"tier": 140}, "entries": {"on": 90}}
    assert kept.with_widths("customers", {}).widths == {"entries": {"on": 90}}


def test_a_width_that_is_none_costs_no_other(path):
    wrong = {"a": 0, "b": -5, "c": True, "d": "90", "e": 10**9, "f": None, "g": 1.5, "h": [1]}
    write(path, {"widths": {"customers": {**wrong, "tier": 140}, "entries": 7}})
    assert load(path).widths == {"customers": {"tier": 140}, "entries": {}}


def test_one_damaged_shift_costs_no_other(path):
    write(path, {"nudges": {"a|zl": [1, 2], "b|zl": [1, 99], "c|zl": None}})
    assert load(path).nudges == {"a|zl": (1, 2)}
