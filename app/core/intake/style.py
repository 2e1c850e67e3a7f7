"""How figures and dates of a file are written, chosen for the whole of it, and what is raised where one is not so."""

from enum import StrEnum
from typing import NamedTuple, NoReturn

from app.errors import Message


class DecimalMark(StrEnum):
    """What stands before the decimals: 1,234.50 or 1.234,50."""

    POINT = "point"
    COMMA = "comma"


class DayOrder(StrEnum):
    """In which order a date is written."""

    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"
    YY = "yy"  # the year first, by its last two digits
    ROC = "roc"  # years of the Republic of China: 113 is 2024
    SERIAL = "serial"  # the number spreadsheets keep days as


class Rounding(StrEnum):
    """What becomes of more decimals than the currency has."""

    REFUSE = "refuse"
    HALF_UP = "half_up"


class Style(NamedTuple):
    """How figures and dates of a file are written; `digits` are the decimals of the book's currency.

    `currency` is the book's, blank where any will do; `tens` says by which power of ten the figures are written short
    (4 where the column is in 万元); `debit` whether a debit is what the column counts up, or a credit.
    """

    decimal: DecimalMark = DecimalMark.POINT
    days: DayOrder = DayOrder.YMD
    digits: int = 2
    rounding: Rounding = Rounding.REFUSE
    currency: str = ""
    tens: int = 0
    debit: bool = False


class Unread(Exception):
    """A cell that cannot be read as what its column is."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def unread(text: str, /, **values: object) -> NoReturn:
    """Raise `Unread`."""
    raise Unread(Message(text, values))
