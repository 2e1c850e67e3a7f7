"""The journal written for other programs, and read by them."""

import csv
import errno
import io
import json
import re
import shutil
import subprocess
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.export import (
    CSV_COLUMNS,
    ExportBook,
    ExportEntry,
    ExportLine,
    Format,
    beancount_account,
    export,
    hledger_account,
    inert,
    visible,
)
from app.core.journal import ACCOUNTS
from app.errors import Refused
from app.services.exports import ExportCancelled, Exports
from app.services.views import Views
from tests.services.helpers_customers import TODAY, Shop, naughty_strings, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path / "book")))


@pytest.fixture(name="full")
def shop_with_something_of_everything(shop):
    for number in ("C001", "C002"):
        shop.customer(number, name=number, credit_limit=None)
    do = shop.do
    do(
        "top_up",
        id="t1",
        on="2026-01-05",
        customer="C001",
        paid="500.00",
        bonus="50.00",
        tender="wechat",
        note="第一次",
    )
    do("sale", id="s1", on="2026-01-09", customer="C001", amount="700.00", description="剪发", reference="No. 7")
    do("pass_sale", id="p1", on="2026-01-09", customer="C002", service="洗车", count=10, paid="300.00", tender="cash")
    do("pass_use", id="u1", on="2026-01-12", customer="C002", service="洗车")
    do("pass_sale", id="p2", on="2026-01-09", customer="C002", service="游泳", days=30, paid="30.00", tender="card")
    do("pass_use", id="u2", on="2026-01-12", customer="C002", service="游泳", count=2)
    do(
        "payment",
        id="m1",
        on="2026-02-01",
        customer="C001",
        amount="80.00",
        tender="bank",
        discount="1.00",
        rounding="0.05",
    )
    do("write_off", id="w1", on="2026-02-03", charge="s1", amount="5.00", reason="r")
    do("reschedule", id="e1", on="2026-02-02", charge="s1", due_on="2026-06-01", reason="later; date:2030-01-01")
    do("opening", id="o1", on="2026-02-03", customer="C002", principal="10.00", bonus="1.00", owed="2.00",
       expires_on="2026-03-01")  # fmt: skip
    do("expire", id="e2", on="2026-03-02", lot="o1")
    do("reverse", id="x1", on="2026-03-03", entry="w1", reason="r")
    return shop


def write(shop, form, folder):
    path = folder / f"export.{form}"
    Exports(shop.store, shop.around).journal(path, form)
    return path


def ours(shop):
    """Return our trial balance in major units, debit positive, zero ones left out."""
    lines = Views(shop.store, lambda: TODAY).trial_balance()
    return {line.account: Decimal(line.debit - line.credit) / 100 for line in lines if line.debit != line.credit}


# ---- hledger --------------------------------------------------------------------------------------------------------


def hledger(path, *arguments):
    program = shutil.which("hledger")
    if program is None:
        pytest.skip("hledger is not installed")
    command = [program, "-f", str(path), *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def hledger_balances(path, *arguments):
    rows = list(csv.reader(io.StringIO(hledger(path, "balance", "--flat", "--no-total", "-O", "csv", *arguments))))
    return {account: Decimal(amount.split()[0]) for account, amount in rows[1:]}


def test_hledger_adds_up_what_we_do(full, tmp_path):
    path = write(full, "hledger", tmp_path)
    assert hledger_balances(path) == {hledger_account(name): amount for name, amount in ours(full).items()}
    hledger(path, "check", "--strict")
    types = {"tender:cash", "tender:wechat", "tender:card", "tender:bank"}
    assert set(hledger_balances(path, "type:c")) == types


def test_hledger_keeps_dates_and_ids(full, tmp_path):
    path = write(full, "hledger", tmp_path)
    transactions = json.loads(hledger(path, "print", "-O", "json"))
    assert [(x["tdate"], x["tcode"]) for x in transactions][:2] == [("2026-01-05", "t1"), ("2026-01-09", "s1")]
    assert "; 2026-02-02 (e1) reschedule later\\u003b date:2030-01-01  ; entry:9" in path.read_text(encoding="utf-8")


def hledger_texts(path):
    """Return (description without its kind, tags) of each transaction by its code, escapes undone."""
    found = {}
    for x in json.loads(hledger(path, "print", "-O", "json")):
        text = x["tdescription"].partition(" ")[2]
        found[plainly(x["tcode"])] = (plainly(text), {name: plainly(value) for name, value in x["ttags"]})
    return found


def plainly(text):
    """Undo `visible`."""
    short = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
    return re.sub(r"\\(?:u([0-9a-f]{4})|(.))", lambda m: chr(int(m[1], 16)) if m[1] else short[m[2]], text)


# ---- beancount ------------------------------------------------------------------------------------------------------


def beancount(path):
    loader = pytest.importorskip("beancount.loader", reason="beancount is not installed")
    data = pytest.importorskip("beancount.core.data")
    entries, errors, options = loader.load_file(str(path))
    assert errors == []
    assert options["operating_currency"] == ["CNY"]
    return [entry for entry in entries if isinstance(entry, data.Transaction)]


def test_beancount_adds_up_what_we_do(full, tmp_path):
    path = write(full, "beancount", tmp_path)
    sums = {}
    transactions = beancount(path)
    for transaction in transactions:
        for posting in transaction.postings:
            sums[posting.account] = sums.get(posting.account, 0) + posting.units.number
    found = {account: amount for account, amount in sums.items() if amount}
    assert found == {beancount_account(name): amount for name, amount in ours(full).items()}
    assert [(str(x.date), x.payee, x.narration, x.meta["id"]) for x in transactions][:2] == [
        ("2026-01-05", "top_up", "第一次", "t1"),
        ("2026-01-09", "sale", "剪发", "s1"),
    ]
    assert transactions[1].meta["reference"] == "No. 7"
    assert transactions[1].meta["entry"] == 2


# ---- csv ------------------------------------------------------------------------------------------------------------


def read_csv(path):
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    text = raw.decode("utf-8-sig")
    assert text.count("\r\n") == len(list(csv.reader(io.StringIO(text, newline=""))))  # as long as no cell has breaks
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_spreadsheet_has_a_row_for_each_posting(full, tmp_path):
    rows = read_csv(write(full, "csv", tmp_path))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert len(rows) == full.sql("SELECT count(*) FROM posting")[0][0]
    sums = {}
    for row in rows:
        sums[row["account"]] = sums.get(row["account"], 0) + Decimal(row["debit"]) - Decimal(row["credit"])
    assert {account: amount for account, amount in sums.items() if amount} == ours(full)
    first = {**rows[0]}
    assert re.fullmatch(r"2026-05-20T09:00:\d\d\.000000Z", first.pop("recorded_at"))
    assert list(first.values()) == [
        "1",
        "t1",
        "2026-01-05",
        "top_up",
        "C001",
        "tender.wechat",
        "",
        "500.00",
        "0.00",
        "0",
        "",
        "第一次",
    ]
    assert (rows[1]["item"], rows[1]["credit"]) == ("t1", "500.00")
    assert [row["units"] for row in rows if row["id"] == "u1"] == ["1", "0"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", "－1", " =1", "\u3000@x", "\n+1"])
def test_what_begins_like_a_formula_gets_an_apostrophe(text):
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "1", "a=b", "王", "'=1", " ", "–"])
def test_other_cells_stay_as_they_are(text):
    assert inert(text) == text


# ---- hostile texts --------------------------------------------------------------------------------------------------


@pytest.fixture(name="hostile", scope="module")
def shop_with_hostile_texts(tmp_path_factory):
    """Record an entry for every hostile text, with it wherever it is allowed."""
    strings = [
        *naughty_strings(),
        "a;b|c",
        "date:2020-01-01 [2020-01-01]",
        'x "y" \\ \\n',
        "\u2028\u2029\x85\x07",
        "(a) ! *",
    ]
    strings = [text for text in strings if text.strip() and "\0" not in text]
    if len(strings) < 100:
        pytest.skip("the hostile texts are not there")
    shop = Shop(tmp_path_factory.mktemp("hostile"))
    shop.customer("; = C", name="C", credit_limit=None)
    for number, text in enumerate(strings):
        fields = {"on": "2026-01-05", "customer": "; = C", "paid": "1.00", "tender": "cash"}
        for id_, reference in ((text, text[:100]), (f"n{number}", text[:100]), (f"n{number}", "")):
            try:
                shop.do("top_up", id=id_, note=text, reference=reference, **fields)
                break
            except Refused:
                continue
    yield shop
    shop.store.dispose()


def recorded(shop):
    rows = shop.sql("SELECT id, request_id FROM entry ORDER BY id")
    texts = {}
    for number, field, text in shop.sql("SELECT entry_id, field, text FROM entry_text"):
        texts.setdefault(number, {})[field] = text
    return {id_: (texts[number].get("note", ""), texts[number].get("reference", "")) for number, id_ in rows}


def test_hledger_reads_every_hostile_text_as_itself(hostile, tmp_path):
    path = write(hostile, "hledger", tmp_path)
    assert hledger_balances(path) == {hledger_account(name): amount for name, amount in ours(hostile).items()}
    transactions = json.loads(hledger(path, "print", "-O", "json"))
    assert {(x["tdate"], x["tdate2"], x["tstatus"]) for x in transactions} == {("2026-01-05", None, "Unmarked")}
    assert {posting["pdate"] for x in transactions for posting in x["tpostings"]} == {None}
    want = recorded(hostile)
    found = hledger_texts(path)
    assert len(found) == len(want)
    for id_, (text, tags) in found.items():
        assert squeezed(text) == squeezed(want[id_][0])
        assert set(tags) == {"entry", "customer"} | ({"reference"} if want[id_][1] else set())
        assert squeezed(tags.get("reference", "")) == squeezed(want[id_][1])
        assert tags["customer"] == "; = C"


def squeezed(text):
    """Leave out white space: hledger trims it."""
    return "".join(text.split())


def test_beancount_reads_every_hostile_text_as_itself(hostile, tmp_path):
    transactions = beancount(write(hostile, "beancount", tmp_path))
    found = {x.meta["id"]: (x.narration, x.meta.get("reference", "")) for x in transactions}
    assert found == recorded(hostile)
    assert {(str(x.date), x.flag, len(x.tags), len(x.links)) for x in transactions} == {("2026-01-05", "*", 0, 0)}


def test_no_hostile_text_is_a_formula(hostile, tmp_path):
    path = write(hostile, "csv", tmp_path)
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    want = recorded(hostile)
    assert [row["reference"] for row in rows[::2]] == [inert(reference) for _, reference in want.values()]
    assert [row["id"] for row in rows[::2]] == [inert(id_) for id_ in want]
    for row in rows:
        for name in ("id", "customer", "item", "reference"):
            assert not row[name].lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@given(st.text())
def test_no_two_texts_look_the_same(text):
    shown = visible(text, ";|,()")
    assert not set(shown) & set(";|,()\n\r\t\x85\u2028\u2029")
    assert plainly(shown) == text


# ---- the text itself ------------------------------------------------------------------------------------------------


def pieces(form, book, *entries):
    return "".join(export(form, book, entries))


def test_a_book_not_begun_exports_its_accounts_only():
    book = ExportBook("CNY", 2, None)
    assert pieces(Format.BEANCOUNT, book) == 'option "operating_currency" "CNY"\n\n'
    assert pieces(Format.CSV, book) == "\ufeff" + ",".join(CSV_COLUMNS) + "\r\n"
    assert pieces(Format.HLEDGER, book).count("account ") == len(ACCOUNTS)


@pytest.mark.parametrize(("decimals", "style", "amount"), [(0, "1000. JPY", "5"), (3, "1000.000 JPY", "0.005")])
def test_a_currency_has_its_own_decimals(tmp_path, decimals, style, amount):
    lines = (
        ExportLine("tender.cash", "", "", 5, 0),
        ExportLine("sales", "", "", -5, 0),
        ExportLine("fee", "", "", 0, 0),
    )
    entry = ExportEntry(1, "s1", TODAY, "", "sale", "", "", "", lines)
    text = pieces(Format.HLEDGER, ExportBook("JPY", decimals, TODAY), entry)
    assert f"commodity {style}\n" in text
    assert f"    tender:cash  {amount} JPY\n    sales  -{amount} JPY\n" in text
    assert "fee  " not in text.split("\n\n")[-1]
    path = tmp_path / "x.journal"
    path.write_text(text, encoding="utf-8")
    assert hledger_balances(path) == {"tender:cash": Decimal(amount), "sales": -Decimal(amount)}


# ---- the file -------------------------------------------------------------------------------------------------------


def test_a_file_is_replaced_whole_or_left_alone(full, tmp_path):
    path = tmp_path / "out" / "x.csv"
    path.parent.mkdir()
    path.write_text("before")
    exports = Exports(full.store, full.around)
    with pytest.raises(ExportCancelled):
        exports.journal(path, "csv", cancelled=lambda: True)
    assert path.read_text() == "before"
    told = []
    assert exports.journal(path, Format.CSV, progress=lambda done, total: told.append((done, total))) == 12
    assert told == [(0, 12), (12, 12)]
    assert [each.name for each in path.parent.iterdir()] == ["x.csv"]
    assert exports.journal(path, "csv", cancelled=lambda: False) == 12


def test_the_book_is_never_written_over(full, tmp_path):
    link = tmp_path / "link.csv"
    link.symlink_to(full.path)
    before = full.dump()
    for path in (
        full.path,
        link,
        full.path.with_name(full.path.name + "-wal"),
        full.path.with_name("shop.cbook-journal"),
    ):
        with pytest.raises(Refused) as refused:
            Exports(full.store, full.around).journal(path, "csv")
        assert refused.value.field == "out"
    assert full.dump() == before


@pytest.mark.parametrize("place", [".", "missing/x.csv", "file/x.csv"])
def test_a_place_that_cannot_be_written_is_refused(full, tmp_path, place):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused) as refused:
        Exports(full.store, full.around).journal(tmp_path / place, "csv")
    assert refused.value.field == "out"
    assert str(refused.value)


def test_a_full_disk_leaves_nothing_behind(full, tmp_path, monkeypatch):
    def full_disk(_file):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("app.services.exports.os.fsync", full_disk)
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(Refused) as refused:
        Exports(full.store, full.around).journal(folder / "x.csv", "csv")
    assert "the disk is full" in str(refused.value)
    assert list(folder.iterdir()) == []
