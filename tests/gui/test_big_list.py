"""A list of a hundred thousand is as light as one of fifty: what is not seen is not read. Calls are counted."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest

from app.core.customer_list import Column as Shown
from app.core.customer_list import CustomerFilter, SortKey
from app.errors import CounterbookError, Message
from app.gui.models.paged import KEPT, PAGE, PagedModel
from app.gui.models.rows import VALUE, Column, RowsModel
from app.gui.shop import Shop
from app.gui.widgets.list_table import ListTable
from app.services import customer_list
from app.services.exports import ExportCancelled

MANY = 100_000
COLUMNS = (
    Column("no", "No.", lambda row: f"C{row.id:06}"),
    Column("name", "Name", lambda row: row.name, stretch=True, bold=True),
    Column("owed", "Owed", lambda row: str(row.owed), right=True, tone=lambda row: "owed" if row.owed else ""),
)


@dataclass(frozen=True)
class Row:
    id: int
    name: str
    owed: int


class Lane(QObject):
    """Takes jobs as `Tasks` does and does one when told to, in whatever order."""

    unexpected = Signal(object)

    def __init__(self, *, at_once: bool = False) -> None:
        super().__init__()
        self.waiting: list[tuple[Callable[[], Any], Callable[[Any], None], Callable[[CounterbookError], None]]] = []
        self._at_once = at_once

    def run(self, function, done, failed=None, *, owner=None):
        self.waiting.append((function, done, failed))
        if self._at_once:
            self.deliver()

    def deliver(self, at: int = 0) -> None:
        function, done, failed = self.waiting.pop(at)
        try:
            result = function()
        except CounterbookError as error:
            failed(error)
        else:
            done(result)


class Book:
    """Gives rows, and counts how many and how often."""

    def __init__(self) -> None:
        self.calls: list[Sequence[int]] = []
        self.word = "name"
        self.fails = False

    def rows(self, ids: Sequence[int]) -> list[Row]:
        self.calls.append(list(ids))
        if self.fails:
            raise CounterbookError(Message("no"))
        return [Row(id_, f"{self.word} {id_}", id_ % 3) for id_ in ids]

    def read(self) -> int:
        return sum(map(len, self.calls))


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def lane() -> Lane:
    return Lane(at_once=True)


@pytest.fixture
def model(book: Book, lane: Lane) -> PagedModel:
    return PagedModel(lane, book.rows, COLUMNS)


@pytest.fixture
def table(model: PagedModel, book: Book, shop: Shop, qtbot) -> ListTable:
    made = ListTable("Customers", shop, model, book.rows)
    made.lay_out(COLUMNS)
    made.resize(800, 600)
    qtbot.addWidget(made)
    made.show()
    model.show_ids(range(1, MANY + 1))
    qtbot.waitExposed(made)
    made.viewport().repaint()
    return made


def text(model: PagedModel, row: int) -> Any:
    return model.index(row, 1).data()


# ---- what is not seen is not read -----------------------------------------------------------------------------------


def test_to_open_it_reads_what_is_in_view(table: ListTable, book: Book):
    assert book.calls == [list(range(1, PAGE + 1))]
    assert table.model().rowCount() == MANY


def test_rows_at_hand_are_not_read_again(model: PagedModel, book: Book):
    ids = list(range(MANY))
    model.show_ids(ids, book.rows(ids[:PAGE]))
    assert [text(model, row) for row in (0, PAGE - 1)] == ["name 0", f"name {PAGE - 1}"]
    assert len(book.calls) == 1
    model.show_ids(ids, book.rows(ids[:3]))  # too few to be the first page
    assert text(model, PAGE - 1) == f"name {PAGE - 1}"
    assert len(book.calls) == 3


def test_the_end_is_a_key_away(table: ListTable, book: Book, model: PagedModel):
    book.calls.clear()
    QTest.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    table.viewport().repaint()
    assert table.currentIndex().row() == MANY - 1
    assert text(model, MANY - 1) == f"name {MANY}"
    assert len(book.calls) <= 2


def test_scrolling_through_reads_what_comes_into_view_and_keeps_little(table: ListTable, book: Book, model: PagedModel):
    book.calls.clear()
    bar, steps = table.verticalScrollBar(), 150
    for step in range(steps + 1):
        bar.setValue(bar.maximum() * step // steps)
        table.viewport().repaint()
        first = table.rowAt(0)
        assert text(model, first) == f"name {first + 1}"
    assert len(book.calls) <= 2 * steps
    assert len(model._pages) <= KEPT


def test_what_was_seen_a_moment_ago_is_still_there(table: ListTable, book: Book):
    bar = table.verticalScrollBar()
    for value in (0, 3000, 0, 3000):
        bar.setValue(value)
        table.viewport().repaint()
    pages = {call[0] // PAGE for call in book.calls}
    assert len(book.calls) == len(pages)


def test_sorting_only_asks_for_another_order(model: PagedModel, book: Book, qtbot):
    model.show_ids(range(MANY))
    with qtbot.waitSignal(model.sort_wanted) as asked:
        model.sort(2, Qt.SortOrder.DescendingOrder)
    assert asked.args == ["owed", True]
    assert book.calls == []


def test_another_order_or_a_narrower_list_reads_what_comes_into_view(table: ListTable, book: Book, model: PagedModel):
    for ids in (range(MANY, 0, -1), range(7, MANY, 7), (5, 3)):
        book.calls.clear()
        model.show_ids(ids)
        table.viewport().repaint()
        assert text(model, 0) == f"name {ids[0]}"
        assert len(book.calls) == 1
    book.calls.clear()
    model.show_ids(())
    table.viewport().repaint()
    assert (model.rowCount(), book.calls) == (0, [])


def test_choosing_all_reads_nothing_and_marks_nothing(table: ListTable, book: Book, model: PagedModel):
    book.calls.clear()
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    table.viewport().repaint()
    assert table.everything
    assert len(table.chosen_ids()) == MANY
    assert table.selectionModel().selection().count() == 0
    assert book.calls == []
    QTest.keyClick(table, Qt.Key.Key_Escape)
    assert not table.everything


def test_a_range_is_chosen_without_reading_it(table: ListTable, book: Book):
    table.setCurrentIndex(table.model().index(0, 0))
    book.calls.clear()
    table.scrollToBottom()
    last = table.visualRect(table.model().index(MANY - 1, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, last)
    assert len(table.chosen_ids()) == MANY
    assert book.read() <= 3 * PAGE


def test_going_to_somebody_reads_his_page_alone(table: ListTable, book: Book, model: PagedModel):
    book.calls.clear()
    index = model.index(model.position(54_321), 0)
    table.setCurrentIndex(index)
    table.scrollTo(index)
    table.viewport().repaint()
    assert index.data(VALUE).id == 54_321
    assert len(book.calls) <= 2
    assert model.position(MANY + 5) == -1


def test_export_reads_piece_by_piece_and_leaves_the_model_alone(
    shop: Shop, table: ListTable, book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    pieces: list[int] = []
    read = customer_list.stored.rows

    def rows(session, ids, on):
        pieces.append(len(ids))
        return read(session, ids, on)

    monkeypatch.setattr(customer_list.stored, "rows", rows)
    lists = shop.app.customer_list
    ids = (lists.find() * MANY)[:MANY]
    book.calls.clear()
    steps: list[tuple[int, int]] = []
    columns = [Shown.NO, Shown.OWED]
    path = tmp_path / "all.csv"
    assert lists.export(ids, SortKey.NO, columns, path, "en", lambda *step: steps.append(step)) == MANY
    assert path.read_bytes().count(b"\r\n") == MANY + 1
    assert max(pieces) <= 500
    assert sum(pieces) == MANY
    assert steps[-1] == (MANY, MANY)
    assert len(steps) >= MANY // 500
    pieces.clear()
    with pytest.raises(ExportCancelled):
        lists.export(ids, SortKey.NO, columns, tmp_path / "none.csv", "en", None, lambda: len(pieces) > 3)
    assert len(pieces) <= 6
    assert not (tmp_path / "none.csv").exists()
    assert book.calls == []


def test_a_find_with_a_hundred_thousand_answers_costs_one_question(shop: Shop):
    """The service is asked once for ids and once for the rows that show first, whatever the list's length."""
    lists = shop.app.customer_list
    ids = lists.find(CustomerFilter(), SortKey.NAME)
    assert [row.id for row in lists.rows(ids[:PAGE])] == ids[:PAGE]


# ---- while pages are missing ----------------------------------------------------------------------------------------


@pytest.fixture
def slow(book: Book) -> tuple[PagedModel, Lane]:
    """A model whose pages come when the test says so."""
    lane = Lane()
    model = PagedModel(lane, book.rows, COLUMNS)
    model.show_ids(range(MANY))
    return model, lane


def test_a_missing_page_is_blank_and_asked_for_once(slow: tuple[PagedModel, Lane], qtbot):
    model, lane = slow
    cells = [model.index(row, column) for row in range(PAGE) for column in range(3)]
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.FontRole, VALUE)
    assert {cell.data(role) for cell in cells for role in roles} == {None}
    assert cells[2].data(Qt.ItemDataRole.TextAlignmentRole) is not None
    assert len(lane.waiting) == 1
    with qtbot.waitSignal(model.dataChanged) as told:
        lane.deliver()
    top, bottom = told.args[:2]
    assert (top.row(), bottom.row(), top.column(), bottom.column()) == (0, PAGE - 1, 0, 2)
    assert text(model, PAGE - 1) == f"name {PAGE - 1}"


def test_the_last_page_tells_of_no_row_that_is_not_there(book: Book, qtbot):
    lane = Lane()
    model = PagedModel(lane, book.rows, COLUMNS)
    model.show_ids(range(PAGE + 3))
    assert text(model, PAGE + 2) is None
    with qtbot.waitSignal(model.dataChanged) as told:
        lane.deliver()
    assert [index.row() for index in told.args[:2]] == [PAGE, PAGE + 2]


def test_an_answer_to_an_earlier_list_is_dropped(slow: tuple[PagedModel, Lane], book: Book):
    model, lane = slow
    assert text(model, 0) is None
    model.show_ids(range(MANY, 0, -1))
    lane.deliver()
    assert text(model, 0) is None
    lane.deliver()
    assert text(model, 0) == f"name {MANY}"


def test_an_answer_from_before_a_change_is_dropped(slow: tuple[PagedModel, Lane], book: Book):
    model, lane = slow
    assert text(model, 0) is None
    function, done, failed = lane.waiting.pop()
    before = function()
    book.word = "new name"
    model.forget_rows()
    done(before)
    assert text(model, 0) is None
    lane.deliver()
    assert text(model, 0) == "new name 0"
    del failed


def test_a_page_that_failed_is_told_of_and_asked_for_again(slow: tuple[PagedModel, Lane], book: Book, qtbot):
    model, lane = slow
    book.fails = True
    assert text(model, 0) is None
    with qtbot.waitSignal(lane.unexpected):
        lane.deliver()
    book.fails = False
    assert text(model, 0) is None
    lane.deliver()
    assert text(model, 0) == "name 0"


def test_a_page_that_failed_for_a_reason_nobody_foresaw_is_asked_for_again(slow: tuple[PagedModel, Lane], book: Book):
    model, lane = slow
    assert text(model, 0) is None
    lane.waiting.pop()
    lane.unexpected.emit(ZeroDivisionError())  # all that is heard of such a job
    assert text(model, 0) is None
    lane.deliver()
    assert text(model, 0) == "name 0"


def test_a_book_that_gives_fewer_rows_than_asked_for_leaves_blanks(lane: Lane):
    model = PagedModel(lane, lambda ids: [Row(id_, "x", 0) for id_ in ids][:2], COLUMNS)
    model.show_ids(range(10))
    assert [text(model, row) for row in (0, 1, 2, 9)] == ["x", "x", None, None]


@pytest.mark.parametrize("seed", range(8))
def test_in_whatever_order_pages_come_a_cell_is_blank_or_right(seed: int, book: Book):
    rng = random.Random(seed)
    lane = Lane()
    model = PagedModel(lane, book.rows, COLUMNS)
    ids: Sequence[int] = ()
    for _ in range(300):
        match rng.randrange(8):
            case 0:
                ids = rng.sample(range(MANY), rng.choice((0, 1, PAGE - 1, PAGE, PAGE + 1, 900)))
                model.show_ids(ids)
            case 1:
                model.forget_rows()
            case 2 | 3 if lane.waiting:
                lane.deliver(rng.randrange(len(lane.waiting)))
            case _:
                for row in (rng.randrange(len(ids)) for _ in range(5) if ids):
                    assert text(model, row) in {None, f"name {ids[row]}"}
        assert model.rowCount() == len(ids)
    while lane.waiting:
        lane.deliver()
    for row in range(0, len(ids), PAGE):
        text(model, row)
    while lane.waiting:
        lane.deliver()
    assert [text(model, row) for row in range(len(ids))] == [f"name {id_}" for id_ in ids]


# ---- as Qt wants models ---------------------------------------------------------------------------------------------


def test_qt_finds_nothing_wrong_with_the_model(model: PagedModel, qtmodeltester):
    model.show_ids(range(3 * PAGE + 7))
    qtmodeltester.check(model)
    model.show_ids(())
    model.show_ids(range(5))
    model.forget_rows()
    model.show_columns(COLUMNS[:2])


def test_qt_finds_nothing_wrong_while_pages_are_missing(slow: tuple[PagedModel, Lane], qtmodeltester):
    model, lane = slow
    model.show_ids(range(2 * PAGE))
    qtmodeltester.check(model)
    while lane.waiting:
        lane.deliver()


def test_qt_finds_nothing_wrong_with_short_lists(qtmodeltester):
    model = RowsModel(COLUMNS, [Row(1, "a", 0), Row(2, "b", 5)])
    qtmodeltester.check(model)
    model.show_rows([])
    model.show_rows([Row(3, "c", 1)])
