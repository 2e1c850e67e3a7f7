"""The cards of limits, terms and supply, with what changes them; and how the limits came to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.owing.supply import Supply
from app.core.owing.terms import PaymentTerms, plain_terms
from app.gui.dialogs.owing_words import BETWEEN, limits_words, overdue_words, supply_name, supply_words, total_words
from app.gui.models.rows import Column
from app.gui.pages.customer_file.credit.frame import Fact, Facts, Sheet
from app.gui.shop import Shop
from app.gui.widgets.basics import button, label
from app.gui.widgets.small_table import SmallTable
from app.gui.widgets.terms_words import rule_words
from app.i18n import format as form
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.credit.standing import LimitLine, Standing
    from app.core.customer import CustomerFile


def terms_of(file: CustomerFile) -> PaymentTerms:
    """Return the terms that stand in a customer's file."""
    return file.payment_terms or plain_terms(file.terms_days)


class LimitsCard(Sheet):
    """How much may be owed, in all and overdue, and in which group."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.facts = Facts()
        self.change = button(_("Change the limits…"), icon="edit")
        super().__init__(_("Limits"), self.facts, buttons=[self.change])

    def show_standing(self, standing: Standing) -> None:
        """Show limits."""
        shop, group = self._shop, standing.group
        facts = [
            Fact(_("May owe"), total_words(shop, standing.limits)),
            Fact(_("May be overdue"), overdue_words(shop, standing.limits)),
        ]
        if group is not None:
            count = len(group.members)
            people = ngettext("{n} customer", "{n} customers", count).format(n=count)
            owed = _("{amount} owed together").format(amount=shop.money(group.owed.total))
            facts.append(Fact(_("Group"), BETWEEN.join([group.name, people, owed])))
            facts.append(Fact(_("Its limits"), BETWEEN.join(limits_words(shop, group.limits))))
            facts.append(Fact(_("Members"), _(", ").join(name for _no, name in group.members)))
        self.facts.show_facts(facts)


class TermsCard(Sheet):
    """By when what goes on account is paid, and where that comes from."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.facts = Facts()
        self.note = label("", "mute-small", wrap=True)
        self.change = button(_("Change the terms…"), icon="edit")
        super().__init__(_("Terms of payment"), self.facts, self.note, buttons=[self.change])

    def show_terms(self, standing: Standing, file: CustomerFile) -> None:
        """Show the terms a sale of today has; those of the file too where an agreement goes before them."""
        names = (_("Due"), _("Paying early"))
        terms = standing.terms
        parts = rule_words(self._shop, terms)
        early = parts[len(parts) - len(terms.early) :] if terms.early else []
        due = parts[: len(parts) - len(early)]
        facts = [Fact(pgettext("payment", "Terms"), terms.name)] if terms.name else []
        facts.append(Fact(names[0], "\n".join(due)))
        if early:
            facts.append(Fact(names[1], "\n".join(early)))
        self.facts.show_facts(facts)
        own = BETWEEN.join(rule_words(self._shop, terms_of(file)))
        words = _("These are the terms of the agreement in force. In the file stands: {terms}")
        by_agreement = standing.source == "agreement"
        self.note.setText(words.format(terms=own) if by_agreement else "")
        self.note.setVisible(by_agreement)


class SupplyCard(Sheet):
    """What must be paid before anything more is handed over."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.facts = Facts()
        self.change = button(_("Change…"), icon="edit", name=_("Change supply control"))
        super().__init__(_("Supply control"), self.facts, buttons=[self.change])

    def show_standing(self, standing: Standing) -> None:
        """Show how the customer is supplied."""
        rule = standing.supply
        look = "" if rule.supply is Supply.FREE else "strong-soon"
        facts = [
            Fact(pgettext("supply", "Supplied"), supply_name(rule.supply), look),
            Fact(pgettext("supply", "That is"), supply_words(self._shop, rule)),
        ]
        if rule.reason:
            facts.append(Fact(pgettext("credit", "Why"), rule.reason))
        self.facts.show_facts(facts)


class HistoryCard(Sheet):
    """Who set the limits when, from what to what, and why."""

    def __init__(self, shop: Shop) -> None:
        self.none = label(_("The limits have not been changed since the file was made."), "mute", wrap=True)
        self.table = SmallTable(_("History of the limits"), _columns(shop))
        super().__init__(_("History of the limits"), self.none, self.table)

    def show_lines(self, lines: Sequence[LimitLine]) -> None:
        """Show the changes, newest first."""
        self.table.show_rows(lines)
        self.table.setVisible(bool(lines))
        self.none.setVisible(not lines)


def _columns(shop: Shop) -> list[Column]:
    def day(line: LimitLine) -> str:
        return form.short_date(line.at.astimezone().date())

    def change(line: LimitLine) -> str:
        if line.old.total == line.new.total:
            return ""
        return _("{old}  →  {new}").format(old=_short(shop, line.old.total), new=_short(shop, line.new.total))

    def rest(line: LimitLine) -> str:
        return BETWEEN.join(limits_words(shop, line.new))

    return [
        Column("at", N_("Date"), day, width=96),
        Column("change", N_("Limit"), change, width=190, tip=rest),
        Column("overdue", N_("Overdue"), lambda line: _overdue(shop, line), width=150, tip=rest),
        Column("who", N_("Who"), lambda line: line.who or _("Owner"), width=90),
        Column("why", N_("Reason"), _why, stretch=True, tip=_why),
    ]


def _short(shop: Shop, total: int | None) -> str:
    return _("no limit") if total is None else shop.amount(total)


def _overdue(shop: Shop, line: LimitLine) -> str:
    if line.old.overdue == line.new.overdue:
        return ""
    return _("{old}  →  {new}").format(old=_short(shop, line.old.overdue), new=_short(shop, line.new.overdue))


def _why(line: LimitLine) -> str:
    moved = _moved(line)
    if moved:
        return BETWEEN.join(part for part in (moved, line.reason) if part)
    if line.group:
        words = _("Group {group}: {reason}") if line.reason else _("Group {group}")
        return words.format(group=line.group, reason=line.reason)
    return line.reason


def _moved(line: LimitLine) -> str:
    """Return into which group a customer was put, or out of which they were taken."""
    if line.joined and line.left:
        return _("from group {left} to group {joined}").format(left=line.left, joined=line.joined)
    if line.joined:
        return _("joined group {group}").format(group=line.joined)
    return _("left group {group}").format(group=line.left) if line.left else ""
