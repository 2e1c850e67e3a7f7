"""A bare window of PySide6 with a table, frozen like ours: what the start of the program is measured against.

Writes into the file it is given when its first frame was out (seconds since 1970), and ends.
"""

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

ROWS, COLUMNS = 50, 8
END_MS = 200


class FirstFrame(QObject):
    """Waits until a window has been drawn for the first time, notes when, and ends the program soon after."""

    def __init__(self, window: QMainWindow, report: Path) -> None:
        super().__init__(window)
        self._report = report
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Wait for the first paint; the frame is out when the event loop comes round again."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._tell)
        return False

    def _tell(self) -> None:
        self._report.write_text(json.dumps({"frame": time.time()}), encoding="utf-8")
        QTimer.singleShot(END_MS, QApplication.quit)


def main(report: Path) -> int:
    """Show the window until its first frame is out."""
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
    FirstFrame(window, report)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
