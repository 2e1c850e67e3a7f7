"""Letters of the reminder queue: previewed, issued with numbers without gaps, printed as one file, for the post."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple, NoReturn

from app.core import posting_list
from app.core.envelope import NO_NUDGE, Nudge
from app.core.letter import (
    IssuedLetter,
    LetterBatch,
    LetterOptions,
    LetterPaper,
    by_route,
    read_letter,
)
from app.core.posting_list import PostingList
from app.core.receipt import Party
from app.core.staff.rights import Act
from app.errors import Message, refuse
from app.i18n import catalog
from app.i18n.mark import N_
from app.services.desk import Circumstances
from app.services.export_log import NewExport
from app.services.exports import ExportCancelled, check_target, write_noted, write_whole
from app.services.known import known_file
from app.services.letter_issue import Cancelled, Issuer, Progress, new_press, read_case
from app.services.letter_papers import compose_letter
from app.services.reminder_messages import current_texts, translator_of
from app.services.rights import allow
from app.services.statement_papers import letterhead, pictures_of, read_shop
from app.storage import letters as stored
from app.storage.letters import SentLetter
from app.storage.store import Session, Store
from app.system import paths

if TYPE_CHECKING:
    from app.documents.letter import Drawn


class LetterPreview(NamedTuple):
    """A letter as it would go out: the PDF, and what to look at first.

    `blanks` are names of texts the shop has not set, `missing` characters the fonts lack, `cut` says that the address
    does not fit the window, `without_address` that there is none. `reason` is why it would not go out today, if so.
    """

    pdf: bytes
    pages: int
    missing: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    cut: bool = False
    without_address: bool = False
    reason: Message | None = None


class Letters:
    """The door to letters, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    # ---- before -----------------------------------------------------------------------------------------------------

    def preview(self, reminder: int, options: LetterOptions | None = None, nudge: Nudge = NO_NUDGE) -> LetterPreview:
        """Return the letter of a reminder as it would go out today, marked as a preview. Raises `Refused`."""
        chosen = options or LetterOptions()
        with self._store.read() as session:
            case = read_case(session, self._around, reminder, read_shop(session))
            made = compose_letter(current_texts(session), case.wish, case.subject, chosen)
            pictures = pictures_of(session, made.paper.shop)
        press = new_press(nudge)
        drawn = press.draw(made.paper, [translator_of(made.paper.language)], pictures)
        return LetterPreview(
            drawn.pdf,
            drawn.pages,
            drawn.missing,
            made.blanks,
            cut=press.shortens(made.paper),
            without_address=not made.paper.to.lines,
            reason=case.reason,
        )

    # ---- issuing ----------------------------------------------------------------------------------------------------

    def issue(
        self,
        reminders: Sequence[int],
        options: LetterOptions | None = None,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> LetterBatch:
        """Issue the letters of reminders, in the order of the post, until all are done or `cancelled`.

        Each is a contact from then on and has its number. Doing the same again issues what is left and gives the same
        letters; what may not go out now is left out and says why. A full disk, or a setting by which no letter can be
        made, stops it: the batch then has the `error`.
        """
        wanted = list(dict.fromkeys(reminders))
        allow(self._store, self._around, Act.ISSUE_LETTERS, ",".join(map(str, wanted)))
        batch = Issuer(self._store, self._around, options or LetterOptions()).go(wanted, progress, cancelled or _never)
        with self._store.read() as session:
            letters = [_issued(each) for each in stored.sent_letters(session, contacts=batch.contacts)]
        return LetterBatch(
            letters=by_route(letters),
            left_out=tuple(batch.left_out),
            left=batch.left,
            unprintable=tuple(batch.unprintable),
            cut=tuple(batch.cut),
            error=batch.error,
        )

    # ---- what was issued --------------------------------------------------------------------------------------------

    def letters(self, customer: str = "", *, unposted: bool = False) -> Sequence[IssuedLetter]:
        """Return letters in the order of their numbers: a customer's, those not handed to the post yet, or all."""
        with self._store.read() as session:
            return [_issued(each) for each in stored.sent_letters(session, customer=customer, unposted=unposted)]

    def unposted(self) -> int:
        """Return how many letters were not handed to the post yet."""
        with self._store.read() as session:
            return stored.count_unposted(session)

    def paper(self, no: str) -> LetterPaper:
        """Return what a letter says, as it was issued; refused when there is none, and when it was erased."""
        with self._store.read() as session:
            return _kept(_by_number(session, [no])[0])

    def pdf(self, no: str) -> bytes:
        """Return the PDF as it was issued; refused when it was erased, and when it is not what was written."""
        with self._store.read() as session:
            [sent] = _by_number(session, [no])
            kept = stored.load_letter_pdf(session, sent.contact)
        if kept is None:
            _refuse_erased(no)
        if not kept.is_sound:
            _refuse_altered(no)
        pdf: bytes = kept.pdf
        return pdf

    def print_file(
        self,
        nos: Sequence[str],
        path: Path,
        *,
        duplex: bool = False,
        nudge: Nudge = NO_NUDGE,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        kept: bool = True,
    ) -> int:
        """Write letters into one PDF in the order of the post, whole or not at all; return its number of pages.

        They are drawn anew from what was kept of them; with `duplex` each begins on the front of a sheet. A file that
        is `kept` is noted among what went out; one that only lies there while it is being printed is not. Raises
        `ExportCancelled` when `cancelled` says so.
        """
        check_target(path, self._store.path)
        buffer = io.BytesIO()
        pages = self._write(nos, buffer, _Printing(duplex, nudge, progress, cancelled))
        if kept:
            said = NewExport("letters", "pdf", len(set(nos)))
            write_noted(self._store, self._around, path, [buffer.getvalue()], lambda: said)
        else:
            write_whole(path, [buffer.getvalue()])
        return pages

    def _write(self, nos: Sequence[str], into: IO[bytes], printing: "_Printing") -> int:
        from app.documents.pages import About  # reportlab is loaded with the first paper, not with the window

        with self._store.read() as session:
            sent = {each.no: each for each in _by_number(session, nos)}
            author = read_shop(session).settings.shop_name
        order = [letter.no for letter in by_route(map(_issued, sent.values()))]
        press = new_press(printing.nudge)
        press.begin_file(into, About(" – ".join(dict.fromkeys((order[0], order[-1]))), author), duplex=printing.duplex)
        pages = 0
        for done, no in enumerate(order):
            printing.step(done, len(order))
            paper = _kept(sent[no])
            with self._store.read() as session:
                pictures = pictures_of(session, paper.shop)
            pages += press.add(paper, [translator_of(paper.language)], pictures).pages
        press.end()
        printing.step(len(order), len(order))
        return pages

    # ---- for the post office ----------------------------------------------------------------------------------------

    def posting_list(self, nos: Sequence[str]) -> "Drawn":
        """Return the list for the post office of some letters, in the order of the post."""
        from app.documents.posting_list import draw_posting_list  # reportlab is loaded with the first paper

        with self._store.read() as session:
            shop = read_shop(session)
            sent = {each.no: each for each in _by_number(session, nos)}
        found = []
        for letter in by_route(map(_issued, sent.values())):
            to = _kept(sent[letter.no]).to
            found.append(posting_list.Letter(letter.no, Party(letter.customer, letter.name), to.lines, to.postcode))
        listed = PostingList(letterhead(shop), None, None, self._around.today(), shop.language, tuple(found))
        translator = catalog.load(listed.language, paths.catalogues())
        return draw_posting_list(listed, translator, paths.resources() / "fonts")

    def save(self, no: str, path: Path) -> None:
        """Write a letter as it was issued into a file, whole or not at all; refused when that cannot be."""
        pdf = self.pdf(no)
        with self._store.read() as session:
            said = NewExport("letters", "pdf", 1, b"", known_file(session, _by_number(session, [no])[0].customer).id)
        write_noted(self._store, self._around, path, [pdf], lambda: said)

    def save_posting_list(self, nos: Sequence[str], path: Path) -> None:
        """Write the list for the post office into a file, whole or not at all; refused when that cannot be."""
        said = NewExport("posting_list", "pdf", len(set(nos)))
        write_noted(self._store, self._around, path, [self.posting_list(nos).pdf], lambda: said)


class _Printing(NamedTuple):
    """How letters are printed, whom to tell how far it is, and whom to ask whether to go on."""

    duplex: bool
    nudge: Nudge
    progress: Progress | None
    cancelled: Cancelled | None

    def step(self, done: int, total: int) -> None:
        """Tell how far it is; raises `ExportCancelled` when it is called off."""
        if done < total and self.cancelled is not None and self.cancelled():
            raise ExportCancelled
        if self.progress is not None:
            self.progress(done, total)


def _never() -> bool:
    return False


# ---- what was kept --------------------------------------------------------------------------------------------------


def _by_number(session: Session, nos: Sequence[str]) -> list[SentLetter]:
    found = stored.sent_letters(session, nos=list(dict.fromkeys(nos)))
    there = {each.no for each in found}
    for no in nos:
        if no not in there:
            refuse("letter", N_("letter: there is no letter “{no}”."), no=no)
    if not found:
        refuse("letter", N_("letter: none was chosen."))
    return found


def _kept(sent: SentLetter) -> LetterPaper:
    """Return a letter as it was issued."""
    if sent.content is None:
        _refuse_erased(sent.no)
    if not sent.is_sound:
        _refuse_altered(sent.no)
    return read_letter(sent.content)


def _issued(sent: SentLetter) -> IssuedLetter:
    """Return a letter as lists show it; of an erased one only what is no text."""
    paper = read_letter(sent.content) if sent.content is not None and sent.is_sound else None
    return IssuedLetter(
        sent.contact,
        sent.no,
        sent.reminder,
        sent.customer,
        sent.name,
        None if paper is None else paper.tone,
        0 if paper is None else paper.asked,
        "" if paper is None else paper.to.postcode,
        paper is not None and bool(paper.to.lines),
        sent.pages,
        sent.issued_at,
        sent.posted_on,
    )


def _refuse_erased(no: str) -> NoReturn:
    refuse("letter", N_("letter: what letter {no} said was erased with the customer’s texts."), no=no)


def _refuse_altered(no: str) -> NoReturn:
    refuse("letter", N_("letter: {no} is not what was issued any more; the book was damaged or altered."), no=no)
