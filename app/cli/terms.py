"""`show terms`: the shop's own terms, and the clauses in them that the law has something against."""

import argparse

from app.bootstrap import App
from app.cli.output import Output
from app.core.clauses import Finding
from app.core.kind_names import WORDS
from app.core.terms_text import TermsKind, TermsText
from app.i18n.catalog import LANGUAGES, _
from app.i18n.mark import N_

KINDS = {"top_up": N_("Top-ups"), "pass": N_("Passes")}
"""What terms are for."""


def terms(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show the terms in force on a day; with `--all` every text ever made."""
    on = options.as_of or app.today()
    current = (app.terms.current(kind, language, on) for kind in TermsKind for language in LANGUAGES)
    found = app.terms.all() if options.all else [text for text in current if text is not None]
    if output.json:
        output.answer([_text(text, app.terms.findings(text.text), output) for text in found])
        return
    output.table(
        [_("No."), _("For"), _("Language"), _("From")],
        [[text.id, _(KINDS[text.kind]), WORDS[text.language], text.starts_on.isoformat()] for text in found],
    )
    for text in found:
        output.say("")
        output.say(_("{id}:").format(id=text.id))
        for line in text.text.split("\n"):
            output.say(line)
        for finding in app.terms.findings(text.text):
            reason = output.sentence(finding.message)
            output.say(
                _("! “{words}”: {reason} ({article})").format(
                    words=finding.words, reason=reason, article=finding.article
                )
            )


def _text(text: TermsText, findings: list[Finding], output: Output) -> dict[str, object]:
    return {
        "terms": text.id,
        "kind": text.kind.value,
        "language": text.language,
        "starts_on": text.starts_on.isoformat(),
        "text": text.text,
        "sha256": text.sha256.hex(),
        "findings": [
            {
                "start": finding.start,
                "end": finding.end,
                "words": finding.words,
                "rule": finding.rule,
                "article": finding.article,
                "source": finding.source,
                "error": output.sentence(finding.message),
            }
            for finding in findings
        ],
    }
