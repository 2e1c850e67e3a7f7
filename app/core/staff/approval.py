"""Four eyes: a second person looks at a request and approves it, that very one and nothing else.

The approval bears both names and the digest by which the request is known again (`services.fingerprint`, or
`core.customer.content_digest`): a request changed by one cent afterwards is another one.
"""

import hmac
from datetime import datetime, timedelta
from typing import NamedTuple

from app.core.staff.roles import Member, Policy, said
from app.core.staff.verdicts import NeedsSecond, can_approve
from app.errors import refuse
from app.i18n.mark import N_

HOLDS = timedelta(minutes=15)
"""How long an approval waits to be used."""


class Approval(NamedTuple):
    """Somebody (`approved_by`, a member's number) has approved a request of somebody else; `at` is in UTC."""

    asked_by: int
    approved_by: int
    digest: bytes
    at: datetime


def approve(
    verdict: NeedsSecond, asker: Member, approver: Member, digest: bytes, policy: Policy, now: datetime
) -> Approval:
    """Return the approval of a request by somebody who has just signed in for it; refuses who may not give it."""
    _check_approver(verdict, asker, approver, policy)
    return Approval(asker.id, approver.id, digest, now)


def check_approval(
    approval: Approval | None,
    verdict: NeedsSecond,
    asker: Member,
    approver: Member | None,
    digest: bytes,
    policy: Policy,
    now: datetime,
) -> None:
    """Refuse a request whose approval is missing, somebody else's, another request's, or too old.

    Rights are looked at again: whoever lost theirs since has approved nothing.
    """
    if approval is None or approver is None:
        refuse("staff", verdict.message.text, **verdict.message.values)
    if (approval.asked_by, approval.approved_by) != (asker.id, approver.id):
        refuse("approval", N_("approval: it was given to somebody else; ask for it again."))
    if not hmac.compare_digest(approval.digest, digest):
        refuse("approval", N_("approval: the request has changed since; ask for it again."))
    if not timedelta() <= now - approval.at <= HOLDS:
        refuse("approval", N_("approval: it was given too long ago; ask for it again."))
    _check_approver(verdict, asker, approver, policy)


def _check_approver(verdict: NeedsSecond, asker: Member, approver: Member, policy: Policy) -> None:
    if approver.id == asker.id:
        refuse("approval", N_("approval: whoever asks cannot approve it; somebody else must."))
    if not can_approve(verdict, approver, policy):
        refuse("approval", N_("approval: {name} may not do this either; ask somebody who may."), name=said(approver))
