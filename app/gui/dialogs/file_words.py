"""What a customer's file says in words: its fields, and the values its log holds of them."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from app.core.field_names import FIELDS
from app.core.incoming import TENDER_NAMES
from app.core.reminder.facts import PauseKind
from app.core.reminder.kinds import CreditClass, RuleKind
from app.core.reminder.requests import ContactResult
from app.core.requests import Tender
from app.core.review_requests import POINTS, VERDICTS, Point, Verdict
from app.gui.dialogs.names import kind_name
from app.gui.dialogs.owing_log import logged
from app.gui.dialogs.reminder_words import class_name, pause_name, result_of, rule_name
from app.gui.shop import Shop
from app.gui.widgets.languages import LANGUAGE_NAMES
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.services.customers import Happening


def channel_name(channel: str) -> str:
    """Return what a way of reaching a customer is called."""
    return {
        "phone": pgettext("channel", "Phone"),
        "sms": pgettext("channel", "Text message"),
        "wechat": pgettext("channel", "WeChat"),
        "email": pgettext("channel", "E-mail"),
        "post": pgettext("channel", "Post"),
        "print": pgettext("channel", "Printed, handed over"),
        "none": pgettext("channel", "None"),
    }.get(channel, channel)


def customer_kind(kind: str) -> str:
    """Return whether it is a person or a company."""
    return pgettext("customer", "Company") if kind == "company" else pgettext("customer", "Person")


def calendar_name(calendar: str) -> str:
    """Return what a calendar is called."""
    return _("Lunar") if calendar == "lunar" else _("Solar")


def field_name(field: str) -> str:
    """Return what a field of a file is called; one of the shop's own by the name the shop gave it."""
    if field in FIELDS:
        return _(FIELDS[field])
    head, _point, rest = field.partition(".")
    if head == "consents":
        return _("Agreed to offers by {channel}").format(channel=channel_name(rest))
    return rest or field


def field_value(shop: Shop, field: str, text: str) -> str:
    """Return the value the log holds of a field, as a person reads it."""
    if not text:
        return ""
    words = logged(shop, field, text)
    if words is not None:
        return words
    if field in _LISTS:
        return _list(text)
    if field == "credit_limit":
        return _("no limit") if text == "null" else _number(shop, text)
    if field.startswith("consents."):
        return _("withdrawn") if text == "null" else text
    return _word(field, text)


_LISTS = frozenset({"phones", "plates", "tags", "contacts", "notes", "cards"})


def _word(field: str, text: str) -> str:
    match field:
        case "kind":
            text = customer_kind(text)
        case "birthday_calendar":
            text = calendar_name(text)
        case "channel" | "statement":
            text = channel_name(text)
        case "language":
            text = LANGUAGE_NAMES.get(text, text)
        case "credit_class":
            text = _credit_class(text)
        case "closed":
            text = _("yes") if text == "true" else _("no")
        case "pin":
            text = _("set")
    return text


def _credit_class(text: str) -> str:
    return class_name(CreditClass(text)) if text in set(CreditClass) else text


def _number(shop: Shop, text: str) -> str:
    return shop.amount(int(text)) if text.lstrip("-").isdecimal() else text


def _list(text: str) -> str:
    try:
        rows = json.loads(text)
    except ValueError:
        return text
    return _(", ").join(map(_item, rows)) if isinstance(rows, list) else text


def _item(row: Any) -> str:
    if not isinstance(row, dict):
        return str(row)
    words = [row[name] for name in ("name", "role", "phone", "text", "no") if row.get(name)]
    if row.get("lost_on"):
        words.append(_("lost {date}").format(date=row["lost_on"]))
    return " ".join(map(str, words))


# ---- the timeline ---------------------------------------------------------------------------------------------------


def happening_kind(happening: Happening) -> str:
    """Return what happened, in a word or two."""
    words = {
        "made": pgettext("happened", "File made"),
        "changed": pgettext("happened", "File changed"),
        "closed": pgettext("happened", "File closed"),
        "reopened": pgettext("happened", "File reopened"),
        "merged": pgettext("happened", "Merged"),
        "attached": pgettext("happened", "File attached"),
        "detached": pgettext("happened", "Attachment removed"),
        "remark": pgettext("happened", "Remark"),
        "statement": pgettext("happened", "Statement issued"),
        "statement_mailed": pgettext("happened", "Statement mailed"),
        "confirmed": pgettext("happened", "Statement confirmed"),
        "disputed": pgettext("happened", "Statement disputed"),
        "taken_back": pgettext("happened", "Reply taken back"),
        "dispute": pgettext("happened", "Charge disputed"),
        "accepted": pgettext("happened", "Dispute accepted"),
        "rejected": pgettext("happened", "Dispute rejected"),
        "withdrawn": pgettext("happened", "Dispute withdrawn"),
        "contact_email": pgettext("happened", "E-mail"),
        "contact_letter": pgettext("happened", "Letter"),
        "contact_phone": pgettext("happened", "Call"),
        "contact_message": pgettext("happened", "Message"),
        "contact_service": pgettext("happened", "Message by a service"),
        "contact_visit": pgettext("happened", "Visit"),
        "step_posted": pgettext("happened", "Letter posted"),
        "step_delivered": pgettext("happened", "Delivered"),
        "step_returned": pgettext("happened", "Letter came back"),
        "step_bounced": pgettext("happened", "Message came back"),
        "step_receipt": pgettext("happened", "Carrier’s receipt"),
        "promise": pgettext("happened", "Promise to pay"),
        "promise_end": pgettext("happened", "Promise withdrawn"),
        "pause": pgettext("happened", "Reminders paused"),
        "pause_end": pgettext("happened", "Pause ended"),
        "note_on": pgettext("happened", "Note with a date"),
        "note_end": pgettext("happened", "Note with a date taken out"),
        "review": pgettext("happened", "Account reviewed"),
        "reminder_done": pgettext("happened", "Reminder seen to"),
        "reminder_skipped": pgettext("happened", "Reminder skipped"),
        "reminder_unclear": pgettext("happened", "Unclear whether a reminder went out"),
        "arrived": pgettext("happened", "Payment arrived"),
        "arrival_explained": pgettext("happened", "Arrival explained"),
        "arrival_undone": pgettext("happened", "Arrival undone"),
        "finding": pgettext("happened", "Account looked through"),
    }
    if happening.entry is None and happening.kind in words:
        return words[happening.kind]
    return kind_name(happening.kind)


def happening_text(shop: Shop, happening: Happening) -> str:
    """Return what there is to say about it."""
    match happening.kind:
        case "changed":
            return change_words(shop, happening.field, happening.old, happening.text)
        case "attached" if not happening.text:
            return pgettext("happened", "removed since")
        case "merged" if happening.entry is None:
            return _("into {number}").format(number=happening.text)
        case "closed" | "reopened" if happening.entry is None:
            return ""
    said = (_looked_at(shop, happening) or _agreed(shop, happening)) if happening.entry is None else ""
    return "  ·  ".join(filter(None, (said, " ".join(happening.text.split()))))


def _agreed(shop: Shop, happening: Happening) -> str:
    """Return what came of a contact, what was promised, how long a pause holds, what a reminder was about."""
    day = "" if happening.on is None else shop.day(happening.on)
    match happening.kind.partition("_")[0], happening.field:
        case "contact", result if result in set(ContactResult):
            return result_of(ContactResult(result)).text
        case "promise", _field if happening.old.isdecimal():
            return _("{amount} by {date}").format(amount=shop.money(int(happening.old)), date=day)
        case "pause", kind if kind in set(PauseKind):
            until = shop.day(date.fromisoformat(happening.old)) if happening.old else ""
            return _("through {date}").format(date=until) if until else pause_name(PauseKind(kind))
        case "reminder", rule if rule in set(RuleKind):
            return rule_name(RuleKind(rule))
        case "note", _field if happening.kind == "note_on":
            return day
    return ""


def _looked_at(shop: Shop, happening: Happening) -> str:
    """Return what arrived of a payment, or what was found of an account."""
    if happening.kind == "finding":
        point, verdict = _(POINTS[Point(happening.field)]), _(VERDICTS[Verdict(happening.old)])
        return _("{point}: {verdict}").format(point=point, verdict=verdict)
    if happening.kind != "arrived" or happening.on is None:
        return ""
    way, amount = _(TENDER_NAMES[Tender(happening.field)]), shop.money(int(happening.old))
    return _("{amount} by {way}, {date}").format(amount=amount, way=way, date=shop.day(happening.on))


def change_words(shop: Shop, field: str, old: str, new: str) -> str:
    """Return one change of a file as a line: “Tier: silver → gold”."""
    name = field_name(field)
    before, after = (" ".join(field_value(shop, field, text).split()) for text in (old, new))
    if before and after:
        return _("{field}: {old} → {new}").format(field=name, old=before, new=after)
    if after:
        return _("{field}: {new}").format(field=name, new=after)
    return _("{field}: {old} taken out").format(field=name, old=before) if before else name
