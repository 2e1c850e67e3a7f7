"""The two tables steps are typed into: those of a ladder, and the patience with customers of many years."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.errors import CounterbookError, Refused
from app.gui import errors
from app.gui.pages.settings.reminders.ladder_rows import PatienceRow, StageRow
from app.gui.shop import Shop
from app.gui.theme import S1
from app.gui.widgets.basics import column, holder
from app.gui.widgets.fields import Form
from app.gui.widgets.row_editor import RowEditor
from app.i18n.catalog import _, pgettext

LONG_STANDING = "gentler"
"""Under this name the patience stands among the ladders."""


class LadderTables:
    """Both tables, of which one shows at a time; `widgets` are they, to be laid out by whoever shows them."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.stages = RowEditor(StageRow, _("Another step"), _("Step"))
        self.patience = RowEditor(PatienceRow, _("Another line"), _("More time"))
        self.stages.setObjectName("stages")
        self.patience.setObjectName("patience")
        self.forms = {"stages": _wide_form("stages", _("Steps"), self.stages)}
        self.forms["patience"] = _wide_form("patience", _("Long-standing customers"), self.patience)
        self.widgets = {
            "stages": holder(column(StageRow.heads(), self.forms["stages"], gap=S1)),
            "patience": holder(column(PatienceRow.heads(), self.forms["patience"], gap=S1)),
        }

    def show(self, ladder: str) -> None:
        """Show the table a ladder is typed into, with nothing wrong in it."""
        for name, table in self.widgets.items():
            table.setVisible(name == _table(ladder))
            self.forms[name].forgive()

    def editor(self, ladder: str) -> RowEditor:
        """Return the rows a ladder is typed into."""
        return self.patience if ladder == LONG_STANDING else self.stages

    def forgive(self, ladder: str) -> None:
        """Say no longer what was wrong with a ladder."""
        self.forms[_table(ladder)].forgive()

    def complain(self, ladder: str, error: CounterbookError, *, go: bool = True) -> None:
        """Say what is wrong under the rows, and mark the field of the row it is about."""
        if isinstance(error, Refused):
            _mark_culprit(self.editor(ladder), error.field)
        text = errors.words(error, self._shop.money, _labels(error))
        self.forms[_table(ladder)].complain(_table(ladder), text, go=go)


def _table(ladder: str) -> str:
    return "patience" if ladder == LONG_STANDING else "stages"


def _mark_culprit(editor: RowEditor, field: str) -> None:
    """Let an error of `normal.2.days` stand at the days of the second row."""
    _ladder, _point, rest = field.partition(".")
    nth, _point, part = rest.partition(".")
    if nth.isdecimal() and 1 <= int(nth) <= len(editor.rows):
        found = editor.rows[int(nth) - 1]
        found.culprit = found.parts.get(part)
        editor.culprit = found


def _labels(error: CounterbookError) -> dict[str, str]:
    """Return what the field of an error is called on screen: “Step 2, days”."""
    if not isinstance(error, Refused):
        return {}
    _ladder, _point, rest = error.field.partition(".")
    nth, _point, part = rest.partition(".")
    names = {
        "days": _("Days"),
        "ways": _("Way"),
        "tone": _("Tone"),
        "template": pgettext("reminders", "Text"),
        "years": _("Years"),
        "extra_days": _("Days more"),
    }
    return {error.field: names.get(part) or (_("Step {n}").format(n=nth) if nth else _("Steps"))}


def _wide_form(name: str, text: str, field: QWidget) -> Form:
    made = Form(label_width=0)
    made.setHorizontalSpacing(0)
    made.add(name, text, field)
    made.widen(name)
    return made
