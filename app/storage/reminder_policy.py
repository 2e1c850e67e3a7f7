"""What the shop has set about reminders, among the names and values of the table of settings."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.core.customer import Change
from app.core.reminder.policy import ShopPolicy, as_json, changes, from_json
from app.storage.customers import Author
from app.storage.settings import load_values, log_changes, save_value

_PREFIX = "reminder_"


def load_policy(session: Session) -> ShopPolicy:
    """Return the policy; what was never set has its default."""
    return from_json({_PREFIX + name: text for name, text in load_values(session, _PREFIX).items()})


def save_policy(
    session: Session, old: ShopPolicy, new: ShopPolicy, author: Author, remarks: Sequence[Change] = ()
) -> None:
    """Write what differs, and log it with what was remarked on it."""
    before = as_json(old)
    for name, text in as_json(new).items():
        if text != before[name]:
            save_value(session, name, text)
    log_changes(session, [*changes(old, new), *remarks], author)
