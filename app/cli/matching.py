"""What payments of bills prove: proposed, carried out, put aside, undone."""

import argparse
import uuid
from collections.abc import Callable

from app.bootstrap import App
from app.cli.arrivals import payout_fields
from app.cli.output import Output
from app.cli.text import iso
from app.core.short_names import shortened
from app.errors import Message, Refused
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_
from app.services.incoming import (
    ArrivalRequest,
    Does,
    ExplainEntry,
    ForgetPayer,
    IgnoreIncoming,
    PostPayment,
    PostTopUp,
    ProposalLine,
    TieIncoming,
    UndoStep,
)

DONE = 0
REFUSED = 1

_DOES = {Does.TIE: N_("proves entry"), Does.PAYMENT: N_("record a payment"), Does.TOP_UP: N_("record a top-up")}


def match(options: argparse.Namespace, app: App, output: Output) -> int:
    """Propose what payments prove, carry proposals out, or do one thing to one payment."""
    if options.act is None:
        return _propose(options, app, output)
    request_id = options.id or uuid.uuid4().hex
    made: dict[str, Callable[[], ArrivalRequest]] = {
        "tie": lambda: TieIncoming(
            id=request_id, incoming=options.payment, entry=options.entry, remember=options.remember
        ),
        "pay": lambda: PostPayment(
            id=request_id,
            incoming=options.payment,
            customer=options.customer,
            against=tuple(options.against or ()),
            remember=options.remember,
        ),
        "top-up": lambda: PostTopUp(
            id=request_id, incoming=options.payment, customer=options.customer, remember=options.remember
        ),
        "ignore": lambda: IgnoreIncoming(id=request_id, incoming=options.payment, reason=options.reason),
        "explain": lambda: ExplainEntry(id=request_id, entry=options.entry, reason=options.reason),
        "undo": lambda: UndoStep(id=request_id, step=app.arrival_steps.named(options.step), reason=options.reason),
        "forget": lambda: ForgetPayer(id=request_id, payer=options.payer),
    }
    try:
        filed = app.incoming.record(made[options.act]())
    except Refused as refused:
        raise Refused(refused.field, in_words(refused.message), refused.entries) from refused
    if output.json:
        output.answer({"id": filed.id, "again": filed.repeated})
    else:
        output.say(_("Done; the name of this step is {id}.").format(id=shortened([filed.id])[filed.id]))
    return DONE


_FIELDS = {
    "customer": N_("Customer"),
    "amount": N_("Amount"),
    "against": N_("Charge"),
    "reason": N_("Reason"),
    "text": N_("Text"),
    "on": N_("Date"),
}


def in_words(why: Message) -> Message:
    """Return why something was refused, what was typed called by its name in words instead of the request's own."""
    label = _FIELDS.get(str(why.values.get("field")))
    return why if label is None else Message(why.text, {**why.values, "field": Message(label)})


def _propose(options: argparse.Namespace, app: App, output: Output) -> int:
    if options.payouts:
        return _put_payouts_aside(options, app, output)
    if options.accept is None:
        found = app.incoming.propose(options.from_, options.to)
        _proposals(found, output)
        return DONE
    done, refused = app.incoming.accept_sure(options.accept, ties_only=not options.record)
    if output.json:
        answers = [{**_proposal(each, output), "ok": True} for each in done]
        output.answer(
            answers + [{**_proposal(x, output), "ok": False, "error": output.sentence(why)} for x, why in refused]
        )
    else:
        output.say(ngettext("{n} payment made out.", "{n} payments made out.", len(done)).format(n=len(done)))
        for each, why in refused:
            print(
                _("payment {n}: {reason}").format(n=each.payment.id, reason=output.sentence(in_words(why))),
                file=output.err,
            )
    return REFUSED if refused else DONE


def _proposals(found: list[ProposalLine], output: Output) -> None:
    if output.json:
        output.answer([_proposal(each, output) for each in found])
        return
    if not found:
        output.say(_("There is nothing to propose."))
        return
    output.table(
        [
            _("Payment"),
            _("Date"),
            _("Amount"),
            _("Payer"),
            _("What"),
            _("Customer"),
            _("Name"),
            "%",
            pgettext("arrivals", "Why"),
        ],
        [
            [
                *(str(x.payment.id), x.payment.on.isoformat(), output.money(x.payment.left)),
                *(x.payment.name or x.payment.account, _what(x), x.customer, x.name),
                *(str(x.proposal.confidence), output.sentence(x.proposal.reason)),
            ]
            for x in found
        ],
        right=(0, 2, 7),
    )


def _what(x: ProposalLine) -> str:
    said = _(_DOES[x.proposal.does])
    named = str(x.proposal.entry) if x.proposal.entry is not None else " ".join(x.proposal.charges)
    return _("{what} {named}").format(what=said, named=named).strip()


def _proposal(x: ProposalLine, output: Output) -> dict[str, object]:
    answer: dict[str, object] = {"payment": x.payment.id, "on": iso(x.payment.on), "does": x.proposal.does}
    answer |= {"amount": output.major(x.proposal.amount), "entry": x.proposal.entry, "customer": x.customer}
    return answer | {
        "charges": list(x.proposal.charges),
        "confidence": x.proposal.confidence,
        "reason": output.sentence(x.proposal.reason),
    }


_CERTAIN = 90  # from here on a payout is told by its name and its sum, or by the service's own line


def _put_payouts_aside(options: argparse.Namespace, app: App, output: Output) -> int:
    done = []
    for each in app.arrival_steps.payouts(options.from_, options.to):
        if each.confidence >= _CERTAIN:
            reason = output.sentence(each.reason)
            app.incoming.record(IgnoreIncoming(id=uuid.uuid4().hex, incoming=each.incoming, reason=reason))
            done.append(each)
    if output.json:
        output.answer([payout_fields(each, output) for each in done])
    else:
        output.say(ngettext("{n} payout put aside.", "{n} payouts put aside.", len(done)).format(n=len(done)))
    return DONE
