"""Asking for a file beside the book leaves the database its locks."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.gui.day.screen import Screen, missing

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.skipif(
    bool(missing()) or not sys.platform.startswith("linux"),
    reason=f"a screen nobody sees takes Linux and {', '.join(missing()) or 'nothing more'}",
)

ASKING = """
import os, sqlite3, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.gui.widgets import file_dialogs

book = Path(sys.argv[1])
connection = sqlite3.connect(book)
connection.execute("PRAGMA journal_mode = WAL")
connection.execute("CREATE TABLE t (c)")

def locks():
    files = [os.stat(f"{book}{tail}").st_ino for tail in ("", "-shm")]
    held = [line.split() for line in open("/proc/locks")]
    return sorted(files.index(int(row[5].split(":")[2])) for row in held
                  if int(row[4]) == os.getpid() and int(row[5].split(":")[2]) in files)

application = QApplication([])
before = locks()
QTimer.singleShot(2000, lambda: application.activeModalWidget().reject())
assert file_dialogs.name_to_save(None, "Save", str(book.with_name("a.pdf"))) == ""
QTimer.singleShot(2000, lambda: application.activeModalWidget().reject())
assert file_dialogs.name_to_open(None, "Open", str(book.parent), "Books (*.cbook)") == ""
print(application.platformName(), before, locks())
"""


def test_a_file_dialog_beside_the_book_leaves_the_database_its_locks(tmp_path: Path):
    with Screen(tmp_path) as screen:
        answer = subprocess.run(
            [sys.executable, "-c", ASKING, str(tmp_path / "shop.cbook")],
            env={**screen.environment, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert answer.stdout.strip() == "xcb [0, 1] [0, 1]", answer.stderr
