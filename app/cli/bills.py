"""Bills of payments: read, and shown."""

import argparse
import json
import shlex
import sys
from collections.abc import Callable, Mapping
from typing import NamedTuple

from app.bootstrap import App
from app.cli.output import Output
from app.cli.text import iso
from app.core.incoming import SOURCES, PayKind
from app.core.incoming_names import pay_kind_name
from app.core.plain import built, plain
from app.errors import Refused, refuse
from app.i18n.catalog import _, current, ngettext, pgettext
from app.i18n.mark import N_
from app.services.bill_parts import PartRead
from app.services.incoming import Bill, BillLine, Layout, NeedsLayout

DONE = 0
REFUSED = 1


def bill(options: argparse.Namespace, app: App, output: Output) -> int:
    """Read a file's bills into the book; with --dry-run only say what stands in them. What is refused makes it 1."""
    layout = None if options.layout is None else _layout(options.layout)
    try:
        if options.dry_run:
            found = [
                _Part(each.name, each.bill, each.refused, {}) for each in app.bill_parts.look(options.file, layout)
            ]
        else:
            found = [_part_read(each) for each in app.bill_parts.read(options.file, layout)]
    except NeedsLayout as error:
        output.complain(error)
        _say_columns(error, output)
        return REFUSED
    answers = [_answered(each, output, several=len(found) > 1) for each in found]
    if output.json:
        output.answer(answers[0] if len(answers) == 1 else {"bills": answers})
    return REFUSED if any(each.refused or each.bill is None or each.bill.refused for each in found) else DONE


class _Part(NamedTuple):
    """A bill of a file, or why it is none, and what became of it."""

    name: str
    bill: Bill | None
    refused: Refused | None
    became: Mapping[str, object]


def _part_read(each: PartRead) -> _Part:
    if each.read is None:
        return _Part(each.name, None, each.refused, {})
    read = each.read
    became = {"bill": read.id, "new": read.new, "known": read.known, "again": read.repeated}
    return _Part(each.name, read.bill, None, became)


def _answered(part: _Part, output: Output, *, several: bool) -> dict[str, object]:
    """Say what a bill is and what became of it, or return that where it is asked for as JSON."""
    name: dict[str, object] = {"file": part.name} if several else {}
    if several and not output.json:
        output.say(_("{name}:").format(name=part.name))
    if part.bill is None:
        said = "" if part.refused is None else output.sentence(part.refused.message)
        if not output.json:
            print(said, file=sys.stderr)
        if isinstance(part.refused, NeedsLayout):
            _say_columns(part.refused, output)
        return {**name, "error": said}
    if not output.json:
        _say_bill(part.bill, part.became, output)
    for bad in part.bill.refused:
        values = {"line": bad.line, "column": bad.column, "value": bad.value, "reason": output.sentence(bad.reason)}
        print(_("line {line}, {column} “{value}”: {reason}").format(**values), file=sys.stderr)
    return {**name, **part.became, **_bill(part.bill, output)}


def _say_columns(error: NeedsLayout, output: Output) -> None:
    hint = {"header": error.header, "asked": error.asked, "layout": plain(error.guess)}
    print(json.dumps(hint, ensure_ascii=False), file=output.err)


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
        **({"header": found.header, "layout": json.loads(found.layout)} if found.layout else {}),
    }


def _stated(value: int, output: Output, *, money: bool) -> object:
    return output.major(value) if money else value


def _say_bill(found: Bill, answer: Mapping[str, object], output: Output) -> None:
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
    if found.layout and not answer:
        text = _("Where columns are taken wrongly, change them in this and give it once more: {option}")
        output.say(text.format(option=f"--layout {shlex.quote(found.layout)}"))
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
