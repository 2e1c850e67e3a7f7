"""`show` for files: customers, one customer's file with its timeline, likely duplicates, offers."""

import argparse
from dataclasses import asdict, fields

from app.bootstrap import App
from app.cli import owing
from app.cli.output import Output
from app.cli.reminders import result_words
from app.cli.standing import class_words
from app.cli.text import iso
from app.core.customer import Card, CustomerFile
from app.core.incoming import TENDER_NAMES
from app.core.kind_names import KINDS, WORDS
from app.core.offers import Offer
from app.core.owing.limits import Limits
from app.core.reminder.requests import ContactResult
from app.core.requests import Tender
from app.core.review_requests import POINTS, VERDICTS, Point, Verdict
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_
from app.services.customers import Attachment, Happening


def customers(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show the customers, or those found."""
    found = (
        app.files.customers(closed=options.all)
        if options.find is None
        else app.search.find_all(options.find, closed=options.all)
    )
    if output.json:
        output.answer(
            [
                {
                    "customer": line.no,
                    "name": line.name,
                    "kind": line.kind.value,
                    "phones": list(line.phones),
                    "tags": list(line.tags),
                    "tier": line.tier,
                    "closed": line.closed,
                }
                for line in found
            ]
        )
        return
    output.table(
        [_("No."), _("Name"), _("Phones"), _("Tier"), _("Tags")],
        [[c.no, c.name, _(", ").join(c.phones), c.tier, _(", ").join(c.tags)] for c in found],
    )


def customer(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show one customer's file; with `--all` its attachments and everything that happened."""
    file = app.files.file(options.customer)
    merged_into = app.files.merged_into(options.customer)
    attachments = app.files.attachments(options.customer) if options.all else []
    timeline = app.files.timeline(options.customer) if options.all else []
    if output.json:
        answer = _file(file, output)
        if merged_into is not None:
            answer["merged_into"] = merged_into
        if options.all:
            answer["attachments"] = [_attachment(each) for each in attachments]
            answer["timeline"] = [_happening(each) for each in timeline]
        output.answer(answer)
        return
    output.table([_("Field"), _("Value")], _file_rows(file, merged_into, output))
    if attachments:
        output.say("")
        output.table(
            [_("Attachment"), _("Bytes"), _("Added")],
            [[each.name, str(each.size), f"{each.added_at:%Y-%m-%d}"] for each in attachments],
            right=(1,),
        )
    if timeline:
        output.say("")
        output.table(
            [_("Date"), _("Entry"), _("Kind"), _("Text")],
            [
                [
                    (each.on or each.when.astimezone().date()).isoformat(),
                    each.request,
                    _happening_name(each.kind),
                    _happening_text(each, output),
                ]
                for each in timeline
            ],
        )


HAPPENINGS = {
    "made": N_("File made"),
    "changed": N_("File changed"),
    "closed": N_("File closed"),
    "reopened": N_("File reopened"),
    "merged": N_("File merged"),
    "attached": N_("Attachment added"),
    "detached": N_("Attachment removed"),
    "remark": N_("Remark"),
    "statement": N_("Statement issued"),
    "confirmed": N_("Statement confirmed"),
    "disputed": N_("Statement disputed"),
    "taken_back": N_("Reply taken back"),
    "dispute": N_("Charge disputed"),
    "accepted": N_("Dispute accepted"),
    "rejected": N_("Dispute rejected"),
    "withdrawn": N_("Dispute withdrawn"),
    "contact_phone": N_("Call"),
    "contact_message": N_("Message"),
    "contact_service": N_("Message by a service"),
    "contact_visit": N_("Visit"),
    "step_posted": N_("Letter posted"),
    "step_returned": N_("Letter came back"),
    "step_bounced": N_("Message came back"),
    "step_receipt": N_("Carrier’s receipt"),
    "promise": N_("Promise to pay"),
    "promise_end": N_("Promise withdrawn"),
    "pause": N_("Reminders paused"),
    "pause_end": N_("Pause ended"),
    "note_on": N_("Note with a date"),
    "note_end": N_("Note with a date taken out"),
    "review": N_("Account reviewed"),
    "reminder_done": N_("Reminder seen to"),
    "reminder_skipped": N_("Reminder skipped"),
    "reminder_unclear": N_("Unclear whether a reminder went out"),
    "arrived": N_("Payment arrived"),
    "arrival_explained": N_("Arrival explained"),
    "arrival_undone": N_("Arrival undone"),
    "finding": N_("Account looked through"),
}
"""What happens to a file, besides entries; `_happening_name` has those whose words mean other things elsewhere, too."""


def _happening_name(kind: str) -> str:
    words = {
        "contact_email": pgettext("happened", "E-mail"),
        "contact_letter": pgettext("happened", "Letter"),
        "step_delivered": pgettext("happened", "Delivered"),
    }
    return words.get(kind) or _(KINDS.get(kind) or HAPPENINGS.get(kind, kind))


LABELS = {
    "no": N_("Number"),
    "name": N_("Name"),
    "kind": N_("Kind"),
    "phones": N_("Phones"),
    "contacts": N_("Contact persons"),
    "address": N_("Address"),
    "email": N_("E-mail"),
    "channel": N_("Preferred channel"),
    "language": N_("Language"),
    "birthday": N_("Birthday"),
    "birthday_calendar": N_("Calendar of the birthday"),
    "industry": N_("Industry"),
    "tags": N_("Tags"),
    "plates": N_("Number plates"),
    "referrer": N_("Referred by"),
    "tier": N_("Tier"),
    "terms_days": N_("Credit term in days"),
    "credit_limit": N_("Credit limit"),
    "payment_terms": N_("Terms of payment"),
    "overdue_limit": N_("Overdue limit"),
    "grace_days": N_("Days of grace"),
    "on_total": N_("Beyond the limit"),
    "on_overdue": N_("Beyond the overdue limit"),
    "credit_group": N_("Credit group"),
    "supply": N_("Supply"),
    "holds": N_("Holds"),
    "statement": N_("Statement by"),
    "consents": N_("Marketing consent"),
    "fields": N_("Own fields"),
    "notes": N_("Notes"),
    "pinyin": N_("Pinyin"),
    "on": N_("Customer since"),
    "closed": N_("Closed"),
    "cards": N_("Cards"),
    "hold": N_("Account on hold"),
    "credit_class": N_("Credit class"),
    "override": N_("Class set by the owner"),
    "review_months": N_("Account review every so many months"),
    "timezone": N_("Time zone"),
    "opted_out": N_("Not to be contacted"),
    "pin": N_("PIN"),
    "merged_into": N_("Merged into"),
}
"""What the fields of a file are called."""


CHOICES = frozenset(
    {
        "kind",
        "channel",
        "statement",
        "birthday_calendar",
        "language",
        "credit_class",
        "opted_out",
        "on_total",
        "on_overdue",
    }
)
"""Fields that hold one of a few words, or several of them."""


def _file_rows(file: CustomerFile, merged_into: str | None, output: Output) -> list[list[str]]:
    """Return the fields of a file that say something, each with its label."""
    values = _file(file, output) | {"merged_into": merged_into}
    if file.credit_limit is None:
        values["credit_limit"] = _("no limit")
    if not file.birthday:
        values["birthday_calendar"] = ""
    plain = Limits()
    for name, usual in (("grace_days", 0), ("on_total", plain.on_total), ("on_overdue", plain.on_overdue)):
        if values[name] == usual:
            values[name] = ""
    if not file.review_months:
        values["review_months"] = ""
    values |= owing.in_words(file)
    values["cards"] = list(map(_card, file.cards))
    if file.override is not None:
        values["override"] = _("{credit} through {on}: {reason}").format(
            credit=class_words(file.override.credit),
            on=file.override.ends_on.isoformat(),
            reason=file.override.reason,
        )
    rows: list[list[str]] = []
    for name, value in values.items():
        several = value if isinstance(value, list) else [value]
        texts = [_(WORDS[each]) if name in CHOICES and isinstance(each, str) and each else each for each in several]
        rows += [[_(LABELS[name]), text] for text in filter(None, map(_said, texts))]
    return rows


def _card(card: Card) -> str:
    if card.lost_on is None:
        return card.no
    if card.replaced_by:
        return _("{card} (lost {date}, replaced by {other})").format(
            card=card.no, date=card.lost_on.isoformat(), other=card.replaced_by
        )
    return _("{card} (lost {date})").format(card=card.no, date=card.lost_on.isoformat())


def _said(value: object) -> str:
    """Return a value as people read it; blank when it says nothing."""
    if isinstance(value, dict):
        return "  ".join(filter(None, map(_said, value.values())))
    if isinstance(value, bool):
        return _("yes") if value else ""
    return "" if value is None else str(value)


def _happening_text(each: Happening, output: Output) -> str:
    if each.kind.startswith("contact_") and each.field:
        return "  ".join(filter(None, (result_words(ContactResult(each.field)), each.text)))
    if each.kind == "promise":
        return "  ".join(filter(None, (output.money(int(each.old)), each.text)))
    if each.kind in ("arrived", "finding"):
        return "  ".join(filter(None, (_looked_at(each, output), each.text)))
    if each.kind == "attached" and not each.text:
        return pgettext("happened", "removed since")
    if each.kind != "changed":
        return each.text
    label = _(LABELS[each.field]) if each.field in LABELS else each.field
    return _("{field}: {old} → {new}").format(field=label, old=each.old or "–", new=each.text or "–")


def _looked_at(each: Happening, output: Output) -> str:
    """Return what arrived of a payment, or what was found of an account."""
    if each.kind == "finding":
        return _("{point}: {verdict}").format(
            point=_(POINTS[Point(each.field)]), verdict=_(VERDICTS[Verdict(each.old)])
        )
    way = _(TENDER_NAMES[Tender(each.field)])
    return _("{amount} by {way}, {date}").format(amount=output.money(int(each.old)), way=way, date=iso(each.on))


def _attachment(each: Attachment) -> dict[str, object]:
    return {
        "name": each.name,
        "media_type": each.media_type,
        "size": each.size,
        "sha256": each.sha256,
        "added_at": each.added_at.isoformat(),
    }


def _happening(each: Happening) -> dict[str, object]:
    return {
        "when": each.when.isoformat(),
        "on": None if each.on is None else each.on.isoformat(),
        "kind": each.kind,
        "text": each.text,
        "field": each.field,
        "old": each.old,
        "who": each.who,
        "id": each.request,
        "customer": each.customer,
    }


def _file(file: CustomerFile, output: Output) -> dict[str, object]:
    """Return a file in the names and forms of the `customer` event."""
    values = asdict(file)
    answer: dict[str, object] = {}
    for each in fields(file):
        value = values[each.name]
        name = "on" if each.name == "since" else each.name
        match value:
            case tuple():
                answer[name] = [_row(inner) for inner in value]
            case dict():
                answer[name] = _row(value)
            case _:
                answer[name] = _plain(value)
    return answer | owing.of_file(file, output)


def _row(value: object) -> object:
    return {key: _plain(inner) for key, inner in value.items()} if isinstance(value, dict) else _plain(value)


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def duplicates(_options: argparse.Namespace, app: App, output: Output) -> None:
    """Show files that may be of one customer."""
    found = app.files.duplicates()
    if output.json:
        output.answer(
            [
                {
                    "by": likely.by,
                    "shared": likely.shared,
                    "customers": [{"customer": number, "name": name} for number, name in likely.customers],
                }
                for likely in found
            ]
        )
        return
    output.table(
        [_("Same"), _("Value"), _("Customers")],
        [
            [
                _("phone") if likely.by == "phone" else _("number"),
                likely.shared,
                _(", ").join(f"{number} {name}" for number, name in likely.customers),
            ]
            for likely in found
        ],
    )


def offers(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show the shop's top-up offers of a day; with `--all` those that are over, too."""
    found = app.offers.table(options.as_of or app.today(), ended=options.all)
    if output.json:
        output.answer([_offer(offer, output) for offer in found])
        return
    output.table(
        [_("Offer"), _("Name"), _("Paid"), _("Bonus"), _("From"), _("Until")],
        [
            [
                offer.id,
                offer.name,
                output.money(offer.paid),
                output.money(offer.bonus),
                "" if offer.starts_on is None else offer.starts_on.isoformat(),
                "" if offer.ends_on is None else offer.ends_on.isoformat(),
            ]
            for offer in found
        ],
        right=(2, 3),
    )


def _offer(offer: Offer, output: Output) -> dict[str, object]:
    return {
        "offer": offer.id,
        "name": offer.name,
        "paid": output.major(offer.paid),
        "bonus": output.major(offer.bonus),
        "starts_on": _plain(offer.starts_on),
        "ends_on": _plain(offer.ends_on),
        "valid_days": offer.valid_days,
        "order": offer.order.value,
        "priority": offer.priority,
    }
