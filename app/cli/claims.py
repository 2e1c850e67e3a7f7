"""Plans, guarantees, cases, limitation periods, bad debts, and the papers that prove a claim."""

import argparse
from pathlib import Path

from app.bootstrap import App
from app.cli.output import Output
from app.cli.text import iso, iso_cell
from app.core.credit.requests import CaseStepKind, PlanOutcome
from app.core.owing.plans import PlanState
from app.i18n.catalog import _, ngettext, pgettext
from app.services.cases import CaseView
from app.services.guarantees import GuaranteeState, GuaranteeView
from app.services.limitation import ClaimClock
from app.services.plans import PlanView

DONE = 0


# ---- plans ----------------------------------------------------------------------------------------------------------


def plans(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show payment plans: a customer's, or everybody's that run."""
    if options.customer is None:
        found = app.plans.running(options.as_of)
    else:
        found = app.plans.of_customer(options.customer, options.as_of)
    if output.json:
        output.answer([_plan(each, output) for each in found])
        return
    output.table(
        [_("Plan"), _("Customer"), _("Date"), _("Amount"), _("Open"), _("Next"), _("State"), pgettext("credit", "Why")],
        [
            [
                *(each.id, each.customer, each.made_on.isoformat(), output.money(each.plan.amount)),
                *(output.money(each.open), iso_cell(each.next.due_on if each.next else None), _plan_state(each)),
                each.why or output.sentence(each.progress.reason),
            ]
            for each in found
        ],
        right=(3, 4),
    )


def _plan(each: PlanView, output: Output) -> dict[str, object]:
    return {
        "plan": each.id,
        "customer": each.customer,
        "on": each.made_on.isoformat(),
        "amount": output.major(each.plan.amount),
        "open": output.major(each.open),
        "state": each.progress.state.value,
        "signed": each.is_signed,
        "charges": [
            {"charge": c.name, "due_on": c.due_on.isoformat(), "amount": output.major(c.amount)} for c in each.charges
        ],
        "instalments": [
            {
                "due_on": part.due_on.isoformat(),
                "amount": output.major(part.amount),
                "paid": output.major(part.paid),
                "state": part.state.value,
            }
            for part in each.progress.parts
        ],
        "ended": each.ended.value if each.ended else None,
        "ended_on": iso(each.ended_on),
        "why": each.why,
    }


def _plan_state(each: PlanView) -> str:
    ends = {
        PlanOutcome.DONE: pgettext("plan", "Paid"),
        PlanOutcome.FALLEN: pgettext("plan", "Fallen back"),
        PlanOutcome.CALLED_OFF: pgettext("plan", "Called off"),
    }
    states = {
        PlanState.RUNNING: pgettext("plan", "Runs"),
        PlanState.MISSED: pgettext("plan", "Missed"),
        PlanState.DONE: pgettext("plan", "Paid"),
        PlanState.FALLEN: pgettext("plan", "To be ended"),
    }
    return states[each.progress.state] if each.ended is None else ends[each.ended]


def plan_sheet(options: argparse.Namespace, app: App, output: Output) -> int:
    """Write the sheet of a plan to be signed as PDF."""
    drawn = app.plans.save_sheet(options.plan, options.out, [options.language] if options.language else ())
    return _saved(options.out, drawn.pages, drawn.missing, output)


# ---- guarantees and cases -------------------------------------------------------------------------------------------


def guarantees(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show who answers for a customer's debts."""
    found = app.guarantees.of_customer(options.customer)
    if output.json:
        output.answer([_guarantee(each, output) for each in found])
        return
    output.table(
        [_("Guarantee"), _("Who"), _("Date"), _("Until"), _("At most"), _("Charge"), _("Paid"), _("State")],
        [
            [
                *(each.id, each.who, each.on.isoformat(), iso_cell(each.ends_on)),
                "" if each.amount is None else output.money(each.amount),
                *(each.charge, output.money(each.paid), _guarantee_state(each.state)),
            ]
            for each in found
        ],
        right=(4, 6),
    )


def _guarantee_state(state: GuaranteeState) -> str:
    return {
        GuaranteeState.OPEN: pgettext("guarantee", "Holds"),
        GuaranteeState.CLAIMED: pgettext("guarantee", "Claimed"),
        GuaranteeState.PAID: pgettext("guarantee", "Paid"),
        GuaranteeState.REFUSED: pgettext("guarantee", "Refused"),
        GuaranteeState.ENDED: pgettext("guarantee", "Ended"),
        GuaranteeState.RUN_OUT: pgettext("guarantee", "Run out"),
    }[state]


def _guarantee(each: GuaranteeView, output: Output) -> dict[str, object]:
    return {
        "guarantee": each.id,
        "customer": each.customer,
        "kind": each.kind.value,
        "who": each.who,
        "reach": each.reach,
        "terms": each.terms,
        "on": each.on.isoformat(),
        "ends_on": iso(each.ends_on),
        "amount": None if each.amount is None else output.major(each.amount),
        "charge": each.charge or None,
        "state": each.state.value,
        "paid": output.major(each.paid),
        "steps": [{"what": str(step.what), "on": step.on.isoformat(), "text": step.text} for step in each.steps],
    }


def cases(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show claims handed to a lawyer or a court: a customer's, or everybody's that go on."""
    found = app.cases.running(options.as_of) if options.customer is None else app.cases.of_customer(options.customer)
    if output.json:
        output.answer([_case(each, output) for each in found])
        return
    output.table(
        [_("Case"), _("Customer"), _("Date"), _("Open"), _("State"), _("Next"), _("Note")],
        [
            [
                *(each.id, each.customer, each.on.isoformat(), output.money(each.open)),
                *(case_words(each.state), iso_cell(each.next_on), each.steps[-1].text if each.steps else each.note),
            ]
            for each in found
        ],
        right=(3,),
    )


def case_words(state: CaseStepKind | None) -> str:
    """Return what a step of a case is called."""
    if state is None:
        return pgettext("case", "Opened")
    return {
        CaseStepKind.HANDED_OVER: pgettext("case", "With a lawyer"),
        CaseStepKind.FILED: pgettext("case", "Filed"),
        CaseStepKind.HEARING: pgettext("case", "Hearing"),
        CaseStepKind.JUDGMENT: pgettext("case", "Judgment"),
        CaseStepKind.ENFORCEMENT: pgettext("case", "Enforcement"),
        CaseStepKind.SETTLED: pgettext("case", "Settled"),
        CaseStepKind.CLOSED: pgettext("case", "Closed"),
    }[state]


def _case(each: CaseView, output: Output) -> dict[str, object]:
    return {
        "case": each.id,
        "customer": each.customer,
        "on": each.on.isoformat(),
        "state": each.state.value if each.state else None,
        "next_on": iso(each.next_on),
        "charges": [
            {"charge": c.charge, "amount": output.major(c.amount), "open": output.major(c.open)} for c in each.charges
        ],
        "steps": [
            {
                "what": str(step.what),
                "on": step.on.isoformat(),
                "next_on": iso(step.next_on),
                "amount": None if step.amount is None else output.major(step.amount),
                "text": step.text,
            }
            for step in each.steps
        ],
        "note": each.note,
    }


# ---- limitation -----------------------------------------------------------------------------------------------------


def limitation(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show how long charges can be enforced: a customer's, or everybody's whose time is short."""
    if options.customer is None:
        found = app.limitation.warnings(options.as_of)
    else:
        found = app.limitation.of_customer(options.customer, options.as_of)
    if output.json:
        output.answer([_clock(each, output) for each in found])
        return
    columns = [_("Charge"), _("Customer"), _("Open"), _("Through"), _("Days left"), _("By what is proven"), _("Proof")]
    output.table(columns, [_clock_row(each, output) for each in found], right=(2, 4))


def _clock_row(each: ClaimClock, output: Output) -> list[str]:
    proofs = [_shown(each, proof.document, output) for proof in each.clock.proofs if proof.counted]
    return [
        *(each.charge, each.customer, output.money(each.open), each.clock.last_on.isoformat()),
        *(str(each.clock.days_left), each.clock.proven_on.isoformat(), proofs[-1] if proofs else ""),
    ]


def _shown(each: ClaimClock, name: str, output: Output) -> str:
    label = each.documents[name].label
    return name if label is None else output.sentence(label)


def _clock(each: ClaimClock, output: Output) -> dict[str, object]:
    return {
        "charge": each.charge,
        "customer": each.customer,
        "open": output.major(each.open),
        "starts_on": each.clock.starts_on.isoformat(),
        "last_on": each.clock.last_on.isoformat(),
        "proven_on": each.clock.proven_on.isoformat(),
        "days_left": each.clock.days_left,
        "warning": None if each.warning is None else output.sentence(each.warning),
        "proofs": [
            {
                "on": proof.on.isoformat(),
                "ground": proof.ground.value,
                "document": _shown(each, proof.document, output),
                "counted": proof.counted,
                "proven": proof.proven,
            }
            for proof in each.clock.proofs
        ],
    }


# ---- bad debts ------------------------------------------------------------------------------------------------------


def write_offs(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show the bad debts, what was recovered of them, and what the shop's rule proposes to give up."""
    given, proposed = app.write_offs.written_off(), app.write_offs.proposals(options.as_of)
    if output.json:
        output.answer(
            {
                "proposed": [
                    {
                        "charge": p.charge,
                        "customer": p.customer,
                        "amount": output.major(p.amount),
                        "due_on": p.due_on.isoformat(),
                        "why": output.sentence(p.why),
                    }
                    for p in proposed
                ],
                "written_off": [
                    {
                        "charge": w.charge,
                        "customer": w.customer,
                        "on": w.on.isoformat(),
                        "amount": output.major(w.amount),
                        "recovered": output.major(w.recovered),
                        "left": output.major(w.left),
                        "reason": w.reason,
                    }
                    for w in given
                ],
            }
        )
        return
    output.table(
        [_("Proposed"), _("Customer"), _("Due"), _("Amount"), pgettext("credit", "Why")],
        [[p.charge, p.customer, iso_cell(p.due_on), output.money(p.amount), output.sentence(p.why)] for p in proposed],
        right=(3,),
    )
    output.table(
        [_("Written off"), _("Customer"), _("Date"), _("Amount"), _("Recovered"), _("Left"), _("Reason")],
        [
            [
                *(w.charge, w.customer, w.on.isoformat(), output.money(w.amount), output.money(w.recovered)),
                *(output.money(w.left), w.reason),
            ]
            for w in given
        ],
        right=(3, 4, 5),
    )


# ---- the pack -------------------------------------------------------------------------------------------------------


def evidence(options: argparse.Namespace, app: App, output: Output) -> int:
    """Write everything that proves a claim as one PDF, and say what is missing."""
    pack = app.evidence.save(options.customer, options.out, options.charge or (), options.on, options.language)
    code = _saved(options.out, pack.pages, pack.missing_characters, output)
    if not output.json:
        gaps = [*pack.pack.missing, *(gap for entry in pack.pack.entries for gap in entry.missing), *pack.left_out]
        for gap in gaps:
            output.say(output.sentence(gap))
    return code


def _saved(path: Path, pages: int, missing: tuple[str, ...], output: Output) -> int:
    if output.json:
        output.answer({"out": str(path), "pages": pages, "missing": "".join(missing)})
        return DONE
    said = ngettext("{n} page written to {path}.", "{n} pages written to {path}.", pages)
    output.say(said.format(n=pages, path=path))
    if missing:
        output.say(_("Not in the program's fonts, written as 〓: {characters}").format(characters=" ".join(missing)))
    return DONE
