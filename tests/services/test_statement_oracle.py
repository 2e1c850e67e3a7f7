"""Statements of random journals: wherever time is cut they join, and they say what the oracle and all views say.

The journals are those of `test_oracle`. HYPOTHESIS_PROFILE=deep searches longer; the default run is the same each time.
"""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from random import Random

from hypothesis import HealthCheck, settings

from app.core.statement import Flow, Period, Statement, StatementKind
from app.core.statement_json import as_json, read_statement
from app.core.statement_make import check, make_statement
from app.storage.statement_source import sources
from app.storage.views import owners
from tests.services.oracle import PARTS
from tests.services.test_oracle import CUSTOMERS, DAY, DEEP, FIRST, TODAY, Book

CUTS = 4
FLOWS = Flow._fields[1:-1]


class Statements(Book):
    """A shop's random book; once it is full, statements of everybody are held against everything else."""

    def check(self, on):
        """Leave out what `test_oracle` proves after every step."""

    def teardown(self):
        try:
            days = sorted(Random(len(self.oracle.entries)).sample(range(-2, (TODAY - FIRST).days + 3), CUTS))
            cuts = [FIRST + n * DAY for n in days]
            parts = [self.all_of(Period(before + DAY, after)) for before, after in pairwise(cuts)]
            self.check_sound(parts)
            self.check_joined(parts, self.all_of(Period(cuts[0] + DAY, cuts[-1])))
            for statements in parts:
                self.check_views(statements[0].period.end, CUSTOMERS)
                for found in statements:
                    self.check_statement(found)
                self.check_trial_balance(statements)
        finally:
            super().teardown()

    def all_of(self, period: Period) -> list[Statement]:
        """Return the statements of all customers, read at once."""
        with self.shop.store.read() as session:
            ids = [owner.id for owner in owners(session)]
            read = sources(session, ids, period.end, start=period.start)
            return [
                make_statement(each, period, StatementKind.BALANCE_FORWARD, expiring_days=20, made_on=TODAY)
                for each in read
            ]

    # ---- with each other --------------------------------------------------------------------------------------------

    def check_sound(self, parts: Iterable[list[Statement]]) -> None:
        for found in (each for statements in parts for each in statements):
            assert check(found) == ()
            assert read_statement(as_json(found)) == found

    def check_joined(self, parts: list[list[Statement]], whole: list[Statement]) -> None:
        for one, other in ((a, b) for before, after in pairwise(parts) for a, b in zip(before, after, strict=True)):
            assert one.account.closing == other.account.opening
            assert one.prepaid.principal.closing == other.prepaid.principal.opening
            assert one.prepaid.bonus.closing == other.prepaid.bonus.opening
            assert closings(one) == openings(other)
        for n, found in enumerate(whole):
            mine = [statements[n] for statements in parts]
            assert charged(found) == [line for each in mine for line in charged(each)]
            assert held(found) == [line for each in mine for line in held(each)]
            for stock in ("principal", "bonus"):
                flows = [getattr(each.prepaid, stock) for each in mine]
                for name in FLOWS:
                    assert getattr(getattr(found.prepaid, stock), name) == sum(getattr(flow, name) for flow in flows)

    # ---- with the views and the oracle ------------------------------------------------------------------------------

    def check_statement(self, found: Statement) -> None:
        number, on, views = found.customer.number, found.period.end, self.shop.views
        balance = views.balance(number, on)
        assert (found.account.closing, found.prepaid.principal.closing) == (balance.owed, balance.principal)
        assert (found.prepaid.bonus.closing, found.prepaid.expired) == (balance.bonus, balance.expired)
        ageing = {line.customer: line for line in views.ageing(on)}
        assert found.ageing == ageing.get(number, found.ageing)
        assert number in ageing or found.ageing.total == found.ageing.current == 0
        charges = {(c.charge, c.on, c.due_on, c.amount, c.open) for c in views.charges(number, on)}
        assert {(c.charge, c.on, c.due_on, c.amount, c.open) for c in found.charges} == charges
        ledger = views.ledger(number, found.period.start, on)
        assert [(x.entry, x.owed_after) for x in ledger if x.owed] == [
            (x.entry, x.balance) for x in found.account.lines if x.debit != x.credit
        ]
        assert [(x.entry, x.principal_after, x.bonus_after) for x in ledger if x.principal or x.bonus] == [
            (x.entry, x.balance, x.bonus_balance) for x in found.prepaid.lines
        ]
        self.check_passes(found, on)
        self.check_expiring(found, on)

    def check_passes(self, found: Statement, on: date) -> None:
        units = {
            item.key[1]: left
            for item in self.oracle.of(found.customer.number, "pass")
            if (left := self.oracle.left(item.key, "units", on))
        }
        assert closings(found) == units
        for part in found.prepaid.passes:
            item = self.oracle.items["lot", part.lot]
            assert (part.service, part.on, part.starts_on) == (item.service, item.on, item.starts_on)
            if part.flow is None:
                uses = [e for e in self.oracle.entries if e.kind == "pass_use" and item.key in e.uses]
                assert part.visits == 0 or uses

    def check_expiring(self, found: Statement, on: date) -> None:
        expected = {}
        for item in self.oracle.of(found.customer.number, "lot", "pass", "period"):
            last = self.oracle.term(item.key, "expires_on", on)
            parts = PARTS["lot"] if item.kind == "lot" else ("units",)
            left = any(self.oracle.left(item.key, part, on) for part in parts)
            if last is not None and on <= last <= on + 20 * DAY and left:
                expected[item.key[1]] = last
        assert {each.lot: each.expires_on for each in found.expiring} == expected

    def check_trial_balance(self, statements: list[Statement]) -> None:
        """All statements together are the ledger: nobody's cent is missing."""
        sums = self.oracle.trial_balance(statements[0].period.end)
        assert sum(each.account.closing for each in statements) == sums.get("receivable", 0)
        assert sum(each.prepaid.principal.closing for each in statements) == -sums.get("prepaid.principal", 0)
        assert sum(each.prepaid.bonus.closing for each in statements) == -sums.get("prepaid.bonus", 0)


def closings(found: Statement) -> dict[str, int]:
    """Return what is left of each session pass at the end."""
    return {each.lot: each.flow.closing for each in found.prepaid.passes if each.flow and each.flow.closing}


def openings(found: Statement) -> dict[str, int]:
    """Return what was left of each session pass before."""
    return {each.lot: each.flow.opening for each in found.prepaid.passes if each.flow and each.flow.opening}


def charged(found: Statement) -> list[tuple[object, ...]]:
    """Return what the lines of the account say, without what depends on the last day alone."""
    return [(x.entry, x.on, x.kind, x.text, x.debit, x.credit, x.balance) for x in found.account.lines]


def held(found: Statement) -> list[tuple[object, ...]]:
    """Return what the lines of what is held say, without what depends on the last day alone."""
    return [tuple(line[:-2]) for line in found.prepaid.lines]


TestStatements = Statements.TestCase
TestStatements.settings = settings(
    max_examples=600 if DEEP else 25,
    stateful_step_count=60 if DEEP else 40,
    derandomize=not DEEP,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
