"""What the accountant calls the accounts of the journal: code, name, and a tax rate where their program asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.account_names import ACCOUNTS
from app.core.vouchers import MAX_CODE, MAX_NAME, AccountCode
from app.errors import refuse
from app.gui import theme
from app.gui.pages.settings.base import Field, SettingsForm
from app.gui.shop import Shop
from app.gui.theme import S2, S3
from app.gui.widgets.basics import label
from app.gui.widgets.fields import Composite, LineEdit
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

CODE_WIDE, TAX_WIDE = 110, 96


class _Row(NamedTuple):
    code: LineEdit
    name: LineEdit
    tax: LineEdit


class CodesEdit(Composite):
    """A line for each account; those left blank have no code."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(S3)
        grid.setVerticalSpacing(S2)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(2, 3)
        heads = (
            pgettext("account codes", "Account here"),
            pgettext("account codes", "Code"),
            pgettext("account codes", "Name in the accounts"),
            pgettext("account codes", "Tax rate"),
        )
        for at, head in enumerate(heads):
            grid.addWidget(label(head, "mute-small"), 0, at)
        self.rows = {account: self._row(grid, heads, at, account) for at, account in enumerate(ACCOUNTS, 1)}
        self.setFocusProxy(next(iter(self.rows.values())).code)

    def _row(self, grid: QGridLayout, heads: Sequence[str], at: int, account: str) -> _Row:
        called = _(ACCOUNTS[account])
        made = _Row(LineEdit(most=MAX_CODE), LineEdit(most=MAX_NAME, hint=called), LineEdit(most=MAX_NAME))
        made.code.setFixedWidth(theme.px(CODE_WIDE))
        made.tax.setFixedWidth(theme.px(TAX_WIDE))
        grid.addWidget(label(called, wrap=True), at, 0)
        for place, (edit, head) in enumerate(zip(made, heads[1:], strict=True), 1):
            edit.setAccessibleName(f"{called}: {head}")
            edit.textEdited.connect(self._touched)
            grid.addWidget(edit, at, place)
        return made

    def value(self) -> tuple[AccountCode, ...]:
        """Return the codes given; refused where an account has a name or a rate and no code."""
        found: list[AccountCode] = []
        for account, parts in self.rows.items():
            code, name, tax = (str(self.read(part)).strip() for part in parts)
            if code:
                found.append(AccountCode(account, code, name, tax))
            elif name or tax:
                self.culprit = parts.code
                text = N_("Type a code for “{account}”, or clear the rest of its line.")
                refuse("account_codes", text, account=_(ACCOUNTS[account]))
        return tuple(found)

    def show_value(self, codes: Sequence[AccountCode]) -> None:
        """Show the codes."""
        known = {each.account: each for each in codes}
        for account, parts in self.rows.items():
            for part, text in zip(parts, known.get(account, AccountCode(account, ""))[1:], strict=True):
                part.setText(text)

    def place(self) -> QWidget:
        """Return the line an error is shown at."""
        return self.culprit or next(iter(self.rows.values())).code

    def _touched(self, _text: str) -> None:
        self.changed.emit()


def codes_form(shop: Shop) -> SettingsForm:
    """Return the form of the codes."""
    edit = CodesEdit()
    intro = _(
        "Ask your accountant for these once. Accounts with the same code stand in one line of a voucher. Bonus that is "
        "given and used cancels out: without codes for both of its accounts it is left out."
    )
    field = Field("account_codes", pgettext("settings", "Account codes"), edit, edit.value, edit.show_value)
    made = SettingsForm(shop, intro, [field])
    made.form.widen("account_codes")
    return made
