"""What columns are whose names alone may mislead: told by the columns beside them, and by what stands in them.

Each rule looks at what was matched by name and changes it where another reading is the likelier one.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.core.cells import Row
from app.core.intake.targets import COLUMNS, Target
from app.core.intake.titles import Match, first_of, spellings, squeezed
from app.errors import Message
from app.i18n.mark import N_

_EITHER = frozenset(
    (
        *("customer", "client", "account", "kunde", "cliente", "klant", "klient", "клиент", "debitor"),
        *("客户", "会员", "顾客", "客戶", "會員"),
    )
)
"""Words that head numbers in one program and names in another."""

_CODE = re.compile(r"(?=.*\d)[\w\-./#]{1,40}", re.ASCII)
_PRINCIPAL = re.compile(r"本金|实储|实充|principal")
_CARDS = re.compile(r"卡|会员|會員|储值|儲值|member|card", re.IGNORECASE)
_AMONG = re.compile(r"其中")
_ENDS = frozenset({"到期日", "到期日期", "到期"})
"""When a card ends, or when a bill is due: what else the file has tells."""

_BALANCES = frozenset(
    (
        *("balance", "accountbalance", "currentbalance", "saldo", "solde", "остаток", "баланс"),
        *("余额", "当前余额", "期末余额", "账户余额", "餘額", "帳戶餘額"),
    )
)
"""Words for what is held for somebody in one program, and for what they owe in another."""

_RECEIVABLE = re.compile(r"应收|應收|receivable", re.IGNORECASE)
_REMAINING = frozenset({"剩余金额", "剩餘金額"})
_AMOUNTS = frozenset({"amount", "total", "金额", "金額"})
_HELD_FOR = frozenset({"bonus", "held", "count", "expires_on", "birthday", "tier"})
_ON_ACCOUNT = frozenset({"credit_limit", "terms_days", "due_on"})


@dataclass(slots=True)
class Matching:
    """What has been matched so far of a file's columns, by what the column is and by its place."""

    target: Target
    names: Sequence[str]
    rows: Sequence[Row]
    taken: dict[str, Match] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)

    def called(self, name: str) -> str:
        """Return what the column taken as something is called, as names are compared; blank where there is none."""
        found = self.taken.get(name)
        return squeezed(first_of(self.names[found.at])) if found is not None and found.at < len(self.names) else ""

    def take(self, name: str, at: int, text: str, /, **values: object) -> None:
        """Take a column as something, and say why."""
        self.taken[name] = Match(name, at, Message(text, values))
        self.used.add(at)

    def change(self, name: str, other: str, text: str, /, **values: object) -> None:
        """Take the column of one thing as another."""
        self.take(other, self.taken.pop(name).at, text, **values)

    def others(self, name: str) -> list[int]:
        """Return the columns not taken whose name could be this thing's."""
        column = next((each for each in COLUMNS[self.target] if each.name == name), None)
        known = {squeezed(each) for each in column.names} if column is not None else set()
        return [
            at
            for at, each in enumerate(self.names)
            if each and at not in self.used and known & {*spellings(first_of(each))}
        ]

    def texts(self, name: str) -> list[str]:
        """Return what stands as text in the column taken as something."""
        at = self.taken[name].at
        cells = [row.values[at] for row in self.rows if at < len(row.values)]
        return [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()]


def settle(found: Matching) -> None:
    """Put right what names alone do not tell."""
    for rule in _RULES:
        rule(found)


def is_either(found: Mapping[str, int], names: Sequence[str]) -> bool:
    """Whether a balance may be what is held for customers as well as what they owe, by all its file says."""
    if any(_CARDS.search(name) for name in names):
        return False
    for name in ("principal", "owed"):
        at = found.get(name)
        if at is not None and at < len(names) and squeezed(names[at]) in _BALANCES:
            return not _HELD_FOR & found.keys() and not {"principal", "owed"} <= found.keys() and "side" not in found
    return False


def says_principal(name: str) -> bool:
    """Whether a column's name says that it is the principal alone."""
    return bool(_PRINCIPAL.search(squeezed(name)))


def _number_or_name(found: Matching) -> None:
    """A column “Customer” holds names where most of its cells are no codes."""
    if found.target is not Target.CUSTOMERS or found.called("no") not in _EITHER:
        return
    texts = found.texts("no")
    if sum(1 for text in texts if _CODE.fullmatch(text)) * 2 < len(texts):
        found.change("no", "name", N_("What stands in it are names."))


def _contact_is_name(found: Matching) -> None:
    parts = {"given_name", "family_name"} & found.taken.keys()
    if "contact" in found.taken and "name" not in found.taken and len(parts) != 1:
        found.change("contact", "name", N_("No other column has names."))


def _second_phone(found: Matching) -> None:
    column = next((each for each in COLUMNS[found.target] if each.name == "phone2"), None)
    others = found.others("phones")
    if column is not None and "phones" in found.taken and "phone2" not in found.taken and others:
        found.take("phone2", others[0], N_("It is called “{name}”, as phones are."), name=found.names[others[0]])


def _principal_or_all(found: Matching) -> None:
    """Of two balances the one that says principal is it; the other counts the bonus too."""
    if "held" in found.taken or "principal" not in found.taken or "held" not in _offered(found):
        return
    general = found.called("principal")
    if _PRINCIPAL.search(general):
        return
    own = [at for at in found.others("principal") if _PRINCIPAL.search(squeezed(found.names[at]))]
    if own or _AMONG.search(found.called("bonus")):
        found.change("principal", "held", N_("A part of it stands in a column of its own."))
    if own:
        found.take("principal", own[0], N_("The column is called “{name}”."), name=found.names[own[0]])


def _invoice_first(found: Matching) -> None:
    """An invoice's own number counts before the reference somebody else gave it."""
    others = [at for at in found.others("reference") if "invoice" in squeezed(found.names[at])]
    if found.called("reference") in {"reference", "ref"} and others:
        found.used.discard(found.taken["reference"].at)
        found.take("reference", others[0], N_("The column is called “{name}”."), name=found.names[others[0]])


def _end_or_due(found: Matching) -> None:
    """“到期日” beside a balance that is held, and without anything owed, is when the card ends."""
    held = {"principal", "bonus", "held", "count"} & found.taken.keys()
    if found.called("due_on") in _ENDS and "owed" not in found.taken and held and "expires_on" not in found.taken:
        found.change("due_on", "expires_on", N_("It stands beside a balance that is held, and nothing is owed."))


def _held_or_owed(found: Matching) -> None:
    """A balance beside a credit limit, terms or due dates is what is owed, where nothing speaks of cards."""
    if found.called("principal") in _BALANCES and "owed" not in found.taken:
        named = found.taken.keys()
        on_account = _ON_ACCOUNT & named or any(_RECEIVABLE.search(name) for name in found.names)
        if on_account and not _HELD_FOR & named:
            found.change("principal", "owed", N_("It stands beside what only customers on account have."))


def _remaining(found: Matching) -> None:
    """“剩余金额” is money where no visits are counted."""
    if found.called("pass_value") in _REMAINING and not {"count", "principal"} & found.taken.keys():
        found.change("pass_value", "principal", N_("No visits are counted beside it."))


def _owed_by_due(found: Matching) -> None:
    if "due_on" in found.taken and "owed" not in found.taken and "owed" in _offered(found):
        for index, name in enumerate(found.names):
            if index not in found.used and squeezed(name) in _AMOUNTS:
                found.take("owed", index, N_("It is called “{name}” and stands beside a due date."), name=name)
                break


def _offered(found: Matching) -> set[str]:
    return {column.name for column in COLUMNS[found.target]}


_RULES: tuple[Callable[[Matching], None], ...] = (
    _number_or_name,
    _contact_is_name,
    _second_phone,
    _invoice_first,
    _remaining,
    _principal_or_all,
    _end_or_due,
    _held_or_owed,
    _owed_by_due,
)
