"""`show` for what became of statements: those issued, what came back of one, charges in dispute."""

import argparse

from app.bootstrap import App
from app.cli.output import Output
from app.cli.text import iso
from app.core.statement import Period, month_of
from app.core.statement_reply import Claim, Dispute, DisputeOutcome, Means, Outcome, Reply
from app.core.statement_run import IssuedStatement
from app.i18n.catalog import _, pgettext


def outcome_words(outcome: str) -> str:
    """Return what came back of a statement in words; what was taken back counts as nothing."""
    match outcome:
        case Outcome.CONFIRMED:
            return pgettext("statement", "Confirmed")
        case Outcome.DISPUTED:
            return pgettext("statement", "Disputed")
    return pgettext("statement", "No reply")


def _means_words(means: Means) -> str:
    words = {
        Means.SIGNED: pgettext("reply", "Signed"),
        Means.SEALED: pgettext("reply", "Sealed"),
        Means.BOTH: pgettext("reply", "Signed and sealed"),
        Means.MESSAGE: pgettext("reply", "By message"),
        Means.SPOKEN: pgettext("reply", "By word of mouth"),
    }
    return words[means]


def _end_words(outcome: str) -> str:
    match outcome:
        case DisputeOutcome.ACCEPTED:
            return pgettext("dispute", "Accepted")
        case DisputeOutcome.REJECTED:
            return pgettext("dispute", "Rejected")
        case DisputeOutcome.WITHDRAWN:
            return pgettext("dispute", "Withdrawn")
    return pgettext("dispute", "Open")


# ---- statements -----------------------------------------------------------------------------------------------------


def statements(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show the statements issued: of a month, of a customer, or all; of a month also how it stands."""
    period = None if options.period is None else month_of(options.period)
    if options.customer:
        app.files.file(options.customer)  # refuses an unknown one: no line would say that there was nothing to send
    found = app.statement_runs.issued(period, options.customer or "")
    if output.json:
        output.answer([_statement(each, output) for each in found])
        return
    output.table(
        [_("No."), _("Customer"), _("Name"), _("Period"), _("Owed"), _("Came back"), _("Date")],
        [
            [
                *(each.no, each.number, each.name, _period(each.period), output.money(each.owed)),
                *(outcome_words(each.outcome), iso(each.replied_on) or ""),
            ]
            for each in found
        ],
        right=(4,),
    )
    if period is not None and not options.customer:
        month = app.statement_replies.month(period)
        text = _(
            "Sent {sent}: {confirmed} confirmed, {disputed} disputed, {silent} without a reply. Confirmed: {share} %."
        )
        output.say("")
        output.say(
            text.format(
                sent=month.sent,
                confirmed=month.confirmed,
                disputed=month.disputed,
                silent=month.silent,
                share=month.share,
            )
        )


def _period(period: Period) -> str:
    return period.month or f"{period.start.isoformat()} – {period.end.isoformat()}"


def _statement(each: IssuedStatement, output: Output) -> dict[str, object]:
    return {
        "statement": each.no,
        "customer": each.number,
        "from": each.period.start.isoformat(),
        "to": each.period.end.isoformat(),
        "kind": each.kind.value,
        "owed": output.major(each.owed),
        "principal": output.major(each.principal),
        "bonus": output.major(each.bonus),
        "run": each.run,
        "issued_at": each.issued_at.isoformat(),
        "reply_by": iso(each.reply_by),
        "copies": each.copies,
        "requests": each.requests,
        "outcome": each.outcome or None,
        "replied_on": iso(each.replied_on),
        "changed": each.changed,
    }


# ---- replies --------------------------------------------------------------------------------------------------------


def replies(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show everything that came back of a statement, in the order recorded; the last one counts."""
    found = app.statement_replies.replies(options.statement)
    if output.json:
        output.answer([_reply(each, output) for each in found])
        return
    output.table(
        [_("Date"), _("Came back"), _("Given by"), _("How"), _("Recorded by"), _("Note")],
        [
            [
                *(each.on.isoformat(), outcome_words(each.outcome), each.by),
                "" if each.outcome is Outcome.NONE else _means_words(each.means),
                *(each.staff, each.note),
            ]
            for each in found
        ],
    )
    claims = [(each, claim) for each in found for claim in each.claims]
    if claims:
        output.say("")
        output.table(
            [_("Date"), _("Entry"), _("Charge"), _("Should be"), _("Text")],
            [
                [
                    *(each.on.isoformat(), str(claim.entry or ""), claim.charge),
                    *("" if claim.amount is None else output.money(claim.amount), claim.text),
                ]
                for each, claim in claims
            ],
            right=(1, 3),
        )


def _reply(each: Reply, output: Output) -> dict[str, object]:
    return {
        "id": each.id,
        "on": each.on.isoformat(),
        "outcome": each.outcome.value,
        "by": each.by,
        "means": each.means.value,
        "claims": [_claim(claim, output) for claim in each.claims],
        "note": each.note,
        "attachment": each.attachment,
        "staff": each.staff,
        "recorded_at": each.recorded_at.isoformat(),
    }


def _claim(claim: Claim, output: Output) -> dict[str, object]:
    return {
        "entry": claim.entry,
        "charge": claim.charge or None,
        "amount": None if claim.amount is None else output.major(claim.amount),
        "text": claim.text,
    }


# ---- disputes -------------------------------------------------------------------------------------------------------


def disputes(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show the charges in dispute, a customer's or everybody's; with `--all` what has ended, too."""
    if options.customer is None:
        found = app.disputes.all(ended=options.all)
    else:
        found = app.disputes.of_customer(options.customer, ended=options.all)
    if output.json:
        output.answer([_dispute(each, output) for each in found])
        return
    output.table(
        [_("Dispute"), _("Customer"), _("Charge"), _("Amount"), _("Since"), _("Reason"), _("State")],
        [
            [
                *(each.id, each.customer, each.charge, output.money(each.amount), each.on.isoformat(), each.reason),
                _end_words(each.ended),
            ]
            for each in found
        ],
        right=(3,),
    )


def _dispute(each: Dispute, output: Output) -> dict[str, object]:
    return {
        "dispute": each.id,
        "customer": each.customer,
        "charge": each.charge,
        "amount": output.major(each.amount),
        "on": each.on.isoformat(),
        "reason": each.reason,
        "statement": each.statement or None,
        "ended": each.ended or None,
        "ended_on": iso(each.ended_on),
        "end_reason": each.end_reason,
    }
