"""What matching goes by, as the rules of it need it: payments, entries, payers; fees, and the days bills tell of."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from app.core.incoming import PayKind
from app.core.matching import Recorded
from app.core.payers import Arrived, KnownPayer, Person
from app.core.requests import Tender
from app.storage.incoming import StoredBill, StoredPayment
from app.storage.payers import people, remembered_payers
from app.storage.store import Session
from app.storage.tender_entries import TenderEntry

Spans = tuple[tuple[date, date], ...]


def people_known(session: Session) -> tuple[list[Person], Mapping[int, int]]:
    """Return every customer who lives on, and for files merged away whose they are now (internal ids)."""
    return people(session)


def payers_known(session: Session, living: Mapping[int, int]) -> list[KnownPayer]:
    """Return whose money is known by account or name."""
    return [
        KnownPayer(living.get(each.customer, each.customer), each.way, each.name, each.account)
        for each in remembered_payers(session)
    ]


def waiting(paid: Iterable[StoredPayment]) -> list[Arrived]:
    """Return payments as matching needs them."""
    return [
        Arrived(
            each.id,
            each.way,
            each.on,
            each.left,
            each.at,
            each.payment,
            **{name: str(each.said.get(name, "")) for name in ("name", "account", "reference", "text")},
        )
        for each in paid
    ]


def recorded_entries(entries: Iterable[TenderEntry], living: Mapping[int, int]) -> list[Recorded]:
    """Return entries as matching needs them; customers merged away are who they live on as."""
    return [
        Recorded(
            each.entry,
            living.get(each.customer, each.customer),
            each.way,
            each.on,
            each.left,
            each.recorded_at.astimezone().replace(tzinfo=None),
            each.reference,
        )
        for each in entries
    ]


def fees_once(paid: Sequence[StoredPayment]) -> list[StoredPayment]:
    """Return lines of bills without the fees that their trades bear already, as another bill of theirs states it.

    A fee is a trade's by the trade's number or the shop's own; what was given back of one is another thing.
    """
    borne = {(each.way, number, each.fee > 0) for each in paid if each.fee for number in _numbers(each)}
    return [
        each
        for each in paid
        if each.kind is not PayKind.FEE
        or not any((each.way, number, each.amount < 0) in borne for number in _numbers(each))
    ]


def fees(paid: Sequence[StoredPayment]) -> dict[Tender, int]:
    """Return what was kept; a fee of a trade that bears it already, in another bill, is not counted once more."""
    return sums_by_way((e.way, -e.amount if e.kind is PayKind.FEE else e.fee) for e in fees_once(paid))


def sums_by_way(amounts: Iterable[tuple[Tender, int]]) -> dict[Tender, int]:
    """Return what amounts come to by way."""
    found: dict[Tender, int] = {}
    for way, amount in amounts:
        found[way] = found.get(way, 0) + amount
    return found


def _numbers(each: StoredPayment) -> set[str]:
    return {each.payment, str(each.said.get("reference", ""))} - {""}


def covered(bills: Iterable[StoredBill], first: date | None, last: date | None) -> dict[Tender, Spans]:
    """Return the days that bills tell of, by way, within some days: joined where they meet, in their order.

    No bill tells of days after the one it was read on, whatever end it states.
    """
    days: dict[Tender, list[tuple[date, date]]] = {}
    for bill in bills:
        if bill.first is None or bill.last is None:
            continue
        begin, end = max(bill.first, first or bill.first), min(bill.last, last or bill.last, _read_on(bill))
        if begin <= end:
            for way in ways_of(bill):
                days.setdefault(way, []).append((begin, end))
    return {way: _joined(spans) for way, spans in days.items()}


def unfinished(bills: Sequence[StoredBill]) -> set[tuple[Tender, date]]:
    """Return the days of which bills tell that were read before the day was over, and none that was read later."""
    whole = [
        (way, bill.first, min(bill.last, _read_on(bill) - _DAY))
        for bill in bills
        if bill.first and bill.last
        for way in ways_of(bill)
    ]
    late = [bill for bill in bills if bill.last is not None and bill.last >= _read_on(bill)]
    open_ = {(way, _read_on(bill)) for bill in late for way in ways_of(bill)}
    return {(way, on) for way, on in open_ if not any(each == way and first <= on <= end for each, first, end in whole)}


_DAY = timedelta(days=1)


def ways_of(bill: StoredBill) -> list[Tender]:
    """Return the ways a bill tells of."""
    return [Tender(each) for each in bill.content.get("ways") or [bill.content.get("way", Tender.BANK.value)]]


def _read_on(bill: StoredBill) -> date:
    return bill.at.astimezone().date()


def _joined(spans: Iterable[tuple[date, date]]) -> Spans:
    found: list[tuple[date, date]] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return tuple(found)
