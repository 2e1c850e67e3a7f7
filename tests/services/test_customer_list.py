"""The list of all customers: sorted as people sort, narrowed as asked, never behind the book, exported as shown."""

import csv
import json
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.customer_list import MAX_NAME, MAX_SAVED, VISITS, State, arranged, number_order
from app.errors import BookUnusable, Refused
from app.services.books import open_book
from app.services.customer_list import Column, CustomerFilter, CustomerList, SavedFilter, SortKey
from app.services.demo import Demo
from app.services.exports import ExportCancelled
from app.services.search import Search
from app.services.views import Views
from app.storage.verify import examine
from tests.services.helpers_customers import TODAY, naughty_strings, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))


@pytest.fixture(name="listed")
def list_of(shop):
    return CustomerList(shop.store, shop.search, lambda: TODAY, 2)


def numbers(listed, *asked, **more):
    """Return the numbers of who is found, in order."""
    return [row.no for row in listed.rows(listed.find(*asked, **more))]


def row_of(listed, number):
    return next(row for row in listed.rows(listed.find(CustomerFilter(state=State.ALL))) if row.no == number)


def on(days):
    return (TODAY + timedelta(days=days)).isoformat()


# ---- order ----------------------------------------------------------------------------------------------------------


def test_numbers_stand_as_people_count(shop, listed):
    for no in ("C10", "C2", "c3", "Ｃ４", "C002", "12", "9", "B-1-10", "B-1-9", "C", "VIP"):
        shop.customer(no, name="x")
    counted = ["9", "12", "B-1-9", "B-1-10", "C", "C002", "C2", "c3", "Ｃ４", "C10", "VIP"]
    assert numbers(listed) == counted
    assert numbers(listed, sort=SortKey.NO, descending=True) == counted[::-1]


def test_numbers_alike_stand_as_people_count_and_so_do_those_that_come_later(shop, listed):
    for no in ("C[07*]", "C[10*]", "C[02*]"):
        shop.customer(no, name="x")
    assert numbers(listed) == ["C[02*]", "C[07*]", "C[10*]"]
    shop.customer("C[05*]", name="x")
    assert numbers(listed) == ["C[02*]", "C[05*]", "C[07*]", "C[10*]"]
    shop.customer("C[100*]", name="x")
    shop.customer("c[8*]", name="x")
    every = ["C[02*]", "C[05*]", "C[07*]", "c[8*]", "C[10*]", "C[100*]"]
    assert numbers(listed) == every
    shop.customer("C[06*]", name="x")
    assert numbers(listed) == [*every[:2], "C[06*]", *every[2:]]


@given(st.lists(st.text(st.sampled_from("C0192-号Ｃａ"), min_size=1, max_size=8), unique=True, max_size=8))
def test_no_two_numbers_are_of_one_order(texts):
    assert len({number_order(text) for text in texts}) == len(texts)


@given(st.integers(0, 10**30), st.integers(0, 10**30), st.integers(0, 5))
def test_longer_numbers_are_greater(a, b, zeros):
    one, other = number_order(f"C{'0' * zeros}{a}"), number_order(f"C{b}")
    assert (one < other) == (a < b) or a == b


def test_names_stand_by_their_pinyin(shop, listed):
    # 现代汉语词典 order by syllable: 万 wan before 王 wang, 万家 before 王; 曾 as a surname is zeng, 单 is shan.
    names = ["Anna", "阿强", "陈静", "单雄", "José", "万家", "万小", "王", "王芳", "曾国", "zoe"]
    for n, name in enumerate(reversed(names)):
        shop.customer(f"C{n}", name=name, contacts=[{"name": "阿爸"}])  # whose sound is the contact's, not the name's
    by_name = [row.name for row in listed.rows(listed.find(sort=SortKey.NAME))]
    assert sorted(by_name, key=names.index) == names
    assert by_name == ["阿强", "Anna", "陈静", "José", "单雄", "万家", "万小", "王", "王芳", "曾国", "zoe"]
    shop.customer("C0", pinyin="an na")  # zoe would rather stand elsewhere
    assert [row.name for row in listed.rows(listed.find(sort=SortKey.NAME))][:3] == ["阿强", "zoe", "Anna"]
    shop.customer("C0", name="王芳", pinyin="")
    assert [row.name for row in listed.rows(listed.find(sort=SortKey.NAME))][-3:] == ["王芳", "王芳", "曾国"]


def test_equal_ones_stand_by_their_numbers_either_way(shop, listed):
    for no in ("C10", "C9", "C1"):
        shop.customer(no, name="王芳", tier="金卡")
    shop.customer("C2", name="王芳")
    for sort in SortKey:
        for descending in (False, True):
            found = numbers(listed, sort=sort, descending=descending)
            assert [no for no in found if no != "C2"] == (
                ["C10", "C9", "C1"] if sort is SortKey.NO and descending else ["C1", "C9", "C10"]
            )


def test_who_has_nothing_to_sort_by_stands_last_either_way(shop, listed):
    shop.customer("C1", name="a")
    shop.customer("C2", name="b", tier="银卡")
    shop.customer("C3", name="c", tier="金卡")
    shop.do("top_up", on=on(-9), customer="C2", paid="1.00", tender="cash", expires_on=on(3))
    shop.do("top_up", on=on(-5), customer="C3", paid="1.00", tender="cash", expires_on=on(9))
    for sort in (SortKey.TIER, SortKey.LAST_VISIT, SortKey.EXPIRES):
        up, down = numbers(listed, sort=sort), numbers(listed, sort=sort, descending=True)
        assert up[-1] == down[-1] == "C1"
        assert up[:2] == down[1::-1]
    assert numbers(listed, sort=SortKey.TIER) == ["C3", "C2", "C1"]  # jin before yin
    assert numbers(listed, sort=SortKey.PRINCIPAL, descending=True) == ["C2", "C3", "C1"]


def test_arranging_is_stable():
    assert arranged([5, 4, 3, 2, 1], {5: 1, 3: 1, 1: 0}, descending=False) == [1, 5, 3, 4, 2]
    assert arranged([5, 4, 3, 2, 1], {5: 1, 3: 1, 1: 0}, descending=True) == [5, 3, 1, 4, 2]


@pytest.mark.parametrize("kinds", [1, 2, 40, 10**6])
@pytest.mark.parametrize("descending", [False, True])
def test_a_long_list_is_sorted_as_a_short_one(kinds, descending):
    rng = random.Random(kinds)
    ids = rng.sample(range(10**6), 20_000)
    values = {id_: rng.randrange(kinds) for id_ in ids if id_ % 5}
    there, without = [id_ for id_ in ids if id_ % 5], [id_ for id_ in ids if id_ % 5 == 0]
    expected = sorted(there, key=values.__getitem__, reverse=descending) + without
    assert arranged(ids, values, descending=descending) == expected


# ---- against what the book says otherwise ----------------------------------------------------------------------------

DEMO_DAY = date(2026, 11, 22)


class Judge:
    """The same questions answered one customer at a time by the views."""

    def __init__(self, store, today):
        self.views = Views(store, lambda: today)
        self.today = today

    def balance(self, row):
        return self.views.balance(row.no)

    def expiries(self, row):
        lots = [(lot.expires_on, True) for lot in self.views.lots(row.no)]
        passes = [(p.expires_on, p.left != 0) for p in self.views.passes(row.no)]
        return [day for day, there in (*lots, *passes) if there and day is not None and day >= self.today]

    def last_visit(self, row):
        lines = self.views.ledger(row.no)
        with self.views._store.read() as session:
            undone = set(session.connection().exec_driver_sql("SELECT reverses FROM entry").scalars())
        days = [line.on for line in lines if line.kind in VISITS and line.entry not in undone]
        return max(days, default=None)


@pytest.fixture(scope="module", name="demo")
def demo_book(tmp_path_factory):
    path = tmp_path_factory.mktemp("list") / "shop.cbook"
    Demo(80, 1500, DEMO_DAY).make(path, lambda _: None)
    store, _ = open_book(path)
    yield store, CustomerList(store, Search(store), lambda: DEMO_DAY, 2)
    store.dispose()


def test_every_line_says_what_the_views_say(demo):
    store, listed = demo
    judge = Judge(store, DEMO_DAY)
    rows = listed.rows(listed.find())
    assert len(rows) > 60
    for row in rows:
        balance = judge.balance(row)
        assert (row.principal, row.bonus, row.owed, row.overdue) == (
            balance.principal,
            balance.bonus,
            balance.owed,
            balance.overdue,
        )
        assert row.visits == sum(left.left or 0 for left in balance.passes)
        assert row.expires_on == min(judge.expiries(row), default=None)
        assert row.last_visit == judge.last_visit(row)
    assert sum(row.last_visit is not None for row in rows) > 30


def test_every_filter_finds_whom_the_lines_tell(demo):
    store, listed = demo
    judge = Judge(store, DEMO_DAY)
    rows = listed.rows(listed.find())
    late = DEMO_DAY - timedelta(days=90)
    with store.read() as session:
        made = dict(session.connection().exec_driver_sql("SELECT id, created_at FROM customer").all())
    conditions = {
        "owing": lambda row: row.owed > 0,
        "overdue": lambda row: row.overdue > 0,
        "holding": lambda row: row.principal + row.bonus > 0 or bool(judge.views.passes(row.no)),
        "expiring": lambda row: row.expires_on is not None and row.expires_on <= DEMO_DAY + timedelta(days=30),
        "sleeping": lambda row: (row.last_visit is None or row.last_visit < late) and made[row.id] < late.isoformat(),
    }
    for name, holds in conditions.items():
        found = listed.rows(listed.find(CustomerFilter(**{name: True})))
        assert found == [row for row in rows if holds(row)], name
        assert 0 < len(found) < len(rows), name
    for tag in listed.tags():
        assert listed.rows(listed.find(CustomerFilter(tag=tag))) == [row for row in rows if tag in row.tags]
    for tier in listed.tiers():
        assert listed.rows(listed.find(CustomerFilter(tier=tier))) == [row for row in rows if row.tier == tier]
    both = CustomerFilter(owing=True, holding=True)
    assert listed.rows(listed.find(both)) == [row for row in rows if row.owed and conditions["holding"](row)]


def test_every_sort_is_that_of_the_lines(demo):
    _, listed = demo
    fields = {SortKey.EXPIRES: "expires_on", SortKey.LAST_VISIT: "last_visit"}
    for sort in set(SortKey) - {SortKey.NO, SortKey.NAME, SortKey.TIER}:
        for descending in (False, True):
            rows = listed.rows(listed.find(CustomerFilter(), sort, descending))
            values = [getattr(row, fields.get(sort, sort.value)) for row in rows]
            there = [value for value in values if value is not None]
            assert there == sorted(there, reverse=descending)
            assert values[len(there) :] == [None] * (len(values) - len(there))


# ---- never behind the book ------------------------------------------------------------------------------------------


def test_a_list_asked_for_again_knows_what_happened_since(shop, listed):
    shop.customer("C2", name="王芳")
    assert numbers(listed, sort=SortKey.NAME) == ["C2"]
    assert numbers(listed, CustomerFilter(sleeping=True), SortKey.LAST_VISIT) == []
    shop.customer("C1", name="陈静")
    assert numbers(listed, sort=SortKey.NAME) == ["C1", "C2"]
    shop.customer("C1", name="张静")
    assert numbers(listed, sort=SortKey.NAME) == ["C2", "C1"]
    shop.do("top_up", id="t1", on=on(-3), customer="C1", paid="5.00", tender="cash")
    assert numbers(listed, sort=SortKey.LAST_VISIT) == ["C1", "C2"]
    shop.do("top_up", id="t2", on=on(-4), customer="C2", paid="5.00", tender="cash")
    assert numbers(listed, sort=SortKey.LAST_VISIT) == ["C2", "C1"]
    shop.do("reverse", id="x1", on=on(0), entry="t1", reason="r")
    assert numbers(listed, sort=SortKey.LAST_VISIT) == ["C2", "C1"]
    assert row_of(listed, "C1").last_visit is None
    assert numbers(listed, CustomerFilter(text="zj")) == ["C1"]
    shop.customer("C1", closed=True)
    assert numbers(listed) == ["C2"]
    assert numbers(listed, CustomerFilter(state=State.CLOSED)) == ["C1"]
    assert numbers(listed, CustomerFilter(state=State.ALL, text="zhang")) == ["C1"]


def test_many_new_customers_find_their_places(shop, listed):
    shop.all_at_once([{"no": f"C{n}", "name": "x"} for n in range(0, 100, 7)])
    assert len(listed.find()) == 15
    shop.all_at_once([{"no": f"C{n}", "name": "x"} for n in range(100) if n % 7])
    shop.customer("B", name="x")
    assert numbers(listed) == ["B", *(f"C{n}" for n in range(100))]


def test_an_earlier_visit_counts_again_once_the_last_is_undone(shop, listed):
    shop.customer("C1", name="x", credit_limit=None)
    shop.do("sale", id="s1", on=on(-9), customer="C1", amount="5.00", pay=[{"with": "cash"}])
    shop.do("sale", id="s2", on=on(-2), customer="C1", amount="5.00", pay=[{"with": "cash"}])
    listed.find(sort=SortKey.LAST_VISIT)
    shop.do("reverse", id="x2", on=on(0), entry="s2", reason="r")
    assert row_of(listed, "C1").last_visit == TODAY - timedelta(days=9)
    assert listed.find(CustomerFilter(), SortKey.LAST_VISIT)
    fresh = CustomerList(shop.store, Search(shop.store), lambda: TODAY, 2)
    with shop.store.read() as session:
        assert dict(listed._visits.days(session)) == dict(fresh._visits.days(session))


def test_visits_of_a_file_merged_away_count_for_the_one_that_lives_on(shop, listed):
    for no in ("C1", "C2", "C3"):
        shop.customer(no, name="x")
    shop.do("top_up", on=on(-2), customer="C1", paid="5.00", tender="cash")
    shop.do("top_up", on=on(-8), customer="C3", paid="5.00", tender="cash")
    shop.do("merge", on=on(-1), customer="C1", into="C2", reason="r")
    shop.do("merge", id="m2", on=on(-1), customer="C2", into="C3", reason="r")
    assert row_of(listed, "C3").last_visit == TODAY - timedelta(days=2)
    assert numbers(listed, sort=SortKey.LAST_VISIT) == ["C3"]
    shop.do("reverse", on=on(0), entry="m2", reason="r")
    assert row_of(listed, "C3").last_visit == TODAY - timedelta(days=8)
    assert numbers(listed, sort=SortKey.LAST_VISIT) == ["C3", "C2"]


def test_what_is_no_visit_wakes_nobody(shop, listed):
    shop.customer("C1", name="x")
    shop.do("opening", on=on(-9), customer="C1", principal="50.00")
    assert row_of(listed, "C1").last_visit is None


def test_who_is_new_does_not_sleep_yet(shop):
    shop.customer("C1", name="x")
    for days, sleeping in ((89, []), (90, []), (91, ["C1"]), (400, ["C1"])):
        later = CustomerList(shop.store, shop.search, lambda days=days: TODAY + timedelta(days=days), 2)
        assert numbers(later, CustomerFilter(sleeping=True)) == sleeping


def test_the_days_are_those_the_shop_has_set(shop, listed):
    shop.customer("C1", name="x")
    shop.do("top_up", on=on(-40), customer="C1", paid="5.00", tender="cash", expires_on=on(40))
    assert numbers(listed, CustomerFilter(expiring=True)) == []
    shop.do("settings", expiring_days=40)
    assert numbers(listed, CustomerFilter(expiring=True)) == ["C1"]
    later = CustomerList(shop.store, shop.search, lambda: TODAY + timedelta(days=30), 2)
    assert numbers(later, CustomerFilter(sleeping=True)) == []
    shop.do("settings", sleeping_days=20)
    assert numbers(later, CustomerFilter(sleeping=True)) == ["C1"]


# ---- details --------------------------------------------------------------------------------------------------------


def test_a_tag_is_a_whole_tag(shop, listed):
    awkward = ['VIP"', "VIP\\", "VIP 客户", "VIP", "%", "_", "null", "😀"]
    for n, tag in enumerate(awkward):
        shop.customer(f"C{n}", name=f'"{tag}"', tags=[tag, "all"])
    for n, tag in enumerate(awkward):
        assert numbers(listed, CustomerFilter(tag=tag)) == [f"C{n}"]
    assert len(listed.find(CustomerFilter(tag="all"))) == len(awkward)
    assert listed.find(CustomerFilter(tag="tags")) == []
    assert set(listed.tags()) == {*awkward, "all"}


def test_lines_come_in_the_order_asked_for(shop, listed):
    shop.all_at_once([{"no": f"C{n}", "name": f"n{n}", "phones": ["139", "138"]} for n in range(700)])
    ids = listed.find(descending=True)
    rows = listed.rows([*ids, 10**9, ids[0]])
    assert [row.id for row in rows] == [*ids, ids[0]]
    assert rows[0].phone == "139"
    assert listed.rows([]) == []


def test_a_blank_text_asks_for_nothing_and_an_unknown_one_finds_nobody(shop, listed):
    shop.customer("C1", name="x")
    assert numbers(listed, CustomerFilter(text="  \t ")) == ["C1"]
    assert numbers(listed, CustomerFilter(text="'; DROP TABLE customer; --")) == []
    assert numbers(listed, CustomerFilter(tier="nobody")) == numbers(listed, CustomerFilter(tag="nobody")) == []


def test_a_file_that_cannot_be_read_shows_when_its_line_does(shop, listed):
    shop.customer("C1", name="x", tags=["a"])
    shop.customer("C2", name="y", tags=["a"])
    before = shop.sql("SELECT file FROM customer WHERE no = 'C1'")[0][0]
    shop.sql("UPDATE customer SET file = '{broken' WHERE no = 'C1'")
    assert len(listed.find()) == 2
    assert listed.tags() == ["a"]
    assert len(listed.find(CustomerFilter(tag="a"))) == 1
    with pytest.raises(BookUnusable):
        listed.rows(listed.find())
    shop.sql("UPDATE customer SET file = ? WHERE no = 'C1'", before)


def test_a_key_of_an_older_program_still_sorts(shop, listed):
    shop.customer("C1", name="王芳")
    shop.customer("C2", name="Bob")
    shop.customer("C3", name="陈静")
    keys = shop.sql("SELECT customer_id, key, digest FROM customer_key")
    for id_, key, _ in keys:
        shop.sql("UPDATE customer_key SET key = ? WHERE customer_id = ?", key.partition("\x07")[0], id_)
    assert numbers(listed, sort=SortKey.NAME) == ["C2", "C3", "C1"]
    for id_, key, _ in keys:
        shop.sql("UPDATE customer_key SET key = ? WHERE customer_id = ?", key, id_)


# ---- saved filters --------------------------------------------------------------------------------------------------

OWING = SavedFilter("欠款", CustomerFilter(owing=True, tag="月结", state=State.ALL), SortKey.OWED, descending=True)


def test_filters_are_kept_by_their_names(shop, listed):
    assert listed.saved() == []
    listed.save(OWING)
    listed.save(SavedFilter("  Sleeping ", CustomerFilter(sleeping=True)))
    again = CustomerList(shop.store, shop.search, lambda: TODAY, 2)
    assert again.saved() == [OWING, SavedFilter("Sleeping", CustomerFilter(sleeping=True))]
    changed = replace(OWING, sort=SortKey.NO, descending=False)
    listed.save(changed)
    assert [each.name for each in again.saved()] == ["欠款", "Sleeping"]
    assert again.saved()[0] == changed
    listed.forget("欠款")
    listed.forget("nobody")
    assert [each.name for each in again.saved()] == ["Sleeping"]
    with shop.store.read() as session:
        assert examine(session).problems == ()


@pytest.mark.parametrize("name", ["", "   ", "x" * (MAX_NAME + 1), "a\nb", "a\x00b", "a\u2028b"])
def test_a_name_that_is_none_is_refused(listed, name):
    with pytest.raises(Refused) as caught:
        listed.save(replace(OWING, name=name))
    assert caught.value.field == "name"
    assert listed.saved() == []


def test_there_is_an_end_to_saved_filters(listed):
    for n in range(MAX_SAVED):
        listed.save(replace(OWING, name=f"f{n}"))
    with pytest.raises(Refused):
        listed.save(OWING)
    listed.save(replace(OWING, name="f7", descending=False))
    assert len(listed.saved()) == MAX_SAVED


@pytest.mark.parametrize("name", ["😀 ١٢٣", "'; --", "e\u0301", "a" * MAX_NAME])
def test_any_text_is_a_name(listed, name):
    listed.save(replace(OWING, name=name))
    [saved] = listed.saved()
    listed.forget(saved.name)
    assert listed.saved() == []


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "7", '{"a": 1}', "[1]", '[{"name": "x"}]', '[{"name": "x", "filter": {"text": 1}, "sort": "no"}]',
     '[{"name": "x", "filter": {}, "sort": "by heart", "descending": false}]',
     '[{"name": "x", "filter": {"state": "lost"}, "sort": "no", "descending": false}]',
     '[{"name": "x", "filter": {"owing": "yes"}, "sort": "no", "descending": false}]'],
)  # fmt: skip
def test_damaged_filters_do_not_keep_the_list_from_opening(shop, listed, text):
    listed.save(OWING)
    [(before,)] = shop.sql("SELECT value FROM setting WHERE key = 'filters.customers'")
    shop.sql("UPDATE setting SET value = ? WHERE key = 'filters.customers'", text)
    assert listed.saved() == []
    shop.sql("UPDATE setting SET value = ? WHERE key = 'filters.customers'", before)
    assert listed.saved() == [OWING]


# ---- export ---------------------------------------------------------------------------------------------------------


def read_back(path):
    text = path.read_bytes().decode("utf-8")
    assert text.startswith("\N{BYTE ORDER MARK}")
    assert "\n" not in text.replace("\r\n", "").replace('"', "") or '"' in text
    return list(csv.reader(text[1:].splitlines(keepends=True)))


def test_the_export_is_what_is_shown(shop, listed, tmp_path):
    shop.customer("C1", name="王芳", phones=["+86 139 0000 0001"], tags=["VIP", "月结"], credit_limit=None)
    shop.customer("C2", name="Bob", tier="金卡", closed=False)
    shop.do("sale", on=on(-40), customer="C1", amount="1234.50", pay=[{"with": "account"}])
    shop.do("top_up", on=on(-3), customer="C2", paid="100.00", bonus="8.88", tender="cash", expires_on=on(9))
    out = tmp_path / "list.csv"
    columns = [Column.NAME, Column.OWED, Column.OVERDUE, Column.NO, Column.PHONE, Column.TAGS, Column.LAST_VISIT]
    assert listed.export(CustomerFilter(), SortKey.OWED, columns, out, "en", descending=True) == 2
    assert read_back(out) == [
        ["Name", "Owed", "Overdue", "No.", "Phone", "Tags", "Last visit"],
        ["王芳", "1234.50", "1234.50", "C1", "'+86 139 0000 0001", "VIP, 月结", on(-40)],
        ["Bob", "0.00", "0.00", "C2", "", "", on(-3)],
    ]
    ids = listed.find(descending=True)
    rest = [Column.NO, Column.TIER, Column.PRINCIPAL, Column.BONUS, Column.VISITS, Column.EXPIRES_ON, Column.CLOSED]
    shop.customer("C1", closed=True)
    assert listed.export(ids, SortKey.NO, rest, out, "en") == 2
    assert read_back(out)[1:] == [
        ["C2", "金卡", "100.00", "8.88", "0", on(9), ""],
        ["C1", "", "0.00", "0.00", "0", "", "closed"],
    ]
    assert listed.export([], SortKey.NO, [Column.NO], out, "zh_CN") == 0
    assert len(read_back(out)) == 1


def test_no_cell_comes_alive(shop, listed, tmp_path):
    hostile = ["=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "＝1+1", '=HYPERLINK("http://x","y")', 'a"b', "a,b", "C-1"]
    for n, text in enumerate(hostile):
        shop.customer(f"-{n}", name=text, tags=[text], tier=text)
    out = tmp_path / "list.csv"
    listed.export(CustomerFilter(), SortKey.NO, list(Column), out, "en")
    _, *rows = read_back(out)
    assert len(rows) == len(hostile)
    for row in rows:
        for cell in row:
            assert cell.lstrip()[:1] not in set("=+-@\t\r＝＋－＠")
    assert [row[1].removeprefix("'") for row in rows] == [text.strip() for text in hostile]


def test_hostile_texts_come_out_as_they_went_in(shop, listed, tmp_path):
    texts = [text for text in naughty_strings() if text.strip()]
    wanted = {}
    for n, text in enumerate(texts):
        try:
            shop.customer(f"C{n}", name=text)
            wanted[f"C{n}"] = shop.files.file(f"C{n}").name
        except Refused:
            continue
    out = tmp_path / "list.csv"
    listed.export(CustomerFilter(), SortKey.NO, [Column.NO, Column.NAME], out, "en")
    text = out.read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(text.split("\r\n")[1:-1]))
    assert {row[0]: row[1].removeprefix("'") for row in rows} == {no: n.removeprefix("'") for no, n in wanted.items()}
    for sort in SortKey:
        assert len(listed.find(sort=sort)) == len(wanted)


def test_a_long_export_tells_how_far_it_is_and_can_be_called_off(shop, listed, tmp_path):
    shop.all_at_once([{"no": f"C{n}", "name": "x"} for n in range(1200)])
    out = tmp_path / "list.csv"
    out.write_text("before")
    told = []

    def cancelled():
        return len(told) == 2

    with pytest.raises(ExportCancelled):
        listed.export(CustomerFilter(), SortKey.NO, [Column.NO], out, "en", lambda *step: told.append(step), cancelled)
    assert told == [(0, 1200), (500, 1200)]
    assert out.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []
    told.clear()
    listed.export(CustomerFilter(), SortKey.NO, [Column.NO], out, "en", lambda *step: told.append(step))
    assert told == [(0, 1200), (500, 1200), (1000, 1200), (1200, 1200)]
    assert len(read_back(out)) == 1201


def test_an_export_never_lands_on_the_book_or_nowhere(shop, listed, tmp_path):
    shop.customer("C1", name="x")
    for path in (shop.path, shop.path.with_name(shop.path.name + "-wal"), tmp_path, tmp_path / "none" / "x.csv"):
        with pytest.raises(Refused):
            listed.export(CustomerFilter(), SortKey.NO, [Column.NO], path, "en")
    assert numbers(listed) == ["C1"]


def test_the_stored_filter_is_plain_json(shop, listed):
    listed.save(OWING)
    [(text,)] = shop.sql("SELECT value FROM setting WHERE key = 'filters.customers'")
    assert json.loads(text) == [
        {
            "name": "欠款",
            "filter": {"owing": True, "tag": "月结", "state": "all"},
            "sort": "owed",
            "descending": True,
        }
    ]
