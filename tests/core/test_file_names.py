"""Names of files from what people typed: never refused by Windows, never too long, never the same twice."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.file_names import new_name, safe_name, same_file
from tests.services.helpers_customers import naughty_strings

# "Naming Files, Paths, and Namespaces", Microsoft Learn.
RESERVED = ["CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))]


def is_fine(name):
    stem = name.split(".")[0].rstrip().upper()
    return (
        bool(name)
        and not set(name) & set('<>:"/\\|?*')
        and all(unicodedata.category(c)[0] != "C" for c in name)
        and name[-1] not in " ."
        and name[0] not in " ."
        and stem not in RESERVED
        and len(name.encode()) <= 255
        and len(name.encode("utf-16-le")) // 2 <= 255
    )


@given(st.text(max_size=400))
def test_any_text_becomes_a_name_that_every_system_takes(text):
    assert is_fine(safe_name(text))
    assert is_fine(new_name(text, ".pdf", set()))


WORSE = [*(name.lower() + ".pdf" for name in RESERVED), "COM¹", "con .txt", ".", "..", ""]


@pytest.mark.parametrize("text", [*RESERVED, *WORSE])
def test_reserved_and_empty_names(text):
    assert is_fine(safe_name(text))


def test_hostile_texts_can_be_written(tmp_path):
    taken: set[str] = set()
    texts = [*naughty_strings(), "a/b", "..\\..\\x", "王小明", "名" * 300, "é" * 200, "\u202egnp.exe"]
    for text in texts:
        name = new_name(f"S000001 {text} 2026-10", ".pdf", taken)
        assert is_fine(name)
        taken.add(same_file(name))
        (tmp_path / name).write_bytes(b"x")
    assert len(list(tmp_path.iterdir())) == len(texts)


def test_what_needs_no_change_stays():
    assert safe_name("S000001 王小明 2026-10") == "S000001 王小明 2026-10"
    assert safe_name("Müller & Söhne (Hamburg)") == "Müller & Söhne (Hamburg)"


def test_equal_names_are_told_apart_where_case_counts_for_nothing():
    taken: set[str] = set()
    names = []
    for text in ("Ann", "ANN", "ann", "Ánn", "A\u0301nn"):
        names.append(new_name(text, ".pdf", taken))
        taken.add(same_file(names[-1]))
    assert names == ["Ann.pdf", "ANN (2).pdf", "ann (3).pdf", "Ánn.pdf", "Ánn (2).pdf"]


def test_a_long_name_is_cut_between_characters():
    name = safe_name("好" * 100)
    assert set(name) == {"好"}
    assert 40 < len(name) <= 50
