"""Writing one text: subject and wording, what is wrong at its place, names from a menu, back to the program's own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.core.reminder.template import FIELDS, FIELDS_OF, LINES, MAX_BODY, MAX_SUBJECT, Template
from app.core.reminder.texts import ReminderText, TextProblem, kind_of, problems_of
from app.core.staff.rights import Right
from app.errors import CounterbookError, Refused
from app.gui import theme
from app.gui.dialogs.policy_words import rule_explained, text_name
from app.gui.shop import Shop
from app.gui.theme import S1, S2
from app.gui.widgets.basics import KeyButton, button, clear, column, label, row
from app.gui.widgets.fields import show_wrong
from app.gui.widgets.flow import flowing
from app.gui.widgets.guard import guard
from app.gui.widgets.template_edit import InsertButton, TemplateEdit
from app.i18n.catalog import _, ngettext, pgettext

CHECK_AFTER_MS = 120
_BODY_LINES = 9
_SHOWN = 3
"""Problems listed at most; the others are underlined and counted."""


class TextEditor(QWidget):
    """The fields of one text."""

    #: Something was typed, and has been looked through.
    touched = Signal()

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.shipped = Template("", "")
        self._before = Template("", "")
        self._name = ""
        self.title = label("", "heading", wrap=True)
        self.about = label("", "mute-small", wrap=True)
        self.subject = TemplateEdit(shop.sentence, most=MAX_SUBJECT, lines=1)
        self.body = TemplateEdit(shop.sentence, most=MAX_BODY, lines=_BODY_LINES)
        self.subject.setAccessibleName(_("Subject"))
        self.body.setAccessibleName(pgettext("reminders", "Text"))
        self.subject.setObjectName("subject")
        self.body.setObjectName("body")
        self._last = self.body
        self.insert = InsertButton(self._put_in)
        self.wrong = column(gap=S1)
        self.general = label("", "error", wrap=True)
        self.general.hide()
        self.save = KeyButton(_("Save"), "Ctrl+S", "primary")
        guard(shop, Right.SHOP, self.save)
        self.save.setShortcut("Ctrl+S")
        self.back = button(_("Back to the program's text"), "quiet", on=self.show_shipped)
        self.saved = label("", "mute-small")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CHECK_AFTER_MS)
        self._build()
        self._wire()

    def _build(self) -> None:
        head = row(self.title, None)
        head.setStretch(0, 1)
        over = row(label(pgettext("reminders", "Text"), "mute"), None, self.insert)
        foot = flowing(self.save, self.back, self.saved)
        whole = column(head, self.about, label(_("Subject"), "mute"), self.subject, over, self.body, gap=S2)
        whole.addLayout(self.wrong)
        whole.addWidget(self.general)
        whole.addWidget(foot)
        whole.addStretch(1)
        self.setLayout(whole)
        self.setMinimumWidth(theme.px(280))

    def _wire(self) -> None:
        self.subject.textChanged.connect(self._typed)
        self.body.textChanged.connect(self._typed)
        self.subject.cursorPositionChanged.connect(self._in_subject)
        self.body.cursorPositionChanged.connect(self._in_body)
        self._timer.timeout.connect(self.look)

    # ---- showing ----------------------------------------------------------------------------------------------------

    def show_text(self, text: ReminderText, shipped: Template, draft: Template | None = None) -> None:
        """Show a text as it counts, or as somebody was changing it."""
        self._name, self.shipped, self._before = text.name, shipped, text.template
        shown = draft or text.template
        self.title.setText(text_name(text.name))
        kind = kind_of(text.name)
        self.about.setText(rule_explained(kind) if kind is not None else "")
        known = FIELDS if kind is None else [name for name in FIELDS if name in FIELDS_OF[kind]]
        self.insert.offer({name: _(FIELDS[name]) for name in known})
        self.subject.setPlainText(shown.subject)
        self.body.setPlainText(shown.body)
        self._last = self.body
        self._timer.stop()
        self.look()

    def show_shipped(self) -> None:
        """Show the program's text; it counts again once it is saved."""
        self.subject.setPlainText(self.shipped.subject)
        self.body.setPlainText(self.shipped.body)
        self.look()
        self.body.setFocus()

    def template(self) -> Template:
        """Return what is typed."""
        return Template(self.subject.toPlainText().strip(), self.body.toPlainText().strip())

    # ---- typing -----------------------------------------------------------------------------------------------------

    def _typed(self) -> None:
        if self.template() != self._before:
            self.saved.setText("")
        self._timer.start()

    def _in_subject(self) -> None:
        self._last = self.subject

    def _in_body(self) -> None:
        self._last = self.body

    def _put_in(self, name: str) -> None:
        """Put a name where somebody wrote last; one of several lines has no place in the subject."""
        (self.body if name in LINES else self._last).put_in(name)

    def problems(self) -> list[TextProblem]:
        """Return what is wrong with what is typed, by place."""
        return problems_of(self._name, Template(self.subject.toPlainText(), self.body.toPlainText()))

    def look(self) -> None:
        """Underline what is wrong, and say it below, each with the way to its place."""
        self._timer.stop()
        found = self.problems()
        self.general.hide()
        for part, edit in (("subject", self.subject), ("body", self.body)):
            mine = [problem for problem in found if problem.part == part]
            edit.mark_wrong(mine)
            show_wrong(edit, self.shop.sentence(mine[0].message) if mine else "")
        self._list(found)
        self.save.setEnabled(self.template() != self._before)
        self.back.setEnabled(self.template() != self.shipped)
        self.touched.emit()

    def _list(self, found: Sequence[TextProblem]) -> None:
        clear(self.wrong)
        for problem in found[:_SHOWN]:
            edit = self.subject if problem.part == "subject" else self.body
            where = self._place(problem)
            go = button(where, "link", on=partial(edit.go_to, problem), name=_("Go to {place}").format(place=where))
            said = label(self.shop.sentence(problem.message), "error", wrap=True)
            line = row(go, said, gap=S2)
            line.setAlignment(go, Qt.AlignmentFlag.AlignTop)
            line.setStretch(1, 1)
            self.wrong.addLayout(line)
        more = len(found) - _SHOWN
        if more > 0:
            self.wrong.addWidget(label(ngettext("and {n} more", "and {n} more", more).format(n=more), "error"))

    def _place(self, problem: TextProblem) -> str:
        if problem.part == "subject":
            return _("Subject")
        return _("Line {n}").format(n=self.body.toPlainText().count("\n", 0, problem.start) + 1)

    # ---- saving -----------------------------------------------------------------------------------------------------

    def may_save(self) -> bool:
        """Whether there is nothing wrong; else go to the first place that is."""
        self.look()
        found = self.problems()
        if found:
            (self.subject if found[0].part == "subject" else self.body).go_to(found[0])
        return not found

    def complain(self, error: CounterbookError) -> None:
        """Say what the book had against it."""
        self.general.setText(self.shop.words(error))
        self.general.show()
        field = error.field if isinstance(error, Refused) else ""
        edit = {"subject": self.subject, "body": self.body}.get(field)
        if edit is not None:
            show_wrong(edit, self.general.text())
            edit.setFocus()
