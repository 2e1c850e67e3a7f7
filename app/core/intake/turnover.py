"""Rows that are movements of prepaid money, and rows that are charges with what was paid on them."""

from datetime import date

from app.core.intake.asking import Asking
from app.core.intake.findings import Finding, Weight
from app.core.intake.sides import is_paid, side_of
from app.core.money import Money
from app.errors import Message
from app.i18n.mark import N_

_OUT = (
    "消费",
    "消費",
    "支出",
    "扣",
    "减",
    "減",
    "付款",
    "使用",
    "out",
    "debit",
    "spend",
    "charge",
    "use",
    "sale",
    "withdraw",
)
_IN = ("充", "存", "增加", "收入", "累加", "返", "in", "credit", "deposit", "top", "load", "add")
_BACK = ("退", "冲正", "沖正", "撤", "作废", "作廢", "refund", "revers", "void", "cancel")


_FORWARD = "o"


def is_forward(request: str) -> bool:
    """Whether a request, by its id, is for what was held or owed before the first row of a customer."""
    return request.endswith(_FORWARD)


class MovementRow(Asking):
    """A row that moves a customer's prepaid money."""

    def ask(self) -> None:
        """Ask for a top-up or a sale out of prepaid money; the balance the file gives is checked."""
        if self.is_void(waits=True):
            return
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
                self.add("opening", _FORWARD, on=on, customer=no, principal=self.money("principal", held))
        elif after - before - change not in {0, bonus}:
            text = N_("The file says {after} is left, but the rows before it come to {reckoned}.")
            self.say("balance", text, Weight.WARNED, after=Money(after), reckoned=Money(before + change))

    def _change(self, no: str) -> int | None:
        """Return by how much the row moves the balance: by the balances beside it, else by its words and its sign."""
        amount, paid_in, taken = (self.read.whole(name) for name in ("amount", "paid_in", "taken"))
        if amount is None:
            if paid_in is None and taken is None:
                if self.read.whole("balance") is not None and self.maker.balance_of(no) is None:
                    return 0  # what was brought forward
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
    """A row that is a charge, or a payment beside charges; the balance the file gives is checked."""

    def ask(self) -> None:
        """Ask for a charge and what was paid on it; or for a sale that was paid at once (`mode` sold)."""
        if self.is_void():
            return
        day = "on" if "on" in self.maker.layout.columns else "paid_on"
        no, on, amount = self.number(), self.day(day), self._amount()
        if amount is None or not self.known(no) or on is None:
            self.maker.interrupt(no)
            return
        if amount < 0:
            self.say(
                "amount", N_("This amount is below zero: a return or a credit note, which has to be entered by hand.")
            )
            self.maker.interrupt(no)
            return
        paid = self._paid_of(amount)
        self._balance(no, on, amount, paid)
        if not amount and not paid:
            if not self.events:
                self.findings.append(
                    Finding(self.read.line, "", "amount", "0", Message(N_("It comes to nothing.")), Weight.SKIPPED)
                )
            return
        common = {"on": on, "customer": no, "reference": self.read.text("reference") or None}
        text = self.read.text("description") or self.read.text("note")
        if self._is_line(no, on, amount, common["reference"]):
            again = N_("This is another line of a bill whose total is charged already.")
            self.say("amount", again, Weight.SKIPPED)
            return
        if common["reference"] and self.maker.came_before(no, on, amount, paid, common["reference"], text):
            self.say("reference", N_("The same row came before in this file; both are taken in."), Weight.WARNED)
        if not amount:
            self._payment(on, paid, None, {**common, "note": text or None})
        elif self.maker.given("mode", "open") == "sold":
            self._sold(amount, text, common)
        else:
            self._charge(amount, paid, text, common)

    def _is_line(self, no: str, on: str, amount: int, reference: str | None) -> bool:
        """Whether a row is one of several lines of a bill, each of which gives the total of them all."""
        price, quantity = self.read.number("price"), self.read.number("quantity")
        if not reference or price is None or quantity is None or self.read.whole("amount") is None:
            return False
        line = _scaled(price[0] * quantity[0], price[1] + quantity[1], self.maker.digits)
        return self.maker.came_before("total", no, on, amount, reference) and line != amount

    def _sold(self, amount: int, text: str, common: dict[str, str | None]) -> None:
        written = self.money("sold", amount)
        pay = [{"with": self.maker.given("tender", "other"), "amount": written}]
        self.add("sale", amount=written, description=text or None, pay=pay, **common)

    def _charge(self, amount: int, paid: int, text: str, common: dict[str, str | None]) -> None:
        on, due = str(common["on"]), self.read.day("due_on")
        if due is not None:
            self.check_due(date.fromisoformat(on), due, known_bill=True)
        charge = self.add(
            "opening",
            owed=self.money("charged", amount),
            due_on=due.isoformat() if due else None,
            note=text or None,
            **common,
        )
        if paid > amount:
            self.say(
                "paid", N_("More was paid than the bill comes to; the rest is kept for the customer."), Weight.WARNED
            )
        self._payment(on, paid, charge, {"customer": common["customer"]})

    def _balance(self, no: str, on: str, amount: int, paid: int) -> None:
        """Compare what the file says is owed after a row; ask for what was owed before the first one as opening."""
        after = self.read.whole("balance")
        if after is not None and side_of(self.read.text("side")) == "principal":
            after = -after
        before = self.maker.balance_of(no)
        self.maker.running(no, after, amount - paid)
        if after is None or (after == amount - paid and before is not None):  # what is left of this bill alone
            return
        if before is None:
            owed = after - amount + paid
            if owed > 0:
                self.add("opening", _FORWARD, on=on, customer=no, owed=self.money("charged", owed))
        elif after - before != amount - paid:
            text = N_("The file says {after} is left, but the rows before it come to {reckoned}.")
            self.say("balance", text, Weight.WARNED, after=Money(after), reckoned=Money(before + amount - paid))

    def _amount(self) -> int | None:
        """Return what the row charges; 0 where it only says what was paid, or what was owed before."""
        amount = self.read.whole("amount")
        if amount is not None:
            return amount
        price, quantity = self.read.number("price"), self.read.number("quantity")
        if price is not None:
            units, decimals = price[0] * (quantity or (1, 0))[0], price[1] + (quantity or (1, 0))[1]
            return _scaled(units, decimals, self.maker.digits)
        columns = self.maker.layout.columns.keys()
        if ("amount" in columns or not {"price", "open"} & columns) and (
            self.read.whole("paid") or self.read.whole("balance")
        ):
            return 0
        left = self.read.whole("open")
        if left is None:
            self.say("amount", N_("The row has no amount."))
            return None
        return left + (self.read.whole("paid") or 0)

    def _paid_of(self, amount: int) -> int:
        """Return what was paid: as the row says, else all of it on the day it was, else what is not open any more."""
        paid, left = self.read.whole("paid"), self.read.whole("open")
        if paid is None:
            if left is not None and amount:
                paid = amount - left
            elif self.read.day("paid_on") is not None:
                paid = amount
            elif is_paid(self.read.text("status")):
                paid = amount
                text = N_("The file says it is paid, but not when: it is taken as paid in full on its own date.")
                self.say("status", text, Weight.WARNED)
        elif left is not None and amount and amount - paid != left:
            text = N_("The file says {stated} is still open, but the bill and what was paid leave {reckoned}.")
            self.say("open", text, Weight.WARNED, stated=Money(left), reckoned=Money(amount - paid))
        if paid is not None and paid < 0:
            self.say("paid" if self.read.whole("paid") is not None else "open", N_("What was paid is below zero."))
        return paid or 0

    def _payment(self, on: str, paid: int, charge: str | None, common: dict[str, str | None]) -> None:
        if not paid:
            return
        paid_on = self.read.day("paid_on")
        day = paid_on.isoformat() if paid_on else on
        if day < on:
            self.say("paid_on", N_("It was paid before its own date; day and month may be swapped."))
        elif day > self.maker.today.isoformat():
            self.say("paid_on", N_("This day is yet to come."))
        tender = self.maker.given("tender", "other")
        against = [charge] if charge else None
        fields = {**common, "on": day}
        self.add("payment", "p", amount=self.money("paid", paid), tender=tender, against=against, **fields)


def _scaled(units: int, decimals: int, digits: int) -> int:
    """Return a number of so many decimals in minor units, rounded half away from zero."""
    if decimals <= digits:
        return units * int("1".ljust(digits - decimals + 1, "0"))
    by = int("1".ljust(decimals - digits + 1, "0"))
    rounded = (2 * abs(units) + by) // (2 * by)
    return rounded if units >= 0 else -rounded
