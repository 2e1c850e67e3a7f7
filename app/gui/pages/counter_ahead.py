"""How the customer stands, what was promised, what is due: quiet chips at the counter, asked for once it shows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject

from app.core.credit.standing import overdue_refuses
from app.core.owing.plans import PartState
from app.core.owing.supply import Supply
from app.core.rules.on_account import says_more
from app.gui.shop import Shop
from app.gui.widgets.account import AccountHead, Extra
from app.gui.widgets.terms_words import rule_words, terms_words
from app.i18n.catalog import _, ngettext, pgettext

if TYPE_CHECKING:
    from app.bootstrap import App
    from app.core.credit.standing import Standing
    from app.core.reminder.agreed import PromiseLine
    from app.core.reminder.board import QueueRow
    from app.errors import Message
    from app.services.plans import PlanView
    from app.services.ratings import Rated


class Ahead(NamedTuple):
    """What one reading gives."""

    standing: Standing
    rated: Rated
    plans: Sequence[PlanView]
    promises: Sequence[PromiseLine]
    due: Sequence[QueueRow]
    #: That an agreement runs out, if one does.
    warning: Message | None


def read_ahead(app: App, number: str) -> Ahead:
    """Read how a customer stands; in the `db` lane, where it also loads what is needed for it."""
    from app.core.reminder.board import Group

    groups = app.reminder_queue.board(customer=number).groups
    return Ahead(
        app.credit.standing(number),
        app.ratings.rating(number),
        app.plans.of_customer(number, ended=False),
        app.contacts.promises(number).lines,
        [*groups[Group.OVERDUE], *groups[Group.TODAY]],
        app.agreements.warning(number),
    )


class AheadChips(QObject):
    """Puts the chips at the head of an account; an answer for somebody who has gone is dropped."""

    def __init__(self, shop: Shop, head: AccountHead, parent: QObject) -> None:
        super().__init__(parent)
        self._shop, self._head = shop, head
        self._number = ""
        self._asked = 0
        shop.queue_changed.connect(self._again)

    def ask(self, number: str) -> None:
        """Ask for a customer, "" for nobody."""
        self._number = number
        self._asked += 1
        if number:
            work = partial(read_ahead, self._shop.app, number)
            self._shop.tasks.run(work, partial(self._show, self._asked), self._nothing, owner=self)

    def _again(self) -> None:
        self.ask(self._number)

    def _show(self, asked: int, ahead: Ahead) -> None:
        if asked == self._asked:
            shop = self._shop
            chips = [*stands(shop, ahead), *planned(shop, ahead.plans)]
            self._head.show_extra([*chips, *promised(shop, ahead.promises), *due(shop, ahead.due)])

    def _nothing(self, _error: object) -> None:
        """There is nothing to show of an account that is gone."""


def stands(shop: Shop, ahead: Ahead) -> list[Extra]:
    """Return the rating, what is left of the limit, and what stands in the way of selling on account."""
    from app.gui.dialogs.owing_words import TONES, class_words, expected_words, supply_name, supply_words

    found: list[Extra] = []
    standing, rated = ahead.standing, ahead.rated
    credit = rated.effective.credit if rated.effective.known else rated.rating.credit
    if credit is not None:
        reasons = [shop.sentence(rated.effective.reason), expected_words(rated.rating)]
        words = _("Rating: {rating}").format(rating=class_words(rated))
        found.append(
            Extra(f"▲ {words}" if TONES[credit] == "owed" else words, TONES[credit], "\n".join(reasons).strip())
        )
    found += [*terms(shop, standing), *room(shop, standing)]
    if standing.supply.supply is not Supply.FREE:
        tip = "\n".join([supply_words(shop, standing.supply), standing.supply.reason])
        found.append(Extra(supply_name(standing.supply.supply), "soon", tip))
    if ahead.warning is not None:
        found.append(Extra(shop.sentence(ahead.warning), "soon"))
    return found


def terms(shop: Shop, standing: Standing) -> list[Extra]:
    """Return the terms of a sale on account where they say more than so many days, for who may buy on account."""
    agreed = standing.terms
    if standing.limits.total == 0 or not says_more(agreed):
        return []
    words = agreed.name or rule_words(shop, agreed)[0]
    tip = terms_words(shop, agreed)
    return [Extra(pgettext("counter", "Terms: {terms}").format(terms=words), "", tip)]


def room(shop: Shop, standing: Standing) -> list[Extra]:
    """Return how much more may go on account; nothing where a hold, which is said elsewhere, lets nothing go there."""
    limited = standing.limits.total or standing.group is not None
    if standing.room is None or not limited or standing.hold is not None:
        return []
    tip = "\n".join(shop.sentence(each) for each in standing.messages)
    if standing.room <= 0:
        return [Extra(_("▲ No room left on account"), "owed", tip)]
    if overdue_refuses(standing):
        return [Extra(_("▲ Nothing on account while so much is overdue"), "owed", tip)]
    return [Extra(_("{amount} room left").format(amount=shop.money(standing.room)), "", tip)]


def planned(shop: Shop, plans: Sequence[PlanView]) -> list[Extra]:
    """Return the next instalment of each plan that runs, and that one was missed."""
    found: list[Extra] = []
    for plan in plans:
        missed = sum(each.amount - each.paid for each in plan.progress.parts if each.state is PartState.MISSED)
        if missed:
            words = _("▲ Payment plan: {amount} missed").format(amount=shop.money(missed))
            found.append(Extra(words, "owed", plan.note))
        elif plan.next is not None:
            words = _("Payment plan: {amount} by {date}")
            left = shop.money(plan.next.amount - plan.next.paid)
            found.append(Extra(words.format(amount=left, date=shop.day(plan.next.due_on)), "accent", plan.note))
    return found


def promised(shop: Shop, lines: Sequence[PromiseLine]) -> list[Extra]:
    """Return what is promised and still open, and the last promise if it was broken."""
    from app.core.reminder.promise import Outcome

    found: list[Extra] = []
    counted = [line for line in lines if line.standing is not None]
    for line in counted:
        if line.standing is not None and line.standing.outcome is Outcome.OPEN:
            text = _("Promised {amount} by {date}")
            left = shop.money(line.standing.left)
            found.append(Extra(text.format(amount=left, date=shop.day(line.due_on)), "accent", line.text))
    last = counted[-1] if counted else None
    if last is not None and last.standing is not None and last.standing.outcome is Outcome.BROKEN:
        text = _("▲ Promised {amount} by {date}, not kept")
        words = text.format(amount=shop.money(last.amount), date=shop.day(last.due_on))
        found.append(Extra(words, "owed", last.text))
    return found


def due(shop: Shop, rows: Sequence[QueueRow]) -> list[Extra]:
    """Return one chip for all reminders that are due."""
    from app.gui.dialogs.reminder_words import about

    if not rows:
        return []
    lines = [about(shop, row) for row in rows]
    if len(rows) == 1:
        return [Extra(_("Reminder due: {what}").format(what=lines[0]), "", lines[0])]
    text = ngettext("{n} reminder due", "{n} reminders due", len(rows)).format(n=len(rows))
    return [Extra(text, "", "\n".join(lines))]
