"""`counterbook self-test`: makes a book in a folder of its own, works with it, shows every page, and reports.

Everything happens in a temporary folder; the person's book and preferences are neither read nor written. Exit code 0
when all went well, 1 when something is wrong.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from app import __version__
from app.bootstrap import App
from app.errors import BookUnusable, Message, system_reason
from app.i18n import catalog
from app.i18n.catalog import LANGUAGES, _
from app.i18n.mark import N_
from app.selftest import book
from app.selftest.report import Report, Step, Wrong, expect
from app.storage.engine import sqlite3
from app.system import paths

DONE, WRONG = 0, 1

_LIBRARIES = ("sqlalchemy", "alembic", "babel", "reportlab", "pypdfium2", "PIL", "keyring", "apprise", "PySide6")


def main(options: argparse.Namespace) -> int:
    """Run the test as the command line asks for it, write its report, say in a line for each step how it went."""
    if options.pictures is not None:
        with _used(options.pictures):
            options.pictures.mkdir(parents=True, exist_ok=True)
    languages = (options.lang,) if options.lang else LANGUAGES
    begun = time.perf_counter()
    report = Report()
    before = catalog.current()
    program = _run(report, languages, options.pictures, on_screen=options.screen)
    catalog.install(before)
    program["seconds"] = f"{time.perf_counter() - begun:.1f}"
    answer = json.dumps(report.answer(program), ensure_ascii=False, indent=1)
    if options.json:
        _print(answer)
    else:
        _print("\n".join((*(_line(step) for step in report.steps), "", _verdict(report))))
    if options.report is not None:
        with _used(options.report):
            options.report.write_text(answer + "\n", encoding="utf-8")
    return DONE if report.ok else WRONG


@contextmanager
def _used(path: Path) -> Iterator[None]:
    """Say in words why a path that was asked for cannot be written to."""
    try:
        yield
    except OSError as error:
        values = {"path": path, "reason": system_reason(error)}
        raise BookUnusable(Message(N_("{path} cannot be used: {reason}."), values)) from error


def _line(step: Step) -> str:
    """Return a step as a line; like the report it is for whoever helps, and the same in every language."""
    return f"{'ok   ' if step.ok else 'WRONG'} {step.name}{': ' if step.says else ''}{step.says}"


def _verdict(report: Report) -> str:
    """Return in the person's language how it went."""
    if report.ok:
        return _("The program works on this computer.")
    wrong = ", ".join(step.name for step in report.steps if not step.ok)
    return _(
        "Something is wrong: {steps}. Run it again with “--report FILE” and send that file to whoever helps you."
    ).format(steps=wrong)


def _print(text: str) -> None:
    """Print, where there is anything to print to; a program with a window may have nothing."""
    if sys.stdout is not None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def _run(report: Report, languages: Sequence[str], pictures: Path | None, *, on_screen: bool) -> dict[str, str]:
    """Take all steps, and return what the program is made of and where it runs."""
    report.run("modules", book.modules)
    report.run("resources", book.resources)
    report.run("habits", book.habits)
    report.run("database", book.one_database)
    report.run("keyring", book.keyring)
    report.run("services", book.services)
    with ExitStack() as stack:
        opened: list[App] = []
        report.run("posting", lambda: _post(_folder(stack) / "账本.cbook", opened))
        if opened:
            _work(report, opened[0], pictures)
            report.run("keeping safe", lambda: book.keep_safe(opened[0], _folder(stack)))
            report.run("tables", lambda: book.tables(opened[0], _folder(stack)))
            report.run("in and out", lambda: book.carry(opened[0], _folder(stack)))
            window = _tour(report, opened[0], languages, pictures, on_screen=on_screen)
            report.run("verify", partial(book.verify, opened[0]))
            opened[0].close()
        else:
            window = {}
    return _program() | window


def _folder(stack: ExitStack) -> Path:
    """Make a folder that is gone in the end."""
    made = tempfile.TemporaryDirectory(prefix="Counterbook 自检 ", ignore_cleanup_errors=True)
    return Path(stack.enter_context(made))


def _post(path: Path, opened: list[App]) -> str:
    opened.append(book.post(path))
    return str(path)


def _work(report: Report, opened: App, pictures: Path | None) -> None:
    report.run("search", partial(book.find, opened))
    report.run("statement", partial(book.statement, opened, pictures))
    report.run("receipt", partial(book.receipt, opened))


def _tour(
    report: Report, opened: App, languages: Sequence[str], pictures: Path | None, *, on_screen: bool
) -> dict[str, str]:
    from app.gui.tour import Tour  # nothing before it needs Qt, so what is wrong with Qt hides nothing else

    made: list[Tour] = []
    report.run("window", lambda: made.append(Tour(on_screen=on_screen)))
    if not made:
        return {}
    [tour] = made

    def walk(language: str) -> str:
        seen = tour.walk(opened, book.CUSTOMER, language, pictures)
        slowest = max(seen, key=lambda page: page.ms)
        return f"{len(seen)} pages and tabs, the slowest {slowest.name} in {slowest.ms} ms"

    def plugins() -> str:
        missing = tour.lacks()
        expect(not missing, f"Qt lacks: {', '.join(missing)}")
        return ""

    report.run("plugins", plugins)
    for language in languages:
        report.run(f"pages {language}", partial(walk, language))
    report.run("words of Qt", lambda: _nothing_said(tour.said))
    return tour.versions()


def _nothing_said(said: Sequence[str]) -> str:
    if said:
        raise Wrong("; ".join(dict.fromkeys(said)))
    return ""


def _program() -> dict[str, str]:
    loaded = {name: sys.modules[name] for name in _LIBRARIES if name in sys.modules}
    return {
        "version": __version__,
        "frozen": "yes" if getattr(sys, "frozen", False) else "no",
        "program": sys.executable,
        "resources": str(paths.resources()),
        "system": platform.platform(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: str(getattr(module, "__version__", "")) for name, module in loaded.items()},
    }
