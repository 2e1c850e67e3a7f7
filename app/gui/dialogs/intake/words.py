"""How the program speaks of other programs' files: what they are, how they are written, what became of them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from app.core.intake import names
from app.core.intake.findings import Finding, Weight
from app.core.intake.people import By
from app.core.intake.targets import Target
from app.core.intake.titles import letters
from app.core.intake.values import DayOrder, DecimalMark
from app.errors import Refused
from app.gui.dialogs.keep_words import size
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.intake.layout import Guess
    from app.gui.shop import Shop
    from app.services.intake import Counts, Proposal, Report, SheetInfo, Source, StoredRun

WORTH_SAYING = 5.0
"""Seconds that nobody need be told of before."""

LONGEST_IN_SECONDS = 90
"""What is longer is said in minutes."""

FILE_KINDS = "*.csv *.tsv *.txt *.xlsx *.xls *.xlsb *.ods *.html *.htm"


def number(value: int) -> str:
    """Write a count."""
    return form.number(value, current().language)


def file_words(source: Source) -> str:
    """Say what a file was found to be, whatever it is called."""
    kind = source.kind.value
    words = {
        "text": _("A text file whose cells are separated by a character (CSV and the like), {size}."),
        "html": _("A web page with a table, as some programs save it under the name of a workbook, {size}."),
        "xlsx": _("A workbook of Excel, {size}."),
        "ods": _("A workbook of LibreOffice or OpenOffice, {size}."),
        "old": _("An older or binary workbook of Excel, {size}."),
    }
    return words[kind].format(size=size(source.size))


def target_name(target: Target) -> str:
    """Return as what rows are taken in."""
    return names.target_name(target, current())


def target_words(target: Target) -> str:
    """Say what taking rows in as something means."""
    return {
        Target.CUSTOMERS: _(
            "Each row is a customer: name, phones, address; what is held and owed may stand beside it."
        ),
        Target.OPENINGS: _(
            "Each row is what is held for or owed by a customer: principal, bonus, visits left, debts with a due date."
        ),
        Target.MOVEMENTS: _("Each row is money paid in or used, in order; a running balance in the file is checked."),
        Target.BILLS: _("Each row is a charge, with its due date, and what was paid on it."),
        Target.PRICES: _("Each row is a service, goods or a pass with its price."),
    }[target]


def sheet_name(sheet: SheetInfo, at: int) -> str:
    """Return what a sheet is called, and whether the workbook hides it."""
    name = sheet.name or number(at + 1)
    return _("{name} (hidden in the workbook)").format(name=name) if sheet.hidden else name


def encoding_name(encoding: str) -> str:
    """Return what people call an encoding."""
    return names.encoding_name(encoding, current())


def separator_name(separator: str) -> str:
    """Return what a character between cells is called."""
    return names.separator_name(separator, current())


def decimal_name(mark: DecimalMark) -> str:
    """Return how decimals are written."""
    return names.decimal_name(mark)


def days_name(order: DayOrder) -> str:
    """Return how dates are written."""
    return names.days_name(order, current())


def guess_of(proposal: Proposal, name: str) -> Guess | None:
    """Return what was guessed of something, None where it was chosen."""
    return next((each for each in proposal.guesses if each.name == name), None)


def column_title(names: tuple[str, ...], at: int) -> str:
    """Return what a column is called: by its letter, and its name where it has one."""
    name = names[at] if at < len(names) else ""
    return f"{letters(at)}  {name}".rstrip()


def field_label(target: Target, name: str) -> str:
    """Return what a column can be, in words."""
    return names.field_label(target, name, current())


def missing_words(proposal: Proposal) -> str:
    """Say which columns are still needed, blank where none are."""
    if not proposal.missing:
        return ""
    target = proposal.layout.target
    groups = [" / ".join(field_label(target, name) for name in group) for group in proposal.missing]
    return _("Say which columns these are: {columns}.").format(columns=_(", ").join(groups))


# ---- what was found -------------------------------------------------------------------------------------------------


def weight_name(weight: Weight) -> str:
    """Return what becomes of a row."""
    return names.weight_name(weight, current())


def weight_sign(weight: Weight) -> str:
    """Return the sign that goes with it, for it is never told by colour alone."""
    return {Weight.REFUSED: "✗", Weight.WARNED: "▲", Weight.SKIPPED: "–"}[weight]


def reason_words(shop: Shop, finding: Finding) -> str:
    """Say why, without the name a request's field has inside the program: the column is named beside it."""
    return shop.words(Refused(finding.field, finding.reason))


def by_words(by: By) -> str:
    """Say by what two are likely the same."""
    return {By.NUMBER: pgettext("duplicate", "Number"), By.PHONE: pgettext("duplicate", "Phone")}[by]


def sum_name(name: str) -> str:
    """Return what an amount of all rows together is."""
    return names.sum_name(name, current())


def count_words(verb: str, count: int, target: Target | None = None) -> str:
    """Say how many of something would be recorded; what opens an account of bills is a charge."""
    if verb == "opening" and target is Target.BILLS:
        return ngettext("{n} charge", "{n} charges", count).format(n=number(count))
    words = {
        "customer": ngettext("{n} customer's file", "{n} customers' files", count),
        "opening": ngettext("{n} opening balance", "{n} opening balances", count),
        "top_up": ngettext("{n} top-up", "{n} top-ups", count),
        "sale": ngettext("{n} sale", "{n} sales", count),
        "payment": ngettext("{n} payment", "{n} payments", count),
        "price_item": ngettext("{n} price", "{n} prices", count),
    }
    return words.get(verb, f"{verb}: {{n}}").format(n=number(count))


def counts_words(counts: Mapping[str, int], target: Target | None) -> str:
    """Say what is, or would be, recorded, all of it in one line."""
    return _(", ").join(count_words(verb, count, target) for verb, count in counts.items())


def lasts_words(seconds: float) -> str:
    """Say how long taking a file in will last, coarsely, and that one waits for it; blank where that is soon over."""
    if seconds < WORTH_SAYING:
        return ""
    n, minutes = _coarse(seconds)
    if minutes:
        text = ngettext(
            "This will take about {n} minute; until then this window waits.",
            "This will take about {n} minutes; until then this window waits.",
            n,
        )
    else:
        text = ngettext(
            "This will take about {n} second; until then this window waits.",
            "This will take about {n} seconds; until then this window waits.",
            n,
        )
    return text.format(n=number(n))


def left_words(seconds: float) -> str:
    """Say how much longer something will take, coarsely."""
    n, minutes = _coarse(seconds)
    if minutes:
        return ngettext("About {n} more minute", "About {n} more minutes", n).format(n=number(n))
    return ngettext("About {n} more second", "About {n} more seconds", n).format(n=number(n))


def _coarse(seconds: float) -> tuple[int, bool]:
    """Return a time as people say it, never less than it is: in steps of five seconds, or in minutes (true)."""
    if seconds > LONGEST_IN_SECONDS:
        return math.ceil(seconds / 60), True
    return max(5, 5 * math.ceil(seconds / 5)), False


def done_words(report: Report) -> str:
    """Say what came of an import."""
    text = ngettext("{n} row is in the book.", "{n} rows are in the book.", report.good)
    return text.format(n=number(report.good))


def state_name(run: StoredRun) -> str:
    """Return what became of an import."""
    return state_word(run.state)


def state_word(state: str) -> str:
    """Return what was done with a file, by the word the book keeps."""
    return names.state_name(state, current())


def passed_over(counts: Counts) -> int:
    """Return how many rows were neither taken in nor refused: sums, repeated headers, what was there before."""
    return max(counts.rows - counts.recorded - counts.refused, 0)


def target_of(run: StoredRun) -> str:
    """Return as what a file was taken in."""
    return names.stored_target(run.target, current())
