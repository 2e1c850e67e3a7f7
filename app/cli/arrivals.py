"""Bills of payments: read, matched, shown, made out."""

import argparse
import json
import sys
import uuid
from collections.abc import Callable

from app.bootstrap import App
from app.cli.output import Output
from app.cli.text import iso
from app.core.incoming import SOURCES, TENDER_NAMES, PayKind
from app.core.incoming_names import pay_kind_name
from app.core.kind_names import KINDS
from app.core.plain import built, plain
from app.errors import Message, Refused, refuse
from app.i18n.catalog import _, current, ngettext, pgettext
from app.i18n.mark import N_
from app.services.arrival_steps import PaidOut, StoredStep
from app.services.incoming import (
    ArrivalRequest,
    Arrivals,
    Bill,
    BillLine,
    Does,
    EntryLine,
    ExplainEntry,
    ForgetPayer,
    IgnoreIncoming,
    Layout,
    NeedsLayout,
    PaymentLine,
    PostPayment,
    PostTopUp,
    ProposalLine,
    TieIncoming,
    UndoStep,
)

DONE = 0
REFUSED = 1

_DOES = {Does.TIE: N_("proves entry"), Does.PAYMENT: N_("record a payment"), Does.TOP_UP: N_("record a top-up")}

# ---- bills ----------------------------------------------------------------------------------------------------------


def bill(options: argparse.Namespace, app: App, output: Output) -> int:
    """Read a bill into the book; with --dry-run only say what stands in it. Refused lines make the exit code 1."""
    layout = None if options.layout is None else _layout(options.layout)
    try:
        if options.dry_run:
            found, answer = app.incoming.look(options.file, layout), dict[str, object]()
        else:
            read = app.incoming.read(options.file, layout)
            found, answer = read.bill, {"bill": read.id, "new": read.new, "known": read.known, "again": read.repeated}
    except NeedsLayout as error:
        output.complain(error)
        hint = {"header": error.header, "asked": error.asked, "layout": plain(error.guess)}
        print(json.dumps(hint, ensure_ascii=False), file=output.err)
        return REFUSED
    if output.json:
        output.answer({**answer, **_bill(found, output)})
    else:
        _say_bill(found, answer, output)
    for bad in found.refused:
        values = {"line": bad.line, "column": bad.column, "value": bad.value, "reason": output.sentence(bad.reason)}
        print(_("line {line}, {column} “{value}”: {reason}").format(**values), file=sys.stderr)
    return REFUSED if found.refused else DONE


def _layout(text: str) -> Layout:
    try:
        return built(Layout, json.loads(text))
    except ValueError:
        refuse("layout", N_("{field} is not written as it must be."), field="layout")


def _bill(found: Bill, output: Output) -> dict[str, object]:
    days = found.days
    return {
        "source": found.source,
        "way": found.way,
        "account": found.account,
        "from": iso(days[0]) if days else None,
        "to": iso(days[1]) if days else None,
        "lines": len(found.payments),
        "left_out": found.left_out,
        "sums": {kind.value: output.major(found.total(kind)) for kind in PayKind},
        "fees": output.major(found.fees),
        "refused": [
            {"line": x.line, "column": x.column, "value": x.value, "error": output.sentence(x.reason)}
            for x in found.refused
        ],
        "controls": [
            {"what": x.what, "stated": _stated(x.stated, output, money=x.money), "right": x.right}
            | {"counted": _stated(x.counted, output, money=x.money)}
            for x in found.controls
        ],
        "said": [output.sentence(each) for each in found.said],
    }


def _stated(value: int, output: Output, *, money: bool) -> object:
    return output.major(value) if money else value


def _say_bill(found: Bill, answer: dict[str, object], output: Output) -> None:
    count = len(found.payments)
    text = ngettext("{source}, {n} line", "{source}, {n} lines", count)
    output.say(text.format(source=_(SOURCES[found.source]), n=count))
    rows = [[pay_kind_name(kind, current()), output.money(found.total(kind))] for kind in PayKind if found.total(kind)]
    rows.append([pgettext("bill", "Fees in all"), output.money(found.fees)])
    output.table([_("Kind"), _("Sum")], rows, right=(1,))
    for each in found.controls:
        if each.right:
            continue
        write: Callable[[int], str] = output.money if each.money else str
        text = _("{what}: the bill states {stated}, its lines come to {counted}.")
        output.say(text.format(what=_(each.what), stated=write(each.stated), counted=write(each.counted)))
        if each.hint:
            output.say(_(each.hint))
    for message in found.said:
        output.say(output.sentence(message))
    if answer.get("again"):
        output.say(_("This bill was read before; nothing was added."))
    elif answer:
        output.say(_("New: {new}, known before: {known}.").format(new=answer["new"], known=answer["known"]))


def bills(_options: argparse.Namespace, app: App, output: Output) -> None:
    """Show the bills that were read."""
    found = app.incoming.bills()
    if output.json:
        output.answer([_bill_line(each) for each in found])
        return
    output.table(
        [
            _("Bill"),
            _("Source"),
            pgettext("bills", "Account"),
            _("From"),
            pgettext("days", "To"),
            _("Lines"),
            _("New"),
            _("Differences"),
            _("Who"),
        ],
        [
            [
                *(str(x.id), _(SOURCES[x.source]), x.account, iso(x.first) or "", iso(x.last) or "", str(x.lines)),
                *(str(x.new), _(", ").join(_(each.what) for each in x.wrong), x.who or _("Owner")),
            ]
            for x in found
        ],
        right=(0, 5, 6),
    )


def _bill_line(x: BillLine) -> dict[str, object]:
    answer: dict[str, object] = {"bill": x.id, "source": x.source, "way": x.way, "account": x.account}
    answer |= {"from": iso(x.first), "to": iso(x.last), "lines": x.lines, "new": x.new, "refused": x.refused}
    return answer | {"wrong": [each.what for each in x.wrong], "who": x.who, "sha256": x.sha256.hex()}


# ---- what arrived ---------------------------------------------------------------------------------------------------


def arrivals(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show what was recorded but never arrived, and what arrived but was never recorded."""
    if options.out is not None:
        language = options.language or output.language
        written(app.arrival_lists.save_arrivals(options.out, options.from_, options.to, language), options, output)
        return
    if options.settled or options.payouts:
        (_settled if options.settled else _paid_out)(options, app, output)
        return
    found = app.incoming.arrivals(options.from_, options.to)
    if output.json:
        parts: dict[str, object] = {
            "never_recorded": [_payment(each, output) for each in found.never_recorded],
            "never_arrived": [_entry(each, output) for each in found.never_arrived],
            "awaited": [_entry(each, output) for each in found.awaited],
            "refunds": [_payment(each, output) for each in found.refunds],
            "tied": [_payment(each, output) for each in found.tied],
            "aside": [_payment(each, output) for each in found.aside],
        }
        named = (
            ("fees", found.fees),
            ("arrived", found.arrived),
            ("recorded", found.recorded),
            ("untold", found.untold),
        )
        for name, sums in named:
            parts[name] = {way.value: output.major(amount) for way, amount in (sums or {}).items()}
        spans = (found.covered or {}).items()
        parts["covered"] = {way.value: [[iso(first), iso(last)] for first, last in days] for way, days in spans}
        output.answer(parts)
        return
    if not found.covered:
        output.say(_("No bill of these days was read."))
        return
    for title, entries in (
        (_("Recorded, but never arrived"), found.never_arrived),
        (_("Recorded, may still arrive"), found.awaited),
    ):
        _entries(title, entries, output)
    for title, payments in (
        (_("Arrived, but never recorded"), found.never_recorded),
        (_("Given back, but never recorded"), found.refunds),
        (_("Put aside"), found.aside),
    ):
        _payments(title, payments, output)
    _sums(found, output)


def _sums(found: Arrivals, output: Output) -> None:
    for way, amount in (found.arrived or {}).items():
        fee, noted = (found.fees or {}).get(way, 0), (found.recorded or {}).get(way, 0)
        text = _("{way}: arrived {arrived}, recorded {recorded}, fees {fees}.")
        said = {"arrived": output.money(amount), "recorded": output.money(noted), "fees": output.money(fee)}
        output.say(text.format(way=_(TENDER_NAMES[way]), **said))
    for way, stretches in (found.covered or {}).items():
        days = _(", ").join(first.isoformat() if first == last else f"{first} – {last}" for first, last in stretches)
        output.say(_("{way}: bills tell of {days}.").format(way=_(TENDER_NAMES[way]), days=days))
    for way, amount in (found.untold or {}).items():
        text = _("{way}: {amount} recorded on days of which no bill was read.")
        output.say(text.format(way=_(TENDER_NAMES[way]), amount=output.money(amount)))


def written(count: int, options: argparse.Namespace, output: Output) -> None:
    """Say how many lines went into which file."""
    if output.json:
        output.answer({"rows": count, "file": str(options.out)})
        return
    text = ngettext("{n} line written to {path}.", "{n} lines written to {path}.", count)
    output.say(text.format(n=count, path=options.out))


def _entries(title: str, found: tuple[EntryLine, ...], output: Output) -> None:
    if not found:
        return
    output.say(title)
    output.table(
        [_("Entry"), _("Date"), _("Kind"), _("Customer"), _("Name"), _("Way"), _("Amount"), _("Not proven")],
        [
            [
                *(
                    str(x.entry),
                    x.on.isoformat(),
                    _(KINDS.get(x.kind, x.kind)),
                    x.customer,
                    x.name,
                    _(TENDER_NAMES[x.way]),
                ),
                *(output.money(x.amount), output.money(x.left)),
            ]
            for x in found
        ],
        right=(0, 6, 7),
    )


def _payments(title: str, found: tuple[PaymentLine, ...], output: Output) -> None:
    if not found:
        return
    output.say(title)
    output.table(
        [_("Payment"), _("Date"), _("Time"), _("Way"), _("Payer"), _("Text"), _("Amount"), _("Left")],
        [
            [
                *(str(x.id), x.on.isoformat(), x.at, _(TENDER_NAMES[x.way]), x.name or x.account, x.text),
                *(output.money(x.amount), output.money(x.left)),
            ]
            for x in found
        ],
        right=(0, 6, 7),
    )


def _payment(x: PaymentLine, output: Output) -> dict[str, object]:
    answer: dict[str, object] = {"payment": x.id, "bill": x.bill, "line": x.line, "kind": x.kind, "way": x.way}
    answer |= {"on": iso(x.on), "at": x.at, "amount": output.major(x.amount), "fee": output.major(x.fee)}
    answer |= {"left": output.major(x.left), "number": x.payment, "name": x.name, "account": x.account}
    steps = [{"step": s.request, "what": s.what, "entry": s.entry, "undone": s.undone} for s in x.steps]
    return answer | {"reference": x.reference, "text": x.text, "steps": steps}


def _entry(x: EntryLine, output: Output) -> dict[str, object]:
    answer: dict[str, object] = {"entry": x.entry, "id": x.request, "kind": x.kind, "on": iso(x.on), "way": x.way}
    answer |= {"customer": x.customer, "name": x.name, "amount": output.major(x.amount)}
    return answer | {"left": output.major(x.left), "reference": x.reference}


def payers(_options: argparse.Namespace, app: App, output: Output) -> None:
    """Show whose money is known by account or name."""
    found = app.incoming.payers()
    if output.json:
        output.answer(
            [
                {"payer": x.id, "customer": x.customer, "way": x.way, "name": x.payer, "account": x.account}
                for x in found
            ]
        )
        return
    output.table(
        [_("Payer"), _("Customer"), _("Name"), _("Way"), _("Pays as"), pgettext("bills", "Account")],
        [[str(x.id), x.customer, x.name, _(TENDER_NAMES[x.way]), x.payer, x.account] for x in found],
        right=(0,),
    )


_MADE = {"tie": N_("proves entry"), "ignore": N_("put aside"), "explain": N_("explained")}


def _settled(options: argparse.Namespace, app: App, output: Output) -> None:
    found = app.arrival_steps.done(options.from_, options.to)
    if output.json:
        output.answer(
            [
                {"step": x.step.request, "what": x.step.what, "entry": x.step.entry, "on": iso(x.on), "way": x.way}
                | {"payment": x.payment.id if x.payment is not None else None, "amount": output.major(x.amount)}
                | {"customer": x.customer, "name": x.name, "who": x.step.who, "text": x.step.text}
                for x in found
            ]
        )
        return
    output.table(
        [
            _("Step"),
            _("Payment"),
            _("Date"),
            _("Way"),
            _("Amount"),
            _("What"),
            _("Customer"),
            _("Name"),
            pgettext("arrivals", "Why"),
        ],
        [
            [
                *(x.step.request, str(x.payment.id) if x.payment is not None else "", x.on.isoformat()),
                *(_(TENDER_NAMES[x.way]), output.money(x.amount), _step_words(x.step), x.customer, x.name, x.step.text),
            ]
            for x in found
        ],
        right=(1, 4),
    )


def _step_words(step: StoredStep) -> str:
    said = _(_MADE.get(step.what, step.what))
    return said if step.entry is None else _("{what} {named}").format(what=said, named=step.entry)


def _paid_out(options: argparse.Namespace, app: App, output: Output) -> None:
    found = app.arrival_steps.payouts(options.from_, options.to)
    if output.json:
        output.answer([_payout(x, output) for x in found])
        return
    output.table(
        [_("Payment"), _("Way"), _("From"), pgettext("days", "To"), _("Amount"), "%", pgettext("arrivals", "Why")],
        [
            [
                *(str(x.incoming), _(TENDER_NAMES[x.way]), x.first.isoformat(), x.last.isoformat()),
                *(output.money(x.amount), str(x.confidence), output.sentence(x.reason)),
            ]
            for x in found
        ],
        right=(0, 4, 5),
    )


def _payout(x: PaidOut, output: Output) -> dict[str, object]:
    answer: dict[str, object] = {"payment": x.incoming, "way": x.way, "from": iso(x.first), "to": iso(x.last)}
    answer |= {"amount": output.major(x.amount), "confidence": x.confidence}
    return answer | {"reason": output.sentence(x.reason)}


_CERTAIN = 90  # from here on a payout is told by its name and its sum, or by the service's own line


def _put_payouts_aside(options: argparse.Namespace, app: App, output: Output) -> int:
    done = []
    for each in app.arrival_steps.payouts(options.from_, options.to):
        if each.confidence >= _CERTAIN:
            reason = output.sentence(each.reason)
            app.incoming.record(IgnoreIncoming(id=uuid.uuid4().hex, incoming=each.incoming, reason=reason))
            done.append(each)
    if output.json:
        output.answer([_payout(each, output) for each in done])
    else:
        output.say(ngettext("{n} payout put aside.", "{n} payouts put aside.", len(done)).format(n=len(done)))
    return DONE


# ---- matching -------------------------------------------------------------------------------------------------------


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
        "undo": lambda: UndoStep(id=request_id, step=options.step, reason=options.reason),
        "forget": lambda: ForgetPayer(id=request_id, payer=options.payer),
    }
    try:
        filed = app.incoming.record(made[options.act]())
    except Refused as refused:
        raise Refused(refused.field, in_words(refused.message), refused.entries) from refused
    if output.json:
        output.answer({"id": filed.id, "again": filed.repeated})
    else:
        output.say(_("Done; the name of this step is {id}.").format(id=filed.id))
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
