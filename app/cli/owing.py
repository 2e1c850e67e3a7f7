"""`show credit`: what a customer may owe, what stands in the way, how that came to be; terms in the form of events."""

import argparse
from collections.abc import Iterator

from app.bootstrap import App
from app.cli.output import Output
from app.core.customer import CustomerFile, limits_of
from app.core.owing.checks import percent
from app.core.owing.limits import Exposure, Hold, Limits
from app.core.owing.supply import Supply, SupplyRule
from app.core.owing.terms import Due, Early, PaymentTerms
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_
from app.services.credit import GroupStanding, HoldLine, LimitLine, Standing

SUPPLIES = {
    Supply.AGAINST_PAYMENT: N_("only against payment"),
    Supply.DOWN_PAYMENT: N_("with a down payment"),
    Supply.CATCH_UP: N_("only if older debts are paid as well"),
}
"""How customers are supplied, in words."""

CAUSES = {
    "owner": N_("the owner’s word"),
    "overdue": N_("something is overdue"),
    "limit": N_("more is owed than may be"),
    "promise": N_("a promise was broken"),
    "agreement": N_("no agreement is in force"),
}
"""Why sales are on hold, in words."""


def credit(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show what a customer may owe on a day, and the history of their limits."""
    found = app.credit.standing(options.customer, options.as_of)
    history = app.credit.limit_history(options.customer)
    if output.json:
        output.answer(_answer(found, output) | {"history": [_change(line, output) for line in history]})
        return
    output.table([_("Field"), _("Value")], [[name, value] for name, value in _rows(found, output) if value])
    if found.holds:
        output.say("")
        output.table(
            [_("Hold"), _("From"), _("Until"), _("Stops"), _("Cause"), _("Reason"), pgettext("hold", "Now")],
            [_hold_row(line, output) for line in found.holds],
        )
    if history:
        output.say("")
        output.table(
            [_("Date"), _("Group"), *_limit_names(), pgettext("credit", "Why")],
            [_history_row(line, output) for line in history],
            right=(2, 3, 4, 5),
        )


def _limit_names() -> list[str]:
    return [_("Limit before"), _("Limit"), _("Overdue limit before"), _("Overdue limit")]


def _rows(found: Standing, output: Output) -> Iterator[tuple[str, str]]:
    yield _("No."), found.number
    yield _("Name"), found.name
    yield _("Owed"), output.money(found.owed.total)
    yield _("Overdue"), output.money(found.owed.overdue)
    yield _("Credit limit"), _limit(found.limits.total, output)
    yield _("Overdue limit"), _limit(found.limits.overdue, output)
    yield _("Room left"), _limit(found.room, output)
    if found.group is not None:
        owed, limit = output.money(found.group.owed.total), _limit(found.group.limits.total, output)
        yield _("Group"), _("{group}: {owed} of {limit}").format(group=found.group.name, owed=owed, limit=limit)
        yield _("Members"), _(", ").join(f"{number} {name}" for number, name in found.group.members)
    yield _("Terms"), found.terms.name
    yield _("Due if sold on {date}").format(date=found.on.isoformat()), found.terms.due_on(found.on).isoformat()
    yield _("Supply"), "" if found.supply.supply is Supply.FREE else _(SUPPLIES[found.supply.supply])
    yield pgettext("credit", "Why"), found.supply.reason
    for message in found.messages:
        yield _("Notice"), output.sentence(message)


def _limit(amount: int | None, output: Output) -> str:
    return _("no limit") if amount is None else output.money(amount)


def _hold_row(line: HoldLine, output: Output) -> list[str]:
    hold = line.hold
    scope = _("all sales") if hold.scope == "all" else _("sales on account")
    now = (
        pgettext("hold", "stands")
        if line.stands
        else pgettext("hold", "not yet")
        if line.lifted is None
        else output.sentence(line.lifted)
    )
    until = "" if hold.ends_on is None else hold.ends_on.isoformat()
    return [hold.id, _since(hold), until, scope, _(CAUSES[hold.cause]), hold.reason, now]


def _since(hold: Hold) -> str:
    return hold.starts_on.isoformat() if hold.id else ""  # of the oldest ones nobody knows the day


def _history_row(line: LimitLine, output: Output) -> list[str]:
    old, new = line.old, line.new
    return [
        line.at.astimezone().date().isoformat(),
        line.group or line.joined or line.left,
        *(_limit(amount, output) for amount in (old.total, new.total, old.overdue, new.overdue)),
        line.reason,
    ]


# ---- as JSON --------------------------------------------------------------------------------------------------------


def _answer(found: Standing, output: Output) -> dict[str, object]:
    return {
        "customer": found.number,
        "name": found.name,
        "on": found.on.isoformat(),
        **limits_answer(found.limits, output),
        **_exposure(found.owed, output),
        "room": _major(found.room, output),
        "group": None if found.group is None else _group(found.group, output),
        "holds": [_hold(line, output) for line in found.holds],
        "supply": supply_answer(found.supply, output),
        "payment_terms": terms_answer(found.terms, output),
        "terms_from": found.source.value,
        "messages": [output.sentence(message) for message in found.messages],
    }


def _major(amount: int | None, output: Output) -> str | None:
    return None if amount is None else output.major(amount)


def _exposure(owed: Exposure, output: Output) -> dict[str, object]:
    return {"owed": output.major(owed.total), "overdue": output.major(owed.overdue)}


def _group(group: GroupStanding, output: Output) -> dict[str, object]:
    members = [{"customer": number, "name": name} for number, name in group.members]
    owed, room = _exposure(group.owed, output), _major(group.room, output)
    return {"name": group.name, **limits_answer(group.limits, output), **owed, "room": room, "members": members}


def _hold(line: HoldLine, output: Output) -> dict[str, object]:
    lifted = None if line.lifted is None else output.sentence(line.lifted)
    return hold_answer(line.hold) | {"stands": line.stands, "lifted": lifted}


def _change(line: LimitLine, output: Output) -> dict[str, object]:
    return {
        "at": line.at.isoformat(),
        "who": line.who,
        "group": line.group,
        "left": line.left,
        "joined": line.joined,
        "old": limits_answer(line.old, output),
        "new": limits_answer(line.new, output),
        "why": line.reason,
    }


# ---- in the form of events ------------------------------------------------------------------------------------------


def of_file(file: CustomerFile, output: Output) -> dict[str, object]:
    """Return what a file says of owing in the names and forms of the `customer` event, with its holds."""
    return {
        **limits_answer(limits_of(file), output),
        "payment_terms": None if file.payment_terms is None else terms_answer(file.payment_terms, output),
        "supply": supply_answer(file.supply, output),
        "holds": [hold_answer(hold) for hold in file.holds],
    }


def in_words(file: CustomerFile) -> dict[str, object]:
    """Return what a file says of owing beside its limits, as people read it; blank where it says nothing."""
    terms, supply = file.payment_terms, file.supply
    return {
        "payment_terms": "" if terms is None else terms.name or _("of the customer’s own"),
        "supply": "" if supply.supply is Supply.FREE else [_(SUPPLIES[supply.supply]), supply.reason],
        "holds": [hold.reason for hold in file.holds],
    }


def limits_answer(limits: Limits, output: Output) -> dict[str, object]:
    """Return limits in the names and forms of events."""
    return {
        "credit_limit": _major(limits.total, output),
        "overdue_limit": _major(limits.overdue, output),
        "grace_days": limits.grace_days,
        "on_total": limits.on_total.value,
        "on_overdue": limits.on_overdue.value,
    }


def hold_answer(hold: Hold) -> dict[str, object]:
    """Return a hold in the names and forms of the `hold` event."""
    return {
        "id": hold.id,
        "cause": hold.cause.value,
        "scope": hold.scope.value,
        "reason": hold.reason,
        "starts_on": hold.starts_on.isoformat() if hold.id else None,
        "ends_on": None if hold.ends_on is None else hold.ends_on.isoformat(),
        "who": hold.who,
    }


def supply_answer(rule: SupplyRule, output: Output) -> dict[str, object] | None:
    """Return supply control in the names and forms of events, None where there is none."""
    if rule.supply is Supply.FREE:
        return None
    found: dict[str, object] = {"supply": rule.supply.value, "reason": rule.reason}
    if rule.share:
        found["share"] = percent(rule.share)
    return found | ({"pay": output.major(rule.pay), "bought": output.major(rule.bought)} if rule.pay else {})


def terms_answer(terms: PaymentTerms, output: Output) -> dict[str, object]:
    """Return terms of payment in the names and forms of events."""
    found: dict[str, object] = {"name": terms.name} if terms.name else {}
    if terms.slices:
        found["slices"] = [{"share": percent(each.share), "due": _due(each.due)} for each in terms.slices]
    else:
        found["due"] = _due(terms.due)
    return found | ({"early": [_early(each, output) for each in terms.early]} if terms.early else {})


def _due(due: Due) -> dict[str, object]:
    counts = {"days": due.days, "months": due.months, "day": due.day, "cutoff": due.cutoff}
    return {"rule": due.rule.value, **{name: value for name, value in counts.items() if value}}


def _early(early: Early, output: Output) -> dict[str, object]:
    worth = {"share": percent(early.share)} if early.share else {"amount": output.major(early.amount)}
    return {**worth, "days": early.days} if early.until is None else {**worth, "until": early.until.isoformat()}
