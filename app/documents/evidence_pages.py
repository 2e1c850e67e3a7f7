"""The pages of an evidence pack that are set from the book: its front, what was sold, contacts, ledger, chain."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from app.core.capitals import capitals, has_capitals
from app.core.credit.evidence import NO_COPY
from app.core.credit.evidence_paper import EvidencePaper, PackCharge
from app.core.day_words import ENTRY_NAMES, PART_NAMES
from app.core.reminder.requests import ContactResult, ContactWay
from app.core.requests import InterestKind
from app.documents.layout import ALARM, Align, Block, space
from app.documents.plain_sheet import BODY, CELL, SMALL, Column, PlainSheet, address_line
from app.errors import Message
from app.i18n import format as fmt
from app.i18n.mark import N_

_TITLE = N_("Evidence pack")
_MADE = N_("Made on {on}")
_CLAIM = N_("Claim")
_CUSTOMER = N_("Customer")
_NUMBER = N_("Customer no.")
_ADDRESS = N_("Address")
_IN_WORDS = N_("In words")
_CONTENTS = N_("Table of contents")
_MISSING = N_("What is missing")
_NOT_IN = N_("What could not be put in")
_NO_ADVICE = N_("This pack puts together what the shop’s book holds. It is no legal advice.")
_NO_COPIES = N_("There is no copy in the book of these {count} documents: {names}.")
_NAME = "{name}"
_FEW = 3
_COMPLETE = N_("Nothing that such a pack usually has is missing.")

CHARGES = N_("Charges and what was sold")
CONTACTS = N_("Log of contacts")
LEDGER = N_("Ledger of what is owed")
_CHAIN = N_("Proof that the book is whole")
_CHAIN_TEXT = N_(
    "The journal of this book is a chain: each entry bears a SHA-256 that covers the one before it, so no entry can be "
    "changed, left out or put in later without breaking it. When this pack was made the last entry was number {entry}."
)
_HASH = N_("Its hash")

_DATE, _AMOUNT, _TOTAL = N_("Date"), N_("Amount"), N_("Total")
_CONTENT_COLUMNS = (
    Column(N_("#"), 0.06, Align.RIGHT),
    Column(N_("Document"), 0.3),
    Column(N_("What it proves"), 0.5),
    Column(N_("Page"), 0.14, Align.RIGHT),
)
_CHARGE_COLUMNS = (
    Column(_DATE, 0.12),
    Column(N_("Document"), 0.16),
    Column(N_("What was sold"), 0.26),
    Column(N_("Due"), 0.12),
    Column(_AMOUNT, 0.11, Align.RIGHT),
    Column(N_("Open"), 0.11, Align.RIGHT),
    Column(N_("Can be claimed through"), 0.12),
)
_CHARGES_ALONE = (*_CHARGE_COLUMNS[:2], _CHARGE_COLUMNS[2]._replace(share=0.38), *_CHARGE_COLUMNS[3:-1])
"""The same where the law of the place knows no time for which a claim can be enforced."""

_CONTACT_COLUMNS = (
    Column(N_("When"), 0.17),
    Column(N_("Way"), 0.13),
    Column(N_("Result"), 0.16),
    Column(N_("What was said"), 0.42),
    Column(N_("By"), 0.12),
)
_LEDGER_COLUMNS = (
    Column(_DATE, 0.13),
    Column(N_("Entry"), 0.09, Align.RIGHT),
    Column(N_("Kind"), 0.2),
    Column(N_("Text"), 0.3),
    Column(_AMOUNT, 0.14, Align.RIGHT),
    Column(N_("Owed"), 0.14, Align.RIGHT),
)


class PackSection(NamedTuple):
    """One of our own parts: its title and its blocks."""

    title: str
    blocks: Sequence[Block]


class ListsSetter:
    """Sets the pages of a pack that are not kept papers."""

    def __init__(self, paper: EvidencePaper, sheet: PlainSheet) -> None:
        self._paper = paper
        self._set = sheet

    # ---- the front --------------------------------------------------------------------------------------------------

    def front(
        self, places: Mapping[int, int | None], own: Sequence[tuple[str, int]], left_out: Sequence[Message]
    ) -> list[Block]:
        """Return the head of the pack; `places` are the pages of its documents, `own` those of our own parts."""
        paper, set_ = self._paper, self._set
        wording = set_.wording
        made = set_.joined(Message(_MADE, {"on": paper.made_on}))
        chinese = wording.chinese
        words = capitals(paper.open, paper.currency.code, chinese) if chinese and self._has_words() else ""
        rows = [
            (_CUSTOMER, paper.customer.name),
            (_NUMBER, paper.customer.number),
            (_ADDRESS, address_line(paper.to, paper.customer.name)),
            (_CLAIM, wording.money(paper.open, sign=paper.money_sign)),
            (_IN_WORDS, words),
        ]
        contents = [
            [str(each.number), set_.first(each.document.shown), set_.first(each.proves), _page(places.get(each.number))]
            for each in paper.pack.entries
        ]
        contents += [["", title, "", str(page)] for title, page in own]
        return [
            *set_.title(paper.shop, _TITLE, [made]),
            set_.pairs(rows),
            set_.heading(_CONTENTS),
            *set_.table(_CONTENT_COLUMNS, contents),
            *self._gaps(left_out),
            space(6),
            set_.text(_NO_ADVICE, SMALL),
        ]

    def _has_words(self) -> bool:
        return has_capitals(self._paper.currency.code)

    def _gaps(self, left_out: Sequence[Message]) -> list[Block]:
        pack, set_ = self._paper.pack, self._set
        missing = [*pack.missing, *self._gathered(gap for each in pack.entries for gap in each.missing)]
        style = CELL._replace(color=ALARM)
        said = [set_.plain(f"· {text}", style) for text in dict.fromkeys(map(set_.first, missing))]
        blocks = [set_.heading(_MISSING), *(said or [set_.text(_COMPLETE, BODY)])]
        if left_out:
            blocks += [set_.heading(_NOT_IN), *(set_.plain(f"· {set_.first(each)}", CELL) for each in left_out)]
        return blocks

    def _gathered(self, missing: Iterable[Message]) -> list[Message]:
        """Return what is missing, in one sentence of which documents there is no copy where these are many."""
        every = list(missing)
        names = [self._set.first(Message(_NAME, each.values)) for each in every if each.text == NO_COPY]
        if len(names) <= _FEW:
            return every
        together = Message(_NO_COPIES, {"count": len(names), "names": ", ".join(names)})
        return [*(each for each in every if each.text != NO_COPY), together]

    # ---- what was sold ----------------------------------------------------------------------------------------------

    def charges(self) -> PackSection:
        """Return the charges with the lines of their sales."""
        set_, paper = self._set, self._paper
        amount = set_.wording.amount
        columns = _CHARGE_COLUMNS if any(each.last_on for each in paper.charges) else _CHARGES_ALONE
        rows = [
            [
                fmt.short_date(each.on),
                each.document,
                self._sold(each),
                fmt.short_date(each.due_on),
                amount(each.amount),
                amount(each.open),
                fmt.short_date(each.last_on) if each.last_on else "",
            ]
            for each in paper.charges
        ]
        total = [set_.first(_TOTAL), "", "", "", amount(sum(c.amount for c in paper.charges)), amount(paper.open), ""]
        width = len(columns)
        table = set_.table(columns, [row[:width] for row in rows], total[:width])
        blocks = [set_.heading(CHARGES), *table]
        return PackSection(set_.first(CHARGES), blocks)

    def _sold(self, charge: PackCharge) -> str:
        if charge.part:
            return self._set.first(PART_NAMES[InterestKind(charge.part)])
        if not charge.lines:
            return charge.text
        amount = self._set.wording.amount
        return "\n".join(f"{line.text}  {line.quantity} × {amount(line.price)}" for line in charge.lines)

    # ---- contacts, ledger, chain ------------------------------------------------------------------------------------

    def contacts(self) -> PackSection:
        """Return the log of contacts; no blocks where there were none."""
        set_ = self._set
        rows = [
            [
                fmt.date_time(each.at.astimezone()),
                self._way(each.way),
                self._result(each.result),
                " ".join(each.text.split()),
                each.who,
            ]
            for each in self._paper.contacts
        ]
        blocks = [set_.heading(CONTACTS), *set_.table(_CONTACT_COLUMNS, rows)] if rows else []
        return PackSection(set_.first(CONTACTS), blocks)

    def _way(self, way: ContactWay) -> str:
        translator = self._set.wording.translators[0]
        return {
            ContactWay.EMAIL: translator.gettext("E-mail"),
            ContactWay.LETTER: translator.gettext("Letter"),
            ContactWay.PHONE: translator.gettext("Phone"),
            ContactWay.MESSAGE: translator.gettext("Message"),
            ContactWay.SERVICE: translator.gettext("Message"),
            ContactWay.VISIT: translator.gettext("Visit"),
        }[way]

    def _result(self, result: ContactResult) -> str:
        translator = self._set.wording.translators[0]
        return {
            ContactResult.BEGUN: translator.pgettext("contact", "Begun"),
            ContactResult.SENT: translator.pgettext("contact", "Sent"),
            ContactResult.FAILED: translator.pgettext("contact", "Not sent"),
            ContactResult.UNCLEAR: translator.pgettext("contact", "Unclear"),
            ContactResult.REACHED: translator.pgettext("contact", "Reached"),
            ContactResult.NO_ANSWER: translator.pgettext("contact", "No answer"),
            ContactResult.PROMISE: translator.pgettext("contact", "Promised to pay"),
            ContactResult.DISPUTED: translator.pgettext("contact", "Disputed"),
            ContactResult.WRONG_NUMBER: translator.pgettext("contact", "Wrong number"),
        }[result]

    def ledger(self) -> PackSection:
        """Return the entries that changed what is owed."""
        set_ = self._set
        amount = set_.wording.amount
        rows = [
            [
                fmt.short_date(each.on),
                str(each.number),
                set_.first(ENTRY_NAMES[each.kind]),
                " ".join(each.text.split()),
                amount(each.change),
                amount(each.owed),
            ]
            for each in self._paper.ledger
        ]
        blocks = [set_.heading(LEDGER), *set_.table(_LEDGER_COLUMNS, rows)] if rows else []
        return PackSection(set_.first(LEDGER), blocks)

    def chain(self) -> PackSection:
        """Return what proves that nothing was changed since."""
        set_, head = self._set, self._paper.head
        text = set_.text(Message(_CHAIN_TEXT, {"entry": head.entry}))
        return PackSection(set_.first(_CHAIN), [set_.heading(_CHAIN), text, set_.pairs([(_HASH, head.hash)])])


def _page(number: int | None) -> str:
    return "" if number is None else str(number)
