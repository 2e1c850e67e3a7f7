"""The journal as text for outside programs: hledger, beancount, GnuCash, and spreadsheets.

Each writer turns entries into pieces of text one by one, so that a journal of any length can be written. Whatever a
person typed comes out as text and nothing else: no line break, comment, tag, date or formula in it comes alive.
"""

import csv
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from app.core.journal import (
    ACCOUNTS,
    BAD_DEBT,
    BONUS,
    BONUS_GRANTED,
    BREAKAGE,
    DISCOUNT,
    FEE,
    INTEREST,
    OPENING,
    PASS,
    PRINCIPAL,
    RECEIVABLE,
    ROUNDING,
    SALES,
    TENDERS,
)
from app.core.money import plain


class Format(StrEnum):
    """Which program is to read an export."""

    HLEDGER = "hledger"
    BEANCOUNT = "beancount"
    GNUCASH = "gnucash"
    CSV = "csv"


class ExportLine(NamedTuple):
    """A posting with the number of its customer and the name of its item (empty where it has none)."""

    account: str
    customer: str
    item: str
    amount: int
    units: int


class ExportEntry(NamedTuple):
    """An entry with its postings; `text` is its description, else its note, else its reason."""

    number: int
    id: str
    on: date
    recorded_at: str
    kind: str
    customer: str
    text: str
    reference: str
    lines: tuple[ExportLine, ...]

    @property
    def moves_money(self) -> bool:
        """Whether any posting has an amount."""
        return any(line.amount for line in self.lines)


class ExportBook(NamedTuple):
    """What an export says of the book: its currency, and the date of its first entry."""

    currency: str
    decimals: int
    first_on: date | None


def export(form: Format, book: ExportBook, entries: Iterable[ExportEntry]) -> Iterator[str]:
    """Yield the pieces of an export; put together they are the file."""
    return _WRITERS[form](book, entries)


def visible(text: str, special: str = "") -> str:
    r"""Write a text in one line: backslash as `\\`, line ends and control characters as `\n` or `\u0085`.

    The characters in `special` are written as `\u003b` too. Nothing is lost: no two texts look the same.
    """
    return "".join(_visible(c, special) for c in text)


def _visible(character: str, special: str) -> str:
    if character == "\\":
        return r"\\"
    if character in special or unicodedata.category(character) in {"Cc", "Zl", "Zp", "Cs"}:
        return _SHORT.get(character) or f"\\u{ord(character):04x}"
    return character


_SHORT: Mapping[str, str] = MappingProxyType({"\n": r"\n", "\r": r"\r", "\t": r"\t"})


# ---- hledger --------------------------------------------------------------------------------------------------------

_TYPES: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(TENDERS, "C")
    | dict.fromkeys((RECEIVABLE,), "A")
    | dict.fromkeys((PRINCIPAL, BONUS, PASS, BONUS_GRANTED), "L")
    | dict.fromkeys((SALES, INTEREST, FEE, BREAKAGE), "R")
    | dict.fromkeys((DISCOUNT, BAD_DEBT, ROUNDING), "X")
    | dict.fromkeys((OPENING,), "E")
)


def hledger_account(account: str) -> str:
    """Return an account's name in hledger: `tender:wechat`."""
    return account.replace(".", ":")


def _hledger(book: ExportBook, entries: Iterable[ExportEntry]) -> Iterator[str]:
    yield "decimal-mark .\n"
    yield f"commodity {plain(1000 * 10**book.decimals, book.decimals)}{'' if book.decimals else '.'} {book.currency}\n"
    yield from (f"account {hledger_account(name)}  ; type:{_TYPES[name]}\n" for name in ACCOUNTS)
    for entry in entries:
        code = visible(entry.id, ";|()")
        text = f" {visible(entry.text, ';|')}" if entry.text else ""
        tags = [f"entry:{entry.number}"]
        tags += [
            f"{name}:{visible(value, ';|,:[]')}"
            for name, value in (("customer", entry.customer), ("reference", entry.reference))
            if value
        ]
        head = f"{entry.on} ({code}) {entry.kind}{text}  ; {', '.join(tags)}\n"
        if not entry.moves_money:
            yield f"\n; {head}"
            continue
        lines = (
            f"    {hledger_account(line.account)}  {plain(line.amount, book.decimals)} {book.currency}\n"
            for line in entry.lines
            if line.amount
        )
        yield f"\n{head}{''.join(lines)}"


# ---- beancount ------------------------------------------------------------------------------------------------------

_BEANCOUNT: Mapping[str, str] = MappingProxyType(
    {tender: f"Assets:Tender:{tender.partition('.')[2].title()}" for tender in TENDERS}
    | {
        RECEIVABLE: "Assets:Receivable",
        PRINCIPAL: "Liabilities:Prepaid:Principal",
        BONUS: "Liabilities:Prepaid:Bonus",
        PASS: "Liabilities:Prepaid:Pass",
        BONUS_GRANTED: "Liabilities:BonusGranted",
        SALES: "Income:Sales",
        INTEREST: "Income:Interest",
        FEE: "Income:Fee",
        BREAKAGE: "Income:Breakage",
        DISCOUNT: "Expenses:Discount",
        BAD_DEBT: "Expenses:BadDebt",
        ROUNDING: "Expenses:Rounding",
        OPENING: "Equity:Opening",
    }
)


def beancount_account(account: str) -> str:
    """Return an account's name in beancount: `Assets:Tender:Wechat`."""
    return _BEANCOUNT[account]


def _quoted(text: str) -> str:
    """Write a beancount string, which reads back as the very text."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def _beancount(book: ExportBook, entries: Iterable[ExportEntry]) -> Iterator[str]:
    yield f'option "operating_currency" "{book.currency}"\n\n'
    if book.first_on is not None:
        yield from (f"{book.first_on} open {beancount_account(name)} {book.currency}\n" for name in ACCOUNTS)
    for entry in entries:
        if not entry.moves_money:
            yield f"\n; {entry.on} {visible(entry.id)} {entry.kind} {visible(entry.text)}\n"
            continue
        facts = (("id", entry.id), ("customer", entry.customer), ("reference", entry.reference))
        meta = "".join(f"  {name}: {_quoted(value)}\n" for name, value in facts if value)
        lines = (
            f"  {beancount_account(line.account)}  {plain(line.amount, book.decimals)} {book.currency}\n"
            for line in entry.lines
            if line.amount
        )
        head = f"{entry.on} * {_quoted(entry.kind)} {_quoted(entry.text)}\n  entry: {entry.number}\n"
        yield f"\n{head}{meta}{''.join(lines)}"


# ---- spreadsheets ---------------------------------------------------------------------------------------------------

CSV_COLUMNS = (
    *("entry", "id", "on", "recorded_at", "kind", "customer", "account", "item"),
    *("debit", "credit", "units", "reference", "text"),
)
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")  # full-width signs begin a formula too


def inert(text: str) -> str:
    """Return a text cell that no spreadsheet takes for a formula: one that begins like one gets an apostrophe."""
    begins = text[:1] in _FORMULA or text.lstrip()[:1] in _FORMULA
    return f"'{text}" if text and begins else text


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv(book: ExportBook, entries: Iterable[ExportEntry]) -> Iterator[str]:
    write: Callable[[Iterable[object]], str] = csv.writer(_Echo(), lineterminator="\r\n").writerow
    yield "\N{BYTE ORDER MARK}" + write(CSV_COLUMNS)
    for entry in entries:
        head = (entry.number, inert(entry.id), entry.on.isoformat(), entry.recorded_at, entry.kind)
        said = (inert(entry.reference), inert(entry.text))
        for line in entry.lines:
            sides = (plain(max(line.amount, 0), book.decimals), plain(max(-line.amount, 0), book.decimals))
            whose = (inert(line.customer), line.account, inert(line.item))
            yield write((*head, *whose, *sides, line.units, *said))


# ---- GnuCash --------------------------------------------------------------------------------------------------------

GNUCASH_COLUMNS = (
    *("Date", "Transaction ID", "Number", "Description", "Notes", "Commodity/Currency", "Void Reason"),
    *("Action", "Memo", "Full Account Name", "Account Name", "Amount With Sym", "Amount Num."),
)
"""The first columns of what GnuCash exports, as its importer’s setting “GnuCash Export Format” reads them: multi-split,
from csv-transactions-export.cpp and gnc-imp-settings-csv-tx.cpp of GnuCash. Those behind them may be missing."""


def gnucash_account(account: str) -> str:
    """Return an account's name in GnuCash: `Assets:Tender:Wechat`."""
    return _BEANCOUNT[account]


def _gnucash(book: ExportBook, entries: Iterable[ExportEntry]) -> Iterator[str]:
    write: Callable[[Iterable[object]], str] = csv.writer(_Echo(), lineterminator="\r\n").writerow
    yield write(GNUCASH_COLUMNS)
    for entry in entries:
        text = visible(entry.text) or entry.kind
        head = (entry.on.isoformat(), inert(entry.id), entry.number, inert(text), inert(visible(entry.reference)))
        for line in entry.lines:
            if line.amount:
                name, amount = gnucash_account(line.account), plain(line.amount, book.decimals)
                memo = inert(visible(f"{line.customer} {line.item}".strip()))
                currency = f"CURRENCY::{book.currency}"
                yield write((*head, currency, "", entry.kind, memo, name, name.rpartition(":")[2], "", amount))


_WRITERS: Mapping[Format, Callable[[ExportBook, Iterable[ExportEntry]], Iterator[str]]] = MappingProxyType(
    {Format.HLEDGER: _hledger, Format.BEANCOUNT: _beancount, Format.GNUCASH: _gnucash, Format.CSV: _csv}
)
