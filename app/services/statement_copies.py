"""Copies of issued statements: one PDF of many, or a file for each, every one counted.

What goes on paper a second time says so; the figures and words are those that were issued, drawn anew from what was
kept of them. A single first copy is the very file that was kept.
"""

import hashlib
import io
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import IO, NamedTuple, NoReturn

from app.core.file_names import new_name, same_file
from app.core.receipt import Copy
from app.core.staff.rights import Act
from app.core.statement_json import read_paper
from app.core.statement_paper import Letterhead, StatementPaper
from app.core.statement_reply import code_of
from app.core.statement_run import IssuedStatement
from app.errors import refuse, system_reason
from app.i18n.catalog import Translator
from app.i18n.mark import N_
from app.services.desk import Circumstances
from app.services.export_log import Measured, NewExport, note_within
from app.services.exports import ExportCancelled, check_target, prepared
from app.services.rights import check_act
from app.services.statement_papers import pictures_of, translators
from app.storage import statements as stored
from app.storage.settings import load_settings
from app.storage.statement_replies import sent_by_number
from app.storage.statements import Copies, Sent
from app.storage.store import Session, Store
from app.system import paths

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

MADE_AS = ("print", "pdf", "mail", "second")
"""How a copy may be made."""

_PORTION = 50
_CHUNK = 1024 * 1024  # bytes


class StatementCopies:
    """The door to copies; part of `IssuedStatements`."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def copy(
        self,
        nos: Sequence[str],
        made_as: str = "print",
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> bytes:
        """Make a copy of each statement as one PDF, in the order of their numbers, and count them.

        `made_as` is print, pdf, mail or second. What goes on paper says that it is a reprint if the statement was on
        paper before; pdf and mail give the document as it was issued, which is the same however often it is sent.
        `second` is another request for a reply, with as much time for it as the first. When `cancelled` says so,
        `ExportCancelled` is raised and none counts.
        """
        job = _Job(made_as, progress, cancelled)
        ids = self._ids(nos, made_as)
        while True:
            buffer = io.BytesIO()
            counts, _ = self._draw(ids, job, buffer)
            with self._store.write() as session:
                check_act(session, self._around, Act.PRINT_STATEMENT, ",".join(nos))
                if self._count(session, ids, counts, made_as):
                    return buffer.getvalue()

    def print_file(
        self,
        nos: Sequence[str],
        path: Path,
        made_as: str = "print",
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        *,
        kept: bool = True,
    ) -> int:
        """Make copies as `copy` does into one file; return its number of pages.

        The file is written whole or not at all, and copies are counted only with it. One that is `kept` is noted among
        what went out; one that only lies there while it is being printed is not.
        """
        check_target(path, self._store.path)
        job = _Job(made_as, progress, cancelled)
        ids = self._ids(nos, made_as)
        while True:
            with _scratch(path) as scratch:
                counts, pages = self._draw(ids, job, scratch)
                scratch.seek(0)
                pieces = Measured(iter(lambda: scratch.read(_CHUNK), b""))
                with prepared(path, pieces) as draft, self._store.write() as session:
                    check_act(session, self._around, Act.PRINT_STATEMENT, ",".join(nos))
                    if self._count(session, ids, counts, made_as):
                        if kept:
                            whose = stored.issued(session, ids=ids)[0].customer if len(ids) == 1 else None
                            said = NewExport("statement_copies", "pdf", len(ids), pieces.sha256, whose)
                            note_within(session, self._around, said)
                        draft.place()
                        return pages

    def save_singles(
        self,
        nos: Sequence[str],
        folder: Path,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> list[Path]:
        """Save each statement's PDF in a folder as "number customer month.pdf", count a copy of each, return the files.

        The folder is made if it is not there. What was written stays when it is called off or the disk is full; then
        `ExportCancelled` or `Refused` is raised.
        """
        make_folder(folder)
        with self._store.read() as session:
            chosen = stored.issued(session, ids=[statement_id(session, no) for no in nos])
        files: list[Path] = []
        taken: set[str] = set()
        for done, each in enumerate(chosen):
            _step(progress, cancelled, done, len(chosen))
            month = each.period.month or f"{each.period.start.isoformat()}_{each.period.end.isoformat()}"
            name = new_name(f"{each.no} {each.name} {month}", ".pdf", taken)
            taken.add(same_file(name))
            self._save(each, folder / name)
            files.append(folder / name)
        if progress is not None:
            progress(len(chosen), len(chosen))
        return files

    def _save(self, statement: IssuedStatement, path: Path) -> None:
        """Write the PDF as it was issued and count the copy, both or neither."""
        check_target(path, self._store.path)
        with self._store.read() as session:
            pdf = kept_pdf(session, statement.id, statement.no)
        with prepared(path, [pdf]) as draft, self._store.write() as session:
            check_act(session, self._around, Act.PRINT_STATEMENT, statement.no)
            self._count(session, [statement.id], stored.copies_of(session, [statement.id]), "pdf")
            said = NewExport("statement_copies", "pdf", 1, hashlib.sha256(pdf).digest(), statement.customer)
            note_within(session, self._around, said)
            draft.place()

    def _ids(self, nos: Sequence[str], made_as: str) -> list[int]:
        """Return the statements to be copied, in the order of their numbers, each once."""
        if made_as not in MADE_AS:
            refuse("made_as", N_("made_as: write one of {words}."), words=", ".join(MADE_AS))
        with self._store.read() as session:
            ids = sorted({statement_id(session, no) for no in nos})
        if not ids:
            refuse("statement", N_("statement: none was chosen."))
        return ids

    def _draw(self, ids: Sequence[int], job: "_Job", into: IO[bytes]) -> tuple[Mapping[int, Copies], int]:
        """Draw copies one by one; return what had been copied before, and the number of pages."""
        with self._store.read() as session:
            counts = stored.copies_of(session, ids)
            if len(ids) == 1 and not _is_marked(counts.get(ids[0], Copies()), job.made_as):
                [statement] = stored.issued(session, ids=ids)
                into.write(kept_pdf(session, statement.id, statement.no))
                job.step(1, 1)
                return counts, statement.pages
            numbers = stored.numbers(session, (ids[0], ids[-1]))
            author = load_settings(session).shop_name
        from app.documents.pages import About  # reportlab is loaded with the first paper, not with the window
        from app.documents.statement import StatementPress

        press = StatementPress(paths.resources() / "fonts")
        press.begin_file(into, About(" – ".join(dict.fromkeys(numbers)), author))
        words: dict[str, list[Translator]] = {}
        pages = done = 0
        for each, paper, pictures in self._papers(ids):
            job.step(done, len(ids))
            again = self._marked(paper, counts.get(each.id, Copies()), job.made_as)
            if each.language not in words:
                words[each.language] = translators(each.language.split("+"))
            pages += press.add(again, words[each.language], pictures).pages
            done += 1
        press.end()
        job.step(done, len(ids))
        return counts, pages

    def _papers(self, ids: Sequence[int]) -> Iterator[tuple[Sent, StatementPaper, Mapping[str, bytes]]]:
        """Yield papers as they were issued, with the pictures they show, a portion at a time."""
        pictures: dict[Letterhead, Mapping[str, bytes]] = {}
        for start in range(0, len(ids), _PORTION):
            with self._store.read() as session:
                portion = [(each, kept_paper(each)) for each in stored.sent(session, ids[start : start + _PORTION])]
                for head in {paper.shop for _, paper in portion} - pictures.keys():
                    pictures[head] = pictures_of(session, head)
            for each, paper in portion:
                yield each, paper, pictures[paper.shop]

    def _marked(self, paper: StatementPaper, before: Copies, made_as: str) -> StatementPaper:
        """Return a paper as this copy of it shows it."""
        if not _is_marked(before, made_as):
            return paper
        again = replace(paper, copy=Copy(before.on_paper + 1, self._around.now().astimezone()))
        if made_as != "second":
            return again
        days = paper.reply_by - paper.made_on if paper.reply_by else timedelta()
        reply_by = self._around.today() + days if paper.reply_by else None
        return replace(again, request=before.seconds + 2, reply_by=reply_by)

    def _count(self, session: Session, ids: Sequence[int], before: Mapping[int, Copies], made_as: str) -> bool:
        """Count a copy of each, unless another program has put any on paper since; return whether it was done."""
        now = stored.copies_of(session, ids)
        if any(now.get(id_, Copies()).marks != before.get(id_, Copies()).marks for id_ in ids):
            return False
        nths = {id_: now.get(id_, Copies()).all + 1 for id_ in ids}
        stored.add_copies(session, nths, made_as, self._around.staff, self._around.now())
        return True


class _Job(NamedTuple):
    """How a copy is made, whom to tell how far it is, and whom to ask whether to go on."""

    made_as: str
    progress: Progress | None
    cancelled: Cancelled | None

    def step(self, done: int, total: int) -> None:
        """Tell how far it is; raises `ExportCancelled` when it is called off."""
        _step(self.progress, self.cancelled if done < total else None, done, total)


def _step(progress: Progress | None, cancelled: Cancelled | None, done: int, total: int) -> None:
    if cancelled is not None and cancelled():
        raise ExportCancelled
    if progress is not None:
        progress(done, total)


def _is_marked(before: Copies, made_as: str) -> bool:
    """Whether a copy shows that it is not the first one on paper."""
    return made_as == "second" or (made_as == "print" and before.on_paper > 0)


# ---- what was sent --------------------------------------------------------------------------------------------------


def statement_id(session: Session, no: str) -> int:
    """Return the id of a statement by its number; refused when there is none."""
    found = sent_by_number(session, no)
    if found is None:
        refuse("statement", N_("statement: there is no statement “{no}”."), no=no)
    return found.id


def kept_paper(sent: Sent) -> StatementPaper:
    """Return a paper as it was issued, with the code that its content gives."""
    if sent.content is None:
        _refuse_erased(sent.no)
    if not sent.is_sound:
        _refuse_altered(sent.no)
    return replace(read_paper(sent.content), code=code_of(sent.id, sent.content_digest))


def kept_pdf(session: Session, statement: int, no: str) -> bytes:
    """Return a PDF as it was issued; refused when it was erased, and when it is not what was written."""
    kept = stored.load_pdf(session, statement)
    if kept is None:
        _refuse_erased(no)
    if not kept.is_sound:
        _refuse_altered(no)
    pdf: bytes = kept.pdf
    return pdf


def _refuse_erased(no: str) -> NoReturn:
    refuse("statement", N_("statement: what statement {no} said was erased with the customer’s texts."), no=no)


def _refuse_altered(no: str) -> NoReturn:
    refuse("statement", N_("statement: {no} is not what was issued any more; the book was damaged or altered."), no=no)


# ---- files ----------------------------------------------------------------------------------------------------------


@contextmanager
def _scratch(path: Path) -> Iterator[IO[bytes]]:
    """Open a file without a name for what will stand at a path; refused in words when there is no room for it."""
    try:
        with tempfile.TemporaryFile() as scratch:
            yield scratch
    except OSError as error:
        _unwritable(path, error)


def make_folder(folder: Path) -> None:
    """Make a folder if it is not there; refused in words when that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _unwritable(folder, error)


def _unwritable(path: Path, error: OSError) -> NoReturn:
    refuse("out", N_("{path} cannot be written: {reason}."), path=path, reason=system_reason(error))
