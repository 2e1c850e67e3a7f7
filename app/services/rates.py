"""The tables of rates that late interest goes by, and the rows the shop adds to them."""

from collections.abc import Sequence

from app.core.credit.late import Rate, RateTable
from app.core.credit.rates import OwnRate
from app.core.settings import ChangeSettings
from app.services.desk import Circumstances, Desk
from app.services.file_desk import Filed, FileDesk
from app.services.rate_tables import shipped, tables_of
from app.storage.settings import load_settings
from app.storage.store import Store

__all__ = ["OwnRate", "Rate", "RateTable", "Rates"]


class Rates:
    """The door to the tables of rates, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def tables(self) -> tuple[RateTable, ...]:
        """Return all tables with the shop's own rows in them, by name; those only the shop knows come last."""
        with self._store.read() as session:
            return tuple(tables_of(session).values())

    def table(self, name: str) -> RateTable | None:
        """Return the table of a name with the shop's own rows in it, if there is one."""
        with self._store.read() as session:
            return tables_of(session).get(name)

    def shipped(self) -> tuple[RateTable, ...]:
        """Return the tables the program brings along as they are, by name."""
        return tuple(shipped().values())

    def own(self) -> tuple[OwnRate, ...]:
        """Return the rows the shop has added, by table and day."""
        with self._store.read() as session:
            return tuple(sorted(load_settings(session).own_rates))

    def set_own(self, request: str, rows: Sequence[OwnRate]) -> Filed:
        """Write all rows of the shop's own anew; the same request again changes nothing. Raises `Refused`."""
        with self._store.write() as session:
            desk = Desk(session, self._around)
            change = ChangeSettings(id=request, given={"own_rates": tuple(sorted(rows))})
            filed = FileDesk(desk, self._store.path).record(change)
            desk.flush()
            return filed
