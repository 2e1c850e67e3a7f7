"""Files with several bills in them, and bills of banks whose columns are explained anew."""

import io
import zipfile
from datetime import date
from types import SimpleNamespace

import pytest

from app.core.incoming import PayKind
from app.core.incoming_requests import IgnoreIncoming, UndoStep
from app.core.list_file import FileColumn, Kind, ListFile
from app.core.requests import Tender
from app.errors import Refused
from app.exchange.bills import Layout, NeedsLayout
from app.exchange.xlsx import xlsx_pieces
from app.services.bill_parts import BillParts
from app.services.incoming import Incomings
from app.services.verify import Verify
from tests.services.helpers_customers import Shop
from tests.services.test_incoming import bank, wechat

MISLEADING = "日期,金额,实际到账,摘要\n2026-05-04,900.00,100.00,张三\n2026-05-05,800.00,-30.00,电费\n"
RIGHT = Layout(date="日期", amount="实际到账", text=("摘要",), dates="ymd", point=".")


@pytest.fixture(name="app")
def app_of(tmp_path):
    """Return the two doors to bills; in the end the whole book must be proven."""
    shop = Shop(tmp_path)
    incoming = Incomings(shop.store, shop.around)
    yield SimpleNamespace(incoming=incoming, bill_parts=BillParts(shop.store, incoming))
    assert Verify(shop.store).verify().problems == ()
    shop.store.dispose()


def amounts(app):
    return [each.amount for each in app.incoming.payments()]


def packed(tmp_path, name, *files):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, called in files:
            archive.writestr(called, path if isinstance(path, bytes) else path.read_bytes())
    (tmp_path / name).write_bytes(whole.getvalue())
    return tmp_path / name


def odd(tmp_path, text=MISLEADING, name="odd.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / name


# ---- several in one -------------------------------------------------------------------------------------------------


def test_every_bill_of_an_archive_is_read_and_what_is_none_is_told_by_its_name(app, tmp_path):
    one = bank(tmp_path, ("2026-05-04", "充值", "张三", "6222", "N1", "500.00"))
    two = wechat(tmp_path, ("2026-05-04 09:10:00", "50.00", "已收钱", 1001), name="wechat.csv")
    path = packed(tmp_path, "all.zip", (one, "银行.csv"), (two, "微信/四月.csv"), (b"see inside", "readme.txt"))
    parts = app.bill_parts.look(path)
    assert [(each.name, each.bill is not None) for each in parts] == [
        ("银行.csv", True),
        ("四月.csv", True),
        ("readme.txt", False),
    ]
    assert not app.incoming.bills()
    seen = []
    read = app.bill_parts.read(path, progress=lambda done, every: seen.append((done, every)))
    assert [each.read.new if each.read else str(each.refused) for each in read[:2]] == [1, 1]
    assert read[2].read is None
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert amounts(app) == [5000, 50000]
    assert app.incoming.read(one).new == 0  # the bank's own file again adds nothing
    assert all(each.before for each in app.bill_parts.look(path) if each.bill)


def test_a_bill_of_an_archive_that_is_called_off_keeps_those_before_it(app, tmp_path):
    files = [
        (bank(tmp_path, (f"2026-05-0{n}", "充值", "张三", "6222", f"N{n}", "5.00"), name=f"{n}.csv"), f"{n}.csv")
        for n in (1, 2, 3)
    ]
    asked = iter((False, True))
    read = app.bill_parts.read(packed(tmp_path, "all.zip", *files), cancelled=lambda: next(asked))
    assert [each.read is not None for each in read] == [True, False, False]
    assert len(app.incoming.bills()) == 1


def test_a_workbook_within_an_archive_is_read_and_a_damaged_one_holds_up_no_other(app, tmp_path):
    columns = (FileColumn("交易日期", Kind.DAY), FileColumn("对方户名"), FileColumn("交易金额", Kind.MONEY))
    rows = [(date(2026, 5, 4), "张三", 1250)]
    book = b"".join(xlsx_pieces(ListFile("bank", columns, rows, 2)))
    path = packed(tmp_path, "all.zip", (book, "一.xlsx"), (b"PK\x03\x04broken", "二.xlsx"))
    parts = app.bill_parts.look(path)
    assert [each.amount for each in parts[0].bill.payments] == [1250]
    assert parts[1].refused is not None


# ---- explained anew -------------------------------------------------------------------------------------------------


def test_columns_whose_names_mislead_are_explained_before_anything_is_read(app, tmp_path):
    (part,) = app.bill_parts.look(odd(tmp_path))
    assert part.layout.amount == "金额"
    assert part.bill.header == ("日期", "金额", "实际到账", "摘要")
    assert part.bill.sample[0] == ("2026-05-04", "900.00", "100.00", "张三")
    app.bill_parts.read(odd(tmp_path), RIGHT)
    assert amounts(app) == [10000, -3000]


def test_a_table_that_was_read_wrongly_is_read_anew_and_counts_once(app, tmp_path):
    path = odd(tmp_path)
    app.incoming.read(path)
    assert amounts(app) == [90000, 80000]
    (part,) = app.bill_parts.look(path, RIGHT)
    assert part.before
    assert part.otherwise
    (again,) = app.bill_parts.read(path, RIGHT)
    assert (again.read.new, again.read.repeated) == (2, False)
    assert amounts(app) == [10000, -3000]
    assert [each.new for each in app.incoming.bills()] == [2]
    assert app.incoming.arrivals().covered == {
        app.incoming.bills()[0].way: ((date(2026, 5, 4), date(2026, 5, 5)),),
    }
    assert app.bill_parts.read(path, RIGHT)[0].read.repeated


def test_lines_that_stay_the_same_when_read_anew_are_not_lost(app, tmp_path):
    path = odd(tmp_path)
    app.incoming.read(path)
    third = RIGHT._replace(amount="金额", text=(), name="摘要")
    assert app.incoming.read(path, third).new == 2  # the same days and amounts: only who paid is another column
    assert [each.name for each in app.incoming.payments()] == ["张三", "电费"]
    assert app.incoming.read(path, RIGHT).new == 2
    assert app.incoming.read(path, third).new == 2
    assert amounts(app) == [90000, 80000]
    grown = odd(tmp_path, MISLEADING + "2026-05-06,700.00,20.00,李四\n", "grown.csv")
    read = app.incoming.read(grown)
    assert (read.new, read.known) == (1, 2)  # read as it was explained the last time
    assert app.incoming.read(path).repeated  # read anew only by columns that are said now


def test_how_a_person_explained_a_table_counts_for_the_next_of_its_kind(app, tmp_path):
    app.incoming.read(odd(tmp_path), RIGHT)
    later = odd(tmp_path, MISLEADING.replace("2026-05", "2026-04"), "april.csv")
    assert [each.amount for each in app.incoming.look(later).payments] == [10000, -3000]
    other = odd(tmp_path, MISLEADING.replace("摘要", "附言"), "other.csv")
    assert [each.amount for each in app.incoming.look(other).payments] == [90000, 80000]  # another bank's table


def test_what_something_hangs_on_is_not_read_anew(app, tmp_path):
    path = odd(tmp_path)
    app.incoming.read(path)
    first = app.incoming.payments()[0]
    app.incoming.record(IgnoreIncoming(id="a1", incoming=first.id, reason="不是客户的"))
    with pytest.raises(Refused, match="undo"):
        app.incoming.read(path, RIGHT)
    assert amounts(app) == [90000, 80000]
    app.incoming.record(UndoStep(id="a2", step="a1", reason="看错了"))
    assert app.incoming.read(path, RIGHT).new == 2
    with pytest.raises(Refused):
        app.incoming.payment(first.id)
    assert app.incoming.payments()[1].kind is PayKind.SPENT


def test_a_table_that_must_be_explained_within_an_archive_asks_for_itself_alone(app, tmp_path):
    unknown = b"Wann;Was;Wieviel\n2026-05-04;Ann;12,50\n2026-05-05;Bob;13,50\n"
    one = bank(tmp_path, ("2026-05-04", "充值", "张三", "6222", "N1", "500.00"))
    path = packed(tmp_path, "all.zip", (one, "a.csv"), (unknown, "b.csv"))
    first, second = app.bill_parts.look(path)
    assert first.bill is not None
    assert isinstance(second.needs, NeedsLayout)
    layout = second.needs.guess._replace(dates="ymd", point=",")
    first, second = app.bill_parts.look(path, layout)
    assert (len(first.bill.payments), len(second.bill.payments)) == (1, 2)
    assert [each.read.new for each in app.bill_parts.read(path, layout)] == [1, 2]


def test_what_a_collector_brings_covers_the_days_of_each_service(app, tmp_path):
    text = (
        "交易日期,交易时间,流水号,支付方式,交易金额,手续费\n2026-05-04,10:00,S1,微信,100.00,0.38\n"
        "2026-05-05,11:00,S2,支付宝,30.00,0.11\n"
    )
    app.incoming.read(odd(tmp_path, text))
    days = ((date(2026, 5, 4), date(2026, 5, 5)),)
    assert app.incoming.arrivals().covered == {Tender.WECHAT: days, Tender.ALIPAY: days}
