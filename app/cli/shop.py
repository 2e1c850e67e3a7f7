"""`show` for what belongs to the shop rather than to a customer: its settings, its pictures and its price list."""

import argparse
from dataclasses import fields

from app.bootstrap import App
from app.cli import credit_settings
from app.cli.output import Output
from app.core.kind_names import ACCOUNTS, WORDS
from app.core.picture import Picture, PictureKind
from app.core.prices import PriceItem
from app.core.requests import Tender
from app.core.setting_names import CREDIT, NAMES
from app.core.settings import Settings
from app.i18n.catalog import _
from app.i18n.mark import N_

CHOICES = {
    "proportional": N_("together in proportion"),
    "bonus_first": N_("bonus first"),
    "principal_first": N_("principal first"),
    "a5": "A5",
    "80mm": N_("80 mm roll"),
    "58mm": N_("58 mm roll"),
    "customer": N_("the customer's"),
    "shop": N_("the shop's"),
    "both": N_("both"),
    "none": N_("nothing"),
    "pin": N_("PIN"),
    "signature": N_("signature"),
    "balance-forward": N_("balance brought forward"),
    "open-item": N_("open charges"),
    "a4": "A4",
    "letter": N_("US Letter"),
    "241x280": N_("continuous, 241 × 280 mm"),
    "241x140": N_("continuous, 241 × 140 mm"),
    "din-a": N_("window, DIN 5008 form A"),
    "din-b": N_("window, DIN 5008 form B"),
    "us-9": N_("window, US #9"),
    "us-9-double": N_("two windows, US #9"),
    "us-10": N_("window, US #10"),
    "uk-dl": N_("window, UK DL"),
    "reply": N_("reply slip"),
    "remittance": N_("remittance slip"),
}
"""What the words of settings are called."""

NOTHING = {"statement_window": N_("without a window"), "statement_slip": N_("no slip")}
"""What `none` is called where it is not simply nothing."""

PICTURES = {PictureKind.LOGO: N_("Logo"), PictureKind.PAYMENT_QR: N_("Payment code")}
"""What the shop's pictures are called."""

PRICE_KINDS = {
    "service": N_("Service"),
    "goods": N_("Goods"),
    "session_pass": N_("Pass of visits"),
    "period_pass": N_("Pass by days"),
}
"""What the kinds of things on the price list are called."""


def settings(_options: argparse.Namespace, app: App, output: Output) -> None:
    """Show the shop's settings."""
    found = app.settings.current()
    if output.json:
        output.answer({each.name: _plain(found, each.name, output) for each in fields(found)})
        return
    names = [each.name for each in fields(found)]
    rows = [[_(NAMES[name]), _said(found, name, app, output)] for name in names if name not in CREDIT]
    rows += [
        [_(label), credit_settings.words(name, getattr(found, name), output)]
        for name, label in CREDIT.items()
        if name in names
    ]
    rows += [[_(PICTURES[kind]), _picture(picture)] for kind, picture in app.pictures.current().items()]
    output.table([_("Setting"), _("Value")], rows)


def _picture(picture: Picture | None) -> str:
    if picture is None:
        return _("none")
    kind = _IMAGES[picture.media_type]
    return _("{kind}, {width} × {height} pixels").format(kind=kind, width=picture.width, height=picture.height)


_IMAGES = {"image/png": "PNG", "image/jpeg": "JPEG"}


def pictures(_options: argparse.Namespace, app: App, output: Output) -> None:
    """Show which pictures the shop has."""
    found = app.pictures.current()
    if output.json:
        output.answer({kind.value: None if each is None else _picture_json(each) for kind, each in found.items()})
        return
    output.table([_("Picture"), _("Value")], [[_(PICTURES[kind]), _picture(each)] for kind, each in found.items()])


def _picture_json(picture: Picture) -> dict[str, object]:
    return {
        "media_type": picture.media_type,
        "width": picture.width,
        "height": picture.height,
        "size": picture.size,
        "sha256": picture.sha256,
        "added_at": picture.added_at.isoformat(),
    }


def _plain(found: Settings, name: str, output: Output) -> object:
    """Return a setting in the form of the `settings` event."""
    value = getattr(found, name)
    if name in CREDIT:
        return credit_settings.answer(name, value, output)
    if name == "opening_float":
        return output.major(value)
    return list(value) if isinstance(value, tuple) else value


def _said(found: Settings, name: str, app: App, output: Output) -> str:
    """Return a setting as people read it."""
    value = getattr(found, name)
    match value:
        case bool():
            return _("yes") if value else _("no")
        case int():
            return output.money(value) if name == "opening_float" else str(value)
        case tuple():
            return _(", ").join(_(ACCOUNTS[f"tender.{Tender(each)}"]) for each in value)
    if name == "language":
        return WORDS[value or app.book.language]
    if name not in _WORDS:
        return _(", ").join(value.splitlines())
    return _(NOTHING.get(name, CHOICES["none"]) if value == "none" else CHOICES[value])


_WORDS = frozenset(
    {
        *("order", "paper", "receipt_language", "use_check"),
        *("statement_kind", "statement_sheet", "statement_window", "statement_slip", "statement_language"),
    }
)


def prices(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show the price list of a day; with `--all` what is over and what is to come, too."""
    found = app.prices.items(options.as_of or app.today(), ended=options.all)
    if output.json:
        output.answer([_price(item, output) for item in found])
        return
    output.table(
        [_("No."), _("Name"), _("Kind"), _("Price"), _("Visits or days"), _("Used for"), _("Until")],
        [
            [
                item.id,
                item.name,
                _(PRICE_KINDS[item.kind]),
                output.money(item.price),
                str(item.count or item.days or ""),
                item.covers,
                "" if item.ended_on is None else item.ended_on.isoformat(),
            ]
            for item in found
        ],
        right=(3, 4),
    )


def _price(item: PriceItem, output: Output) -> dict[str, object]:
    return {
        "item": item.id,
        "name": item.name,
        "kind": item.kind.value,
        "price": output.major(item.price),
        "prices": [
            {"starts_on": price.starts_on.isoformat(), "price": output.major(price.amount)} for price in item.prices
        ],
        "count": item.count,
        "days": item.days,
        "valid_days": item.valid_days,
        "covers": item.covers,
        "ended_on": None if item.ended_on is None else item.ended_on.isoformat(),
    }
