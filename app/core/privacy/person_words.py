"""How what the program stores as words of its own is said to the customer whose data it is."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.core.field_names import FIELDS
from app.core.kind_names import ACCOUNTS, KINDS
from app.core.kind_names import WORDS as FILE_WORDS
from app.i18n.mark import N_

WORDS: Mapping[str, str] = MappingProxyType(
    {
        **FILE_WORDS,
        # what is held, what is owed, what was issued
        "lot": N_("prepaid money"),
        "pass": N_("pass by visits"),
        "period": N_("pass by days"),
        "charge": N_("bill"),
        "balance-forward": N_("with the balance brought forward"),
        "open-item": N_("with what is open"),
        # replies and disputes
        "confirmed": N_("confirmed"),
        "disputed": N_("not agreed with"),
        "dispute": N_("dispute"),
        "accepted": N_("accepted"),
        "rejected": N_("rejected"),
        "withdrawn": N_("withdrawn"),
        "signed": N_("signed"),
        "sealed": N_("sealed"),
        "both": N_("signed and sealed"),
        "spoken": N_("spoken"),
        # reminders and contacts
        "visit": N_("by a visit"),
        "begun": N_("begun"),
        "sent": N_("sent"),
        "failed": N_("failed"),
        "unclear": N_("not known"),
        "reached": N_("reached"),
        "no_answer": N_("no answer"),
        "planned": N_("planned"),
        "claimed": N_("taken up"),
        "posted": N_("posted"),
        "delivered": N_("delivered"),
        "returned": N_("came back"),
        "overdue": N_("overdue"),
        # promises, pauses, agreements, claims
        "promise": N_("promise"),
        "pause": N_("pause"),
        "until": N_("until a day"),
        "note": N_("note"),
        "review": N_("account review"),
        "agreement": N_("agreement"),
        "plan": N_("plan of instalments"),
        "rating": N_("rating"),
        "guarantee": N_("guarantee"),
        "case": N_("case"),
        "proof": N_("proof"),
        "filed": N_("filed"),
        # consents
        "paper": N_("on paper"),
        "counter": N_("said at the counter"),
        "import": N_("brought along from another program"),
        "law": N_("by the law or the contract"),
    }
)
"""What the words are called, whichever column they stand in; a word that is not here is said as it stands."""

OUTGOES: Mapping[str, str] = MappingProxyType(
    {
        "customer": N_("everything the shop has of you"),
        "evidence": N_("evidence for a claim"),
        "attachment": N_("an attached file"),
        "receipt": N_("receipt"),
        "statement_copies": N_("statement"),
        "statement_preview": N_("draft of a statement"),
        "letters": N_("letter"),
        "plan": N_("plan of instalments"),
        "list": N_("a list out of your account"),
    }
)
"""What the log of exports calls what went out about one customer; of a list of the window its first part."""

_MANY = "; "


def said(column: str, text: str, say: Callable[[str], str]) -> str:
    """Return what a cell says to the customer; whatever is no word of the program stays as it is."""
    if column == "field":
        return say(FIELDS[text]) if text in FIELDS else text
    if column in ("value", "old", "new"):
        return _word(_unpacked(text), say)
    if column == "what":
        return say(OUTGOES[text.partition(".")[0]]) if text.partition(".")[0] in OUTGOES else text
    if column == "account":
        return say(ACCOUNTS.get(text, text)) if text else ""
    if column in ("kind", "way", "result", "step", "outcome", "ended_as", "means", "source", "purpose"):
        return _MANY.join(_phrase(each, say) for each in text.split(", ")) if text else ""
    return text


def _phrase(text: str, say: Callable[[str], str]) -> str:
    """Return a kind of entry, a word, or two words beside each other, as “rating good” is."""
    if text in KINDS:
        return say(KINDS[text])
    return " · ".join(_word(each, say) for each in text.split(" ")) if text else ""


def _word(text: str, say: Callable[[str], str]) -> str:
    return say(WORDS[text]) if text in WORDS else text


def _unpacked(text: str) -> str:
    """Return a value of a file as people write it: lists, and what has parts, are kept as JSON."""
    if text == "null":
        return ""
    try:
        found = json.loads(text) if text[:1] in ("[", "{") else text
    except ValueError:
        return text
    return _flat(found)


def _flat(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(filter(None, map(_flat, value.values())))
    if isinstance(value, list):
        return _MANY.join(filter(None, map(_flat, value)))
    return "" if value is None or isinstance(value, bool) else str(value)
