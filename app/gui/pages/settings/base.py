"""A form over the shop's settings: saved only when somebody says so, and only what they changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from app.core.settings import ChangeSettings, Settings
from app.core.staff.rights import Right
from app.errors import CounterbookError, Refused
from app.gui import errors, theme
from app.gui.pages.base import see
from app.gui.shop import Shop
from app.gui.theme import S3, S4
from app.gui.widgets.basics import KeyButton, column, label, row
from app.gui.widgets.check import check
from app.gui.widgets.fields import Choices, Form
from app.gui.widgets.guard import guard
from app.i18n.catalog import _

__all__ = ["WIDE", "Field", "SettingsForm", "check"]

WIDE = 640


class Field(NamedTuple):
    """One setting in a form: what it is called, its widget, and how its value is read from and put into that."""

    name: str
    label: str
    widget: QWidget
    read: Callable[[], Any]
    show: Callable[[Any], None]
    hint: str = ""


class SettingsForm(QWidget):
    """Fields, and a button that lights up when something has changed; Ctrl+S saves too."""

    #: What the fields say has changed.
    touched = Signal()

    def __init__(self, shop: Shop, intro: str, fields: list[Field]) -> None:
        super().__init__()
        self.shop = shop
        self.fields = fields
        self.form = Form(label_width=170)
        self.save = KeyButton(_("Save"), "Ctrl+S", "primary", on=self.store)
        guard(shop, Right.SETTINGS, self.save)
        self.save.setShortcut("Ctrl+S")
        self.saved = label("", "mute-small")
        self.general = label("", "error", wrap=True)
        self.general.hide()
        for field in fields:
            self.form.add(field.name, field.label, field.widget, hint=field.hint)
            _when_changed(field.widget, self._touched)
        parts = [label(intro, "mute", wrap=True)] if intro else []
        inner = QWidget()
        inner.setMaximumWidth(theme.px(WIDE))
        foot = row(self.save, self.saved, None, gap=S3)
        inner.setLayout(column(*parts, self.form, self.general, foot, None, gap=S4))
        self.setLayout(row(inner, None, gap=0, margins=(0, 4, 12, 12)))
        self.layout().setStretch(0, 1000)  # type: ignore[union-attr]
        shop.settings_changed.connect(self._follow)
        self.show_settings()

    def _follow(self) -> None:
        """Show what another form or window has saved; what is typed here and not saved yet stays."""
        if not self.save.isEnabled():
            self.show_settings()

    def show_settings(self) -> None:
        """Show the settings as they are."""
        for field in self.fields:
            field.show(getattr(self.shop.settings, field.name))
        self.save.setEnabled(False)
        self.touched.emit()

    def _touched(self, *_args: object) -> None:
        self.save.setEnabled(True)
        self.saved.setText("")
        self.touched.emit()

    def given(self) -> dict[str, Any]:
        """Return what was changed, by name; raises `Refused` at a field."""
        found: dict[str, Any] = {}
        for field in self.fields:
            value = field.read()
            if value != getattr(self.shop.settings, field.name):
                found[field.name] = value
        return found

    def typed(self) -> dict[str, Any]:
        """Return what was changed and not saved, as far as it can be read."""
        found: dict[str, Any] = {}
        for field in self.fields if self.save.isEnabled() else ():
            with suppress(Refused):
                found[field.name] = field.read()
        return found

    def type_again(self, typed: dict[str, Any]) -> None:
        """Fill in what `typed` gave."""
        for field in self.fields:
            if field.name in typed:
                field.show(typed[field.name])
        self.save.setEnabled(bool(typed))

    def store(self) -> None:
        """Save what was changed."""
        self.form.forgive()
        self.general.hide()
        try:
            given = self.given()
        except CounterbookError as error:
            self._refused(error)
            return
        if not given:
            self.save.setEnabled(False)
            return
        request = ChangeSettings(id=self.shop.new_id(), given=given)
        self.shop.tasks.run(partial(self.shop.app.settings.change, request), self._stored, self._refused, owner=self)

    def _stored(self, settings: Settings) -> None:
        self.shop.settings = settings
        self.save.setEnabled(False)
        self.shop.settings_changed.emit()
        self.saved.setText(_("Saved."))

    def _refused(self, error: CounterbookError) -> None:
        text = errors.words(error, self.shop.money, self.form.labels())
        if isinstance(error, Refused) and self.form.has(error.field):
            self.form.complain(error.field, text)
            QTimer.singleShot(0, self, partial(see, self.form.wrong(error.field)))
        else:
            self.general.setText(text)
            self.general.show()


def _when_changed(widget: QWidget, then: Callable[..., None]) -> None:
    match widget:
        case QLineEdit():
            widget.textEdited.connect(then)
        case QPlainTextEdit():
            widget.textChanged.connect(then)
        case QComboBox():
            widget.activated.connect(then)
        case QCheckBox():
            widget.clicked.connect(then)
        case Choices():
            widget.changed.connect(then)
        case _:
            changed = getattr(widget, "changed", None)
            if changed is not None:
                changed.connect(then)
