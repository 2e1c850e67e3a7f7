"""Agreements with customers on how they pay: written once, ended by a row of their own, never changed.

What was agreed on in a file that was merged away holds for the file that lives on.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.core.credit.agreement import Agreement
from app.core.credit.requests import ProofKind, ProofOf
from app.core.credit.terms_json import late_json, read_late, read_terms, terms_json
from app.core.journal import canonical
from app.storage import tables as t
from app.storage.customers import damaged_file
from app.storage.families import Scope, with_merged
from app.storage.journal import chunks, day, iso
from app.storage.kept_rows import Signed, add_signed, texts_of

_A, _X, _P = t.agreement.c, t.agreement_end.c, t.proof.c

_MADE = "counterbook_agreements"


@dataclass(frozen=True, slots=True)
class StoredAgreement:
    """An agreement as recorded in a file (internal id); its `ends_on` is the last day it really holds.

    `ended_on` is the day from which it holds no more, if a person ended it, and `why` the reason; `attachment` the
    signed scan's.
    """

    id: int
    customer: int
    agreement: Agreement
    who: str
    at: datetime
    ended_on: date | None = None
    why: str = ""
    attachment: int | None = None
    note: str = ""


def add_agreement(session: Session, customer: int, agreement: Agreement, by: Signed, note: str = "") -> int:
    """Write an agreement and return its number."""
    content: dict[str, Any] = {"terms": json.loads(terms_json(agreement.terms))}
    if agreement.late is not None:
        content["late"] = json.loads(late_json(agreement.late))
    values: dict[str, object] = {
        "customer_id": customer,
        "agreed_on": agreement.agreed_on.isoformat(),
        "starts_on": agreement.starts_on.isoformat(),
        "ends_on": iso(agreement.ends_on),
        "content": canonical(content),
    }
    _note_made(session)
    words = {"place": agreement.place, "way": agreement.way, "recourse": agreement.recourse, "note": note}
    return add_signed(session, t.agreement, values, by, canonical({name: text for name, text in words.items() if text}))


def end_agreement(session: Session, agreement: int, on: date, by: Signed, reason: str) -> None:
    """Write that an agreement holds no more from a day on."""
    _note_made(session)
    add_signed(session, t.agreement_end, {"agreement_id": agreement, "on_day": on.isoformat()}, by, reason)


# ---- reading --------------------------------------------------------------------------------------------------------


def agreements_of(session: Session, customers: Collection[int] | None = None) -> list[StoredAgreement]:
    """Return all agreements of some files (internal ids), or of all, in the order recorded."""
    if customers is None:
        return _agreements(session, _A.id > 0)
    found = [each for chunk in chunks(sorted(customers)) for each in _agreements(session, _A.customer_id.in_(chunk))]
    return sorted(found, key=lambda each: each.id)


def agreement_by(session: Session, request: str) -> StoredAgreement | None:
    """Return the agreement a request recorded, if there is one."""
    return next(iter(_agreements(session, _A.request_id == request)), None)


def agreed_with(session: Session, customers: Collection[int]) -> dict[int, list[Agreement]]:
    """Return what was agreed on with customers, in files merged into theirs too, in the order recorded.

    Every sale on account asks: one select for them all, without what people wrote, and without the signed scan.
    """
    owners = with_merged(session, customers)
    found: dict[int, list[tuple[int, Agreement]]] = {customer: [] for customer in customers}
    for chunk in chunks(sorted(owners)):
        for row in session.connection().execute(_NUMBERED.where(_A.customer_id.in_(chunk))):
            *plain, number, customer = row
            found[owners[customer]].append((number, _agreement(plain, {}, None)))
    return {customer: [each for _, each in sorted(known, key=itemgetter(0))] for customer, known in found.items()}


def any_agreement(session: Session) -> bool:
    """Whether the shop has an agreement with anybody at all: most have none, and then nothing need be looked up."""
    return session.execute(select(_A.id).limit(1)).first() is not None


def agreements_made(session: Session) -> int:
    """Return how many agreements this session has written or ended; what was read before is then stale."""
    return int(session.info.get(_MADE, 0))


def _note_made(session: Session) -> None:
    session.info[_MADE] = agreements_made(session) + 1


def agreed_through(session: Session, scope: Scope) -> dict[int, date]:
    """Return the last day on which any agreement holds, by the file that lives on, where there is such a day.

    A customer whose last agreement a person ended is left out: somebody has decided already.
    """
    statement = select(_A.customer_id, _A.ends_on, _X.on_day).outerjoin(t.agreement_end, _X.agreement_id == _A.id)
    found: dict[int, tuple[date, bool]] = {}
    for customer, ends, ended in scope.rows(session, statement, _A.customer_id):
        last = _last(day(ends), day(ended)) or date.max
        lives = scope.lives(customer)
        found[lives] = max(found.get(lives, (date.min, False)), (last, ended is None))
    return {lives: last for lives, (last, by_itself) in found.items() if by_itself and last < date.max}


_PLAIN = (
    select(_A.request_id, t.customer.c.no, _A.agreed_on, _A.starts_on, _A.ends_on, _A.content, _X.on_day)
    .join_from(t.agreement, t.customer, t.customer.c.id == _A.customer_id)
    .outerjoin(t.agreement_end, _X.agreement_id == _A.id)
    .order_by(_A.id)
)
_NUMBERED = _PLAIN.add_columns(_A.id, _A.customer_id)


def _agreements(session: Session, which: ColumnElement[bool]) -> list[StoredAgreement]:
    statement = (
        _NUMBERED.add_columns(t.staff.c.name, _A.recorded_at, _X.id)
        .join(t.staff, t.staff.c.id == _A.staff_id)
        .where(which)
    )
    rows = session.execute(statement).all()
    if not rows:
        return []
    ids = [row[7] for row in rows]
    texts, ends = texts_of(session, t.agreement, ids), texts_of(session, t.agreement_end, [row[11] for row in rows])
    scans = _scans(session, ids)
    found: list[StoredAgreement] = []
    for *plain, number, customer, who, at, end in rows:
        words, scan = _words(texts.get(number, "")), scans.get(number)
        found.append(
            StoredAgreement(
                id=number,
                customer=customer,
                agreement=_agreement(plain, words, scan),
                who=who,
                at=datetime.fromisoformat(at).astimezone(UTC),
                ended_on=day(plain[6]),
                why=ends.get(end, ""),
                attachment=scan,
                note=words.get("note", ""),
            )
        )
    return found


def _agreement(row: Sequence[Any], words: Mapping[str, str], scan: int | None) -> Agreement:
    request, no, agreed, starts, ends, content, ended = row
    try:
        agreed_on: Mapping[str, Any] = json.loads(content)
        late = agreed_on.get("late")
        return Agreement(
            id=request,
            customer=no,
            agreed_on=date.fromisoformat(agreed),
            starts_on=date.fromisoformat(starts),
            ends_on=_last(day(ends), day(ended)),
            terms=read_terms(json.dumps(agreed_on["terms"])),
            place=words.get("place", ""),
            way=words.get("way", ""),
            late=None if late is None else read_late(json.dumps(late)),
            recourse=words.get("recourse", ""),
            signed="" if scan is None else str(scan),
        )
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise damaged_file() from error


def _last(ends_on: date | None, ended_on: date | None) -> date | None:
    if ended_on is None:
        return ends_on
    before = ended_on - timedelta(days=1)
    return before if ends_on is None else min(ends_on, before)


def _words(text: str) -> dict[str, str]:
    """Return place, way and recourse as far as they were written, and have not been erased."""
    try:
        found: dict[str, str] = json.loads(text) if text else {}
    except ValueError as error:
        raise damaged_file() from error
    return found


def _scans(session: Session, agreements: Iterable[int]) -> dict[int, int]:
    """Return the last signed scan of agreements, by their numbers."""
    found: dict[int, int] = {}
    about, what = ProofOf.AGREEMENT.value, ProofKind.SIGNED.value
    for chunk in chunks(list(agreements)):
        statement = select(_P.row_id, _P.attachment_id).where(_P.kind == about, _P.what == what)
        statement = statement.where(_P.row_id.in_(chunk), _P.attachment_id.is_not(None)).order_by(_P.id)
        found.update({row[0]: row[1] for row in session.execute(statement)})
    return found
