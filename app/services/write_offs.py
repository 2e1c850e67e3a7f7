"""Bad debts: proposed by the shop's rule, given up by the owner's act, and what came of them after all."""

from datetime import date
from typing import NamedTuple

from app.core.credit.requests import ApproveWriteOffs
from app.core.credit.write_off import OldCharge, WriteOffRule, proposed
from app.core.items import ItemKind
from app.errors import Message
from app.services.desk import Circumstances
from app.services.file_desk import Filed
from app.services.known import family_of
from app.services.recording import record
from app.storage.bad_debts import written_off
from app.storage.cases import charges_in_cases
from app.storage.charge_words import words_of_items
from app.storage.disputes import open_disputes
from app.storage.plans import charges_in_plans
from app.storage.settings import load_settings
from app.storage.store import Store
from app.storage.views import holdings, owners_by_id

__all__ = ["ApproveWriteOffs", "WriteOffProposal", "WriteOffRule", "WriteOffs", "WrittenOff"]


class WriteOffProposal(NamedTuple):
    """A charge the shop's rule proposes to give up, and why; the amount is what is open (minor units).

    `text` is what was sold; of interest, a fee or costs (`part`) what was sold by the charge they belong to.
    """

    customer: str
    name: str
    charge: str
    text: str
    on: date
    due_on: date
    days: int
    amount: int
    why: Message
    part: str = ""


class WrittenOff(NamedTuple):
    """What was given up of a charge on a day, what was recovered of it since, and what is left (minor units)."""

    customer: str
    name: str
    charge: str
    text: str
    on: date
    amount: int
    recovered: int
    left: int
    reason: str


class WriteOffs:
    """The door to bad debts, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def rule(self) -> WriteOffRule | None:
        """Return the shop's rule, None where it has none."""
        with self._store.read() as session:
            return load_settings(session).write_off_rule

    def proposals(self, on: date | None = None) -> list[WriteOffProposal]:
        """Return the charges the shop's rule proposes to give up on a day, the oldest first.

        What is in dispute, in a plan or in a case is left out: what becomes of it is decided there.
        """
        today = on or self._around.today()
        with self._store.read() as session:
            rule = load_settings(session).write_off_rule
            if rule is None:
                return []
            held = charges_in_plans(session, today) | charges_in_cases(session, today) | open_disputes(session).keys()
            left = [
                each
                for each in holdings(session, today)
                if each.kind is ItemKind.CHARGE and 0 < each.amount <= rule.most and each.due < today
            ]
            old = [OldCharge(each.name, each.due, each.amount, each.item in held) for each in left]
            found = proposed(old, rule, today)
            by_name = {each.name: each for each in left}
            chosen = [by_name[charge.name] for charge, _ in found]
            words = words_of_items(session, [each.of or each.item for each in chosen])
            people = owners_by_id(session, {by_name[charge.name].customer for charge, _ in found})
        rows: list[WriteOffProposal] = []
        for charge, why in found:
            each = by_name[charge.name]
            owner, said = people[each.customer], words.get(each.of or each.item)
            days = (today - charge.due_on).days
            text = said.text if said else ""
            named = (owner.number, owner.name, charge.name, text)
            rows.append(WriteOffProposal(*named, each.on, charge.due_on, days, charge.open, why, each.part))
        return sorted(rows, key=lambda row: (row.due_on, row.customer, row.charge))

    def approve(self, request: ApproveWriteOffs) -> Filed:
        """Give charges up, an entry for each, all or none; the same request again changes nothing. Raises `Refused`."""
        return record(self._store, self._around, request)

    def written_off(self, number: str = "") -> list[WrittenOff]:
        """Return what was given up, of a customer and files merged into theirs or of everybody, the latest first."""
        with self._store.read() as session:
            family = family_of(session, number) if number else None
            found = written_off(session, family)
            words = words_of_items(session, {each.item for each in found})
            people = owners_by_id(session, {each.customer for each in found})
        rows: list[WrittenOff] = []
        for each in found:
            owner, said = people[each.customer], words.get(each.item)
            text = said.text if said else ""
            named = (owner.number, owner.name, each.name, text)
            rows.append(WrittenOff(*named, each.on, each.amount, each.recovered, each.left, each.reason))
        return sorted(rows, key=lambda row: row.on, reverse=True)
