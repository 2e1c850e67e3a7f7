"""Erasing a person: nothing of them is left in any byte of the book, and everything else holds as before."""

import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app import bootstrap
from app.bootstrap import App
from app.cli.text import fill
from app.core.audit import Choice, Doing
from app.core.backups import backup_name
from app.core.kind_names import ACCOUNTS, KINDS
from app.core.privacy.erasing import EraseCustomer
from app.core.staff.roles import Role
from app.errors import Refused
from app.services import protection
from app.services.circumstances import Circumstances
from app.services.known import family_of
from app.services.person_export import PersonExport
from app.services.privacy import Erasable, NotYet, Privacy, Unsettled
from app.services.search_keys import search_key
from app.services.staff import AddMember
from app.services.verify import Verify
from app.storage import erasing
from app.storage.books import load_book
from app.storage.engine import sqlite3
from tests.faults import filled, postings
from tests.services.helpers_customers import open_shop
from tests.services.helpers_reminders import Reminders

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))
LATER = date(2030, 1, 15)


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with rows in every table."""
    path = tmp_path_factory.mktemp("full") / "shop.cbook"
    filled.make(path)
    return path


@pytest.fixture
def app(full: Path, tmp_path: Path) -> Iterator[App]:
    opened = postings.opened(Path(shutil.copy(full, tmp_path / "shop.cbook")))
    yield opened
    opened.close()


def files_of(path: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in path.parent.iterdir() if each.name.startswith(path.name)}


def found_in(path: Path, texts: tuple[str, ...]) -> dict[str, str]:
    """Return which texts stand in which file of a book, in any way a text may be written."""
    files = files_of(path)
    return {
        text: name
        for text in texts
        for name, content in files.items()
        for written in (text.encode(), text.encode("utf-16-le"), json.dumps(text)[1:-1].encode())
        if written in content
    }


def taken_out(app: App, *numbers: str) -> dict[str, int]:
    """Erase customers whatever law and open matters say."""
    with app.store.write() as session:
        ids = [each for number in numbers for each in family_of(session, number)]
        return erasing.erase(session, ids, app.around.salt, search_key)


OF_OTHERS_TOO = {"充值", "拿错了文件"}
"""Words of a file that was imported and of why that was undone: they stand with customers who stay, and name nobody."""


# ---- every byte -----------------------------------------------------------------------------------------------------


def test_no_byte_of_the_book_names_who_was_erased(app: App) -> None:
    texts = tuple({text for no in "ABC" for text in app.privacy.traces(no) if len(text) > 1})
    assert {"王小明", "13800004567", "南京路 5 号", "车内有儿童座椅", "装修材料", "周宏达", "少送一箱"} <= set(texts)
    assert found_in(app.store.path, ("王小明", "周宏达", "signed.png"))
    before = app.verify.verify()
    with app.store.read() as session:
        sums = postings_of(session)
    counts = taken_out(app, "A", "B", "C")
    app.store.make_anew()
    texts = tuple(text for text in texts if text not in OF_OTHERS_TOO)
    assert found_in(app.store.path, (*texts, "signed.png", "SF1234567890", "wang", "1988-11-24", "660002")) == {}
    after = app.verify.verify()
    assert after.problems == ()
    assert (after.entries, after.head) == (before.entries, before.head)
    with app.store.read() as session:
        assert postings_of(session) == sums
    assert {"statement_paper", "letter_paper", "attachment", "kept_text", "entry_text", "file_change"} <= set(counts)


def postings_of(session: object) -> list[object]:
    raw = session.connection().connection.driver_connection  # type: ignore[attr-defined]
    return list(raw.execute("SELECT * FROM posting")) + list(raw.execute("SELECT * FROM customer_balance"))


def test_everything_can_still_be_looked_at_and_statements_still_sum(app: App) -> None:
    days = (date(2026, 1, 1), date(2026, 3, 31))
    before = {number: app.statements.statement(number, *days) for number in "ABC"}
    balance = app.views.trial_balance()
    taken_out(app, "A", "B", "C")
    assert app.views.trial_balance() == balance
    for place, number in enumerate("ABC", start=1):
        gone = f"erased-{place}"
        now = app.statements.statement(gone, *days)
        assert (now.account.opening, now.account.closing) == (
            before[number].account.opening,
            before[number].account.closing,
        )
        assert (now.ageing.overdue, now.ageing.total) == (before[number].ageing.overdue, before[number].ageing.total)
        looks = (app.files.timeline, app.counter.card, app.plans.of_customer, app.guarantees.of_customer)
        more = (app.cases.of_customer, app.agreements.of_customer, app.ratings.rating, app.limitation.of_customer)
        for look in (*looks, *more, app.interest.of_customer, app.contacts.of_customer, app.disputes.of_customer):
            look(gone)
    with pytest.raises(Refused) as caught:
        app.statement_runs.copy(["S000001"])
    assert "erased" in str(caught.value)
    assert app.receipts.issue("t1").pdf
    assert app.receivables.ageing().table.rows


# ---- by the law -----------------------------------------------------------------------------------------------------

GONE = "2026-05-20"


def left(shop) -> None:
    """Make a customer who comes, pays and leaves, sent by another, with a file merged into theirs."""
    shop.customer("A", name="欧阳修竹", phones=["13987654321"], email="ou@example.cn", notes=[{"text": "颈部怕痒"}])
    shop.customer("A2", name="欧阳二", phones=["13912340000"])
    shop.customer("B", name="李海", referrer="A")
    shop.do("top_up", id="t", on=GONE, customer="A", paid="20.00", tender="cash", note="欧阳来了")
    shop.do("merge", id="m", on=GONE, customer="A2", into="A", reason="同一人")
    shop.do("refund", id="r", on=GONE, customer="A", amount="20.00", tender="cash", reason="退卡不来了")


def later(shop, on: date = LATER) -> Privacy:
    """Return the door as it is years later."""
    begin = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    ticks = iter(range(1_000_000))
    now = lambda: begin + timedelta(seconds=next(ticks))  # noqa: E731
    return Privacy(shop.store, shop.around._replace(today=lambda: on, now=now))


def asking(**given) -> EraseCustomer:
    return EraseCustomer(**({"id": "e", "customer": "A", "confirm": "A", "on": LATER} | given))


def test_a_person_goes_when_the_law_lets_them_and_all_that_is_theirs_with_them(shop):
    left(shop)
    texts = later(shop).traces("A")
    assert {"欧阳修竹", "欧阳二", "13987654321", "颈部怕痒", "欧阳来了", "退卡不来了"} <= set(texts)
    erasure = later(shop).erase(asking())
    assert erasure.trouble is None
    assert found_in(shop.path, texts) == {}
    assert later(shop).is_clean()
    assert shop.files.file(erasure.called).name == erasure.called
    assert shop.files.file("B").referrer == erasure.called
    assert [each.called for each in later(shop).erasures()] == [erasure.called]
    assert Verify(shop.store).verify().problems == ()
    assert [line.no for line in shop.search.find("欧阳")] == []


def test_the_same_request_again_changes_nothing_and_another_is_refused(shop):
    left(shop)
    first = later(shop).erase(asking())
    before = shop.dump()
    again = later(shop).erase(asking())
    assert again == replace(first, repeated=True)
    assert shop.dump() == before
    with pytest.raises(Refused):
        later(shop).erase(asking(asked=True))
    with pytest.raises(Refused):
        shop.do("customer", id="e", no="Z", name="新客")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"confirm": "B"}, "confirm"),
        ({"note": "王小明要求"}, "note"),
        ({"customer": "A2", "confirm": "A2"}, "customer"),
        ({"customer": "nobody", "confirm": "nobody"}, "customer"),
        ({"on": LATER + timedelta(days=1)}, "on"),
        ({"id": "t"}, "id"),
    ],
)
def test_what_is_not_meant_is_refused_and_nothing_changes(shop, given, field):
    left(shop)
    before = shop.dump()
    with pytest.raises(Refused) as caught:
        later(shop).erase(asking(**given))
    assert caught.value.field == field
    assert shop.dump() == before


def test_before_its_day_it_is_refused_with_the_day(shop):
    left(shop)
    answer = later(shop, date(2027, 1, 1)).may_erase("A")
    assert isinstance(answer, NotYet)
    assert answer.until == date(2029, 5, 20)
    with pytest.raises(Refused) as caught:
        later(shop, date(2029, 5, 20)).erase(asking(on=date(2029, 5, 20)))
    assert "2029-05-20" in str(caught.value)
    assert isinstance(later(shop, date(2029, 5, 21)).may_erase("A"), Erasable)


def test_who_is_owed_or_owes_stays(shop):
    left(shop)
    shop.do("top_up", id="t2", on=GONE, customer="A", paid="1.00", tender="cash")
    assert isinstance(later(shop).may_erase("A"), Unsettled)
    with pytest.raises(Refused) as caught:
        later(shop).erase(asking())
    assert fill(caught.value.message, "CNY", 2, "en").startswith(
        "customer: A cannot be erased yet. The shop still holds ¥1.00"
    )


def test_closed_files_whose_time_is_over_are_proposed(shop):
    left(shop)
    assert later(shop).due() == []
    shop.customer("A", closed=True)
    assert [each.number for each in later(shop).due()] == ["A"]
    later(shop).erase(asking())
    assert later(shop).due() == []


def test_while_another_program_reads_the_file_waits_to_be_written_anew_and_says_so(shop):
    left(shop)
    other = sqlite3.connect(shop.path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM entry").fetchone()
    erasure = later(shop).erase(asking())
    assert erasure.trouble is not None
    assert not later(shop).is_clean()
    other.close()
    assert later(shop).erase(asking()).trouble is None
    assert later(shop).is_clean()
    assert found_in(shop.path, ("欧阳修竹", "颈部怕痒")) == {}


def test_backups_that_still_have_the_person_are_named(shop, tmp_path):
    left(shop)
    years = {"before": (2026, 1), "old": (2026, 6), "new": (2029, 1), "after": (2031, 1)}
    at = {name: datetime(*month, 1, tzinfo=UTC) for name, month in years.items()}
    later(shop).erase(asking())
    held = later(shop).still_held((tmp_path / name, when) for name, when in at.items())
    assert [each.path.name for each in held] == ["old", "new"]


def test_backups_on_a_drive_are_held_against_the_book_whatever_clock_named_them(shop, tmp_path):
    left(shop)
    stick = tmp_path / "stick"
    stick.mkdir()
    made = [stick / backup_name(shop.path, datetime(year, 6, 1, 12)) for year in (2020, 2029, 2031)]  # noqa: DTZ001
    for each in made:
        shop.sql(f"VACUUM INTO '{each}'")
    assert [path for path, _at in later(shop).backups_with("A", [stick])] == made[1:]
    later(shop).erase(asking())
    assert [each.path for each in later(shop).held_in([stick])] == made[1:2]


def test_books_put_aside_that_still_have_the_person_are_named_too(shop, tmp_path):
    left(shop)
    aside, upgraded = tmp_path / "shop-2029-01-01-before-restore.cbook", tmp_path / "shop-2029-01-02-v5.cbook"
    for copy in (aside, upgraded, tmp_path / "by hand.cbook"):
        with sqlite3.connect(shop.path) as book, sqlite3.connect(copy) as other:
            book.backup(other)
        book.close()
        other.close()
    upgraded.write_bytes(b"damaged")
    (tmp_path / "foreign.cbook").write_bytes(b"of another program")
    for each in tmp_path.glob("*.cbook"):
        os.utime(each, times=(at := datetime(2029, 1, 1, tzinfo=UTC).timestamp(), at))
    assert {path.name for path, _at in later(shop).backups_with("A", [])} == {
        "by hand.cbook", aside.name, upgraded.name}  # fmt: skip
    later(shop).erase(asking())
    assert {each.path.name for each in later(shop).held_in([])} == {"by hand.cbook", aside.name, upgraded.name}


def test_the_guards_hold_as_before_once_a_person_is_gone(shop):
    left(shop)
    later(shop).erase(asking())
    for statement in ("UPDATE file_change SET new = 'x'", "UPDATE erasure SET reason = 'x'", "DELETE FROM erasure"):
        with pytest.raises(sqlite3.IntegrityError):
            shop.sql(statement)


def test_good_wishes_for_a_birthday_tell_no_day_once_the_person_is_gone(tmp_path: Path) -> None:
    reminders = Reminders(tmp_path)
    shop = reminders.shop
    reminders.customer(consents={"sms": reminders.day(-400)}, birthday=f"1988-{reminders.today:%m-%d}")
    reminders.planning.plan()
    columns = "occurrence || wish || due_on || coalesce(expires_on, '') || coalesce(snoozed_to, '')"
    told = f"SELECT {columns} FROM reminder WHERE rule = 'birthday'"
    assert "05-20" in shop.sql(told)[0][0]
    with shop.store.write() as session:
        erasing.erase(session, family_of(session, "C001"), shop.around.salt, search_key)
    shop.store.make_anew()
    assert [row[0] for row in shop.sql(told) if "05-20" in row[0]] == []
    assert Verify(shop.store).verify().problems == ()
    reminders.planning.plan()
    shop.store.dispose()


# ---- giving out -----------------------------------------------------------------------------------------------------


def test_a_customer_gets_everything_the_shop_has_of_them(app: App, tmp_path: Path) -> None:
    before = len(app.audit.exports())
    for number in "ABC":
        done = app.person_export.save(number, tmp_path / f"{number}.zip", "zh_CN")
        with zipfile.ZipFile(tmp_path / f"{number}.zip") as archive:
            names, readable = archive.namelist(), archive.read("data.html").decode()
            data = json.loads(archive.read("data.json"))
            assert archive.testzip() is None
        assert len(names) == done.files + 2
        assert sum(map(len, data["sections"].values())) == done.rows
        written = json.dumps(data, ensure_ascii=False) + " ".join(names)
        for text in app.privacy.traces(number):
            assert json.dumps(text, ensure_ascii=False)[1:-1] in written or text.isdigit(), text
        named = {row["file"] for rows in data["sections"].values() for row in rows if row.get("file")}
        assert named <= set(names)
        assert "<script" not in readable
    assert len(app.audit.exports()) == before + 3


def test_the_page_says_in_words_what_the_program_has_in_words_of_its_own(app: App, tmp_path: Path) -> None:
    app.person_export.save("B", tmp_path / "b.zip", "zh_CN")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        cells = set(re.findall("<td[^>]*>([^<]*)</td>", archive.read("data.html").decode()))
    assert cells.isdisjoint({*KINDS, *ACCOUNTS, "null", "address.street", "terms_days", "company"})
    assert {"应收账款", "街道", "付款正常"} <= cells


def test_what_people_wrote_is_text_on_the_page_and_no_file_leaves_the_archive(shop, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x", encoding="utf-8")
    shop.customer("A", name="<script>alert(1)</script>", notes=[{"text": "=1+1&<b>"}])
    shop.do("attach", customer="A", file=str(tmp_path / "x"), name="../../etc/passwd")
    PersonExport(shop.store, shop.around).save("A", tmp_path / "a.zip", "en")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert "<script" not in archive.read("data.html").decode()
        assert all(".." not in Path(name).parts for name in archive.namelist())
        assert archive.namelist()[2] == "attachments/1-_.._etc_passwd"


def test_until_then_a_file_can_be_set_aside_and_nobody_is_written_to(shop):
    left(shop)
    shop.do("consent", customer="A", purpose="sms", given=True, on=GONE, source="counter")
    shop.customer("A", channel="sms", statement="email")
    early = later(shop, date(2026, 6, 1))
    assert not early.set_aside("aside", "A").repeated
    file = shop.files.file("A")
    assert (file.closed, file.channel.value, file.statement.value) == (True, "none", "none")
    assert file.consents == {"sms": None}
    assert file.name == "欧阳修竹"
    assert early.set_aside("aside", "A").repeated
    with pytest.raises(Refused):
        early.set_aside("again", "nobody")


# ---- consents -------------------------------------------------------------------------------------------------------


def test_a_consent_has_its_day_and_source_and_is_taken_back_as_easily(shop, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("signed", encoding="utf-8")
    shop.customer("A", name="王小明")
    shop.do("attach", id="paper", customer="A", file=str(tmp_path / "x"))
    shop.do("consent", customer="A", purpose="sms", given=True, on="2026-05-01", source="paper", attachment="paper")
    assert shop.files.file("A").consents["sms"] == date(2026, 5, 1)
    shop.do("consent", customer="A", purpose="肤质记录", given=True, on=GONE, source="counter", sensitive=True)
    shop.do("consent", customer="A", purpose="sms", given=False, on=GONE, source="phone")
    assert shop.files.file("A").consents["sms"] is None
    steps = later(shop).consents("A")
    assert [(each.purpose, each.given, each.source.value, each.proven) for each in steps] == [
        ("sms", True, "paper", True),
        ("肤质记录", True, "counter", False),
        ("sms", False, "phone", False),
    ]
    assert Verify(shop.store).verify().problems == ()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"source": "paper"}, "attachment"),
        ({"source": "paper", "attachment": "none"}, "attachment"),
        ({"on": "2030-01-01"}, "on"),
        ({"customer": "nobody"}, "customer"),
        ({"sensitive": True, "source": "import"}, "source"),
    ],
)
def test_a_consent_that_nothing_shows_is_refused(shop, given, field):
    shop.customer("A", name="王小明")
    event = {"customer": "A", "purpose": "sms", "given": True, "on": GONE, "source": "counter", **given}
    assert shop.refused("consent", **event).field == field


def test_consents_go_with_the_person(shop):
    left(shop)
    shop.do("consent", customer="A", purpose="送到林荫路", given=True, on=GONE, source="counter")
    later(shop).erase(asking())
    assert found_in(shop.path, ("送到林荫路",)) == {}
    assert Verify(shop.store).verify().problems == ()


# ---- what else names them -------------------------------------------------------------------------------------------


def test_what_others_have_of_the_person_is_shown_and_left_alone(shop):
    left(shop)
    assert later(shop).mentions("A") == {}
    shop.customer("C", name="周宏达", notes=[{"text": "欧阳修竹介绍来的"}])
    shop.do("drawer_out", id="d", on=GONE, amount="1.00", reason="给欧阳修竹买花")
    shop.do("sale", id="s", on=GONE, customer="C", amount="1.00", pay=[{"with": "cash"}], note="替 13987654321 付")
    assert {"customer", "drawer", "entry_text"} <= set(later(shop).mentions("A"))
    later(shop).erase(asking())
    assert "欧阳修竹介绍来的" in {note.text for note in shop.files.file("C").notes}


# ---- encrypted, and by whom -----------------------------------------------------------------------------------------


def test_an_encrypted_book_is_written_anew_under_its_key(full: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(full, tmp_path / "shop.cbook"))
    key = protection.new_key("four horses eat 草")
    protection.encrypt(path, None, key, keep=False)
    app = bootstrap.open_app(path, key)
    taken_out(app, "A")
    app.store.make_anew()
    app.close()
    assert found_in(path, ("王小明", "李海建材", "SQLite format 3")) == {}
    app = bootstrap.open_app(path, key)
    assert app.verify.verify().problems == ()
    app.close()


def test_only_who_may_erases_gives_out_and_sees_who_did_what(shop, tmp_path: Path) -> None:
    left(shop)
    begin = datetime(LATER.year, 1, 15, 9, tzinfo=UTC)
    ticks = iter(range(1_000_000))
    around = Circumstances(lambda: begin + timedelta(seconds=next(ticks)), lambda: LATER, shop.around.salt)
    with shop.store.read() as session:
        app = bootstrap.build(shop.store, load_book(session), around)
    app.staff.switch_on("on", name="Boss", secret="7391")
    app.staff.add(AddMember(id="ann", name="Ann", role=Role.CASHIER), "8642")
    app.staff.sign_in("Ann", "8642")
    for asked in (
        lambda: app.privacy.erase(asking()),
        lambda: app.person_export.save("A", tmp_path / "a.zip", "en"),
        app.audit.lines,
    ):
        with pytest.raises(Refused):
            asked()
    assert not (tmp_path / "a.zip").exists()
    assert shop.files.file("A").name == "欧阳修竹"
    app.staff.sign_in("Boss", "7391")
    assert app.privacy.erase(asking()).who == "Boss"
    assert {line.who for line in app.audit.lines(Choice(what=frozenset({Doing.ERASURE})))} == {"Boss"}
