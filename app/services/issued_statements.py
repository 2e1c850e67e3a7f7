"""Statements that were issued: found, read back as they were, listed with what changed since, and for the post."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.customer import StatementBy
from app.core.ledger import shown_text
from app.core.posting_list import Letter, PostingList, by_route
from app.core.staff.rights import Act
from app.core.statement import Period
from app.core.statement_paper import StatementPaper
from app.core.statement_run import ChangedEntry, IssuedStatement
from app.errors import refuse
from app.i18n import catalog
from app.i18n.mark import N_
from app.services.export_log import NewExport
from app.services.exports import write_noted
from app.services.rights import allow
from app.services.statement_copies import StatementCopies, kept_paper, kept_pdf, statement_id
from app.services.statement_papers import letterhead, read_shop
from app.storage import statement_runs as stored_runs
from app.storage import statements as stored
from app.storage.journal import entry_texts
from app.storage.statement_changes import Changed, changed, changed_of
from app.storage.statement_replies import sent_by_number
from app.storage.statements import Sent
from app.storage.store import Session
from app.system import paths

if TYPE_CHECKING:
    from app.documents.statement import Drawn

_PORTION = 50


class IssuedStatements(StatementCopies):
    """The door to statements that have their numbers; `StatementRuns` makes them."""

    # ---- looking ----------------------------------------------------------------------------------------------------

    def issued(self, period: Period | None = None, customer: str = "", run: int | None = None) -> list[IssuedStatement]:
        """Return issued statements in the order of their numbers; of a period, a customer's number, a run."""
        with self._store.read() as session:
            found = stored.issued(session, period=period, customer=customer, run=run)
            if customer:
                changes = changed_of(session, customer)
            else:
                changes = changed(session, *stored.matching(period, run)) if found else []
        counts: dict[int, int] = {}
        for each in changes:
            counts[each.statement] = counts.get(each.statement, 0) + 1
        return [each._replace(changed=counts.get(each.id, 0)) for each in found]

    def find(self, no: str) -> IssuedStatement | None:
        """Return the statement of a number, in whatever case, width and with what blanks; None where there is none."""
        with self._store.read() as session:
            known = sent_by_number(session, no)
            if known is None:
                return None
            found = stored.issued(session, ids=[known.id])[0]
            return found._replace(changed=len(changed(session, *stored.is_one(known.id))))

    def paper(self, no: str) -> StatementPaper:
        """Return what a statement says, as it was issued; refused when there is none, and when it was erased."""
        with self._store.read() as session:
            return kept_paper(stored.sent(session, [statement_id(session, no)])[0])

    def pdf(self, no: str) -> bytes:
        """Return the PDF as it was issued; refused when it was erased, and when it is not what was written."""
        with self._store.read() as session:
            return kept_pdf(session, statement_id(session, no), no)

    def changed_since(self) -> list[ChangedEntry]:
        """Return entries recorded after a statement was issued, but dated into its period or before.

        Only the last statement of a customer for a period counts.
        """
        with self._store.read() as session:
            found = [each for each in changed(session) if each.last]
            texts = entry_texts(session, sorted({each.entry for each in found}))
        return [_changed_entry(each, shown_text(texts.get(each.entry, {}))) for each in found]

    # ---- for the post office ----------------------------------------------------------------------------------------

    def posting_list(self, run: int) -> "Drawn":
        """Return the list for the post office of the statements of a run that go by post, sorted by route.

        Refused when there is no such run, and when none of its statements goes by post.
        """
        from app.documents.posting_list import draw_posting_list  # reportlab is loaded with the first paper

        allow(self._store, self._around, Act.PRINT_ADDRESSES, f"run {run}")
        listed = self._letters(run)
        translator = catalog.load(listed.language, paths.catalogues())
        return draw_posting_list(listed, translator, paths.resources() / "fonts")

    def save_posting_list(self, run: int, path: Path) -> int:
        """Write the list for the post office into a file, whole or not at all; return its number of letters."""
        said = NewExport("posting_list", "pdf", len(self._letters(run).letters))
        write_noted(self._store, self._around, path, [self.posting_list(run).pdf], lambda: said)
        return said.rows

    def _letters(self, run: int) -> PostingList:
        with self._store.read() as session:
            info = next(iter(stored_runs.infos(session, run=run)), None)
            if info is None:
                refuse("run", N_("run: there is no run {run}."), run=run)
            shop = read_shop(session)
            found: list[Letter] = []
            for each in all_sent(session, run):
                if each.delivery is StatementBy.POST:
                    paper = kept_paper(each)
                    to = paper.to
                    found.append(Letter(each.no, paper.statement.customer, to.lines, to.postcode))
        if not found:
            refuse("run", N_("run: none of its statements goes by post."))
        today = self._around.today()
        return PostingList(letterhead(shop), run, info.period, today, shop.language, by_route(found))


def all_sent(session: Session, run: int) -> Iterator[Sent]:
    """Yield what was sent in a run, in the order of the numbers."""
    after = 0
    while portion := stored.sent_in(session, run, after, _PORTION):
        yield from portion
        after = portion[-1].id


def _changed_entry(each: Changed, text: str) -> ChangedEntry:
    return ChangedEntry(
        each.no,
        each.customer,
        each.name,
        each.entry,
        each.on,
        each.recorded_at,
        each.kind,
        text,
        each.owed,
        each.principal,
        each.bonus,
    )
