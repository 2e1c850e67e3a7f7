"""A bare window of PySide6 with a table: what the machine does without us. Takes the time it was started at."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

from tests.bench.window.probe import FirstFrame, memory_mb, since, tell

ROWS, COLUMNS = 50, 8


def main(started: float) -> int:
    """Show the window, tell when its first frame is out and what memory it takes, and end."""
    application = QApplication([])
    window = QMainWindow()
    model = QStandardItemModel(ROWS, COLUMNS)
    for row in range(ROWS):
        for column in range(COLUMNS):
            model.setItem(row, column, QStandardItem(f"{row} {column}"))
    table = QTableView()
    table.setModel(model)
    window.setCentralWidget(table)
    window.resize(1200, 800)
    window.show()
    figures: dict[str, object] = {}

    def end() -> None:
        figures["memory"] = memory_mb()
        tell(figures)

    def shown() -> None:
        figures["frame"] = since(started)
        QTimer.singleShot(300, end)

    FirstFrame(window, shown)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))
