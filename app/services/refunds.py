"""What goes back when a customer leaves: proposals by law, for the owner to weigh. None is ever applied by itself."""

from collections.abc import Sequence
from datetime import date

from app.core import refund
from app.core.account import Account
from app.core.items import ItemKind, Position
from app.core.lots import unearned
from app.core.refund import Case, History, Law, RefundLine, RefundProposal, RefundReason
from app.services.accounts import Accounts
from app.services.law import load_pack
from app.storage.counter import first_use
from app.storage.refunds import uses_of
from app.storage.store import Store

__all__ = ["RefundLine", "RefundProposal", "RefundReason", "Refunds"]


class Refunds:
    """Questions about refunds; `pack` names the rules of law the book goes by."""

    def __init__(self, store: Store, pack: str) -> None:
        self._store = store
        self._pack = pack

    def propose(
        self, number: str, reason: RefundReason, on: date, lots: Sequence[str] = (), *, experienced: bool = False
    ) -> RefundProposal:
        """Return what goes back of a customer's lots and passes (those named, or all with anything left) on a day.

        `experienced` says that the customer had received the same, here or elsewhere, before paying: then there is no
        cooling off (法释〔2025〕4号, Art. 14). Refused when there is no such customer or lot.
        """
        law = self._law(on)
        with self._store.read() as session:
            # Nothing is added while the accounts are read, so there is nothing to write before they are.
            account = Accounts(session, lambda: None).account(number, on, lots=lots)
            positions = _chosen(account, lots)
            uses = uses_of(session, [position.item for position in positions], on)
            case = Case(number, on, law, experienced, first_use(session, account.id))
        histories = [History(position, tuple(uses[position.item.id])) for position in positions]
        return refund.propose(case, reason, histories)

    def _law(self, on: date) -> Law | None:
        pack = load_pack(self._pack)
        by_reason, cooling_off = pack.value("refund_by_reason", on), pack.value("cooling_off_days", on)
        if by_reason is None or not by_reason.value:
            return None
        return Law(-1 if cooling_off is None else cooling_off.value, by_reason.source)


def _chosen(account: Account, lots: Sequence[str]) -> list[Position]:
    """Return the lots and passes asked for, or all with anything to give back, in the order they were paid for."""
    if lots:
        return [account.lot(name, "from") for name in dict.fromkeys(lots)]
    held = account.of_kind(ItemKind.LOT, ItemKind.PASS, ItemKind.PERIOD)
    return sorted((p for p in held if _holds(p, account.on)), key=lambda p: (p.item.on, p.item.entry, p.item.id))


def _holds(position: Position, on: date) -> bool:
    if position.item.kind is ItemKind.PERIOD:
        return unearned(position, on) > 0
    return position.free.amount + position.free.bonus + position.free.units > 0
