"""The day's end by keys: floats, cash in and out, counting, closing, what comes after; and its paper."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.bootstrap import App
from app.core.drawer import DrawerKind
from app.gui.dialogs.day_paper import DayPaperDialog
from app.gui.pages.day_end import DayEndPage
from app.gui.shop import Shop
from app.gui.tasks import Lane
from tests.gui.shop_book import TODAY, apply

Key = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
ON = TODAY.isoformat()


@pytest.fixture
def page(shop: Shop) -> Iterator[DayEndPage]:
    made = DayEndPage(shop)
    made.resize(1000, 720)
    shop.changed.connect(made.on_changed)
    made.show()
    QTest.qWaitForWindowActive(made)
    made.arrive()
    made.focus_first()
    yield made
    made.close()
    made.deleteLater()


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, times: int = 1) -> None:
    for _again in range(times):
        QTest.keyClick(focus(), key, modifier)
        QApplication.processEvents()


def type_(text: str) -> None:
    QTest.keyClicks(focus(), text)
    QApplication.processEvents()


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def go_to(page: DayEndPage, name: str) -> None:
    """Press Tab until a control of that name has the cursor."""
    for _step in range(40):
        if focus().accessibleName() == name:
            return
        press(Key.Key_Tab)
    pytest.fail(f"Tab never comes to {name}")


def dialog() -> QDialog:
    QApplication.processEvents()
    [found] = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    return found


def top_up(app: App, id_: str, paid: str, tender: str = "cash") -> None:
    apply(app, [{"do": "top_up", "id": id_, "on": ON, "customer": "0042", "paid": paid, "tender": tender}])


# ---- what shows -----------------------------------------------------------------------------------------------------


def test_a_day_at_a_glance(page: DayEndPage, app: App):
    top_up(app, "t", "200.00")
    page.refresh()
    assert (
        page.summary.expected.value.text(),
        page.summary.came_in.value.text(),
        page.summary.closing.value.text(),
    ) == (
        "200.00",
        "700.00",
        "Open",
    )
    flows = [(row.name, row.came_in, row.went_out) for row in page.tables.tenders.rows.rows]
    assert flows == [("Cash", 20000, 0), ("Alipay", 50000, 0), ("Total", 70000, 0)]
    assert page.drawer.lines == [
        ("Opening float", "0.00"),
        ("Cash from customers", "200.00"),
        ("Cash back to customers", "0.00"),
        ("Should be in the drawer", "200.00"),
    ]
    assert [line.kind for line in page.tables.kinds.rows.rows if "." not in line.kind] == ["top_up", "sale", "pass_use"]


def test_reversals_and_entries_for_other_days_stand_by_themselves(page: DayEndPage, app: App):
    apply(app, [{"do": "reverse", "id": "x", "on": ON, "entry": "q1", "reason": "输错了"}])
    page.refresh()
    [line] = page.tables.reversals.rows.rows
    assert (line.reason, line.amount, line.no) == ("输错了", -50000, "0023")
    others = {line.on for line in page.tables.elsewhere.rows.rows}
    assert others
    assert TODAY not in others


def test_a_row_leads_to_its_customer(page: DayEndPage, app: App, shop: Shop):
    wanted: list[str] = []
    shop.customer_wanted.connect(wanted.append)
    apply(app, [{"do": "reverse", "id": "x", "on": ON, "entry": "q1", "reason": "r"}])
    page.refresh()
    page.tables.reversals.setFocus()
    press(Key.Key_Return)
    assert wanted == ["0023"]


def test_other_days_by_keys_and_none_that_is_still_to_come(page: DayEndPage):
    press(Key.Key_Left, ALT)
    assert page.on == date(2026, 11, 20)
    assert not page.tables.nothing.isHidden()
    press(Key.Key_Right, ALT, times=3)
    assert page.on == TODAY
    page.head.date.setFocus()
    page.head.date.selectAll()
    type_("11-2")
    press(Key.Key_Return)
    assert page.on == date(2026, 11, 2)
    assert page.summary.came_in.value.text() == "1,000.00"
    page.head.date.selectAll()
    type_("2027-01-01")
    press(Key.Key_Return)
    assert page.on == TODAY
    page.head.date.selectAll()
    type_("2026-02-30")
    press(Key.Key_Return)
    assert page.head.date.text() == ON
    page.head.date.selectAll()
    type_("0001-01-01")
    press(Key.Key_Return)
    press(Key.Key_Left, ALT)
    assert page.on == date.min


# ---- the drawer -----------------------------------------------------------------------------------------------------


def test_counting_the_float_by_keys(page: DayEndPage, app: App):
    go_to(page, "Count the float…")
    press(Key.Key_Space)
    type_("300")
    press(Key.Key_Return)
    assert (app.drawer.day(TODAY).opening, app.drawer.day(TODAY).opened) == (30000, True)
    assert page.summary.expected.value.text() == "300.00"


def test_a_float_counted_by_notes_and_coins(page: DayEndPage, app: App):
    page.drawer.open_float()
    asked = dialog()
    asked.by_coins.click()
    type_("2")
    press(Key.Key_Return)
    type_("1")
    press(Key.Key_Up)
    assert focus().text() == "2"
    press(Key.Key_Down, times=8)
    assert focus() is asked.primary
    assert asked.amount.text() == "250.00"
    press(Key.Key_Return)
    assert app.drawer.day(TODAY).opening == 25000


@pytest.mark.parametrize(
    ("name", "kind", "expected"), [("Put cash in…", DrawerKind.IN, 5000), ("Take cash out…", DrawerKind.OUT, -5000)]
)
def test_cash_put_in_and_taken_out_by_keys(page: DayEndPage, app: App, name: str, kind: DrawerKind, expected: int):
    go_to(page, name)
    press(Key.Key_Space)
    type_("50")
    press(Key.Key_Return)
    assert "what for" in focus().accessibleDescription()
    assert app.drawer.day(TODAY).movements == ()
    focus().setText("换零钱")
    press(Key.Key_Return)
    [line] = app.drawer.day(TODAY).movements
    assert (line.kind, line.amount, line.reason) == (kind, 5000, "换零钱")
    assert app.drawer.day(TODAY).expected_cash == expected


@pytest.mark.parametrize("typed", ["", "0", "-5", "1.234", "五十", "9" * 10_000, "12\t30", "🙂", "\u202e50"])
def test_what_is_no_amount_stays_in_the_dialog(page: DayEndPage, app: App, typed: str):
    page.drawer.open_cash(out=False)
    asked = dialog()
    asked.amount.setText(typed)
    asked.reason.setText("r")
    press(Key.Key_Return)
    assert asked.isVisible()
    assert asked.amount.accessibleDescription()
    assert app.drawer.day(TODAY).movements == ()


# ---- counting and closing -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counted", "words"),
    [("200", "✓  Nothing missing"), ("197", "▲  ¥3.00 short"), ("202", "▲  ¥2.00 over"), ("", "Not counted")],
)
def test_the_difference_is_said_in_words_while_one_types(page: DayEndPage, app: App, counted: str, words: str):
    top_up(app, "t", "200.00")
    page.refresh()
    type_(counted)
    assert page.count.difference.text() == words


def test_closing_the_day_by_keys(page: DayEndPage, app: App):
    top_up(app, "t", "200.00")
    page.refresh()
    type_("197")
    press(Key.Key_Return)
    focus().setText("少找了三块")
    press(Key.Key_Return, CTRL)
    [end] = app.drawer.ends(TODAY)
    assert (end.counted, end.difference, end.note) == (19700, -300, "少找了三块")
    assert (page.summary.closing.value.text(), page.summary.closing.below.text()) == ("Closed", "▲  ¥3.00 short")
    assert not page.count.is_open()
    press(Key.Key_Return, CTRL)
    assert len(app.drawer.ends(TODAY)) == 1


def test_denominations_are_added_up_and_kept(page: DayEndPage, app: App):
    go_to(page, "Count notes and coins")
    press(Key.Key_Space)
    type_("3")
    press(Key.Key_Down)
    type_("1")
    assert page.count.counted.text() == "350.00"
    press(Key.Key_Return, CTRL)
    [end] = app.drawer.ends(TODAY)
    assert (end.counted, end.denominations) == (35000, ((10000, 3), (5000, 1)))


def test_a_sum_typed_over_the_denominations_counts(page: DayEndPage, app: App):
    page.count.form.sum.count_coins()
    type_("3")
    page.count.counted.setText("299.50")
    press(Key.Key_Return, CTRL)
    [end] = app.drawer.ends(TODAY)
    assert (end.counted, end.denominations) == (29950, ())


@pytest.mark.parametrize("typed", ["abc", "1.234", "9" * 10_000, "1\n2", "🙂"])
def test_a_count_that_is_no_amount_closes_nothing(page: DayEndPage, app: App, typed: str):
    page.count.counted.setText(typed)
    shown = page.count.counted.text()
    page.count.submit()
    assert app.drawer.ends(TODAY) == []
    assert page.count.counted.text() == shown
    assert page.count.counted.accessibleDescription()


def test_what_is_wrong_with_a_piece_stands_at_it(page: DayEndPage, app: App):
    page.count.form.sum.count_coins()
    piece = page.count.coins.edits[1000]
    piece.setText("x")
    page.count.submit()
    assert app.drawer.ends(TODAY) == []
    assert "whole number" in piece.accessibleDescription()


def test_what_comes_after_is_listed_and_the_day_may_be_closed_again(page: DayEndPage, app: App, shop: Shop):
    page.count.submit()
    assert page.band.isHidden()
    top_up(app, "t", "20.00")
    shop.changed.emit("0042")
    assert not page.band.isHidden()
    assert "1 event" in page.warning.text()
    assert [line.amount for line in page.tables.later.rows.rows] == [2000]
    go_to(page, "Close it again…")
    press(Key.Key_Space)
    type_("20")
    press(Key.Key_Return, CTRL)
    assert [end.counted for end in app.drawer.ends(TODAY)] == [None, 2000]
    assert page.band.isHidden()


def test_what_is_typed_stays_when_another_window_records(page: DayEndPage, app: App, shop: Shop):
    type_("123")
    top_up(app, "t", "20.00")
    shop.changed.emit("")
    assert page.count.counted.text() == "123"
    assert page.count.difference.text() == "▲  ¥103.00 over"


def test_another_day_begins_with_an_empty_count(page: DayEndPage):
    type_("123")
    press(Key.Key_Left, ALT)
    assert page.count.counted.text() == ""


def test_a_closed_month_refuses_cash_but_not_the_day_s_end(page: DayEndPage, app: App):
    apply(app, [{"do": "close_month", "id": month, "month": month} for month in ("2026-09", "2026-10")])
    page.show_day(date(2026, 10, 28))
    page.drawer.open_cash(out=False)
    asked = dialog()
    asked.amount.setText("5")
    asked.reason.setText("r")
    asked.submit()
    assert asked.isVisible()
    assert not asked.general.isHidden()
    asked.reject()
    page.count.submit()
    assert len(app.drawer.ends(date(2026, 10, 28))) == 1


# ---- a busy machine -------------------------------------------------------------------------------------------------


class Busy:
    """A lane that comes to its jobs only when it is let."""

    def __init__(self, shop: Shop) -> None:
        self.jobs: list[Callable[[], None]] = []
        shop.tasks._runners[Lane.DB] = self

    def submit(self, function: Callable[[], None]) -> None:
        self.jobs.append(function)

    def shutdown(self, wait: bool, *, cancel_futures: bool) -> None:
        self.jobs.clear()

    def go(self) -> None:
        """Come to what waits, and to what comes of it."""
        while self.jobs:
            self.jobs.pop(0)()


@pytest.fixture
def new_page(shop: Shop) -> Iterator[DayEndPage]:
    """The page before it has read anything, on a machine that is busy."""
    shop.busy = Busy(shop)  # type: ignore[attr-defined]
    made = DayEndPage(shop)
    shop.changed.connect(made.on_changed)
    made.show()
    QTest.qWaitForWindowActive(made)
    made.arrive()
    made.focus_first()
    yield made
    made.close()
    made.deleteLater()


def test_a_day_closed_by_keys_before_its_figures_are_there_is_closed_once_they_are(
    new_page: DayEndPage, app: App, shop: Shop
):
    type_("645")
    press(Key.Key_Return)
    type_("five short")
    press(Key.Key_Return, CTRL, times=2)
    assert not new_page.count.waits.isHidden()
    shop.busy.go()
    [end] = app.drawer.ends(TODAY)
    assert (end.counted, end.note) == (64500, "five short")
    assert new_page.count.waits.isHidden()
    assert not new_page.count.is_open()


def test_a_count_that_is_no_amount_is_said_once_the_figures_are_there(new_page: DayEndPage, app: App, shop: Shop):
    type_("64x")
    press(Key.Key_Return, CTRL)
    shop.busy.go()
    assert app.drawer.ends(TODAY) == []
    assert new_page.count.counted.accessibleDescription()


def test_figures_that_cannot_be_read_close_nothing_and_the_key_works_again(
    new_page: DayEndPage, app: App, shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    read = app.drawer.day
    unread: list[BaseException] = []
    shop.tasks.unexpected.disconnect()
    shop.tasks.unexpected.connect(unread.append)
    shop.tasks.unexpected.connect(new_page.count._stopped)
    monkeypatch.setattr(type(app.drawer), "day", lambda _drawer, _on: 1 // 0)
    type_("645")
    press(Key.Key_Return, CTRL)
    shop.busy.go()
    assert unread
    assert new_page.count.waits.isHidden()
    monkeypatch.setattr(type(app.drawer), "day", lambda _drawer, on: read(on))
    press(Key.Key_Return, CTRL)
    shop.busy.go()
    [end] = app.drawer.ends(TODAY)
    assert end.counted == 64500


def test_what_is_typed_on_the_way_to_another_day_closes_that_day(page: DayEndPage, app: App, shop: Shop):
    busy = Busy(shop)
    press(Key.Key_Left, ALT)
    assert page.count.difference.text() == ""
    type_("12")
    press(Key.Key_Return, CTRL)
    busy.go()
    assert app.drawer.ends(TODAY) == []
    [end] = app.drawer.ends(date(2026, 11, 20))
    assert end.counted == 1200


def test_a_press_meant_for_the_day_before_is_forgotten_with_it(new_page: DayEndPage, app: App, shop: Shop):
    type_("12")
    press(Key.Key_Return, CTRL)
    press(Key.Key_Left, ALT)
    shop.busy.go()
    assert app.drawer.ends(TODAY) == []
    assert app.drawer.ends(date(2026, 11, 20)) == []
    assert new_page.count.counted.text() == ""


def test_a_second_press_before_the_page_has_read_the_day_s_end_closes_nothing(page: DayEndPage, app: App, shop: Shop):
    busy = Busy(shop)
    type_("12")
    press(Key.Key_Return, CTRL)
    busy.jobs.pop(0)()
    press(Key.Key_Return, CTRL)
    busy.go()
    assert [end.counted for end in app.drawer.ends(TODAY)] == [1200]


# ---- paper ----------------------------------------------------------------------------------------------------------


def test_the_paper_shows_the_day_and_is_saved(page: DayEndPage, shop: Shop, tmp_path: Path):
    told: list[str] = []
    shop.told.connect(lambda toast: told.append(toast.text))
    press(Key.Key_P, CTRL)
    paper = dialog()
    assert isinstance(paper, DayPaperDialog)
    assert paper.title.text() == "The day so far"
    assert paper.view.pages() >= 1
    paper.save_to(tmp_path / "day.pdf")
    assert (tmp_path / "day.pdf").read_bytes().startswith(b"%PDF")
    assert told == ["Saved as day.pdf."]
    paper.save_to(tmp_path / "no such folder" / "day.pdf")
    assert not paper.general.isHidden()
    paper.save_to(tmp_path / "shop.cbook")
    assert "the book itself" in paper.general.text()


def test_the_paper_of_a_closed_day_is_that_of_its_end(page: DayEndPage):
    page.count.submit()
    page.open_paper()
    assert dialog().title.text() == "Day's end"
