"""Templates of reminders: a subject and a body with plain names in braces, checked before they are kept.

Nothing but the names of `FIELDS` may stand in braces: no attribute, index, conversion or format, so that no template
reaches anything inside the program. `{{` and `}}` stand for braces themselves. Values are texts that are put in as they
are and never read as a template again.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from app.core.reminder.kinds import RuleKind, Way
from app.errors import Message, Refused
from app.i18n.mark import N_

MAX_SUBJECT = 200
MAX_BODY = 10_000

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "customer": N_("name of the customer"),
        "shop": N_("name of the shop"),
        "phone": N_("phone of the shop"),
        "address": N_("address of the shop"),
        "bank": N_("bank account of the shop"),
        "today": N_("today's date"),
        "owed": N_("everything the customer owes"),
        "overdue": N_("what is overdue"),
        "oldest_days": N_("how many days the oldest of it is overdue"),
        "charges": N_("the charges it is about, one a line"),
        "due_on": N_("the due date, of several the earliest"),
        "pay_by": N_("the day by which it is asked for"),
        "amount": N_("the amount it is about"),
        "balance": N_("what is left of prepaid money"),
        "expires_on": N_("the last day of validity"),
        "service": N_("what a pass is for"),
        "left": N_("visits left"),
        "days": N_("days until then"),
        "promise_on": N_("the day promised"),
        "statement_no": N_("number of the statement"),
        "reply_by": N_("the day by which a reply was asked for"),
        "last_visit": N_("the day of the last visit"),
    }
)
"""The names a template may use, and what each stands for."""

LINES = frozenset({"charges", "bank", "address"})
"""The names whose values may have several lines; they have no place in a subject."""

_ALWAYS = frozenset({"customer", "shop", "phone", "address", "bank", "today", "owed", "balance"})
_PROMISE = _ALWAYS | {"amount", "promise_on", "overdue", "charges"}
_SOON = _ALWAYS | {"amount", "due_on", "charges", "days"}
_VISIT = _ALWAYS | {"last_visit"}

FIELDS_OF: Mapping[RuleKind, frozenset[str]] = MappingProxyType(
    {
        RuleKind.OVERDUE: _ALWAYS | {"overdue", "amount", "oldest_days", "charges", "due_on", "pay_by"},
        RuleKind.DUE_SOON: _SOON,
        RuleKind.INSTALMENT: _SOON,
        RuleKind.EXPIRING: _ALWAYS | {"amount", "expires_on", "service", "left", "days"},
        RuleKind.LOW_BALANCE: _VISIT,
        RuleKind.PASS_LOW: _VISIT | {"service", "left"},
        RuleKind.PROMISE_DUE: _PROMISE | {"days"},
        RuleKind.PROMISE_BROKEN: _PROMISE,
        RuleKind.STATEMENT: _ALWAYS | {"statement_no", "reply_by"},
        RuleKind.SLEEPING: _VISIT,
        RuleKind.BIRTHDAY: _VISIT,
        RuleKind.RETURN_VISIT: _VISIT,
        RuleKind.REVIEW: _ALWAYS,
        RuleKind.LIMITATION: _ALWAYS,
        RuleKind.AGREEMENT: _ALWAYS,
        RuleKind.NOTE: _ALWAYS,
    }
)
"""The names that have a value in reminders of each kind."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text with names in braces; the subject heads mail and letters."""

    subject: str
    body: str


class Problem(NamedTuple):
    """What is wrong at a place of a text: the span of its characters, and a sentence."""

    start: int
    end: int
    message: Message


def read_template(text: str) -> Template:
    """Read a template's file: the subject in its first line, a blank line, the body."""
    subject, _, body = text.replace("\r\n", "\n").partition("\n")
    return Template(subject.strip(), body.strip())


def names_for(name: str, way: Way) -> tuple[str, ...]:
    """Return the names by which to look for a template that goes one way: the one made for it, then the common one.

    A letter says more than a message, and a call has points to talk about instead of a text.
    """
    return (f"{name}_{way.value}", name)


# ---- checking -------------------------------------------------------------------------------------------------------

_PART = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}\n]*)\}|(?P<open>\{)|(?P<close>\})|(?P<wide>[｛｝])")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def check(text: str, kind: RuleKind | None = None, *, subject: bool = False) -> list[Problem]:
    """Return what is wrong with the names in a text, by place; with a kind, names it has no value for too.

    A subject is one line.
    """
    return [*_length_problems(text, subject=subject), *_name_problems(text, kind, subject=subject)]


def _length_problems(text: str, *, subject: bool) -> Iterator[Problem]:
    most = MAX_SUBJECT if subject else MAX_BODY
    if not text.strip():
        yield Problem(0, len(text), Message(N_("The text must not be empty.")))
    if len(text) > most:
        yield Problem(most, len(text), Message(N_("The text is longer than {most} characters."), {"most": most}))
    for place, char in enumerate(text):
        if subject and _is_break(char):
            yield Problem(place, place + 1, Message(N_("The subject must be one line.")))
        elif unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\r\t":
            yield Problem(place, place + 1, Message(N_("This character is no text.")))


def _is_break(char: str) -> bool:
    return len(f"a{char}b".splitlines()) > 1


def _name_problems(text: str, kind: RuleKind | None, *, subject: bool) -> Iterator[Problem]:
    for part in _PART.finditer(text):
        message = _wrong(part, kind, subject=subject)
        if message is not None:
            yield Problem(part.start(), part.end(), message)


def _wrong(part: re.Match[str], kind: RuleKind | None, *, subject: bool) -> Message | None:
    """Return what is wrong with one brace or name; None if nothing is."""
    if part["wide"]:
        return Message(N_("Names stand in narrow braces, such as {example}."), {"example": "{customer}"})
    if part["open"]:
        return Message(
            N_("This brace is not closed: write a name in braces, such as {example}, or two for a brace itself."),
            {"example": "{customer}"},
        )
    if part["close"]:
        return Message(N_("This brace has none before it that opens; write two for a brace itself."))
    name = part["name"]
    if name is None:
        return None
    if not _NAME.fullmatch(name):
        return Message(
            N_("Only a plain name may stand in braces, such as {example}, not {found}."),
            {"example": "{customer}", "found": part.group()},
        )
    return _unknown(name, kind) or _misplaced(name, subject=subject)


def _unknown(name: str, kind: RuleKind | None) -> Message | None:
    known = FIELDS.keys() if kind is None else FIELDS_OF[kind]
    if name in known:
        return None
    found = f"{{{name}}}"
    if name in FIELDS:
        return Message(N_("{found} has no value in reminders of this kind."), {"found": found})
    close = difflib.get_close_matches(name.lower(), sorted(known), n=1)
    if close:
        return Message(N_("{found} is not known; did you mean {close}?"), {"found": found, "close": f"{{{close[0]}}}"})
    return Message(N_("{found} is not known."), {"found": found})


def _misplaced(name: str, *, subject: bool) -> Message | None:
    if subject and name in LINES:
        return Message(N_("{found} has several lines and cannot stand in a subject."), {"found": f"{{{name}}}"})
    return None


# ---- filling in -----------------------------------------------------------------------------------------------------


def render(template: Template, values: Mapping[str, str]) -> Template:
    """Return a template with its names filled in; the subject comes out as one line.

    Values are texts as they are to be read, already formatted in the customer's language. Refuses, naming `subject` or
    `body`, a template that `check` finds fault with and a name there is no value for.
    """
    return Template(
        subject=" ".join(_filled("subject", template.subject, values).split()),
        body=_filled("body", template.body, values).strip(),
    )


def _filled(field: str, text: str, values: Mapping[str, str]) -> str:
    for problem in check(text, subject=field == "subject"):
        raise Refused(field, problem.message)

    def put(part: re.Match[str]) -> str:
        name = part["name"]
        if name is None:
            return part.group()[0]
        if name not in values:
            raise Refused(
                field, Message(N_("{found} has no value in reminders of this kind."), {"found": part.group()})
            )
        return _clean(values[name], lines=name in LINES and field == "body")

    return _PART.sub(put, text)


def _clean(value: str, *, lines: bool) -> str:
    """Return a value without characters that are no text, in one line unless it may have several."""
    if not lines:
        value = " ".join(value.split())
    return "".join(char for char in value if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp"))
