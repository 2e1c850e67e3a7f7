"""Bringing data in at the window: step by step, back again, by keys; nothing is written before the last step."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap import App
from app.config.preferences import Preferences
from app.core.intake.targets import Target
from app.core.intake.values import DayOrder, DecimalMark
from app.gui.dialogs.intake.assistant import ImportDialog, bring_in
from app.gui.dialogs.intake.progress import Progress
from app.gui.dialogs.intake.run_detail import RunDialog
from app.gui.dialogs.intake.undo import UndoImportDialog
from app.gui.dialogs.intake.words import days_name, decimal_name, lasts_words
from app.gui.pages.audit import AuditPage
from app.gui.pages.customers import CustomersPage
from app.gui.shop import Shop
from app.gui.tasks import Tasks
from app.services.intake import Way
from tests.shots.intake_scenes import BILLS, MEMBERS

GO_ON = (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def members(tmp_path: Path) -> Path:
    path = tmp_path / "会员.csv"
    path.write_bytes(MEMBERS.encode("gb18030"))
    return path


@pytest.fixture
def under(shop: Shop, dressed: QApplication) -> Iterator[QWidget]:
    """A window for the assistant to stand over."""
    window = QWidget()
    window.resize(1024, 640)
    yield window
    window.close()


def assistant(shop: Shop, path: Path | None, under: QWidget, qtbot: Any) -> ImportDialog:
    dialog = ImportDialog(shop, path, under)
    dialog.open()
    qtbot.waitExposed(dialog)
    return dialog


def good_rows(dialog: ImportDialog, rest: Path) -> None:
    dialog.taking.rest.setText(str(rest))
    dialog.taking.way.set_value("good_rows")
    dialog.taking.way.changed.emit()
    dialog.taking.backup.setChecked(False)


def test_a_file_is_brought_in_by_keys_and_undone(
    shop: Shop, app: App, members: Path, under: QWidget, tmp_path: Path, qtbot: Any
):
    before = app.customer_list.find()
    dialog = assistant(shop, members, under, qtbot)
    for step in range(1, 5):
        qtbot.keyClick(dialog.focusWidget() or dialog, *GO_ON)
        assert dialog.at == step
        QApplication.processEvents()  # the cursor goes where the step begins
    assert app.customer_list.find() == before  # tried on the book, and taken back
    assert not dialog.next.isEnabled()  # of all or nothing, nothing is left: four rows are refused
    good_rows(dialog, tmp_path / "rest.xlsx")
    qtbot.keyClick(dialog, *GO_ON)
    assert app.counter.card("0801").balance.principal == 128_000
    assert (tmp_path / "rest.xlsx").is_file()
    assert "7" in dialog.taking.over.words.text()
    dialog.taking.over.undo.click()
    [undo] = [w for w in QApplication.topLevelWidgets() if isinstance(w, UndoImportDialog) and w.isVisible()]
    undo.submit()
    assert app.counter.card("0801").closed
    assert app.intake.imports()[0].state == "undone"
    qtbot.keyClick(dialog, *GO_ON)
    assert not dialog.isVisible()


def test_once_a_file_is_open_enter_goes_on_with_it(shop: Shop, members: Path, under: QWidget, qtbot: Any):
    dialog = assistant(shop, None, under, qtbot)
    QApplication.processEvents()
    assert dialog.focusWidget() is dialog.file.choose
    assert dialog.file.choose.property("class") == "primary"
    dialog.file.take(members)
    assert dialog.focusWidget() is dialog.next
    assert dialog.file.choose.property("class") == ""  # one button stands out: the one to go on with
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert dialog.at == 1


def test_what_the_columns_cut_is_said_whole_below_the_list(shop: Shop, members: Path, under: QWidget, qtbot: Any):
    dialog = assistant(shop, members, under, qtbot)
    for _step in range(3):
        dialog.go_on()
    room = dialog.trial.findings
    assert room.whole.isVisible()
    for at, finding in enumerate(room.rows.rows):
        room.table.selectRow(at)
        assert room.rows.columns[-1].text(finding) in room.whole.text()
    room.text.setText("nothing has this in it")
    assert not room.whole.isVisible()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, ""), (4.9, ""), (5, "about 5 seconds"), (31, "about 35 seconds"), (90, "90 seconds"), (91, "about 2 minutes")],
)
def test_a_long_wait_is_told_before(shop: Shop, seconds: float, said: str):
    assert said in lasts_words(seconds)
    assert bool(lasts_words(seconds)) is bool(said)


def test_a_trial_of_some_length_is_what_the_wait_is_judged_by(shop: Shop, members: Path, under: QWidget, qtbot: Any):
    dialog = assistant(shop, members, under, qtbot)
    for _step in range(3):
        dialog.go_on()
    dialog.work._trial_ms = 20_000
    assert dialog.work.seconds_to_take() == 20  # so few rows were tried on the book itself
    dialog.go_on()
    assert "about 20 seconds" in dialog.taking.lasts.text()


def test_time_left_is_said_of_what_was_watched_only(shop: Shop, qtbot: Any, monkeypatch: pytest.MonkeyPatch):
    bar = Progress()
    qtbot.addWidget(bar)
    bar.begin("")
    bar.show_steps(19_000, 0)  # the file is read once more: no measure of what follows
    bar.show_steps(1_000, 20_000)
    assert not bar.left.text().strip()
    monkeypatch.setattr(bar, "_clock", SimpleNamespace(isValid=lambda: True, elapsed=lambda: 3_000))
    bar.show_steps(2_000, 20_000)
    assert "55 more seconds" in bar.left.text()
    bar.show_steps(20_000, 20_000)
    assert not bar.left.text().strip()


def test_what_cannot_be_read_is_said_in_words(shop: Shop, under: QWidget, tmp_path: Path, qtbot: Any):
    empty = tmp_path / "empty.csv"
    empty.write_text("\n")
    dialog = assistant(shop, empty, under, qtbot)
    assert dialog.file.wrong.isVisible()
    assert "no data" in dialog.file.wrong.text()
    assert not dialog.next.isEnabled()
    assert dialog.at == 0


def test_the_book_itself_is_no_file_to_bring_in(shop: Shop, app: App, under: QWidget, qtbot: Any):
    dialog = assistant(shop, app.store.path, under, qtbot)
    assert "the book itself" in dialog.file.wrong.text()


def test_another_encoding_is_shown_at_once_and_one_that_fails_goes_no_further(
    shop: Shop, members: Path, under: QWidget, qtbot: Any
):
    dialog = assistant(shop, members, under, qtbot)
    dialog.go_on()
    assert "会员编号" in dialog.reading.preview.model().headerData(1, Qt.Orientation.Horizontal)
    dialog.work.read_as("encoding", "cp1252")
    assert "会员编号" not in dialog.reading.preview.model().headerData(1, Qt.Orientation.Horizontal)
    dialog.work.read_as("encoding", "utf-8")
    assert dialog.reading.wrong.isVisible() or "\ufffd" in str(
        dialog.reading.preview.model().headerData(1, Qt.Orientation.Horizontal)
    )


def test_a_column_is_one_thing_and_a_thing_one_column(shop: Shop, members: Path, under: QWidget, qtbot: Any):
    dialog = assistant(shop, members, under, qtbot)
    dialog.go_on()
    dialog.go_on()
    boxes = dialog.columns.columns.heads.boxes
    assert [box.currentData() for box in boxes] == ["no", "name", "phones", "principal", "bonus", "since"]
    boxes[4].setCurrentIndex(boxes[4].findData("principal"))
    boxes[4].activated.emit(boxes[4].currentIndex())
    assert dialog.work.layout.columns["principal"] == 4
    assert [box.currentData() for box in boxes] == ["no", "name", "phones", "", "principal", "since"]


def test_without_a_needed_column_there_is_no_trial(shop: Shop, members: Path, under: QWidget, qtbot: Any):
    dialog = assistant(shop, members, under, qtbot)
    dialog.go_on()
    dialog.go_on()
    dialog.work.choose(columns={"phones": 2})
    assert "Customer number / Name" in dialog.columns.missing.text()
    qtbot.keyClick(dialog, *GO_ON)
    assert dialog.at == 2


def test_as_something_else_the_columns_are_looked_for_anew(shop: Shop, members: Path, under: QWidget, qtbot: Any):
    dialog = assistant(shop, members, under, qtbot)
    dialog.go_on()
    dialog.go_on()
    dialog.columns.target.set_value(Target.OPENINGS)
    dialog.columns.target.changed.emit()
    assert dialog.work.target is Target.OPENINGS
    assert "principal" in dialog.work.layout.columns


def test_dates_read_the_other_way_are_tried_out_again(shop: Shop, members: Path, under: QWidget, qtbot: Any):
    dialog = assistant(shop, members, under, qtbot)
    for _step in range(3):
        dialog.go_on()
    shown = dialog.trial.dates.table.rows_model.rows
    assert shown[0].day_first != shown[0].month_first
    before = dialog.work.report
    dialog.trial.dates.order.set_value(DayOrder.MDY)
    dialog.trial.dates.order.changed.emit()
    assert dialog.work.layout.days is DayOrder.MDY
    assert dialog.work.report is not None
    assert dialog.work.report is not before


def test_going_back_and_changing_something_is_tried_out_anew(shop: Shop, members: Path, under: QWidget, qtbot: Any):
    dialog = assistant(shop, members, under, qtbot)
    for _step in range(4):
        dialog.go_on()
    dialog.go_to(1)
    assert dialog.at == 1
    dialog.work.read_as("header", 2)
    dialog.go_to(4)
    assert dialog.at == 1  # what was found before counts no more
    qtbot.keyClick(dialog, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert dialog.at == 0


def test_only_ticked_pairs_are_taken_as_one(shop: Shop, members: Path, under: QWidget, qtbot: Any):
    dialog = assistant(shop, members, under, qtbot)
    for _step in range(3):
        dialog.go_on()
    assert dialog.work.layout.joined == {}
    assert [(pair.no, pair.other_no) for pair in dialog.trial.twins.pairs.rows] == [("802", "0802")]
    assert not dialog.trial.twins.again.isEnabled()
    dialog.trial.twins.tick_numbers()
    dialog.trial.twins.take()
    assert dialog.work.layout.joined == {"802": "0802"}
    assert dialog.work.report is not None
    assert dialog.work.report.pairs == ()


def test_what_is_to_be_mended_can_be_narrowed_and_saved(
    shop: Shop, members: Path, under: QWidget, tmp_path: Path, qtbot: Any
):
    dialog = assistant(shop, members, under, qtbot)
    for _step in range(3):
        dialog.go_on()
    room = dialog.trial.findings
    assert {each.line for each in room.rows.rows} == {0, 4, 5, 6, 7, 8, 13}
    count = len(room.rows.rows)
    room.text.setText("1.38E")
    assert [each.line for each in room.rows.rows] == [6]
    room.save_to(tmp_path / "list.csv")
    written = (tmp_path / "list.csv").read_text("utf-8-sig").splitlines()
    assert len(written) == 1 + count
    assert any(line.startswith("5,会员编号,802,") for line in written)


def test_bills_of_unknown_customers_are_refused_until_files_are_to_be_made(
    shop: Shop, under: QWidget, tmp_path: Path, qtbot: Any
):
    path = tmp_path / "bills.csv"
    path.write_text(BILLS)
    dialog = assistant(shop, path, under, qtbot)
    for _step in range(3):
        dialog.go_on()
    assert dialog.work.report is not None
    assert dialog.work.report.refused == 1
    dialog.go_back()
    box: Any = dialog.columns.given.fields["new_customers"]
    box.setChecked(True)
    dialog.go_on()
    assert dialog.work.report is not None
    assert dialog.work.report.refused == 0


def test_what_was_remembered_for_all_rows_stays_when_a_column_is_chosen_otherwise(
    shop: Shop, app: App, under: QWidget, tmp_path: Path, qtbot: Any
):
    path = tmp_path / "bills.csv"
    path.write_text(BILLS)
    source = app.intake.open(path)
    given = {"new_customers": "yes", "tender": "cash"}
    app.intake.carry_out(source, app.intake.propose(source, None, given).layout, Way.GOOD_ROWS)
    dialog = assistant(shop, path, under, qtbot)
    assert "brought in before" in dialog.file.known.text()
    dialog.go_on()
    dialog.go_on()
    dialog.work.choose(columns={**dialog.work.layout.columns, "note": 1})
    assert dialog.work.layout.given["tender"] == "cash"
    box: Any = dialog.columns.given.fields["new_customers"]
    assert box.isChecked()


def test_a_long_trial_can_be_stopped(app: App, english: None, under: QWidget, tmp_path: Path, qtbot: Any):
    path = tmp_path / "long.csv"
    path.write_text("customer no,name\n" + "".join(f"L{n:06},N{n}\n" for n in range(60_000)))
    tasks = Tasks()
    shop = Shop(app, tasks, app.settings.current(), Preferences())
    dialog = ImportDialog(shop, path, under)
    dialog.open()
    for step in (1, 2, 3):
        qtbot.waitUntil(dialog.step().may_go_on, timeout=20_000)
        dialog.go_on()
        assert dialog.at == step
    qtbot.waitUntil(lambda: dialog.work.job is not None)
    dialog.reject()
    assert dialog.isVisible()  # it is asked to stop, and says when it has
    qtbot.waitUntil(lambda: dialog.work.job is None, timeout=20_000)
    assert dialog.work.report is None
    assert "stopped" in dialog.trial.wrong.text()
    dialog.reject()
    tasks.end()


def test_the_log_of_imports_undoes_one(shop: Shop, app: App, under: QWidget, tmp_path: Path, qtbot: Any):
    path = tmp_path / "prices.csv"
    path.write_text("名称,价格\n臭氧消毒,88\n")
    source = app.intake.open(path)
    app.intake.carry_out(source, app.intake.propose(source).layout, Way.ALL)
    page = AuditPage(shop)
    qtbot.addWidget(page)
    page.show()
    page.show_room("imports")
    assert [each.file for each in page.imports.rows.rows] == ["prices.csv"]
    page.imports.undo.click()
    [undo] = [w for w in QApplication.topLevelWidgets() if isinstance(w, UndoImportDialog) and w.isVisible()]
    undo.reason.setText("")
    undo.submit()
    assert undo.isVisible()  # no reason, no undoing
    undo.reason.setText("wrong file")
    undo.submit()
    page.imports.refresh()
    assert [each.state for each in page.imports.rows.rows] == ["undone"]
    assert not page.imports.undo.isEnabled()


def test_the_log_says_all_of_an_import_who_undid_it_and_why(
    shop: Shop, app: App, members: Path, tmp_path: Path, qtbot: Any
):
    source = app.intake.open(members)
    layout = replace(app.intake.propose(source).layout, days=DayOrder.DMY)
    done = app.intake.carry_out(source, layout, Way.GOOD_ROWS, rest=None)
    before = app.intake.imports()[0].counts
    app.intake.undo(done.run, "wrong file")
    assert app.intake.imports()[0].counts == before  # its rows, not what undid them
    page = AuditPage(shop)
    qtbot.addWidget(page)
    page.show()
    page.show_room("imports")
    qtbot.keyClick(page.imports.table, Qt.Key.Key_Return)
    [dialog] = [w for w in QApplication.topLevelWidgets() if isinstance(w, RunDialog) and w.isVisible()]
    said = dict(dialog.shown)
    assert said["SHA-256"] == app.intake.imports()[0].sha256
    report = done.report
    rows, good, refused, passed = report.rows, report.good, report.refused, report.skipped
    assert said["Rows"] == f"{rows}, of these taken in {good}, refused {refused}, passed over {passed}"
    assert rows == good + refused + passed
    assert said["Principal"] == shop.amount(report.sums["principal"])
    assert said["Reason"] == "wrong file"
    assert said["Undone"].endswith("by Owner")


def test_of_several_files_that_are_dropped_each_has_its_turn(
    shop: Shop, app: App, members: Path, under: QWidget, tmp_path: Path, qtbot: Any
):
    bad, prices = tmp_path / "bad.csv", tmp_path / "prices.csv"
    bad.write_text("\n")
    prices.write_text("名称,价格\n臭氧消毒,88\n", encoding="utf-8")
    dialog = bring_in(shop, under, [bad, prices, members])
    assert dialog is not None
    qtbot.waitExposed(dialog)
    assert "no data" in dialog.file.wrong.text()
    assert dialog.file.waiting.text() == "2 more files wait for their turn: prices.csv, 会员.csv"
    dialog.file.skip.click()
    assert dialog.file.name.text() == "prices.csv"
    for _step in range(4):
        dialog.go_on()
    dialog.taking.backup.setChecked(False)
    dialog.go_on()
    assert app.intake.imports()[0].file == "prices.csv"
    dialog.taking.again_wanted.emit()
    assert (dialog.at, dialog.file.name.text()) == (0, "会员.csv")
    assert not dialog.file.skip.isVisible()
    dialog.close()


def test_a_file_dropped_on_the_list_of_customers_is_opened(shop: Shop, members: Path, qtbot: Any):
    page = CustomersPage(shop)
    qtbot.addWidget(page)
    page.show()
    assert page.list.acceptDrops()
    page.list.dropped.emit([str(members)])
    [dialog] = [w for w in QApplication.topLevelWidgets() if isinstance(w, ImportDialog) and w.isVisible()]
    assert dialog.file.name.text() == "会员.csv"


def test_whoever_may_not_import_gets_no_assistant(shop: Shop, under: QWidget, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shop, "bars", lambda _right: True)
    assert bring_in(shop, under) is None


def test_every_way_of_writing_dates_and_amounts_has_words(english: None):
    assert len({days_name(each) for each in DayOrder}) == len(DayOrder)
    assert len({decimal_name(each) for each in DecimalMark}) == len(DecimalMark)
