"""A share in percent as people type it: 2, 2.5, 2.5 %; kept in hundredths of a percent."""

from __future__ import annotations

import unicodedata

from PySide6.QtWidgets import QLineEdit

from app.core.owing.checks import percent
from app.errors import refuse
from app.gui import theme
from app.i18n.mark import N_

_SHOWN = 40
_DIGITS = 4


class PercentEdit(QLineEdit):
    """A share or a yearly rate; `value` is in hundredths of a percent."""

    def __init__(self, share: int | None = None) -> None:
        super().__init__()
        self.setMaximumWidth(theme.px(90))
        self.setMaxLength(12)
        self.set_value(share)

    def set_value(self, share: int | None) -> None:
        """Show a share."""
        self.setText("" if share is None else percent(share))

    def value(self) -> int:
        """Return hundredths of a percent; refused in words when it is no share."""
        found = self.value_or_none()
        if found is None:
            refuse(self.objectName(), N_("Type a share in percent, such as 2 or 2.5."))
        return found

    def value_or_none(self) -> int | None:
        """Return hundredths of a percent, None where nothing is typed."""
        text = unicodedata.normalize("NFKC", self.text()).strip().rstrip("%").strip()
        if not text:
            return None
        whole, _point, part = text.partition(".")
        plain = (whole or part) and f"{whole}{part}".isascii() and f"{whole or '0'}{part or '0'}".isdecimal()
        if not plain or len(part) > 2 or len(whole) > _DIGITS:
            refuse(
                self.objectName(),
                N_("“{value}” is no share in percent: write it as 2 or 2.5, with two decimals at most."),
                value=text[:_SHOWN],
            )
        return int(whole or "0") * 100 + int((part + "00")[:2])
