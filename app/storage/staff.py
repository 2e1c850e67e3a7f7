"""Who belongs to the staff, by what they sign in, what is theirs to do, and what a second person approved.

Reading serves every transaction that asks what somebody may do, so it takes one small select while staff are not told
apart. What was set and cannot be read bars everybody: a damaged book must not open doors.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from app.core.journal import canonical
from app.core.staff.approval import Approval
from app.core.staff.proof import Tries
from app.core.staff.recovery import Recovery
from app.core.staff.roles import ALONE, Member, Policy, Role, grants_of, policy_json, read_grants, read_policy
from app.errors import refuse
from app.i18n.mark import N_
from app.storage import tables as t
from app.storage.customers import Problem, row_digest
from app.storage.journal import instant
from app.storage.kept_rows import add_row
from app.storage.settings import save_value
from app.storage.table_sums import changing

_POLICY = "staff.policy"
_ASK_POLICY = select(t.setting.c.value).where(t.setting.c.key == _POLICY)  # made once: every transaction asks


class Secret(NamedTuple):
    """What is kept of a PIN or password, and of the wrong tries since the last right one."""

    kept: str
    tries: Tries


# ---- what is set ----------------------------------------------------------------------------------------------------


def load_policy(session: Session) -> Policy:
    """Return what the owner has set; refuses where it cannot be read."""
    text = session.execute(_ASK_POLICY).scalar_one_or_none()
    if text is None:
        return ALONE
    try:
        return read_policy(text)
    except ValueError:
        refuse("staff", N_("What was set of the staff's rights cannot be read; restore a backup of the book."))


def save_policy(session: Session, policy: Policy) -> None:
    """Write what the owner has set."""
    save_value(session, _POLICY, policy_json(policy))


# ---- members --------------------------------------------------------------------------------------------------------


def load_members(session: Session) -> tuple[Member, ...]:
    """Return everybody who ever belonged to the staff, by number; refuses where that cannot be read."""
    m = t.staff_member.c
    columns = (t.staff.c.id, t.staff.c.name, t.staff.c.role, m.own, m.active)
    asked = select(*columns).join_from(t.staff, t.staff_member, m.staff_id == t.staff.c.id, isouter=True)
    try:
        return tuple(
            Member(
                id=number,
                name=name,
                role=Role(role),
                own=read_grants(json.loads(own)) if own else {},  # canonical JSON of nothing is blank
                active=active is None or bool(active),
            )
            for number, name, role, own, active in session.execute(asked.order_by(t.staff.c.id))
        )
    except (ValueError, TypeError, AttributeError):
        refuse("staff", N_("What was set of the staff's rights cannot be read; restore a backup of the book."))


def save_members(session: Session, old: Sequence[Member], new: Sequence[Member]) -> None:
    """Write the members that differ, and those who are new."""
    before = {member.id: member for member in old}
    for member in new:
        if member == before.get(member.id):
            continue
        plain = {"name": member.name, "role": member.role.value}
        with changing(session, t.staff, t.staff.c.id == member.id):
            if member.id in before:
                session.execute(update(t.staff).where(t.staff.c.id == member.id).values(**plain))
            else:
                session.execute(insert(t.staff).values(id=member.id, **plain))
        row: dict[str, object] = {"own": canonical(grants_of(member.own)), "active": int(member.active)}
        row["digest"] = _member_digest(member.id, member.name, member.role.value, row["own"], row["active"])
        statement = upsert(t.staff_member).values(staff_id=member.id, **row)
        session.execute(statement.on_conflict_do_update(index_elements=["staff_id"], set_=row))


def _member_digest(*values: object) -> bytes:
    return row_digest(list(values))


# ---- secrets --------------------------------------------------------------------------------------------------------


def load_secret(session: Session, member: int) -> Secret | None:
    """Return what is kept of somebody's PIN or password, if they have one."""
    c = t.staff_secret.c
    row = session.execute(select(c.kept, c.wrong, c.last_at).where(c.staff_id == member)).one_or_none()
    if row is None:
        return None
    return Secret(row[0], Tries(row[1], datetime.fromisoformat(row[2]) if row[2] else None))


def save_secret(session: Session, member: int, secret: Secret) -> None:
    """Keep a PIN or password, or other tries of it."""
    last = None if secret.tries.last_at is None else instant(secret.tries.last_at)
    row: dict[str, object] = {"kept": secret.kept, "wrong": secret.tries.wrong, "last_at": last}
    row["digest"] = row_digest([member, *row.values()])
    statement = upsert(t.staff_secret).values(staff_id=member, **row)
    session.execute(statement.on_conflict_do_update(index_elements=["staff_id"], set_=row))


def with_secrets(session: Session) -> frozenset[int]:
    """Return the numbers of those who have a PIN or password."""
    return frozenset(session.execute(select(t.staff_secret.c.staff_id)).scalars())


def load_recovery(session: Session) -> Recovery | None:
    """Return what is kept of the owner's recovery code, if one was ever made."""
    c = t.staff_recovery.c
    row = session.execute(select(c.kept, c.made_at, c.used_at)).one_or_none()
    if row is None:
        return None
    return Recovery(row[0], datetime.fromisoformat(row[1]), datetime.fromisoformat(row[2]) if row[2] else None)


def save_recovery(session: Session, recovery: Recovery) -> None:
    """Keep the owner's recovery code in place of the one before."""
    used = None if recovery.used_at is None else instant(recovery.used_at)
    row: dict[str, object] = {"kept": recovery.kept, "made_at": instant(recovery.made_at), "used_at": used}
    row["digest"] = row_digest([1, *row.values()])
    statement = upsert(t.staff_recovery).values(id=1, **row)
    session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))


# ---- approvals ------------------------------------------------------------------------------------------------------


def add_approval(session: Session, request: str, approval: Approval, rights: Sequence[str]) -> None:
    """Note that a second person approved a request (blank: an act without one), and which rights it took."""
    values = {
        "request_id": request,
        "request_digest": approval.digest,
        "rights": ",".join(rights),
        "asked_by": approval.asked_by,
        "approved_by": approval.approved_by,
        "approved_at": instant(approval.at),
    }
    add_row(session, t.approval, values)


# ---- proof ----------------------------------------------------------------------------------------------------------


def verify_staff(session: Session) -> list[Problem]:
    """Return the rows about the staff that are not what was written."""
    s, m = t.staff.c, t.staff_member.c
    asked = select(s.id, s.name, s.role, m.own, m.active, m.digest)
    joined = asked.join_from(t.staff, t.staff_member, m.staff_id == s.id, isouter=True).order_by(s.id)
    found = [
        Problem("staff", number)
        for number, *values, digest in session.execute(joined)
        if not _is_written(number, values, digest)
    ]
    for table in (t.staff_secret, t.staff_recovery, t.approval):
        rows = session.execute(select(table))
        found += [Problem(table.name, row[0]) for row in rows if row_digest(list(row)[:-1]) != row[-1]]
    key = t.setting.c.key
    text = session.execute(select(t.setting.c.value).where(key == _POLICY)).scalar_one_or_none()
    if text is not None and not _is_policy(text):
        found.append(Problem("setting", _POLICY))
    return found


def _is_written(number: object, values: Sequence[object], digest: object) -> bool:
    """Whether a member is as written; an owner of whom nothing was ever changed bears no digest."""
    if digest is None:
        return values[:2] == ["", Role.OWNER.value] or number != 1
    return _member_digest(number, *values) == digest


def _is_policy(text: object) -> bool:
    try:
        read_policy(str(text))
    except ValueError:
        return False
    return True
