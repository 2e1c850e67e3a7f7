"""Who paid: customers found by what payers write of themselves, and by what they paid before.

Pure: payments of bills and customers in, clues out, each with one sentence that says why and how far it can be trusted
(0 to 100).
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from app.core.requests import Tender
from app.errors import Message
from app.i18n.mark import N_

_BY_CHANCE = 40
_MIN_WORD = 4
_MANY_FIGURES = 5
_DAY_FIGURES = 8


class Arrived(NamedTuple):
    """A payment of a bill as far as nothing was made of it yet: `left` of it, minor units, negative for a refund."""

    id: int
    way: Tender
    on: date
    left: int
    at: str = ""
    payment: str = ""
    name: str = ""
    account: str = ""
    reference: str = ""
    text: str = ""


class OpenCharge(NamedTuple):
    """A charge of a customer, what is open of it (minor units), and the shop's own number of it."""

    name: str
    open: int
    due_on: date
    reference: str = ""


class Person(NamedTuple):
    """A customer as far as their payments can be known: number, name, phones, open charges."""

    id: int
    number: str
    name: str
    phones: tuple[str, ...] = ()
    charges: tuple[OpenCharge, ...] = ()


class KnownPayer(NamedTuple):
    """Whose money came by a way from an account, or under a name, before."""

    customer: int
    way: Tender
    name: str
    account: str


class Clue(NamedTuple):
    """Who a payment may be from, how far that can be trusted (0 to 100) and why; `charge` where one is named."""

    customer: int
    trust: int
    reason: Message
    charge: str = ""


class People:
    """Customers found by what payers write of themselves."""

    def __init__(self, people: Iterable[Person], payers: Iterable[KnownPayer]) -> None:
        self.by_id: dict[int, Person] = {each.id: each for each in people}
        self._names: dict[str, list[int]] = defaultdict(list)
        self._numbers: dict[str, int] = {}
        self._phones: dict[str, list[int]] = defaultdict(list)
        self._tails: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._charges: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._amounts: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for each in self.by_id.values():
            self._names[_folded(each.name)].append(each.id)
            self._numbers[each.number.upper()] = each.id
            for phone in each.phones:
                digits = _digits(phone)
                self._phones[digits].append(each.id)
                self._tails[digits[-2:]].append((digits, each.id))
            for charge in each.charges:
                self._amounts[charge.open].append((each.id, charge.name))
                for word in {charge.name.upper(), charge.reference.upper()} - {""}:
                    self._charges[word].append((each.id, charge.name))
        self._accounts: dict[tuple[Tender, str], set[int]] = defaultdict(set)
        self._payers: dict[tuple[Tender, str], set[int]] = defaultdict(set)
        for payer in payers:
            if payer.account:
                self._accounts[payer.way, payer.account].add(payer.customer)
            if payer.name and payer.name not in _NOBODY:
                self._payers[payer.way, payer.name].add(payer.customer)

    def clues(self, paid: Arrived) -> list[Clue]:
        """Return who it may be, the surest first; each customer once."""
        found = [*self._known(paid), *self._worded(paid), *self._called(paid), *self._by_amount(paid)]
        best: dict[int, Clue] = {}
        for clue in found:
            if clue.customer in self.by_id and (clue.customer not in best or clue.trust > best[clue.customer].trust):
                best[clue.customer] = clue
        return sorted(best.values(), key=lambda clue: (-clue.trust, clue.customer))

    def _known(self, paid: Arrived) -> Iterable[Clue]:
        masked = "*" in paid.account
        whose = self._accounts.get((paid.way, paid.account), set()) if paid.account else set()
        for each in whose:
            trust = 90 if len(whose) == 1 and not masked else 55
            yield Clue(each, trust, Message(N_("This customer has paid from the same account before.")))
        whose = self._payers.get((paid.way, paid.name), set()) if paid.name else set()
        for each in whose:
            trust = 82 if len(whose) == 1 and "*" not in paid.name else 50
            yield Clue(each, trust, Message(N_("This customer has paid under the same name before.")))

    def _worded(self, paid: Arrived) -> Iterable[Clue]:
        """Yield what stands in what was written: a charge, a customer's number, a phone."""
        for word in words_of(f"{paid.reference} {paid.text}"):
            tells = is_telling(word, paid.left)
            for customer, charge in self._charges.get(word, ()):
                reason = Message(N_("The payment names the charge {charge}."), {"charge": charge})
                trust = 92 if len(self._charges[word]) == 1 else 55
                yield Clue(customer, trust if tells else _BY_CHANCE, reason, charge)
            if word in self._numbers and len(word) >= _MIN_WORD - 1:
                reason = Message(N_("The payment names the customer’s number {number}."), {"number": word})
                yield Clue(self._numbers[word], 86 if tells else _BY_CHANCE, reason)
        for digits in re.findall(r"\d{7,15}", f"{paid.text} {paid.account}"):
            whose = self._phones.get(_digits(digits), [])
            for each in whose:
                reason = Message(N_("The payment names the customer’s phone number."))
                yield Clue(each, 86 if len(whose) == 1 else 50, reason)

    def _called(self, paid: Arrived) -> Iterable[Clue]:
        """Yield who is called as the payer is, whole or with letters hidden, and whose phone fits a hidden one."""
        name = _folded(paid.name)
        whose = self._names.get(name, []) if name else []
        for each in whose:
            yield Clue(each, 74 if len(whose) == 1 else 45, Message(N_("The payer is called as the customer is.")))
        for word in {_folded(each) for each in _NOT_IN_NAMES.split(f"{paid.name} {paid.text}")} - {name, ""}:
            whose = self._names.get(word, [])
            for each in whose:
                reason = Message(N_("The payment names the customer."))
                yield Clue(each, 68 if len(whose) == 1 else 42, reason)
        hidden = re.fullmatch(r"(\d{2,4})\*+(\d{2,4})", paid.account)
        if hidden is None:
            return
        fits = [
            customer
            for digits, customer in self._tails.get(hidden[2][-2:], ())
            if digits.startswith(hidden[1]) and digits.endswith(hidden[2]) and len(digits) == len(paid.account)
        ]
        for each in fits:
            alike = fits_mask(paid.name, self.by_id[each].name)
            trust = (72 if alike else 40) if len(fits) == 1 else (50 if alike else 25)
            yield Clue(each, trust, Message(N_("What is shown of the payer’s phone number fits the customer’s.")))

    def _by_amount(self, paid: Arrived) -> Iterable[Clue]:
        whose = self._amounts.get(paid.left, [])
        if len(whose) == 1:
            customer, charge = whose[0]
            reason = Message(N_("Of all open charges only {charge} is of this amount."), {"charge": charge})
            yield Clue(customer, 42, reason, charge)


def fits_mask(masked: str, name: str) -> bool:
    """Whether a name with letters hidden by stars (`**博`, `王*`) can be a name."""
    if not masked.strip("*"):
        return False
    pattern = "".join("." if each == "*" else re.escape(each) for each in _folded(masked))
    return re.fullmatch(pattern, _folded(name)) is not None


def is_called_otherwise(paid: Arrived, customer: Person | None) -> bool:
    """Whether a payer bears another name: banks and Alipay know real ones, what WeChat shows anybody may choose."""
    if customer is None or paid.way is Tender.WECHAT or not paid.name.strip("*") or paid.name in _NOBODY:
        return False
    return not fits_mask(paid.name, customer.name) and _folded(customer.name) not in _folded(paid.name)


_NOT_IN_NAMES = re.compile(r"[\s,，。;；·/|:：()（）\[\]【】_-]+")


_NOBODY = frozenset(
    {"微信用户", "支付宝", "财付通", "微信支付", "财付通支付科技有限公司", "支付宝（中国）网络技术有限公司"}
)
"""Under these names anybody's money comes."""


def is_telling(word: str, amount: int) -> bool:
    """Whether a word is hardly there by chance: letters with figures, or many figures that are no amount and no day.

    `充值 500` names no customer 500, and `20260301` none of that number.
    """
    if not word.isdigit():
        return any(map(str.isdigit, word))
    is_day = len(word) == _DAY_FIGURES and word.startswith(("19", "20"))
    is_amount = word.strip("0") == str(abs(amount)).rstrip("0")
    return len(word) >= _MANY_FIGURES and not is_day and not is_amount


def _folded(name: str) -> str:
    return re.sub(r"\s+", "", name).casefold()


def _digits(phone: str) -> str:
    digits = re.sub(r"\D", "", phone)
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits  # noqa: PLR2004 - +86 and a mobile


def words_of(text: str) -> list[str]:
    """Return the words of a text that numbers of charges, customers and documents may be, in capitals, each once."""
    return list(dict.fromkeys(re.findall(r"[A-Z0-9][A-Z0-9/_.-]*[A-Z0-9]", text.upper())))
