"""The page of doings over a real book: what is listed, where a line leads, what a code says, what went out."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.bootstrap import App
from app.core.audit import Doing
from app.core.audit_digest import code
from app.gui.dialogs.digest_paper import DigestPaperDialog
from app.gui.dialogs.entry_detail import EntryDialog
from app.gui.models.rows import VALUE
from app.gui.pages.audit import AuditPage
from app.gui.pages.audit.words import what_words
from app.gui.shop import Shop
from app.services.day_digests import add_day
from app.storage.engine import sqlite3
from tests.gui.shop_book import TODAY, apply

REFUND = {
    "do": "refund",
    "id": "r1",
    "on": TODAY.isoformat(),
    "customer": "0042",
    "amount": "20.00",
    "tender": "wechat",
    "reason": "moved away",
}
CHANGE = {"do": "customer", "id": "c1", "no": "0007", "credit_limit": "8000.00", "tier": "silver"}


@pytest.fixture
def page(shop: Shop, qtbot) -> AuditPage:
    apply(shop.app, [REFUND, CHANGE])
    made = AuditPage(shop)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    made.arrive()
    return made


def rows(page: AuditPage) -> list:
    model = page.doings.model
    return [model.data(model.index(at, 0), VALUE) for at in range(model.rowCount())]


def test_what_is_worth_a_second_look_is_listed_newest_first_with_who_and_why(page):
    found = rows(page)
    refunds = [each for each in found if each.row.what is Doing.REFUND]
    assert [(each.customer, each.row.amount, each.why) for each in refunds] == [("0042", 2000, "moved away")]
    assert [each.row.at for each in found] == sorted((each.row.at for each in found), reverse=True)
    assert any(each.row.what is Doing.CREDIT_TERMS and each.customer == "0007" for each in found)


def test_a_chip_narrows_the_list_and_says_how_many_there_are(page):
    chip = page.doings.chips.buttons[Doing.REFUND]
    assert chip.text().split()[-1] == "1"
    chip.click()
    assert [each.row.what for each in rows(page)] == [Doing.REFUND]
    chip.click()
    assert len(rows(page)) > 1


def test_everything_lists_every_entry_and_every_change_once(page, shop):
    page.doings.bar.ask_widely()
    page.doings.bar.kind.set_value("everything")
    page.doings.bar.kind.changed.emit()
    found = rows(page)
    entries = [each.row.entry for each in found if each.row.entry is not None]
    last = shop.app.verify.verify().entries
    assert sorted(entries) == list(range(1, last + 1))
    assert [each.row.at for each in found] == sorted((each.row.at for each in found), reverse=True)
    assert any(each.row.field == "tier" and each.row.new == "silver" for each in found)
    assert all(what_words(each) for each in found)


def test_one_customers_doings_alone(page):
    page.doings.bar.ask_widely()
    page.doings.bar.customer.show_value("0007")
    page.doings.bar.kind.set_value("everything")
    page.doings.bar.kind.changed.emit()
    assert {each.customer for each in rows(page)} == {"0007"}


def test_enter_opens_the_entry_a_line_is_about(page, qtbot):
    page.doings.chips.buttons[Doing.REFUND].click()
    page.doings.table.setFocus()
    page.doings.table.selectRow(0)
    qtbot.keyClick(page.doings.table, Qt.Key.Key_Return)
    dialogs = [each for each in QApplication.topLevelWidgets() if isinstance(each, EntryDialog) and each.isVisible()]
    assert [each.line.entry for each in dialogs] == [rows(page)[0].row.entry]


def test_a_line_about_a_file_leads_to_the_file(page, qtbot):
    page.doings.chips.buttons[Doing.CREDIT_TERMS].click()
    page.doings.table.selectRow(0)
    with qtbot.waitSignal(page.shop.file_wanted) as wanted:
        page.doings.acts.open_row(page.doings.table.value())
    assert wanted.args == ["0007"]


def test_the_file_written_has_what_the_list_shows_and_can_be_known_again(page, tmp_path):
    path = tmp_path / "doings.csv"
    assert page.out.write("en", path) == len(rows(page))
    with path.open(encoding="utf-8-sig", newline="") as opened:
        lines = list(csv.reader(opened))
    assert len(lines) == len(rows(page)) + 1
    assert any("moved away" in cell for cell in lines[1 + [x.row.what for x in rows(page)].index(Doing.REFUND)])
    page.show_room("exports")
    assert page.exports.rows.rowCount() == 1
    page.exports.look_at(path)
    assert page.exports.said.text().startswith("“doings.csv” is what")
    path.write_bytes(path.read_bytes() + b"x")
    page.exports.look_at(path)
    assert "none of these" in page.exports.said.text()


def test_a_shop_of_one_person_is_not_asked_by_whom(page):
    assert page.doings.bar.who.isHidden()


def close_the_day(app: App) -> str:
    with app.store.write() as session:
        for back in (1, 0):
            day = add_day(session, app.around, TODAY - timedelta(days=back))
    assert day is not None
    return code(day)


def test_a_code_from_paper_is_found_and_answered(page, shop):
    typed = close_the_day(shop.app)
    page.show_room("digests")
    compare = page.digests.compare
    compare.typed.setText(typed.lower().replace("-", " "))
    compare.look()
    assert compare.said.text().startswith("✓")
    assert TODAY.isoformat() in compare.said.text()
    compare.typed.setText(typed[:-1] + ("2" if typed[-1] != "2" else "3"))
    compare.look()
    assert "mistyped" in compare.said.text()


def test_enter_on_a_day_shows_its_page(page, shop, qtbot):
    close_the_day(shop.app)
    page.show_room("digests")
    qtbot.keyClick(page.digests.table, Qt.Key.Key_Return)
    dialogs = [each for each in QApplication.topLevelWidgets() if isinstance(each, DigestPaperDialog)]
    assert [each.day.on for each in dialogs if each.isVisible()] == [TODAY]


def test_an_entry_changed_behind_the_programs_back_is_seen_by_the_code_and_by_the_check(page, shop):
    typed = close_the_day(shop.app)
    page.show_room("digests")
    page.digests.proof.begin()
    assert page.digests.proof.said.text().startswith("✓ Every entry is as it was written.")
    tamper(shop.app.store.path)
    page.digests.proof.begin()
    assert page.digests.proof.said.text().startswith("✗")
    page.digests.compare.typed.setText(typed)
    page.digests.compare.look()
    assert page.digests.compare.said.text().startswith("✗")


def tamper(path: Path) -> None:
    """Make the last entry another one, as somebody with a tool for databases would."""
    with sqlite3.connect(path) as book:
        triggers = book.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            book.execute(f"DROP TRIGGER {name}")
        book.execute("UPDATE entry SET hash = zeroblob(32) WHERE id = (SELECT max(id) FROM entry)")
        for _name, sql in triggers:
            book.execute(sql)
    book.close()


def test_what_is_asked_for_is_asked_again_in_a_new_window(page, shop, qtbot):
    page.doings.bar.ask_widely()
    page.doings.chips.buttons[Doing.REFUND].click()
    page.show_room("digests")
    again = AuditPage(shop)
    qtbot.addWidget(again)
    again.restore(page.state())
    assert again.room() is again.digests
    assert again.doings.state() == page.doings.state()
    assert [each.row.what for each in rows(again)] == [Doing.REFUND]
