"""From one day to another, as two fields say it."""

from __future__ import annotations

from datetime import date

from app.errors import refuse
from app.gui.widgets.fields import DateEdit
from app.i18n.mark import N_


def span(first: DateEdit, last: DateEdit) -> tuple[date | None, date | None]:
    """Return the first and the last day, None where there is no end; refused when they are the wrong way round."""
    begin, end = first.value(), last.value()
    if begin is not None and end is not None and end < begin:
        refuse("last", N_("The last day comes before the first."))
    return begin, end
