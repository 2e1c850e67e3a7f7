"""Receivables in words: age groups, how a rating is shown in one word, kinds of matters."""

from __future__ import annotations

from enum import StrEnum

from app.core.ways import CreditClass
from app.gui.dialogs.owing_words import TONES, known_class
from app.gui.dialogs.reminder_words import Said
from app.i18n.catalog import _, pgettext


class MatterKind(StrEnum):
    """What waits for a decision of the owner's."""

    PLAN = "plan"
    CASE = "case"
    LIMITATION = "limitation"
    AGREEMENT = "agreement"
    INTEREST = "interest"
    WRITE_OFF = "write_off"
    REWARD = "reward"


def bucket_title(name: str) -> str:
    """Return the title of an overdue column: `1-30` is called “1–30 days”."""
    if name.endswith("+"):
        return _("{first}+ days").format(first=name[:-1])
    return _("{days} days").format(days=name.replace("-", "–"))


def class_said(credit: CreditClass | None) -> Said:
    """Return how a class is shown, None for no data; that is never shown as good."""
    signs = {CreditClass.GOOD: "✓", CreditClass.AT_RISK: "▲"}
    tone = TONES[credit] if credit is not None else "mute"
    return Said(signs.get(credit, "") if credit is not None else "", known_class(credit), tone)


def matter_name(kind: MatterKind) -> str:
    """Return what a kind of matter is called."""
    return {
        MatterKind.PLAN: pgettext("to decide", "Plan in trouble"),
        MatterKind.CASE: pgettext("to decide", "Legal case"),
        MatterKind.LIMITATION: pgettext("to decide", "Limitation"),
        MatterKind.AGREEMENT: pgettext("to decide", "Agreement ends"),
        MatterKind.INTEREST: pgettext("to decide", "Late interest"),
        MatterKind.WRITE_OFF: pgettext("to decide", "Write-off"),
        MatterKind.REWARD: pgettext("to decide", "Reward"),
    }[kind]


MATTER_ICONS = {
    MatterKind.PLAN: "calendar",
    MatterKind.CASE: "dispute",
    MatterKind.LIMITATION: "clock",
    MatterKind.AGREEMENT: "note",
    MatterKind.INTEREST: "plus",
    MatterKind.WRITE_OFF: "remove",
    MatterKind.REWARD: "check",
}
