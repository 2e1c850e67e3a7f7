"""The commands that make papers."""

import argparse

from app.bootstrap import App
from app.cli.output import Output
from app.core.settings import Paper, ReceiptLanguage
from app.i18n.catalog import _

DONE = 0
_MOST_DIGITS = 19  # of the number of an entry


def receipt(options: argparse.Namespace, app: App, output: Output) -> int:
    """Write the receipt of an entry as PDF; characters the fonts lack are named."""
    is_number = options.entry.isascii() and options.entry.isdigit() and len(options.entry) < _MOST_DIGITS
    entry = int(options.entry) if is_number else options.entry
    paper = Paper(options.paper) if options.paper else None
    language = ReceiptLanguage(options.language) if options.language else None
    issued = app.receipts.save(entry, options.out, paper, language)
    if output.json:
        answer = {"out": str(options.out), "no": issued.no, "copy": issued.nth, "missing": "".join(issued.missing)}
        output.answer(answer)
        return DONE
    output.say(_("Receipt {no} written to {path}.").format(no=issued.no, path=options.out))
    if issued.missing:
        output.say(
            _("Not in the program's fonts, written as 〓: {characters}").format(characters=" ".join(issued.missing))
        )
    return DONE
