"""Asking where a file is or shall be, by a dialog that opens no file itself.

Qt's own dialog, the one used on Linux, opens files to find out what kind they are. Whoever closes a file there lets go
of every lock the process has on it, those of the database too, and the next program that opens the book cuts short what
is in use (SQLite, "How to corrupt an SQLite database file", 2.2). So there files are told apart by their names alone.
The dialogs of Windows and macOS belong to the system and are used as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QFileInfo, QStandardPaths
from PySide6.QtGui import QAbstractFileIconProvider, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QFileDialog, QStyle, QWidget

from app.services import system

_OURS = frozenset({"xcb", "wayland"})
"""The platforms of Qt where its own dialog is used."""


def name_to_save(parent: QWidget | None, title: str, proposed: str, kinds: str = "", *, confirm: bool = True) -> str:
    """Ask where to save something and return the path, "" when the person thought better of it.

    A file that is there is asked about first, unless the caller never replaces one (`confirm=False`).
    """
    if not _by_names():
        if confirm:
            return QFileDialog.getSaveFileName(parent, title, proposed, kinds)[0]
        way = QFileDialog.Option.DontConfirmOverwrite
        return QFileDialog.getSaveFileName(parent, title, proposed, kinds, options=way)[0]
    dialog = _Dialog(parent, title, Path(proposed).parent, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, on=not confirm)
    dialog.selectFile(Path(proposed).name)
    return next(iter(dialog.answer()), "")


class FileKind(NamedTuple):
    """A kind of file to save as: how a dialog lists it, in the person's language, and the ending of its names."""

    words: str
    ending: str


def file_to_save(parent: QWidget | None, title: str, proposed: Path, kinds: Sequence[FileKind]) -> Path | None:
    """Ask where to save something that may be of several kinds, the first proposed; None for nowhere.

    The name typed says which kind it is; a name of none gets the ending of the kind that is chosen.
    """
    filters = ";;".join(each.words for each in kinds)
    if not _by_names():
        name, chosen = QFileDialog.getSaveFileName(parent, title, str(proposed), filters)
    else:
        dialog = _Dialog(parent, title, proposed.parent, filters)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(proposed.name)
        dialog.setDefaultSuffix(proposed.suffix[1:])
        dialog.filterSelected.connect(partial(_follow_kind, dialog, kinds))
        name = next(iter(dialog.answer()), "")
        chosen = dialog.selectedNameFilter()
    return of_kind(name, chosen, kinds) if name else None


def of_kind(name: str, chosen: str, kinds: Sequence[FileKind]) -> Path:
    """Return the path of a name with an ending: its own if it is of one of the kinds, else that of the chosen one."""
    if name.lower().endswith(tuple(each.ending for each in kinds)):
        return Path(name)
    return Path(name + next((each.ending for each in kinds if each.words == chosen), kinds[0].ending))


def _follow_kind(dialog: QFileDialog, kinds: Sequence[FileKind], chosen: str) -> None:
    """Give the name in a dialog the ending of another kind, so that a file of that name is asked about."""
    ending = next((each.ending for each in kinds if each.words == chosen), kinds[0].ending)
    dialog.setDefaultSuffix(ending[1:])
    names = dialog.selectedFiles()
    if names and Path(names[0]).suffix.lower() in {each.ending for each in kinds}:
        dialog.selectFile(Path(names[0]).stem + ending)


def name_to_open(parent: QWidget | None, title: str, folder: str, kinds: str = "") -> str:
    """Ask which file to open and return its path, "" for none."""
    if not _by_names():
        return QFileDialog.getOpenFileName(parent, title, folder, kinds)[0]
    dialog = _Dialog(parent, title, Path(folder), kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return next(iter(dialog.answer()), "")


def names_to_open(parent: QWidget | None, title: str) -> list[str]:
    """Ask which files to open and return their paths."""
    if not _by_names():
        return QFileDialog.getOpenFileNames(parent, title)[0]
    dialog = _Dialog(parent, title, Path.home(), "")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    return dialog.answer()


def folder_to_save(parent: QWidget | None, title: str, folder: str) -> str:
    """Ask into which folder to save and return its path, "" for none."""
    if not _by_names():
        return QFileDialog.getExistingDirectory(parent, title, folder)
    dialog = _Dialog(parent, title, Path(folder), "")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return next(iter(dialog.answer()), "")


def documents_folder() -> Path:
    """Return where people keep their papers."""
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return documents if documents.is_dir() else Path.home()


# ---- Qt's own dialog ------------------------------------------------------------------------------------------------


class _ByName(QAbstractFileIconProvider):
    """Tells files apart without opening them; asked in a thread of the dialog's, so the pictures are made before."""

    def __init__(self) -> None:
        super().__init__()
        style = QApplication.style()
        self._folder = style.standardIcon(QStyle.StandardPixmap.SP_DirIcon)
        self._file = style.standardIcon(QStyle.StandardPixmap.SP_FileIcon)

    def icon(self, what: QFileInfo | QAbstractFileIconProvider.IconType) -> QIcon:
        """Return a folder or a sheet."""
        folder = what.isDir() if isinstance(what, QFileInfo) else what is QAbstractFileIconProvider.IconType.Folder
        return self._folder if folder else self._file

    def type(self, info: QFileInfo) -> str:
        """Return the end of the name."""
        return "" if info.isDir() else info.suffix()


def _by_names() -> bool:
    return QGuiApplication.platformName() in _OURS


class _Dialog(QFileDialog):
    """Qt's own dialog, looking into a folder only when it knows how."""

    def __init__(self, parent: QWidget | None, title: str, folder: Path, kinds: str) -> None:
        harmless = system.resources() / "icons" / "style"  # it looks into one as soon as it is made
        super().__init__(parent, title, str(harmless), kinds)
        self.setOption(QFileDialog.Option.DontUseNativeDialog)
        self._names = _ByName()  # Qt does not keep it
        self.setIconProvider(self._names)
        self.setDirectory(str(folder))

    def answer(self) -> list[str]:
        """Wait for the person and return what was chosen."""
        chosen = self.selectedFiles() if self.exec() else []
        self.deleteLater()
        return chosen
