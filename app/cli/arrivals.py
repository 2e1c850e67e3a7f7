"""What arrived and what did not, what was made of it, what was paid out, and who is known to pay, shown."""

import argparse

from app.bootstrap import App
from app.cli.output import Output
from app.cli.text import iso
from app.core.incoming import TENDER_NAMES
from app.core.kind_names import KINDS
from app.core.short_names import shortened
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_
from app.services.arrival_steps import PaidOut, StoredStep
from app.services.incoming import Arrivals, EntryLine, PaymentLine


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
    names = shortened(x.step.request for x in found)
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
                *(names[x.step.request], str(x.payment.id) if x.payment is not None else "", x.on.isoformat()),
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
        output.answer([payout_fields(x, output) for x in found])
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


def payout_fields(x: PaidOut, output: Output) -> dict[str, object]:
    """Return a payout as `--json` shows it."""
    answer: dict[str, object] = {"payment": x.incoming, "way": x.way, "from": iso(x.first), "to": iso(x.last)}
    answer |= {"amount": output.major(x.amount), "confidence": x.confidence}
    return answer | {"reason": output.sentence(x.reason)}
