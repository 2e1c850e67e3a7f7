"""Rows that the book knows already: a file that comes again with more rows, or corrected, gives nobody twice.

By their ids rows are known again only within one and the same file; a list written anew is another file. So each row
is compared with what other files have brought, and an opening balance with what the customer holds already. `repeated`
said for all rows takes them in all the same.
"""

from collections.abc import Mapping
from typing import Any

from app.core.customer import CustomerFile
from app.core.intake.build import Made
from app.core.intake.findings import Finding, Weight
from app.core.intake.layout import Layout
from app.core.intake.targets import Target
from app.core.intake.turnover import is_forward
from app.core.money import Money, plain
from app.core.requests import Request
from app.errors import Message, Refused
from app.i18n.mark import N_
from app.services.events import READERS, read_request
from app.services.fields import Fields
from app.services.fingerprint import fingerprint
from app.storage import import_before as stored
from app.storage.customers import load_files
from app.storage.store import Session

_PREPAID = ("principal", "bonus", "passes")
_GIVEN = N_(
    "Customer {customer} has an opening balance already (entry {entry}). Undo the import it came with, or say for all "
    "rows that they are added to it."
)
_LEFT_OUT = N_(
    "Customer {customer} has an opening balance already (entry {entry}); that of this row is left out, nothing is "
    "added."
)
_KNOWN = N_("This row was taken in already, with another file (entry {entry}).")
_PAYMENT = N_("The charge of this row was taken in already (entry {entry}); only what was paid on it is taken in now.")
_FORWARD = N_("This is what the book has already; nothing is added.")
_OWED = N_("The file says {said} was owed before this row, the book has {held}; nothing is added for that.")
_HELD = N_("The file says {said} was held before this row, the book has {held}; nothing is added for that.")


def files_joined_to(session: Session, layout: Layout, there: set[str], digits: int) -> dict[str, dict[str, Any]]:
    """Return what the book says of the customers others are joined to, as events have it.

    `there` are the customers of the book, but for those the file itself has made.
    """
    wanted = sorted(there & set(layout.joined.values()))
    return {no: _as_event(each.file, digits) for no, each in load_files(session, wanted).items()}


def _as_event(file: CustomerFile, digits: int) -> dict[str, Any]:
    address = {part: getattr(file.address, part) for part in ("street", "city", "province", "postcode", "country")}
    return {
        "name": file.name,
        "phones": [*file.phones],
        "email": file.email,
        "address": {part: text for part, text in address.items() if text},
        "contacts": tuple(file.contacts),
        "birthday": file.birthday,
        "tier": file.tier,
        "tags": [*file.tags],
        "on": file.since.isoformat() if file.since else "",
        "terms_days": file.terms_days,
        "credit_limit": "" if file.credit_limit == 0 else plain(file.credit_limit or 0, digits),
        "kind": file.kind.value,
        "notes": tuple(file.notes),
    }


class Before:
    """What was in the book before a file; looked up once, for no row is asked of the book on its own."""

    def __init__(self, session: Session, layout: Layout, prefix: str, digits: int) -> None:
        self._digits = digits
        self._target = layout.target
        self._customers = stored.numbers(session)
        self._opened = stored.opened(session, prefix)
        self._in_debt = stored.opened(session, prefix, owed=True)
        self._alone = layout.target is Target.OPENINGS and not {"on", "reference"} & layout.columns.keys()
        self._standing = {
            Target.MOVEMENTS: stored.principal,
            Target.BILLS: stored.owed,
        }.get(layout.target, _nothing)(session)
        self._own = stored.own(session, prefix)
        self._brought: dict[int, list[tuple[int, str]]] = {}
        for each in stored.brought(session, prefix):
            self._brought.setdefault(hash((each.digest, each.reference)), []).append((each.entry, each.request))

    def look(self, made: Made) -> Made:
        """Return what is to be asked of a row, without what the book knows already, and say so."""
        if not made.good:
            return made
        made = self._opening(made)
        return self._again(made) if self._brought and made.good else made

    # ---- opening balances -------------------------------------------------------------------------------------------

    def _opening(self, made: Made) -> Made:
        if self._target in {Target.MOVEMENTS, Target.BILLS}:
            return self._forward(made)
        event = next((each for each in made.events if each["do"] == "opening"), None)
        if event is None or event["id"] in self._own:
            return made
        no, openings = str(event["customer"]), [each for each in made.events if each["do"] == "opening"]
        given = self._opened if any(each.get(name) for each in openings for name in _PREPAID) else {}
        # what is owed may be one bill of several: only a list that tells them not apart says it of the whole
        entry = given.get(no) or (self._in_debt.get(no) if self._whole(openings) else None)
        if entry is None:
            return made
        known = {"customer": no, "entry": entry}
        if self._target is Target.CUSTOMERS:
            return _without(made, Message(_LEFT_OUT, known), Weight.WARNED)
        found = self._found(event, self._request(event))
        if found is not None:
            return _without(made, Message(_KNOWN, {"entry": found[0]}), Weight.SKIPPED)
        return _without(made, Message(_GIVEN, known), Weight.REFUSED)

    def _whole(self, openings: list[dict[str, Any]]) -> bool:
        """Whether what a row says is owed is all that is."""
        return (self._alone or self._target is Target.CUSTOMERS) and any(each.get("owed") for each in openings)

    def _forward(self, made: Made) -> Made:
        """Leave out what stood before a customer's first row: it is in the book. Say so where it is not that much."""
        event = next((each for each in made.events if is_forward(str(each["id"]))), None)
        if event is None or event["id"] in self._own or event["customer"] not in self._standing:
            return made
        held = self._standing[str(event["customer"])]
        name, counted = ("principal", "principal") if self._target is Target.MOVEMENTS else ("owed", "charged")
        said = Fields(dict(event), self._digits).amount(name, 0)
        made = made._replace(events=tuple(each for each in made.events if each is not event))
        made = made._replace(sums={**made.sums, counted: made.sums.get(counted, 0) - said})
        if said != held and self._found(event, self._request(event)) is None:
            text = Message(_HELD if name == "principal" else _OWED, {"said": Money(said), "held": Money(held)})
            made = made._replace(findings=(*made.findings, Finding(made.line, "", "balance", "", text, Weight.WARNED)))
        if made.events:
            return made
        finding = Finding(made.line, "", "balance", "", Message(_FORWARD), Weight.SKIPPED)
        return made._replace(findings=(*made.findings, finding))

    # ---- the same again ---------------------------------------------------------------------------------------------

    def _again(self, made: Made) -> Made:
        """Leave out what another file has brought with the same customer, day, amount and number of the document."""
        left: list[dict[str, Any]] = []
        names: dict[str, str] = {}  # how what this row asks for is called in the book
        last = 0
        for each in made.events:
            event = each
            if "against" in each:
                event = {**each, "against": [names.get(name, name) for name in each["against"]]}
            found = None if event["id"] in self._own else self._found(event, self._request(event), take=True)
            if found is None:
                left.append(event)
            else:
                last, names[str(event["id"])] = found
        if not names:
            return made
        if not any(event["do"] != "customer" for event in left):
            finding = Finding(made.line, "", "", "", Message(_KNOWN, {"entry": last}), Weight.SKIPPED)
            return Made(made.line, (), (*made.findings, finding))
        finding = Finding(made.line, "", "", "", Message(_PAYMENT, {"entry": last}), Weight.WARNED)
        sums = {name: amount for name, amount in made.sums.items() if name == "paid"}
        return Made(made.line, tuple(left), (*made.findings, finding), sums)

    def _request(self, event: Mapping[str, Any]) -> Request | None:
        do = str(event["do"])
        fields = {name: value for name, value in event.items() if name != "do"}
        try:
            return read_request(do, Fields(fields, self._digits)) if do in READERS else None
        except Refused:  # the book will say it, with the line
            return None

    def _found(
        self, event: Mapping[str, Any], request: Request | None, *, take: bool = False
    ) -> tuple[int, str] | None:
        """Return the entry of another file that says the same; each is found by one row only."""
        if request is None:
            return None
        key = hash((fingerprint(request, self._customers.get), str(event.get("reference") or "")))
        there = self._brought.get(key)
        if not there:
            return None
        return there.pop(0) if take else there[0]


def _nothing(_session: Session) -> dict[str, int]:
    return {}


def _without(made: Made, text: Message, weight: Weight) -> Made:
    """Return a row without its opening balance, and why; where it is refused or passed over, nothing of it is left."""
    finding = Finding(made.line, "", "", "", text, weight)
    left = tuple(each for each in made.events if each["do"] != "opening") if weight is Weight.WARNED else ()
    return Made(made.line, left, (*made.findings, finding))
