"""Rows that are customers, and rows that say what is held for and owed by them."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from app.core.intake.asking import Asking, Known
from app.core.intake.findings import Finding, Weight
from app.core.intake.rows import Read, full_name
from app.core.intake.sides import side_of
from app.core.money import Money, plain
from app.errors import Message
from app.i18n.mark import N_

_KEPT = N_("This customer is in the book already and stays as it is.")
_TWICE = N_("Customer {customer} came in an earlier row too; what this row says counts.")
_LEFT_OUT = N_("The customer it is joined to says otherwise and keeps that; this is left out.")
_ADDED = frozenset({"phones", "tags", "notes"})
_NAMES: Mapping[str, str] = MappingProxyType({"contacts": "contact", "notes": "note", "on": "since"})


_BELOW = {
    "principal": N_(
        "This balance is below zero. If that is what the customer owes, say for all rows that balances below zero "
        "stand on the other side."
    ),
    "bonus": N_("This bonus is below zero."),
    "owed": N_(
        "What is owed is below zero here. If that is money held for the customer, say for all rows that balances below "
        "zero stand on the other side."
    ),
}


class _Balances(Asking):
    """What both have: prepaid money, passes, what is owed."""

    def __init__(self, maker: Known, read: Read) -> None:
        super().__init__(maker, read)
        self._given: dict[str, int] = {}

    def has_balance(self) -> bool:
        """Whether the row says that anything is held or owed."""
        return any(self.read.whole(name) for name in ("principal", "bonus", "held", "owed", "count"))

    def balance(self, no: str, on: str) -> None:
        """Ask for what is held for and owed by a customer; what expired before is entered as of that day."""
        held, owed = self._held(), {}
        amount = self._given.get("owed", 0)
        if amount > 0:
            owed = {"owed": self.money("owed", amount)}
            due = self.read.day("due_on")
            if due is not None:
                self.check_due(date.fromisoformat(on), due, known_bill=False)
                owed["due_on"] = due.isoformat()
        common = {"customer": no, "reference": self.read.text("reference") or None}
        expires = self.read.day("expires_on")
        if held and expires is not None and expires.isoformat() < on:
            self._expired(on, expires, held, "x" if owed else "", common)
            held = {}
        if held or owed:
            self.add("opening", "", on=on, **common, **held, **owed)

    def _expired(
        self, on: str, expires: date, held: dict[str, Any], suffix: str, common: Mapping[str, str | None]
    ) -> None:
        """Enter what expired before the balances: it is held, and stands as expired.

        A lot cannot end before it begins. Were one entered as of a day years ago, every month since would have to be
        closed: it is entered the day before the balances then, to end that day, and its note says when it really did.
        """
        start = date.fromisoformat(on)
        ends = expires if expires >= start.replace(day=1) else start - timedelta(days=1)
        if "expires_on" in held:
            held["expires_on"] = ends.isoformat()
        for each in held.get("passes", ()):
            each["expires_on"] = ends.isoformat()
        note = f"{self.maker.called('expires_on')}: {expires}" if ends != expires else None
        text = N_("This expired before the balances are taken in: it is held, and shown as expired.")
        self.say("expires_on", text, Weight.WARNED)
        self.add("opening", suffix, on=ends.isoformat(), note=note, **common, **held)

    def _held(self) -> dict[str, Any]:
        """Return what is held for a customer, money and passes, with the day it is good to."""
        self._given = self._amounts()
        for name, amount in self._given.items():
            if amount < 0:
                self.say(name if name in self.maker.layout.columns else "held", _BELOW[name])
        held: dict[str, Any] = {
            name: self.money(name, self._given[name]) for name in ("principal", "bonus") if self._given[name] > 0
        }
        expires = self.read.day("expires_on")
        until = {"expires_on": expires.isoformat()} if expires is not None else {}
        if held:
            held |= until
        passes = self._passes()
        return {**held, "passes": [{**passes, **until}]} if passes else held

    def _passes(self) -> dict[str, Any]:
        count, value = self.read.whole("count"), self.read.whole("pass_value") or 0
        if not count:
            if value:
                self.say("pass_value", N_("The visits have a value, but none are left."))
            return {}
        service = self.read.text("service") or self.maker.given("service")
        if not service:
            self.say("count", N_("Visits are left, but no column says of which pass."))
        return {"service": service, "count": count, "value": self.money("passes", value)}

    def _amounts(self) -> dict[str, int]:
        """Return what is held and owed; what is below zero is on the other side, where somebody said so."""
        found = {name: self.read.whole(name) or 0 for name in ("principal", "bonus", "owed")}
        self._part(found)
        self._turn(found)
        if self.maker.given("negative_owed") == "yes":
            for name, other in (("principal", "owed"), ("owed", "principal")):
                if found[name] < 0 <= found[other]:
                    found[other] -= found[name]
                    found[name] = 0
        return found

    def _part(self, found: dict[str, int]) -> None:
        """Take a balance that counts the bonus apart; where its parts stand beside it, they have to come to it."""
        held = self.read.whole("held")
        if held is None:
            return
        if self.read.whole("principal") is None:
            found["principal"] = held - found["bonus"]
            if found["principal"] < 0 < found["bonus"]:
                self.say("held", N_("The bonus is more than the balance that has it in it."))
        elif held != found["principal"] + found["bonus"]:
            text = N_("The file says {stated} altogether, but principal and bonus come to {reckoned}.")
            reckoned = Money(found["principal"] + found["bonus"])
            self.say("held", text, Weight.WARNED, stated=Money(held), reckoned=reckoned)

    def _turn(self, found: dict[str, int]) -> None:
        """Put the balance on the side the row says: a debit is owed, a credit is held."""
        word = self.read.text("side").casefold().rstrip(".")
        filled = [name for name in ("principal", "owed") if found[name]]
        if not word or not filled:
            return
        side = side_of(word)
        if side is None or len(filled) > 1:
            text = N_("“{text}” does not tell whether the balance is a debit or a credit.")
            self.say("side", text, text=self.read.text("side"))
        elif filled != [side]:
            found[side], found[filled[0]] = found[filled[0]], 0


class CustomerRow(_Balances):
    """A row that is a customer."""

    def __init__(self, maker: Known, read: Read) -> None:
        super().__init__(maker, read)
        self._files: dict[str, dict[str, Any]] = {}

    def ask(self) -> None:
        """Ask for a customer's file, with what is held and owed beside it."""
        name, no = self.read.name(), self.number()
        if not no and "no" not in self.maker.layout.columns and name:
            no = self.maker.next_number()
        if not no:
            text = N_("The row has neither number nor name of a customer.")
            if name:
                text = N_("The row has no customer number, though others have one. Write one in.")
            self.say("no", text)
            return
        self.meet(no)
        again = self.maker.is_known(no)
        if again and not self._may_change(no):
            return
        if not name and not again:
            if {"name", "given_name", "family_name"} & self.maker.layout.columns.keys():
                self.say("name", N_("The customer has no name."))
                return
            name = no
        twice = self.maker.note_made(no)
        if no in self.maker.layout.joined.values() or not (again and self.maker.given("existing") == "keep"):
            self._ask_file(no, {"name": name, **self._file()}, twice=twice)
        if self.has_balance():
            self.balance(no, self.maker.given("on") or self.maker.today.isoformat())
        if not self.events and not self.findings:
            self.findings.append(
                Finding(self.read.line, self.maker.called("no"), "no", no, Message(_KEPT), Weight.SKIPPED)
            )

    def done(self) -> None:
        """Keep what the customer's file says by now, for others joined to it."""
        if self._files:
            self.maker.files.update(self._files)

    def _ask_file(self, no: str, file: dict[str, Any], *, twice: bool) -> None:
        """Ask for what a row says of a customer; of one that others are joined to only what is not known yet."""
        if no in self.maker.layout.joined.values():
            known = self.maker.files.get(no, {})
            file = self._beside(known, file)
            self._files = {no: {**known, **file}}
        elif twice:
            self.say("no", _TWICE, Weight.WARNED, customer=no)
        if file:
            self.add("customer", "c", no=no, **{"name": None, **file}, **self.opened(no))

    def _beside(self, known: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is new in a row beside what is known of the customer; what differs is left out, and told."""
        found: dict[str, Any] = {}
        for name, value in said.items():
            before = known.get(name)
            if not before:
                found[name] = value
            elif isinstance(before, list) and isinstance(value, list) and name in _ADDED:
                more = [each for each in value if each not in before]
                found |= {name: [*before, *more]} if more else {}
            elif isinstance(before, dict) and isinstance(value, dict):
                if any(before.get(part, text) != text for part, text in value.items()):
                    self.say("street", _LEFT_OUT, Weight.WARNED)
                found |= {name: {**value, **before}} if {**value, **before} != before else {}
            elif value != before:
                self.say(_NAMES.get(name, name), _LEFT_OUT, Weight.WARNED)
        return {name: value for name, value in found.items() if value}

    def _may_change(self, no: str) -> bool:
        if no in self.maker.layout.joined.values() or self.maker.given("existing") in {"keep", "update"}:
            return True
        text = N_("Customer {customer} stands in the book, or in an earlier row; nothing is merged by itself.")
        self.say("no", text, customer=no)
        return False

    def _file(self) -> dict[str, Any]:
        """Return the fields of a customer's file."""
        read = self.read
        names = {
            "street": "street",
            "city": "city",
            "province": "province",
            "postcode": "postcode",
            "country": "country",
        }
        address = {part: text for part, name in names.items() if (text := read.text(name))}
        since, limit = read.day("since"), read.whole("credit_limit")
        contact = read.text("contact") or self._person()
        found = {
            "phones": [*read.phones()],
            "email": read.text("email"),
            "address": address,
            "contacts": [{"name": contact, "role": read.text("role")}] if contact else None,
            "birthday": self._birthday(),
            "tier": read.text("tier"),
            "tags": [tag for tag in _split(read.text("tags")) if tag],
            "on": since.isoformat() if since else None,
            "terms_days": read.whole("terms_days"),
            "credit_limit": None if limit is None else plain(limit, self.maker.digits),
            "kind": self.maker.given("kind"),
            "notes": [{"text": read.text("note")}] if read.text("note") else None,
        }
        return {name: value for name, value in found.items() if value not in ("", None, [], {})}

    def _person(self) -> str:
        """Return who is spoken to, where a firm stands beside the parts of somebody's name."""
        given, family = self.read.text("given_name"), self.read.text("family_name")
        person = full_name(given, family) if given and family else ""
        return person if person.casefold() != self.read.name().casefold() else ""

    def _birthday(self) -> str:
        """Return the birthday, with its year or without; refuses one to come, as two digits of a year can make it."""
        day = self.read.day("birthday")
        if day is None:
            return self.read.text("birthday")
        if day > self.maker.today:
            self.say("birthday", N_("This day is yet to come."))
        return day.isoformat()


class OpeningRow(_Balances):
    """A row that is a customer's balance."""

    def ask(self) -> None:
        """Ask for what is held for and owed by a customer who is there."""
        no = self.number()
        on = self.day()
        if not self.known(no) or on is None:
            return
        if not self.has_balance():
            self.findings.append(
                Finding(self.read.line, "", "", no, Message(N_("Nothing is held or owed.")), Weight.SKIPPED)
            )
            return
        reference = self.read.text("reference")
        if reference and self.maker.came_before(no, on, reference, *self._amounts().values()):
            self.say("reference", N_("The same row came before in this file; both are taken in."), Weight.WARNED)
        if self.maker.came_before("opening", no) and not _TELLS_APART & self.maker.layout.columns.keys():
            text = N_("Customer {customer} came in an earlier row too; both balances are taken in.")
            self.say("no", text, Weight.WARNED, customer=no)
        self.balance(no, on)


_TELLS_APART = frozenset({"on", "due_on", "expires_on", "reference", "service", "count"})


def _split(text: str) -> list[str]:
    for each in "；;、，/|":
        text = text.replace(each, ",")
    return [part.strip() for part in text.split(",")]
