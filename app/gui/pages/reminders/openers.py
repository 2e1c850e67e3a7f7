"""The dialogs of a reminder and its customer, each opened by the name of what it is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from app.core.reminder.kinds import State, Way
from app.gui.shop import Shop

if TYPE_CHECKING:
    from app.gui.pages.reminders.seen import Seen

Opener = Callable[[Shop, "Seen", QWidget], QDialog | None]


def open_call(shop: Shop, seen: Seen, over: QWidget) -> QDialog:
    """Note a call, with its talking points where the reminder has some; then a dispute, or the wrong number."""
    from app.gui.dialogs.reminder_call import CallDialog

    detail, balance = seen.detail, seen.card.balance
    open_still = detail.row.state in (State.QUEUED, State.FAILED) and detail.wanted is not None
    asked = Way.PHONE in detail.row.ways and open_still
    dialog = CallDialog(
        shop,
        seen.who,
        over,
        reminder=detail.row.id if asked else None,
        points=detail.texts.get(Way.PHONE),
        amount=balance.overdue or balance.owed,
    )
    dialog.disputed.connect(partial(_dispute, shop, seen, over))
    dialog.wrong_number.connect(partial(shop.file_wanted.emit, seen.card.number))
    return _opened(dialog)


def _promise(shop: Shop, seen: Seen, over: QWidget, parts: int = 0) -> QDialog:
    from app.gui.dialogs.promise import PromiseDialog

    card, balance = seen.card, seen.card.balance
    amount = balance.overdue or balance.owed
    known = seen.detail.promises
    return _opened(PromiseDialog(shop, card.number, card.name, over, amount=amount, known=known, parts=parts))


def _plan(shop: Shop, seen: Seen, over: QWidget) -> QDialog | None:
    return _promise(shop, seen, over, parts=3) if seen.card.balance.owed else None


def _dispute(shop: Shop, seen: Seen, over: QWidget) -> QDialog | None:
    from app.gui.dialogs.dispute import DisputeDialog

    return _opened(DisputeDialog(shop, seen.card, None, over)) if seen.card.balance.owed else None


def _later(shop: Shop, seen: Seen, over: QWidget) -> QDialog:
    from app.gui.dialogs.reminder_put_off import SnoozeDialog

    return _opened(SnoozeDialog(shop, seen.detail.row, over, expires_on=seen.detail.wish.expires_on))


def _skip(shop: Shop, seen: Seen, over: QWidget) -> QDialog:
    from app.gui.dialogs.reminder_put_off import SkipDialog

    return _opened(SkipDialog(shop, seen.detail.row, over))


def open_letter(shop: Shop, seen: Seen, over: QWidget) -> QDialog | None:
    """Print the letter of a reminder; one that was issued already is shown as it went out."""
    from app.gui.dialogs.letter_show import open_issued
    from app.gui.dialogs.reminder_letters import LettersDialog

    if Way.LETTER in seen.detail.row.done:
        issued = next((each.contact for each in reversed(seen.detail.events) if each.way == Way.LETTER), None)
        open_issued(shop, seen.card.number, issued or 0, over)
        return None
    return _opened(LettersDialog(shop, [seen.detail.row], over))


def open_question(shop: Shop, seen: Seen, over: QWidget) -> QDialog:
    """Ask what became of a reminder."""
    from app.gui.dialogs.reminder_done import HappenedDialog

    return _opened(HappenedDialog(shop, seen.detail, over))


def open_decision(shop: Shop, seen: Seen, over: QWidget) -> QDialog:
    """Note what was decided."""
    from app.gui.dialogs.reminder_done import DoneDialog

    return _opened(DoneDialog(shop, seen.detail.row, over))


def _assign(shop: Shop, seen: Seen, over: QWidget) -> QDialog:
    from app.gui.dialogs.reminder_put_off import AssignDialog

    return _opened(AssignDialog(shop, seen.detail.row, seen.staff, over))


def _reschedule(shop: Shop, seen: Seen, over: QWidget) -> QDialog | None:
    from app.gui.dialogs.write_off import RescheduleDialog

    return _opened(RescheduleDialog(shop, seen.card, None, over)) if seen.card.balance.owed else None


def _settle(shop: Shop, seen: Seen, over: QWidget) -> QDialog:
    from app.gui.dialogs.settle import SettleDialog

    return _opened(SettleDialog(shop, seen.card, over))


def _contact(shop: Shop, seen: Seen, over: QWidget) -> QDialog:
    from app.gui.dialogs.contact_log import ContactDialog

    return _opened(ContactDialog(shop, seen.card.number, seen.card.name, over))


def _note(shop: Shop, seen: Seen, over: QWidget) -> QDialog:
    from app.gui.dialogs.reminder_pause import DatedNoteDialog

    return _opened(DatedNoteDialog(shop, seen.card.number, seen.card.name, over))


def _pause(shop: Shop, seen: Seen, over: QWidget) -> QDialog:
    from app.gui.dialogs.reminder_pause import PauseDialog

    return _opened(PauseDialog(shop, seen.card.number, seen.card.name, over))


def _history(shop: Shop, seen: Seen, over: QWidget) -> QDialog:
    from app.gui.dialogs.reminder_history import HistoryDialog

    return _opened(HistoryDialog(shop, seen.detail, seen.card, over))


def _customer(shop: Shop, seen: Seen, _over: QWidget) -> None:
    shop.customer_wanted.emit(seen.card.number)


def _file(shop: Shop, seen: Seen, _over: QWidget) -> None:
    shop.file_wanted.emit(seen.card.number)


def _opened(dialog: QDialog) -> QDialog:
    dialog.open()
    return dialog


OPENERS: Mapping[str, Opener] = MappingProxyType(
    {
        "call": open_call,
        "promise": lambda shop, seen, over: _promise(shop, seen, over) if seen.card.balance.owed else None,
        "plan": _plan,
        "dispute": _dispute,
        "later": _later,
        "skip": _skip,
        "paper": open_letter,
        "assign": _assign,
        "reschedule": _reschedule,
        "settle": _settle,
        "contact": _contact,
        "note": _note,
        "pause": _pause,
        "history": _history,
        "customer": _customer,
        "file": _file,
    }
)
"""What each name opens."""

KEYS: Mapping[str, str] = MappingProxyType(
    {
        "call": "C",
        "promise": "P",
        "plan": "L",
        "dispute": "D",
        "later": "S",
        "skip": "X",
        "contact": "K",
        "note": "N",
        "pause": "Z",
        "history": "H",
        "customer": "Ctrl+O",
        "by_hand": "M",
        "narrow": "F",
    }
)
"""The key of each that has one."""
