"""A shop with a clock that can be set, and the doors to its reminder queue."""

from datetime import UTC, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Self

from app.core.reminder.board import QueueRow
from app.core.reminder.kinds import RuleKind
from app.services.contacts import Contacts
from app.services.customers import CustomerFiles
from app.services.journal import Journal
from app.services.reminder_plan import ReminderPlan
from app.services.reminder_queue import ReminderQueue
from app.services.verify import Verify
from app.storage.store import open_store
from tests.services.helpers_customers import TODAY, Shop, circumstances

NOON = datetime.combine(TODAY, time(12), tzinfo=UTC)


class Reminders:
    """A shop's reminders; `now` is the moment, aware, and moves a second at each look."""

    def __init__(self, folder: Path) -> None:
        self._join(Shop(folder))

    @classmethod
    def opened(cls, path: Path) -> Self:
        """Return the doors to a book that is there already."""
        shop = Shop.__new__(Shop)
        shop.path, shop.around, shop._ids = path, circumstances(), count(1000)
        shop.store = open_store(path)
        shop.files, shop.journal = CustomerFiles(shop.store, shop.around), Journal(shop.store, shop.around)
        reminders = cls.__new__(cls)
        reminders._join(shop)
        return reminders

    def _join(self, shop: Shop) -> None:
        self.shop = shop
        self.now = NOON
        self.around = self.shop.around._replace(now=self._tick, today=lambda: self.now.astimezone().date())
        self.shop.around = self.around
        self.shop.files._around = self.around
        self.shop.journal._around = self.around
        self.queue = ReminderQueue(self.shop.store, self.around)
        self.contacts = Contacts(self.shop.store, self.around)
        self.planning = ReminderPlan(self.shop.store, self.around)

    def _tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    @property
    def today(self):
        """The local day."""
        return self.around.today()

    def day(self, days: int) -> str:
        """Return the day so many days from today as events have it."""
        return (self.today + timedelta(days=days)).isoformat()

    def go(self, days: int = 0, hour: int | None = None) -> None:
        """Move the clock on by days, to an hour."""
        at = self.now + timedelta(days=days)
        self.now = at if hour is None else at.replace(hour=hour, minute=0, second=0)

    def customer(self, no: str = "C001", **fields: Any) -> None:
        """Make a customer who may buy on account and can be reached by every way."""
        self.shop.customer(
            no,
            **{
                "name": f"客 {no}",
                "credit_limit": None,
                "phones": [f"1380000{no[-4:]:0>4}".replace("C", "1")],
                "email": f"{no.lower()}@example.com",
                "address": {"street": "Road 1", "city": "Town"},
                **fields,
            },
        )

    def charge(self, no: str, request: str, days_overdue: int, amount: str = "100.00") -> None:
        """Sell something on account that is overdue by so many days."""
        due = self.day(-days_overdue)
        self.shop.do(
            "sale",
            id=request,
            on=self.day(-days_overdue - 30),
            customer=no,
            amount=amount,
            pay=[{"with": "account", "due_on": due}],
        )

    def pay(self, no: str, request: str, amount: str = "100.00", **fields: Any) -> None:
        """Have a customer pay."""
        fields = {"on": self.day(0), "tender": "cash", **fields}
        self.shop.do("payment", id=request, customer=no, amount=amount, **fields)

    def plan(self) -> None:
        """Plan the day."""
        self.planning.plan()

    def rows(self, customer: str = "") -> list[QueueRow]:
        """Return all open rows."""
        return [row for rows in self.queue.board(customer=customer).groups.values() for row in rows]

    def overdue(self, customer: str = "C001") -> QueueRow:
        """Return a customer's only reminder of overdue money."""
        [row] = [row for row in self.rows(customer) if row.rule is RuleKind.OVERDUE]
        return row

    def problems(self) -> tuple[object, ...]:
        """Return what a proof finds wrong with the book."""
        return Verify(self.shop.store).verify().problems
