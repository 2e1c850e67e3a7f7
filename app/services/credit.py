"""How a customer stands as far as owing goes, and what a sale would meet: limits, groups, holds, supply control.

The rules themselves are asked again when a sale is recorded, in its own transaction; nothing here lets one pass.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date

from app.core.account import Account
from app.core.credit.standing import GroupStanding, HoldLine, LimitLine, SalePreview, Source, Standing
from app.core.customer import limits_of
from app.core.holds import EndHold, PutHold
from app.core.owing.limits import (
    Breach,
    CreditGroup,
    Exposure,
    Hold,
    Limits,
    Reaction,
    breaches,
    lifted,
    said_of,
    said_of_group,
    standing,
)
from app.core.owing.terms import AT_ONCE
from app.core.plain import built
from app.core.requests import PassSale, Sale
from app.core.rules import on_account, sales
from app.errors import Message
from app.services.desk import Circumstances, Desk
from app.services.file_desk import Filed
from app.services.known import known_file, living
from app.services.naming import naming
from app.services.owing import with_surroundings
from app.services.recording import record
from app.storage import limit_log
from app.storage.customers import StoredFile
from app.storage.groups import members
from app.storage.limit_log import LoggedChange
from app.storage.store import Session, Store

__all__ = [
    "Credit",
    "CreditGroup",
    "EndHold",
    "GroupStanding",
    "Hold",
    "HoldLine",
    "LimitLine",
    "Limits",
    "PutHold",
    "SalePreview",
    "Source",
    "Standing",
]

_NO_CREDIT = Limits(total=0)


class Credit:
    """The door to what customers may owe."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def standing(self, number: str, on: date | None = None) -> Standing:
        """Return how a customer stands on a day, today unless it is given; refused when there is no such customer.

        Of a file that was merged away this is how the one that lives on stands.
        """
        with self._store.read() as session:
            file = living(session, known_file(session, number).id)
            desk = Desk(session, self._around)
            account = desk.accounts.account(file.file.no, on or desk.today)
            return _standing(session, file, with_surroundings(desk, account))

    def preview(self, request: Sale | PassSale) -> SalePreview:
        """Return what a sale would meet, its override left out of account; records nothing.

        Refused where the sale makes no sense in itself: parts that do not come to the amount, unknown terms.
        """
        with self._store.read() as session, naming(session):
            desk = Desk(session, self._around)
            account = with_surroundings(desk, desk.accounts.account(request.customer, request.on), request)
            return _preview(request, account)

    def limit_history(self, number: str) -> tuple[LimitLine, ...]:
        """Return how a customer's limits and their group's came to be, newest first, as the log has it."""
        with self._store.read() as session:
            file = known_file(session, number)
            own = list(_own_history(limits_of(file.file), limit_log.of_customer(session, file.id)))
            group = list(_group_history(session, file.file.credit_group)) if file.file.credit_group else []
        return tuple(sorted([*own, *group], key=lambda line: line.at, reverse=True))

    def put_hold(self, request: PutHold) -> Filed:
        """Stop sales to a customer; raises `Refused`, then nothing has changed."""
        return record(self._store, self._around, request)

    def end_hold(self, request: EndHold) -> Filed:
        """End a hold; raises `Refused`, then nothing has changed."""
        return record(self._store, self._around, request)


# ---- how a customer stands ------------------------------------------------------------------------------------------


def _standing(session: Session, file: StoredFile, account: Account) -> Standing:
    limits, owed = account.terms.owing, account.owed()
    group = _group(session, account)
    causes = on_account.causes(account)
    holds = sorted(on_account.holds_of(account), key=lambda hold: hold.starts_on, reverse=True)
    rooms = [room for room in (_room(limits, owed), None if group is None else group.room) if room is not None]
    return Standing(
        number=file.file.no,
        name=file.file.name,
        on=account.on,
        limits=limits,
        owed=owed,
        room=min(rooms, default=None),
        group=group,
        hold=standing(holds, causes, account.on),
        holds=tuple(_line(hold, lifted(hold, causes, account.on), account.on) for hold in holds),
        supply=account.terms.supply,
        terms=on_account.agreed_terms(account),
        source=Source.FILE if account.around.agreed in (None, AT_ONCE) else Source.AGREEMENT,
        messages=tuple(_messages(account, limits, owed)),
    )


def _line(hold: Hold, why: Message | None, on: date) -> HoldLine:
    return HoldLine(hold, stands=why is None and hold.starts_on <= on, lifted=why)


def _room(limits: Limits, owed: Exposure) -> int | None:
    return None if limits.total is None else limits.total - owed.total


def _group(session: Session, account: Account) -> GroupStanding | None:
    found = account.around.group
    if found is None:
        return None
    room = _room(found.limits, found.owed)
    return GroupStanding(found.name, found.limits, found.owed, room, members(session, found.name))


def _messages(account: Account, limits: Limits, owed: Exposure) -> Iterator[Message]:
    """Yield what stands in the way of any sale on account, however small."""
    group = account.around.group
    own, shared = said_of(limits, owed), None if group is None else said_of_group(group)
    yield from (message for message in (own, shared) if message is not None)
    for breach in breaches(1, owed, limits, group):
        if breach.overdue:
            yield breach.message


# ---- what a sale would meet -----------------------------------------------------------------------------------------


def _preview(request: Sale | PassSale, account: Account) -> SalePreview:
    amount = request.amount if isinstance(request, Sale) else request.paid
    shares = sales.shares_of(sales.parts_of(request), amount, account)
    judged = on_account.judge(account, amount, shares)
    owed = [(part, share) for part, share in shares if part.with_ == on_account.ACCOUNT and share]
    due = [on_account.instalments(part, share, account) for part, share in owed]
    refused = on_account.refusals(judged, account, "amount" if isinstance(request, Sale) else "paid")
    return SalePreview(
        on_account=judged.on_account,
        instalments=tuple(instalment for each, _ in due for instalment in each),
        terms=next((terms for _, terms in due), None),
        breaches=judged.breaches,
        hold=judged.hold,
        needed=judged.needed,
        paid=judged.paid_for_sale + judged.paid_for_debts,
        refused=tuple(each.message for each in refused),
        said=tuple(_warnings(judged.breaches)),
    )


def _warnings(found: tuple[Breach, ...]) -> Iterator[Message]:
    return (breach.message for breach in found if breach.reaction is Reaction.WARN)


# ---- how limits came to be ------------------------------------------------------------------------------------------


def _own_history(now: Limits, logged: list[LoggedChange]) -> Iterator[LimitLine]:
    """Yield the changes of a customer's limits, newest first: each is undone to see what was there before it."""
    for change in reversed(logged):
        before = _NO_CREDIT if change.made else _undone(now, change.texts)
        left, joined = change.texts.get("credit_group", ("", ""))
        if before != now or left != joined:
            yield LimitLine(
                at=change.at, who=change.who, old=before, new=now, reason=change.note, left=left, joined=joined
            )
        now = before


def _undone(limits: Limits, texts: Mapping[str, tuple[str, str]]) -> Limits:
    old = {name: before for name, (before, _) in texts.items()}
    return Limits(
        total=json.loads(old["credit_limit"]) if "credit_limit" in old else limits.total,
        overdue=json.loads(old["overdue_limit"]) if "overdue_limit" in old else limits.overdue,
        grace_days=json.loads(old["grace_days"]) if "grace_days" in old else limits.grace_days,
        on_total=Reaction(old.get("on_total", limits.on_total)),
        on_overdue=Reaction(old.get("on_overdue", limits.on_overdue)),
    )


def _group_history(session: Session, name: str) -> Iterator[LimitLine]:
    for change, before, after in limit_log.of_groups(session):
        old, new = _limits_in(before.get(name)), _limits_in(after.get(name))
        if old != new:
            yield LimitLine(at=change.at, who=change.who, old=old, new=new, reason=change.note, group=name)


def _limits_in(row: object) -> Limits:
    return Limits() if row is None else built(CreditGroup, row).limits
