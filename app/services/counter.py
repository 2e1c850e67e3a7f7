"""The counter: one customer at a glance, and what has to be reversed before an entry can be."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from app.core import ledger
from app.core.counter import (
    AccountCard,
    Ahead,
    Blocker,
    CardLine,
    Notice,
    NoticeKind,
    card_lines,
    disputed_amount,
    notices,
)
from app.core.customer import CustomerFile
from app.core.journal import EntryKind
from app.core.ledger import Owner, shown_text
from app.core.owing.limits import Hold, Scope, standing
from app.core.past_sales import PastSale, is_like, past_sale, sold_name
from app.core.requests import Reverse
from app.core.rules import on_account
from app.errors import Refused, refuse
from app.i18n.mark import N_
from app.services.desk import Circumstances, Desk
from app.services.known import known_file
from app.services.naming import naming
from app.services.owing import with_surroundings
from app.services.verbs import make_draft
from app.storage import counter as stored
from app.storage.ageing import parted
from app.storage.books import load_book
from app.storage.customers import StoredFile
from app.storage.disputes import in_dispute_now
from app.storage.items import customer_balance
from app.storage.journal import entry_texts
from app.storage.pins import load_pin
from app.storage.settings import load_settings
from app.storage.sold import sold_by_charge
from app.storage.store import Session, Store
from app.storage.views import holdings
from app.system import lunar

__all__ = ["AccountCard", "Blocker", "CardLine", "Counter", "Notice", "NoticeKind", "PastSale"]

_READ_AT_ONCE = 200


class Counter:
    """Questions asked while a customer stands at the counter."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def card(self, number: str, *, lines: int = 60) -> AccountCard:
        """Return a customer's card as of today with at most `lines` entries; refused when there is no such customer.

        The entries are all there are, one dated tomorrow too, so that it can be reversed; the balance is today's.
        """
        on = self._around.today()
        with self._store.read() as session:
            customer = known_file(session, number)
            settings = load_settings(session)
            left = list(holdings(session, on, customer=customer.id))
            due = parted(session, left, on)
            merged = "" if customer.merged_into is None else stored.number_of(session, customer.merged_into)
            sold = sold_by_charge(session, left)
            disputes = in_dispute_now(session, {customer.id})
            shown = _lines(session, customer, lines + 1)
            has_pin = load_pin(session, customer.id) is not None
            hold = _hold(session, self._around, customer.file, on)
        file = replace(customer.file, hold="" if hold is None else hold.reason)
        hold_all = hold is not None and hold.scope is Scope.ALL
        disputed = {each.item: each.amount for each in disputes}
        ahead = Ahead(settings.expiring_days, settings.birthday_days)
        return AccountCard(
            number=file.no,
            name=file.name,
            kind=file.kind,
            closed=file.closed,
            merged_into=merged,
            phones=file.phones,
            plates=file.plates,
            tier=file.tier,
            tags=file.tags,
            language=file.language,
            hold=file.hold,
            hold_all=hold_all,
            credit_limit=file.credit_limit,
            terms_days=file.terms_days,
            balance=ledger.balances([Owner(customer.id, file.no, file.name, file.closed)], due, on)[0],
            lots=tuple(ledger.lot_lines(left, settled=False)),
            passes=tuple(ledger.pass_lines(left, on, settled=False)),
            charges=tuple(ledger.charge_lines(left, sold, disputed, ledger.late_of(due, on), settled=False)),
            notices=_told(notices(file, merged, due, on, ahead, lunar.next_day, disputes), hold_all=hold_all),
            lines=shown[:lines],
            more=len(shown) > lines,
            has_pin=has_pin,
            disputed=disputed_amount(left, disputes),
        )

    def sales(self, number: str, words: str = "", *, first: str = "", most: int = 100) -> list[PastSale]:
        """Return what was sold to a customer and not reversed, newest first: of all ages, at most so many.

        `words` narrow it to those whose text, date or amount have them all. The one named `first` stands at the head,
        whatever the words. Refused when there is no such customer.
        """
        with self._store.read() as session:
            customer = known_file(session, number)
            decimals = load_book(session).decimals
            found: list[PastSale] = []
            for sale in _sales(session, customer.id):
                if sale.reference == first:
                    found.insert(0, sale)
                elif len(found) < most and is_like(sale, words, decimals):
                    found.append(sale)
                elif not first and len(found) >= most:
                    break
        return found

    def blockers(self, entry: str | int) -> tuple[Blocker, ...]:
        """Return what must be reversed before an entry (its request id or number) can be, newest first, in that order.

        It is found by reversing one after the other in a transaction that is given up in the end, so what is named is
        neither too little nor too much. Raises `Refused` where reversing others does not help, with the reason.
        """
        with self._store.write() as session, naming(session):
            desk = Desk(session, self._around)
            found = list(_reversals(desk, entry))
            session.rollback()
        return tuple(sorted(found[:-1], key=lambda each: each.entry, reverse=True))


def _told(found: Iterable[Notice], *, hold_all: bool) -> tuple[Notice, ...]:
    """Return notices with that of a hold saying whether it stops all sales."""
    kinds = {NoticeKind.HOLD: NoticeKind.HOLD_ALL} if hold_all else {}
    return tuple(replace(each, kind=kinds.get(each.kind, each.kind)) for each in found)


def _hold(session: Session, around: Circumstances, file: CustomerFile, on: date) -> Hold | None:
    """Return the hold that stands on a customer's sales on a day."""
    if not file.hold and not file.holds:
        return None
    desk = Desk(session, around)
    account = with_surroundings(desk, desk.accounts.account(file.no, on))
    return standing(on_account.holds_of(account), on_account.causes(account), on)


def _sales(session: Session, customer: int) -> Iterator[PastSale]:
    """Yield what was sold to a customer with its texts and amounts, newest first, read some at a time."""
    sold = stored.sold_to(session, customer)
    for start in range(0, len(sold), _READ_AT_ONCE):
        some = sold[start : start + _READ_AT_ONCE]
        numbers = sorted({each.entry for each in some})
        moved, texts = stored.moved_for(session, customer, numbers), entry_texts(session, numbers)
        for each in some:
            legs, known = moved.get(each.entry, ()), texts.get(each.entry, {})
            service = next((leg.service for leg in legs if leg.service), "")
            yield past_sale(each, (leg.posting for leg in legs), sold_name(known, service) or shown_text(known))


def _lines(session: Session, customer: StoredFile, most: int) -> tuple[CardLine, ...]:
    entries = stored.recent_entries(session, customer.id, most)
    numbers = [entry.entry for entry in entries]
    moved = stored.moved_for(session, customer.id, numbers)
    return card_lines(entries, moved, entry_texts(session, numbers), customer_balance(session, customer.id))


# ---- what stands in the way -----------------------------------------------------------------------------------------


def _reversals(desk: Desk, wanted: str | int) -> Iterator[Blocker]:
    """Reverse an entry, and before it whatever stands in its way, at an open desk; yield each as it is done."""
    waiting = [_known(desk, wanted)]
    done: set[int] = set()
    while waiting:
        entry = waiting[-1]
        if entry.entry in done:
            waiting.pop()
            continue
        try:
            _reverse(desk, entry)
        except Refused as reason:
            before = [_known(desk, name) for name in reason.entries]
            # A reversal in the way means that the entry is reversed already; nothing helps against that.
            if not before or any(each.kind is EntryKind.REVERSE or each.entry in done for each in before):
                raise
            waiting += reversed(before)
            continue
        done.add(entry.entry)
        waiting.pop()
        yield entry


def _reverse(desk: Desk, entry: Blocker) -> None:
    on = max(desk.today, entry.on)
    request = Reverse(id=f"?{entry.entry}", on=on, entry=entry.entry, reason="?")
    desk.add(make_draft(desk, request), b"", {})


def _known(desk: Desk, reference: str | int) -> Blocker:
    found = stored.known_entry(desk.session, reference)
    if found is None:
        refuse("entry", N_("entry: there is no entry “{entry}”."), entry=reference)
    return found
