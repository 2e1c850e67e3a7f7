"""What is typed at the till finds the customer meant, in the order promised, and nothing else."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import search
from app.core.search import Index, build_key, fold

WANG = build_key(
    number="C0012",
    names=["王小明", "Jean-Luc Picard"],
    phones=["+86 138-0000-4567", "0571 8888 7777"],
    words=["VIP 客户", "粤B·12345"],
    readings=["wangxiaoming", "wangxiaomeng"],
    initials=["wxm"],
)
OTHER = build_key(number="C0013", names=["李四"], phones=["13911112222"], readings=["lisi"], initials=["ls"])

NAMES = st.text(
    st.one_of(
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
        st.characters(min_codepoint=0x20, max_codepoint=0x7E),
        st.sampled_from("·éüßÅＡ１３　，（）ｗ𠮷"),
    ),
    min_size=1,
    max_size=12,
)


@pytest.fixture(name="index")
def two_customers() -> Index:
    return Index.build([(1, WANG), (2, OTHER)])


@pytest.mark.parametrize(
    "query",
    [
        "王小明", "小明", "王", "wxm", "WXM", "wangxiao", "wang xiaoming", "ＷＡＮＧ", "xiaomeng",
        "4567", "4567 王", "王 4567", "138 0000 4567", " 138 0000-4567",
        "１３８００００４５６７", "１３８　００００　４５６７",
        "+86 138 0000 4567", "+8613800004567", "0086-138-0000-4567", "8613800004567", "138 00", "+86 138",
        "(0571) 8888-7777", "057188887777", "+86 571 8888 7777", "88887777",
        "c0012", "C-0012", "C 0012", "0012", "vip客户", "vip 客户", "客户", "粤B12345", "粤b·12345", "12345",
        "jean-luc", "jeanluc", "Picard", "picard jean", "luc pic",
    ],
)  # fmt: skip
def test_any_part_finds_the_customer(index, query):
    assert index.find(query, 10) == [1]
    assert index.find_all(query) == [1]


@pytest.mark.parametrize(
    "query",
    [
        "", " ", "%", "_", "%%", "__", "*", "?", "'", '"', "-", "·", "\n", "\r\n", "\t", "\x00", "\x01", "\x02",
        "\x06", "\x1f", "\x7f", "\u200b", "\ufeff", "\ud800", "(", "[", "[a-z]", ".*", "\\", "a\x00z", "'; DROP TABLE",
        "王李", "wang li", "C0012王小明", "45670571", "x" * 10_000,
    ],
)  # fmt: skip
def test_a_hostile_or_strange_query_finds_nothing(index, query):
    assert index.find(query, 10) == []
    assert index.find_all(query) == []


def test_control_characters_only_part_words(index):
    assert index.find("王\x02小明", 10) == index.find("明\x03wang", 10) == [1]
    assert index.find("wang\n4567\x00", 10) == [1]


@pytest.mark.parametrize("limit", [0, -1])
def test_no_room_no_hits(index, limit):
    assert index.find("王", limit) == []


def test_hostile_names_stay_inside_their_part():
    key = build_key(number="1\x02王", names=["a\x01b\x06c", "\x00", "%", "_"], words=["\x1f\n"])
    index = Index.build([(1, key), (2, OTHER)])
    assert index.find("%", 5) == index.find("_", 5) == index.find("abc", 5) == [1]


def test_a_landline_stored_with_the_country_is_found_with_its_nought():
    index = Index.build([(1, build_key(number="", names=["甲"], phones=["+86 (571) 8888-6666", "+1 415 555 0100"]))])
    queries = ("0571 8888 6666", "+86 571 88886666", "571 8888", "88886666", "+1 (415) 555-0100", "4155550100")
    assert all(index.find(query, 5) == [1] for query in queries)
    assert Index.build([(1, build_key(number="", names=[], phones=["+86 10 6512 3456"]))]).find("01065", 5) == [1]


def test_a_number_is_said_without_its_leading_noughts():
    index = Index.build([(1, build_key(number="0123", names=["甲"])), (2, build_key(number="0012", names=["乙"]))])
    assert index.find("12", 5) == [2, 1]


def test_a_key_of_nothing_is_found_by_nothing():
    assert build_key(number="", names=["", "·"], phones=["-"]) == ""
    index = Index.build([(1, "")])
    assert len(index) == 1
    assert index.find("a", 5) == []


def test_the_rank_is_number_name_beginning_phone_tail_rest():
    rows = {
        1: build_key(number="A1", names=["x"], words=["9988z"]),
        2: build_key(number="A2", names=["y"], phones=["13000009988"]),
        3: build_key(number="A3", names=["9988号店"]),
        4: build_key(number="A4", names=["9988"]),
        5: build_key(number="9988", names=["z"]),
        6: build_key(number="A6", names=["x"], phones=["13099880000"]),
        7: build_key(number="A7", names=["无"], readings=["9988wu"]),
    }
    index = Index.build(rows.items())
    assert index.find("9988", 10) == [5, 4, 3, 7, 2, 1, 6]
    assert index.find("9988", 3) == [5, 4, 3]
    assert index.find_all("9988") == [1, 2, 3, 4, 5, 6, 7]


def test_beginnings_are_of_names_pinyin_and_initials_in_order_of_place():
    rows = {
        1: build_key(number="1", names=["王小里"], readings=["wangxiaoli"], initials=["wxl"]),
        2: build_key(number="2", names=["李"], readings=["li"], initials=["l"]),
        3: build_key(number="3", names=["Lily"]),
        4: build_key(number="4", names=["赖"], readings=["lai"], initials=["l"]),
    }
    index = Index.build(rows.items())
    assert index.find("l", 10) == [2, 3, 4, 1]
    assert index.find("li", 10) == [2, 3, 1]
    assert index.find("王 小", 10) == [1]


def test_of_several_words_the_query_as_a_whole_leads_then_the_first_word_then_a_phone_tail():
    rows = {
        1: build_key(number="1", names=["大王"], phones=["13045670000"], readings=["dawang"]),
        2: build_key(number="2", names=["小王"], phones=["13000004567"], readings=["xiaowang"]),
        3: build_key(number="3", names=["王大"], phones=["13045670000"], readings=["wangda"]),
        4: build_key(number="4", names=["王4567"]),
        5: build_key(number="5", names=["王大"], phones=["13000000000"]),
    }
    small = Index.build(rows.items())
    large = Index.build([*rows.items(), *((id_, build_key(number="0", names=["乙"])) for id_ in range(10, 2000))])
    crowd = [*rows.items(), *((id_, build_key(number="0", names=["丙王4567丁"])) for id_ in range(10, 2000))]
    for index in (small, large, Index.build(crowd)):
        assert index.find("王 4567", 4) == [4, 3, 2, 1]


def test_equal_hits_stay_in_order_of_place_whatever_was_changed():
    index = Index.build((customer, build_key(number=str(customer), names=["王伟"])) for customer in (30, 10, 20))
    index.put(30, build_key(number="30", names=["王伟", "三"]))
    index.put(5, build_key(number="5", names=["王伟"]))
    assert index.find("王伟", 10) == index.find_all("王") == [30, 10, 20, 5]


def test_a_change_replaces_the_old_key_and_a_drop_forgets_it():
    index = Index.build([(1, WANG), (2, OTHER)])
    index.put(1, OTHER)
    assert index.find("王", 5) == []
    assert index.find("李四", 5) == [1, 2]
    index.drop(1)
    index.drop(1)
    index.drop(99)
    assert index.find("李四", 5) == [2]
    index.put(1, WANG)
    index.drop(2)
    assert (index.find_all("1"), len(index)) == ([1], 1)


def test_a_customer_twice_in_the_rows_counts_once_with_the_later_key():
    index = Index.build([(1, WANG), (1, OTHER)])
    assert (len(index), index.find("王", 5), index.find("李", 5)) == (1, [], [1])


@pytest.mark.parametrize("seed", range(5))
def test_many_changes_leave_what_a_new_index_would_hold(seed):
    rng = random.Random(seed)
    index, held = Index(), {}
    for _ in range(1500):
        customer = rng.randrange(150)
        if rng.random() < 0.3:
            index.drop(customer)
            held.pop(customer, None)
        else:
            text = "".join(rng.choices("ab1王", k=4))
            key = build_key(number=str(customer), names=[text], words=[text[::-1]])
            held[customer] = key
            index.put(customer, key)
        if rng.random() < 0.1:
            query = "".join(rng.choices("ab1王 ", k=rng.randint(1, 4)))
            fresh = Index.build(held.items())
            assert index.find(query, 1000) == fresh.find(query, 1000)
            assert index.find_all(query) == fresh.find_all(query)
            assert set(fresh.find(query, 1000)) == set(fresh.find_all(query))
    assert len(index) == len(held)


def test_a_letter_most_customers_have_ranks_as_in_a_small_index():
    rows = [
        (number, build_key(number=f"C{number}", names=["张"], readings=["wang"] if number % 2 else ["bw"]))
        for number in range(1, 6001)
    ]
    index = Index.build(rows)
    assert index.find("w", 4) == [1, 3, 5, 7]
    assert index.find("w", 6000) == [*range(1, 6001, 2), *range(2, 6001, 2)]
    assert index.find("w C6000", 5) == [6000]


@pytest.mark.parametrize("portion", [1, 7, 1000])
def test_an_index_grown_by_portions_is_the_one_built_at_once(portion, monkeypatch):
    rng = random.Random(portion)
    monkeypatch.setattr(search, "_FULL", 40)
    rows = [
        (
            number,
            build_key(number=f"C{number:03}", names=["".join(rng.choices("王李小ab", k=3))], phones=[f"1380{number}"]),
        )
        for number in range(1, 300)
    ]
    grown = Index()
    for start in range(0, len(rows), portion):
        grown.grow(rows[start : start + portion])
        assert grown.find("zzz", 1) == []
    monkeypatch.setattr(search, "_FULL", 10_000)
    built = Index.build(rows)
    assert len(grown) == len(built) == 299
    for customer in (5, 290, 700, 10**12, -3):
        for index in (grown, built):
            index.put(customer, build_key(number=str(customer), names=["王a"]))
    for customer in (5, 6, 10**12):
        for index in (grown, built):
            index.drop(customer)
            index.drop(customer)
    assert len(grown) == len(built) == 299
    for query in ("王", "a", "李a", "13", "80", "C1", "c001", "王a 29", "b 李", "小小小", "-3"):
        assert grown.find(query, 9) == built.find(query, 9)
        assert grown.find_all(query) == built.find_all(query)


@given(NAMES, st.data())
def test_any_part_of_a_name_finds_it(name, data):
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    index = Index.build([(1, build_key(number="", names=[name])), (2, build_key(number="", names=["\u3041"]))])
    assert index.find(part, 5) == ([1] if fold(part) else [])


@given(st.text())
def test_folding_never_fails_and_leaves_no_control_character(text):
    folded = fold(text)
    assert all(char >= " " for char in folded)
    assert folded == " ".join(folded.split())
    Index.build([(1, WANG)]).find(text, 3)


@given(st.lists(NAMES, min_size=1, max_size=6), st.lists(NAMES, max_size=6))
def test_a_key_survives_being_moved_inside_the_index(names, words):
    index = Index.build([(1, build_key(number="7", names=names, phones=["13800004567"], words=words))])
    index.put(2, OTHER)
    index.put(3, OTHER)
    index.find("7", 1)
    assert all(1 in index.find(name, 10) for name in names if fold(name))
    assert index.find("4567", 1) == [1]
