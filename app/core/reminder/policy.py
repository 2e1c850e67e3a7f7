"""What a shop has set about reminders as one value: rules, ladders, conduct; changed by one kind of request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.core.customer import Change, FileRequest
from app.core.reminder import conduct, ladder, rules
from app.core.reminder.conduct import Conduct
from app.core.reminder.ladder import DEFAULT_LADDERS, Ladders
from app.core.reminder.rules import DEFAULT_RULES, Rules


class ShopPolicy(NamedTuple):
    """What a shop has set: which rules, which ladders, which conduct."""

    rules: Rules = DEFAULT_RULES
    ladders: Ladders = DEFAULT_LADDERS
    conduct: Conduct = Conduct()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePolicy(FileRequest):
    """The shop sets anew when it reminds: only what is given changes; values are plain, as JSON has them.

    `rules` by kind and field, `ladders` by class each whole (`gentler` is the patience), `conduct` by name.
    """

    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ladders: Mapping[str, Any] = field(default_factory=dict)
    conduct: Mapping[str, Any] = field(default_factory=dict)


def changed(policy: ShopPolicy, request: ChangePolicy) -> ShopPolicy:
    """Return the policy with what a request gives changed; refuses nonsense by the field's name."""
    return ShopPolicy(
        rules.changed(policy.rules, request.rules),
        ladder.changed(policy.ladders, request.ladders),
        conduct.changed(policy.conduct, request.conduct),
    )


def changes(old: ShopPolicy, new: ShopPolicy) -> list[Change]:
    """Return what differs between two states, as the JSON texts that are stored, for the log."""
    before, after = as_json(old), as_json(new)
    return [Change(name, before[name], text) for name, text in after.items() if text != before[name]]


_RULES, _LADDERS, _CONDUCT = "reminder_rule.", "reminder_ladder.", "reminder_conduct."
PREFIXES = (_RULES, _LADDERS, _CONDUCT)
"""How the names under which it is stored begin."""


def as_json(policy: ShopPolicy) -> dict[str, str]:
    """Return every part as the JSON text that is stored of it, by the name it is stored under."""
    parts = (
        (_RULES, rules.as_json(policy.rules)),
        (_LADDERS, ladder.as_json(policy.ladders)),
        (_CONDUCT, conduct.as_json(policy.conduct)),
    )
    return {prefix + name: text for prefix, texts in parts for name, text in texts.items()}


def from_json(stored: Mapping[str, str]) -> ShopPolicy:
    """Return the policy out of what is stored; a part that cannot be read, or is not known, counts as never set."""
    found = [
        {name.removeprefix(prefix): text for name, text in stored.items() if name.startswith(prefix)}
        for prefix in PREFIXES
    ]
    return ShopPolicy(rules.from_json(found[0]), ladder.from_json(found[1]), conduct.from_json(found[2]))
