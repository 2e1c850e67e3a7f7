"""The commands that do something: new, demo, apply, verify, completion."""

import argparse
import contextlib
import queue
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import shtab

from app import bootstrap
from app.bootstrap import App
from app.cli.arguments import make_parser
from app.cli.output import Output
from app.errors import BookUnusable, Message, system_reason
from app.i18n.catalog import _, ngettext
from app.i18n.mark import N_
from app.services.bulk import BATCH_EVENTS, LineResult

_CHUNK = 64 * 1024  # bytes read from standard input at a time

DONE = 0
REFUSED = 1


def new(options: argparse.Namespace, path: Path, output: Output) -> int:
    """Make a new book."""
    language = options.language or output.language
    app = bootstrap.new_book(path, name=options.name, currency=options.currency, language=language, pack=options.pack)
    app.close()
    if output.json:
        output.answer({"book": str(path), "name": app.book.name, "currency": app.book.currency})
    else:
        output.say(_("The book of {name} is ready: {path}").format(name=app.book.name, path=path))
    return DONE


def demo(options: argparse.Namespace, path: Path, output: Output) -> int:
    """Make the demo shop."""
    show_progress = not output.json and output.err.isatty()

    def progress(done: int) -> None:
        if show_progress:
            print(f"\r{done:,} / {options.entries:,}", end="", file=output.err, flush=True)

    app = bootstrap.demo_book(path, customers=options.customers, entries=options.entries, progress=progress)
    app.close()
    if show_progress:
        print(file=output.err)
    if output.json:
        output.answer({"book": str(path), "name": app.book.name, "currency": app.book.currency})
    else:
        output.say(_("The demo shop {name} is ready: {path}").format(name=app.book.name, path=path))
    return DONE


def apply(options: argparse.Namespace, app: App, output: Output) -> int:
    """Record events; every line is answered after its commit."""
    counts = {True: 0, False: 0}

    def report(result: LineResult) -> None:
        counts[result.ok] += 1
        if output.json:
            output.answer(_line_answer(result, output), at_once=True)
        elif result.refused is not None:
            where = _("line {line}: {reason}").format(line=result.line, reason=output.sentence(result.refused.message))
            print(where, file=output.err)
        for each in result.said if not output.json else ():
            sentence = output.sentence(each)
            print(_("line {line}, recorded: {notice}").format(line=result.line, notice=sentence), file=output.err)

    if options.file != "-":
        app.bulk.check_source(Path(options.file))
    with _lines(options.file) as lines:
        apply_lines = app.bulk.apply_all_or_nothing if options.all_or_nothing else app.bulk.apply
        everything = apply_lines(lines, report)
    if not output.json:
        output.say(ngettext("{n} event recorded.", "{n} events recorded.", counts[True]).format(n=counts[True]))
        if counts[False]:
            output.say(ngettext("{n} line refused.", "{n} lines refused.", counts[False]).format(n=counts[False]))
    return DONE if everything else REFUSED


def _line_answer(result: LineResult, output: Output) -> dict[str, object]:
    answer: dict[str, object] = {"line": result.line, "id": result.id, "ok": result.ok}
    if result.refused is None:
        answer["entry"] = result.entry
        return answer | ({"said": [output.sentence(each) for each in result.said]} if result.said else {})
    answer |= {"field": result.refused.field, "error": output.sentence(result.refused.message)}
    if result.refused.entries:
        answer["entries"] = list(result.refused.entries)
    return answer


def _arriving(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield lines as they arrive, and None whenever the sender has paused: it may be waiting for our answers."""
    arrived: queue.Queue[bytes | None] = queue.Queue(maxsize=2 * BATCH_EVENTS)

    # The unbuffered stream: a thread waiting in the buffered one would hold its lock when the program ends.
    raw = getattr(stream, "raw", stream)

    def read() -> None:
        rest = b""
        while chunk := raw.read(_CHUNK):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                arrived.put(line)
        if rest:
            arrived.put(rest)
        arrived.put(None)

    threading.Thread(target=read, name="stdin", daemon=True).start()
    while True:
        if arrived.empty():
            yield None
        line = arrived.get()
        if line is None:
            return
        yield line


@contextlib.contextmanager
def _lines(name: str) -> Iterator[Iterable[bytes | None]]:
    if name == "-":
        yield _arriving(sys.stdin.buffer)
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - only opening it may fail in these words
    except OSError as error:
        values = {"path": name, "reason": system_reason(error)}
        raise BookUnusable(Message(N_("{path} cannot be read: {reason}."), values)) from None
    with file:
        yield file


def verify(_options: argparse.Namespace, app: App, output: Output) -> int:
    """Prove that the book is whole."""
    report = app.verify.verify()
    if output.json:
        output.answer(
            {
                "ok": report.ok,
                "entries": report.entries,
                "head": report.head,
                "problems": [
                    {"kind": problem.kind, "where": problem.where, "error": output.sentence(problem.message)}
                    for problem in report.problems
                ],
            }
        )
    elif report.ok:
        output.say(
            ngettext("The book is whole: {n} entry.", "The book is whole: {n} entries.", report.entries).format(
                n=report.entries
            )
        )
        output.say(_("Head of the chain: {hash}").format(hash=report.head))
    for problem in report.problems if not output.json else ():
        print(output.sentence(problem.message), file=output.err)
    return DONE if report.ok else REFUSED


def completion(options: argparse.Namespace, output: Output) -> int:
    """Print the completion script of a shell."""
    print(shtab.complete(make_parser(), shell=options.shell), file=output.out)
    return DONE
