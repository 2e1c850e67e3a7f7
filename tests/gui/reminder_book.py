"""Reminders in the small shop: some weeks of chasing, a promise broken, something put off, something unclear."""

import itertools
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from app.bootstrap import App
from app.core.outgoing import Outcome, Result
from app.core.reminder.board import Claim, QueueRow
from app.core.reminder.kinds import RuleKind, State, Way
from app.core.reminder.requests import (
    AddNote,
    ContactResult,
    ContactWay,
    LogContact,
    MarkSent,
    RecordPromise,
    RecordReview,
    Snooze,
)
from app.errors import Message
from tests.gui.shop_book import TODAY, apply, open_on

HERE = "Asia/Shanghai"
"""Where all of them live, so that pictures do not depend on where they are taken."""

LI, WANG, CHEN, DOOR, XIE, OU, OUYANG = "0007", "0042", "0011", "0015", "0019", "0023", "0031"


MORE = {"9001": ("湖滨花艺", "608.00"), "9002": ("梅岭茶行", "2106.00"), "9003": ("静安书房", "527.00")}
"""More customers who are written letters: name and what they owe."""


def fill(path: Path, *, more: bool = False) -> None:
    """Let some weeks pass in the small shop's book; with `more` there are several letters to be written."""
    on(path, TODAY, _people)
    if more:
        on(path, TODAY, _more_people)
    on(path, date(2026, 11, 2), partial(_first_reminders, numbers=(CHEN, DOOR, *(MORE if more else ()))))
    on(path, date(2026, 11, 11), _second_reminders)
    on(path, TODAY, _today)


def on(path: Path, day: date, act: Callable[[App], None]) -> None:
    """Do something on a day."""
    app = open_on(path, day)
    act(app)
    app.close()


def find(app: App, number: str, rule: RuleKind = RuleKind.OVERDUE) -> QueueRow:
    """Return an open reminder of a customer."""
    rows = itertools.chain.from_iterable(app.reminder_queue.board(app.today(), number).groups.values())
    return next(row for row in rows if row.rule is rule)


def _people(app: App) -> None:
    files: dict[str, dict[str, Any]] = {
        LI: {"credit_class": "at_risk"},
        WANG: {},
        CHEN: {"email": "chen@example.com", "channel": "email"},
        DOOR: {
            "email": "office@bluedoor.example.com",
            "channel": "email",
            "address": {"recipient": "Blue Door Café", "city": "上海", "street": "人民路 12 号", "postcode": "200030"},
        },
        XIE: {},
        OU: {"email": "ou@example.com", "channel": "email", "review_months": 1, "credit_limit": "500.00"},
        OUYANG: {"email": "ouyang@example.com", "channel": "email", "credit_limit": "500.00"},
    }
    changes = [{"do": "customer", "id": f"r{no}", "no": no, "timezone": HERE, **values} for no, values in files.items()]
    apply(app, [*changes, *(_sale(*each) for each in SALES)])
    app.contacts.review(RecordReview(id="v1", customer=OU, on=date(2026, 10, 20)))


SALES = (
    ("s1", CHEN, "600.00", "2026-10-05", "2026-10-19", "办公室地毯清洗"),
    ("s2", DOOR, "1280.00", "2026-10-06", "2026-10-20", "Coffee machine service"),
    ("s3", OU, "88.00", "2026-11-01", "2026-11-12", "精洗"),
    ("s4", OUYANG, "260.00", "2026-11-01", "2026-11-14", "内饰清洗"),
)


def _sale(id_: str, customer: str, amount: str, day: str, due_on: str, text: str) -> dict[str, Any]:
    pay = [{"with": "account", "due_on": due_on}]
    return {
        "do": "sale",
        "id": id_,
        "on": day,
        "customer": customer,
        "amount": amount,
        "description": text,
        "pay": pay,
    }


def _more_people(app: App) -> None:
    for number, (name, amount) in MORE.items():
        address = {"recipient": name, "city": "上海", "street": "建材路 7 号", "postcode": f"2011{number[-2:]}"}
        file = {"no": number, "name": name, "phones": [f"1390000{number}"], "address": address}
        apply(app, [{"do": "customer", "id": f"r{number}", "timezone": HERE, "credit_limit": "9000.00", **file}])
        apply(app, [_sale(f"s{number}", number, amount, "2026-10-05", "2026-10-19", "月结账款")])


def _first_reminders(app: App, numbers: Iterable[str]) -> None:
    app.reminder_plan.plan()
    for number in numbers:
        row = find(app, number)
        app.reminder_queue.mark_sent(MarkSent(id=f"sent {number}", reminder=row.id, way=row.ways[0], text="…"))


def _second_reminders(app: App) -> None:
    app.reminder_plan.plan()
    row = find(app, LI)
    text = app.reminder_queue.row(row.id).texts[Way.MESSAGE].body
    app.reminder_queue.mark_sent(MarkSent(id="sent Li", reminder=row.id, text=text))
    app.contacts.log(
        LogContact(
            id="call Chen",
            customer=CHEN,
            way=ContactWay.PHONE,
            result=ContactResult.REACHED,
            text="月中发工资后付",
        )
    )
    promise = RecordPromise(id="p1", customer=CHEN, amount=60_000, due_on=date(2026, 11, 17), on=date(2026, 11, 11))
    app.contacts.promise(promise)


def _today(app: App) -> None:
    app.contacts.note(AddNote(id="n1", customer=XIE, on=TODAY, text="问问新店的停车场什么时候开"))
    app.reminder_plan.plan()
    queue = app.reminder_queue
    queue.snooze(Snooze(id="z1", reminder=find(app, WANG).id, until=date(2026, 11, 24)))
    queue.snooze(Snooze(id="z2", reminder=find(app, OU, RuleKind.REVIEW).id, until=date(2026, 12, 10)))
    taken = queue.claim(find(app, OU).id, Way.EMAIL)
    assert isinstance(taken, Claim), taken
    queue.interrupted()
    taken = queue.claim(find(app, OUYANG).id, Way.EMAIL)
    assert isinstance(taken, Claim), taken
    refused = Message("The mail server does not know this address.")
    assert queue.finish(taken, Result(Outcome.REFUSED, refused, "550 5.1.1 no such user")) is State.FAILED
