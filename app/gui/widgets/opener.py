"""Looking at a file kept in the book: a copy of it in a folder of its own, opened by the system's viewer.

Only pictures, PDFs and plain text are ever opened. A program, a script or a document that could hold one is saved to
where the person says, and that is all.
"""

from __future__ import annotations

import re
import stat
import unicodedata
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QUrl
from PySide6.QtGui import QDesktopServices

from app.services import system

VIEWABLE = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".txt"})
"""What a viewer only shows."""

_BAD = re.compile(r'[\\/:*?"<>|%]')
_LONGEST = 80


def is_viewable(name: str) -> bool:
    """Whether a file of this name may be opened."""
    return Path(plain_name(name)).suffix in VIEWABLE


def plain_name(name: str) -> str:
    """Return a name any system takes, that shows what it is: no separators, nothing invisible, the ending in small."""
    seen = "".join(c for c in unicodedata.normalize("NFC", name) if not unicodedata.category(c).startswith("C"))
    path = Path(_BAD.sub("_", seen).strip(" .") or "_")
    return path.stem[:_LONGEST].strip(" .") + path.suffix.casefold()


def show_in_viewer(path: Path) -> bool:
    """Have the system's viewer show a file; say whether there is one."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def show_folder(path: Path) -> bool:
    """Have the system show the folder a file is in, or a folder itself; say whether there is something that does."""
    return show_in_viewer(path if path.is_dir() else path.parent)


class Opener(QObject):
    """Keeps the copies until the program ends."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._folder: Path | None = None
        self._count = 0
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.forget)

    @classmethod
    def of(cls, owner: QObject) -> Opener:
        """Return the opener of an owner, made when first wanted."""
        found = owner.findChild(cls)
        return found if isinstance(found, Opener) else cls(owner)

    def copy(self, name: str, content: bytes) -> Path | None:
        """Write a copy that nobody else can read and nobody can write; None where its kind is never opened."""
        if not is_viewable(name):
            return None
        if self._folder is None or not self._folder.is_dir():
            self._folder = system.make_scratch()
        self._count += 1
        folder = self._folder / str(self._count)
        folder.mkdir()
        path = folder / plain_name(name)
        path.write_bytes(content)
        path.chmod(stat.S_IRUSR)
        return path

    def forget(self) -> None:
        """Remove all copies."""
        if self._folder is not None:
            system.remove_scratch(self._folder)
            self._folder = None
