"""Rows that are customers, and rows that say what is held for and owed by them."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from app.core.intake.asking import Asking, Known
from app.core.intake.findings import Finding, Weight
from app.core.intake.rows import Read
from app.core.money import plain
from app.errors import Message
from app.i18n.mark import N_

_KEPT = N_("This customer is in the book already and stays as it is.")
_TWICE = N_("Customer {customer} came in an earlier row too; what this row says counts.")
_LEFT_OUT = N_("The customer it is joined to says otherwise and keeps that; this is left out.")
_ADDED = frozenset({"phones", "tags", "notes"})
_NAMES: Mapping[str, str] = MappingProxyType({"contacts": "contact", "notes": "note", "on": "since"})


class _Balances(Asking):
    """What both have: prepaid money, passes, what is owed."""

    def has_balance(self) -> bool:
        """Whether the row says that anything is held or owed."""
        return any(self.read.whole(name) for name in ("principal", "bonus", "owed", "count"))

    def balance(self, no: str, on: str) -> None:
        """Ask for what is held for and owed by a customer."""
        fields: dict[str, Any] = {}
        for name, amount in self._amounts().items():
            if amount < 0:
                self.say(
                    name,
                    N_(
                        "This balance is below zero. If that is what the customer owes, say for all rows that balances "
                        "below zero are owed."
                    ),
                )
            elif amount:
                fields[name] = self.money(name, amount)
        count = self.read.whole("count")
        if count:
            service = self.read.text("service") or self.maker.given("service")
            if not service:
                self.say("count", N_("Visits are left, but no column says of which pass."))
            value = self.read.whole("pass_value") or 0
            fields["passes"] = [{"service": service, "count": count, "value": self.money("passes", value)}]
        elif self.read.whole("pass_value"):
            self.say("pass_value", N_("The visits have a value, but none are left."))
        due = self.read.day("due_on")
        if due is not None and "owed" in fields:
            self.check_due(date.fromisoformat(on), due, known_bill=False)
            fields["due_on"] = due.isoformat()
        expires = self.read.day("expires_on")
        if expires is not None and ("principal" in fields or "bonus" in fields):
            fields["expires_on"] = expires.isoformat()
        if expires is not None and "passes" in fields:
            fields["passes"][0]["expires_on"] = expires.isoformat()
        self.add("opening", "", on=on, customer=no, reference=self.read.text("reference") or None, **fields)

    def _amounts(self) -> dict[str, int]:
        """Return what is held and owed; prepaid money below zero is owed, where somebody said so."""
        found = {name: self.read.whole(name) or 0 for name in ("principal", "bonus", "owed")}
        if found["principal"] < 0 and found["owed"] >= 0 and self.maker.given("negative_owed") == "yes":
            found["owed"] -= found["principal"]
            found["principal"] = 0
        return found


class CustomerRow(_Balances):
    """A row that is a customer."""

    def __init__(self, maker: Known, read: Read) -> None:
        super().__init__(maker, read)
        self._files: dict[str, dict[str, Any]] = {}

    def ask(self) -> None:
        """Ask for a customer's file, with what is held and owed beside it."""
        name, no = self.read.text("name"), self.number()
        if not no and "no" not in self.maker.layout.columns and name:
            no = self.maker.next_number()
        if not no:
            self.say("no", N_("The row has neither number nor name of a customer."))
            return
        self.meet(no)
        again = self.maker.is_known(no)
        if again and not self._may_change(no):
            return
        if not name and not again:
            if "name" in self.maker.layout.columns:
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
        contact = read.text("contact")
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
        self.balance(no, on)


def _split(text: str) -> list[str]:
    for each in "；;、，/|":
        text = text.replace(each, ",")
    return [part.strip() for part in text.split(",")]
