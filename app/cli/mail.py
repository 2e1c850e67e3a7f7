"""`mail`: statements and the reminders of a day sent by e-mail, and what nobody knows of settled by a person."""

import argparse
from collections.abc import Callable, Iterable, Sequence

from app.bootstrap import App
from app.cli.output import Output, counted
from app.core.customer import StatementBy
from app.core.outgoing import SendReport, SendRow, Sent
from app.core.reminder.board import Group
from app.core.reminder.kinds import State, Way
from app.core.statement_run import IssuedStatement
from app.errors import refuse
from app.i18n.catalog import _, ngettext, pgettext
from app.i18n.mark import N_

DONE = 0
REFUSED = 1

FINE = frozenset({Sent.ACCEPTED, Sent.HELD, Sent.GONE, Sent.KEPT})
"""What may become of a message without anybody having to look: it went out, waits, or need not go."""


def mail(options: argparse.Namespace, app: App, output: Output) -> int:
    """Do what is asked of the mail."""
    act: Callable[[argparse.Namespace, App, Output], int] = {
        "statements": _statements,
        "reminders": _reminders,
        "unclear": _unclear,
        "settle": _settle,
    }[options.what]
    return act(options, app, output)


def _statements(options: argparse.Namespace, app: App, output: Output) -> int:
    """Mail the statements named, or those of a period that go by e-mail and were not mailed yet."""
    if bool(options.statements) == (options.period is not None):
        refuse("statements", N_("statements: give their numbers, or --period for all of it that go by e-mail."))
    nos = options.statements or by_email(app.statement_runs.issued(options.period))
    return say_sent(send(app, nos, output, again=options.again), output)


def by_email(issued: Iterable[IssuedStatement]) -> list[str]:
    """Return the numbers of the statements whose customers get them by e-mail."""
    return [each.no for each in issued if each.delivery is StatementBy.EMAIL]


def send(app: App, nos: Sequence[str], output: Output, *, again: bool = False) -> SendReport:
    """Mail statements, with progress for a person who looks on."""
    with counted(output) as progress:
        return app.sending.send_statements(nos, progress, lambda: False, again=again)


def _reminders(options: argparse.Namespace, app: App, output: Output) -> int:
    """Send what the queue has for today by e-mail, or by the service for messages."""
    way = Way(options.by)
    board = app.reminder_queue.board(app.today())
    rows = [row for group in (Group.OVERDUE, Group.TODAY) for row in board.groups[group]]
    ids = [row.id for row in rows if row.state is State.QUEUED and way in row.ways]
    with counted(output) as progress:
        report = app.sending.send_all(ids, progress, lambda: False, way)
    return say_sent(report, output)


# ---- the report -----------------------------------------------------------------------------------------------------


def say_sent(report: SendReport, output: Output) -> int:
    """Answer what became of each, and return the exit code."""
    if output.json:
        output.answer(sent_json(report, output))
    else:
        say_each(report, output)
    if report.error is not None:
        print(output.sentence(report.error), file=output.err)
    return code_of(report)


def code_of(report: SendReport) -> int:
    """Return the exit code: 1 when somebody has to look."""
    fine = report.error is None and not report.left and all(row.sent in FINE for row in report.rows)
    return DONE if fine else REFUSED


def say_each(report: SendReport, output: Output) -> None:
    """Say in words how many went out, and of each other one why it did not."""
    for row in report.rows:
        if row.sent is not Sent.ACCEPTED:
            line = _("{key} {name}: {what}. {why}")
            why = _why(row, output)
            output.say(line.format(key=row.key, name=row.name, what=_sent_words(row.sent), why=why).rstrip())
    count = len(report.of(Sent.ACCEPTED))
    output.say(ngettext("{n} e-mail sent.", "{n} e-mails sent.", count).format(n=count))
    if report.left:
        output.say(ngettext("{n} was not tried.", "{n} were not tried.", report.left).format(n=report.left))


def sent_json(report: SendReport, output: Output) -> dict[str, object]:
    """Return a report as it is answered to a program."""
    return {
        "sent": len(report.of(Sent.ACCEPTED)),
        "left": report.left,
        "rows": [
            {
                "key": row.key,
                "customer": row.customer,
                "name": row.name,
                "sent": row.sent.value,
                "why": _why(row, output) or None,
            }
            for row in report.rows
        ],
        "error": None if report.error is None else output.sentence(report.error),
    }


def _why(row: SendRow, output: Output) -> str:
    """Return why it was not sent, with the server's own words, said once."""
    text = output.sentence(row.message) if row.message is not None else ""
    return text if row.answer in text else f"{text} {row.answer}".lstrip()


def _sent_words(sent: Sent) -> str:
    words = {
        Sent.ACCEPTED: pgettext("sent", "Sent"),
        Sent.REFUSED: pgettext("sent", "Refused"),
        Sent.FAILED: pgettext("sent", "Not sent"),
        Sent.UNCLEAR: pgettext("sent", "Unclear"),
        Sent.HELD: pgettext("sent", "Waits"),
        Sent.GONE: pgettext("sent", "No longer needed"),
        Sent.KEPT: pgettext("sent", "Not sent again"),
        Sent.UNABLE: pgettext("sent", "Cannot go this way"),
    }
    return words[sent]


# ---- what nobody knows of -------------------------------------------------------------------------------------------


def _unclear(_options: argparse.Namespace, app: App, output: Output) -> int:
    """Show the statements and reminders that may have gone out or not."""
    statements = app.sending.unclear_statements()
    app.reminder_queue.interrupted()
    board = app.reminder_queue.board(app.today())
    rows = [row for group in board.groups.values() for row in group if row.state is State.INTERRUPTED]
    if output.json:
        output.answer(
            {
                "statements": [
                    {"no": each.no, "customer": each.number, "name": each.name, "begun_at": each.begun_at.isoformat()}
                    for each in statements
                ],
                "reminders": [{"id": row.id, "customer": row.customer, "name": row.name} for row in rows],
            }
        )
        return DONE
    output.table(
        ["", _("Customer"), _("Name")],
        [
            *([_("Statement {no}").format(no=each.no), each.number, each.name] for each in statements),
            *([_("Reminder {id}").format(id=row.id), row.customer, row.name] for row in rows),
        ],
    )
    if statements:
        output.say("")
        output.say(_("A statement is settled by “mail settle NO --arrived” or “mail settle NO --lost”."))
    if rows:
        output.say(_("A reminder is settled by the verb “resolve” of “apply”, or on the page Reminders."))
    return DONE


def _settle(options: argparse.Namespace, app: App, output: Output) -> int:
    """Note whether the mail of a statement arrived."""
    app.sending.settle_statement(options.statement, arrived=options.arrived)
    if output.json:
        output.answer({"statement": options.statement, "arrived": options.arrived})
    elif options.arrived:
        output.say(_("Statement {no} counts as mailed.").format(no=options.statement))
    else:
        output.say(_("Statement {no} can be mailed again.").format(no=options.statement))
    return DONE
