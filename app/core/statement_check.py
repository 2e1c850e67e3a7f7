"""Proving that a statement's parts agree: what does not add up is never sent to a customer."""

from collections.abc import Iterable, Iterator
from datetime import date

from app.core.money import Money
from app.core.statement import Period, Statement
from app.errors import Message
from app.i18n.mark import N_


def check(statement: Statement) -> tuple[Message, ...]:
    """Return in words what of a statement does not agree with the rest of it; empty when it is sound."""
    return tuple(problem for part in (_check_account, _check_prepaid, _check_ageing) for problem in part(statement))


def _check_account(statement: Statement) -> Iterator[Message]:
    account = statement.account
    yield from _differs(
        N_("What is owed: opening and entries come to {sum}, the closing balance is {closing}."),
        account.opening + account.debits - account.credits,
        account.closing,
    )
    steps = [(line.entry, line.on, line.debit - line.credit, line.balance) for line in account.lines]
    yield from _breaks(account.opening, steps, statement.period)
    yield from _differs(
        N_("Open charges come to {sum}, the closing balance is {closing}."),
        sum(charge.open for charge in statement.charges),
        account.closing,
    )


def _check_prepaid(statement: Statement) -> Iterator[Message]:
    prepaid = statement.prepaid
    wrong = N_("Money held: opening and entries come to {sum}, the closing balance is {closing}.")
    principal = [(line.entry, line.on, line.credit - line.debit, line.balance) for line in prepaid.lines]
    bonus = [(line.entry, line.on, line.bonus_credit - line.bonus_debit, line.bonus_balance) for line in prepaid.lines]
    for flow, steps in ((prepaid.principal, principal), (prepaid.bonus, bonus)):
        yield from _differs(wrong, flow.opening + sum(change for _, _, change, _ in steps), flow.closing)
        yield from _breaks(flow.opening, steps, statement.period)
    flows = (prepaid.principal, prepaid.bonus, *(each.flow for each in prepaid.passes if each.flow is not None))
    if not all(flow.adds_up for flow in flows):
        yield Message(N_("Money held or visits left: what came in and went out does not make the closing balance."))


def _check_ageing(statement: Statement) -> Iterator[Message]:
    ageing, closing = statement.ageing, statement.account.closing
    wrong = N_("Amounts by age come to {sum}, the closing balance is {closing}.")
    yield from _differs(wrong, ageing.current + sum(ageing.overdue), closing)
    held = statement.prepaid.principal.closing
    yield from _differs(wrong, ageing.total, closing - held)
    yield from _differs(wrong, -ageing.prepaid, held)


def _breaks(balance: int, steps: Iterable[tuple[int, date, int, int]], period: Period) -> Iterator[Message]:
    """Name the lines (entry, date, change, balance) whose balance is not the one before it and the change together."""
    for entry, on, change, shown in steps:
        if shown != balance + change or not period.start <= on <= period.end:
            text = N_("The line of entry {entry} does not follow from the one before it, or lies outside the period.")
            yield Message(text, {"entry": entry})
        balance = shown


def _differs(text: str, total: int, closing: int) -> Iterator[Message]:
    if total != closing:
        yield Message(text, {"sum": Money(total), "closing": Money(closing)})
