"""A name is found however it may be typed: the surname's own reading, every other one, v or u for ü."""

import csv
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.search import Index, build_key
from app.system.pinyin import initials, readings, simplify

SURNAMES = Path(__file__).parents[3] / "shared" / "data" / "customers" / "polyphonic_surnames.csv"

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=8)


def index_of(*names: str) -> Index:
    """Return an index of customers 1, 2, … with these names and nothing else."""
    return Index.build(
        (place, build_key(number="", names=[simplify(name)], readings=readings(name), initials=initials(name)))
        for place, name in enumerate(names, 1)
    )


def toneless(reading: str) -> list[str]:
    """Return the syllables of a reading with tone marks as they are typed, ü as v."""
    plain = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(char for char in plain if not unicodedata.combining(char)).split()


def surname_rows() -> list[tuple[str, str]]:
    """Return the surnames and readings of the collection beside the project; none where it is absent."""
    if not SURNAMES.exists():
        return []
    with SURNAMES.open(encoding="utf-8-sig", newline="") as file:
        return [(row["surname"], row["pinyin"]) for row in csv.DictReader(file)]


@pytest.mark.skipif(not SURNAMES.exists(), reason="the collection of surnames is not beside the project")
def test_the_collection_of_surnames_has_rows():
    assert len(surname_rows()) > 40


@pytest.mark.parametrize(("surname", "reading"), surname_rows())
def test_every_polyphonic_surname_is_found_by_its_own_reading(surname, reading):
    syllables = toneless(reading)
    index = index_of(surname + "小明")
    assert index.find("".join(syllables) + "xiaoming", 5) == [1]
    assert index.find("".join(syllable[0] for syllable in syllables) + "xm", 5) == [1]
    assert index.find(simplify(surname), 5) == [1]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("曾小明", "zengxiaoming"),
        ("单小明", "shanxiaoming"),
        ("解小明", "xiexiaoming"),
        ("仇小明", "qiuxiaoming"),
        ("区小明", "ouxiaoming"),
        ("万俟小明", "moqixiaoming"),
        ("尉迟小明", "yuchixiaoming"),
        ("長孫小明", "zhangsunxiaoming"),
        ("單小明", "shanxiaoming"),
    ],
)
def test_the_surnames_own_reading_leads(name, first):
    assert readings(name)[0] == first


def test_every_reading_of_a_surname_is_kept():
    assert {"zengxiaoming", "cengxiaoming"} <= set(readings("曾小明"))
    assert index_of("曾小明").find("zeng", 5) == index_of("曾小明").find("ceng", 5) == [1]
    assert {"zxm", "cxm"} <= set(initials("曾小明"))


def test_the_umlaut_is_typed_v_or_u():
    assert {"lvbu", "lubu"} <= set(readings("吕布"))
    index = index_of("吕布")
    assert all(index.find(query, 5) == [1] for query in ("lv", "lu", "lü", "LÜ", "lb"))


def test_a_traditional_name_is_found_by_its_simplified_character_and_the_other_way_round():
    assert index_of("鍾小明").find("钟", 5) == [1]
    assert index_of("钟小明").find(simplify("鍾"), 5) == [1]
    assert index_of("鍾小明").find("zhongxm", 5) == []
    assert index_of("鍾小明").find("zxm", 5) == [1]


def test_a_mixed_name_keeps_its_latin_part():
    assert readings("KFC王")[0] == "kfcwang"
    assert initials("KFC王")[0] == "kw"
    assert readings("ＡＢＣ王12")[0] == "abcwang12"
    assert readings("李Müller") == ("limuller",)


@pytest.mark.parametrize("name", ["", " ", "John Smith", "Müller", "·", "13800004567", "かな", "\x00", "%_"])
def test_a_name_without_han_has_no_readings(name):
    assert readings(name) == ()
    assert initials(name) == ()


def test_a_long_firm_name_leads_with_the_reading_of_its_words_and_stays_short():
    forms = readings("中国银行重庆分行营业部")
    assert forms[0] == "zhongguoyinhangchongqingfenhangyingyebu"
    assert len(forms) <= 8


def test_a_character_nobody_can_read_is_passed_over():
    assert readings("𠮷") == ()
    assert "heshanghang" in readings("𠮷和商行")
    assert "zhongguogongshangyinhanghe" in readings("中国工商银行𠮷和")


def test_simplifying_goes_character_by_character():
    assert simplify("乾坤") == simplify("乾") + simplify("坤")
    assert simplify("薴") == simplify("苧")
    assert simplify("葉餘") == "叶余"


def test_simplifying_leaves_other_text_alone():
    assert simplify("Müller ½ 123") == "Müller ½ 123"
    assert simplify("") == ""


@given(HAN)
def test_forms_are_few_plain_and_distinct(name):
    for forms in (readings(name), initials(name)):
        assert len(forms) <= 24
        assert len(set(forms)) == len(forms)
        assert all(form.isascii() and form.isalpha() and form.islower() for form in forms)


@given(HAN, st.data())
def test_a_part_of_a_name_simplifies_as_within_it(name, data):
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start, len(name)))
    assert simplify(name)[start:end] == simplify(name[start:end])
    assert simplify(simplify(name)) == simplify(name)


@given(st.text())
def test_any_text_has_some_readings_or_none(text):
    assert all(form.isascii() for form in (*readings(text), *initials(text)))
    simplify(text)


def test_the_dictionaries_are_loaded_only_when_needed():
    program = (
        "import sys; from app.system.pinyin import initials, readings, simplify; "
        "readings('John'); initials('John'); simplify('John'); "
        "print(sorted({'pypinyin', 'opencc'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
