"""The texts of the shop: a template for each name and language, its own or the one the program brings along.

A text is never changed: the last one recorded counts, and a blank one brings the program's back.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app.core.customer import FileRequest
from app.core.reminder.kinds import RuleKind
from app.core.reminder.template import Template, check
from app.errors import Message, Refused, refuse
from app.i18n.catalog import LANGUAGES
from app.i18n.mark import N_

STATEMENT_MAIL = "statement_mail"
"""The text of the e-mail that a statement of account goes with; it has the names of unanswered statements."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordText(FileRequest):
    """The shop's own text for a name and a language; a blank body brings back the one of the program."""

    name: str
    language: str
    subject: str = ""
    body: str = ""


class ReminderText(NamedTuple):
    """A text as it counts now; `own` says that the shop wrote it, which it did at `recorded_at`."""

    name: str
    language: str
    template: Template
    own: bool = False
    recorded_at: datetime | None = None


class TextProblem(NamedTuple):
    """What is wrong with the `subject` or the `body` of a text: the span of its characters, and a sentence."""

    part: str
    start: int
    end: int
    message: Message


def kind_of(name: str) -> RuleKind | None:
    """Return the kind of reminders a text by that name is for: the one its name begins with; None for any."""
    found = [kind for kind in RuleKind if name == kind.value or name.startswith(f"{kind.value}_")]
    return max(found, key=lambda kind: len(kind.value), default=None)


def problems_of(name: str, template: Template) -> list[TextProblem]:
    """Return everything wrong with a text, the subject first, by place."""
    kind = kind_of(name)
    parts = (("subject", template.subject), ("body", template.body))
    return [
        TextProblem(part, *problem) for part, text in parts for problem in check(text, kind, subject=part == "subject")
    ]


def made(request: RecordText) -> Template | None:
    """Return the text a request records, cleaned; None where it brings back the program's.

    Refuses an unknown language, a name that is none, and a text with anything wrong in it, by the first problem.
    """
    if request.language not in LANGUAGES:
        refuse("language", N_("{field} must be one of: {words}."), field="language", words=", ".join(LANGUAGES))
    if not _NAME.fullmatch(request.name):
        refuse("name", N_("{field} must be small letters, digits and underscores."), field="name")
    if not request.body.strip() and not request.subject.strip():
        return None
    template = cleaned(Template(request.subject, request.body))
    for problem in problems_of(request.name, template):
        raise Refused(problem.part, problem.message)
    return template


def cleaned(template: Template) -> Template:
    """Return a text as it is kept: NFC, lines ended by one character, nothing blank at their ends or around them."""
    lines = unicodedata.normalize("NFC", template.body).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    body = "\n".join(line.rstrip() for line in lines).strip("\n").rstrip()
    return Template(unicodedata.normalize("NFC", template.subject).strip(), body)
