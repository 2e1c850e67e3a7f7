"""A small shop in a book of its own, on a fixed day: what the window's tests and pictures look at."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from app import bootstrap
from app.bootstrap import App
from app.services.bulk import LineResult
from app.services.desk import Circumstances
from tests.pattern import new_book

TODAY = date(2026, 11, 21)
"""A Saturday."""


def circumstances(today: date = TODAY) -> Circumstances:
    """Return a clock that moves a second at each look, and salts that differ."""
    ticks, salts = count(), count(1)
    begin = datetime(today.year, today.month, today.day, 6, 30, tzinfo=UTC)
    return Circumstances(
        now=lambda: begin + timedelta(seconds=next(ticks)),
        today=lambda: today,
        salt=lambda: next(salts).to_bytes(16, "big"),
    )


def new_shop(path: Path, name: str = "洁净洗车 · 人民路店", language: str = "zh_CN", currency: str = "CNY") -> App:
    """Make an empty shop and return it open."""
    around = circumstances()
    new_book(path, name=name, currency=currency, language=language, now=around.now, random=around.salt).dispose()
    return open_on(path)


def open_on(path: Path, today: date = TODAY) -> App:
    """Open a book on a fixed day."""
    from app.services.books import open_book

    store, book = open_book(path)
    return bootstrap.build(store, book, circumstances(today))


def apply(app: App, events: Sequence[dict[str, Any]]) -> None:
    """Record events; every one must be accepted."""
    results: list[LineResult] = []
    app.bulk.apply((json.dumps(event).encode() for event in events), results.append)
    bad = [(events[result.line - 1], str(result.refused)) for result in results if not result.ok]
    assert not bad, bad


def events() -> Iterator[dict[str, Any]]:
    """Yield what happened in the shop so far."""
    yield from _offers()
    yield from _people()
    yield from _entries()


def _offers() -> Iterator[dict[str, Any]]:
    for id_, name, paid, bonus in (
        ("o500", "充500送50", "500.00", "50.00"),
        ("o1000", "充1000送120", "1000.00", "120.00"),
        ("o2000", "充2000送300", "2000.00", "300.00"),
    ):
        yield {"do": "offer", "id": id_, "name": name, "paid": paid, "bonus": bonus, "starts_on": "2026-01-01"}


def _people() -> Iterator[dict[str, Any]]:
    people: list[dict[str, Any]] = [
        {
            "no": "0042",
            "name": "王小明",
            "phones": ["13800004567"],
            "plates": ["沪A·K8812"],
            "tier": "金卡",
            "tags": ["老客户"],
            "credit_limit": "2000.00",
            "terms_days": 30,
            "birthday": "1988-11-24",
            "notes": [{"text": "车内有儿童座椅，勿动", "counter": True}],
        },
        {
            "no": "0007",
            "name": "李海建材",
            "kind": "company",
            "phones": ["02155550001"],
            "credit_limit": None,
            "terms_days": 30,
            "contacts": [{"name": "李海", "role": "老板", "phone": "13900001111", "decides": True}],
        },
        {"no": "0011", "name": "陈曾志", "phones": ["13700002222"], "credit_limit": "1000.00"},
        {"no": "0015", "name": "Blue Door Café", "kind": "company", "language": "en", "credit_limit": "5000.00"},
        {"no": "0019", "name": "解晓东", "phones": ["13600003333"]},
        {"no": "0023", "name": "区美玲", "phones": ["13500004444"], "tier": "银卡"},
        {"no": "0024", "name": "区美玲", "phones": ["13500004444"]},
        {"no": "0031", "name": "欧阳娜娜", "phones": ["13300005555"], "tags": ["学生"]},
    ]
    for person in people:
        yield {"do": "customer", "id": f"c{person['no']}", **person}


def _entries() -> Iterator[dict[str, Any]]:
    wang, li = "0042", "0007"
    day = "2026-{:02}-{:02}".format
    yield {"do": "top_up", "id": "w1", "on": day(9, 1), "customer": wang, "paid": "100.00", "tender": "cash"}
    yield {"do": "sale", "id": "w2", "on": day(9, 30), "customer": wang, "amount": "88.00", "description": "精洗"}
    yield {"do": "reverse", "id": "w3", "on": day(9, 30), "entry": "w2", "reason": "金额录错"}
    yield {"do": "sale", "id": "w4", "on": day(9, 30), "customer": wang, "amount": "76.00", "description": "精洗"}
    yield {
        "do": "sale",
        "id": "w5",
        "on": day(10, 15),
        "customer": wang,
        "amount": "360.00",
        "description": "补漆",
        "pay": [{"with": "account", "due_on": day(11, 14)}],
    }
    yield {
        "do": "payment",
        "id": "w6",
        "on": day(10, 28),
        "customer": wang,
        "amount": "240.00",
        "tender": "bank",
        "against": ["w5"],
    }
    yield {
        "do": "pass_sale",
        "id": "w7",
        "on": day(10, 30),
        "customer": wang,
        "service": "普洗",
        "count": 7,
        "paid": "175.00",
        "list_price": "30.00",
        "tender": "wechat",
        "expires_on": "2027-10-29",
    }
    yield {
        "do": "top_up",
        "id": "w8",
        "on": day(11, 2),
        "customer": wang,
        "paid": "1000.00",
        "bonus": "120.00",
        "tender": "wechat",
        "expires_on": day(12, 31),
        "order": "principal_first",
    }
    yield {"do": "pass_use", "id": "w9", "on": day(11, 14), "customer": wang, "service": "普洗"}
    yield {
        "do": "sale",
        "id": "w10",
        "on": day(11, 21),
        "customer": wang,
        "amount": "128.00",
        "list_amount": "150.00",
        "description": "精洗 + 打蜡",
        "lines": [
            {"text": "精洗", "quantity": "1", "price": "88.00"},
            {"text": "打蜡", "quantity": "1", "price": "40.00"},
        ],
    }
    yield {
        "do": "sale",
        "id": "l1",
        "on": day(10, 10),
        "customer": li,
        "amount": "8420.00",
        "description": "水泥 30 袋",
    }
    yield {
        "do": "pass_sale",
        "id": "x1",
        "on": day(11, 3),
        "customer": "0019",
        "service": "普洗",
        "count": 2,
        "paid": "60.00",
        "tender": "cash",
    }
    yield {"do": "pass_use", "id": "x2", "on": day(11, 21), "customer": "0019", "service": "普洗"}
    yield {
        "do": "top_up",
        "id": "q1",
        "on": day(11, 21),
        "customer": "0023",
        "paid": "500.00",
        "bonus": "50.00",
        "tender": "alipay",
    }


def small_shop(path: Path) -> App:
    """Make the small shop and return it open."""
    app = new_shop(path)
    apply(app, list(events()))
    return app


__all__ = ["TODAY", "apply", "circumstances", "new_shop", "open_on", "small_shop"]
