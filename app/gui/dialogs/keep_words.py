"""How backups are spoken of: when, how large, what they hold, what would be lost."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext

if TYPE_CHECKING:
    from app.services.backup import Backup
    from app.services.restore import Facts, Lost, Preview

_STEP = 1024
_FEW = 10


def moment(at: datetime) -> str:
    """Write when a backup was made."""
    return f"{form.short_date(at.date())} {at:%H:%M}"


def size(count: int) -> str:
    """Write a number of bytes: 3.4 MB."""
    number, unit = float(count), "KB"
    for unit in ("KB", "MB", "GB", "TB"):  # noqa: B007 - the last one stays
        number /= _STEP
        if number < _STEP:
            break
    return f"{number:.1f} {unit}" if number < _FEW else f"{number:.0f} {unit}"


def count_words(entries: int) -> str:
    """Write a number of entries."""
    return ngettext("{n} entry", "{n} entries", entries).format(n=form.number(entries, current().language))


def state_word(backup: Backup, *, own: bool) -> str:
    """Say in a word what a backup's file is good for."""
    match backup.state.value:
        case "locked":
            return _("encrypted, key wanted")
        case "damaged":
            return "⚠ " + _("damaged")
    return "✓ " + _("good") if own else _("another book")


def holds(facts: Facts) -> str:
    """Say what a backup or a book holds, in a sentence."""
    language = current().language
    customers = form.number(facts.counts.customers, language)
    values = {"entries": count_words(facts.counts.entries), "customers": customers}
    if facts.last_on is None:
        return _("{customers} customers, and no entry yet.").format(**values)
    return _("{entries}, {customers} customers; the last entry is dated {on}.").format(**values, on=facts.last_on)


def lost_words(seen: Preview) -> list[str]:
    """Say in sentences what restoring would take away; the first is the gravest."""
    if seen.present is None:
        return []
    lost = seen.lost
    if lost is None:
        return []
    found = _taken(lost)
    if not found and not seen.ahead:
        return [_("Nothing would be lost: the book has nothing that the backup has not.")]
    if seen.ahead:
        text = ngettext(
            "The backup has {n} entry that the present book has not.",
            "The backup has {n} entries that the present book has not.",
            seen.ahead,
        )
        found.append(text.format(n=form.number(seen.ahead, current().language)))
    return found


def _taken(lost: Lost) -> list[str]:
    language = current().language
    found = []
    if lost.entries:
        text = ngettext(
            "{n} entry recorded since then would be lost; enter it again afterwards.",
            "{n} entries recorded since then would be lost; enter them again afterwards.",
            lost.entries,
        )
        found.append(text.format(n=form.number(lost.entries, language)))
    if lost.customers:
        text = ngettext("{n} new customer would be lost.", "{n} new customers would be lost.", lost.customers)
        found.append(text.format(n=form.number(lost.customers, language)))
    if lost.files:
        text = ngettext(
            "Changes in the file of {n} customer would be lost.",
            "Changes in the files of {n} customers would be lost.",
            lost.files,
        )
        found.append(text.format(n=form.number(lost.files, language)))
    if lost.erased:
        text = ngettext(
            "{n} person who was erased since then would be back in the book; erase them again afterwards.",
            "{n} people who were erased since then would be back in the book; erase them again afterwards.",
            lost.erased,
        )
        found.append(text.format(n=form.number(lost.erased, language)))
    return found


def loss_in_short(seen: Preview) -> str:
    """Say in a few words what a backup would lose, for a list to choose from."""
    if seen.lost is None:
        return _("cannot be compared")
    if not (seen.lost.entries or seen.lost.customers or seen.lost.files):
        return _("nothing")
    return count_words(seen.lost.entries) if seen.lost.entries else _("changes of files")
