"""The command line: read the arguments, open the book, call one service, print its answer.

Exit codes: 0 done, 1 refused (the reason on stderr, or per line in `apply`), 2 unusable arguments or file.
"""

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from app.bootstrap import App
from app.cli import keeping, staff, work
from app.cli.arguments import make_parser
from app.cli.output import Output
from app.errors import BookUnusable, Message, Refused
from app.i18n.catalog import _
from app.i18n.mark import N_
from app.services import system

REFUSED = 1
UNUSABLE = 2
INTERRUPTED = 130


Command = Callable[[argparse.Namespace], int]
"""A command that needs no book: it takes the options and returns the exit code."""

OnOpenBook = Callable[[argparse.Namespace, App, Output], int]
"""What carries out a command that works on an open book; it returns the exit code."""

ON_OPEN_BOOKS: Mapping[str, str] = MappingProxyType(
    {
        "apply": "work.apply",
        "verify": "work.verify",
        "backup": "keeping.backup",
        "export": "exports.export",
        "receipt": "papers.receipt",
        "import": "intake.take_in",
        "undo-import": "intake.undo",
        "envelopes": "letters.envelopes",
        "labels": "letters.labels",
        "calibration": "letters.calibration",
        "show": "show.show",
        "statement": "statement.statement",
        "statements": "statement_runs.statements",
        "remind": "reminders.remind",
        "mail": "mail.mail",
        "evidence": "claims.evidence",
        "digest": "audit.digest",
        "person-export": "privacy.person_export",
        "erase": "privacy.erase",
        "plan-sheet": "claims.plan_sheet",
        "bill": "bills.bill",
        "match": "matching.match",
        "prepaid-review": "prepaid_reviews.prepaid_review",
        "staff": "staff.staff",
    }
)
"""The commands that work on an open book, and the module and the function that carry each out.

A module is imported only when its command is asked for: together they take longer to load than most commands to run.
"""


def console(arguments: Sequence[str] | None = None, more: Mapping[str, Command] | None = None) -> int:
    """Run one command; whatever happens, a person gets a sentence and the caller an exit code.

    `more` are commands by their names that whoever starts the program carries out, because they need the window.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments, more or {})
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our answer has gone; without this, closing stdout would complain once more.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNUSABLE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last net: no traceback ever reaches a person
        path = system.report_failure(error)
        where = str(path) if path else "-"
        print(_("Something unexpected went wrong; a report is in {path}.").format(path=where), file=sys.stderr)
        return UNUSABLE
    return code


def carried_out_by(command: str) -> OnOpenBook:
    """Return what carries out a command of `ON_OPEN_BOOKS`."""
    module, function = ON_OPEN_BOOKS[command].split(".")
    found: OnOpenBook = getattr(import_module(f"app.cli.{module}"), function)
    return found


def _run(arguments: Sequence[str], more: Mapping[str, Command]) -> int:
    wanted = _wanted_language(arguments)
    language = system.use_language(wanted)
    options = make_parser().parse_args(arguments)
    output = Output(options.json, language)
    try:
        if options.command in more:
            return more[options.command](options)
        return _dispatch(options, output, wanted)
    except Refused as refused:
        output.complain(refused)
        # What a book is to be made of comes from the arguments alone, so they are what is unusable.
        return UNUSABLE if options.command == "new" else REFUSED
    except BookUnusable as unusable:
        output.complain(unusable)
        return UNUSABLE


def _wanted_language(arguments: Sequence[str]) -> str | None:
    """Return the language asked for, before the arguments are read: their own errors are to be in it."""
    early = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    early.add_argument("--lang")
    with contextlib.suppress(argparse.ArgumentError, SystemExit):
        asked: str | None = early.parse_known_args(arguments)[0].lang
        if asked:
            return asked
    return os.environ.get(system.LANGUAGE_VARIABLE)


def _book_path(book: str | None) -> Path:
    """Return the path of the book; an address is refused, later versions may know what to do with one."""
    if book is None:
        return system.default_book()
    if "://" in book:
        raise BookUnusable(Message(N_("“{path}” is an address; a book is a file on this computer."), {"path": book}))
    return Path(book)


def _dispatch(options: argparse.Namespace, output: Output, wanted: str | None) -> int:
    path = _book_path(options.book)
    match options.command:
        case "completion":
            return work.completion(options, output)
        case "new":
            if options.language and not wanted:
                output.language = system.use_language(options.language)
            return work.new(options, path, output)
        case "demo":
            return work.demo(options, path, output)
        case "import-book":
            from app.cli import exports

            return exports.import_book(options, path, output)
        case command if command in keeping.ON_CLOSED_BOOKS:
            return keeping.ON_CLOSED_BOOKS[command](options, path, output)
    app = keeping.opened(options, path)
    try:
        output.currency, output.decimals = app.book.currency, app.book.decimals
        output.language = system.use_language(wanted or app.book.language)
        if app.upgraded is not None:
            print(output.sentence(app.upgraded.message()), file=output.err)
        if options.command != "verify":  # a proof says nothing of customers
            staff.signed_in(options, app)
        return carried_out_by(options.command)(options, app, output)
    finally:
        app.close()
