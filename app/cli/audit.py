"""Who did what, what went out, and the daily digest."""

import argparse
from datetime import datetime

from app.bootstrap import App
from app.cli.output import Output
from app.core.audit import counts
from app.core.money import parse_amount
from app.i18n import format as fmt
from app.i18n.catalog import _, ngettext
from app.services.audit import LABELS, Choice, Doing, Line
from app.services.day_digests import DayDigest, code

DONE = 0
REFUSED = 1

_LONGEST = 40
"""How many characters of a change a table shows; settings may be pages long. All of it is in the CSV and in JSON."""


# ---- the list -------------------------------------------------------------------------------------------------------


def audit(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show who did what that an owner looks at twice; with --out it is written as CSV."""
    choice = Choice(
        first_on=options.from_,
        last_on=options.to,
        what=frozenset(map(Doing, options.what or ())),
        staff=None if options.staff is None else app.audit.staff_named(options.staff),
        least=0 if options.least is None else parse_amount(options.least, output.decimals, "least"),
    )
    if options.out is not None:
        count = app.audit.save(options.out, choice, options.customer or "")
        text = ngettext("{n} line written to {path}.", "{n} lines written to {path}.", count)
        output.say(text.format(n=count, path=options.out))
        return
    found = app.audit.lines(choice, options.customer or "")
    if output.json:
        output.answer([_line(each, output) for each in found])
        return
    output.table(
        [_("When"), _("Who"), _("What"), _("Entry"), _("Customer"), _("Amount"), _("Field"), _("Before"), _("After")],
        [
            [
                _moment(each.row.at),
                each.who,
                _(LABELS[each.row.what]),
                "" if each.row.entry is None else str(each.row.entry),
                each.customer,
                output.money(each.row.amount) if each.row.amount else "",
                *(each.row.field, _short(each.row.old), _short(each.row.new)),
            ]
            for each in found
        ],
        right=(3, 5),
    )
    sums = counts(each.row for each in found)
    output.say(_(", ").join(_("{what}: {n}").format(what=_(LABELS[what]), n=n) for what, n in sums.items()))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _line(each: Line, output: Output) -> dict[str, object]:
    row = each.row
    answer: dict[str, object] = {"at": row.at.isoformat(), "who": each.who, "what": row.what.value}
    if row.entry is not None:
        answer["entry"] = row.entry
    if each.customer:
        answer["customer"] = each.customer
    if row.amount:
        answer["amount"] = output.major(row.amount)
    if row.field:
        answer |= {"field": row.field, "old": row.old, "new": row.new}
    return answer


def exports(_options: argparse.Namespace, app: App, output: Output) -> None:
    """Show when data went out of the book, and by which digest each file is known again."""
    found = app.audit.outgoes()
    if output.json:
        output.answer(
            [
                {"at": x.out.at.isoformat(), "who": x.who, "what": x.out.what, "form": x.out.form}
                | {"customer": x.customer, "rows": x.out.rows, "sha256": x.out.sha256}
                for x in found
            ]
        )
        return
    output.table(
        [_("When"), _("Who"), _("What"), _("Form"), _("Customer"), _("Rows"), _("SHA-256")],
        [
            [_moment(x.out.at), x.who or _("Owner"), x.out.what, x.out.form, x.customer, str(x.out.rows), x.out.sha256]
            for x in found
        ],
        right=(5,),
    )


# ---- digests --------------------------------------------------------------------------------------------------------


def digests(_options: argparse.Namespace, app: App, output: Output) -> None:
    """Show the daily digests with their codes, and what holding them against the book finds."""
    checked = app.day_digests.check()
    found = app.day_digests.days()
    if output.json:
        broken = [output.sentence(each) for each in checked.messages]
        output.answer({"ok": checked.ok, "problems": broken, "days": [_digest(each) for each in found]})
        return
    output.table(
        [_("Day"), _("Code"), _("Entries"), _("Changes"), _("Last entry")],
        [[each.on.isoformat(), code(each), str(each.entries), str(each.changes), str(each.head)] for each in found],
        right=(2, 3, 4),
    )
    for each in checked.messages:
        output.say(output.sentence(each))
    if checked.ok and checked.days:
        text = ngettext("{n} digest holds.", "{n} digests hold.", checked.days)
        output.say(text.format(n=checked.days))


def digest(options: argparse.Namespace, app: App, output: Output) -> int:
    """Make the digest of the last day that is over and has none; show a day's, print it, compare a code with it."""
    app.day_digests.make()
    day = app.day_digests.day(options.on)
    if options.out is not None:
        app.day_digests.save(day, options.out, output.language)
    if options.code is None:
        if output.json:
            output.answer(_digest(day))
        else:
            output.say(_("{on}: {code}").format(on=day.on.isoformat(), code=code(day)))
        return DONE
    return _compared(app, day, output, same=app.day_digests.compare(day.on, options.code))


def _compared(app: App, day: DayDigest, output: Output, *, same: bool) -> int:
    """Say whether a code from paper fits, and whether the book behind it still is what it was then."""
    messages = app.day_digests.prove().messages if same else ()
    if output.json:
        problems = [output.sentence(each) for each in messages]
        output.answer({**_digest(day), "same": same, "holds": same and not messages, "problems": problems})
    else:
        output.say(_("{on}: {code}").format(on=day.on.isoformat(), code=code(day)))
        if not same:
            output.say(_("The code does not fit: the book was changed since."))
        elif messages:
            output.say(_("The code fits, but the book behind it was changed:"))
            for each in messages:
                output.say(output.sentence(each))
        else:
            output.say(_("The code fits."))
    return DONE if same and not messages else REFUSED


def _digest(day: DayDigest) -> dict[str, object]:
    return {
        "on": day.on.isoformat(),
        "code": code(day),
        "entries": day.entries,
        "changes": day.changes,
        "head": day.head,
        "head_hash": day.head_hash,
    }


def _moment(at: datetime) -> str:
    return fmt.date_time(at.astimezone())
