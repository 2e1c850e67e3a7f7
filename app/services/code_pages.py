"""Codes on paper: the owner's recovery code and the recovery key of an encrypted book, each printed when it is made.

Nothing of a code is kept here; whoever made it hands it in.
"""

from pathlib import Path

from app.core.code_page import CodeKind, CodePage
from app.i18n import catalog
from app.services.circumstances import Circumstances
from app.services.exports import check_target, write_whole
from app.services.statement_papers import letterhead, read_shop
from app.storage.store import Store
from app.system import paths


class CodePages:
    """The door to pages with codes."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def pdf(self, kind: CodeKind, code: str, language: str) -> bytes:
        """Return the page of a code."""
        from app.documents.code_page import draw_code  # reportlab is loaded with the first paper

        with self._store.read() as session:
            shop = read_shop(session)
        page = CodePage(kind, letterhead(shop), self._store.path.name, code, self._around.today())
        return draw_code(page, catalog.load(language, paths.catalogues()), paths.resources() / "fonts")

    def save(self, kind: CodeKind, code: str, path: Path, language: str) -> None:
        """Write the page of a code; refused when that cannot be written."""
        check_target(path, self._store.path)
        write_whole(path, [self.pdf(kind, code, language)])
