"""`show texts`: what reminders say, the shop's own texts and those the program brings along."""

import argparse

from app.bootstrap import App
from app.cli.output import Output
from app.core.kind_names import WORDS
from app.core.reminder.texts import ReminderText
from app.i18n.catalog import _
from app.i18n.mark import N_

WHOSE = {True: N_("the shop's own"), False: N_("the program's")}
"""Whose a text is."""


def texts(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show the texts that count, by name and language; with `--all` in full."""
    found = app.reminder_texts.all()
    if output.json:
        output.answer([_text(text) for text in found])
        return
    if not options.all:
        output.table(
            [_("Name"), _("Language"), _("Whose"), _("Subject")],
            [[text.name, WORDS[text.language], _(WHOSE[text.own]), text.template.subject] for text in found],
        )
        return
    for text in found:
        output.say(_("{name}, {language}:").format(name=text.name, language=WORDS[text.language]))
        output.say(text.template.subject)
        output.say("")
        for line in text.template.body.split("\n"):
            output.say(line)
        output.say("")


def _text(text: ReminderText) -> dict[str, object]:
    return {
        "name": text.name,
        "language": text.language,
        "subject": text.template.subject,
        "body": text.template.body,
        "own": text.own,
        "recorded_at": None if text.recorded_at is None else text.recorded_at.isoformat(),
    }
