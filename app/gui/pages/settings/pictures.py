"""The shop's pictures: each shown as it is, chosen from a file or taken away; that counts at once, without saving."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy

from app.core.picture import PictureKind, SetPicture
from app.core.staff.rights import Right
from app.errors import CounterbookError
from app.gui import errors, theme
from app.gui.shop import Shop
from app.gui.theme import S2, S3
from app.gui.widgets.basics import button, column, label, row
from app.gui.widgets.file_dialogs import name_to_open
from app.gui.widgets.guard import guard
from app.gui.widgets.takes_files import TakesFiles
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.picture import Picture

HIGH, WIDE = 84, 190
"""The room a picture is shown in."""


class PictureKeeper(TakesFiles):
    """One of the shop's pictures; a file may be dropped on it, too."""

    #: The shop's picture is another one now.
    changed = Signal()

    def __init__(self, shop: Shop, kind: PictureKind, title: str, hint: str) -> None:
        super().__init__()
        self._shop, self.kind, self._title = shop, kind, title
        self.picture: Picture | None = None
        self._busy = False
        self.image = QLabel()
        self.image.setProperty("class", "sheet")
        self.image.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.image.setFixedSize(theme.px(WIDE), theme.px(HIGH))
        self.facts = label("", "mute-small", wrap=True)
        self.wrong = label("", "error", wrap=True)
        self.wrong.hide()
        self.choose = button(_("Choose…"), on=self.ask, name=_("Choose: {what}").format(what=title))
        self.remove = button(_("Remove"), "quiet", on=self.take_away, name=_("Remove: {what}").format(what=title))
        guard(shop, Right.SETTINGS, self.choose, self.remove)
        acts = row(self.choose, self.remove, None, gap=S2)
        words = [label(title, "strong", wrap=True), label(hint, "mute-small", wrap=True)]
        self.setLayout(column(*words, self.image, self.facts, acts, self.wrong, None, gap=S2))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.dropped.connect(self._dropped)
        shop.tasks.unexpected.connect(self._stopped)

    # ---- what shows -------------------------------------------------------------------------------------------------

    def room(self) -> QSize:
        """Return how many points of the screen a picture may take."""
        return (self.image.size() - QSize(S3, S3)) * _fineness()

    def show_picture(self, picture: Picture | None, shown: QImage) -> None:
        """Show a picture, as `read_small` gives it, or that there is none."""
        self.picture = picture
        self._set_busy(busy=False)
        self.remove.setVisible(picture is not None)
        if picture is None or shown.isNull():
            self.image.setPixmap(QPixmap())
            self.image.setText(_("None"))
            theme.mark(self.image, "no-sheet")
            self.image.setAccessibleName(_("{what}: none").format(what=self._title))
            self.facts.setText(_("PNG or JPEG, up to 4 megabytes"))
            return
        self.image.setText("")
        theme.mark(self.image, "sheet")
        small = QPixmap.fromImage(shown)
        small.setDevicePixelRatio(_fineness())
        self.image.setPixmap(small)
        self.image.setAccessibleName(self._title)
        kind = "JPEG" if picture.media_type == "image/jpeg" else "PNG"
        text = _("{kind}, {width} × {height} pixels")
        self.facts.setText(text.format(kind=kind, width=picture.width, height=picture.height))

    # ---- changing it ------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Choose a file."""
        kinds = _("Pictures (*.png *.jpg *.jpeg)") + ";;" + _("All files (*)")
        chosen = name_to_open(self, self._title, str(Path.home()), kinds)
        if chosen:
            self.take(chosen)

    def _dropped(self, paths: list[str]) -> None:
        self.take(paths[0])

    def take(self, path: str) -> None:
        """Put the picture of a file into the book."""
        self._record(SetPicture(id=self._shop.new_id(), kind=self.kind, file=path))

    def take_away(self) -> None:
        """Have no such picture any more."""
        self._record(SetPicture(id=self._shop.new_id(), kind=self.kind))

    def _record(self, request: SetPicture) -> None:
        if self._busy:  # a second click on the same button
            return
        self.wrong.hide()
        self._set_busy(busy=True)
        self._shop.tasks.run(
            partial(self._shop.app.pictures.record, request), self._recorded, self._refused, owner=self
        )

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        for made in (self.choose, self.remove):
            made.setEnabled(not busy)

    def _recorded(self, _filed: object) -> None:
        self._set_busy(busy=False)
        self.changed.emit()

    def _stopped(self, _error: object) -> None:
        """Something nobody foresaw may have ended it: let the person go on."""
        self._set_busy(busy=False)

    def _refused(self, error: CounterbookError) -> None:
        self._set_busy(busy=False)
        self.wrong.setText(errors.words(error, self._shop.money))
        self.wrong.show()
        self.choose.setFocus()


def read_small(content: bytes, room: QSize) -> QImage:
    """Return a picture upright, as papers draw it, and no larger than there is room; in a lane: it may be a large one.

    Cameras note how they were held.
    """
    buffer = QBuffer()
    buffer.setData(content)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    found = reader.read()
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return found if found.isNull() else found.scaled(room, keep, smooth)


def _fineness() -> float:
    return max(1.0, QApplication.primaryScreen().devicePixelRatio())
