"""回执: what came back of a statement, compared with the slip in hand: confirmed, disputed, or taken back."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from app.core.statement_paper import StatementPaper
from app.core.statement_reply import Claim, Means, Outcome, RecordReply
from app.errors import CounterbookError, refuse
from app.gui import theme
from app.gui.dialogs.base import FormDialog, just_opened
from app.gui.dialogs.statement_claims import ClaimList
from app.gui.dialogs.statement_scan import ScanRow
from app.gui.dialogs.statement_words import is_silent, means, period_name, state_of
from app.gui.shop import Shop
from app.gui.theme import S2
from app.gui.widgets.basics import Card, Figure, column, holder, label, row, rule
from app.gui.widgets.fields import Choices, DateEdit, LineEdit, TextArea
from app.i18n import format as form
from app.i18n.catalog import _, pgettext
from app.i18n.mark import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.statement_reply import Reply
    from app.core.statement_run import IssuedStatement


class _Read(NamedTuple):
    """What the dialog shows, read at one go; no paper where its texts were erased."""

    paper: StatementPaper | None
    replies: Sequence[Reply]


class ReplyDialog(FormDialog):
    """Shows the statement's figures; asks what the slip says, from when, by whom; lists what came back before."""

    def __init__(self, shop: Shop, statement: IssuedStatement, parent: QWidget | None = None) -> None:
        about = f"{statement.no}  ·  {statement.name}"
        super().__init__(shop, _("Reply"), about, parent=parent)
        self.setMinimumWidth(theme.px(840))
        self.statement = statement
        self.request_id = shop.new_id()
        self.figures = _Figures(shop, statement)
        self.earlier = label("", "small", wrap=True)
        self.earlier_card = Card(column(self.earlier, margins=(12, 8, 12, 8)), "notice")
        self.earlier_card.hide()
        self.above.addWidget(self.figures)
        if statement.changed:
            self.above.addWidget(_changed_band())
        self.above.addWidget(self.earlier_card)
        self._make_form()
        self._wire()
        self._outcome_chosen()
        self.outcome.setFocus()
        self._read()

    def _make_form(self) -> None:
        choices = [(each, state_of(each).text) for each in (Outcome.CONFIRMED, Outcome.DISPUTED)]
        before = Outcome.DISPUTED if self.statement.outcome == Outcome.DISPUTED else Outcome.CONFIRMED
        self.outcome: Choices = Choices(choices, before)
        self.on = DateEdit(self.shop.today, self.shop.today())
        self.by = LineEdit(hint=_("Who signed or sealed it, or said so"))
        self.means: Choices = Choices(means(), Means.SIGNED)
        self.scan = ScanRow(self.shop, self.statement.number)
        self.claims = ClaimList(self.shop)
        self.note_text = TextArea(lines=2)
        self.form.add("outcome", _("It says"), self.outcome)
        self.form.add("claims", _("Disputed"), self.claims)
        self.given = holder(row(label(_("Given by"), "mute"), self.by, gap=S2))
        self.by.setAccessibleName(_("Given by"))
        self.by.setMinimumWidth(theme.px(270))
        self.on.setMinimumWidth(theme.px(140))
        self.form.add("on", _("Date"), self.on, beside=self.given)
        self.form.also("by", "on", _("Given by"))
        self.form.add("means", _("How"), self.means)
        self.form.add("attachment", _("Scan"), self.scan)
        self.form.add("note", _("Note"), self.note_text)

    def _wire(self) -> None:
        self.outcome.changed.connect(self._outcome_chosen)
        self.scan.changed.connect(self.grow)
        self.scan.taken.connect(self.primary.setFocus)
        self.claims.changed.connect(self.forgive)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        runs, replies, no = self.shop.app.statement_runs, self.shop.app.statement_replies, self.statement.no

        def read() -> _Read:
            try:
                paper = runs.paper(no)
            except CounterbookError:  # its texts were erased: the reply counts all the same
                paper = None
            return _Read(paper, replies.replies(no))

        self.shop.tasks.run(read, self._show, self.complain, owner=self)

    def _show(self, found: _Read) -> None:
        if found.paper is not None:
            self.claims.show_statement(found.paper.statement)
        if found.replies:
            self.earlier.setText("\n".join((_("Recorded before:"), *map(self._earlier, found.replies))))
            self.earlier_card.show()
        if not is_silent(self.statement.outcome):
            self._offer_none()
        self.grow()

    def _offer_none(self) -> None:
        choices = [(each, state_of(each).text) for each in (Outcome.CONFIRMED, Outcome.DISPUTED)]
        self.outcome.set_choices([*choices, (Outcome.NONE, _("Nothing after all"))], self.outcome.value())

    def _earlier(self, reply: Reply) -> str:
        state = state_of(reply.outcome)
        words = state.text if not is_silent(reply.outcome) else _("Taken back: nothing after all")
        how = dict(means()).get(reply.means, "") if not is_silent(reply.outcome) else ""
        parts = [form.short_date(reply.on), f"{state.sign} {words}", reply.by, how, reply.note]
        parts += [claim.text for claim in reply.claims if claim.text]
        return "  ·  ".join(part for part in parts if part)

    # ---- what is typed ----------------------------------------------------------------------------------------------

    def _outcome_chosen(self) -> None:
        outcome = self.outcome.value()
        self.forgive()
        self.form.show_row("claims", shown=outcome == Outcome.DISPUTED)
        for name in ("means", "attachment"):
            self.form.show_row(name, shown=outcome != Outcome.NONE)
        self.given.setVisible(outcome != Outcome.NONE)
        words = {
            Outcome.CONFIRMED: _("Record as confirmed"),
            Outcome.DISPUTED: _("Record as disputed"),
            Outcome.NONE: _("Take the reply back"),
        }[outcome]
        self.primary.setText(words)
        self.primary.setAccessibleName(words)
        self.primary.updateGeometry()
        texts = {
            Outcome.CONFIRMED: _("The slip is kept as evidence that these figures were agreed to."),
            Outcome.DISPUTED: _("Each charge ticked is put in dispute until that is settled."),
            Outcome.NONE: _("The earlier reply was recorded by mistake. It stays in the book as taken back."),
        }
        self.note.setText(texts[outcome])
        self.grow()

    def request(self) -> RecordReply:
        """Return the reply as typed."""
        outcome = self.outcome.value()
        claims: tuple[Claim, ...] = self.claims.value() if outcome == Outcome.DISPUTED else ()
        if outcome == Outcome.DISPUTED and not claims:
            refuse("claims", N_("Tick what is disputed, or write what they say."))
        nothing = outcome == Outcome.NONE
        return RecordReply(
            id=self.request_id,
            note=self.note_text.value(),
            statement=self.statement.no,
            outcome=outcome,
            on=self.on.required(),
            by="" if nothing else self.by.value(),
            means=self.means.value(),
            claims=claims,
        )

    # ---- recording --------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Put the scan into the book first, if there is one, then record the reply.

        A scanner gun or a tired hand may send Enter twice: the second one confirms nothing that nobody has seen.
        """
        if just_opened(self):
            return
        if not self.checked(self.request):
            return
        request, note = self.request(), self.shop.app.statement_replies.record
        record = self.scan.put_first(
            lambda kept: note(replace(request, attachment=kept)), wanted=request.outcome != Outcome.NONE
        )
        self.carry_out(record, partial(self._recorded, request.outcome))

    def place_of(self, field: str) -> str:
        """Say what is wrong with the scan at the scan."""
        return {"file": "attachment"}.get(field, field)

    def _recorded(self, outcome: Outcome, _filed: object) -> None:
        no = self.statement.no
        texts = {
            Outcome.CONFIRMED: _("{no} of {customer}: confirmed."),
            Outcome.DISPUTED: _("{no} of {customer}: disputed."),
            Outcome.NONE: _("{no} of {customer}: the reply is taken back."),
        }
        self.accept()
        self.shop.changed.emit(self.statement.number)
        self.shop.tell(texts[outcome].format(no=no, customer=self.statement.name))


class _Figures(Card):
    """The figures to compare with the slip in hand."""

    def __init__(self, shop: Shop, statement: IssuedStatement) -> None:
        owed, held = Figure(_("Owed"), big=True), Figure(_("Prepaid"))
        period, state = Figure(_("Period")), Figure(pgettext("statement", "Reply"))
        bonus = _("+ {bonus} bonus").format(bonus=shop.amount(statement.bonus)) if statement.bonus else ""
        owed.show_value(shop.amount(statement.owed), owed=statement.owed > 0)
        held.show_value(shop.amount(statement.principal), bonus)
        period.value.setProperty("class", "strong")
        end = form.short_date(statement.period.end)
        period.show_value(period_name(statement.period), _("to {date}").format(date=end))
        now = state_of(statement.outcome)
        by = _("asked for by {date}").format(date=form.short_date(statement.reply_by)) if statement.reply_by else ""
        state.show_value(f"{now.sign} {now.text}", by)
        for figure in (period, state):
            theme.mark(figure.value, "strong")
            figure.value.setContentsMargins(0, 0, 0, theme.px(5))  # on the line the figures stand on
        parts = [part for figure in (owed, held, period, state) for part in (rule(upright=True), figure)][1:]
        box = row(*parts, gap=0)
        for at in range(0, len(parts), 2):
            box.setStretch(at, 1)
        super().__init__(box)


def _changed_band() -> Card:
    words = _("Entries were recorded after this statement went out: compare with the paper, not with today's account.")
    return Card(row(label("⚠  " + words, wrap=True), margins=(12, 7, 12, 7), gap=S2), "notice")
