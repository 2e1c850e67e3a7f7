"""Letters of reminders: within how many days they ask for the money, the slip, their numbers."""

from __future__ import annotations

from app.gui.pages.settings.base import Field, SettingsForm, check
from app.gui.pages.settings.forms import count_field, line_field
from app.gui.shop import Shop
from app.i18n.catalog import _


def letters_form(shop: Shop) -> SettingsForm:
    """Return the form; sheet, envelope and language are those of statements."""
    slip = check(_("With a slip to pay by at the foot"))
    return SettingsForm(
        shop,
        _("Letterhead, sheet, envelope and language are those of statements."),
        [
            count_field(
                "letter_pay_days",
                _("To be paid within (days)"),
                0,
                366,
                hint=_("Reminders ask for the money by the day so many days after they go out."),
            ),
            Field("letter_slip", _("Letters"), slip, slip.isChecked, slip.setChecked),
            line_field("letter_prefix", _("Numbers begin with")),
            count_field("letter_digits", _("Digits of numbers"), 1, 12),
        ],
    )
