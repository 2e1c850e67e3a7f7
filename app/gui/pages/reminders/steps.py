"""What comes next for a reminder: the one thing Enter does."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from app.core.reminder.conduct import Answer
from app.core.reminder.kinds import RuleKind, State, Way
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.core.reminder.board import QueueDetail


class Do(StrEnum):
    """What Enter may do."""

    ASK = "ask"
    DROP = "drop"
    WAIT = "wait"
    CALL = "call"
    COPY = "copy"
    SEND = "send"
    LETTER = "letter"
    DECIDE = "decide"


class Step(NamedTuple):
    """What comes next, and the words of its button."""

    do: Do
    text: str


def next_step(detail: QueueDetail, way: Way, *, mails: bool) -> Step:
    """Return what comes next for a reminder by the way that is chosen.

    A shop that has no mail account (`mails`) sends its e-mails by hand, as it does its messages.
    """
    row = detail.row
    if row.state in (State.INTERRUPTED, State.FAILED):
        return Step(Do.ASK, _("What happened?…"))
    if row.state is State.SENDING:
        return Step(Do.WAIT, pgettext("queue", "Next"))
    if detail.wanted is None:
        return Step(Do.DROP, _("Take it off the list"))
    if way is Way.OWNER:
        return Step(Do.DECIDE, _("Looked through…") if row.rule is RuleKind.REVIEW else _("Done…"))
    verdict = detail.verdicts.get(way)
    held = verdict is not None and verdict.answer is not Answer.OK
    if held or way in row.done or (way not in detail.texts and way is not Way.PHONE):
        return Step(Do.WAIT, pgettext("queue", "Next"))
    by_hand = Step(Do.COPY, _("Copy and mark as sent"))
    return {
        Way.PHONE: Step(Do.CALL, _("Log the call…")),
        Way.MESSAGE: by_hand,
        Way.EMAIL: Step(Do.SEND, _("Send the e-mail")) if mails else by_hand,
        Way.SERVICE: Step(Do.SEND, _("Send the message")),
        Way.LETTER: Step(Do.LETTER, _("Print the letter…")),
    }[way]
