"""Late interest and fees: what could be charged, and charging it, which only the owner's act does."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.credit.late import LateRule, Preview
from app.core.requests import ChargeInterest, InterestKind
from app.errors import refuse
from app.i18n.mark import N_
from app.services.desk import Circumstances, Desk
from app.services.journal import Posted, record_at
from app.services.known import family_of
from app.services.late_charges import Found, allowed_for, found_late
from app.services.naming import naming
from app.storage.agreements import agreements_of
from app.storage.customers import CustomerLine, lines
from app.storage.families import merged
from app.storage.items import charges_named, items_by_id
from app.storage.late import Charged, charged_in
from app.storage.sold import sold_by_item
from app.storage.store import Session, Store

__all__ = ["ChargedLine", "Interest", "LatePreview", "Pick"]


@dataclass(frozen=True, slots=True)
class LatePreview:
    """What could be charged for a late charge, by which agreement; nothing of it is recorded.

    `amount` is what the charge was made with, `charged` and `fees` what was charged for it before (minor units).
    """

    customer: str
    name: str
    charge: str
    text: str
    on: date
    due_on: date
    amount: int
    preview: Preview
    charged: int
    fees: int
    rule: LateRule
    agreement: str


@dataclass(frozen=True, slots=True)
class Pick:
    """A charge the owner chose, and how much interest and fee to charge for it (minor units); None: none of it."""

    charge: str
    interest: int | None = None
    fee: int | None = None


@dataclass(frozen=True, slots=True)
class ChargedLine:
    """Interest, a fee or costs as they were charged; `charge` names what they belong to, `open` is what is left.

    `through` is the last day interest was reckoned for, None for costs.
    """

    entry: int
    id: str
    on: date
    charge: str
    kind: InterestKind
    amount: int
    open: int
    through: date | None
    reversed_on: date | None


class Interest:
    """The door to late interest, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    # ---- looking ----------------------------------------------------------------------------------------------------

    def previews(self, on: date | None = None, number: str = "") -> tuple[LatePreview, ...]:
        """Return what could be charged through a day, of a customer or of everybody, the earliest due first.

        Only what was sold under an agreement that names a late rate or a fee, and only what there is to charge; what
        was paid late in the meantime too.
        """
        day = on or self._around.today()
        with self._store.read() as session:
            files = set(family_of(session, number)) if number else _covered(session)
            found = found_late(session, files, day)
            return _previews(session, [each for each in found if each.preview.interest or each.preview.fee])

    def of_customer(self, number: str, on: date | None = None) -> tuple[LatePreview, ...]:
        """Return what could be charged to a customer through a day; refused when there is no such customer."""
        if not number:
            refuse("customer", N_("{field} is missing."), field="customer")
        return self.previews(on, number)

    def charged_on(self, number: str) -> tuple[ChargedLine, ...]:
        """Return what was charged to a customer, newest first, reversed or not, in files merged into theirs too."""
        with self._store.read() as session:
            found = charged_in(session, family_of(session, number))
            names = {each.item.id: each.item.name for each in items_by_id(session, sorted({c.of for c in found}))}
        return tuple(_line(each, names) for each in reversed(found))

    # ---- charging ---------------------------------------------------------------------------------------------------

    def charge(
        self,
        act: str,
        picks: Sequence[Pick],
        on: date | None = None,
        through: date | None = None,
        due_on: date | None = None,
        note: str = "",
    ) -> tuple[Posted, ...]:
        """Charge interest and fees of one or many charges in one act: all of it, or nothing where one is refused.

        `act` is the request's id, of which each entry's is made; the same act again gives the same answers.
        """
        if not any(pick.interest or pick.fee for pick in picks):
            refuse("charge", N_("charge: choose what to charge interest or a fee for."))
        with self._store.write() as session, naming(session):
            desk = Desk(session, self._around)
            day = on or self._around.today()
            requests = _requests(act, picks, day, through, due_on, note)
            _gather(desk, requests, through or day)
            posted = [record_at(desk, each) for each in requests]
            desk.flush()
            return tuple(posted)


def _gather(desk: Desk, requests: Sequence[ChargeInterest], through: date) -> None:
    """Reckon for all the charges of an act at once what may be charged; nothing comes between that and charging it."""
    charges = charges_named(desk.session, list(dict.fromkeys(each.charge for each in requests)))
    items = {each.item.name: each.item for each in charges if each.of is None}
    customers = {item.customer for item in items.values()}
    found = allowed_for(desk.session, customers, [item.id for item in items.values()], through)
    for each in requests:
        item = items.get(each.charge)
        if item is not None and item.id in found:
            desk.allowed[item.id, each.kind, through] = found[item.id]


def _requests(
    act: str, picks: Sequence[Pick], on: date, through: date | None, due_on: date | None, note: str
) -> list[ChargeInterest]:
    wanted = [
        (pick.charge, kind, amount)
        for pick in picks
        for kind, amount in ((InterestKind.FEE, pick.fee), (InterestKind.INTEREST, pick.interest))
        if amount
    ]
    return [
        ChargeInterest(
            id=act if number == 1 else f"{act}-{number}",
            on=on,
            charge=charge,
            kind=kind,
            amount=amount,
            through=through,
            due_on=due_on,
            note=note,
        )
        for number, (charge, kind, amount) in enumerate(wanted, start=1)
    ]


def _covered(session: Session) -> set[int]:
    """Return the files whose agreements name a late rate, those that live on, and all merged into them."""
    into = merged(session)
    agreed = {each.customer for each in agreements_of(session) if each.agreement.late is not None}
    owners = {into.get(customer, customer) for customer in agreed}
    return owners | {gone for gone, lives in into.items() if lives in owners}


def _previews(session: Session, found: Sequence[Found]) -> tuple[LatePreview, ...]:
    into = merged(session)
    owners = sorted({into.get(each.story.item.customer, each.story.item.customer) for each in found})
    names: Mapping[int, CustomerLine] = {line.id: line for line in lines(session, owners)}
    sold = sold_by_item(session, sorted({each.story.item.id for each in found}))
    made: list[LatePreview] = []
    for each in found:
        item, charge = each.story.item, each.story.charge
        line = names[into.get(item.customer, item.customer)]
        made.append(
            LatePreview(
                customer=line.no,
                name=line.name,
                charge=item.name,
                text=sold.get(item.id, ""),
                on=item.on,
                due_on=charge.due_on,
                amount=item.price,
                preview=each.preview,
                charged=charge.charged,
                fees=charge.fees,
                rule=each.rule,
                agreement=each.agreement.id,
            )
        )
    return tuple(sorted(made, key=lambda each: (each.due_on, each.customer, each.charge)))


def _line(each: Charged, names: Mapping[int, str]) -> ChargedLine:
    through = json.loads(each.facts).get("through")
    return ChargedLine(
        entry=each.entry,
        id=each.name,
        on=each.on,
        charge=names.get(each.of, ""),
        kind=InterestKind(each.part),
        amount=each.amount,
        open=each.open,
        through=None if through is None else date.fromisoformat(through),
        reversed_on=each.reversed_on,
    )
