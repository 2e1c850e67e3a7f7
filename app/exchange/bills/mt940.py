"""SWIFT MT940: movements by `:61:` with the words of `:86:`, between the balances `:60F:` and `:62F:`.

The words may have subfields, `?20…` as German banks write them or `/NAME/…` as Dutch ones do. Balances are compared,
page by page (`:60M:`, `:62M:`) too.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from app.core.incoming import BadRow, Bill, Control, Incoming, PayKind, Source
from app.core.requests import Tender
from app.errors import Message, refuse
from app.exchange.bills import reading as r
from app.exchange.bills.bank import kind_of
from app.i18n.mark import N_

_FIELD = re.compile(r":(\d{2}[A-Z]?):(.*)")
_MOVED = re.compile(
    r"(?P<value>\d{6}) ?(?P<booked>\d{4})? ?(?P<mark>R?[CD])(?P<funds>[A-Z])?(?P<amount>\d+,\d*)"
    r"(?P<sort>[A-Z][A-Z0-9]{3})(?P<reference>[^/\n]{0,34}?(?:/(?!/)[^/\n]*)*)(?://(?P<payment>[^\n]*))?(?:\n(?P<more>.*))?",
    re.DOTALL,
)
_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})(\d+,\d*)")


class _Field(NamedTuple):
    line: int
    tag: str
    value: str


def is_mt940(text: str) -> bool:
    """Whether a text is MT940."""
    return (
        re.search(r"^:20:", text, re.MULTILINE) is not None and re.search(r"^:60[FM]:", text, re.MULTILINE) is not None
    )


def read_mt940(text: str, decimals: int) -> Bill:
    """Read all statements of a file; a movement that cannot be read is refused by its line."""
    fields = list(_fields(text))
    bad: list[BadRow] = []
    rows: list[Incoming] = []
    controls: list[Control] = []
    account = currency = ""
    opening, begin = None, 0
    closed: list[date] = []
    for index, each in enumerate(fields):
        if each.tag == "25":
            account = each.value.partition("\n")[0].strip()
        elif each.tag in ("60F", "60M"):
            opening, currency = _balance(each, decimals)
            begin = len(rows)
        elif each.tag == "61":
            words = fields[index + 1].value if index + 1 < len(fields) and fields[index + 1].tag == "86" else ""
            try:
                rows.append(_movement(each, words, decimals)._replace(own=account, currency=currency))
            except r.BadCell as error:
                bad.append(BadRow(each.line, error.column, error.value, error.reason))
        elif each.tag in ("62F", "62M") and opening is not None:
            closing, _ = _balance(each, decimals)
            closed.append(_closed_on(each))
            counted = opening + sum(row.amount for row in rows[begin:])
            controls.append(Control(N_("Closing balance"), closing, counted))
            opening = None
    if opening is not None:
        refuse("file", N_("file: it ends without a closing balance; it may be cut off."))
    days = [row.on for row in rows] or closed
    account, currency = (rows[0].own, rows[0].currency) if rows else (account, currency)
    return Bill(
        Source.MT940,
        Tender.BANK,
        tuple(rows),
        tuple(bad),
        tuple(controls),
        account=account,
        first=min(days, default=None),
        last=max([*days, *closed], default=None),
        currency=currency,
    )


def _fields(text: str) -> Iterator[_Field]:
    """Yield the fields with the line each begins at; a line that begins none belongs to the one before."""
    current: _Field | None = None
    for number, line in enumerate(text.splitlines(), 1):
        found = _FIELD.match(line)
        if found:
            if current is not None:
                yield current
            current = _Field(number, found[1], found[2])
        elif line.strip() in ("-", "-}") or line.startswith("{"):
            if current is not None:
                yield current
            current = None
        elif current is not None:
            current = current._replace(value=f"{current.value}\n{line}")
    if current is not None:
        yield current


def _balance(field: _Field, decimals: int) -> tuple[int, str]:
    found = _BALANCE.match(field.value.strip())
    if found is None:
        refuse("file", N_("file: the balance in line {line} cannot be read."), line=field.line)
    minor = r.amount(f":{field.tag}:", _full(found[4]), decimals, ",")
    return (minor if found[1] == "C" else -minor), found[3]


def _closed_on(field: _Field) -> date:
    text = field.value.strip()[1:7]
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        refuse("file", N_("file: the balance in line {line} cannot be read."), line=field.line)


def _full(amount: str) -> str:
    return amount + "0" if amount.endswith(",") else amount


def _movement(field: _Field, words: str, decimals: int) -> Incoming:
    found = _MOVED.fullmatch(field.value.strip())
    if found is None:
        raise r.BadCell(":61:", field.value, Message(N_("this movement cannot be read")))
    value = found["value"]
    try:
        on = date(2000 + int(value[:2]), int(value[2:4]), int(value[4:]))
        on = _booked(on, found["booked"])
    except ValueError:
        raise r.BadCell(":61:", value, Message(N_("there is no such day"))) from None
    minor = r.amount(":61:", _full(found["amount"]), decimals, ",")
    moved = minor if found["mark"] in ("C", "RD") else -minor
    said = _subfields(words)
    kind = kind_of(moved, said.text)
    if found["mark"] == "RC":
        kind = PayKind.REFUND
    payment = (found["payment"] or "").strip()
    return Incoming(
        payment="" if payment.upper() == "NONREF" else payment,
        line=field.line,
        kind=PayKind.FEE if found["sort"][1:] == "CHG" and moved < 0 else kind,
        way=Tender.BANK,
        on=on,
        amount=moved,
        name=said.name,
        account=said.account,
        reference=said.reference or _reference(found["reference"]),
        text=said.text,
        raw=(field.value, words),
    )


def _booked(value: date, booked: str | None) -> date:
    """Return the day of booking, whose year is the one that brings it next to the day of value."""
    if not booked:
        return value
    days = [
        date(value.year + step, int(booked[:2]), int(booked[2:])) for step in (-1, 0, 1) if booked != "0229" or not step
    ]
    return min(days, key=lambda day: abs((day - value).days))


def _reference(text: str) -> str:
    plain = text.strip()
    return "" if plain.upper() in ("NONREF", "NOTPROVIDED") else plain


class _Said(NamedTuple):
    text: str
    name: str = ""
    account: str = ""
    reference: str = ""


def _subfields(words: str) -> _Said:
    flat = words.replace("\r", "").replace("\n", "")
    numbered = dict(re.findall(r"\?(\d{2})([^?]*)", flat))
    if numbered:
        text = "".join(numbered.get(str(number), "") for number in (*range(20, 30), *range(60, 64)))
        name = (numbered.get("32", "") + numbered.get("33", "")).strip()
        reference = re.search(r"(?:EREF|KREF)\+(.+?)(?=[A-Z]{4}\+|$)", text)
        purpose = re.search(r"SVWZ\+(.+?)(?=[A-Z]{4}\+|$)", text)
        own = _reference(reference[1]) if reference else ""
        return _Said((purpose[1] if purpose else text).strip(), name, numbered.get("31", "").strip(), own)
    if flat.startswith("/PT/"):  # as Citibank writes them
        city = dict(re.findall(r"/(PY|BN|OB|BO)/([^/]*)", flat))
        who = city.get("BN", "") or city.get("OB", "") or city.get("BO", "")
        return _Said(city.get("PY", "").strip(), who.strip())
    named = _named(flat)
    if named:
        account, _, name = named.get("CNTP", "").partition("/")  # account/BIC/name/town
        name = [*name.split("/"), "", ""][1]
        text = re.sub(r"^(?:USTD|STRD)//", "", named.get("REMI", ""))
        who = named.get("NAME", "") or name.strip()
        return _Said(text, who, named.get("IBAN", "") or account, _reference(named.get("EREF", "")))
    return _Said(re.sub(r"\s+", " ", words).strip())


_WORDS = (
    "CNTP",
    "NAME",
    "IBAN",
    "BIC",
    "REMI",
    "EREF",
    "TRTP",
    "MARF",
    "CSID",
    "BENM",
    "ORDP",
    "ID",
    "ADDR",
    "PURP",
    "ISDT",
    "KREF",
)


def _named(flat: str) -> dict[str, str]:
    parts: Sequence[str] = re.split(rf"/({'|'.join(_WORDS)})/", flat)
    return {
        name: value.strip().strip("/")
        for name, value in zip(parts[1::2], parts[2::2], strict=False)
        if value.strip("/ ")
    }
