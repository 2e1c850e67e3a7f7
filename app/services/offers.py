"""The shop's top-up offers: which there are, and which a top-up reaches. None is ever applied by itself."""

from datetime import date

from app.core import offers
from app.core.offers import Offer, Proposal
from app.storage.offers import load_offers
from app.storage.store import Store


class Offers:
    """The table of offers, for asking; it is changed by requests (`services.customers.CustomerFiles.record`)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def table(self, on: date, *, ended: bool = False) -> list[Offer]:
        """Return the offers made now or later, in the order made; `ended` lists those that are over by the day too."""
        with self._store.read() as session:
            every = load_offers(session)
        return [offer for offer in every if ended or not offers.has_ended(offer, on)]

    def current(self, on: date) -> list[Offer]:
        """Return the offers made on a day, the smallest payment first."""
        return offers.current(self.table(on), on)

    def for_amount(self, paid: int, on: date) -> list[Proposal]:
        """Return what may be given on a top-up made on a day, best first; somebody has to choose one."""
        return offers.proposals(self.table(on), paid, on)
