"""结账: closing a month, explained before it is done; offered once its statements are out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.requests import CloseMonth
from app.gui.dialogs.ask import Question, ask_later, explain
from app.gui.dialogs.statement_words import period_name
from app.gui.shop import Shop
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.core.statement import Period
    from app.errors import CounterbookError


def offer_to_close(shop: Shop, period: Period, parent: QWidget, closed: Callable[[], object] | None = None) -> None:
    """Find out whether the month may be closed; say why not, or explain what it does and ask."""
    request = CloseMonth(id=shop.new_id(), month=period.start)
    journal = shop.app.journal
    shop.tasks.run(
        lambda: journal.preview(request),
        lambda _preview: _ask(shop, request, period, parent, closed),
        partial(_not_possible, shop, period, parent),
        owner=parent,
    )


def _ask(shop: Shop, request: CloseMonth, period: Period, parent: QWidget, closed: Callable[[], object] | None) -> None:
    if _is_said(parent):
        return
    text = _(
        "Once {month} is closed, nothing can be recorded with a date in it or before: what was sent stays what the "
        "book says. Forgotten entries then get a later date. What period passes have earned by the end of the month "
        "is posted. A closed month can be opened again, with a reason that is kept."
    ).format(month=period_name(period))
    ask_later(
        parent,
        _("Close {month}?").format(month=period_name(period)),
        text,
        _("Close the month"),
        _("Not yet"),
        partial(_close, shop, request, period, parent, closed),
    )


def _close(
    shop: Shop, request: CloseMonth, period: Period, parent: QWidget, closed: Callable[[], object] | None
) -> None:
    def done(_posted: object) -> None:
        shop.changed.emit("")
        shop.tell(_("{month} is closed.").format(month=period_name(period)))
        if closed is not None:
            closed()

    journal = shop.app.journal
    shop.tasks.run(lambda: journal.record(request), done, partial(_not_possible, shop, period, parent), owner=parent)


def _not_possible(shop: Shop, period: Period, parent: QWidget, error: CounterbookError) -> None:
    if not _is_said(parent):
        explain(parent, _("{month} cannot be closed").format(month=period_name(period)), shop.words(error))


def _is_said(parent: QWidget) -> bool:
    """Whether an answer stands over the window already: of two clicks only the first is answered."""
    return any(each.isVisible() for each in parent.findChildren(Question))
