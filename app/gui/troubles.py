"""Ways out of a book that does not open or does not hold together: its passphrase, a backup, what can still be read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from app.errors import CounterbookError
    from app.gui.keeper import Keeper
    from app.gui.looks import Looks
    from app.gui.main_window import MainWindow
    from app.gui.shop import Shop
    from app.gui.tasks import Tasks
    from app.services.protection import Key


class Said(NamedTuple):
    """What is to be said once the book is open after all, and the key by which it was tried."""

    news: str = ""
    must: tuple[str, str] = ("", "")
    key: Key | None = None


class Opener(Protocol):
    """What the running program lets this do."""

    tasks: Tasks
    looks: Looks

    def open_book(self, path: Path, news: str = "", key: Key | None = None, must: tuple[str, str] = ("", "")) -> None:
        """Open a book, and say something of it; `must` is a title and a text that are to be read."""
        ...

    def switch_book(self, path: Path, news: str = "", key: Key | None = None, must: tuple[str, str] = ("", "")) -> None:
        """Open another book than was tried."""
        ...


def way_out(
    program: Opener,
    window: MainWindow,
    path: Path,
    error: CounterbookError,
    refused: Callable[[], object],
    said: Said,
) -> bool:
    """Offer a way out of a book that was not opened, if there is one; `refused` is called where it is not taken."""
    from app.services import protection  # loaded by now: it was asked to open the book

    trouble = Trouble(program, window, said)
    if isinstance(error, protection.BookLocked):
        trouble.unlock(path, refused)
        return True
    known = str(path) in program.looks.preferences.recent
    if isinstance(error, protection.BookDamaged) or (isinstance(error, protection.BookForeign) and known):
        trouble.help_closed(path, refused)
        return True
    return False


class Trouble(QObject):
    """What is asked of the person, over one window."""

    def __init__(self, program: Opener, window: MainWindow, said: Said | None = None) -> None:
        super().__init__(window)
        self.program, self.window = program, window
        self.said = said or Said()

    # ---- an encrypted book ------------------------------------------------------------------------------------------

    def unlock(self, path: Path, refused: Callable[[], object]) -> None:
        """Ask for what opens an encrypted book, and open it."""
        from app.gui.dialogs.unlock import UnlockDialog

        dialog = UnlockDialog(self.program.tasks, path, parent=self.window)
        dialog.unlocked.connect(partial(self._unlocked, path))
        dialog.rejected.connect(refused)
        dialog.open()

    def _unlocked(self, path: Path, key: Key) -> None:
        self.program.open_book(path, self.said.news, key, self.said.must)

    # ---- a damaged book ---------------------------------------------------------------------------------------------

    def help_closed(self, path: Path, refused: Callable[[], object]) -> None:
        """Offer backups of a book that does not open, and to save what can be read of it."""
        from app.gui.dialogs.damage import DamageDialog

        folders = [Path(each) for each in self.program.looks.preferences.backup_folders]
        dialog = DamageDialog(self.program.tasks, path, folders, key=self.said.key, parent=self.window)
        dialog.other_wanted.connect(self.program.switch_book)
        dialog.restored.connect(partial(self._restored, path))
        dialog.rejected.connect(refused)
        dialog.open()

    def _restored(self, path: Path, key: Key | None, text: str) -> None:
        self.program.open_book(path, text, key)

    def help_open(self, shop: Shop, keeper: Keeper) -> None:
        """Say what is wrong with the open book, and do about it what the person chooses."""
        from app.gui.dialogs.damage import DamageDialog
        from app.gui.dialogs.damage_words import problem_words

        report, path = keeper.prover.report, shop.app.store.path
        if report is None:
            return
        problems = problem_words(report.problems)
        dialog = DamageDialog(shop.tasks, path, keeper.folders, shop=shop, problems=problems, parent=self.window)
        dialog.work_wanted.connect(shop.file_work_wanted)
        dialog.open()
