"""The commands that make what goes to the post: envelopes, labels, the page that sets a printer right."""

import argparse
from collections.abc import Sequence

from app.bootstrap import App
from app.cli.output import Output
from app.core.envelope import EnvelopeForm, WindowForm, read_nudge
from app.core.labels import read_sheet
from app.core.receipt import Party
from app.i18n.catalog import _, ngettext
from app.services.envelopes import Addressed

DONE = 0


def envelopes(options: argparse.Namespace, app: App, output: Output) -> int:
    """Write envelopes as PDF; customers without an address are named and left out."""
    nudge = read_nudge(options.nudge_x, options.nudge_y)
    form = EnvelopeForm(options.form)
    made = app.envelopes.envelopes(
        options.customers, form, nudge, preprinted=options.preprinted, by_route=options.by_route
    )
    app.envelopes.save(made, options.out)
    n = len(made.printed)
    said = ngettext("{n} envelope written to {path}.", "{n} envelopes written to {path}.", n)
    return _answer(options, output, made, said.format(n=n, path=options.out))


def labels(options: argparse.Namespace, app: App, output: Output) -> int:
    """Write labels as PDF; customers without an address are named and left out."""
    nudge = read_nudge(options.nudge_x, options.nudge_y)
    sheet = read_sheet(options.sheet)
    made = app.envelopes.labels(options.customers, sheet, options.start, nudge, by_route=options.by_route)
    app.envelopes.save(made, options.out)
    n = len(made.printed)
    said = ngettext("{n} label written to {path}.", "{n} labels written to {path}.", n)
    return _answer(options, output, made, said.format(n=n, path=options.out))


def calibration(options: argparse.Namespace, app: App, output: Output) -> int:
    """Write the calibration page of an envelope, of the page behind a window, or of a sheet of labels."""
    nudge = read_nudge(options.nudge_x, options.nudge_y)
    if options.sheet is not None:
        pdf = app.envelopes.calibration(read_sheet(options.sheet), nudge)
    elif options.form in tuple(EnvelopeForm):
        pdf = app.envelopes.calibration(EnvelopeForm(options.form), nudge)
    else:
        pdf = app.envelopes.calibration(WindowForm(options.form), nudge)
    app.envelopes.save_calibration(pdf, options.out)
    if output.json:
        output.answer({"out": str(options.out)})
    else:
        output.say(_("Calibration page written to {path}.").format(path=options.out))
    return DONE


def _answer(options: argparse.Namespace, output: Output, made: Addressed, said: str) -> int:
    if output.json:
        output.answer(
            {
                "out": str(options.out),
                "customers": [each.number for each in made.printed],
                "without_address": [each.number for each in made.without],
                "cut": [each.number for each in made.cut],
                "missing": "".join(made.missing),
            }
        )
        return DONE
    output.say(said)
    if made.without:
        output.say(_("Left out, without an address: {customers}").format(customers=_names(made.without)))
    if made.cut:
        output.say(_("Address too long for its place, cut: {customers}").format(customers=_names(made.cut)))
    if made.missing:
        characters = " ".join(made.missing)
        output.say(_("Not in the program's fonts, written as 〓: {characters}").format(characters=characters))
    return DONE


def _names(customers: Sequence[Party]) -> str:
    return ", ".join(f"{each.number} {each.name}" for each in customers)
