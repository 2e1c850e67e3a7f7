"""The forms of the settings page: shop, counter, receipts and numbers, days ahead."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from app.core.requests import Order, Tender
from app.core.settings import Paper, ReceiptLanguage, UseCheck
from app.gui.dialogs.names import order_name, tender_name
from app.gui.pages.settings.base import Field, SettingsForm, check
from app.gui.shop import Shop
from app.gui.widgets.fields import AmountEdit, Choices, CountEdit, LineEdit, TextArea, combo, show_choice
from app.gui.widgets.languages import LANGUAGE_NAMES
from app.gui.widgets.ticks import Ticks
from app.i18n.catalog import LANGUAGES, _


def line_field(name: str, label: str, *, hint: str = "", placeholder: str = "") -> Field:
    """Return a setting that is a line of text."""
    edit = LineEdit(hint=placeholder)
    return Field(name, label, edit, edit.value, edit.setText, hint)


def _text(name: str, label: str, *, hint: str = "", lines: int = 2) -> Field:
    area = TextArea(lines=lines, most=1000)
    return Field(name, label, area, area.value, area.setPlainText, hint)


def count_field(name: str, label: str, least: int, most: int, *, hint: str = "") -> Field:
    """Return a setting that is a whole number."""
    edit = CountEdit(least=least, most=most)
    return Field(name, label, edit, edit.value, lambda value: edit.setText(str(value)), hint)


def choice_field(name: str, label: str, choices: Sequence[tuple[object, str]], *, hint: str = "") -> Field:
    """Return a setting that is one of a few."""
    made: Choices = Choices(choices)
    return Field(name, label, made, made.value, made.set_value, hint)


def _yes(name: str, label: str, text: str, *, hint: str = "") -> Field:
    made = check(text)
    return Field(name, label, made, made.isChecked, made.setChecked, hint)


def shop_form(shop: Shop) -> SettingsForm:
    """What stands at the head of every paper."""
    language = combo([("", _("As the book was made")), *((code, LANGUAGE_NAMES[code]) for code in LANGUAGES)])
    return SettingsForm(
        shop,
        _("This stands at the head of receipts and statements."),
        [
            line_field("shop_name", _("Shop's name")),
            _text("address", _("Address")),
            line_field("phone", _("Phone")),
            _text("bank", _("Bank account"), hint=_("For customers who pay by transfer.")),
            line_field("tax_number", _("Tax number")),
            Field(
                "language",
                _("The shop's language"),
                language,
                language.currentData,
                partial(show_choice, language),
                _("For papers of customers whose language is not known."),
            ),
            _yes("money_sign", _("Amounts"), _("With the currency's sign")),
        ],
    )


def counter_form(shop: Shop) -> SettingsForm:
    """What is offered and asked at the counter."""
    tenders = Ticks([(tender, tender_name(tender)) for tender in Tender])
    float_edit = AmountEdit(shop.app.book.decimals, zero=True)
    return SettingsForm(
        shop,
        "",
        [
            Field(
                "tenders",
                _("Ways of paying"),
                tenders,
                lambda: tuple(tenders.value()),
                tenders.set_value,
                _("The first is proposed. Use the arrows to change their order."),
            ),
            choice_field(
                "use_check",
                _("When prepaid is used"),
                [
                    (UseCheck.NONE, _("Ask nothing")),
                    (UseCheck.PIN, _("Ask for the customer's PIN")),
                    (UseCheck.SIGNATURE, _("Print a line for the signature")),
                ],
                hint=_("A PIN or a signature proves later that the customer was there."),
            ),
            choice_field(
                "order",
                _("Principal and bonus"),
                [(order, order_name(order)) for order in Order],
                hint=_("How new top-ups are used up, where their offer does not say."),
            ),
            Field(
                "opening_float",
                _("Cash in the morning"),
                float_edit,
                lambda: float_edit.value_or_none() or 0,
                lambda minor: float_edit.set_value(minor or None),
                _("Proposed as the drawer's opening float."),
            ),
        ],
    )


def receipts_form(shop: Shop) -> SettingsForm:
    """Paper, language and numbers."""
    return SettingsForm(
        shop,
        "",
        [
            choice_field(
                "paper",
                _("Paper"),
                [
                    (Paper.A5, _("A5 sheet")),
                    (Paper.ROLL_80, _("80 mm roll")),
                    (Paper.ROLL_58, _("58 mm roll")),
                ],
            ),
            choice_field(
                "receipt_language",
                _("Language"),
                [
                    (ReceiptLanguage.CUSTOMER, _("The customer's")),
                    (ReceiptLanguage.SHOP, _("The shop's")),
                    (ReceiptLanguage.BOTH, _("Both")),
                ],
            ),
            _yes("print_at_once", _("After each entry"), _("Show the receipt at once")),
            _text("receipt_footer", _("At the foot"), hint=_("e.g. thanks, opening hours, how to ask for an invoice")),
            line_field("receipt_prefix", _("Receipt numbers begin with")),
            count_field("receipt_digits", _("Digits of receipt numbers"), 1, 12),
            line_field("customer_prefix", _("Customer numbers begin with")),
            count_field("customer_digits", _("Digits of customer numbers"), 1, 12),
        ],
    )


def reminders_form(shop: Shop) -> SettingsForm:
    """How long ahead, and after how long."""
    return SettingsForm(
        shop,
        _("What the counter and the list of customers point out."),
        [
            count_field("expiring_days", _("Expiring within (days)"), 1, 3650),
            count_field("birthday_days", _("Birthday within (days)"), 0, 366),
            count_field(
                "sleeping_days",
                _("Sleeping after (days)"),
                1,
                3650,
                hint=_("A customer counts as sleeping after so many days without a visit."),
            ),
        ],
    )
