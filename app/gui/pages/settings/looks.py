"""Looks and language: this person's, at this computer; changed at once."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.config.preferences import TEXT_SIZES, THEMES
from app.gui import theme
from app.gui.pages.settings.base import check
from app.gui.shop import Shop
from app.gui.theme import S4
from app.gui.widgets.basics import column, label, row
from app.gui.widgets.fields import Choices, Form
from app.gui.widgets.languages import LANGUAGE_NAMES
from app.i18n.catalog import LANGUAGES, _, current, pgettext


class LooksTab(QWidget):
    """Language, light or dark, size of text, and whether to be told of reminders."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        names = {"system": _("As the system"), "light": _("Light"), "dark": _("Dark")}
        self.language: Choices = Choices([(code, LANGUAGE_NAMES[code]) for code in LANGUAGES], current().language)
        self.theme: Choices = Choices([(name, names[name]) for name in THEMES], shop.preferences.theme)
        sizes = [(percent, f"{percent} %") for percent in TEXT_SIZES]
        self.text_size: Choices = Choices(sizes, shop.preferences.text_size)
        form = Form(label_width=170)
        form.add("language", _("Language of the window"), self.language)
        form.add("theme", _("Look"), self.theme)
        form.add("text_size", _("Size of text"), self.text_size)
        self.notice = check(_("Tell me once a day"))
        self.notice.setChecked(shop.preferences.reminder_notice)
        hint = _("How many are waiting: in the system's tray or, where there is none, in the window.")
        form.add("reminder_notice", pgettext("settings", "Reminders"), self.notice, hint=hint)
        inner = QWidget()
        inner.setMaximumWidth(theme.px(640))
        intro = label(_("Only for you, at this computer."), "mute")
        inner.setLayout(column(intro, form, None, gap=S4))
        self.setLayout(row(inner, None, margins=(0, 4, 0, 0)))
        self.layout().setStretch(0, 1000)  # type: ignore[union-attr]
        for name, choices in (("language", self.language), ("theme", self.theme), ("text_size", self.text_size)):
            choices.changed.connect(partial(self._chosen, name, choices))
        self.notice.clicked.connect(partial(shop.look_wanted.emit, "reminder_notice"))

    def _chosen(self, name: str, choices: Choices) -> None:
        self.shop.look_wanted.emit(name, choices.value())
