"""Giving out to customers what the shop has about them, and erasing them."""

import argparse
import uuid
from collections.abc import Sequence
from pathlib import Path

from app.bootstrap import App
from app.cli.output import Output
from app.errors import refuse
from app.i18n.catalog import _, ngettext
from app.i18n.mark import N_
from app.services.places import load_preferences
from app.services.privacy import Erasable, EraseCustomer, Erasure, Held, NotYet

DONE = 0
REFUSED = 1


def person_export(options: argparse.Namespace, app: App, output: Output) -> int:
    """Write everything the shop has about a customer into one archive."""
    done = app.person_export.save(options.customer, options.out, options.language or output.language)
    if output.json:
        output.answer({"customer": done.number, "rows": done.rows, "files": done.files, "file": str(options.out)})
    else:
        text = ngettext("{n} row and {files} files: {path}", "{n} rows and {files} files: {path}", done.rows)
        output.say(text.format(n=done.rows, files=done.files, path=options.out))
    return DONE


def erase(options: argparse.Namespace, app: App, output: Output) -> int:
    """Erase a person; without --confirm only say whether that may be, and what stands in the way."""
    if options.clean:
        app.privacy.clean()
        if not output.json:
            output.say(_("Nothing of what was erased or removed is left in the book’s file."))
        return DONE
    if options.customer is None:
        refuse("customer", N_("customer: say who is to be erased, by number."))
    if options.confirm is None:
        return _preview(options, app, output)
    request = EraseCustomer(
        id=options.id or uuid.uuid4().hex,
        customer=options.customer,
        confirm=options.confirm,
        asked=options.reason == "asked",
        on=app.today(),
    )
    erasure = app.privacy.erase(request)
    held = app.privacy.held_in(_places(options))
    if output.json:
        output.answer({**_erasure(erasure), "backups": [str(each.path) for each in held]})
    else:
        output.say(_("Erased; the file is called {called} now, and its amounts stay.").format(called=erasure.called))
        _tell(held, output)
    if erasure.trouble is not None:
        text = _("What was deleted may still stand unused in the book’s file. Close other programs and try again:")
        print(text, output.sentence(erasure.trouble), file=output.err)
    return DONE


def _preview(options: argparse.Namespace, app: App, output: Output) -> int:
    answer = app.privacy.may_erase(options.customer)
    may = isinstance(answer, Erasable)
    if isinstance(answer, Erasable):
        said = [] if answer.amounts_until is None else [answer.amounts_until.message]
    elif isinstance(answer, NotYet):
        said = [reason.message for reason in answer.reasons]
    else:
        said = list(answer.messages)
    sentences = [output.sentence(each) for each in said]
    mentioned = app.privacy.mentions(options.customer)
    if output.json:
        until = answer.until.isoformat() if isinstance(answer, NotYet) else None
        output.answer(
            {"customer": options.customer, "may": may, "until": until, "reasons": sentences, "mentioned": mentioned}
        )
        return DONE if may else REFUSED
    for sentence in sentences:
        output.say(sentence)
    for table, count in mentioned.items():
        text = ngettext(
            "{n} row of {table} about others names them and stays.",
            "{n} rows of {table} about others name them and stay.",
            count,
        )
        output.say(text.format(n=count, table=table))
    if may:
        again = _("{customer} may be erased. Nothing brings them back; do it by: --confirm {customer}")
        output.say(again.format(customer=options.customer))
    return DONE if may else REFUSED


def erasures(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show who was erased, and which backups still have them."""
    found, held = app.privacy.erasures(), app.privacy.held_in(_places(options))
    if output.json:
        answers = [_erasure(each) for each in found]
        output.answer({"clean": app.privacy.is_clean(), "erased": answers, "backups": [str(x.path) for x in held]})
        return
    output.table(
        [_("Called now"), _("Date"), _("Who"), _("Why")],
        [[x.called, x.on.isoformat(), x.who, _("asked for") if x.asked else _("time over")] for x in found],
    )
    _tell(held, output)
    if not app.privacy.is_clean():
        output.say(_("What was deleted may still stand unused in the book’s file; run “erase --clean”."))


def _erasure(each: Erasure) -> dict[str, object]:
    answer: dict[str, object] = {"called": each.called, "on": each.on.isoformat(), "who": each.who}
    return {**answer, "asked": each.asked, "counts": each.counts, "repeated": each.repeated}


def _tell(held: Sequence[Held], output: Output) -> None:
    for each in held:
        text = _("The backup {path} still has {called}; destroy it, or keep it under lock.")
        output.say(text.format(path=each.path, called=_(", ").join(each.called)))


def _places(options: argparse.Namespace) -> list[Path]:
    """Return where backups may be beside the book's own folder: in the folders of this computer, and in those named."""
    return [*map(Path, load_preferences().backup_folders), *(options.backups or ())]
