"""What the killed processes post: plans of events that all succeed, and the posting itself, told of by a pipe."""

import json
import os
import random
import struct
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from app import bootstrap
from app.bootstrap import App
from app.services import bulk, desk
from app.services.bulk import LineResult
from app.services.desk import Circumstances
from app.services.events import READERS, read_request
from app.services.fields import Fields

TODAY = date(2026, 3, 31)
MODES = ("single", "bulk", "checkpoints", "together")
"""One entry a transaction; batches of three; a checkpoint after nearly each; all or nothing."""

SABOTAGE = ("early", "torn", "lax", "off")
"""Ways to break a promise, to see that it shows: answer before the commit, commit in two parts, sync late, never."""

ACK = struct.Struct("<ii")

Event = dict[str, Any]


def circumstances() -> Circumstances:
    """A clock that stands still and salt that is no secret: the same events always give the same chain."""
    return Circumstances(now=lambda: datetime(2026, 3, 31, 9, tzinfo=UTC), today=lambda: TODAY, salt=lambda: b"s" * 16)


def opened(path: Path) -> App:
    """Open a book with the clock that stands still."""
    store, book = bootstrap.open_book(path)
    return bootstrap.build(store, book, circumstances())


# ---- plans ----------------------------------------------------------------------------------------------------------


def beginning() -> list[Event]:
    """What stands in every book before the posting begins."""
    events: list[Event] = []
    for no in ("A", "B"):
        common = {"on": "2026-01-02", "customer": no}
        events += [
            {"do": "customer", "id": f"c{no}", "no": no, "name": f"顾客 {no}", "credit_limit": None, "terms_days": 30},
            {"do": "top_up", "id": f"t{no}", "paid": "9000.00", "bonus": "900.00", "tender": "cash", **common},
            {"do": "pass_sale", "id": f"p{no}", "service": "洗车", "count": 90, "paid": "2700.00"}
            | {"tender": "cash", **common},
            {"do": "sale", "id": f"s{no}", "amount": "800.00", "pay": [{"with": "account"}], **common},
        ]
    return events


def plan(seed: int, size: int) -> list[Event]:
    """Choose events by a seed, none of which is refused."""
    chance = random.Random(seed)
    return [_event(chance, f"e{seed}-{number}") for number in range(size)]


def _event(chance: random.Random, name: str) -> Event:
    no = chance.choice("AB")
    other = "B" if no == "A" else "A"
    amount = f"{chance.randint(1, 99)}.{chance.randint(0, 99):02}"
    on = f"2026-{chance.randint(2, 3):02}-{chance.randint(1, 28):02}"
    common: Event = {"id": name, "on": on, "customer": no, "note": f"备注 {amount}"}
    return chance.choice(
        [
            common | {"do": "top_up", "paid": amount, "bonus": "5.00", "tender": "wechat", "expires_on": "2027-12-31"},
            common | {"do": "sale", "amount": amount, "lines": [{"text": "剪发", "quantity": "1", "price": amount}]},
            common | {"do": "sale", "amount": amount, "pay": [{"with": "account", "due_on": "2026-05-01"}]},
            common | {"do": "payment", "amount": amount, "tender": "bank", "against": [f"s{no}"]},
            common | {"do": "pass_use", "service": "洗车", "count": 1},
            common | {"do": "pass_sale", "service": "剪发", "count": 10, "paid": amount, "tender": "card"},
            common | {"do": "transfer", "to": other, "amount": amount},
            common | {"do": "settle", "amount": amount, "against": [f"s{no}"]},
            common | {"do": "refund", "amount": amount, "tender": "cash", "reason": "退款"},
            common | {"do": "extend", "lot": f"t{no}", "expires_on": "2028-01-31", "reason": "延期"},
            {"do": "customer", "id": name, "no": no, "industry": f"行业 {amount}", "phones": ["13800004567"]},
        ]
    )


# ---- posting --------------------------------------------------------------------------------------------------------


def post(app: App, events: list[Event], mode: str, answer: Callable[[int, int], None]) -> None:
    """Post events; `answer` gets the place and the entry of each once it is recorded."""

    def report(result: LineResult) -> None:
        if result.refused is not None:
            raise result.refused
        answer(result.line - 1, result.entry or 0)

    lines = [json.dumps(event, ensure_ascii=False).encode() for event in events]
    if mode == "together":
        app.bulk.apply_all_or_nothing(lines, report)
    elif mode == "bulk":
        app.bulk.apply(lines, report)
    else:
        for place, event in enumerate(events):
            answer(place, _record(app, event))


def _record(app: App, event: Event) -> int:
    do = event["do"]
    if do in READERS:
        fields = {name: value for name, value in event.items() if name != "do"}
        return app.journal.record(read_request(do, Fields(fields, 2))).entry
    found: list[LineResult] = []
    app.bulk.apply([json.dumps(event).encode()], found.append)
    if found[0].refused is not None:
        raise found[0].refused
    return 0


def poster(path: Path, events: list[Event], mode: str, pipe: int, sabotage: str = "") -> Callable[[], None]:
    """Open a book and return what posts the events, answers on the pipe, and closes the book."""
    if mode == "bulk":
        bulk.BATCH_EVENTS = 3  # type: ignore[misc]
    app = opened(path)
    set_up(app, mode, sabotage)

    def answer(place: int, entry: int) -> None:
        os.write(pipe, ACK.pack(place, entry))

    def work() -> None:
        if sabotage == "early":
            for place in range(len(events)):
                answer(place, 0)
        post(app, events, mode, (lambda _place, _entry: None) if sabotage == "early" else answer)
        app.close()

    return work


def set_up(app: App, mode: str, sabotage: str) -> None:
    """Bring about checkpoints, or break the program on purpose."""
    pragmas = ["PRAGMA wal_autocheckpoint = 4"] if mode == "checkpoints" else []
    pragmas += ["PRAGMA synchronous = NORMAL"] if sabotage == "lax" else []
    pragmas += ["PRAGMA synchronous = OFF"] if sabotage == "off" else []
    with app.journal._store.read() as session:  # the one connection of this process, which its pool hands out again
        for statement in ("COMMIT", *pragmas, "BEGIN"):
            session.connection().exec_driver_sql(statement).close()
    if sabotage == "torn":
        desk.write_rows = _write_in_two_parts


def _write_in_two_parts(session: Any, rows: Any) -> None:
    postings, rows.postings = rows.postings, []
    _write_rows(session, rows)
    session.connection().exec_driver_sql("COMMIT")
    session.connection().exec_driver_sql("BEGIN IMMEDIATE")
    rows.entries, rows.texts, rows.items, rows.terms, rows.postings = [], [], [], [], postings
    _write_rows(session, rows)


_write_rows = desk.write_rows


def answers(data: bytes) -> Iterator[tuple[int, int]]:
    """Read what came through the pipe: the place of each event answered, and its entry."""
    return ACK.iter_unpack(data[: len(data) - len(data) % ACK.size])  # type: ignore[return-value]
