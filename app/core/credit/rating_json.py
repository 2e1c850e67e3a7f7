"""A rating as it is kept with a review: canonical JSON without personal texts, read again as it stood."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.core.credit.rating import Rating
from app.core.money import Money
from app.core.ways import CreditClass
from app.errors import Message

_FIGURES = ("late_chance", "days", "earliest", "latest", "late_share", "settled", "overdue", "overdue_days")


def rating_json(rating: Rating) -> dict[str, object]:
    """Return a rating as JSON's kinds; its day and class stand beside it."""
    figures = {name: getattr(rating, name) for name in _FIGURES}
    reasons = [[each.text, {name: _value(value) for name, value in each.values.items()}] for each in rating.reasons]
    return {**figures, "reasons": reasons}


def read_rating(kept: Mapping[str, Any], on: date, credit: CreditClass | None) -> Rating:
    """Return what `rating_json` wrote; raises ValueError, TypeError or KeyError where it was damaged."""
    reasons = tuple(
        Message(text, {name: _read(value) for name, value in values.items()}) for text, values in kept["reasons"]
    )
    return Rating(on=on, credit=credit, reasons=reasons, **{name: kept[name] for name in _FIGURES})


def _value(value: object) -> object:
    if isinstance(value, Money):
        return {"minor": value.minor}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _read(value: Any) -> object:  # noqa: ANN401 - JSON
    if not isinstance(value, dict):
        return value
    return Money(int(value["minor"])) if "minor" in value else date.fromisoformat(value["day"])
