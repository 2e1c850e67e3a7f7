"""Taking data out of the book: the journal, lists, vouchers, cards, the whole book; and a whole book back in."""

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from app.bootstrap import App
from app.cli import letters, reminders
from app.cli.output import Output, counted
from app.cli.replies import outcome_words
from app.cli.staff import seated
from app.core.audit import Choice
from app.core.credit.ageing_list import AgeingAsk
from app.core.credit.buckets import Basis
from app.core.customer_list import Column, CustomerFilter, SortKey
from app.core.list_file import FileColumn, Kind, ListFile, Value
from app.core.reminder.board import Group
from app.core.report import ReportName
from app.i18n.catalog import _, ngettext, pgettext
from app.services import handover
from app.services.vcards import VCardVersion

DONE = 0


def export(options: argparse.Namespace, app: App, output: Output) -> int:
    """Write what is asked for."""
    return _KINDS[options.what](options, app, output)


def _rows(options: argparse.Namespace, output: Output, count: int) -> int:
    text = ngettext("{n} row written to {path}.", "{n} rows written to {path}.", count)
    return _written(options, output, "rows", count, text)


def _written(options: argparse.Namespace, output: Output, what: str, count: int, text: str) -> int:
    """Say how many of what were written where."""
    if output.json:
        output.answer({"out": str(options.out), what: count})
    else:
        output.say(text.format(n=count, path=options.out))
    return DONE


def _journal(options: argparse.Namespace, app: App, output: Output) -> int:
    entries = app.exports.journal(options.out, options.format, language=output.language)
    text = ngettext("{n} entry written to {path}.", "{n} entries written to {path}.", entries)
    return _written(options, output, "entries", entries, text)


# ---- lists ----------------------------------------------------------------------------------------------------------


def _customers(options: argparse.Namespace, app: App, output: Output) -> int:
    count = app.customer_list.export(CustomerFilter(), SortKey.NO, tuple(Column), options.out, output.language)
    return _rows(options, output, count)


def _ageing(options: argparse.Namespace, app: App, output: Output) -> int:
    page = app.receivables.ageing(AgeingAsk(on=options.as_of, basis=Basis(options.by)))
    return _rows(options, output, app.receivables.export(page, options.out, output.language))


def _report(options: argparse.Namespace, app: App, output: Output) -> int:
    end = options.to or app.today()
    found = app.reports.report(ReportName(options.name), options.from_ or end.replace(month=1, day=1), end)
    return _rows(options, output, app.reports.export(found, options.out, output.language))


def _audit(options: argparse.Namespace, app: App, output: Output) -> int:
    return _rows(options, output, app.audit.save(options.out, Choice(first_on=options.from_, last_on=options.to)))


def _list(
    options: argparse.Namespace,
    app: App,
    output: Output,
    heads: Sequence[tuple[str, Kind]],
    rows: Iterable[Sequence[Value]],
) -> int:
    columns = tuple(FileColumn(head, kind) for head, kind in heads)
    file = ListFile(options.what, columns, rows, app.book.decimals)
    return _rows(options, output, app.list_files.save(options.what, options.out, file))


def _open(options: argparse.Namespace, app: App, output: Output) -> int:
    file = app.handover.open_items(output.language)
    return _rows(options, output, app.list_files.save(options.what, options.out, file))


def _reminders(options: argparse.Namespace, app: App, output: Output) -> int:
    board = app.reminder_queue.board()
    heads = (
        *((_("Group"), Kind.TEXT), (_("No."), Kind.TEXT), (_("Name"), Kind.TEXT), (_("Reminder"), Kind.TEXT)),
        *((_("Way"), Kind.TEXT), (_("Amount"), Kind.MONEY), (_("Days"), Kind.COUNT), (_("Due"), Kind.DAY)),
        *((_("State"), Kind.TEXT), (_("Text"), Kind.TEXT)),
    )
    rows = [
        (
            *(reminders.group_words(group), row.customer, row.name, _(reminders.RULES[row.rule])),
            *(reminders.ways_words(row.ways), row.amount or None, row.days or None, row.due_on),
            *(reminders.state_words(row.state), row.number or row.service),
        )
        for group in Group
        for row in board.groups[group]
    ]
    return _list(options, app, output, heads, rows)


def _statements(options: argparse.Namespace, app: App, output: Output) -> int:
    heads = (
        *((_("No."), Kind.TEXT), (_("Customer"), Kind.TEXT), (_("Name"), Kind.TEXT)),
        *((_("First day"), Kind.DAY), (_("Last day"), Kind.DAY), (_("Owed"), Kind.MONEY)),
        *((_("Principal"), Kind.MONEY), (_("Bonus"), Kind.MONEY), (_("Issued"), Kind.INSTANT)),
        *((_("Came back"), Kind.TEXT), (_("Date"), Kind.DAY)),
    )
    rows = [
        (
            *(each.no, each.number, each.name, each.period.start, each.period.end, each.owed),
            *(each.principal, each.bonus, each.issued_at, outcome_words(each.outcome), each.replied_on),
        )
        for each in app.statement_runs.issued()
    ]
    return _list(options, app, output, heads, rows)


# ---- other files ----------------------------------------------------------------------------------------------------


def _vouchers(options: argparse.Namespace, app: App, output: Output) -> int:
    count = app.vouchers.save(options.layout, options.from_, options.to, options.out)
    first = app.vouchers.changeable(options.from_, options.to)
    if output.json:
        open_from = first.isoformat() if first is not None else None
        output.answer({"out": str(options.out), "vouchers": count, "open_from": open_from})
        return DONE
    text = ngettext("{n} voucher written to {path}.", "{n} vouchers written to {path}.", count)
    output.say(text.format(n=count, path=options.out))
    if first is not None:
        said = _(
            "From {date} on the months are not closed: what is recorded later for these days will not be in this file."
        )
        output.say(said.format(date=first.isoformat()))
    return DONE


def _vcards(options: argparse.Namespace, app: App, output: Output) -> int:
    count = app.vcards.save(options.out, options.customers, VCardVersion(options.version))
    return _rows(options, output, count)


def _book(options: argparse.Namespace, app: App, output: Output) -> int:
    with counted(output) as progress:
        done = app.handover.save(options.out, options.language or app.book.language, progress=progress)
    if output.json:
        answer = {"out": str(options.out), "entries": done.entries, "rows": done.rows, "files": done.files}
        output.answer(answer | {"facts": done.facts})
        return DONE
    text = ngettext("The book with {n} entry is in {path}.", "The book with {n} entries is in {path}.", done.entries)
    output.say(text.format(n=done.entries, path=options.out))
    output.say(_("Hash of the business facts: {hash}").format(hash=done.facts))
    return DONE


_KINDS: Mapping[str, Callable[[argparse.Namespace, App, Output], int]] = MappingProxyType(
    {
        "journal": _journal,
        "customers": _customers,
        "open": _open,
        "ageing": _ageing,
        "report": _report,
        "audit": _audit,
        "reminders": _reminders,
        "statements": _statements,
        "vouchers": _vouchers,
        "vcards": _vcards,
        "labels": letters.labels,
        "book": _book,
    }
)


# ---- back in --------------------------------------------------------------------------------------------------------


def import_book(options: argparse.Namespace, path: Path, output: Output) -> int:
    """Make a book of a folder."""
    with counted(output) as progress:
        done = handover.take_over(options.folder, path, seated(options, path, None), progress=progress)
    if output.json:
        answer: dict[str, object] = {"book": str(path), "shop": done.shop, "entries": done.entries, "rows": done.rows}
        answer |= {"facts": done.facts, "staff_off": done.staff_off}
        output.answer(answer | {"aside": str(done.aside) if done.aside else None})
        return DONE
    text = ngettext(
        "The book of {name} is ready: {n} entry, {path}",
        "The book of {name} is ready: {n} entries, {path}",
        done.entries,
    )
    output.say(text.format(name=done.shop, n=done.entries, path=path))
    output.say(_("Hash of the business facts: {hash}").format(hash=done.facts))
    if done.aside is not None:
        output.say(_("The empty book that was there is kept as {path}.").format(path=done.aside))
    if done.staff_off:
        output.say(_("The staff were told apart in the old book; PINs were not handed over, so they are not any more."))
    return DONE


# ---- shown ----------------------------------------------------------------------------------------------------------


def layouts(_options: argparse.Namespace, app: App, output: Output) -> None:
    """Show the layouts of vouchers."""
    found = app.vouchers.layouts()
    if output.json:
        output.answer(
            [
                {"layout": each.name, "title": each.title, "form": each.form, "needs": list(each.needs)}
                | {"source": each.source, "confidence": each.confidence, "advice": each.advice}
                for each in found
            ]
        )
        return
    sure = {"H": pgettext("source", "sure"), "M": pgettext("source", "likely"), "L": pgettext("source", "try it first")}
    output.table(
        [_("Layout"), _("Program"), _("Known how well"), _("Source")],
        [[each.name, each.title, sure.get(each.confidence, each.confidence), each.source] for each in found],
    )
    for each in found:
        if each.advice:
            output.say(f"{each.name}: {each.advice}")


def facts(_options: argparse.Namespace, app: App, output: Output) -> None:
    """Show the hash of the business facts."""
    found = app.handover.facts()
    if output.json:
        output.answer({"facts": found})
    else:
        output.say(found)
