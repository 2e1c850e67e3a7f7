"""A wish as the queue keeps it: canonical JSON without anything a person wrote, and read again."""

import json
from datetime import date
from typing import Any

from app.core.reminder.kinds import RuleKind, Tone, Way
from app.core.reminder.wish import Covered, Wish

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def wish_json(wish: Wish) -> str:
    """Write a wish as canonical JSON; what has its default is left out.

    Its key, customer and days stand in columns of their own. The text of a note is left out too: it is kept, and
    erased, with the note.
    """
    content: dict[str, object] = {"ways": wish.ways}
    if wish.stage:
        content["stage"] = wish.stage
    if wish.tone is not Tone.GENTLE:
        content["tone"] = wish.tone
    if wish.template:
        content["template"] = wish.template
    if wish.amount:
        content["amount"] = wish.amount
    if wish.units:
        content["units"] = wish.units
    if wish.on is not None:
        content["on"] = wish.on.isoformat()
    if wish.service:
        content["service"] = wish.service
    if wish.number and wish.rule is not RuleKind.NOTE:
        content["number"] = wish.number
    if wish.covers:
        content["covers"] = wish.covers
    return _encode(content)


def read_wish(
    text: str,
    *,
    rule: RuleKind,
    customer: int,
    subject: str,
    occurrence: str,
    due_on: date,
    expires_on: date | None,
) -> Wish:
    """Read what `wish_json` wrote; ValueError, TypeError or LookupError for anything else."""
    content: dict[str, Any] = json.loads(text)
    on = content.get("on")
    return Wish(
        rule=rule,
        customer=customer,
        subject=subject,
        occurrence=occurrence,
        due_on=due_on,
        expires_on=expires_on,
        ways=tuple(map(Way, content["ways"])),
        stage=int(content.get("stage", 0)),
        tone=Tone(content.get("tone", Tone.GENTLE)),
        template=str(content.get("template", "")),
        amount=int(content.get("amount", 0)),
        units=int(content.get("units", 0)),
        on=None if on is None else date.fromisoformat(on),
        service=str(content.get("service", "")),
        number=str(content.get("number", "")),
        covers=tuple(Covered(*map(int, each)) for each in content.get("covers", ())),
    )
