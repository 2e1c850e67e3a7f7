"""What became of many messages that were sent, and the sending of them in parts: for reminders and statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from app.core.outgoing import SendReport, Sent
from app.gui.dialogs.reminder_words import number, sent_name, sent_reason
from app.gui.models.rows import Column
from app.gui.shop import Shop
from app.gui.tasks import Job
from app.gui.theme import S3
from app.gui.widgets.basics import Card, column, holder, label, row
from app.gui.widgets.small_table import SmallTable
from app.i18n.catalog import _, ngettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.outgoing import SendRow

ROWS = 9
TROUBLE = (Sent.UNCLEAR, Sent.REFUSED, Sent.FAILED, Sent.UNABLE, Sent.HELD)
"""What of a report is to be looked at first."""


class Part(NamedTuple):
    """Some of many messages that are sent at one go; `send` gets what is told how far it is, and what may stop it."""

    many: int
    send: Callable[[Callable[[int, int], None], Callable[[], bool]], SendReport]


def send_parts(parts: Sequence[Part], job: Job) -> SendReport:
    """Send part by part; what stops one of them is said, and the next is tried all the same."""
    every, before = sum(part.many for part in parts), 0
    rows: list[SendRow] = []
    left, error = 0, None
    for part in parts:
        report = part.send(_progress(job, before, every), job.cancelled)
        rows += report.rows
        left, error = left + report.left, error or report.error
        before += part.many
    return SendReport(rows=tuple(rows), left=left, error=error)


def _progress(job: Job, before: int, every: int) -> Callable[[int, int], None]:
    def tell(done: int, _of: int) -> None:
        job.progress(before + done, every)

    return tell


def report_view(shop: Shop, report: SendReport, unclear: str) -> QWidget:
    """Return what shows what became of each, what needs somebody first; `unclear` says where such a one waits."""
    accepted = len(report.of(Sent.ACCEPTED))
    parts = [ngettext("{n} sent", "{n} sent", accepted).format(n=number(accepted))]
    for sent in Sent:
        count = len(report.of(sent))
        if count and sent is not Sent.ACCEPTED:
            parts.append(f"{sent_name(sent).text} {number(count)}")
    if report.left:
        parts.append(ngettext("{n} not tried", "{n} not tried", report.left).format(n=number(report.left)))
    shown: list[QWidget] = [label("  ·  ".join(parts), "heading", wrap=True)]
    if report.error is not None:
        trouble = label("▲  " + shop.sentence(report.error), wrap=True)
        shown.append(Card(row(trouble, margins=(12, 8, 12, 8)), "notice-owed"))
    if report.of(Sent.UNCLEAR):
        shown.append(label(unclear, wrap=True))
    table = SmallTable(_("What became of each"), _columns(shop), ROWS)
    table.setProperty("class", "framed")
    table.show_rows(sorted(report.rows, key=lambda each: each.sent not in TROUBLE))
    table.setVisible(bool(report.rows))
    return holder(column(*shown, table, gap=S3))


def _columns(shop: Shop) -> list[Column]:
    def became(each: SendRow) -> str:
        said = sent_name(each.sent)
        return f"{said.sign} {said.text}"

    def tone(each: SendRow) -> str:
        return sent_name(each.sent).tone

    reason = partial(sent_reason, shop)
    return [
        Column("name", N_("Customer"), lambda each: each.name, width=190, tip=lambda each: each.name),
        Column("sent", N_("Result"), became, width=170, tone=tone),
        Column("why", N_("Reason"), reason, stretch=True, tip=reason),
    ]
