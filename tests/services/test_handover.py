"""The whole book out into a folder and back: the same in every row, proved, and whatever was changed is refused."""

import csv
import hashlib
import json
import shutil
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import bootstrap
from app.core.audit import Choice, Doing
from app.core.handover.facts import NO_FACT_COLUMNS, NO_FACTS
from app.core.handover.kinds import read_kinds
from app.core.handover.manifest import MANIFEST
from app.core.handover.shapes import CellKind, ColumnShape, read_cell, write_cell
from app.core.staff import proof
from app.core.staff.members import AddMember
from app.core.staff.roles import Role
from app.errors import BookUnusable, Refused
from app.services.exports import ExportCancelled
from app.services.handover import Handover, take_over
from app.services.statements import Statements
from app.services.verify import Verify
from app.services.views import Views
from app.storage import handover as stored
from app.storage import tables as t
from app.storage.engine import sqlite3
from app.storage.store import open_store
from app.system import paths
from tests.faults import filled
from tests.services.helpers_customers import Shop, naughty_strings

LEFT_OUT = stored.WITHHELD | {"erasing"}


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """Make a shop's book in which every table has rows."""
    path = tmp_path_factory.mktemp("full") / "full.cbook"
    filled.make(path)
    return path


@pytest.fixture(scope="module")
def folder(full, tmp_path_factory):
    """Hand it over."""
    where = tmp_path_factory.mktemp("out") / "book"
    app = bootstrap.open_app(full)
    try:
        app.handover.save(where, "zh_CN")
    finally:
        app.close()
    return where


@pytest.fixture
def copy(folder, tmp_path):
    """Copy the folder, to be changed."""
    return shutil.copytree(folder, tmp_path / "copy")


def taken(folder, path):
    return take_over(folder, path, bootstrap.circumstances())


def differing(one, other):
    """Return the tables in which two books differ."""
    before, after = filled.rows(one), filled.rows(other)
    return {name for name in before if before[name] != after[name]}


# ---- there and back -------------------------------------------------------------------------------------------------


def test_a_book_with_something_of_everything_comes_back_row_for_row(full, folder, tmp_path):
    new = tmp_path / "new.cbook"
    done = taken(folder, new)
    changed = {"export_log", "file_change", "table_sum", "row_count"}  # the export was noted after it was written
    assert differing(full, new) <= LEFT_OUT | changed | {"setting"}
    [more] = set(filled.rows(new)["file_change"]) - set(filled.rows(full)["file_change"])
    assert "file.taken_over" in more
    assert json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["facts"] == done.facts
    before, after = bootstrap.open_app(full), bootstrap.open_app(new)
    try:
        assert after.verify.verify().problems == ()
        assert after.handover.facts() == before.handover.facts() == done.facts
        assert after.verify.verify().head == before.verify.verify().head
        assert after.views.balances(None) == before.views.balances(None)
        assert after.statement_runs.issued() == before.statement_runs.issued()
        for each in before.statement_runs.issued():
            assert after.statement_runs.pdf(each.no) == before.statement_runs.pdf(each.no)
        assert after.settings.current() == before.settings.current()
        assert after.staff.present().on is False
        noted = [each.row for each in after.audit.lines(Choice(what=frozenset({Doing.BOOK_FILE})))]
        first_page = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
        assert ("file.taken_over", first_page, str(done.entries)) in [
            (each.field, each.old, each.new) for each in noted
        ]
    finally:
        before.close()
        after.close()


def test_the_demo_shop_comes_back_and_goes_on(tmp_path):
    old, new = tmp_path / "demo.cbook", tmp_path / "new.cbook"
    app = bootstrap.demo_book(old, customers=25, entries=300, progress=lambda _done: None)
    app.handover.save(tmp_path / "out", "en")
    app.close()
    taken(tmp_path / "out", new)
    with closing(bootstrap.open_app(old)) as before, closing(bootstrap.open_app(new)) as after:
        assert after.handover.facts() == before.handover.facts()
        number = before.views.balances(None)[0].customer
        period = date(2026, 1, 1), date(2026, 6, 30)
        found = [Statements(each.store, each.around).statement(number, *period) for each in (before, after)]
        assert found[0] == found[1]


TEXTS = st.one_of(st.text(max_size=20), st.sampled_from(naughty_strings()[:200] or ["=1"]), st.sampled_from("'=-@"))
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(("top_up", "sale", "pass_sale", "pass_use", "opening", "payment", "reverse", "customer")),
        st.integers(0, 3),
        st.integers(1, 90_000),
        st.integers(0, 60),
        TEXTS,
    ),
    max_size=25,
)


@settings(max_examples=15, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(EVENTS)
def test_whatever_a_shop_did_comes_back(tmp_path_factory, events):
    where = tmp_path_factory.mktemp("any")
    shop = Shop(where)
    for number in range(4):
        shop.customer(f"C{number}", name=f"={number}", credit_limit=None)
    for count, (do, who, amount, day, text) in enumerate(events):
        common = {"id": f"e{count}", "on": str(date.fromordinal(date(2026, 2, 1).toordinal() + day))}
        fields = {"customer": f"C{who}", "note": text}
        value = f"{amount / 100:.2f}"
        more = {
            "top_up": {"paid": value, "bonus": "1.00", "tender": "cash"},
            "sale": {"amount": value, "pay": [{"with": "account"}], "description": text},
            "pass_sale": {"service": "w", "count": 5, "paid": value, "tender": "cash"},
            "pass_use": {"service": "w"},
            "opening": {"principal": value, "owed": "3.00"},
            "payment": {"amount": value, "tender": "bank"},
        }
        try:
            if do == "reverse":
                shop.do("reverse", **common, entry=f"e{who}", reason=text)
            elif do == "customer":
                shop.customer(f"C{who}", name=text, tags=[text], notes=[{"text": text}])
            else:
                shop.do(do, **common, **fields, **more[do])
        except Refused:
            continue
    done = Handover(shop.store, shop.around).save(where / "out", "en")
    back = taken(where / "out", where / "new.cbook")
    assert (back.facts, back.entries) == (done.facts, done.entries)
    store = open_store(where / "new.cbook")
    assert differing(shop.path, where / "new.cbook") <= {"export_log", "file_change", "row_count", "table_sum"}
    assert Verify(store).verify().ok
    today = shop.around.today
    assert Views(store, today).trial_balance() == Views(shop.store, today).trial_balance()
    store.dispose()
    shop.store.dispose()


@given(st.one_of(st.none(), st.text()), st.booleans())
def test_every_text_is_read_from_its_cell(text, nullable):
    column = ColumnShape("c", CellKind.TEXT, nullable)
    if text is None and not nullable:
        with pytest.raises(ValueError, match="never"):
            write_cell(text, column)
        return
    cell = write_cell(text, column)
    assert read_cell(cell, column) == text
    assert not cell.lstrip()[:1] or cell.lstrip()[0] not in "=+-@＝＋－＠"


@pytest.mark.parametrize(("kind", "cell"), [("integer", "1.0"), ("integer", "１"), ("integer", ""), ("bytes", "0g")])
def test_a_cell_that_is_none_is_not_guessed(kind, cell):
    with pytest.raises(ValueError, match=r".*"):
        read_cell(cell, ColumnShape("c", CellKind(kind)))


# ---- what is in the folder ------------------------------------------------------------------------------------------


def test_no_secret_and_nothing_of_the_erased_is_in_the_folder(full, folder):
    names = {path.stem for path in (folder / "data").iterdir()}
    assert not names & LEFT_OUT
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    with closing(sqlite3.connect(full)) as raw:
        kept = raw.execute("SELECT hash FROM customer_pin UNION SELECT hash FROM staff_pin").fetchall()
        words = raw.execute("SELECT kept FROM staff_secret UNION SELECT kept FROM staff_recovery").fetchall()
    assert kept
    assert words
    assert not [each for (each,) in kept if each in everything or each.hex().encode() in everything]
    assert not [each for (each,) in words if each.encode() in everything]
    assert "将被删除".encode() not in everything
    assert b"13100009999" not in everything


def test_every_table_and_column_is_explained_in_both_languages(folder):
    kinds = read_kinds((paths.resources() / "handover" / "kinds.toml").read_text(encoding="utf-8"))
    shapes = {shape.name: shape for shape in stored.shapes()}
    assert shapes.keys() | stored.WITHHELD | stored.REBUILT == t.metadata.tables.keys()
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for name, shape in shapes.items():
        assert all(kinds.tables[name])
        assert f"data/{name}.csv" in readme
        schema = json.loads((folder / "schema" / f"{name}.json").read_text(encoding="utf-8"))
        assert list(schema["properties"]) == schema["required"] == [column.name for column in shape.columns]
        assert all(each["description"] and each["x-description-zh"] for each in schema["properties"].values())
        with (folder / "data" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            assert next(csv.reader(file)) == schema["required"]
    days = [c.name for c in shapes["entry"].columns if c.kind is CellKind.DAY]
    assert days == ["posted_on"]


def test_the_list_of_what_is_open_is_written_for_people(folder):
    with (folder / "lists" / "open.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["类型"] for row in rows} <= {"储值", "次卡", "期限卡", "挂账"}
    assert rows


def test_facts_leave_out_only_what_is_said_to_be_no_fact():
    known = {column.name for table in t.metadata.tables.values() for column in table.c}
    assert known >= NO_FACT_COLUMNS
    assert t.metadata.tables.keys() >= NO_FACTS


def test_an_export_is_noted_and_changes_no_fact(full, tmp_path):
    with closing(bootstrap.open_app(filled.copy(full, tmp_path / "b.cbook"))) as app:
        before = app.handover.facts()
        done = app.handover.save(tmp_path / "out", "en")
        assert app.handover.facts() == before == done.facts
        newest = app.audit.exports()[0]
        assert (newest.what, newest.rows) == ("book", done.rows)
        app.forms  # noqa: B018 - a service can still be made: the book was not closed by it


# ---- refused --------------------------------------------------------------------------------------------------------


def test_a_folder_with_anything_in_it_is_left_alone(full, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("x", encoding="utf-8")
    with closing(bootstrap.open_app(filled.copy(full, tmp_path / "b.cbook"))) as app:
        with pytest.raises(Refused) as caught:
            app.handover.save(tmp_path / "out", "en")
        assert caught.value.field == "out"
        assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]
        for wrong in (tmp_path / "b.cbook", tmp_path / "b.cbook-wal", tmp_path / "none" / "out", tmp_path):
            with pytest.raises(Refused) as caught:
                app.handover.save(wrong, "en")
            assert "name a file" not in str(caught.value)
        with pytest.raises(ExportCancelled):
            app.handover.save(tmp_path / "other", "en", cancelled=lambda: True)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith((".", "other"))]


@pytest.mark.parametrize("place", ["empty", "."])
def test_an_empty_folder_is_as_good_as_none(full, tmp_path, monkeypatch, place):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty" if place == "." else tmp_path)
    with closing(bootstrap.open_app(filled.copy(full, tmp_path / "b.cbook"))) as app:
        app.handover.save(Path(place), "en")
    assert (tmp_path / "empty" / MANIFEST).exists()


@pytest.mark.parametrize("name", ["data/posting.csv", "data/customer.csv", "data/kept_text.csv"])
def test_a_changed_file_is_named_and_nothing_is_made(copy, tmp_path, name):
    file = copy / name
    file.write_bytes(file.read_bytes().replace(b"\r\n1,", b"\r\n2,", 1) + b"x")
    with pytest.raises(Refused, match=name):
        taken(copy, tmp_path / "new.cbook")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy"]


@pytest.mark.parametrize("name", ["data/item.csv", "data/row_count.csv", MANIFEST])
def test_a_missing_file_is_named_and_nothing_is_made(copy, tmp_path, name):
    (copy / name).unlink()
    with pytest.raises(Refused, match=name.rpartition("/")[2]):
        taken(copy, tmp_path / "new.cbook")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy"]


def forged(folder, name, change):
    """Change a file so that its hash in the manifest fits, as somebody would who wants to deceive."""
    file = folder / name
    content = change(file.read_bytes())
    file.write_bytes(content)
    page = folder / MANIFEST
    manifest = json.loads(page.read_text(encoding="utf-8"))
    manifest["files"][name] = hashlib.sha256(content).hexdigest()
    page.write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("data/posting.csv", b"tender.wechat", b"tender.cash"),
        ("data/entry.csv", b"2026-01-05", b"2026-01-06"),
        ("data/customer.csv", "王小明".encode(), "王小名".encode()),
        ("data/entry_text.csv", "装修".encode(), "装潢".encode()),
    ],
)
def test_a_forged_folder_is_refused_by_the_proof(copy, tmp_path, name, old, new):
    forged(copy, name, lambda content: content.replace(old, new, 1))
    with pytest.raises((Refused, BookUnusable)):
        taken(copy, tmp_path / "new.cbook")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy"]


def test_a_folder_forged_with_its_facts_is_refused_by_the_chain(copy, tmp_path):
    forged(copy, "data/posting.csv", lambda content: content.replace(b"tender.wechat", b"tender.cash", 1))
    page = copy / MANIFEST
    manifest = json.loads(page.read_text(encoding="utf-8"))
    with pytest.raises(Refused):
        taken(copy, tmp_path / "new.cbook")
    manifest["facts"] = "0" * 64
    page.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises((Refused, BookUnusable)):
        taken(copy, tmp_path / "new.cbook")


@pytest.mark.parametrize("path", ["files/attachments/../../../../etc/passwd", "/etc/passwd", "files/x", "..\\x"])
def test_no_name_leads_out_of_the_folder(copy, tmp_path, path):
    def change(content):
        rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
        rows[1][rows[0].index("content")] = path
        return ("\ufeff" + "\r\n".join(",".join(row) for row in rows) + "\r\n").encode()

    forged(copy, "data/attachment.csv", change)
    with pytest.raises(Refused, match="not a file of the folder"):
        taken(copy, tmp_path / "new.cbook")


def test_a_file_whose_hash_is_not_on_the_first_page_is_not_read(copy, tmp_path):
    page = copy / MANIFEST
    manifest = json.loads(page.read_text(encoding="utf-8"))
    manifest["files"] = {name: digest for name, digest in manifest["files"].items() if "attachments" not in name}
    page.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(Refused, match="not a file of the folder"):
        taken(copy, tmp_path / "new.cbook")


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        ("files", "../new.cbook", "00"),
        ("files", "/etc/passwd", "00"),
        ("files", "data/..\\x", "00"),
        ("files", "files/attachments/a:b", "00"),
        ("rows", "posting", float("inf")),
        ("rows", "posting", None),
        ("", "version", float("inf")),
        ("", "schema", float("-inf")),
        ("", "files", []),
        ("", "shop", 1),
    ],
)
def test_a_first_page_that_is_none_is_refused_and_nothing_else_is_read(copy, tmp_path, part, name, value):
    page = copy / MANIFEST
    manifest = json.loads(page.read_text(encoding="utf-8"))
    (manifest[part] if part else manifest)[name] = value
    page.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(Refused, match="first page"):
        taken(copy, tmp_path / "new.cbook")


@pytest.mark.parametrize("figure", [2**63, -(2**63) - 1, 9_999_999_999_999_999_999])
def test_a_figure_no_book_holds_is_named(copy, tmp_path, figure):
    forged(copy, "data/service_price.csv", lambda content: content.replace(b"30000", str(figure).encode(), 1))
    with pytest.raises(Refused, match=r"data/service_price\.csv, line 2, column amount"):
        taken(copy, tmp_path / "new.cbook")


def test_a_full_disk_is_said_in_words_and_leaves_nothing(folder, tmp_path, monkeypatch):
    def full_disk(*_all):
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(stored, "_fill_table", full_disk)
    with pytest.raises(BookUnusable):
        taken(folder, tmp_path / "new.cbook")
    assert list(tmp_path.iterdir()) == []


def test_line_and_column_of_a_wrong_cell_are_named(copy, tmp_path):
    forged(copy, "data/service_price.csv", lambda content: content.replace(b"30000", b"300.00", 1))
    with pytest.raises(Refused, match=r"data/service_price\.csv, line 2, column amount"):
        taken(copy, tmp_path / "new.cbook")


def test_a_folder_of_a_newer_version_is_not_tried(copy, tmp_path):
    page = copy / MANIFEST
    manifest = json.loads(page.read_text(encoding="utf-8"))
    for change, words in (({"schema": 999}, "newer"), ({"schema": 1}, "version"), ({"format": "x"}, "first page")):
        page.write_text(json.dumps(manifest | change), encoding="utf-8")
        with pytest.raises(Refused, match=words):
            taken(copy, tmp_path / "new.cbook")
    for text in ("", "[]", "{}", "nul", '{"format":"counterbook-book","version":1,"schema":' + str(manifest["schema"])):
        page.write_text(text, encoding="utf-8")
        with pytest.raises(Refused):
            taken(copy, tmp_path / "new.cbook")


def test_only_an_empty_book_makes_way_and_it_is_kept(full, folder, tmp_path):
    empty = tmp_path / "shop.cbook"
    bootstrap.new_book(empty, name="Empty", currency="CNY", language="en", pack="CN").close()
    done = taken(folder, empty)
    assert done.aside is not None
    with closing(bootstrap.open_app(done.aside)) as app:
        assert app.book.name == "Empty"
    with closing(bootstrap.open_app(empty)) as app:
        assert app.handover.facts() == done.facts
    mine = filled.copy(full, tmp_path / "mine.cbook")
    before = mine.read_bytes()
    with pytest.raises(Refused) as caught:
        taken(folder, mine)
    assert caught.value.field == "book"
    assert mine.read_bytes() == before
    other = tmp_path / "note.txt"
    other.write_text("mine", encoding="utf-8")
    with pytest.raises(BookUnusable):
        taken(folder, other)
    assert other.read_text(encoding="utf-8") == "mine"


def test_an_empty_book_that_is_open_elsewhere_does_not_make_way(folder, tmp_path):
    empty = tmp_path / "shop.cbook"
    with closing(bootstrap.new_book(empty, name="Empty", currency="CNY", language="en", pack="CN")) as app:
        with pytest.raises(BookUnusable, match="in use"):
            taken(folder, empty)
        assert app.verify.verify().ok
    assert [each.name for each in tmp_path.glob("*.cbook*")] == ["shop.cbook"]


def test_what_was_recorded_or_put_there_meanwhile_stays(folder, tmp_path):
    empty, other = tmp_path / "shop.cbook", tmp_path / "new.cbook"
    bootstrap.new_book(empty, name="Empty", currency="CNY", language="en", pack="CN").close()

    def meanwhile(_done, _total):
        other.write_text("mine", encoding="utf-8")
        with closing(bootstrap.open_app(empty)) as app:
            if not list(app.customer_list.find()):
                filled.event("customer", "c1", no="1", name="Ann").do(app)

    with pytest.raises(Refused, match="already"):
        take_over(folder, empty, bootstrap.circumstances(), progress=meanwhile)
    other.unlink()
    with pytest.raises(BookUnusable, match="already"):
        take_over(folder, other, bootstrap.circumstances(), progress=meanwhile)
    assert other.read_text(encoding="utf-8") == "mine"
    with closing(bootstrap.open_app(empty)) as app:
        assert len(list(app.customer_list.find())) == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == ["new.cbook", "shop.cbook"]


def test_what_a_try_cut_short_has_left_goes_with_the_next(folder, tmp_path):
    (tmp_path / "new.cbook.part").write_bytes(b"half")
    taken(folder, tmp_path / "new.cbook")
    assert [each.name for each in tmp_path.iterdir()] == ["new.cbook"]


def test_calling_it_off_leaves_nothing(folder, tmp_path):
    seen = []

    def cancelled():
        return len(seen) > 3

    with pytest.raises(ExportCancelled):
        take_over(
            folder,
            tmp_path / "new.cbook",
            bootstrap.circumstances(),
            progress=lambda done, total: seen.append((done, total)),
            cancelled=cancelled,
        )
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def cheap(monkeypatch):
    """Hash at a lower cost: how slow it is does not matter here."""
    monkeypatch.setattr(proof, "_hash", lambda secret, salt, _cost: hashlib.sha256(salt + secret.encode()).digest())


def test_a_cashier_takes_nothing_out_and_the_new_book_asks_nobody_to_sign_in(cheap, tmp_path):
    path = tmp_path / "b.cbook"
    with closing(bootstrap.new_book(path, name="S", currency="CNY", language="en", pack="CN")) as app:
        app.staff.switch_on("on", name="Boss", secret="7391")
        app.staff.add(AddMember(id="ann", name="Ann", role=Role.CASHIER), "8642")
        app.staff.sign_in("Ann", "8642")
        for refused in (
            lambda: app.handover.save(tmp_path / "out", "en"),
            lambda: app.vcards.save(tmp_path / "c.vcf"),
            lambda: app.vouchers.save("plain", date(2026, 1, 1), date(2026, 1, 31), tmp_path / "v.xlsx"),
            lambda: app.list_files.save("x", tmp_path / "x.csv", app.handover.open_items("en")),
        ):
            with pytest.raises(Refused) as caught:
                refused()
            assert caught.value.field == "staff"
        assert sorted(each.name for each in tmp_path.iterdir() if not each.name.startswith("b.cbook")) == []
        app.staff.sign_in("Boss", "7391")
        app.handover.save(tmp_path / "out", "en")
    assert taken(tmp_path / "out", tmp_path / "new.cbook").staff_off
    with closing(bootstrap.open_app(tmp_path / "new.cbook")) as app:
        assert app.staff.present().on is False
        assert {each.member.name for each in app.staff.members()} == {"Boss", "Ann"}
        assert app.verify.verify().ok


def test_a_damaged_book_is_said_to_be_one(full, tmp_path):
    path = filled.copy(full, tmp_path / "b.cbook")
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        raw.execute("UPDATE setting SET value = x'ff00' WHERE key = (SELECT min(key) FROM setting)")
    raw.close()
    with closing(bootstrap.open_app(path)) as app, pytest.raises(BookUnusable):
        app.handover.save(tmp_path / "out", "en")
    assert not (tmp_path / "out").exists()
