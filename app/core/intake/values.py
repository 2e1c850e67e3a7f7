"""Reading one cell: text, codes, amounts, days, phones. Nothing is guessed: what can be read two ways is refused.

How decimals and dates are written is a choice for the whole file (`Style`); a cell that does not fit it is told of.
"""

from app.core.intake.amounts import amount_of, count_of, number_of
from app.core.intake.days import birthday_of, day_of, until_of
from app.core.intake.phones import phones_of
from app.core.intake.style import DayOrder, DecimalMark, Rounding, Style, Unread
from app.core.intake.texts import code_of, line_of, text_of

__all__ = [
    "DayOrder",
    "DecimalMark",
    "Rounding",
    "Style",
    "Unread",
    "amount_of",
    "birthday_of",
    "code_of",
    "count_of",
    "day_of",
    "line_of",
    "number_of",
    "phones_of",
    "text_of",
    "until_of",
]
