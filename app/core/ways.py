"""How a customer can be reached, and how well one pays: words of a customer's file that reminding goes by."""

from enum import StrEnum


class Way(StrEnum):
    """How a reminder goes out.

    `message` is a text to copy into WeChat or SMS, `service` any one Apprise knows. `owner` contacts nobody: the owner
    decides or checks something.
    """

    EMAIL = "email"
    LETTER = "letter"
    PHONE = "phone"
    MESSAGE = "message"
    SERVICE = "service"
    OWNER = "owner"


TEXTS = frozenset({Way.EMAIL, Way.MESSAGE, Way.SERVICE})
"""The ways that bring the same short text: one of them is enough."""

SENDABLE = TEXTS | {Way.LETTER}
"""The ways that need a text and are sent: a call is logged, and what the owner decides is marked as done."""


class CreditClass(StrEnum):
    """How well a customer pays, which decides how soon they are chased."""

    GOOD = "good"
    NORMAL = "normal"
    AT_RISK = "at_risk"
