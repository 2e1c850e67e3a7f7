"""A customer's file: every field shown and changed in place, only what changed recorded, nothing typed ever lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu

from app.core.audit import Choice, Doing
from app.core.customer import Address, Calendar, Channel, Contact, Kind, Note, StatementBy
from app.core.ways import Way
from app.gui.dialogs.attachment_remove import RemoveAttachmentDialog
from app.gui.dialogs.file_words import happening_kind, happening_text
from app.gui.dialogs.unsaved import UnsavedDialog
from app.gui.pages.audit.words import details, what_words
from app.gui.pages.customer_file import keeper
from app.gui.pages.customer_file.view import CustomerFileView
from app.gui.pages.customers import CustomersPage
from app.gui.shop import Shop
from app.gui.widgets.opener import Opener, is_viewable, plain_name
from tests.gui.shop_book import TODAY, apply

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
WANG = "0042"

EVERYTHING: dict[str, Any] = {
    "name": "王小明明",
    "kind": "company",
    "pinyin": "wang xiao ming",
    "phones": ["13800004567", "02155550002"],
    "plates": ["沪A·K8812", "沪B·00001"],
    "birthday": "05-20",
    "birthday_calendar": "lunar",
    "tier": "钻石",
    "tags": ["老客户", "VIP"],
    "industry": "餐饮",
    "referrer": "0007",
    "on": "2024-02-29",
    "notes": [{"text": "第一行\n第二行", "counter": True}, {"text": "二", "counter": False}],
    "address.country": "中国",
    "address.province": "上海",
    "address.city": "上海市",
    "address.district": "徐汇区",
    "address.street": "漕溪北路 1 号",
    "address.postcode": "200030",
    "address.recipient": "财务部",
    "email": "wang@example.com",
    "channel": "wechat",
    "language": "en",
    "contacts": [{"name": "李四", "role": "财务", "phone": "13900001111", "decides": True}],
    "statement": "email",
    "consents": {"sms": "2026-01-02", "wechat": None},
    "fields": [{"name": "合同号", "value": "HT-1"}],
    "review_months": 3,
    "timezone": "Asia/Urumqi",
    "opted_out": ["phone"],
}
"""A value for every field there is to write in."""


@pytest.fixture
def page(shop: Shop) -> Iterator[CustomersPage]:
    made = CustomersPage(shop)
    shop.changed.connect(made.on_changed)
    made.resize(1000, 700)
    made.show()
    QTest.qWaitForWindowActive(made)
    made.restore(("file", WANG))
    yield made
    if made.file is not None:
        made.file.editor.discard()
    made.close()
    made.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def file(page: CustomersPage) -> CustomerFileView:
    assert page.file is not None
    return page.file


@pytest.fixture
def said(shop: Shop) -> list[str]:
    texts: list[str] = []
    shop.told.connect(lambda toast: texts.append(toast.text))
    return texts


def field(file: CustomerFileView, path: str) -> Any:
    binding = file.editor.bindings[path]
    return binding.form._fields[binding.row]


def complaint(file: CustomerFileView, path: str) -> str:
    binding = file.editor.bindings[path]
    wrong: QLabel = binding.form._errors[binding.row]
    return wrong.text() if not wrong.isHidden() else ""


def changed_fields(shop: Shop) -> set[str]:
    return {each.field for each in shop.app.files.changes(WANG)} - {"no"}


# ---- changing -------------------------------------------------------------------------------------------------------


def test_every_field_is_written_and_shown_again(file: CustomerFileView, shop: Shop):
    assert set(EVERYTHING) == set(file.editor.bindings)
    file.type_in(EVERYTHING)
    QTest.keyClick(file, Key.Key_S, CTRL)
    saved = shop.app.files.file(WANG)
    assert (saved.name, saved.kind, saved.pinyin) == ("王小明明", Kind.COMPANY, "wang xiao ming")
    assert (saved.birthday, saved.birthday_calendar) == ("05-20", Calendar.LUNAR)
    assert saved.phones == ("13800004567", "02155550002")
    assert saved.tags == ("老客户", "VIP")
    assert (saved.referrer, str(saved.since)) == ("0007", "2024-02-29")
    assert saved.notes == (Note("第一行\n第二行", counter=True), Note("二"))
    assert saved.address == Address("财务部", "中国", "上海", "上海市", "徐汇区", "漕溪北路 1 号", "200030")
    assert saved.contacts == (Contact("李四", "财务", "13900001111", decides=True),)
    assert (saved.email, saved.channel, saved.language) == ("wang@example.com", Channel.WECHAT, "en")
    assert saved.statement is StatementBy.EMAIL
    assert {name: str(day) for name, day in saved.consents.items()} == {"sms": "2026-01-02", "wechat": "None"}
    assert saved.fields == {"合同号": "HT-1"}
    assert saved.review_months == 3
    assert (saved.timezone, saved.opted_out) == ("Asia/Urumqi", (Way.PHONE,))
    assert not file.unsaved()
    assert {path: file.editor.bindings[path].read() for path in EVERYTHING} == EVERYTHING


def test_a_stored_value_that_is_not_offered_stays_when_something_else_is_changed(
    file: CustomerFileView, shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    box = field(file, "language")
    show = file.editor.bindings["language"].show
    show("fr")
    assert file.editor.bindings["language"].read() == "fr"
    assert box.currentText() == "fr"
    kinds = field(file, "kind")
    kinds.set_value("club")
    assert kinds.value() == "club"


def test_looking_at_a_file_changes_nothing(file: CustomerFileView):
    for name in file.tabs.names():
        file.show_tab(name)
    assert not file.unsaved()
    assert file.bar.isHidden()


def test_only_what_changed_is_recorded(file: CustomerFileView, shop: Shop):
    before = changed_fields(shop)
    edit = field(file, "tier")
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "Gold")
    assert file.bar.isVisible()
    assert file.bar.what.text() == "Changed: Tier"
    QTest.keyClick(edit, Key.Key_S, CTRL)
    assert changed_fields(shop) - before == {"tier"} - before
    [latest, *_older] = shop.app.files.changes(WANG)
    assert (latest.field, latest.old, latest.text) == ("tier", "金卡", "Gold")
    assert file.bar.isHidden()


def test_typing_it_back_is_no_change(file: CustomerFileView):
    edit = field(file, "name")
    edit.setText("王大明")
    assert file.unsaved()
    edit.setText("王小明")
    assert not file.unsaved()


def test_throwing_away_shows_the_file_as_it_is(file: CustomerFileView):
    file.type_in(EVERYTHING)
    file.bar.discard.click()
    assert field(file, "name").text() == "王小明"
    assert not file.unsaved()


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("name", " "),
        ("phones", ["没有数字"]),
        ("birthday", "2026-02-30"),
        ("email", "nobody"),
        ("on", "2026-02-30"),
        ("on", "2099-01-01"),
        ("referrer", "nobody"),
        ("referrer", WANG),
        ("contacts", [{"name": "", "role": "老板", "phone": "", "decides": False}]),
        ("contacts", [{"name": "李", "role": "", "phone": "无", "decides": False}]),
        ("notes", [{"text": "长" * 10_001, "counter": False}]),
        ("consents", {"sms": "2099-01-01"}),
        ("fields", [{"name": "一", "value": "1"}, {"name": "一", "value": "2"}]),
        ("tags", ["长" * 300]),
        ("address.city", "市" * 300),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_recorded(
    file: CustomerFileView, shop: Shop, path: str, typed: Any
):
    before = shop.app.files.file(WANG)
    file.type_in({path: typed, "industry": "餐饮"})
    file.store()
    assert complaint(file, path)
    assert shop.app.files.file(WANG) == before
    assert field(file, "industry").text() == "餐饮"
    assert file.bar.isVisible()
    tab = next(name for name, each in file.tabs.forms().items() if file.editor.bindings[path] in each.bindings)
    assert file.tabs.name() == tab


def test_birthdays_are_read_as_people_write_them(file: CustomerFileView, shop: Shop):
    for typed, kept in (("1990年5月1日", "1990-05-01"), ("5/1", "05-01"), ("1990.5.1", "1990-05-01")):
        field(file, "birthday").setText(typed)
        file.store()
        assert shop.app.files.file(WANG).birthday == kept


def test_a_pasted_spreadsheet_cell_becomes_one_line(file: CustomerFileView, shop: Shop):
    QApplication.clipboard().setText("王\t小明\r\n😀 \u202eabc")
    edit = field(file, "name")
    edit.selectAll()
    edit.paste()
    file.store()
    assert "\n" not in shop.app.files.file(WANG).name
    assert "😀" in shop.app.files.file(WANG).name


def test_tags_are_made_by_enter_and_taken_out_by_backspace(file: CustomerFileView, shop: Shop):
    edit = field(file, "tags").edit
    edit.setFocus()
    QTest.keyClicks(edit, "VIP,")
    QTest.keyClicks(edit, "new")
    QTest.keyClick(edit, Key.Key_Return)
    assert field(file, "tags").value() == ["老客户", "VIP", "new"]
    QTest.keyClick(edit, Key.Key_Backspace)
    file.store()
    assert shop.app.files.file(WANG).tags == ("老客户", "VIP")


def test_what_somebody_else_changed_shows_and_what_is_being_typed_stays(file: CustomerFileView, shop: Shop):
    field(file, "tier").setText("白金")
    apply(shop.app, [{"do": "customer", "id": "other", "no": WANG, "industry": "运输", "tier": "铜卡"}])
    shop.changed.emit(WANG)
    assert field(file, "industry").text() == "运输"
    assert field(file, "tier").text() == "白金"
    file.store()
    saved = shop.app.files.file(WANG)
    assert (saved.industry, saved.tier) == ("运输", "白金")


# ---- leaving --------------------------------------------------------------------------------------------------------


def leaving(page: CustomersPage) -> UnsavedDialog:
    page.back()
    QApplication.processEvents()
    return next(each for each in QApplication.topLevelWidgets() if isinstance(each, UnsavedDialog) and each.isVisible())


def test_leaving_asks_first_and_saves(page: CustomersPage, file: CustomerFileView, shop: Shop):
    field(file, "tier").setText("白金")
    assert page.unsaved()
    QTest.keyClick(leaving(page), Key.Key_Return)
    assert page.file is None
    assert shop.app.files.file(WANG).tier == "白金"


def test_leaving_may_throw_away_or_be_thought_better_of(page: CustomersPage, file: CustomerFileView, shop: Shop):
    field(file, "tier").setText("白金")
    QTest.keyClick(leaving(page), Key.Key_Escape)
    assert page.file is file
    assert field(file, "tier").text() == "白金"
    leaving(page).throw.click()
    assert page.file is None
    assert shop.app.files.file(WANG).tier == "金卡"


def test_what_cannot_be_saved_keeps_the_file_on_screen(page: CustomersPage, file: CustomerFileView):
    field(file, "name").setText("")
    leaving(page).save.click()
    assert page.file is file
    assert complaint(file, "name")


# ---- the account ----------------------------------------------------------------------------------------------------


def test_closing_a_file_with_money_asks_first_and_opening_it_again_does_not(file: CustomerFileView, shop: Shop):
    file.head.close_file.click()
    question = next(each for each in QApplication.topLevelWidgets() if type(each).__name__ == "Question")
    assert not shop.app.files.file(WANG).closed
    question.yes.click()  # type: ignore[attr-defined]
    assert shop.app.files.file(WANG).closed
    assert file.head.close_file.text() == "Reopen file"
    file.head.close_file.click()
    assert not shop.app.files.file(WANG).closed


def test_items_show_what_is_left_and_settled_ones_on_demand(file: CustomerFileView):
    file.show_tab("items")
    items = file.tabs.items
    assert [line.principal for line in items.lots.table.rows_model.rows] == [2_400, 87_200]
    assert [line.left for line in items.passes.table.rows_model.rows] == [6]
    assert [line.open for line in items.charges.table.rows_model.rows] == [12_000]
    assert not items.lots.buttons["expire"].isEnabled()  # it has not expired
    assert items.charges.buttons["write_off"].isEnabled()
    items.settled.setChecked(True)
    assert len(items.lots.table.rows_model.rows) >= 2


def test_entries_are_narrowed_by_days_and_keep_their_running_balance(file: CustomerFileView):
    file.show_tab("entries")
    tab = file.tabs.entries
    assert tab.count.text() == "10 entries"
    tab.first.setText("2026-11-01")
    tab.last.setText("2026-11-14")
    rows = tab.table.rows.rows
    assert [row.line.id for row in rows] == ["w9", "w8"]
    assert rows[0].prepaid_after == 114_400
    tab.last.setText("2026-10-01")
    assert tab.wrong.isVisible()
    tab.show_all()
    assert tab.count.text() == "10 entries"


def test_the_timeline_tells_changes_in_words(file: CustomerFileView, shop: Shop):
    file.type_in({"tier": "白金", "consents": {"sms": "2026-01-02"}})
    file.store()
    file.show_tab("timeline")
    shown = [file.tabs.timeline.details(each) for each in file.tabs.timeline.rows.rows]
    assert "Tier: 金卡 → 白金" in shown
    assert "Agreed to offers by Text message: 2026-01-02" in shown


def test_the_timeline_tells_what_came_of_contacts_and_what_was_agreed(file: CustomerFileView, shop: Shop):
    about = {"customer": file.number, "on": TODAY.isoformat()}
    call = {"do": "contact", "id": "k1", "customer": file.number, "way": "phone", "result": "no_answer"}
    apply(
        shop.app,
        [
            {**call, "at": "2026-01-05T10:00", "text": "rang"},
            {"do": "promise", "id": "p1", **about, "amount": "50.00", "due_on": "2030-02-03", "note": "by bank"},
            {"do": "pause", "id": "z1", **about, "kind": "dispute", "reason": "colour"},
            {"do": "pause", "id": "z2", **about, "kind": "until", "until": "2030-02-04", "reason": "travels"},
            {"do": "note_on", "id": "n1", **about, "text": "keys"},
        ],
    )
    shop.changed.emit(file.number)
    file.show_tab("timeline")
    shown = [file.tabs.timeline.details(each) for each in file.tabs.timeline.rows.rows]
    for words in (
        "No answer  ·  rang",
        f"{shop.money(5_000)} by 2030-02-03  ·  by bank",
        "Until a dispute is settled  ·  colour",
        "through 2030-02-04  ·  travels",
        f"{shop.day(TODAY)}  ·  keys",
    ):
        assert words in shown


def test_the_file_of_a_merged_customer_leads_to_the_one_that_lives_on(page: CustomersPage, shop: Shop):
    apply(
        shop.app,
        [{"do": "merge", "id": "m", "on": TODAY.isoformat(), "customer": "0024", "into": "0023", "reason": "x"}],
    )
    page.restore(("file", "0024"))
    assert page.file is not None
    assert not page.file.head.merge.isEnabled()
    menu = QMenu()
    page.file.head.fill_more(menu)
    assert [each.text() for each in menu.actions() if each.isEnabled() and each.text()] == ["Copy the number"]


# ---- attachments ----------------------------------------------------------------------------------------------------


def test_files_are_dropped_on_any_tab_and_what_cannot_be_kept_is_said(
    file: CustomerFileView, shop: Shop, tmp_path: Path, said: list[str]
):
    good, big = tmp_path / "合同.pdf", tmp_path / "big.bin"
    good.write_bytes(b"%PDF-1.4")
    with big.open("wb") as opened:
        opened.truncate(20 * 1024 * 1024 + 1)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in (tmp_path / "gone.txt", big, good)])
    no = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    file.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, *no))
    tab = file.tabs.attachments
    assert file.tabs.name() == "attachments"
    assert [each.name for each in shop.app.files.attachments(WANG)] == ["合同.pdf"]
    assert [each.name for each in tab.rows.rows] == ["合同.pdf"]
    assert len(tab.wrong.text().splitlines()) == 2
    assert "gone.txt" in tab.wrong.text()
    assert said == ["1 file attached."]


def test_programs_are_saved_and_never_opened(file: CustomerFileView, shop: Shop, tmp_path: Path, monkeypatch):
    source, target = tmp_path / "tool.exe", tmp_path / "saved.exe"
    source.write_bytes(b"MZ")
    shown: list[Path] = []
    monkeypatch.setattr(keeper, "show_in_viewer", lambda path: shown.append(path) or True)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    file.show_tab("attachments")
    file.tabs.attachments.attach([str(source)])
    assert not file.tabs.attachments.view.isEnabled()
    QTest.keyClick(file.tabs.attachments.table, Key.Key_Return)
    assert shown == []
    assert target.read_bytes() == b"MZ"


def test_a_picture_is_shown_from_a_copy_nobody_can_write(
    file: CustomerFileView, shop: Shop, tmp_path: Path, monkeypatch
):
    source = tmp_path / "photo.PNG"
    source.write_bytes(b"\x89PNG")
    shown: list[Path] = []
    monkeypatch.setattr(keeper, "show_in_viewer", lambda path: shown.append(path) or True)
    file.show_tab("attachments")
    file.tabs.attachments.attach([str(source)])
    file.tabs.attachments.view.click()
    [path] = shown
    assert path.read_bytes() == b"\x89PNG"
    assert path.stat().st_mode & 0o777 == 0o400
    Opener.of(shop).forget()
    assert not path.exists()


def test_a_disk_that_takes_nothing_is_told_in_place(file: CustomerFileView, tmp_path: Path, monkeypatch):
    source = tmp_path / "a.zip"
    source.write_bytes(b"PK")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "a.zip"), ""))
    file.show_tab("attachments")
    file.tabs.attachments.attach([str(source)])
    file.tabs.attachments.save.click()
    assert file.tabs.attachments.wrong.isVisible()


def test_an_attachment_is_removed_with_a_reason_and_stands_in_the_timeline_and_the_audit_list(
    file: CustomerFileView, shop: Shop, tmp_path: Path, said: list[str]
):
    source = tmp_path / "身份证.txt"
    source.write_bytes(b"310101199003070000")
    file.show_tab("attachments")
    tab = file.tabs.attachments
    tab.attach([str(source)])
    tab.remove.click()
    dialog = file.window().findChild(RemoveAttachmentDialog)
    assert dialog is not None
    QTest.keyClick(dialog.reason, Key.Key_Return)
    assert "Say why" in dialog.form.wrong("reason").text()
    assert len(shop.app.files.attachments(WANG)) == 1
    dialog.reason.setText("wrong customer")
    QTest.keyClick(dialog.reason, Key.Key_Return)
    assert shop.app.files.attachments(WANG) == []
    assert tab.rows.rows == []
    assert said[-1] == "The attachment is removed."
    assert shop.app.privacy.is_clean()
    happened = [each for each in shop.app.files.timeline(WANG) if each.kind in ("attached", "detached")]
    told = [(happening_kind(each), happening_text(shop, each)) for each in happened]
    assert told == [("Attachment removed", "wrong customer"), ("File attached", "removed since")]
    [line] = shop.app.audit.lines(Choice(what=frozenset({Doing.ATTACHMENT})))
    assert (line.customer, line.row.new) == (WANG, "wrong customer")
    [shown] = shop.app.audit.told(shop.app.audit.find(Choice(what=frozenset({Doing.ATTACHMENT}))))
    assert (what_words(shown), details(shop, shown, {})) == ("Attachment deleted", "wrong customer")


def test_an_attachment_that_proves_something_is_refused_in_the_dialog(
    file: CustomerFileView, shop: Shop, tmp_path: Path
):
    source = tmp_path / "协议.txt"
    source.write_bytes(b"signed")
    file.show_tab("attachments")
    tab = file.tabs.attachments
    tab.attach([str(source)])
    paper = shop.app.files.attachments(WANG)[0].id
    agreed = {"do": "agreement", "id": "agreed", "customer": WANG, "agreed_on": "2026-01-02", "attachment": paper}
    apply(shop.app, [agreed])
    tab.remove.click()
    dialog = file.window().findChild(RemoveAttachmentDialog)
    assert dialog is not None
    dialog.reason.setText("tidying up")
    dialog.submit()
    assert dialog.isVisible()
    assert "proves an agreement" in dialog.general.text()
    assert len(shop.app.files.attachments(WANG)) == 1
    dialog.reject()


@pytest.mark.parametrize(
    ("name", "viewable", "plain"),
    [
        ("a.pdf", True, "a.pdf"),
        ("照片.JPG", True, "照片.jpg"),
        ("a.pdf.exe", False, "a.pdf.exe"),
        ("a\u202efdp.exe", False, "afdp.exe"),
        ("../../etc/x.txt", True, "_.._etc_x.txt"),
        ("page.html", False, "page.html"),
        ("picture.svg", False, "picture.svg"),
        ("list.csv", False, "list.csv"),
        ("x.pdf ", True, "x.pdf"),
        ("x.pdf:evil.exe", False, "x.pdf_evil.exe"),
        ("", False, "_"),
    ],
)
def test_only_what_a_viewer_merely_shows_is_opened(name: str, viewable: bool, plain: str):
    assert is_viewable(name) is viewable
    assert plain_name(name) == plain
