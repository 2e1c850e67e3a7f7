"""Bills of payments: read, and shown."""

import argparse
import json
import sys
from collections.abc import Callable

from app.bootstrap import App
from app.cli.output import Output
from app.cli.text import iso
from app.core.incoming import SOURCES, PayKind
from app.core.incoming_names import pay_kind_name
from app.core.plain import built, plain
from app.errors import refuse
from app.i18n.catalog import _, current, ngettext, pgettext
from app.i18n.mark import N_
from app.services.incoming import (
    Bill,
    BillLine,
    Layout,
    NeedsLayout,
)

DONE = 0
REFUSED = 1


def bill(options: argparse.Namespace, app: App, output: Output) -> int:
    """Read a bill into the book; with --dry-run only say what stands in it. Refused lines make the exit code 1."""
    layout = None if options.layout is None else _layout(options.layout)
    try:
        if options.dry_run:
            found, answer = app.incoming.look(options.file, layout), dict[str, object]()
        else:
            read = app.incoming.read(options.file, layout)
            found, answer = read.bill, {"bill": read.id, "new": read.new, "known": read.known, "again": read.repeated}
    except NeedsLayout as error:
        output.complain(error)
        hint = {"header": error.header, "asked": error.asked, "layout": plain(error.guess)}
        print(json.dumps(hint, ensure_ascii=False), file=output.err)
        return REFUSED
    if output.json:
        output.answer({**answer, **_bill(found, output)})
    else:
        _say_bill(found, answer, output)
    for bad in found.refused:
        values = {"line": bad.line, "column": bad.column, "value": bad.value, "reason": output.sentence(bad.reason)}
        print(_("line {line}, {column} “{value}”: {reason}").format(**values), file=sys.stderr)
    return REFUSED if found.refused else DONE


def _layout(text: str) -> Layout:
    try:
        return built(Layout, json.loads(text))
    except ValueError:
        refuse("layout", N_("{field} is not written as it must be."), field="layout")


def _bill(found: Bill, output: Output) -> dict[str, object]:
    days = found.days
    return {
        "source": found.source,
        "way": found.way,
        "account": found.account,
        "from": iso(days[0]) if days else None,
        "to": iso(days[1]) if days else None,
        "lines": len(found.payments),
        "left_out": found.left_out,
        "sums": {kind.value: output.major(found.total(kind)) for kind in PayKind},
        "fees": output.major(found.fees),
        "refused": [
            {"line": x.line, "column": x.column, "value": x.value, "error": output.sentence(x.reason)}
            for x in found.refused
        ],
        "controls": [
            {"what": x.what, "stated": _stated(x.stated, output, money=x.money), "right": x.right}
            | {"counted": _stated(x.counted, output, money=x.money)}
            for x in found.controls
        ],
        "said": [output.sentence(each) for each in found.said],
    }


def _stated(value: int, output: Output, *, money: bool) -> object:
    return output.major(value) if money else value


def _say_bill(found: Bill, answer: dict[str, object], output: Output) -> None:
    count = len(found.payments)
    text = ngettext("{source}, {n} line", "{source}, {n} lines", count)
    output.say(text.format(source=_(SOURCES[found.source]), n=count))
    rows = [[pay_kind_name(kind, current()), output.money(found.total(kind))] for kind in PayKind if found.total(kind)]
    rows.append([pgettext("bill", "Fees in all"), output.money(found.fees)])
    output.table([_("Kind"), _("Sum")], rows, right=(1,))
    for each in found.controls:
        if each.right:
            continue
        write: Callable[[int], str] = output.money if each.money else str
        text = _("{what}: the bill states {stated}, its lines come to {counted}.")
        output.say(text.format(what=_(each.what), stated=write(each.stated), counted=write(each.counted)))
        if each.hint:
            output.say(_(each.hint))
    for message in found.said:
        output.say(output.sentence(message))
    if answer.get("again"):
        output.say(_("This bill was read before; nothing was added."))
    elif answer:
        output.say(_("New: {new}, known before: {known}.").format(new=answer["new"], known=answer["known"]))


def bills(_options: argparse.Namespace, app: App, output: Output) -> None:
    """Show the bills that were read."""
    found = app.incoming.bills()
    if output.json:
        output.answer([_bill_line(each) for each in found])
        return
    output.table(
        [
            _("Bill"),
            _("Source"),
            pgettext("bills", "Account"),
            _("From"),
            pgettext("days", "To"),
            _("Lines"),
            _("New"),
            _("Differences"),
            _("Who"),
        ],
        [
            [
                *(str(x.id), _(SOURCES[x.source]), x.account, iso(x.first) or "", iso(x.last) or "", str(x.lines)),
                *(str(x.new), _(", ").join(_(each.what) for each in x.wrong), x.who or _("Owner")),
            ]
            for x in found
        ],
        right=(0, 5, 6),
    )


def _bill_line(x: BillLine) -> dict[str, object]:
    answer: dict[str, object] = {"bill": x.id, "source": x.source, "way": x.way, "account": x.account}
    answer |= {"from": iso(x.first), "to": iso(x.last), "lines": x.lines, "new": x.new, "refused": x.refused}
    return answer | {"wrong": [each.what for each in x.wrong], "who": x.who, "sha256": x.sha256.hex()}
