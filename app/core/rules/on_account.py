"""What stops a sale or is said of it: holds, supply control, limits; and by when is due what goes on account.

All of it is judged inside the transaction that writes the sale, by everything recorded before it: two tills cannot pass
a limit together. One reasoned override passes whatever would refuse, and the facts of the entry keep what was passed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, cast

from app.core.account import Account
from app.core.journal import Draft
from app.core.money import Money
from app.core.owing.limits import Breach, Cause, Causes, Exposure, Hold, Reaction, Scope, breaches, standing
from app.core.owing.supply import Needed, Supply, needed, too_little
from app.core.owing.terms import AT_ONCE, Instalment, PaymentTerms, check_terms, plain_terms
from app.core.plain import plain
from app.core.requests import Part, PassSale, Sale
from app.errors import Message, Refused, refuse
from app.i18n.mark import N_

PREPAID = "prepaid"
ACCOUNT = "account"


class Judged(NamedTuple):
    """What a sale meets: the hold that stops it, what must be paid and is (minor units), the limits it would pass.

    `owed` is what was owed before it, `on_account` how much it adds.
    """

    on_account: int
    owed: Exposure
    hold: Hold | None
    needed: Needed
    paid_for_sale: int
    paid_for_debts: int
    breaches: tuple[Breach, ...]

    @property
    def short(self) -> int:
        """How much less is paid than supply control asks for."""
        need = self.needed
        return max(need.sale - self.paid_for_sale, 0) + max(need.debts - self.paid_for_debts, 0)


def judge(account: Account, amount: int, shares: Sequence[tuple[Part, int]]) -> Judged:
    """Return what a sale of an amount, paid in these shares, meets on the account's date; refuses nothing.

    Prepaid money and tenders count as paid. A customer who catches up also pays debts: what they paid of them on the
    day of the sale counts, before it, and as far as no earlier sale of that day has used it. What is owed is reckoned
    as if that had not been paid yet, so that paying a part of what is asked for does not make the rest less.
    """
    on_account = sum(share for part, share in shares if part.with_ == ACCOUNT)
    owed, terms, around = account.owed(), account.terms, account.around
    need = needed(terms.supply, amount, owed.total + around.paid)
    return Judged(
        on_account=on_account,
        owed=owed,
        hold=_hold(account, owed, on_account),
        needed=need,
        paid_for_sale=amount - on_account,
        paid_for_debts=around.paid,
        breaches=breaches(on_account, owed, terms.owing, around.group),
    )


# ---- holds ----------------------------------------------------------------------------------------------------------


def holds_of(account: Account) -> tuple[Hold, ...]:
    """Return the holds in a customer's file, the one of older files that is only a reason among them."""
    if not account.terms.hold:
        return account.terms.holds
    return (Hold("", Cause.OWNER, Scope.ACCOUNT, account.terms.hold, date.min), *account.terms.holds)


def causes(account: Account) -> Causes:
    """Return what is true of a customer on the account's date, as far as holds ask."""
    around = account.around
    return Causes(account.owed(), account.terms.owing.total, around.broken_promise, around.agreement)


def _hold(account: Account, owed: Exposure, on_account: int) -> Hold | None:
    """Return the hold that stops a sale: any where something goes on account, else only one on all sales."""
    holds = holds_of(account)
    if not holds:
        return None
    facts = causes(account)._replace(owed=owed)
    wanted = holds if on_account else [hold for hold in holds if hold.scope is Scope.ALL]
    return standing(wanted, facts, account.on)


def _refuse_hold(hold: Hold, number: str) -> Refused:
    if hold.scope is Scope.ALL:
        text = N_("hold: nothing may be sold to customer {customer}: {reason}")
    else:
        text = N_("hold: nothing may go on the account of customer {customer}: {reason}")
    return Refused("hold", Message(text, {"customer": number, "reason": hold.reason}))


# ---- refusing, or letting pass --------------------------------------------------------------------------------------


def refusals(judged: Judged, account: Account, field: str) -> Iterator[Refused]:
    """Yield every reason a sale is refused for, the most telling first; `field` is the one with its amount."""
    if judged.hold is not None:
        yield _refuse_hold(judged.hold, account.terms.number)
    short = too_little(judged.needed, judged.paid_for_sale, judged.paid_for_debts)
    if short is not None:
        yield Refused("pay", short)
    for breach in judged.breaches:
        if breach.reaction is Reaction.REFUSE:
            yield _refuse_limit(breach, judged, account, field)


def _refuse_limit(breach: Breach, judged: Judged, account: Account, field: str) -> Refused:
    limit, number = account.terms.owing.total, account.terms.number
    owed = judged.owed.total + judged.on_account
    if breach is not judged.breaches[0] or limit is None or owed <= limit:
        return Refused("credit_limit", breach.message)
    if limit == 0:
        text = N_("{field}: {amount} would be on account, and customer {customer} has no credit.")
        values = {"field": field, "amount": Money(judged.on_account), "customer": number}
        return Refused(field, Message(text, values))
    text = N_("{field}: customer {customer} would owe {owed}, above the credit limit of {limit}.")
    values = {"field": field, "customer": number, "owed": Money(owed), "limit": Money(limit)}
    return Refused(field, Message(text, values))


def check(request: Sale | PassSale, account: Account, judged: Judged, draft: Draft) -> None:
    """Refuse a sale by the first reason there is unless its override passes them; note what was passed, and say it."""
    field = "amount" if isinstance(request, Sale) else "paid"
    first = next(refusals(judged, account, field), None)
    if first is not None and not request.override:
        raise first
    draft.said += [breach.message for breach in judged.breaches]
    draft.facts.update({name: value for name, value in _passed(judged, account) if value > 0})


def _passed(judged: Judged, account: Account) -> Iterator[tuple[str, int]]:
    """Yield what the facts of an entry keep: how much went past each limit, a hold, supply control (minor units)."""
    limits, group, amount = account.terms.owing, account.around.group, judged.on_account
    if judged.hold is not None:
        yield "on_hold", amount or judged.paid_for_sale
    if amount and limits.total is not None:
        yield "over_limit", judged.owed.total + amount - limits.total
    if amount and limits.overdue is not None:
        yield "over_overdue", judged.owed.overdue - limits.overdue
    if amount and group is not None and group.limits.total is not None:
        yield "over_group", group.owed.total + amount - group.limits.total
    if account.terms.supply.supply is not Supply.FREE:
        yield "unpaid", judged.short
        yield "catch_up", min(judged.needed.debts, judged.paid_for_debts)


# ---- by when it is due ----------------------------------------------------------------------------------------------


def terms_of_sale(part: Part, account: Account) -> PaymentTerms:
    """Return the terms of what goes on account: the sale's own, those agreed on, those of the customer's file.

    An agreement whose terms are `AT_ONCE` says nothing of them.
    """
    if isinstance(part.terms, PaymentTerms):
        return part.terms
    if part.terms is not None:
        found = account.around.named.get(part.terms)
        if found is None:
            refuse("pay", N_("pay: the shop has no terms of payment “{name}”."), name=part.terms)
        return found
    return agreed_terms(account)


def agreed_terms(account: Account) -> PaymentTerms:
    """Return the terms of a sale that brings none of its own."""
    agreed, filed = account.around.agreed, account.terms.payment_terms
    if agreed is not None and agreed != AT_ONCE:
        return agreed
    return filed or plain_terms(account.terms.terms_days)


def instalments(part: Part, share: int, account: Account) -> tuple[tuple[Instalment, ...], PaymentTerms | None]:
    """Return when a share on account is due, in its parts, and by which terms; None where the sale names the days."""
    if part.instalments:
        return part.instalments, None
    if part.due_on is not None:
        return (Instalment(part.due_on, share),), None
    terms = terms_of_sale(part, account)
    check_terms(terms, share)
    return terms.schedule(account.on, share), terms


def says_more(terms: PaymentTerms) -> bool:
    """Whether terms say more than the due date that a charge has anyway."""
    return replace(terms, name="") != plain_terms(terms.due.days)


def note_terms(terms: PaymentTerms, charges: Sequence[int], draft: Draft) -> None:
    """Keep the terms that applied to charges (their ids) in the facts; not their name, which somebody wrote."""
    noted = cast("list[object]", draft.facts.setdefault("payment_terms", []))
    noted.append({"charges": list(charges), "terms": plain(replace(terms, name=""))})
