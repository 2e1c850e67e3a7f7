"""Statements in a book without a run: made from its ledger as any other, with a PDF that is none."""

from dataclasses import replace
from datetime import date

from app.core.customer import StatementBy
from app.core.statement import Period, StatementKind, month_of
from app.core.statement_json import paper_json
from app.services.statement_replies import Disputes, StatementReplies
from app.services.statements import Statements
from app.storage.customers import load_file
from app.storage.disputes import verify_disputes
from app.storage.journal import load_head
from app.storage.kept_texts import verify_kept_texts
from app.storage.statement_replies import verify_statement_replies
from app.storage.statement_runs import NewRun, add_run
from app.storage.statements import NewStatement, Paper, add_statement, last_statement

APRIL = month_of(date(2026, 4, 1))


class Desk:
    """A shop's doors to statements, replies and disputes."""

    def __init__(self, shop):
        self.shop = shop
        self.statements = Statements(shop.store, shop.around)
        self.replies = StatementReplies(shop.store, shop.around)
        self.disputes = Disputes(shop.store, shop.around)

    def send(self, customer: str, period: Period = APRIL, kind: StatementKind = StatementKind.BALANCE_FORWARD) -> str:
        """Issue a statement; return its number."""
        return issue(self.shop, customer, period, kind)

    def problems(self) -> list[tuple[str, int | str]]:
        """Return the rows about replies and disputes that are not what was written."""
        with self.shop.store.read() as session:
            checks = (verify_statement_replies, verify_disputes, verify_kept_texts)
            return [(found.table, found.id) for check in checks for found in check(session)]


def issue(shop, customer: str, period: Period = APRIL, kind: StatementKind = StatementKind.BALANCE_FORWARD) -> str:
    """Put a statement into a shop's book as a run would; return its number."""
    paper = Statements(shop.store, shop.around).paper(customer, period, kind)
    with shop.store.write() as session:
        file = load_file(session, customer)
        assert file is not None
        number = last_statement(session) + 1
        no = f"S{number:06}"
        kept = Paper(bytes([number]) * 16, paper_json(replace(paper, number=no)), b"%PDF")
        now = shop.around.now()
        run = add_run(session, NewRun(f"run-{number}", b"", period, "{}", [file.id], 1, now))
        shown = paper.statement
        new = NewStatement(
            id=number,
            no=no,
            run=run,
            customer=file.id,
            period=period,
            kind=kind,
            language="en",
            delivery=StatementBy.PRINT,
            owed=shown.account.closing,
            principal=shown.prepaid.principal.closing,
            bonus=shown.prepaid.bonus.closing,
            reply_by=None,
            head_entry=load_head(session).entry,
            pages=1,
            staff=1,
            issued_at=now,
        )
        add_statement(session, new, kept)
    return no
