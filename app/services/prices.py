"""The price list: what is sold on a day and for how much, and its changes."""

from datetime import date

from app.core import prices
from app.core.prices import EndPriceItem, NewPrice, NewPriceItem, PriceItem
from app.services.desk import Circumstances, Desk
from app.services.file_desk import Filed, FileDesk
from app.storage.prices import load_items
from app.storage.store import Store


class PriceList:
    """The door to the price list."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def items(self, on: date, *, ended: bool = False) -> list[PriceItem]:
        """Return what is sold on a day, in the order put on the list, each with the price of that day.

        `ended` lists what is over by the day and what is only to come as well, with its last or its first price.
        """
        with self._store.read() as session:
            items = load_items(session)
        return prices.every(items, on) if ended else prices.listed(items, on)

    def price_on(self, item: str, on: date) -> int | None:
        """Return what an item costs on a day, in minor units; None when it is not sold then, refused if unknown."""
        with self._store.read() as session:
            items = load_items(session)
        return prices.price_on(prices.known(items, item), on)

    def record(self, request: NewPriceItem | NewPrice | EndPriceItem) -> Filed:
        """Put something on the list, price it anew or take it off; raises `Refused`, then nothing has changed.

        The same request again changes nothing. A price is never edited: a day has one price, and keeps it.
        """
        with self._store.write() as session:
            desk = Desk(session, self._around)
            filed = FileDesk(desk, self._store.path).record(request)
            desk.flush()
            return filed
