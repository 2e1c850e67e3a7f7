"""Everything that happened to a customer, newest first, with whoever was merged into them."""

from datetime import date

import pytest

from tests.services.helpers_customers import open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))


def told(shop, no):
    return [(each.kind, each.request, each.text) for each in shop.files.timeline(no)]


def test_entries_changes_attachments_and_closing_in_one_line_of_time(shop, tmp_path):
    (tmp_path / "id.png").write_bytes(b"1")
    shop.do("customer", id="c1", no="C001", name="王小明")
    shop.do("top_up", id="t1", on="2026-05-01", customer="C001", paid="100.00", tender="cash", note="welcome")
    shop.do("customer", id="c2", no="C001", tier="gold")
    shop.do("attach", id="a1", customer="C001", file=str(tmp_path / "id.png"), note="his card")
    shop.do("sale", id="s1", on="2026-04-30", customer="C001", amount="5.00", description="剪发", note="late",
            pay=[{"with": "cash"}])  # fmt: skip
    shop.do("customer", id="c3", no="C001", closed=True)
    assert told(shop, "C001") == [
        ("closed", "c3", "true"),
        ("sale", "s1", "剪发"),
        ("attached", "a1", "id.png"),
        ("remark", "a1", "his card"),
        ("changed", "c2", "gold"),
        ("top_up", "t1", "welcome"),
        ("made", "c1", "C001"),
    ]
    sale = shop.files.timeline("C001")[1]
    assert (sale.on, sale.entry, sale.customer) == (date(2026, 4, 30), 2, "C001")
    whens = [each.when for each in shop.files.timeline("C001")]
    assert whens == sorted(whens, reverse=True)


def test_a_transfer_stands_in_both_timelines(shop):
    shop.customer("A", name="A")
    shop.customer("B", name="B")
    shop.do("top_up", id="t1", on="2026-05-01", customer="A", paid="100.00", tender="cash")
    shop.do("transfer", id="x1", on="2026-05-02", customer="A", to="B", reason="gift")
    assert told(shop, "B")[0] == told(shop, "A")[0] == ("transfer", "x1", "gift")


def test_the_surviving_file_tells_both_stories_and_each_says_whose(shop):
    for no in ("A", "B", "C"):
        shop.customer(no, name=no)
        shop.do("top_up", id=f"t{no}", on="2026-05-01", customer=no, paid="1.00", tender="cash")
    shop.do("merge", id="m1", on="2026-05-02", customer="C", into="B", reason="same")
    shop.do("merge", id="m2", on="2026-05-02", customer="B", into="A", reason="same")
    of_a = [(each.kind, each.request, each.customer) for each in shop.files.timeline("A")]
    for no in ("A", "B", "C"):
        assert ("top_up", f"t{no}", no) in of_a
        assert ("made", shop.files.timeline(no)[-1].request, no) in of_a
    assert [each for each in of_a if each[0] == "merge"] == [("merge", "m2", "B"), ("merge", "m1", "C")]
    assert ("top_up", "tA") not in [(each.kind, each.request) for each in shop.files.timeline("B")]
    shop.do("reverse", id="r", on="2026-05-03", entry="m2", reason="two people")
    assert "tB" not in [each.request for each in shop.files.timeline("A")]
    assert told(shop, "A")[0] == ("reverse", "r", "two people")


def test_a_new_customer_has_one_line(shop):
    shop.do("customer", id="c1", no="C001", name="王小明")
    assert told(shop, "C001") == [("made", "c1", "C001")]
