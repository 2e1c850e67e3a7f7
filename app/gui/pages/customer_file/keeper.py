"""Putting files into the book for a customer, looking at them, and saving them elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.customer import Attach
from app.errors import CounterbookError, system_reason
from app.gui import errors
from app.gui.shop import Shop
from app.gui.widgets.file_dialogs import name_to_save
from app.gui.widgets.opener import Opener, is_viewable, plain_name, show_in_viewer
from app.i18n.catalog import _, ngettext

if TYPE_CHECKING:
    from app.services.customers import Attachment


class AttachmentKeeper(QWidget):
    """Does it file by file; what went wrong is told as sentences, all of one round together."""

    #: Sentences about what could not be done; none takes the earlier ones back.
    wrong = Signal(list)
    #: Files were put into the book.
    attached = Signal()

    def __init__(self, shop: Shop, number: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._shop, self._number = shop, number
        self._sentences: list[str] = []

    # ---- adding -----------------------------------------------------------------------------------------------------

    def attach(self, paths: Sequence[str]) -> None:
        """Put files into the book, one after the other."""
        if paths:
            self._forgive()
            self._attach_next(list(paths), 0)

    def _attach_next(self, paths: list[str], done: int) -> None:
        if not paths:
            if done:
                self._shop.changed.emit(self._number)
                self._shop.tell(ngettext("{n} file attached.", "{n} files attached.", done).format(n=done))
                self.attached.emit()
            return
        request = Attach(id=self._shop.new_id(), customer=self._number, file=paths[0])
        rest = paths[1:]
        self._shop.tasks.run(
            partial(self._shop.app.files.record, request),
            lambda _filed: self._attach_next(rest, done + 1),
            lambda error: self._not_attached(error, rest, done),
            owner=self,
        )

    def _not_attached(self, error: CounterbookError, rest: list[str], done: int) -> None:
        self._complain(error)
        self._attach_next(rest, done)

    # ---- looking and saving -----------------------------------------------------------------------------------------

    def open(self, value: Any) -> None:
        """Show a file in the system's viewer; one of a kind that is never opened is offered to be saved."""
        attachment: Attachment | None = value
        if attachment is None:
            return
        if not is_viewable(attachment.name):
            self.save(attachment)
            return
        files, opener = self._shop.app.files, Opener.of(self._shop)
        name, number = attachment.name, attachment.id
        self._work(lambda: opener.copy(name, files.content(number)), partial(self._view, name))

    def save(self, value: Any) -> None:
        """Ask where to, and save a file there."""
        attachment: Attachment | None = value
        if attachment is None:
            return
        proposed = str(Path.home() / plain_name(attachment.name))
        chosen = name_to_save(self.parentWidget(), _("Save as"), proposed)
        if chosen:
            files, path, number = self._shop.app.files, Path(chosen), attachment.id
            self._work(lambda: files.save(number, path), lambda _none: self._saved(path))

    def _work(self, function: Callable[[], Any], then: Callable[[Any], object]) -> None:
        """Read a content and write it somewhere; what the disk does not take is said in place."""
        self._forgive()

        def guarded() -> tuple[Any, OSError | None]:
            try:
                return function(), None
            except OSError as error:
                return None, error

        def done(answer: tuple[Any, OSError | None]) -> None:
            result, error = answer
            if error is None:
                then(result)
            else:
                reason = errors.sentence(system_reason(error))
                self._say(_("The file could not be written: {reason}").format(reason=reason))

        self._shop.tasks.run(guarded, done, self._complain, owner=self)

    def _view(self, name: str, path: Path | None) -> None:
        if path is None or not show_in_viewer(path):
            self._shop.tell(_("No program on this computer opens “{name}”; save it instead.").format(name=name))

    def _saved(self, path: Path) -> None:
        self._shop.tell(_("Saved as {path}.").format(path=path))

    # ---- what went wrong --------------------------------------------------------------------------------------------

    def _complain(self, error: CounterbookError) -> None:
        self._say(self._shop.words(error))

    def _say(self, sentence: str) -> None:
        self._sentences.append(sentence)
        self.wrong.emit(list(self._sentences))

    def _forgive(self) -> None:
        self._sentences = []
        self.wrong.emit([])
