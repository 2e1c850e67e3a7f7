"""Our window on a book: started as a program with the start's time, the book, how far to go, and a place for files.

`start`: until the list of customers shows and the search answers. `list`: then all that is done with a long list.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.gui.app import Program, run_smoothly
from tests.bench.window.probe import FirstFrame, Step, Walk, memory_mb, since, tell

if TYPE_CHECKING:
    from app.gui.main_window import MainWindow
    from app.gui.pages.customer_table import CustomerTable
    from app.gui.widgets.search_box import Hit

ASKED = (
    *("w", "wa", "wan", "wang", "wangx", "wx", "wxm", "l", "li", "lim", "zh", "zha", "zhang", "zhangw", "chen w"),
    *("王", "王小", "小明", "刘", "刘伟", "金", "明", "公司", "有限", "张", "李", "陈", "赵敏", "黄", "吴"),
    *("1", "13", "138", "1380", "4567", "80", "77", "0012", "c0001", "c00012", "6691", "99", "5", "50", "160"),
    *("y", "yang", "yu", "x", "xu", "sun", "ma", "zx", "zxm", "lj", "qq", "zzz", "e", "emma", "oliver"),
)
SCROLLS = 120


class Visit:
    """One visit to the window: what is done, in what order, and what it is found to take."""

    def __init__(self, program: Program, started: float, out: Path) -> None:
        self.program = program
        self.figures: dict[str, object] = {}
        self.answers_s: list[float] = []
        self._started = started
        self._out = out

    # ---- the start --------------------------------------------------------------------------------------------------

    def framed(self) -> None:
        """The first frame is out."""
        self.figures["frame"] = since(self._started)

    def start(self) -> Iterator[Step]:
        """Go to the list of customers as soon as the book is open, and ask the search something."""
        yield Step("opening the book", self._open, 0)
        self.window.go("customers")
        self._type("wxm")
        yield Step("list and search", lambda: self._listed() and self.window.search.shown_for == "wxm", 0)
        self.figures["usable"] = since(self._started)
        yield Step("getting ready", self._ready)
        self.figures["memory"] = memory_mb()

    def list(self) -> Iterator[Step]:
        """Open the list a second after the start; sort, search, filter, scroll, choose and export."""
        yield Step("opening the book", self._open)
        yield Step("getting ready", self._ready)
        self.window.go("customers")
        yield Step("going to the list", lambda: self._listed() and self.program.tasks.idle())
        yield from self._search()
        yield from self._sort()
        yield from self._filter()
        yield from self._scroll()
        yield from self._choose()
        yield from self._export()

    @property
    def window(self) -> MainWindow:
        """The program's window."""
        assert self.program.window is not None
        return self.program.window

    def _open(self) -> bool:
        return self.window.shop is not None

    def _ready(self) -> bool:
        opened = self.program.opened
        return opened is not None and opened.app.search.ready and self.program.tasks.idle()

    def _type(self, text: str) -> None:
        box = self.window.search
        box.setText(text)
        box.textEdited.emit(text)

    # ---- the list ---------------------------------------------------------------------------------------------------

    @property
    def table(self) -> CustomerTable:
        """The list of customers."""
        from app.gui.pages.customer_table import CustomerTable

        return self.window.pages["customers"].findChild(CustomerTable)

    def _listed(self) -> bool:
        """Whether the rows in view show what stands in them."""
        return self.table.model().rowCount() > 0 and self._drawn()

    def _drawn(self) -> bool:
        from app.gui.models.rows import VALUE

        model, height = self.table.model(), self.table.viewport().height()
        last = model.rowCount() - 1
        rows = (self.table.rowAt(0), self.table.rowAt(height - 1))
        return last < 0 or all(model.index(row % (last + 1), 0).data(VALUE) is not None for row in rows)

    def _listed_anew(self) -> Callable[[], bool]:
        """Return what tells that a list has come since and shows, be it the same one."""
        came: list[object] = []
        self.table.model().modelReset.connect(lambda: came.append(None))
        self.table.model().dataChanged.connect(lambda *_cells: came.append(None))
        return lambda: bool(came) and self._drawn()

    def _search(self) -> Iterator[Step]:
        """Type into the search box, text after text, and note when each was asked and when its answer stood there."""
        box = self.window.search
        asked: list[float] = []
        show = box.show_hits

        def shown(text: str, hits: Sequence[Hit]) -> None:
            show(text, hits)
            self.answers_s.append(time.perf_counter() - asked[-1])

        box.show_hits = shown  # type: ignore[method-assign]
        box.asked.connect(lambda _text: asked.append(time.perf_counter()))
        for text in ASKED:
            self._type(text)
            yield Step("searching", lambda text=text: box.shown_for == text, 0.05)
        box.leave()

    def _sort(self) -> Iterator[Step]:
        """Sort by everything that can be sorted by, down and up."""
        from app.core.customer_list import SortKey

        for sort in SortKey:
            for descending in (True, False):
                anew = self._listed_anew()
                self.table.sort_by(sort, descending=descending)
                yield Step("sorting", anew)

    def _filter(self) -> Iterator[Step]:
        """Narrow the list by typing, and make it wide again."""
        from app.gui.widgets.filter_bar import FilterBar

        bar = self.window.pages["customers"].findChild(FilterBar)
        for text in ("w", "wa", "wan", "wang", "wangx"):
            anew = self._listed_anew()
            bar.text.setText(text)
            bar.text.textEdited.emit(text)
            yield Step("filtering", anew)
        anew = self._listed_anew()
        bar.clear()
        yield Step("filtering", anew)

    def _scroll(self) -> Iterator[Step]:
        """Draw the handle from the first row to the last, then leaf up by keys."""
        bar = self.table.verticalScrollBar()
        for step in range(1, SCROLLS + 1):
            bar.setValue(bar.maximum() * step // SCROLLS)
            yield Step("scrolling", self._soon(), 0)
        yield Step("scrolling", self._listed)

    def _choose(self) -> Iterator[Step]:
        """Choose everything."""
        self.table.setFocus()
        self.table.selectAll()
        yield Step("choosing all", self.program.tasks.idle)

    def _export(self) -> Iterator[Step]:
        """Write the whole list to a file, as the page does it."""
        from app.services.customer_list import Column, CustomerFilter, SortKey

        program, path = self.program, self._out / "customers.csv"
        assert program.opened is not None
        app = program.opened.app
        ended: list[object] = []
        program.tasks.run_long(
            "export",
            lambda job: app.customer_list.export(
                CustomerFilter(), SortKey.NO, list(Column), path, "en", job.progress, job.cancelled
            ),
            ended.append,
        )
        yield Step("exporting", lambda: bool(ended))

    def _soon(self) -> Callable[[], bool]:
        """Return what tells that a sixtieth of a second has passed, as between two pictures of a hand's movement."""
        until = time.perf_counter() + 1 / 60
        return lambda: time.perf_counter() >= until


def main(arguments: list[str]) -> int:
    """Make the visit and print what was found."""
    started, book, how, out = float(arguments[0]), Path(arguments[1]), arguments[2], Path(arguments[3])
    run_smoothly()
    application = QApplication([])
    program = Program(application, language="zh_CN")
    program.start(book)
    visit = Visit(program, started, out)

    def ended() -> None:
        visit.figures |= {"gaps": walk.gaps_ms, "seconds": walk.seconds, "answers": visit.answers_s}
        tell(visit.figures)

    walk = Walk(getattr(visit, how)(), ended)

    def shown() -> None:
        visit.framed()
        walk.start()

    FirstFrame(program.window, shown)
    code = application.exec()
    program.end()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
