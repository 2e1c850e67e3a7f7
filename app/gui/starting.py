"""Watching how soon the program is there, for those who build it: `counterbook --tell-start FILE`.

The program starts as ever and ends as soon as its book can be worked with: when the counter shows and the search has
found whom it was asked for. Imports nothing before that which the program does not.
"""

from __future__ import annotations

import json
import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer

from app.gui.app import Program

LOOK_MS = 5
PATIENCE_MS = 60_000
TYPED = "w"


class Watch(QObject):
    """Notes when the first frame was out and when the book was usable, in seconds since 1970, and ends the program."""

    def __init__(self, report: Path, program: Program) -> None:
        super().__init__(program)
        self._report = report
        self._program = program
        self._told: dict[str, float] = {}
        self._asked = False
        self._look = QTimer(self)
        self._look.timeout.connect(self._see)
        self._look.start(LOOK_MS)
        QTimer.singleShot(PATIENCE_MS, self, self._end)
        if program.window is not None:
            program.window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the window's first paint; the frame is out when the event loop comes round again."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, partial(self._tell, "frame"))
        return False

    def _see(self) -> None:
        window = self._program.window
        if window is None or window.shop is None:
            return
        if not self._asked:
            self._asked = True
            window.search.setText(TYPED)
            window.search.textEdited.emit(TYPED)
        elif window.search.shown_for == TYPED:
            self._tell("usable")
            self._end()

    def _tell(self, what: str) -> None:
        self._told.setdefault(what, time.time())

    def _end(self) -> None:
        self._look.stop()
        self._report.write_text(json.dumps(self._told), encoding="utf-8")
        self._program.application.quit()
