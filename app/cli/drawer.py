"""`show day`: what a day came to, what should be in the drawer, and the ends kept of it."""

import argparse

from app.bootstrap import App
from app.cli.output import Output
from app.core.day_end import DayEnd
from app.core.day_figures import DayFigures, EntryLine
from app.core.day_words import LABELS
from app.core.drawer import DrawerKind, DrawerLine
from app.core.journal import tender_account
from app.core.kind_names import ACCOUNTS, KINDS
from app.i18n.catalog import _
from app.i18n.mark import N_

MOVEMENTS = {
    DrawerKind.FLOAT: N_("Opening float"),
    DrawerKind.IN: N_("Put in"),
    DrawerKind.OUT: N_("Taken out"),
}
"""What was done with the drawer is called."""


def day(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show a day as the book tells it now, and its ends."""
    figures, ends = app.drawer.day(options.day), app.drawer.ends(options.day)
    if output.json:
        output.answer(_figures(figures, output) | {"ends": [_end(end, output) for end in ends]})
        return
    _drawer_table(figures, ends, output)
    _tender_table(figures, output)
    _kind_table(figures, output)
    _entry_table(_("Reversed"), figures.reversals, output)
    _entry_table(_("Recorded today for another day"), figures.elsewhere, output)
    _staff_table(figures, output)
    for end in ends:
        if end.changed and not end.superseded:
            _entry_table(_("Recorded after the day's end “{id}”").format(id=end.id), end.later, output)
            if end.later_movements:
                output.say("")
                output.table([_("Cash drawer"), _("Amount")], _movements(end.later_movements, output), right=(1,))


# ---- as JSON --------------------------------------------------------------------------------------------------------


def _figures(figures: DayFigures, output: Output) -> dict[str, object]:
    major = output.major
    return {
        "on": figures.on.isoformat(),
        "opening": major(figures.opening),
        "opened": figures.opened,
        "cash_in": major(figures.cash_in),
        "cash_out": major(figures.cash_out),
        "expected_cash": major(figures.expected_cash),
        "movements": [_movement(line, output) for line in figures.movements],
        "tenders": [
            {
                "tender": line.tender.value,
                "in": major(line.came_in),
                "out": major(line.went_out),
                "net": major(line.net),
            }
            for line in figures.tenders
        ],
        "kinds": [{"kind": line.kind, "count": line.count, "amount": major(line.amount)} for line in figures.by_kind],
        "reversals": [_entry(line, output) for line in figures.reversals],
        "elsewhere": [_entry(line, output) for line in figures.elsewhere],
        "staff": [
            {"name": line.name, "entries": line.entries, "in": major(line.came_in), "out": major(line.went_out)}
            for line in figures.by_staff
        ],
        "entries": figures.entries,
        "first": figures.first,
        "last": figures.last,
        "head": figures.head,
        "hash": figures.head_hash,
    }


def _end(end: DayEnd, output: Output) -> dict[str, object]:
    def major(minor: int | None) -> str | None:
        return None if minor is None else output.major(minor)

    return {
        "id": end.id,
        "recorded_at": end.recorded_at.isoformat(),
        "expected_cash": major(end.figures.expected_cash),
        "counted": major(end.counted),
        "difference": major(end.difference),
        "denominations": [{"value": major(value), "count": count} for value, count in end.denominations],
        "note": end.note,
        "superseded": end.superseded,
        "head": end.figures.head,
        "hash": end.figures.head_hash,
        "later": [_entry(line, output) for line in end.later],
        "later_movements": [_movement(line, output) for line in end.later_movements],
    }


def _entry(line: EntryLine, output: Output) -> dict[str, object]:
    answer: dict[str, object] = {
        "entry": line.entry,
        "kind": line.kind.value,
        "on": line.on.isoformat(),
        "customer": line.no,
        "amount": output.major(line.amount),
        "paid": output.major(line.paid),
    }
    if line.original is not None:
        answer |= {"reverses": line.original, "reason": line.reason}
    return answer


def _movement(line: DrawerLine, output: Output) -> dict[str, object]:
    return {"kind": line.kind.value, "amount": output.major(line.amount), "reason": line.reason}


# ---- as tables ------------------------------------------------------------------------------------------------------


def _drawer_table(figures: DayFigures, ends: list[DayEnd], output: Output) -> None:
    cash = figures.tenders[0]
    rows = [
        [_("Opening float"), output.money(figures.opening)],
        [_("Cash from customers"), output.money(cash.came_in)],
        [_("Cash back to customers"), output.money(-cash.went_out)],
        *_movements(figures.movements, output),
        [_("Should be in the drawer"), output.money(figures.expected_cash)],
    ]
    if ends and ends[-1].counted is not None and ends[-1].difference is not None:
        then = ends[-1].figures.expected_cash
        if then != figures.expected_cash:  # what came later was not there to be counted
            rows.append([_("Should have been there at the day's end"), output.money(then)])
        rows += [
            [_("Counted"), output.money(ends[-1].counted)],
            [_("Difference"), output.money(ends[-1].difference)],
        ]
    output.table([_("Cash drawer"), _("Amount")], rows, right=(1,))


def _movements(lines: tuple[DrawerLine, ...], output: Output) -> list[list[str]]:
    return [
        [
            _(MOVEMENTS[line.kind]) + (f" · {line.reason}" if line.reason else ""),
            output.money(-line.amount if line.kind is DrawerKind.OUT else line.amount),
        ]
        for line in lines
        if line.kind is not DrawerKind.FLOAT
    ]


def _tender_table(figures: DayFigures, output: Output) -> None:
    rows = [
        [_(ACCOUNTS[tender_account(line.tender)]), *map(output.money, (line.came_in, -line.went_out, line.net))]
        for line in figures.tenders
    ]
    output.say("")
    output.table([_("Money in and out"), _("In"), _("Out"), _("Net")], rows, right=(1, 2, 3))


def _kind_table(figures: DayFigures, output: Output) -> None:
    rows = [
        [
            ("  " if "." in line.kind else "") + _(LABELS[line.kind]),
            "" if "." in line.kind else str(line.count),
            output.money(line.amount) if line.amount else "",
        ]
        for line in figures.by_kind
    ]
    if rows:
        output.say("")
        output.table([_("What happened"), _("Count"), _("Amount")], rows, right=(1, 2))


def _entry_table(title: str, lines: tuple[EntryLine, ...], output: Output) -> None:
    rows = [
        [
            str(line.entry),
            _(KINDS[line.kind.value]),
            line.on.isoformat(),
            " ".join(word for word in (line.name, line.no) if word),
            output.money(line.amount),
            line.reason,
        ]
        for line in lines
    ]
    if rows:
        output.say("")
        output.say(title)
        heads = [_("Entry"), _("Kind"), _("Date"), _("Customer"), _("Amount"), _("Reason")]
        output.table(heads, rows, right=(0, 4))


def _staff_table(figures: DayFigures, output: Output) -> None:
    rows = [
        [line.name or _("Owner"), str(line.entries), output.money(line.came_in), output.money(-line.went_out)]
        for line in figures.by_staff
    ]
    if rows:
        output.say("")
        output.table([_("By staff"), _("Entries"), _("In"), _("Out")], rows, right=(1, 2, 3))
