"""What is typed at the counter finds the customer, through the book and in every program that has it open."""

import csv
import random

import pytest

from app.services import search as service
from app.services.search import Search
from app.system.pinyin import simplify
from tests.services.helpers_customers import SHARED_DATA, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))

SURNAMES = SHARED_DATA / "customers" / "polyphonic_surnames.csv"


def found(search, text, **options):
    return [line.no for line in search.find(text, **options)]


def test_each_part_of_a_file_finds_it(shop):
    shop.customer(
        "C0012",
        name="王小明",
        phones=["138 0000 4567"],
        contacts=[{"name": "曾莉", "phone": "13911112222"}],
        tags=["老客户"],
        plates=["浙A·12345"],
    )
    shop.customer("C0013", name="李四", phones=["13600009999"])
    typed = ["王小明", "小明", "wxm", "wangxiao", "C0012", "c0012", "4567", "老客户", "浙A12345", "12345", "曾莉",
             "zengli", "cengli", "2222", "王 4567", "１３８００００", "+86 138 0000 4567"]  # fmt: skip
    assert {text: found(shop.search, text) for text in typed} == {text: ["C0012"] for text in typed}
    assert found(shop.search, "王李") == []
    assert found(shop.search, " ") == []


def test_whether_anybody_could_come_is_known_from_the_files_that_are_open(shop):
    assert not shop.search.anybody()
    shop.customer("C1", name="王小明")
    assert shop.search.anybody()
    shop.customer("C1", closed=True)
    assert not shop.search.anybody()


def test_traditional_and_simplified_find_each_other(shop):
    shop.customer("C1", name="葉國強", tags=["貴賓"])
    shop.customer("C2", name="叶国强")
    assert sorted(found(shop.search, "叶国强")) == sorted(found(shop.search, "葉國強")) == ["C1", "C2"]
    assert found(shop.search, "贵宾") == ["C1"]
    assert shop.files.file("C1").name == "葉國強"


@pytest.mark.parametrize(
    ("name", "typed"),
    [("曾国藩", "zeng"), ("解缙", "xie"), ("仇英", "qiu"), ("查良镛", "zha"), ("单雄信", "shan"), ("任我行", "ren"),
     ("翟让", "zhai"), ("尉迟恭", "yuchi"), ("万俟卨", "moqi"), ("吕布", "lvbu"), ("吕布", "lubu"), ("曾国藩", "ceng")],
)  # fmt: skip
def test_a_surname_is_found_as_it_is_said(shop, name, typed):
    shop.customer("C1", name=name)
    shop.customer("C2", name="Nobody")
    assert found(shop.search, typed) == ["C1"]


@pytest.mark.skipif(not SURNAMES.exists(), reason="the table of surnames is not here")
def test_every_polyphonic_surname_is_found_as_the_table_says(shop):
    with SURNAMES.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["surname"], plain(row["pinyin"])) for row in csv.DictReader(file)]
    shop.all_at_once({"no": f"S{n:04}", "name": f"{surname}小明"} for n, (surname, _) in enumerate(rows))
    missed = [
        (surname, said)
        for n, (surname, said) in enumerate(rows)
        if f"S{n:04}" not in found(shop.search, f"{said}xiaoming", limit=len(rows))
    ]
    assert missed == []


def plain(pinyin):
    """Return pinyin without tones and blanks, ü as it is typed."""
    import unicodedata

    bare = unicodedata.normalize("NFD", pinyin.lower()).replace("u\u0308", "v")
    return "".join(c for c in bare if c.isascii() and c.isalpha())


def test_an_override_of_the_reading_counts_instead(shop):
    shop.customer("C1", name="乐小行", pinyin="yue xiao hang")
    assert found(shop.search, "yuexiaohang") == found(shop.search, "yxh") == ["C1"]
    assert found(shop.search, "lexiaoxing") == []


def test_the_best_hit_comes_first(shop):
    shop.customer("A1", name="大王小明")
    shop.customer("B1", name="王小明")
    shop.customer("C1", name="王小明亮")
    assert found(shop.search, "王小明") == ["B1", "C1", "A1"]
    assert found(shop.search, "王小明", limit=1) == ["B1"]


def test_closed_files_are_found_only_when_asked_for_and_take_nobodys_place(shop):
    for n in range(10):
        shop.customer(f"A{n}", name="王小明", closed=n < 9)
    assert found(shop.search, "王小明", limit=1) == ["A9"]
    assert len(found(shop.search, "王小明", closed=True)) == 10
    assert [line.no for line in shop.search.find_all("王小明")] == ["A9"]
    assert len(shop.search.find_all("王小明", closed=True)) == 10


def test_an_answer_is_never_behind_the_book(shop):
    shop.customer("C1", name="王小明")
    assert found(shop.search, "wxm") == ["C1"]
    shop.customer("C2", name="王小明")
    assert found(shop.search, "wxm") == ["C1", "C2"]
    shop.customer("C1", name="李四")
    assert found(shop.search, "wxm") == ["C2"]
    assert found(shop.search, "ls") == ["C1"]
    shop.customer("C2", closed=True)
    assert found(shop.search, "wxm") == []


def test_a_change_by_another_program_is_seen(shop):
    other = shop.second()
    search = Search(other)
    shop.customer("C1", name="王小明")
    assert found(search, "wxm") == ["C1"]
    shop.customer("C1", name="李四")
    assert found(search, "wxm") == []
    assert found(search, "ls") == ["C1"]
    other.dispose()


def test_a_change_is_seen_even_where_the_end_of_the_log_was_erased(shop):
    shop.customer("C1", name="王小明")
    assert found(shop.search, "wxm") == ["C1"]
    shop.sql("DELETE FROM file_change")
    shop.customer("C1", name="李四")
    assert found(shop.search, "ls") == ["C1"]


def test_a_merged_file_is_not_offered(shop):
    shop.customer("A", name="王小明")
    shop.customer("B", name="王小明")
    assert found(shop.search, "wxm") == ["A", "B"]
    shop.do("merge", on="2026-05-20", customer="B", into="A", reason="one person")
    assert found(shop.search, "wxm") == ["A"]


def test_a_query_is_simplified_as_the_key_is():
    assert simplify("葉國強") == "叶国强"


def test_before_the_index_is_made_the_same_is_found_in_the_same_order(shop, monkeypatch):
    rng = random.Random(4)
    parts = ["王李张小明a", "b1", "2"]
    shop.all_at_once(
        {"no": f"{number}", "name": "".join(rng.choices("王李张小明ab", k=rng.randint(1, 4))), **phone}
        for number, phone in ((n, {"phones": [f"138{n * 7919 % 10**8:08}"]} if n % 3 else {}) for n in range(1, 400))
    )
    monkeypatch.setattr(service, "_MANY", 70)
    plain, ready = Search(shop.store), Search(shop.store)
    while not ready.prepare(50):
        pass
    assert ready.ready
    assert not plain.ready
    queries = [
        "王",
        "w",
        "wang",
        "lx",
        "a",
        "ab",
        "1",
        "12",
        "38",
        "7",
        "王 12",
        "小明 1",
        "zhang 8",
        "wx",
        "zzz",
        "12 7",
    ]
    queries += [" ".join(rng.sample(parts, 2)) for _ in range(10)]
    for query in queries:
        for limit in (1, 8, 30):
            assert found(plain, query, limit=limit) == found(ready, query, limit=limit), query
        everybody = [sorted(line.no for line in each.find_all(query)) for each in (plain, ready)]
        assert everybody[0] == everybody[1], query


def test_what_changes_while_the_index_is_being_made_is_found(shop):
    shop.all_at_once({"no": f"C{number:02}", "name": "Somebody"} for number in range(30))
    assert not shop.search.prepare(10)
    shop.customer("C05", name="王小明")
    shop.customer("C99", name="李四")
    shop.customer("A01", name="张三")
    while not shop.search.prepare(10):
        pass
    assert [found(shop.search, text) for text in ("wxm", "lisi", "张")] == [["C05"], ["C99"], ["A01"]]
    assert len(found(shop.search, "somebody", limit=100)) == 29
