"""What statements are called on screen: their kinds, papers and states, and why one was held back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from app.core.customer import StatementBy
from app.core.envelope import WindowForm
from app.core.settings import ReceiptLanguage
from app.core.statement import Period, StatementKind
from app.core.statement_paper import Sheet, Slip
from app.core.statement_reply import Means, Outcome
from app.core.statement_run import Concern, RunOrder, Skip
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.gui.shop import Shop

SILENT = ""
"""The state of a statement nothing came back of."""


class State(NamedTuple):
    """What came back of a statement, as a list shows it: a sign, a word and a tone, for none speaks alone."""

    sign: str
    text: str
    tone: str


def state_of(outcome: str) -> State:
    """Return how what came back is said; a reply taken back counts as none."""
    match outcome:
        case Outcome.CONFIRMED:
            return State("✓", pgettext("statement", "Confirmed"), "accent")
        case Outcome.DISPUTED:
            return State("▲", pgettext("statement", "Disputed"), "owed")
    return State("○", pgettext("statement", "No reply"), "mute")


def is_silent(outcome: str) -> bool:
    """Whether nothing came back: silence is never confirmation."""
    return outcome not in (Outcome.CONFIRMED, Outcome.DISPUTED)


def period_name(period: Period) -> str:
    """Return a period in words: a month by its name, other days from and to."""
    if period.month:
        return form.month(period.start, current().language)
    return _("{first} to {last}").format(first=form.short_date(period.start), last=form.short_date(period.end))


def here(moment: datetime) -> datetime:
    """Return a moment on this computer's clock; the book keeps them in UTC."""
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).astimezone()


def delivery_name(way: str) -> str:
    """Return how a statement goes to its customer, short enough for a column."""
    return {
        StatementBy.PRINT: pgettext("delivery", "Handed over"),
        StatementBy.POST: pgettext("channel", "Post"),
        StatementBy.EMAIL: pgettext("channel", "E-mail"),
    }.get(StatementBy(way), way)


# ---- choices --------------------------------------------------------------------------------------------------------


def kinds() -> list[tuple[StatementKind, str]]:
    """Return the kinds of statements with their names."""
    return [
        (StatementKind.BALANCE_FORWARD, _("Opening balance and entries")),
        (StatementKind.OPEN_ITEM, _("Open items only")),
    ]


def sheets() -> list[tuple[Sheet, str]]:
    """Return the papers statements are printed on."""
    return [
        (Sheet.A4, _("A4")),
        (Sheet.LETTER, _("Letter")),
        (Sheet.FORM_280, _("Continuous, 241 × 280 mm")),
        (Sheet.FORM_140, _("Continuous, 241 × 140 mm")),
    ]


def windows() -> list[tuple[WindowForm, str]]:
    """Return the envelopes with a window the address is placed for."""
    return [
        (WindowForm.NONE, _("No window")),
        (WindowForm.DIN_A, _("DIN 5008 form A (DL window)")),
        (WindowForm.DIN_B, _("DIN 5008 form B (DL window)")),
        (WindowForm.US_9, _("US #9, one window")),
        (WindowForm.US_9_DOUBLE, _("US #9, two windows")),
        (WindowForm.US_10, _("US #10, one window")),
        (WindowForm.UK_DL, _("UK DL, one window")),
    ]


def slips() -> list[tuple[Slip, str]]:
    """Return what may be cut off and sent back."""
    return [
        (Slip.REPLY, _("Reply slip")),
        (Slip.REMITTANCE, _("Remittance slip")),
        (Slip.NONE, pgettext("slip", "None")),
    ]


def paper_languages() -> list[tuple[ReceiptLanguage, str]]:
    """Return whose language a statement is in."""
    return [
        (ReceiptLanguage.CUSTOMER, _("The customer's")),
        (ReceiptLanguage.SHOP, _("The shop's")),
        (ReceiptLanguage.BOTH, _("Both")),
    ]


def orders() -> list[tuple[RunOrder, str]]:
    """Return in which order the papers may come out."""
    return [
        (RunOrder.POSTCODE, _("By postcode")),
        (RunOrder.NUMBER, _("By customer number")),
        (RunOrder.NAME, _("By name")),
    ]


def means() -> list[tuple[Means, str]]:
    """Return how a reply may bear its giver's name."""
    return [
        (Means.SIGNED, pgettext("reply", "Signed")),
        (Means.SEALED, pgettext("reply", "Sealed")),
        (Means.BOTH, pgettext("reply", "Signed and sealed")),
        (Means.MESSAGE, pgettext("reply", "By message")),
        (Means.SPOKEN, pgettext("reply", "By word of mouth")),
    ]


# ---- what to look at before, and what was held back -----------------------------------------------------------------

CONCERNS: Mapping[Concern, tuple[str, str, str]] = MappingProxyType(
    {
        Concern.UNSOUND: (
            N_("Figures disagree"),
            "owed",
            N_("The figures do not agree with each other. These are never issued; check the book first."),
        ),
        Concern.NO_ADDRESS: (
            N_("No address"),
            "soon",
            N_("They go by post, and the file has no address. The paper is printed all the same, without one."),
        ),
        Concern.NO_EMAIL: (
            N_("No e-mail"),
            "soon",
            N_("They go by e-mail, and the file has none. Save their PDFs and pass them on, or untick them."),
        ),
        Concern.PAID_SINCE: (
            N_("Paid since"),
            "soon",
            N_("They paid after the period. The paper shows what was owed then, and says what has come since."),
        ),
        Concern.ISSUED_BEFORE: (
            N_("Issued before"),
            "soon",
            N_("They have a statement for this period already and would get a second one with a new number."),
        ),
        Concern.DISPUTED: (
            N_("In dispute"),
            "soon",
            N_("One of their charges is in dispute. The paper marks it."),
        ),
    }
)
"""What to look at first: its name, its tone, and what it means, the worst first."""


def concern_name(concern: Concern) -> str:
    """Return what a concern is called."""
    return _(CONCERNS[concern][0])


def skip_reason(reason: Skip) -> str:
    """Return why a statement was not issued."""
    return {
        Skip.UNSOUND: _("Its figures disagree"),
        Skip.GONE: _("The file was merged, closed or erased meanwhile"),
        Skip.FAILED: _("It could not be drawn"),
        Skip.ISSUED: _("Another run issued one for the same period meanwhile"),
        Skip.ABANDONED: _("Left out when the run was ended"),
    }[reason]


# ---- figures --------------------------------------------------------------------------------------------------------


def statements_count(count: int) -> str:
    """Return how many statements."""
    text = ngettext("{n} statement", "{n} statements", count)
    return text.format(n=form.number(count, current().language))


def pages_count(count: int) -> str:
    """Return how many pages."""
    return ngettext("{n} page", "{n} pages", count).format(n=form.number(count, current().language))


def money_or_nothing(shop: Shop, name: str) -> Callable[[object], str]:
    """Return what writes the amount of that name in a column, a dash for zero."""

    def text(row: object) -> str:
        minor = getattr(row, name)
        return shop.amount(minor) if minor else shop.nothing()

    return text
