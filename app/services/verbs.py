"""Every kind of request and how its rule gets what it needs: the accounts as of its date, and nothing more."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from app.core.account import Account
from app.core.dates import month_end
from app.core.items import Position
from app.core.journal import Draft, EntryKind
from app.core.named import Named
from app.core.requests import (
    ChargeInterest,
    CloseMonth,
    Credit,
    Dated,
    Expire,
    Extend,
    InterestKind,
    Merge,
    Opening,
    PassSale,
    PassUse,
    Payment,
    Refund,
    ReopenMonth,
    Request,
    Reschedule,
    Reverse,
    Sale,
    Settle,
    TopUp,
    Transfer,
    WriteOff,
)
from app.core.rules import corrections, guards, interest, months, payments, prepaid, returns, sales
from app.core.terms_text import check_agreed
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Desk
from app.services.late_charges import allowed_on
from app.services.owing import with_surroundings
from app.services.reversing import check_merged, check_not_planned, reverse
from app.services.search_keys import search_key
from app.storage import items as stored
from app.storage import merging
from app.storage.customers import Author
from app.storage.entries import touches_after
from app.storage.families import file_and_merged
from app.storage.rewards import rewards_given


def make_draft(desk: Desk, request: Request) -> Draft:
    """Turn a request into the draft of its entry by the rule for its kind; raises `Refused`."""
    if isinstance(request, Dated):
        guards.check_date(request.on, desk.today, desk.head.closed_through)
    return MAKERS[type(request)](desk, request)


def _begin(desk: Desk, request: Dated, kind: EntryKind, account: Account, field: str = "customer") -> Draft:
    guards.check_customer(account, kind, field)
    return desk.draft(kind, request.id, request.on, account.id)


# ---- at the counter -------------------------------------------------------------------------------------------------


def _on_account(kind: EntryKind, rule: Callable[[Any, Account, Draft], None]) -> Callable[[Desk, Any], Draft]:
    """Return the maker of an entry that needs one customer's account, with the lots and charges the request names."""

    def make(desk: Desk, request: Any) -> Draft:  # noqa: ANN401 - whichever request the rule is for
        charges = [allocation.charge for allocation in getattr(request, "against", ())]
        lots = getattr(request, "lots", ())
        account = desk.accounts.account(request.customer, request.on, lots=lots, charges=charges)
        if isinstance(request, Sale | PassSale):
            account = with_surroundings(desk, account, request)
        draft = _begin(desk, request, kind, account)
        _agree(desk, request, draft)
        rule(request, account, draft)
        return draft

    return make


def _agree(desk: Desk, request: Dated, draft: Draft) -> None:
    """Note by its digest the text of terms a request names, so that it stays with the lot and under the chain."""
    name: str = getattr(request, "terms", "")
    if name:
        text = check_agreed(desk.terms_text(name), name, draft.kind, request.on)
        draft.facts["terms"] = text.sha256.hex()


def _top_up(desk: Desk, request: TopUp) -> Draft:
    if request.reward:
        desk.flush()
        customer = desk.accounts.account(request.customer, request.on).id
        given = len(rewards_given(desk.session, file_and_merged(desk.session, customer)))
        if request.reward != given + 1:
            text = N_("reward: customer {customer} has been given {given} so far; the next is number {next}.")
            refuse("reward", text, customer=request.customer, given=given, next=given + 1)
    return _TOP_UP(desk, request)


_TOP_UP = _on_account(EntryKind.TOP_UP, prepaid.top_up)


# ---- balances and terms ---------------------------------------------------------------------------------------------


def _transfer(desk: Desk, request: Transfer) -> Draft:
    giver = desk.accounts.account(request.customer, request.on, lots=request.lots)
    receiver = desk.accounts.account(request.to, request.on, field_name="to")
    guards.check_customer(receiver, EntryKind.TRANSFER, "to")
    draft = _begin(desk, request, EntryKind.TRANSFER, giver)
    prepaid.transfer(request, giver, receiver, draft)
    return draft


def _by_lot(desk: Desk, request: Extend | Expire) -> Account:
    owner = desk.accounts.owner(request.lot, charge=False, field_name="lot")
    account = desk.accounts.account_by_id(owner, request.on)
    guards.check_owner(account, request.customer)
    check_made(desk, account.lot(request.lot, "lot"), request.on)
    return account


def _by_charge(desk: Desk, request: WriteOff | Reschedule | ChargeInterest) -> Account:
    owner = desk.accounts.owner(request.charge, charge=True, field_name="charge")
    account = desk.accounts.account_by_id(owner, request.on)
    guards.check_owner(account, request.customer)
    check_made(desk, account.charge(request.charge, "charge"), request.on)
    return account


def check_made(desk: Desk, position: Position, on: date) -> None:
    """Refuse to draw on an item on a day before the entry that made it."""
    desk.flush()
    made = stored.entry_day(desk.session, position.item.entry)
    if on < made:
        refuse(
            "on",
            N_("on: {date} lies before “{name}”, which is dated {on}."),
            date=on,
            name=Named(position.item.name),
            on=made,
        )


def _extend(desk: Desk, request: Extend) -> Draft:
    account = _by_lot(desk, request)
    lot = account.lot(request.lot, "lot").item
    desk.flush()
    touches = touches_after(desk.session, [lot.id], 0).get(lot.id, [])
    drawn = [(t.request, t.on) for t in reversed(touches) if t.kind in corrections.JUDGED_BY_EXPIRY]
    draft = _begin(desk, request, EntryKind.EXTEND, account)
    later = [(name, on) for name, on in drawn if on >= request.on]
    prepaid.extend(request, account, draft, later)
    return draft


def _expire(desk: Desk, request: Expire) -> Draft:
    account = _by_lot(desk, request)
    draft = _begin(desk, request, EntryKind.EXPIRE, account)
    prepaid.expire(request, account, draft)
    return draft


def _reschedule(desk: Desk, request: Reschedule) -> Draft:
    account = _by_charge(desk, request)
    position = account.charge(request.charge, "charge")
    check_not_planned(desk, position.item.id, request.on, "charge", Named(request.charge))
    draft = _begin(desk, request, EntryKind.RESCHEDULE, account)
    payments.reschedule(request, account, draft)
    return draft


def _write_off(desk: Desk, request: WriteOff) -> Draft:
    account = _by_charge(desk, request)
    draft = _begin(desk, request, EntryKind.WRITE_OFF, account)
    payments.write_off(request, account, draft)
    return draft


def _interest(desk: Desk, request: ChargeInterest) -> Draft:
    """Charge interest, a fee or costs; what may be charged is reckoned here, where nobody else can charge it."""
    account = _by_charge(desk, request)
    draft = _begin(desk, request, EntryKind.INTEREST, account)
    position = account.charge(request.charge, "charge")
    allowed = interest.Allowed()
    if request.kind is not InterestKind.COST and position.of is None:
        allowed = _allowed(desk, request, account.id, position.item.id)
    interest.charge_interest(request, account, allowed, draft)
    return draft


def _allowed(desk: Desk, request: ChargeInterest, customer: int, item: int) -> interest.Allowed:
    through = interest.through_day(request)
    gathered = desk.allowed.pop((item, request.kind, through), None)
    if gathered is not None:
        return gathered
    desk.flush()
    return allowed_on(desk.session, customer, item, through)


# ---- putting things right -------------------------------------------------------------------------------------------


def _credit(desk: Desk, request: Credit) -> Draft:
    desk.flush()
    sale = desk.reversible.entry(request.sale)
    if sale is not None and sale.kind is EntryKind.SALE:
        charges = [s.item.id for s in stored.charges_of_entry(desk.session, sale.number)]
    else:
        found = stored.item_named(desk.session, request.sale, charge=True)
        if found is None:
            refuse("sale", N_("sale: there is no sale or charge “{name}”."), name=Named(request.sale))
        sale, charges = desk.reversible.entry(found.item.entry), [found.item.id]
    if sale is None or sale.customer is None or desk.reversible.reversed_by(sale) is not None:
        refuse("sale", N_("sale: “{name}” has been reversed."), name=Named(request.sale))
    if request.on < sale.on:
        refuse("on", N_("on: {date} lies before the sale, which is dated {on}."), date=request.on, on=sale.on)
    check_merged(desk, sale, "sale")
    positions = desk.accounts.positions(charges, request.on)
    owner = next((p.item.customer for p in positions.values()), sale.customer)
    account = desk.accounts.account_by_id(owner, request.on)
    guards.check_owner(account, request.customer)
    draft = _begin(desk, request, EntryKind.CREDIT, account)
    draft.concerns = sale.number
    pairs = stored.pairs_about(desk.session, sale.number, charges, request.on)
    if sale.request != request.sale:  # one charge of several: what was paid at the counter does not belong to it
        pairs = [pair for pair in pairs if pair.entry != sale.number]
    desk.accounts.positions(sorted({p.item for pair in pairs for p in (pair.debit, pair.credit) if p.item}), request.on)
    returns.credit(request, list(positions.values()), pairs, draft)
    return draft


def _merge(desk: Desk, request: Merge) -> Draft:
    gone = desk.accounts.account(request.customer, request.on)
    into = desk.accounts.account(request.into, request.on, field_name="into")
    guards.check_customer(into, EntryKind.MERGE, "into")
    draft = _begin(desk, request, EntryKind.MERGE, gone)
    corrections.merge(request, gone, into, draft)
    for item in draft.items:  # nothing may be refused once the file is written
        desk.accounts.check_name(item)
    desk.flush()
    author = Author(desk.around.staff, desk.around.now(), request.id)
    for terms in merging.close_as_merged(desk.session, gone.id, into.id, author, search_key, request.on):
        desk.accounts.replace_terms(terms)
    return draft


# ---- months ---------------------------------------------------------------------------------------------------------


def _close_month(desk: Desk, request: CloseMonth) -> Draft:
    head = desk.head
    months.check_close(request.month, desk.today, head.closed_through, head.first_on)
    last = month_end(request.month)
    desk.flush()
    earning = [(f"{request.id}/{s.item.name}", s.item) for s in stored.running_period_passes(desk.session)]
    for name, _ in earning:  # nothing may be refused once the first entry is made
        if desk.recorded(name) is not None:
            refuse("id", N_("id: the name “{name}” is taken; choose another id."), name=name)
    for name, item in earning:
        entry = desk.draft(EntryKind.EARN, name, last, item.customer)
        months.earn(desk.accounts.positions([item.id], last)[item.id], entry)
        if entry.postings:
            desk.add(entry, b"", {})
    draft = desk.draft(EntryKind.CLOSE_MONTH, request.id, last)
    draft.facts["month"] = f"{request.month:%Y-%m}"
    desk.close_through(last)
    return draft


def _reopen_month(desk: Desk, request: ReopenMonth) -> Draft:
    months.check_reopen(request.month, desk.head.closed_through)
    desk.flush()
    before = request.month - timedelta(days=1)
    earlier = stored.month_was_closed(desk.session, f"{before:%Y-%m}")
    last = month_end(request.month)
    earnings = stored.standing_earnings(desk.session, last)
    desk.reversible.prefetch(earnings)
    for earning in earnings:
        _take_back(desk, earning, request, last)
    draft = desk.draft(EntryKind.REOPEN_MONTH, request.id, last)
    draft.facts["month"] = f"{request.month:%Y-%m}"
    desk.close_through(before if earlier else None)
    return draft


def _take_back(desk: Desk, earning: str, request: ReopenMonth, last: date) -> None:
    """Reverse what a period pass earned by the closing of a month that is reopened; closing it again earns it anew."""
    undo = Reverse(id=f"{request.id}/{earning}", on=last, entry=earning, reason=request.reason)
    if desk.recorded(undo.id) is not None:
        refuse("id", N_("id: the name “{name}” is taken; choose another id."), name=undo.id)
    desk.add(reverse(desk, undo), b"", {"reason": request.reason})


MAKERS: Mapping[type[Request], Callable[[Desk, Any], Draft]] = MappingProxyType(
    {
        TopUp: _top_up,
        Sale: _on_account(EntryKind.SALE, sales.sale),
        PassSale: _on_account(EntryKind.PASS_SALE, sales.pass_sale),
        PassUse: _on_account(EntryKind.PASS_USE, sales.pass_use),
        Payment: _on_account(EntryKind.PAYMENT, payments.payment),
        Settle: _on_account(EntryKind.SETTLE, payments.settle),
        Credit: _credit,
        Refund: _on_account(EntryKind.REFUND, payments.refund),
        WriteOff: _write_off,
        ChargeInterest: _interest,
        Opening: _on_account(EntryKind.OPENING, prepaid.opening),
        Transfer: _transfer,
        Extend: _extend,
        Reschedule: _reschedule,
        Expire: _expire,
        Reverse: reverse,
        Merge: _merge,
        CloseMonth: _close_month,
        ReopenMonth: _reopen_month,
    }
)
