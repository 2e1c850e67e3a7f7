"""The shop's pictures in the book: rows that are only ever added, so that a paper made again shows what it showed."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.core.customer import Change
from app.core.picture import Picture, PictureKind, measured
from app.errors import Refused
from app.storage import tables as t
from app.storage.customers import Author, Problem, damaged_file, row_digest
from app.storage.journal import instant
from app.storage.settings import log_changes

_P = t.shop_picture.c
_NONE = hashlib.sha256(b"").digest()


def current_digests(session: Session) -> Mapping[PictureKind, str]:
    """Return the SHA-256, in hex, of the picture of each kind that the shop has."""
    last = select(func.max(_P.id)).group_by(_P.kind)
    rows = session.execute(select(_P.kind, _P.sha256).where(_P.id.in_(last))).all()
    if not all(kind in set(PictureKind) and isinstance(digest, bytes) for kind, digest in rows):
        raise damaged_file()
    return {PictureKind(kind): digest.hex() for kind, digest in rows if digest != _NONE}


def current_pictures(session: Session) -> Mapping[PictureKind, Picture]:
    """Return the picture of each kind that the shop has."""
    found: dict[PictureKind, Picture] = {}
    for kind, digest in current_digests(session).items():
        row = session.execute(
            select(_P.media_type, _P.content, _P.added_at)
            .where(_P.kind == kind.value, _P.sha256 == bytes.fromhex(digest))
            .order_by(_P.id.desc())
            .limit(1)
        ).one()
        content = _whole(row[1], digest)
        try:
            _, width, height = measured(content, kind.value)
        except Refused as refused:
            raise damaged_file() from refused
        added_at = datetime.fromisoformat(row[2])
        found[kind] = Picture(kind, row[0], len(content), width, height, digest, added_at)
    return found


def load_picture(session: Session, digest: str) -> bytes | None:
    """Return the content of the SHA-256 in hex, of any picture the shop ever had; None when there was none."""
    try:
        wanted = bytes.fromhex(digest)
    except ValueError:
        return None
    content = session.execute(
        select(_P.content).where(_P.sha256 == wanted).order_by(_P.id).limit(1)
    ).scalar_one_or_none()
    return _whole(content, digest) if content else None


def _whole(content: object, digest: str) -> bytes:
    if not isinstance(content, bytes) or hashlib.sha256(content).hexdigest() != digest:
        raise damaged_file()
    return content


def set_picture(session: Session, kind: PictureKind, media_type: str, content: bytes, author: Author) -> None:
    """Make a picture the shop's own of its kind, or, with an empty content, leave it without one; it is logged.

    Nothing is written where nothing changes.
    """
    before = current_digests(session).get(kind, "")
    digest = hashlib.sha256(content).digest()
    after = digest.hex() if content else ""
    if before == after:
        return
    values: dict[str, object] = {
        "id": (session.execute(select(func.max(_P.id))).scalar_one() or 0) + 1,
        "request_id": author.request,
        "kind": kind.value,
        "media_type": media_type,
        "sha256": digest,
        "staff_id": author.staff,
        "added_at": instant(author.now),
    }
    session.execute(insert(t.shop_picture).values(**values, digest=row_digest(list(values.values())), content=content))
    log_changes(session, [Change(f"picture.{kind.value}", before, after)], author)


def verify_pictures(session: Session) -> list[Problem]:
    """Return the pictures whose row or content is not what was put in; reads one content at a time."""
    problems: list[Problem] = []
    columns = [column for column in t.shop_picture.c if column.name not in {"content", "digest"}]
    for row in session.execute(select(*columns, _P.digest).order_by(_P.id)).all():
        *values, digest = tuple(row)
        content = session.execute(select(_P.content).where(_P.id == row.id)).scalar_one()
        whole = isinstance(content, bytes) and hashlib.sha256(content).digest() == row.sha256
        if not whole or row_digest(values) != digest:
            problems.append(Problem("shop_picture", row.id))
    return problems
