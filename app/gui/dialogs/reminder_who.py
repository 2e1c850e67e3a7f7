"""Whom to speak or write to: the people of a customer's file and where they are reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.core.reminder.kinds import CreditClass, Way
from app.gui.widgets.account import phone_text
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.customer import Contact, CustomerFile


class Person(NamedTuple):
    """Somebody to speak to, with a telephone number as people read it out."""

    name: str
    phone: str
    decides: bool = False


class Who(NamedTuple):
    """A customer as somebody to be contacted."""

    number: str
    name: str
    people: tuple[Person, ...] = ()
    email: str = ""
    address: str = ""
    credit: CreditClass = CreditClass.NORMAL

    def reached(self, way: Way) -> str:
        """Return where a way leads to; blank where the file does not say."""
        if way is Way.EMAIL:
            return self.email
        if way is Way.LETTER:
            return self.address
        return self.speak_to() if way is not Way.OWNER else ""

    def speak_to(self) -> str:
        """Return whom to call first: the one who decides on payment, else the first with a number."""
        return person_words(self.people[0]) if self.people else ""


def who_of(file: CustomerFile) -> Who:
    """Return whom a file names, who decides on payment first."""
    contacts = sorted((each for each in file.contacts if each.phone or each.decides), key=lambda each: not each.decides)
    people = [Person(_title(each), phone_text(each.phone), each.decides) for each in contacts]
    known = {each.phone for each in contacts}
    people += [Person("", phone_text(phone)) for phone in file.phones if phone not in known]
    return Who(file.no, file.name, tuple(people), file.email, _address(file), file.credit_class)


def person_words(person: Person) -> str:
    """Return a person and their number in one line."""
    return "  ".join(part for part in (person.name, person.phone) if part)


def _title(contact: Contact) -> str:
    if contact.decides:
        return _("{name} (decides on payment)").format(name=contact.name)
    return _("{name} ({role})").format(name=contact.name, role=contact.role) if contact.role else contact.name


def _address(file: CustomerFile) -> str:
    address = file.address
    parts = (address.province, address.city, address.district, address.street)
    return " ".join(dict.fromkeys(part for part in parts if part))
