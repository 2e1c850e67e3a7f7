"""What was said and agreed in a customer's file, and what of it the counter shows."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from app.bootstrap import App
from app.core.reminder.kinds import Way
from app.core.reminder.requests import AddNote, ContactResult, ContactWay, LogContact, RecordPromise, StepKind
from app.gui.dialogs.agreed_ends import EndPauseDialog, WithdrawPromiseDialog
from app.gui.dialogs.contact_step import StepDialog
from app.gui.dialogs.credit_review import ReviewDialog
from app.gui.dialogs.letter_show import LetterDialog
from app.gui.pages.counter import CounterPage
from app.gui.pages.customer_file.agreed import AgreedTab
from app.gui.pages.customer_file.view import CustomerFileView
from app.gui.shop import Shop
from tests.gui.programs import Key, dialog, press, settle, type_
from tests.gui.reminder_book import DOOR, fill, find
from tests.gui.shop_book import TODAY, apply
from tests.shots.policy_scenes import agree

WANG = "0042"


@pytest.fixture
def view(shop: Shop) -> Iterator[CustomerFileView]:
    made = CustomerFileView(shop, WANG)
    made.resize(1000, 700)
    made.show()
    QTest.qWaitForWindowActive(made)
    shop.changed.connect(made.refresh)
    made.refresh()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def tab(view: CustomerFileView, app: App) -> AgreedTab:
    agree(app)
    view.refresh()
    view.show_tab("agreed")
    settle()
    return view.tabs.agreed


def cells(tab: AgreedTab, name: str) -> list[list[str]]:
    model = getattr(tab, name).table.rows_model
    return [[str(model.data(model.index(r, c))) for c in range(model.columnCount())] for r in range(model.rowCount())]


# ---- the file -------------------------------------------------------------------------------------------------------


def test_a_file_nothing_was_agreed_in_says_so(view: CustomerFileView):
    view.show_tab("agreed")
    tab = view.tabs.agreed
    for section in (tab.promises, tab.pauses, tab.notes, tab.contacts):
        assert section.table.isHidden()
    assert tab.reviewed.text() == "The account has not been looked through yet."


def test_promises_show_what_became_of_them_and_how_many_were_kept(tab: AgreedTab):
    assert [(row[0], row[1], row[3]) for row in cells(tab, "promises")] == [
        ("2026-11-01", "50.00", "▲ Broken"),
        ("2026-11-28", "120.00", "○ Open"),
    ]
    assert tab.promises.word.text() == "0 % kept"


def test_a_payment_keeps_a_promise(tab: AgreedTab, app: App, shop: Shop):
    payment = {"do": "payment", "id": "pays", "on": TODAY.isoformat(), "customer": WANG, "amount": "120.00"}
    apply(app, [{**payment, "tender": "cash", "against": ["w5"]}])
    shop.changed.emit(WANG)
    assert [row[3] for row in cells(tab, "promises")] == ["▲ Broken", "✓ Kept"]
    assert tab.promises.word.text() == "50 % kept"


def test_a_promise_is_withdrawn_with_a_reason(tab: AgreedTab):
    tab.promises.table.selectRow(0)
    tab.withdraw.click()
    found = dialog()
    assert isinstance(found, WithdrawPromiseDialog)
    press(Key.Key_Return)
    assert found.reason.accessibleDescription()
    type_("by mistake")
    press(Key.Key_Return)
    assert "Withdrawn" in [row[3] for row in cells(tab, "promises")]
    assert tab.promises.word.text() == ""


def test_a_pause_is_ended(tab: AgreedTab, app: App):
    tab.end_pause.click()
    found = dialog()
    assert isinstance(found, EndPauseDialog)
    found.on.setText("tomorrow")
    found.submit()
    assert found.on.accessibleDescription()
    found.on.setText(TODAY.isoformat())
    found.submit()
    assert app.contacts.agreed(WANG).pauses == ()


def test_a_dated_note_is_done_with(tab: AgreedTab, app: App):
    tab.end_note.click()
    assert app.contacts.agreed(WANG).notes == ()
    assert tab.notes.table.isHidden()


def test_a_review_is_noted(tab: AgreedTab):
    tab.review.click()
    found = dialog()
    assert isinstance(found, ReviewDialog)
    found.text.setPlainText("all in order")
    found.submit()
    assert tab.reviewed.text() == "Account looked through last on 2026-11-21."


def test_a_letter_gets_its_delivery_day_and_the_receipts_scan(tab: AgreedTab, app: App, tmp_path: Path):
    scan = tmp_path / "receipt.png"
    scan.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    tab.contacts.table.selectRow(1)
    assert tab.step.isEnabled()
    assert not tab.file.isEnabled()
    tab.step.click()
    found = dialog()
    assert isinstance(found, StepDialog)
    assert found.what.value() is StepKind.DELIVERED  # it was posted already
    assert found.tracking.text() == "EM123456789CN"
    found.on.setText("2026-11-20")
    found.scan.take(str(scan))
    found.submit()
    letter = next(each for each in app.contacts.of_customer(WANG) if each.way is ContactWay.LETTER)
    assert [(step.what, step.on.isoformat()) for step in letter.steps] == [
        (StepKind.POSTED, "2026-11-18"),
        (StepKind.DELIVERED, "2026-11-20"),
    ]
    tab.contacts.table.selectRow(1)
    assert tab.file.isEnabled()
    assert "Delivered 2026-11-20" in cells(tab, "contacts")[1][3]


def test_an_issued_letter_is_shown_as_it_went_out(app: App, shop: Shop, tmp_path: Path):
    fill(tmp_path / "shop.cbook")
    app.letters.issue([find(app, DOOR).id])
    view = CustomerFileView(shop, DOOR)
    view.show()
    view.refresh()
    view.show_tab("agreed")
    tab = view.tabs.agreed
    rows = tab.contacts.table.rows_model.rows
    shown = []
    for at, contact in enumerate(rows):
        tab.contacts.table.selectRow(at)
        if tab.letter.isEnabled():
            shown.append(contact.way)
            tab.letter.click()
    assert shown == [ContactWay.LETTER] * len(app.letters.letters(DOOR))
    asked = dialog()
    assert isinstance(asked, LetterDialog)
    assert asked.maker()() == app.letters.pdf(asked.letter.no)
    view.deleteLater()


def test_a_call_has_no_way_to_tell_of(tab: AgreedTab):
    tab.contacts.table.selectRow(0)
    assert not tab.step.isEnabled()


def test_review_opt_outs_and_zone_are_saved(view: CustomerFileView, app: App):
    values = {
        "review_months": 3,
        "opted_out": ["phone", "message"],
        "timezone": "Europe/Berlin",
    }
    view.type_in(values)
    view.store()
    file = app.files.file(WANG)
    assert file.review_months == 3
    assert (set(file.opted_out), file.timezone) == ({Way.PHONE, Way.MESSAGE}, "Europe/Berlin")
    assert not view.unsaved()


def test_a_zone_that_is_none_is_refused_at_its_field(view: CustomerFileView, app: App):
    view.type_in({"timezone": "Shanghai"})
    view.store()
    field = view.editor.bindings["timezone"].form._fields["timezone"]
    assert "not a time zone" in field.accessibleDescription()
    assert app.files.file(WANG).timezone == ""


# ---- the counter ----------------------------------------------------------------------------------------------------


@pytest.fixture
def counter(shop: Shop) -> Iterator[CounterPage]:
    made = CounterPage(shop)
    made.resize(1000, 700)
    made.show()
    QTest.qWaitForWindowActive(made)
    yield made
    made.close()
    made.deleteLater()


def chips(counter: CounterPage) -> list[str]:
    """Return what the chips say that tell of promises and reminders; how the customer stands is told before them."""
    texts = [each.text() for each in counter.view.head._extra]
    return [text for text in texts if "Promised" in text or "Reminder" in text]


def test_the_counter_shows_what_was_promised_and_is_due(counter: CounterPage, app: App, shop: Shop):
    counter.put("0007")
    assert chips(counter) == []
    app.reminder_plan.plan()
    shop.queue_changed.emit()
    [due] = chips(counter)
    assert due.startswith("Reminder due: ")
    day = TODAY + timedelta(days=7)
    app.contacts.promise(RecordPromise(id="p", customer="0007", amount=84_2000, due_on=day, on=TODAY))
    counter.refresh()
    assert chips(counter)[0] == "Promised ¥8,420.00 by 11-28"


def test_a_broken_promise_is_said_until_another_one_follows(counter: CounterPage, app: App):
    app.contacts.promise(
        RecordPromise(id="b", customer=WANG, amount=5000, due_on=date(2026, 11, 1), on=date(2026, 10, 30))
    )
    counter.put(WANG)
    assert chips(counter) == ["▲ Promised ¥50.00 by 11-01, not kept"]
    app.contacts.promise(RecordPromise(id="c", customer=WANG, amount=5000, due_on=TODAY, on=TODAY))
    counter.refresh()
    assert chips(counter) == ["Promised ¥50.00 by 11-21"]


def test_how_the_customer_stands_is_told_at_the_counter(counter: CounterPage):
    counter.put(WANG)
    assert "¥1,880.00 room left" in [each.text() for each in counter.view.head._extra]


def test_nothing_of_one_customer_is_seen_by_the_next(counter: CounterPage, app: App):
    agree(app)
    counter.put(WANG)
    before = [each.text() for each in counter.view.head._extra]
    assert chips(counter)
    counter.put("0031")
    assert chips(counter) == []
    assert "¥1,880.00 room left" not in [each.text() for each in counter.view.head._extra]
    counter.put(WANG)
    counter.view.band.dismiss()  # the chips are made anew
    assert [each.text() for each in counter.view.head._extra] == before


def test_a_note_and_a_contact_come_on_the_tab_by_the_shops_word(tab: AgreedTab, app: App, shop: Shop):
    app.contacts.note(AddNote(id="another", customer=WANG, on=TODAY, text="ask"))
    app.contacts.log(
        LogContact(id="call", customer=WANG, way=ContactWay.PHONE, result=ContactResult.REACHED, incoming=True)
    )
    shop.changed.emit(WANG)
    assert [row[1] for row in cells(tab, "notes")] == ["ask", "问一下新店的事"]
    assert cells(tab, "contacts")[0][2] == "✓ Reached"
