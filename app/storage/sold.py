"""What was sold by the entries that made charges: by it a person knows what is owed."""

from collections.abc import Iterable

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from app.core.items import ItemKind
from app.core.ledger import Holding
from app.core.past_sales import sold_name
from app.storage import tables as t
from app.storage.journal import chunks


def sold_by_charge(session: Session, holdings: Iterable[Holding]) -> dict[int, str]:
    """Return by its id what each charge among some items was made for; one of which nothing is known is left out."""
    return sold_by_item(session, [each.item for each in holdings if each.kind is ItemKind.CHARGE])


_PASS = aliased(t.item)
_SOLD = (
    select(
        t.item.c.id,
        t.entry_text.c.field,
        t.entry_text.c.text,
        select(_PASS.c.service)
        .where(_PASS.c.entry_id == t.item.c.entry_id, _PASS.c.service != "")
        .limit(1)
        .scalar_subquery(),
    )
    .outerjoin_from(
        t.item,
        t.entry_text,
        (t.entry_text.c.entry_id == t.item.c.entry_id) & t.entry_text.c.field.in_(("description", "lines")),
    )
    .where(t.item.c.id.in_(bindparam("items", expanding=True)))
)


def sold_by_item(session: Session, items: list[int]) -> dict[int, str]:
    """Return by its id what was sold by the entry that made an item; one of which nothing is known is left out."""
    texts: dict[int, dict[str, str]] = {}
    services: dict[int, str] = {}
    for chunk in chunks(items):
        for item, field, text, service in session.execute(_SOLD, {"items": chunk}):
            texts.setdefault(item, {})[field or ""] = text or ""
            services[item] = service or ""
    names = {item: sold_name(known, services[item]) for item, known in texts.items()}
    return {item: name for item, name in names.items() if name}
