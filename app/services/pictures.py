"""The shop's pictures: its logo and its payment code, put into the book and given back for papers, old ones too."""

from app.core.picture import Picture, PictureKind, SetPicture
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Circumstances, Desk
from app.services.file_desk import Filed, FileDesk
from app.storage import pictures as stored
from app.storage.store import Store


class Pictures:
    """The door to the shop's pictures."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def current(self) -> dict[PictureKind, Picture | None]:
        """Return the picture of each kind, None where the shop has none."""
        with self._store.read() as session:
            found = stored.current_pictures(session)
        return {kind: found.get(kind) for kind in PictureKind}

    def record(self, request: SetPicture) -> Filed:
        """Put a picture into the book, or take one away; the same request again does nothing.

        Raises `Refused`, naming `file`: no picture, another kind of file, too large, damaged, the book itself.
        """
        with self._store.write() as session:
            desk = Desk(session, self._around)
            filed = FileDesk(desk, self._store.path).record(request)
            desk.flush()
            return filed

    def content(self, sha256: str) -> bytes:
        """Return a picture as it was put in, by its SHA-256 in hex; those the shop no longer has are there, too."""
        with self._store.read() as session:
            content = stored.load_picture(session, sha256)
        if content is None:
            refuse("picture", N_("There is no such picture in the book."))
        return content
