"""What payments of bills, proposals and what was made of them are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core import incoming_names
from app.core.incoming import SOURCES, PayKind, Source
from app.core.matching import Does
from app.gui.dialogs.names import kind_name, tender_name
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.gui.shop import Shop
    from app.services.incoming import EntryLine, PaymentLine, ProposalLine

CERTAIN, LIKELY, POSSIBLE = 90, 75, 50
"""From which confidence on a proposal is called so."""

BETWEEN = "  ·  "


def how_sure(confidence: int) -> str:
    """Return a confidence in words."""
    if confidence >= CERTAIN:
        return pgettext("proposal", "Very likely")
    if confidence >= LIKELY:
        return pgettext("proposal", "Likely")
    return pgettext("proposal", "Possible") if confidence >= POSSIBLE else pgettext("proposal", "A guess")


def sure_tone(confidence: int) -> str:
    """Return the colour of a confidence; the word says it too."""
    return "accent" if confidence >= LIKELY else "soon" if confidence >= POSSIBLE else "mute"


def source_name(source: Source) -> str:
    """Return what a shape of bills is called."""
    return _(SOURCES[source])


def pay_kind_name(kind: PayKind) -> str:
    """Return what lines of a bill are called."""
    return incoming_names.pay_kind_name(kind, current())


def payer(payment: PaymentLine) -> str:
    """Return who paid as far as the bill says, else what it says instead."""
    return payment.name or payment.account or payment.reference or payment.text or payment.payment


def payment_facts(shop: Shop, payment: PaymentLine) -> str:
    """Return everything a bill says of a payment, on one line."""
    when = f"{form.short_date(payment.on)} {payment.at[:5]}".strip()
    parts = [when, tender_name(payment.way), shop.money(payment.amount)]
    if payment.left not in (0, payment.amount):
        parts.append(_("{amount} left").format(amount=shop.money(payment.left)))
    if payment.fee:
        parts.append(_("{amount} kept as fee").format(amount=shop.money(payment.fee)))
    said = dict.fromkeys((payment.name, payment.account, payment.text, payment.reference, payment.payment))
    return BETWEEN.join([*parts, *(each for each in said if each)])


def entry_facts(shop: Shop, entry: EntryLine) -> str:
    """Return everything that is to say of an entry, on one line."""
    parts = [
        form.short_date(entry.on),
        kind_name(entry.kind),
        tender_name(entry.way),
        shop.money(entry.amount),
        f"{entry.name} {entry.customer}",
        _("entry {number}").format(number=entry.entry),
        entry.reference,
    ]
    if entry.left != entry.amount:
        parts.insert(4, _("{amount} left").format(amount=shop.money(entry.left)))
    return BETWEEN.join(each for each in parts if each)


def what_it_does(shop: Shop, line: ProposalLine, entry: EntryLine | None = None) -> str:
    """Return in a sentence what accepting a proposal does."""
    proposal = line.proposal
    values = {"name": line.name, "number": line.customer, "amount": shop.money(proposal.amount)}
    if proposal.does is Does.TIE:
        if entry is None:
            return _("It proves entry {entry} of {name} ({number}).").format(**values, entry=proposal.entry)
        day, kind = form.short_date(entry.on), kind_name(entry.kind)
        return _("It proves “{kind}” of {date} for {name} ({number}).").format(**values, kind=kind, date=day)
    if proposal.does is Does.TOP_UP:
        return _("Record it as a top-up of {amount} for {name} ({number}).").format(**values)
    count = len(proposal.charges)
    if count == 0:
        return _("Record it as a payment of {amount} from {name} ({number}).").format(**values)
    text = ngettext(
        "Record it as a payment of {amount} from {name} ({number}), for {n} charge.",
        "Record it as a payment of {amount} from {name} ({number}), for {n} charges.",
        count,
    )
    return text.format(**values, n=count)


def why(shop: Shop, line: ProposalLine) -> str:
    """Return how far a proposal can be trusted, and why."""
    values = {"sure": how_sure(line.proposal.confidence), "reason": shop.sentence(line.proposal.reason)}
    return _("{sure}: {reason}").format(**values)


def step_name(what: str) -> str:
    """Return what was made of a payment or an entry."""
    return {
        "tie": pgettext("arrival", "Proves an entry"),
        "ignore": pgettext("arrival", "Put aside"),
        "explain": pgettext("arrival", "Needs no payment"),
    }.get(what, what)


def days_words(days: Sequence[date | None]) -> str:
    """Return from which day to which, on one line."""
    first, last = days
    if first is None or last is None:
        return ""
    return form.short_date(first) if first == last else f"{form.short_date(first)} – {form.short_date(last)}"


def number(count: int) -> str:
    """Write a number of things."""
    return form.number(count, current().language)
