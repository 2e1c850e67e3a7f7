"""The menu of a reminder: the same from its line and from the button beside the others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from app.core.reminder.kinds import Way
from app.gui.dialogs.entry_menu import add
from app.gui.pages.reminders.openers import KEYS
from app.gui.pages.reminders.steps import Do
from app.i18n.catalog import _

if TYPE_CHECKING:
    from app.gui.pages.reminders.detail import DetailPane
    from app.gui.pages.reminders.seen import Seen

Act = Callable[[str], object]


def fill_whole(menu: QMenu, pane: DetailPane, act: Act, do_next: Callable[[], object]) -> None:
    """Put everything that can be done into a menu, what comes next first."""
    step, seen = pane.step(), pane.seen
    if step is None or seen is None:
        return
    owes = _owes(seen)
    add(menu, step.text, "check", do_next, key="Enter")
    for name, icon, why_not in (
        ("call", "call", ""),
        ("promise", "calendar", owes),
        ("later", "clock", ""),
        ("skip", "cross", ""),
    ):
        if not (name == "call" and step.do is Do.CALL):  # then it stands on top
            add(menu, pane.foot.others[name].text(), icon, partial(act, name), why_not, KEYS[name])
    menu.addSeparator()
    fill_rest(menu, seen, act)


def fill_rest(menu: QMenu, seen: Seen, act: Act) -> None:
    """Put into a menu what has no button."""
    owes = _owes(seen)
    held = seen.card.balance.principal + seen.card.balance.bonus
    no_balance = owes or ("" if held else _("They have no prepaid balance."))
    alone = "" if seen.staff else _("Nobody but the owner works with this book.")
    no_text = "" if by_hand(seen) is not None else _("There is no text to copy.")
    for name, text, icon, why_not in (
        ("by_hand", _("Copy the text and mark as sent"), "message", no_text),
        ("", "", "", ""),
        ("dispute", _("In dispute…"), "dispute", owes),
        ("plan", _("Payment in parts…"), "columns", owes),
        ("reschedule", _("New due date…"), "calendar", owes),
        ("settle", _("Settle from the balance…"), "settle", no_balance),
        ("", "", "", ""),
        ("contact", _("Log another contact…"), "phone", ""),
        ("note", _("Remind me of something…"), "note", ""),
        ("pause", _("Pause reminders…"), "hold", ""),
        ("assign", _("Who sees to it…"), "staff", alone),
        ("", "", "", ""),
        ("history", _("History…"), "clock", ""),
        ("customer", _("Customer"), "counter", ""),
        ("file", _("Open file"), "customers", ""),
    ):
        if name:
            add(menu, text, icon, partial(act, name), why_not, KEYS.get(name, ""))
        else:
            menu.addSeparator()


def by_hand(seen: Seen) -> Way | None:
    """Return the way whose text may be sent by hand: the first of those left that has one."""
    ways = (way for way in seen.detail.row.ways if way in (Way.MESSAGE, Way.EMAIL, Way.SERVICE))
    return next((way for way in ways if way in seen.detail.texts), None)


def _owes(seen: Seen) -> str:
    return "" if seen.card.balance.owed else _("They owe nothing.")
