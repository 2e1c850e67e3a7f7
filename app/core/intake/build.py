"""From what a row says to what is asked of the book: events as `apply` reads them, each with an id of file and line.

A row is one thing to the person who reads the file: where any part of it cannot be, none of it is asked for.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.core.intake.asking import Asking, Known, Made
from app.core.intake.balances import CustomerRow, OpeningRow
from app.core.intake.findings import Weight
from app.core.intake.price_rows import PriceRow
from app.core.intake.rows import Read
from app.core.intake.targets import Target
from app.core.intake.turnover import BillRow, MovementRow

__all__ = ["Made", "Maker"]

_ROWS: Mapping[Target, Callable[[Known, Read], Asking]] = MappingProxyType(
    {
        Target.CUSTOMERS: CustomerRow,
        Target.OPENINGS: OpeningRow,
        Target.MOVEMENTS: MovementRow,
        Target.BILLS: BillRow,
        Target.PRICES: PriceRow,
    }
)


class Maker(Known):
    """Makes events of rows, one after another; knows what came before in the file and who is in the book."""

    def make(self, read: Read) -> Made:
        """Return what a row asks for."""
        if not read.good:
            no = read.text("no")
            self.interrupt(self.layout.joined.get(no, no))
            return Made(read.line, (), read.findings)
        row = _ROWS[self.layout.target](self, read)
        row.ask()
        good = not any(finding.weight is not Weight.WARNED for finding in row.findings)
        if good:
            row.done()
        elif row.opens:
            self.forget_made(row.opens)
        return Made(read.line, tuple(row.events) if good else (), (*read.findings, *row.findings), row.sums)
