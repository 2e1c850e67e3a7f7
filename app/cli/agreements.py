"""`show agreements`, `interest`, `incentives` and `rates`: what was agreed on, what being late costs, what helps."""

import argparse

from app.bootstrap import App
from app.cli.output import Output
from app.cli.owing import terms_answer
from app.cli.text import iso, iso_cell
from app.core.credit.late import LateRule, Stretch
from app.core.day_words import PART_NAMES
from app.core.ledger import ChargeLine
from app.core.owing.checks import PERCENT, percent
from app.core.owing.terms import AT_ONCE, PaymentTerms
from app.core.requests import InterestKind
from app.i18n.catalog import _
from app.services.agreements import AgreementLine
from app.services.incentives import Proposal, RewardDue
from app.services.interest import ChargedLine, LatePreview


def late_answer(rule: LateRule | None, output: Output) -> dict[str, object] | None:
    """Return what was agreed on for paying late in the names and forms of the `agreement` event."""
    if rule is None:
        return None
    table = {"table": rule.table, "times": percent(rule.factor)}
    found: dict[str, object] = dict(table) if rule.fixed is None else {"rate": percent(rule.fixed)}
    return {**found, "free_days": rule.free_days, "fee": output.major(rule.fee)}


def _terms_words(terms: PaymentTerms) -> str:
    """Return what terms are called; blank where nothing was agreed on them."""
    return "" if terms == AT_ONCE else terms.name or _("of the customer’s own")


def late_words(rule: LateRule | None, output: Output) -> str:
    """Return in a few words what was agreed on for paying late, blank where nothing was."""
    if rule is None:
        return ""
    if rule.fixed is None:
        rate = _("{table} × {times}").format(table=rule.table, times=percent(rule.factor))
    else:
        rate = _("{rate} % a year").format(rate=percent(rule.fixed))
    return _("{rate}, fee {fee}").format(rate=rate, fee=output.money(rule.fee)) if rule.fee else rate


def part_words(charge: ChargeLine) -> str:
    """Return which charge's interest, fee or costs a charge is, blank where it is none of these."""
    if not charge.part:
        return ""
    return _("{part} of {charge}").format(part=_(PART_NAMES[InterestKind(charge.part)]), charge=charge.of)


# ---- agreements -----------------------------------------------------------------------------------------------------


def agreements(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show a customer's agreements, the last to begin first."""
    found = app.agreements.of_customer(options.customer, options.as_of)
    if output.json:
        output.answer([_agreement(line, output) for line in found])
        return
    output.table(
        [
            _("Agreement"),
            _("From"),
            _("Until"),
            _("In force"),
            _("Terms"),
            _("When late"),
            _("Paid where"),
            _("Paid how"),
            _("Ended because"),
        ],
        [
            [
                *(line.id, iso_cell(line.agreement.starts_on), iso_cell(line.agreement.ends_on)),
                _("yes") if line.in_force else "",
                *(_terms_words(line.agreement.terms), late_words(line.agreement.late, output)),
                *(line.agreement.place, line.agreement.way, line.why),
            ]
            for line in found
        ],
    )
    warning = app.agreements.warning(options.customer, options.as_of)
    if warning is not None:
        output.say(output.sentence(warning))


def _agreement(line: AgreementLine, output: Output) -> dict[str, object]:
    agreement = line.agreement
    return {
        "agreement": line.id,
        "customer": line.customer,
        "agreed_on": iso(agreement.agreed_on),
        "starts_on": iso(agreement.starts_on),
        "ends_on": iso(agreement.ends_on),
        "in_force": line.in_force,
        "terms": terms_answer(agreement.terms, output),
        "late": late_answer(agreement.late, output),
        "place": agreement.place,
        "way": agreement.way,
        "recourse": agreement.recourse,
        "attachment": line.attachment,
        "ended_on": iso(line.ended_on),
        "reason": line.why,
        "who": line.who,
    }


# ---- late interest --------------------------------------------------------------------------------------------------


def interest(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show what late interest and fees could be charged through a day, and what was charged to a customer."""
    number = options.customer or ""
    found = app.interest.previews(options.as_of, number)
    charged = app.interest.charged_on(number) if number else ()
    if output.json:
        answer: dict[str, object] = {"could_be_charged": [_preview(each, output) for each in found]}
        output.answer(answer | ({"charged": [_charged(each, output) for each in charged]} if number else {}))
        return
    output.table(
        [_("No."), _("Name"), _("Charge"), _("Due"), _("Open"), _("Interest"), _("Fee"), _("By agreement")],
        [
            [
                *(each.customer, each.name, each.charge, iso_cell(each.due_on)),
                *map(output.money, (each.preview.open, each.preview.interest, each.preview.fee)),
                late_words(each.rule, output),
            ]
            for each in found
        ],
        right=(4, 5, 6),
    )
    for message in dict.fromkeys(output.sentence(note) for each in found for note in each.preview.notes):
        output.say(message)
    if charged:
        output.say("")
        output.table(
            [_("Date"), _("Entry"), _("Kind"), _("For charge"), _("Amount"), _("Open"), _("Through"), _("Reversed")],
            [
                [
                    *(iso_cell(each.on), each.id, _(PART_NAMES[each.kind]), each.charge),
                    *(output.money(each.amount), output.money(each.open)),
                    *(iso_cell(each.through), iso_cell(each.reversed_on)),
                ]
                for each in charged
            ],
            right=(4, 5),
        )


def _preview(each: LatePreview, output: Output) -> dict[str, object]:
    said = each.preview
    return {
        "customer": each.customer,
        "charge": each.charge,
        "on": iso(each.on),
        "due_on": iso(each.due_on),
        "through": iso(said.through),
        "amount": output.major(each.amount),
        "open": output.major(said.open),
        "interest": output.major(said.interest),
        "fee": output.major(said.fee),
        "total": output.major(said.total),
        "capped": said.capped,
        "charged": output.major(each.charged),
        "fees": output.major(each.fees),
        "agreement": each.agreement,
        "late": late_answer(each.rule, output),
        "stretches": [_stretch(stretch, output) for stretch in said.stretches],
        "notes": [output.sentence(note) for note in said.notes],
    }


def _stretch(stretch: Stretch, output: Output) -> dict[str, object]:
    whole, part = divmod(stretch.ppm, PERCENT * PERCENT)
    rate = f"{whole}.{part:04}".rstrip("0").rstrip(".")
    days = {"from": iso(stretch.first_on), "to": iso(stretch.last_on), "days": stretch.days}
    return {**days, "amount": output.major(stretch.amount), "rate": rate, "capped": stretch.capped}


def _charged(each: ChargedLine, output: Output) -> dict[str, object]:
    return {
        "entry": each.entry,
        "id": each.id,
        "on": iso(each.on),
        "charge": each.charge,
        "kind": each.kind.value,
        "amount": output.major(each.amount),
        "open": output.major(each.open),
        "through": iso(each.through),
        "reversed_on": iso(each.reversed_on),
    }


# ---- incentives -----------------------------------------------------------------------------------------------------


def incentives(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show what a customer saves by paying now, and the rewards for paying on time; of everybody only the rewards."""
    offers = app.incentives.proposals(options.customer, options.as_of) if options.customer else ()
    due = [each for each in app.incentives.rewards_due(options.as_of) if each.customer == options.customer]
    rewards = due if options.customer else app.incentives.rewards_due(options.as_of)
    if output.json:
        early = [_proposal(offer, output) for offer in offers]
        answer: dict[str, object] = {"rewards": [_reward(reward, output) for reward in rewards]}
        output.answer(answer | ({"early": early} if options.customer else {}))
        return
    for offer in offers:
        output.say(output.sentence(offer.reason))
    output.table(
        [_("No."), _("Name"), _("Reward"), _("Bonus"), _("Charges on time"), _("Earned on")],
        [
            [
                *(reward.customer, reward.name, str(reward.number_of), output.money(reward.reward.amount)),
                *(str(reward.reward.charges), iso_cell(reward.reward.settled_on)),
            ]
            for reward in rewards
        ],
        right=(2, 3, 4),
    )


def _proposal(offer: Proposal, output: Output) -> dict[str, object]:
    return {
        "charge": offer.charge,
        "to_pay": output.major(offer.to_pay),
        "saved": output.major(offer.saved),
        "last_on": iso(offer.last_on),
        "form": offer.form.value,
    }


def _reward(reward: RewardDue, output: Output) -> dict[str, object]:
    return {
        "customer": reward.customer,
        "reward": reward.number_of,
        "bonus": output.major(reward.reward.amount),
        "charges": reward.reward.charges,
        "earned_on": iso(reward.reward.settled_on),
        "waiting": reward.waiting,
    }


# ---- rates ----------------------------------------------------------------------------------------------------------


def rates(_options: argparse.Namespace, app: App, output: Output) -> None:
    """Show the tables of rates with the shop's own rows."""
    tables, own = app.rates.tables(), set(app.rates.own())
    rows = [(table, rate, (table.name, *rate) in own) for table in tables for rate in table.rates]
    if output.json:
        output.answer(
            [
                {"table": table.name, "from": iso(rate.starts_on), "rate": percent(rate.value), "own": is_own}
                for table, rate, is_own in rows
            ]
        )
        return
    output.table(
        [_("Table"), _("From"), _("% a year"), _("By the shop")],
        [
            [table.name, iso_cell(rate.starts_on), percent(rate.value), _("yes") if is_own else ""]
            for table, rate, is_own in rows
        ],
        right=(2,),
    )
