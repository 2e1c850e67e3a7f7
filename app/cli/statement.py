"""`statement`: one customer's account from a day to a day, as figures, and as PDF where that is asked for."""

import argparse
from collections.abc import Sequence

from app.bootstrap import App
from app.cli.output import Output
from app.cli.text import iso
from app.core.ageing import AgeingLine, column_names
from app.core.envelope import WindowForm
from app.core.kind_names import KINDS
from app.core.settings import ReceiptLanguage
from app.core.statement import (
    AccountLine,
    Balances,
    Expiring,
    OpenCharge,
    PassPart,
    Period,
    PrepaidLine,
    SinceLast,
    Statement,
)
from app.core.statement import StatementKind as Kind
from app.core.statement_paper import Sheet, Slip
from app.core.statement_since import since_remark
from app.i18n.catalog import _
from app.services.statements import Look

DONE = 0


def statement(options: argparse.Namespace, app: App, output: Output) -> int:
    """Show a statement; with `--pdf` write it as a preview, too, and name the characters the fonts lack."""
    kind = Kind(options.kind) if options.kind else None
    paper = app.statements.paper(options.customer, Period(options.from_, options.to), kind)
    found, since = paper.statement, paper.since_last
    missing = _write(options, app, kind) if options.pdf else ()
    if output.json:
        written = {"pdf": str(options.pdf), "missing": "".join(missing)} if options.pdf else {}
        more = {"since_last": _since(since, output)} if since else {}
        output.answer(_json(found, output) | more | written)
        return DONE
    _say(found, output, unfinished=found.period.end >= app.today())
    if since:
        output.say("")
        output.say(output.sentence(since_remark(since, found.period.start)))
    if options.pdf:
        output.say("")
        output.say(_("Preview written to {path}.").format(path=options.pdf))
        if missing:
            output.say(
                _("Not in the program's fonts, written as 〓: {characters}").format(characters=" ".join(missing))
            )
    return DONE


def _write(options: argparse.Namespace, app: App, kind: Kind | None) -> tuple[str, ...]:
    look = Look(
        Sheet(options.sheet) if options.sheet else None,
        WindowForm(options.window) if options.window else None,
        Slip(options.slip) if options.slip else None,
        ReceiptLanguage(options.language) if options.language else None,
    )
    period = Period(options.from_, options.to)
    return tuple(app.statements.save_preview(options.pdf, options.customer, period, kind, look).missing)


# ---- as JSON --------------------------------------------------------------------------------------------------------


def _json(found: Statement, output: Output) -> dict[str, object]:
    major, prepaid = output.major, found.prepaid
    return {
        "customer": found.customer.number,
        "from": found.period.start.isoformat(),
        "to": found.period.end.isoformat(),
        "kind": found.kind.value,
        "account": {
            "opening": major(found.account.opening),
            "lines": [_account_line(line, output) for line in found.account.lines],
            "closing": major(found.account.closing),
        },
        "charges": [_charge(charge, found, output) for charge in found.charges],
        "prepaid": {
            "opening": major(prepaid.principal.opening),
            "lines": [_prepaid_line(line, output) for line in prepaid.lines],
            "closing": major(prepaid.principal.closing),
            "bonus_opening": major(prepaid.bonus.opening),
            "bonus_closing": major(prepaid.bonus.closing),
            "expired": major(prepaid.expired),
            "passes": [_pass(each) for each in prepaid.passes],
        },
        "expiring": [_expiring(each, output) for each in found.expiring],
        "ageing": _ageing(found.ageing, output),
        "paid_since": major(found.paid_since),
    }


def _line(line: AccountLine | PrepaidLine, output: Output) -> dict[str, object]:
    return {
        "on": line.on.isoformat(),
        "id": line.id,
        "kind": line.kind.value,
        "text": line.text,
        "debit": output.major(line.debit),
        "credit": output.major(line.credit),
        "balance": output.major(line.balance),
    }


def _account_line(line: AccountLine, output: Output) -> dict[str, object]:
    discount = {"discount": output.major(line.discount)} if line.discount else {}
    return _line(line, output) | discount


def _prepaid_line(line: PrepaidLine, output: Output) -> dict[str, object]:
    return _line(line, output) | {
        "bonus_debit": output.major(line.bonus_debit),
        "bonus_credit": output.major(line.bonus_credit),
        "bonus_balance": output.major(line.bonus_balance),
    }


def _charge(charge: OpenCharge, found: Statement, output: Output) -> dict[str, object]:
    return {
        "charge": charge.charge,
        "on": charge.on.isoformat(),
        "due_on": charge.due_on.isoformat(),
        "text": charge.text,
        "amount": output.major(charge.amount),
        "open": output.major(charge.open),
        "nth": charge.nth,
        "of": charge.of,
        "disputed": charge.charge in found.disputed,
    }


def _pass(each: PassPart) -> dict[str, object]:
    head: dict[str, object] = {"lot": each.lot, "service": each.service, "on": each.on.isoformat()}
    head["expires_on"] = iso(each.expires_on)
    if each.flow is None:
        return head | {"starts_on": iso(each.starts_on), "visits": each.visits}
    flow = each.flow
    return head | {
        "opening": flow.opening,
        "in": flow.came_in,
        "used": flow.used,
        "expired": flow.expired,
        "paid_back": flow.paid_back,
        "moved": flow.moved,
        "closing": flow.closing,
    }


def _expiring(each: Expiring, output: Output) -> dict[str, object]:
    return {
        "lot": each.lot,
        "service": each.service,
        "expires_on": each.expires_on.isoformat(),
        "principal": output.major(each.principal),
        "bonus": output.major(each.bonus),
        "left": each.units,
    }


def _ageing(line: AgeingLine, output: Output) -> dict[str, object]:
    """Write the line just as `show ageing` does."""
    return {
        "customer": line.customer,
        "prepaid": output.major(line.prepaid),
        "current": output.major(line.current),
        **dict(zip(column_names(), map(output.major, line.overdue), strict=True)),
        "total": output.major(line.total),
    }


def _since(since: SinceLast, output: Output) -> dict[str, object]:
    entries = [
        {"on": each.on.isoformat(), "id": each.id, "kind": each.kind.value, "text": each.text}
        | _balances(each.change, output)
        for each in since.entries
    ]
    return {
        "statement": since.no,
        "to": since.end.isoformat(),
        "ended": _balances(since.ended, output),
        "now": _balances(since.stands, output),
        "count": since.late,
        "entries": entries,
    }


def _balances(balances: Balances, output: Output) -> dict[str, str]:
    return {name: output.major(amount) for name, amount in balances._asdict().items()}


# ---- for people -----------------------------------------------------------------------------------------------------


def _say(found: Statement, output: Output, *, unfinished: bool) -> None:
    start, end = found.period.start.isoformat(), found.period.end.isoformat()
    customer = found.customer
    about = _("{name} ({number}), {start} to {end}")
    output.say(about.format(name=customer.name, number=customer.number, start=start, end=end))
    if unfinished:
        output.say(_("The period is not over; this is a draft."))
    output.say("")
    if found.kind is Kind.OPEN_ITEM:
        _say_charges(found, output)
    else:
        _say_account(found, output)
    if found.prepaid.lines or any(flow.closing for flow in (found.prepaid.principal, found.prepaid.bonus)):
        output.say("")
        _say_prepaid(found, output)
    if found.prepaid.passes:
        output.say("")
        _say_passes(found.prepaid.passes, output)
    if found.account.closing or found.ageing.prepaid:
        output.say("")
        _say_ageing(found.ageing, output)
    _say_besides(found, output)


def _say_account(found: Statement, output: Output) -> None:
    money, account, period = output.money, found.account, found.period
    rows = [[period.start.isoformat(), "", _("Opening balance"), "", "", "", money(account.opening)]]
    for line in account.lines:
        moved = [money(amount) if amount else "" for amount in (line.debit, line.credit)]
        rows.append([*_head(line), *moved, money(line.balance)])
    totals = (account.debits, account.credits, account.closing)
    rows.append([period.end.isoformat(), "", _("Closing balance"), "", *map(money, totals)])
    headers = [*_headers(), _("Charged"), _("Paid or credited"), _("Owed")]
    if any(line.discount for line in account.lines):
        headers.append(_("Discount in it"))
        discounts = [money(line.discount) if line.discount else "" for line in account.lines]
        rows = [[*row, cell] for row, cell in zip(rows, ["", *discounts, ""], strict=True)]
    output.table(headers, rows, right=(4, 5, 6, 7))


def _say_charges(found: Statement, output: Output) -> None:
    money = output.money
    rows = [
        [each.on.isoformat(), each.charge, each.text, each.due_on.isoformat(), money(each.amount), money(each.open)]
        for each in found.charges
    ]
    rows.append(["", "", _("Total"), "", "", money(found.account.closing)])
    output.table([_("Date"), _("Charge"), _("Text"), _("Due"), _("Amount"), _("Open")], rows, right=(4, 5))


def _say_prepaid(found: Statement, output: Output) -> None:
    money, period, prepaid = output.money, found.period, found.prepaid
    opening, closing = (
        [money(prepaid.principal.opening), money(prepaid.bonus.opening)],
        [money(prepaid.principal.closing), money(prepaid.bonus.closing)],
    )
    rows = [[period.start.isoformat(), "", _("Opening balance"), "", "", "", *opening]]
    rows += [
        [*_head(line), *map(money, (line.debit, line.credit, line.balance, line.bonus_balance))]
        for line in prepaid.lines
    ]
    rows.append([period.end.isoformat(), "", _("Closing balance"), "", "", "", *closing])
    headers = [*_headers(), _("Used"), _("Paid in"), _("Principal"), _("Bonus")]
    output.table(headers, rows, right=(4, 5, 6, 7))


def _headers() -> tuple[str, ...]:
    return _("Date"), _("Entry"), _("Kind"), _("Text")


def _head(line: AccountLine | PrepaidLine) -> tuple[str, ...]:
    return line.on.isoformat(), line.id, _(KINDS[line.kind]), line.text


def _say_passes(passes: Sequence[PassPart], output: Output) -> None:
    moved = (_("Opening"), _("In"), _("Used"), _("Expired"), _("Paid back"), _("Moved"), _("Left"))
    rows = [[each.service, *_counts(each), iso(each.expires_on) or ""] for each in passes]
    output.table([_("Service"), *moved, _("Expires")], rows, right=tuple(range(1, 8)))


def _counts(each: PassPart) -> tuple[str, ...]:
    """Return how the visits of a pass moved; on a period pass they are only counted."""
    if each.flow is None:
        return "", "", str(each.visits), "", "", "", _("any")
    return tuple(map(str, each.flow))


def _say_ageing(line: AgeingLine, output: Output) -> None:
    amounts = (line.prepaid, line.current, *line.overdue, line.total)
    headers = [_("Prepaid"), _("Not due"), *column_names(), _("Total")]
    output.table(headers, [list(map(output.money, amounts))], right=tuple(range(len(headers))))


def _say_besides(found: Statement, output: Output) -> None:
    """Say what stands under the tables: what was paid since, what is expired, what expires soon, what is disputed."""
    said: list[str] = []
    if found.paid_since:
        said.append(_("Paid since, of what was open: {amount}").format(amount=output.money(found.paid_since)))
    if found.prepaid.expired:
        said.append(_("Held past its last day: {amount}").format(amount=output.money(found.prepaid.expired)))
    for each in found.expiring:
        day = each.expires_on.isoformat()
        if each.service:
            said.append(_("To be used by {date}: {service}").format(date=day, service=each.service))
        else:
            amount = output.money(each.principal + each.bonus)
            said.append(_("To be used by {date}: {amount}").format(date=day, amount=amount))
    if found.disputed:
        said.append(_("In dispute: {charges}").format(charges=", ".join(found.disputed)))
    if said:
        output.say("")
        for text in said:
            output.say(text)
