"""Receipts of real entries: what they say, how they are numbered, and that a later one says what the first one said."""

import errno
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from app.cli.main import console
from app.core.journal import EntryKind
from app.core.receipt import TITLES, has_receipt
from app.core.settings import ChangeSettings, Paper, ReceiptLanguage
from app.errors import BookUnusable, Refused
from app.i18n import catalog
from app.services import receipts as service
from app.services.receipts import Receipts
from app.services.settings import SettingsDesk
from app.services.views import Views
from app.storage.receipts import verify_receipts
from app.system import paths
from tests.documents.helpers_paper import read_text, sizes, squeezed
from tests.services.helpers_customers import TODAY, open_shop
from tests.services.test_views import counter

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))


@pytest.fixture(name="receipts")
def receipts_of(shop):
    yield Receipts(shop.store, shop.around)
    with shop.store.read() as session:
        assert verify_receipts(session) == []


def on(number):
    """Return a day of 2026 by its number, as an event writes it."""
    return (date(2025, 12, 31) + timedelta(days=number)).isoformat()


def change(shop, **given):
    SettingsDesk(shop.store, shop.around).change(ChangeSettings(id=f"set-{given}", given=given))


def made(receipts, entry):
    """Return the value behind a receipt, as it would be drawn now."""
    with receipts._store.read() as session:
        case = service._read(session, entry)
    return service._make(case, None)


def rows(receipts, entry):
    """Return how an entry was paid and its other facts, by label, in plain figures."""
    value = made(receipts, entry)
    found = {}
    for row in (*value.paid, *value.facts):
        label = row.label.text.format_map({k: getattr(v, "text", v) for k, v in row.label.values.items()})
        plain = [each for each in (row.amount, row.units, row.day) if each is not None]
        found[label] = plain[0] if plain else row.text.text.format_map(row.text.values)
    return found


def text_of(receipts, entry, **how):
    return read_text(receipts.preview(entry, how.pop("paper", Paper.A5), how.pop("language", ReceiptLanguage.SHOP)))


# ---- what each kind says --------------------------------------------------------------------------------------------


def test_a_top_up(shop, receipts):
    counter(shop)
    value = made(receipts, "t1")
    assert value.figure.amount == 50000
    assert rows(receipts, "t1") == {
        "WeChat Pay": 50000,
        "Bonus": 5000,
        "Put on the account": 55000,
        "Valid until": "no expiry",
    }
    assert (value.rest.principal, value.rest.bonus, value.rest.owed) == (50000, 5000, 0)
    assert value.customer_signs


def test_a_sale_in_parts(shop, receipts):
    counter(shop)
    value = made(receipts, "s1")
    assert value.figure.amount == 11000
    assert rows(receipts, "s1") == {
        "Prepaid principal": 6000,
        "Bonus": 600,
        "Cash": 1400,
        "On account, due 2026-02-08": 3000,
    }
    assert [(line.text, line.amount) for line in value.lines] == [("剪发", None)]
    assert (value.rest.principal, value.rest.bonus, value.rest.owed) == (44000, 4400, 3000)


def test_lines_list_price_and_texts_of_a_sale(shop, receipts):
    shop.customer("C001", name="n")
    lines = [
        {"text": "剪发", "quantity": "1", "price": "60.00"},
        {"text": "染发", "quantity": "0.335", "price": "1.00"},
    ]
    shop.do("sale", id="s1", on=on(1), customer="C001", amount="60.34", list_amount="80.00", description="两样",
            lines=lines, pay=[{"with": "cash"}], reference="SO-1", note="轻一点")  # fmt: skip
    value = made(receipts, "s1")
    assert [(x.text, x.quantity, x.amount) for x in value.lines] == [
        ("两样", "", None),
        ("剪发", "1", 6000),
        ("染发", "0.335", 34),  # 33.5 fen, rounded half up
    ]
    assert rows(receipts, "s1") == {"Cash": 6034, "List price": 8000, "You save": 1966}
    assert value.texts == (("Reference", "SO-1"), ("Note", "轻一点"))
    assert value.rest.is_empty
    assert not value.customer_signs


def test_passes_sold_and_used(shop, receipts):
    shop.customer("C001", name="n")
    shop.do("pass_sale", id="p1", on=on(1), customer="C001", service="洗车", count=3, paid="90.00", list_price="40.00",
            tender="cash", expires_on=on(300))  # fmt: skip
    shop.do("pass_sale", id="p2", on=on(1), customer="C001", service="健身", days=30, paid="300.00", tender="card")
    shop.do("pass_use", id="u1", on=on(2), customer="C001", service="洗车", count=3)
    shop.do("pass_use", id="u2", on=on(2), customer="C001", service="健身")
    assert rows(receipts, "p1") == {
        "Cash": 9000,
        "Visits": 3,
        "Valid until": date.fromisoformat(on(300)),
        "List price of one visit": 4000,
    }
    assert rows(receipts, "p2") == {
        "Bank card": 30000,
        "Valid from": date.fromisoformat(on(1)),
        "Valid until": date.fromisoformat(on(30)),
    }
    used = made(receipts, "u1")
    assert (used.figure.units, used.figure.amount, used.lines[0].text) == (3, None, "洗车")
    assert [(p.service, p.units) for p in used.rest.passes] == [("洗车", 0), ("健身", None)]
    assert [(p.service, p.units) for p in made(receipts, "u2").rest.passes] == [("健身", None)]


def test_payments_settlements_and_credits(shop, receipts):
    shop.customer("C001", name="n", terms_days=30, credit_limit=None)
    shop.do("sale", id="s1", on=on(1), customer="C001", amount="100.00", pay=[{"with": "account"}])
    shop.do("payment", id="m1", on=on(3), customer="C001", amount="140.00", tender="bank", discount="2.00",
            rounding="0.50")  # fmt: skip
    shop.do("sale", id="s2", on=on(4), customer="C001", amount="30.00", pay=[{"with": "account"}])
    shop.do("settle", id="k1", on=on(5), customer="C001", amount="10.00")
    shop.do("credit", id="d1", on=on(6), customer="C001", sale="s1", amount="5.00", reason="退货")
    owed = "Owed since 2026-01-01, due 2026-01-31"
    assert rows(receipts, "m1") == {
        "Bank transfer": 14000,
        "Discount given": 200,
        "Rounded off": 50,
        owed: 10000,
        "Kept as prepaid money": 4250,
    }
    assert made(receipts, "m1").figure.amount == 14000
    assert rows(receipts, "k1") == {"Prepaid principal": 1000, "Owed since 2026-01-04, due 2026-02-03": 1000}
    assert (made(receipts, "k1").figure.amount, made(receipts, "k1").rest.owed) == (1000, 2000)
    credit = made(receipts, "d1")
    assert credit.figure.amount == 500
    assert rows(receipts, "d1") == {"Paid back: Bank transfer": 500}
    assert credit.texts == (("Reason", "退货"),)


def test_refunds_transfers_extensions_and_openings(shop, receipts):
    shop.customer("C001", name="甲")
    shop.customer("C002", name="乙")
    shop.do("opening", id="o1", on=on(1), customer="C001", principal="200.00", bonus="20.00", owed="30.00",
            passes=[{"service": "洗车", "count": 5, "value": "100.00"}])  # fmt: skip
    shop.do("refund", id="r1", on=on(2), customer="C001", amount="90.00", kept="10.00", tender="wechat", reason="搬家")
    shop.do("transfer", id="x1", on=on(3), customer="C001", to="C002", amount="11.00")
    shop.do("extend", id="e1", on=on(4), customer="C001", lot="o1", expires_on=on(400), reason="r")
    assert rows(receipts, "o1") == {
        "Prepaid principal": 20000,
        "Bonus": 2000,
        "Owed": 3000,
        "Visits added: 洗车": 5,
    }
    assert made(receipts, "o1").figure is None
    assert made(receipts, "r1").figure.amount == 9000
    assert rows(receipts, "r1") == {
        "Paid back: WeChat Pay": 9000,
        "Kept by the shop": 1000,
        "Taken off prepaid principal": 10000,
        "Taken off bonus": 1000,
    }
    assert made(receipts, "x1").figure.amount == 1100
    moved = {"Taken off prepaid principal": 1000, "Taken off bonus": 100}
    assert rows(receipts, "x1") == {"Transferred to": "乙 (C002)", **moved}
    assert rows(receipts, "e1") == {
        "Top-up of": date.fromisoformat(on(1)),
        "Now valid until": date.fromisoformat(on(400)),
    }
    assert [lot.expires_on for lot in made(receipts, "e1").rest.lots] == [date.fromisoformat(on(400))]
    assert [lot.expires_on for lot in made(receipts, "x1").rest.lots] == [None]


def test_a_reversal_names_what_it_undid(shop, receipts):
    counter(shop)
    receipts.issue("u1")
    shop.do("reverse", id="x1", on=on(20), entry="u1", reason="点错")
    shop.do("reverse", id="x2", on=on(20), entry="s1", reason="r")
    assert rows(receipts, "x1") == {
        "Reversed paper": "Pass use slip",
        "Its number": "R000001",
        "Its date": date.fromisoformat(on(12)),
        "Visits added: 洗车": 1,
    }
    assert made(receipts, "x2").figure.amount == 11000
    assert rows(receipts, "x2") | {"Its date": None} == {
        "Paid back: Cash": 1400,
        "Reversed paper": "Sales receipt",
        "Its date": None,
        "Added to prepaid principal": 6000,
        "Added to bonus": 600,
        "Taken off what is owed": 3000,
    }
    assert f"Reversedon{on(20)}" in text_of(receipts, "u1")
    assert "Reversedon" not in text_of(receipts, "p1")


def test_which_kinds_have_a_receipt(shop, receipts):
    counter(shop)
    shop.do("write_off", id="w1", on=on(60), charge="s1", reason="r")
    assert {kind for kind in EntryKind if has_receipt(kind)} == set(TITLES)
    assert receipts.has_receipt("top_up")
    for entry in ("w1", 5):
        with pytest.raises(Refused, match="no receipt"):
            receipts.preview(entry)
        with pytest.raises(Refused, match="no receipt"):
            receipts.issue(entry)
    assert receipts.issued("w1") is None


@pytest.mark.parametrize("entry", ["nobody", "", 0, -1, 999, 2**70])
def test_there_is_no_such_entry(shop, receipts, entry):
    counter(shop)
    for ask in (receipts.preview, receipts.issue, receipts.issued):
        with pytest.raises(Refused, match="there is no entry"):
            ask(entry)


# ---- what was left then ---------------------------------------------------------------------------------------------


def test_a_copy_made_later_says_what_was_left_then(shop, receipts):
    counter(shop)
    first = made(receipts, "s1")
    shop.do("extend", id="e1", on=on(13), customer="C001", lot="t1", expires_on=on(300), reason="r")
    shop.do("sale", id="s2", on=on(15), customer="C001", amount="400.00")
    shop.do("top_up", id="t0", on=on(2), customer="C001", paid="999.00", tender="cash")  # dated before it
    shop.do("payment", id="m1", on=on(16), customer="C001", amount="30.00", tender="cash")
    assert made(receipts, "s1") == first
    assert first.rest.principal == 44000
    assert [lot.expires_on for lot in made(receipts, "s2").rest.lots] == [date.fromisoformat(on(300))]
    shop.do("reverse", id="x1", on=on(20), entry="e1", reason="r")
    assert [lot.expires_on for lot in made(receipts, "s2").rest.lots] == [date.fromisoformat(on(300))]
    assert made(receipts, "x1").rest.lots[0].expires_on is None


def test_what_is_left_after_the_last_entry_is_what_the_book_says(shop, receipts):
    counter(shop)
    views = Views(shop.store, lambda: TODAY)
    balance, rest = views.balance("C001"), made(receipts, "u1").rest
    assert (rest.principal, rest.bonus, rest.owed) == (balance.principal, balance.bonus, balance.owed)
    assert [(p.service, p.units) for p in rest.passes] == [("洗车", 9)]


TERMS = "一、余额长期有效。\n二、可以退款。"


def test_terms_recorded_with_the_entry_are_printed(shop, receipts):
    shop.customer("C001", name="n")
    shop.do(
        "terms", id="T1", kind="top_up", language="zh_CN", starts_on=on(1), text="一、余额长期有效。\n二、可以退款。"
    )
    shop.do("top_up", id="t1", on=on(2), customer="C001", paid="1.00", tender="cash", terms="T1")
    shop.do("terms", id="T2", kind="top_up", language="zh_CN", starts_on=on(3), text="一、新的约定。")
    shop.do("top_up", id="t2", on=on(4), customer="C001", paid="1.00", tender="cash")
    assert made(receipts, "t1").terms == TERMS
    assert "二、可以退款。" in text_of(receipts, "t1")
    assert made(receipts, "t2").terms == ""


def test_an_erased_text_is_not_on_the_paper(shop, receipts):
    counter(shop)
    shop.sql("DELETE FROM entry_text")
    assert made(receipts, "s1").lines == ()
    assert "剪发" not in text_of(receipts, "s1")


# ---- numbers and copies ---------------------------------------------------------------------------------------------


def test_numbers_have_no_gaps_and_every_copy_counts(shop, receipts):
    counter(shop)
    assert receipts.issued("t1") is None
    assert [(i.no, i.nth) for i in (receipts.issue("t1"), receipts.issue(2), receipts.issue("t1"))] == [
        ("R000001", 1),
        ("R000002", 1),
        ("R000001", 2),
    ]
    assert (receipts.issued("t1").no, receipts.issued("t1").copies) == ("R000001", 2)
    assert receipts.issue("p1", Paper.ROLL_58, made_as="pdf").no == "R000003"
    copies = shop.sql("SELECT receipt_id, nth, paper, made_as FROM receipt_copy ORDER BY rowid")
    assert copies == [(1, 1, "a5", "print"), (2, 1, "a5", "print"), (1, 2, "a5", "print"), (3, 1, "58mm", "pdf")]


def test_a_reprint_says_so_and_a_preview_counts_nothing(shop, receipts):
    counter(shop)
    before = shop.dump()
    assert "Preview" in text_of(receipts, "t1")
    assert shop.dump() == before
    assert "reprint" not in read_text(receipts.issue("t1").pdf)
    assert "Copy2(reprint),2026-05-20" in read_text(receipts.issue("t1").pdf)
    assert "R000001" in text_of(receipts, "t1")


def test_the_shop_chooses_the_form_of_numbers(shop, receipts):
    counter(shop)
    assert receipts.issue("t1").no == "R000001"
    change(shop, receipt_prefix="SJ-2026-", receipt_digits=3)
    assert receipts.issue("s1").no == "SJ-2026-002"
    assert receipts.issue("t1").no == "R000001"


def test_a_number_given_before_is_not_given_again(shop, receipts):
    counter(shop)
    change(shop, receipt_prefix="1", receipt_digits=1)
    shop.sql("INSERT INTO receipt VALUES (1, '12', 1, '2026-05-20T09:00:00.000000Z', x'00')")
    with pytest.raises(Refused, match="12 was given before"):
        receipts.issue("s1")
    path = shop.store.path.with_name("paper.pdf")
    with pytest.raises(Refused, match="12 was given before"):
        receipts.save("s1", path)
    assert not path.exists()  # a paper with another one's number must not be left behind
    change(shop, receipt_prefix="2")
    assert receipts.issue("s1").no == "22"
    shop.sql("DROP TRIGGER receipt_no_delete")
    shop.sql("DELETE FROM receipt WHERE id = 1")


def test_a_faster_till_takes_the_number_and_none_is_lost(shop, receipts, monkeypatch):
    counter(shop)
    other = Receipts(shop.second(), shop.around)
    real, overtaken = service._draw, []

    def slow(case, copy, *how):
        drawn = real(case, copy, *how)
        if not overtaken:
            overtaken.append(True)
            overtaken.append(other.issue("s1").no)
        return drawn

    monkeypatch.setattr(service, "_draw", slow)
    issued = receipts.issue("t1")
    assert (overtaken[1], issued.no) == ("R000001", "R000002")
    assert "R000002" in read_text(issued.pdf)
    other._store.dispose()


def test_many_at_once(shop, receipts, monkeypatch):
    counter(shop)
    monkeypatch.setattr(service, "_draw", lambda *_: type("Drawn", (), {"pdf": b"", "missing": ()})())
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda n: receipts.issue(1 + n % 4), range(24)))
    assert {issued.no for issued in found} == {f"R00000{n}" for n in range(1, 5)}
    assert sorted(i.nth for i in found) == sorted(list(range(1, 7)) * 4)


def test_a_paper_that_cannot_be_drawn_counts_nothing(shop, receipts, monkeypatch, tmp_path):
    counter(shop)
    before = shop.dump()
    (tmp_path / "fonts").mkdir()
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    with pytest.raises(Refused, match="NotoSansSC"):
        receipts.issue("t1")
    assert shop.dump() == before


def test_a_receipt_cannot_be_changed_or_taken_away(shop, receipts):
    counter(shop)
    receipts.issue("t1")
    for statement in ("UPDATE receipt SET no = 'x'", "DELETE FROM receipt", "DELETE FROM receipt_copy"):
        with pytest.raises(Exception, match="kept as it was"):
            shop.sql(statement)


def test_damage_shows(shop):
    receipts = Receipts(shop.store, shop.around)
    counter(shop)
    for _ in range(3):
        receipts.issue("t1")
    shop.sql("DROP TRIGGER receipt_copy_no_delete")
    shop.sql("DROP TRIGGER receipt_no_update")
    shop.sql("DELETE FROM receipt_copy WHERE nth = 2")
    shop.sql("UPDATE receipt SET no = 'R000009'")
    with shop.store.read() as session:
        assert verify_receipts(session) == [("receipt", 1), ("receipt_copy", 1)]


# ---- languages and papers -------------------------------------------------------------------------------------------

CHINESE = catalog.load("zh_CN", paths.catalogues())


@pytest.mark.parametrize(
    ("customer", "shop_language", "wanted", "expected"),
    [
        ("zh_CN", "en", ReceiptLanguage.CUSTOMER, ("zh_CN",)),
        ("", "zh_CN", ReceiptLanguage.CUSTOMER, ("zh_CN",)),
        ("zh_CN", "en", ReceiptLanguage.SHOP, ("en",)),
        ("zh_CN", "en", ReceiptLanguage.BOTH, ("zh_CN", "en")),
        ("en", "zh_TW", ReceiptLanguage.BOTH, ("en", "zh_TW")),
        ("zh_CN", "zh_CN", ReceiptLanguage.BOTH, ("zh_CN", "en")),
        ("zh_TW", "zh_CN", ReceiptLanguage.BOTH, ("zh_TW", "en")),
        ("en", "en", ReceiptLanguage.BOTH, ("en", "zh_CN")),
    ],
)
def test_the_languages_of_a_paper(shop, receipts, monkeypatch, customer, shop_language, wanted, expected):
    shop.customer("C001", name="n", language=customer)
    shop.do("top_up", id="t1", on=on(1), customer="C001", paid="1.00", tender="cash")
    change(shop, language=shop_language)
    asked = []
    monkeypatch.setattr(catalog, "load", lambda language, _: asked.append(language) or catalog.ENGLISH)
    receipts.preview("t1", language=wanted)
    assert tuple(asked) == expected


def test_a_chinese_customer_of_an_english_shop(shop, receipts):
    counter(shop)
    shop.customer("C001", language="zh_CN")
    text = text_of(receipts, "t1", language=ReceiptLanguage.CUSTOMER)
    assert "人民币伍佰元整" in text
    assert squeezed(CHINESE.gettext("Top-up receipt")) in text
    assert "人民币" not in text_of(receipts, "t1")


def test_the_settings_choose_the_paper(shop, receipts):
    counter(shop)
    change(shop, shop_name="洁净洗车", paper="80mm", receipt_footer="谢谢", use_check="signature")
    pdf = receipts.preview("u1")
    assert round(sizes(pdf)[0][0] / 72 * 25.4) == 72
    text = read_text(pdf)
    assert "洁净洗车" in text
    assert "谢谢" in text
    assert "Customersignature" in text
    assert receipts.page_count(pdf) == len(list(receipts.some_pages(pdf, 96, [0]))) == 1


# ---- the command ----------------------------------------------------------------------------------------------------


def test_the_command_writes_a_file(shop, receipts, tmp_path, capsys):
    counter(shop)
    shop.customer("C001", name="𠮷")
    out = tmp_path / "r.pdf"
    book = ["--book", str(shop.path), "--lang", "en"]
    assert console([*book, "receipt", "t1", "--out", str(out), "--paper", "58mm", "--language", "both"]) == 0
    assert "Receipt R000001 written" in (said := capsys.readouterr().out)
    assert "𠮷" in said
    assert "R000001" in read_text(out.read_bytes())
    assert console([*book, "--json", "receipt", "1", "--out", str(out)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer == {"out": str(out), "no": "R000001", "copy": 2, "missing": "𠮷"}


@pytest.mark.parametrize("arguments", [["99"], ["9" * 5000], ["w"], ["t1", "--paper", "a4"], ["t1", "--language", "x"]])
def test_the_command_says_what_it_cannot_do(shop, receipts, tmp_path, capsys, arguments):
    counter(shop)
    before = shop.dump()
    with pytest.raises(SystemExit) if len(arguments) > 1 else pytest.MonkeyPatch.context():
        assert console(["--book", str(shop.path), "receipt", *arguments, "--out", str(tmp_path / "r.pdf")]) == 1
    assert capsys.readouterr().err
    assert shop.dump() == before
    assert not (tmp_path / "r.pdf").exists()


@pytest.mark.parametrize("place", ["nowhere/r.pdf", ".", "shop.cbook", "shop.cbook-wal"])
def test_a_file_that_cannot_be_written_counts_no_copy(shop, receipts, tmp_path, place):
    counter(shop)
    with pytest.raises(Refused):
        receipts.save("t1", tmp_path / place)
    assert receipts.issued("t1") is None


# ---- what is paid for is named --------------------------------------------------------------------------------------


def test_a_payment_names_what_was_sold(shop, receipts):
    shop.customer("C001", name="n", terms_days=30, credit_limit=None)
    shop.do("sale", id="s1", on=on(1), customer="C001", amount="100.00", description="补漆", pay=[{"with": "account"}])
    lines = [{"text": "水泥", "quantity": "1", "price": "20.00"}, {"text": "沙子", "quantity": "1", "price": "10.00"}]
    shop.do("sale", id="s2", on=on(2), customer="C001", amount="30.00", lines=lines, pay=[{"with": "account"}])
    given = {"service": "普洗", "count": 5, "paid": "50.00", "pay": [{"with": "account"}]}
    shop.do("pass_sale", id="p1", on=on(3), customer="C001", **given)
    given = {"description": "长" * 200, "pay": [{"with": "account"}]}
    shop.do("sale", id="s3", on=on(4), customer="C001", amount="7.00", **given)
    shop.do("opening", id="o1", on=on(1), customer="C001", owed="9.00")
    shop.do("payment", id="m1", on=on(5), customer="C001", amount="196.00", tender="cash")
    owed = [label for label in rows(receipts, "m1") if "wed since" in label]
    assert sorted(owed) == sorted(
        [
            "Owed since 2026-01-01, due 2026-01-31",
            "补漆: owed since 2026-01-01, due 2026-01-31",
            "水泥 + 沙子: owed since 2026-01-02, due 2026-02-01",
            "普洗: owed since 2026-01-03, due 2026-02-02",
            "长" * 59 + "…: owed since 2026-01-04, due 2026-02-03",
        ]
    )
    for paper in Paper:
        text = squeezed(text_of(receipts, "m1", paper=paper))
        assert "补漆" in text
        assert "水泥+沙子" in text
        assert text.count("长") == 59


# ---- a file and its record: both or neither -------------------------------------------------------------------------


def leftovers(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("there", [None, b"an older paper"])
def test_a_copy_that_cannot_be_recorded_leaves_no_file(shop, receipts, tmp_path, monkeypatch, there):
    counter(shop)
    folder = tmp_path / "papers"
    folder.mkdir()
    path = folder / "slip.pdf"
    if there is not None:
        path.write_bytes(there)
    before = leftovers(folder)
    monkeypatch.setattr(shop.store, "read_only", True)
    with pytest.raises(BookUnusable):
        receipts.save("t1", path)
    assert leftovers(folder) == before
    assert there is None or path.read_bytes() == there
    monkeypatch.setattr(shop.store, "read_only", False)
    assert receipts.issued("t1") is None


@pytest.mark.parametrize("there", [None, b"an older paper"])
def test_a_record_that_cannot_be_made_final_takes_its_file_back(shop, receipts, tmp_path, monkeypatch, there):
    counter(shop)
    folder = tmp_path / "papers"
    folder.mkdir()
    path = folder / "slip.pdf"
    if there is not None:
        path.write_bytes(there)
    before = leftovers(folder)
    seen = []

    @contextmanager
    def write():
        """As a disk that is full when the record is to be made final."""
        with whole() as session:
            yield session
            seen.append(path.exists() and path.read_bytes().startswith(b"%PDF"))
            raise OSError(errno.ENOSPC, "No space left on device")

    whole = shop.store.write
    monkeypatch.setattr(shop.store, "write", write)
    with pytest.raises(BookUnusable):
        receipts.save("t1", path)
    assert seen == [True]
    assert leftovers(folder) == before
    assert there is None or path.read_bytes() == there
    monkeypatch.undo()
    assert receipts.issued("t1") is None
    assert receipts.save("t1", path).nth == 1
    assert leftovers(folder) == ["slip.pdf"]
    assert path.read_bytes().startswith(b"%PDF")


def test_what_is_paid_of_interest_is_called_that(shop, receipts):
    shop.customer("C001", name="n", credit_limit=None)
    shop.do("sale", id="s1", on=on(1), customer="C001", amount="100.00", pay=[{"with": "account"}])
    shop.do("interest", id="i1", on=on(20), charge="s1", kind="cost", amount="8.00", reason="stamps")
    paid = shop.do("payment", id="m1", on=on(30), customer="C001", amount="50.00", tender="cash")
    found = {label: amount for label, amount in rows(receipts, paid.entry).items() if "due" in label}
    assert sorted(found.values()) == [800, 4200]
    assert [label.split(" on ")[0] for label, amount in found.items() if amount == 800] == [
        "Costs of collecting charged"
    ]
