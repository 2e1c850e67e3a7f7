"""Rows that are movements of prepaid money, and rows that are charges with what was paid on them."""

from datetime import date

from app.core.intake.asking import Asking
from app.core.intake.findings import Finding, Weight
from app.core.money import Money
from app.errors import Message
from app.i18n.mark import N_

_OUT = ("消费", "消費", "支出", "扣", "付款", "使用", "out", "debit", "spend", "charge", "use", "sale", "withdraw")
_IN = ("充", "存", "收入", "累加", "返", "in", "credit", "deposit", "top", "load", "add")
_BACK = ("退", "冲正", "沖正", "撤", "作废", "作廢", "refund", "revers", "void", "cancel")


class MovementRow(Asking):
    """A row that moves a customer's prepaid money."""

    def ask(self) -> None:
        """Ask for a top-up or a sale out of prepaid money; the balance the file gives is checked."""
        no, on = self.number(), self.day()
        change = self._change(no)
        if change is None or not self.known(no) or on is None:
            self.maker.interrupt(no)
            return
        bonus = max(self.read.whole("bonus") or 0, 0) if change > 0 else 0
        self._balance(no, on, change, bonus)
        if not change:
            if not self.events:
                nothing = Message(N_("It moves nothing."))
                self.findings.append(Finding(self.read.line, "", "amount", "0", nothing, Weight.SKIPPED))
            return
        common = {"on": on, "customer": no, "reference": self.read.text("reference") or None}
        text = self.read.text("description") or self.read.text("direction")
        if change > 0:
            given = {"bonus": self.money("bonus", bonus)} if bonus else {}
            tender = self.maker.given("tender", "other")
            self.add("top_up", paid=self.money("paid_in", change), tender=tender, note=text or None, **common, **given)
        else:
            amount = self.money("taken", -change)
            pay = [{"with": "prepaid", "amount": amount}]
            self.add("sale", amount=amount, description=text or None, pay=pay, **common)

    def _balance(self, no: str, on: str, change: int, bonus: int) -> None:
        """Compare the balance the file gives, which may count the bonus; ask for what was held before as opening."""
        after, before = self.read.whole("balance"), self.maker.balance_of(no)
        self.maker.running(no, after, change)
        if after is None:
            return
        if before is None:
            held = after - change
            if bonus and held >= bonus:
                held -= bonus
                text = N_("The balance is taken to count the bonus: before this row {held} was held.")
                self.say("balance", text, Weight.WARNED, held=Money(held))
            if held > 0:
                self.add("opening", "o", on=on, customer=no, principal=self.money("principal", held))
        elif after - before - change not in {0, bonus}:
            text = N_("The file says {after} is left, but the rows before it come to {reckoned}.")
            self.say("balance", text, Weight.WARNED, after=Money(after), reckoned=Money(before + change))

    def _change(self, no: str) -> int | None:
        """Return by how much the row moves the balance: by the balances beside it, else by its words and its sign."""
        amount, paid_in, taken = (self.read.whole(name) for name in ("amount", "paid_in", "taken"))
        if amount is None:
            if paid_in is None and taken is None:
                self.say("amount", N_("The row has no amount."))
                return None
            return (paid_in or 0) - abs(taken or 0)
        after, before = self.read.whole("balance"), self.maker.balance_of(no)
        if after is not None and before is not None and abs(after - before) == abs(amount):
            return after - before
        word = self.read.text("direction").casefold()
        back, out, in_ = (any(each in word for each in words) for words in (_BACK, _OUT, _IN))
        if word and amount > 0 and (back or not (out or in_)):
            text = N_("“{text}” does not tell whether this goes in or out; write the amount with its sign.")
            self.say("direction", text, text=self.read.text("direction"))
            return None
        return -abs(amount) if out and not back else amount


class BillRow(Asking):
    """A row that is a charge."""

    def ask(self) -> None:
        """Ask for a charge and what was paid on it; or for a sale that was paid at once (`mode` sold)."""
        no, on, amount = self.number(), self.day(), self._amount()
        if amount is None or not self.known(no) or on is None:
            return
        if amount < 0:
            self.say(
                "amount", N_("This amount is below zero: a return or a credit note, which has to be entered by hand.")
            )
            return
        if not amount:
            self.findings.append(
                Finding(self.read.line, "", "amount", "0", Message(N_("It comes to nothing.")), Weight.SKIPPED)
            )
            return
        common = {"on": on, "customer": no, "reference": self.read.text("reference") or None}
        text = self.read.text("description") or self.read.text("note")
        if common["reference"] and self.maker.came_before(no, on, amount, common["reference"], text):
            self.say("reference", N_("The same row came before in this file; both are taken in."), Weight.WARNED)
        tender = self.maker.given("tender", "other")
        if self.maker.given("mode", "open") == "sold":
            written = self.money("sold", amount)
            self.add(
                "sale", amount=written, description=text or None, pay=[{"with": tender, "amount": written}], **common
            )
            return
        due = self.read.day("due_on")
        if due is not None:
            self.check_due(date.fromisoformat(on), due, known_bill=True)
        charge = self.add(
            "opening",
            owed=self.money("charged", amount),
            due_on=due.isoformat() if due else None,
            note=text or None,
            **common,
        )
        self._paid(no, on, amount, charge, tender)

    def _amount(self) -> int | None:
        amount = self.read.whole("amount")
        if amount is not None:
            return amount
        price, quantity = self.read.number("price"), self.read.number("quantity")
        if price is None:
            self.say("amount", N_("The row has no amount."))
            return None
        units, decimals = price[0] * (quantity or (1, 0))[0], price[1] + (quantity or (1, 0))[1]
        return _scaled(units, decimals, self.maker.digits)

    def _paid(self, no: str, on: str, amount: int, charge: str, tender: str) -> None:
        paid, paid_on = self.read.whole("paid"), self.read.day("paid_on")
        if paid is None and paid_on is not None:
            paid = amount
        if not paid:
            return
        day = paid_on.isoformat() if paid_on else on
        if day < on:
            self.say("paid_on", N_("It was paid before its own date; day and month may be swapped."))
        elif day > self.maker.today.isoformat():
            self.say("paid_on", N_("This day is yet to come."))
        elif paid < 0:
            self.say("paid", N_("What was paid is below zero."))
        elif paid > amount:
            self.say(
                "paid", N_("More was paid than the bill comes to; the rest is kept for the customer."), Weight.WARNED
            )
        self.add("payment", "p", on=day, customer=no, amount=self.money("paid", paid), tender=tender, against=[charge])


def _scaled(units: int, decimals: int, digits: int) -> int:
    """Return a number of so many decimals in minor units, rounded half away from zero."""
    if decimals <= digits:
        return units * int("1".ljust(digits - decimals + 1, "0"))
    by = int("1".ljust(decimals - digits + 1, "0"))
    rounded = (2 * abs(units) + by) // (2 * by)
    return rounded if units >= 0 else -rounded
