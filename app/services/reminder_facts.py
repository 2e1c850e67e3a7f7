"""What planning and sending ask of the book within a transaction: the policy in force, and one customer's facts."""

from datetime import date

from app.core.reminder.facts import Facts
from app.core.reminder.occasions import Policy
from app.services.law import load_pack
from app.storage.books import load_book
from app.storage.mail import load_account
from app.storage.reminder_facts import Around, load_facts
from app.storage.reminder_policy import load_policy
from app.storage.store import Session
from app.system import lunar


def policy_of(session: Session) -> Policy:
    """Return the rules and ladders as they are set, with the law of the shop's place."""
    shop = load_policy(session)
    return Policy(shop.rules, shop.ladders, load_pack(load_book(session).pack))


def around_of(session: Session, today: date) -> Around:
    """Return what facts depend on beside the book, for a day."""
    return Around(today, policy_of(session), lunar.next_day, load_account(session).serves)


def facts_of(session: Session, customer: int, today: date) -> Facts:
    """Return the facts of a customer (internal id); a file that was merged away has none but its number."""
    found = load_facts(session, around_of(session, today), [customer])
    return next((facts for facts in found if facts.customer == customer), Facts(customer))
