"""`statements`: a run of statements, planned, issued or gone on with, and its papers written into a folder."""

import argparse
import uuid
from pathlib import Path
from typing import NamedTuple

from app.bootstrap import App
from app.cli.mail import by_email, code_of, say_each, send, sent_json
from app.cli.output import Output, counted
from app.core.customer import StatementBy
from app.core.envelope import WindowForm
from app.core.money import parse_amount
from app.core.settings import ReceiptLanguage
from app.core.statement import Period, StatementKind
from app.core.statement_paper import Sheet, Slip
from app.core.statement_run import Concern, RunInfo, RunOptions, RunOrder, RunPlan, RunReport, Skip, StartRun
from app.errors import BookUnusable, Message, Refused, refuse
from app.i18n.catalog import _, ngettext
from app.i18n.mark import N_
from app.services.statement_copies import make_folder

DONE = 0
REFUSED = 1

PRINT_FILE = "print.pdf"
POSTING_LIST = "posting-list.pdf"
SINGLES = "single"

_PAPER = (StatementBy.PRINT, StatementBy.POST)


class _Written(NamedTuple):
    """The files of a run: names in the folder, blank for none."""

    print_file: str = ""
    pages: int = 0
    singles: int = 0
    posting_list: str = ""
    letters: int = 0


def statements(options: argparse.Namespace, app: App, output: Output) -> int:
    """Issue the statements of a period, or go on where that stopped, and write them into a folder.

    With `--dry-run` only say who would get one.
    """
    wanted = _wanted(options, app)
    if options.dry_run:
        _say_plan(app.statement_runs.plan(wanted), output)
        return DONE
    if options.out is None:
        raise BookUnusable(Message(N_("--out is missing: name the folder to write the statements into.")))
    make_folder(options.out / SINGLES)  # where nothing can be written, nothing is issued either
    run = _run(options, app, wanted)
    with counted(output) as progress:
        report = app.statement_runs.issue(run, progress, lambda: False)
    error = report.error
    written = _Written()
    if error is None:
        try:
            written = _write(run, options.out, app)
        except Refused as refused:
            error = refused.message
    may_close = app.statement_runs.may_close(wanted.period)
    mails = send(app, by_email(app.statement_runs.issued(run=run)), output) if options.mail and error is None else None
    if output.json:
        mailed = None if mails is None else sent_json(mails, output)
        output.answer({**_report(report, written, error, output, may_close=may_close), "mail": mailed})
    else:
        _say_report(report, written, options.out, output, may_close=may_close)
        if mails is not None:
            say_each(mails, output)
    for trouble in (error, mails.error if mails is not None else None):
        if trouble is not None:
            print(output.sentence(trouble), file=output.err)
    fine = error is None and not report.info.left and (mails is None or code_of(mails) == DONE)
    return DONE if fine else REFUSED


def _run(options: argparse.Namespace, app: App, wanted: RunOptions) -> int:
    """Return the run to be gone on with: the newest of the period, one of the very same options, or a new one."""
    if options.resume:
        runs = (info for info in app.statement_runs.runs() if info.ended != "abandoned")
        found = next((info.run for info in runs if info.period == wanted.period), None)
        if found is None:
            refuse("period", N_("period: no run was started for it; leave --resume out."))
        return found
    unfinished = app.statement_runs.continuing(wanted)
    return unfinished if unfinished is not None else app.statement_runs.start(StartRun(id=_id(), options=wanted))


def _id() -> str:
    return f"run-{uuid.uuid4().hex}"


def _wanted(options: argparse.Namespace, app: App) -> RunOptions:
    """Return what the arguments ask for; how a paper looks is as in the settings where nothing is said."""
    settings = app.settings.current()
    days = settings.statement_reply_days if options.reply_days is None else options.reply_days
    return RunOptions(
        period=options.period,
        kind=StatementKind(options.kind or settings.statement_kind),
        customers=tuple(dict.fromkeys(options.customers or ())),
        delivery=tuple(dict.fromkeys(map(StatementBy, options.delivery or (*_PAPER, StatementBy.EMAIL)))),
        zero=options.zero,
        credit=not options.no_credit,
        least=parse_amount(options.least, app.book.decimals, "least", zero=True) if options.least else 0,
        only_movement=options.only_movement,
        tags=tuple(dict.fromkeys(options.tag or ())),
        tiers=tuple(dict.fromkeys(options.tier or ())),
        language=options.reads or "",
        again=options.again,
        order=RunOrder(options.order),
        sheet=Sheet(options.sheet or settings.statement_sheet),
        window=WindowForm(options.window or settings.statement_window),
        slip=Slip(options.slip or settings.statement_slip),
        paper_language=ReceiptLanguage(options.language or settings.statement_language),
        reply_days=days or None,
    )


# ---- files ----------------------------------------------------------------------------------------------------------


def _write(run: int, folder: Path, app: App) -> _Written:
    """Write what goes on paper as one file, every statement as a file of its own, and the list for the post office."""
    runs = app.statement_runs
    issued = runs.issued(run=run)
    if not issued:
        return _Written()
    singles = runs.save_singles([each.no for each in issued], folder / SINGLES)
    paper = [each.no for each in issued if each.delivery in _PAPER]
    pages = runs.print_file(paper, folder / PRINT_FILE) if paper else 0
    posted = any(each.delivery is StatementBy.POST for each in issued)
    letters = runs.save_posting_list(run, folder / POSTING_LIST) if posted else 0
    return _Written(PRINT_FILE if paper else "", pages, len(singles), POSTING_LIST if posted else "", letters)


# ---- the plan -------------------------------------------------------------------------------------------------------

CONCERNS = {
    Concern.NO_ADDRESS: N_("No address"),
    Concern.NO_EMAIL: N_("No e-mail"),
    Concern.PAID_SINCE: N_("Paid since"),
    Concern.ISSUED_BEFORE: N_("Issued before"),
    Concern.UNSOUND: N_("Figures disagree"),
    Concern.DISPUTED: N_("In dispute"),
}

SKIPS = {
    Skip.UNSOUND: N_("Its figures disagree"),
    Skip.GONE: N_("The file was merged, closed or erased meanwhile"),
    Skip.FAILED: N_("It could not be drawn"),
    Skip.ISSUED: N_("Another run issued one for the same period meanwhile"),
    Skip.ABANDONED: N_("Left out when the run was ended"),
}

WAYS = {
    StatementBy.PRINT: N_("printed"),
    StatementBy.POST: N_("by post"),
    StatementBy.EMAIL: N_("by e-mail"),
    StatementBy.NONE: N_("none"),
}


def _say_plan(plan: RunPlan, output: Output) -> None:
    if output.json:
        output.answer(_plan(plan, output))
        return
    output.table(
        [_("No."), _("Name"), _("Statement by"), _("Owed"), _("Overdue"), _("Principal"), _("Look first")],
        [
            [
                *(row.number, row.name, _(WAYS[row.delivery])),
                *(output.money(row.owed), output.money(row.overdue), output.money(row.principal)),
                _(", ").join(_(CONCERNS[concern]) for concern in row.concerns),
            ]
            for row in plan.rows
        ],
        right=(3, 4, 5),
    )
    output.say("")
    count = len(plan.rows)
    output.say(ngettext("{n} statement would be issued.", "{n} statements would be issued.", count).format(n=count))
    for reason, left_out in plan.left_out.items():
        output.say(_("Left out: {n}. {reason}").format(n=left_out, reason=_(reason)))
    if plan.unfinished_period:
        output.say(_("The period is not over yet: these are drafts, nothing can be issued."))
    if plan.last_payment_on is not None:
        output.say(_("The newest payment recorded is of {date}.").format(date=plan.last_payment_on.isoformat()))


def _plan(plan: RunPlan, output: Output) -> dict[str, object]:
    return {
        "period": _period(plan.options.period),
        "planned": len(plan.rows),
        "rows": [
            {
                "customer": row.number,
                "name": row.name,
                "delivery": row.delivery.value,
                "language": row.language,
                "owed": output.major(row.owed),
                "overdue": output.major(row.overdue),
                "principal": output.major(row.principal),
                "lines": row.lines,
                "concerns": [concern.value for concern in row.concerns],
            }
            for row in plan.rows
        ],
        "left_out": [{"reason": _(reason), "customers": count} for reason, count in plan.left_out.items()],
        "unfinished_period": plan.unfinished_period,
        "last_payment_on": None if plan.last_payment_on is None else plan.last_payment_on.isoformat(),
    }


def _period(period: Period) -> dict[str, str]:
    return {"from": period.start.isoformat(), "to": period.end.isoformat()}


# ---- the report -----------------------------------------------------------------------------------------------------


def _report(
    report: RunReport, written: _Written, error: Message | None, output: Output, *, may_close: bool
) -> dict[str, object]:
    info = report.info
    return {
        "run": info.run,
        "period": _period(info.period),
        "ended": info.ended,
        "planned": info.planned,
        "issued": info.issued,
        "left": info.left,
        "skipped": [
            {"customer": each.number, "name": each.name, "reason": each.reason.value} for each in report.skipped
        ],
        "first_no": report.first_no,
        "last_no": report.last_no,
        "pages": report.pages,
        "by_delivery": dict(report.by_delivery),
        "unprintable": [
            {"customer": each.number, "name": each.name, "characters": each.characters} for each in report.unprintable
        ],
        "files": {
            "print": written.print_file or None,
            "print_pages": written.pages,
            "single": written.singles,
            "posting_list": written.posting_list or None,
            "letters": written.letters,
        },
        "may_close": may_close,
        "error": None if error is None else output.sentence(error),
    }


def _say_report(report: RunReport, written: _Written, folder: Path, output: Output, *, may_close: bool) -> None:
    info = report.info
    output.say(_issued(info))
    if report.first_no:
        output.say(_("Numbers {first} to {last}.").format(first=report.first_no, last=report.last_no))
    for each in report.skipped:
        line = _("Not issued: {customer} {name}. {reason}")
        output.say(line.format(customer=each.number, name=each.name, reason=_(SKIPS[each.reason])))
    for odd in report.unprintable:
        line = _("Not in the program's fonts, written as 〓 for {customer} {name}: {characters}")
        output.say(line.format(customer=odd.number, name=odd.name, characters=" ".join(odd.characters)))
    if written.singles:
        output.say(_("{n} single PDFs in {path}.").format(n=written.singles, path=folder / SINGLES))
    if written.print_file:
        text = _("To print: {path}, pages: {pages}.")
        output.say(text.format(path=folder / written.print_file, pages=written.pages))
    if written.posting_list:
        text = _("For the post office: {path}, letters: {letters}.")
        output.say(text.format(path=folder / written.posting_list, letters=written.letters))
    if info.left:
        output.say(_("Not issued yet: {n}. The same command goes on where it stopped.").format(n=info.left))
    elif may_close:
        output.say(_("The month can be closed now."))


def _issued(info: RunInfo) -> str:
    text = ngettext("{n} of {planned} statement issued.", "{n} of {planned} statements issued.", info.planned)
    return text.format(n=info.issued, planned=info.planned)
