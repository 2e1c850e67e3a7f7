"""How agreements, plans, guarantees, cases and what proves them are written on screen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.core.credit.requests import CaseStepKind, GuaranteeKind, GuaranteeStepKind, ProofKind
from app.core.owing.checks import percent
from app.core.owing.plans import PartState, PlanState
from app.core.reminder.limitation import Ground
from app.gui.dialogs.reminder_words import Said
from app.gui.shop import Shop
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext

if TYPE_CHECKING:
    from app.core.credit.late import LateRule
    from app.services.interest import LatePreview
    from app.services.plans import PlanView


# ---- late interest --------------------------------------------------------------------------------------------------


def table_name(name: str) -> str:
    """Return what a table of rates is called."""
    return {
        "CN-LPR-1Y": pgettext("rates", "1-year LPR"),
        "CN-LPR-5Y": pgettext("rates", "5-year LPR"),
    }.get(name, name)


def rate_words(rule: LateRule) -> str:
    """Return a rate in a few words: 10 % a year, 1.5 × 1-year LPR."""
    if rule.fixed is not None:
        return _("{rate} % a year").format(rate=percent(rule.fixed))
    return _("{factor} × {table}").format(factor=percent(rule.factor), table=table_name(rule.table))


def late_words(shop: Shop, rule: LateRule | None) -> str:
    """Return what was agreed on for paying late, in one line."""
    if rule is None:
        return pgettext("late interest", "none")
    parts = [rate_words(rule)]
    if rule.free_days:
        words = ngettext("{n} day free", "{n} days free", rule.free_days)
        parts.append(words.format(n=rule.free_days))
    if rule.fee:
        parts.append(_("fee {fee}").format(fee=shop.money(rule.fee)))
    return "  ·  ".join(parts)


def late_since(shop: Shop, found: LatePreview) -> str:
    """Return since when a charge is late, and for how many days by the day the preview goes through."""
    days = (found.preview.through - found.due_on).days
    words = ngettext("{date}, {n} day late", "{date}, {n} days late", days)
    return words.format(date=shop.day(found.due_on), n=days)


def ppm_words(ppm: int) -> str:
    """Return a yearly rate in millionths as percent, with as many decimals as it has: 34,500 is 3.45."""
    whole, part = divmod(ppm, 10_000)
    decimals = f"{part:04}".rstrip("0")
    return f"{whole}.{decimals}" if decimals else str(whole)


# ---- plans ----------------------------------------------------------------------------------------------------------


def plan_said(view: PlanView) -> Said:
    """Return how a plan stands."""
    if view.ended is not None:
        return {
            "done": Said("✓", pgettext("plan", "Paid in full"), "accent"),
            "fallen": Said("✗", pgettext("plan", "Fell back"), "owed"),
            "called_off": Said("–", pgettext("plan", "Ended by hand"), "mute"),
        }[view.ended.value]
    return {
        PlanState.RUNNING: Said("●", pgettext("plan", "Running"), "accent"),
        PlanState.MISSED: Said("⚠", pgettext("plan", "Instalment missed"), "soon"),
        PlanState.DONE: Said("✓", pgettext("plan", "Paid in full"), "accent"),
        PlanState.FALLEN: Said("⚠", pgettext("plan", "Falls back"), "owed"),
    }[view.progress.state]


def part_said(state: PartState) -> Said:
    """Return how an instalment stands."""
    return {
        PartState.PAID: Said("✓", pgettext("instalment", "Paid"), "accent"),
        PartState.OPEN: Said("○", pgettext("instalment", "Open"), ""),
        PartState.MISSED: Said("⚠", pgettext("instalment", "Missed"), "owed"),
    }[state]


# ---- guarantees and cases -------------------------------------------------------------------------------------------


def guarantee_kind(kind: GuaranteeKind) -> str:
    """Return who guarantees, by kind."""
    return {
        GuaranteeKind.PERSON: pgettext("guarantee", "A person"),
        GuaranteeKind.COMPANY: pgettext("guarantee", "A company"),
        GuaranteeKind.SERVICE: pgettext("guarantee", "A guarantee service"),
    }[kind]


def guarantee_step(what: GuaranteeStepKind) -> str:
    """Return what happened with a guarantee."""
    return {
        GuaranteeStepKind.CLAIMED: pgettext("guarantee", "Claimed"),
        GuaranteeStepKind.PAID: pgettext("guarantee", "Paid"),
        GuaranteeStepKind.REFUSED: pgettext("guarantee", "Refused"),
        GuaranteeStepKind.ENDED: pgettext("guarantee", "Ended"),
    }[what]


def guarantee_said(state: str) -> Said:
    """Return how a guarantee stands."""
    return {
        "open": Said("●", pgettext("guarantee", "Stands"), "accent"),
        "claimed": Said("…", pgettext("guarantee", "Claimed"), "soon"),
        "paid": Said("✓", pgettext("guarantee", "Paid"), "accent"),
        "refused": Said("✗", pgettext("guarantee", "Refused"), "owed"),
        "ended": Said("–", pgettext("guarantee", "Ended"), "mute"),
        "run_out": Said("⚠", pgettext("guarantee", "Run out"), "owed"),
    }.get(state, Said("", state, ""))


def case_step(what: CaseStepKind) -> str:
    """Return what happened in a case."""
    return {
        CaseStepKind.HANDED_OVER: pgettext("case", "Handed to a lawyer"),
        CaseStepKind.FILED: pgettext("case", "Filed at court"),
        CaseStepKind.HEARING: pgettext("case", "Hearing"),
        CaseStepKind.JUDGMENT: pgettext("case", "Judgment"),
        CaseStepKind.ENFORCEMENT: pgettext("case", "Enforcement"),
        CaseStepKind.SETTLED: pgettext("case", "Settled"),
        CaseStepKind.CLOSED: pgettext("case", "Closed"),
    }[what]


def case_said(state: CaseStepKind | None, *, is_open: bool) -> Said:
    """Return how a case stands."""
    if state is None:
        return Said("●", pgettext("case", "Opened"), "soon")
    return Said("●" if is_open else "✓", case_step(state), "soon" if is_open else "mute")


# ---- proof and the law's clock --------------------------------------------------------------------------------------


def proof_name(what: ProofKind) -> str:
    """Return what a paper proves, in a word."""
    return {
        ProofKind.SIGNED: pgettext("proof", "Signed"),
        ProofKind.EVIDENCE: pgettext("proof", "Evidence"),
        ProofKind.RECEIPT: pgettext("proof", "Proof of arrival"),
        ProofKind.ACKNOWLEDGED: pgettext("proof", "Debt acknowledged"),
    }[what]


def ground_name(ground: Ground) -> str:
    """Return why the limitation period started anew."""
    return {
        Ground.DEMAND: pgettext("limitation", "Demand delivered"),
        Ground.PART_PAYMENT: pgettext("limitation", "Part payment"),
        Ground.CONSENT: pgettext("limitation", "Debt acknowledged"),
        Ground.CLAIM: pgettext("limitation", "Brought before court"),
    }[ground]


def days_left_words(days: int) -> str:
    """Return how long a claim can still be enforced."""
    words = (
        ngettext("{n} day too late", "{n} days too late", -days)
        if days < 0
        else ngettext("{n} day left", "{n} days left", days)
    )
    return words.format(n=form.number(abs(days), current().language))


def days_left_tone(days: int) -> str:
    """Return the token for the days left: the law's clock is pointed out half a year ahead."""
    return "owed" if days <= 30 else "soon" if days <= 180 else ""


def day_or_none(day: date | None) -> str:
    """Return a day, or the sign for none."""
    return form.short_date(day) if day is not None else _("—")
