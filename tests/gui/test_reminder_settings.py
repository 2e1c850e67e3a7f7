"""Settings of reminders: each pane saves what was changed, says at its field what is wrong, shows what is set."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.bootstrap import App
from app.core.mail import MailAccount, Security, SendTo
from app.core.outgoing import Outcome, Result
from app.core.reminder.kinds import CreditClass, RuleKind, Tone, Way
from app.core.reminder.ladder import DEFAULT_LADDERS
from app.core.reminder.policy import ChangePolicy
from app.core.reminder.rules import DEFAULT_RULES
from app.errors import Message, Refused
from app.gui.pages.settings import SettingsPage
from app.gui.pages.settings.reminders import RemindersTab
from app.gui.pages.settings.reminders.rules import RuleDialog
from app.gui.shop import Shop
from app.services.mail import Mail
from tests.gui.programs import CTRL, Key, dialog, dialogs, press, settle


@pytest.fixture
def page(shop: Shop) -> Iterator[SettingsPage]:
    made = SettingsPage(shop)
    made.resize(1000, 700)
    made.show()
    QTest.qWaitForWindowActive(made)
    made.arrive()
    yield made
    made.close()
    made.deleteLater()


def pane(page: SettingsPage, name: str) -> RemindersTab:
    page.restore(("reminders", name))
    settle()
    return page.reminders


def rule_dialog(page: SettingsPage, kind: RuleKind) -> RuleDialog:
    tab = pane(page, "rules")
    tab.rules.table.selectRow(list(RuleKind).index(kind))
    tab.rules.table.setFocus()
    press(Key.Key_Return)
    found = dialog()
    assert isinstance(found, RuleDialog)
    return found


def field(of: RuleDialog, name: str) -> Any:
    return of.findChild(QWidget, name)


# ---- rules ----------------------------------------------------------------------------------------------------------


def test_space_turns_a_rule_off_and_on_again(page: SettingsPage, app: App):
    table = pane(page, "rules").rules.table
    table.selectRow(list(RuleKind).index(RuleKind.EXPIRING))
    table.setFocus()
    for on in (False, True):
        press(Key.Key_Space)
        assert app.reminder_policy.current().rules[RuleKind.EXPIRING].on is on
        assert table.value().kind is RuleKind.EXPIRING


@pytest.mark.parametrize("kind", list(RuleKind))
def test_every_rule_opens_and_is_saved_as_it_stands(page: SettingsPage, app: App, kind: RuleKind):
    rule_dialog(page, kind).submit()
    assert dialogs() == []
    assert app.reminder_policy.current().rules[kind] == DEFAULT_RULES[kind]


def test_days_ways_and_least_amount_are_changed_by_keys(page: SettingsPage, app: App):
    of = rule_dialog(page, RuleKind.EXPIRING)
    field(of, "days").setText("60、14, 3")
    field(of, "least").setText("20")
    field(of, "ways").buttons[Way.LETTER].click()
    field(of, "days").setFocus()
    press(Key.Key_Return)
    rule = app.reminder_policy.current().rules[RuleKind.EXPIRING]
    assert (rule.days, rule.least, set(rule.ways)) == ((60, 14, 3), 2000, {Way.MESSAGE, Way.LETTER})
    rows = page.reminders.rules.rows
    assert rows.data(rows.index(3, 2)) == "60, 14, 3 days before"


@pytest.mark.parametrize(
    ("kind", "name", "typed"),
    [
        (RuleKind.EXPIRING, "days", "30, 30"),
        (RuleKind.EXPIRING, "days", ""),
        (RuleKind.EXPIRING, "days", "soon"),
        (RuleKind.EXPIRING, "days", "9" * 5000),
        (RuleKind.SLEEPING, "days", "90, -30"),
        (RuleKind.PROMISE_BROKEN, "days", ""),
        (RuleKind.PROMISE_BROKEN, "days", "-1"),
        (RuleKind.OVERDUE, "least", "1.234"),
        (RuleKind.PASS_LOW, "units", "many"),
    ],
)
def test_what_is_wrong_with_a_rule_stands_at_its_field(
    page: SettingsPage, app: App, kind: RuleKind, name: str, typed: str
):
    before = app.reminder_policy.current()
    of = rule_dialog(page, kind)
    widget = field(of, name)
    widget.setText(typed)
    of.submit()
    assert of.isVisible()
    assert widget.accessibleDescription()
    assert widget.text() == typed
    assert f"{kind.value}." not in widget.accessibleDescription()
    assert app.reminder_policy.current() == before


@pytest.mark.parametrize(
    ("kind", "typed", "kept"), [(RuleKind.EXPIRING, "7, 90，30", (90, 30, 7)), (RuleKind.SLEEPING, "180 90", (90, 180))]
)
def test_days_may_be_typed_in_any_order(
    page: SettingsPage, app: App, kind: RuleKind, typed: str, kept: tuple[int, ...]
):
    of = rule_dialog(page, kind)
    field(of, "days").setText(typed)
    of.submit()
    assert app.reminder_policy.current().rules[kind].days == kept


def test_no_way_at_all_is_refused(page: SettingsPage):
    of = rule_dialog(page, RuleKind.DUE_SOON)
    field(of, "ways").set_value([])
    of.submit()
    assert "at least one" in of.form._errors["ways"].text()


# ---- ladders --------------------------------------------------------------------------------------------------------


def test_a_ladder_is_shown_in_words_and_saved(page: SettingsPage, app: App, shop: Shop):
    told: list[bool] = []
    shop.settings_changed.connect(lambda: told.append(True))
    ladders = pane(page, "steps").ladders
    assert "10 days overdue: a message, a letter; firm." in ladders.words.text()
    assert not ladders.save.isEnabled()
    ladders.stages.rows[1].days.setText("14")
    assert "14 days overdue: a message, a letter; firm." in ladders.words.text()
    ladders.stages.rows[1].days.setFocus()
    press(Key.Key_S, CTRL)
    QTest.qWait(150)  # Qt shows the button pressed for a moment first
    saved = app.reminder_policy.current().ladders
    assert [stage.days for stage in saved.normal.stages] == [3, 14, 20, 30, 40]
    assert (saved.good, saved.at_risk) == (DEFAULT_LADDERS.good, DEFAULT_LADDERS.at_risk)
    assert told == [True]


@pytest.mark.parametrize(
    ("typed", "said"), [("2", "before day 3"), ("3", "same day"), ("", "whole number"), ("x", "x")]
)
def test_days_that_do_not_rise_are_said_at_their_step_as_they_are_typed(
    page: SettingsPage, app: App, typed: str, said: str
):
    ladders = pane(page, "steps").ladders
    second = ladders.stages.rows[1].days
    second.setText(typed)
    assert said in second.accessibleDescription()
    ladders.store()
    assert app.reminder_policy.current().ladders == DEFAULT_LADDERS
    assert second.text() == typed
    second.setText("10")
    assert not second.accessibleDescription()


def test_a_step_without_any_way_or_without_a_text_is_refused(page: SettingsPage):
    ladders = pane(page, "steps").ladders
    row = ladders.stages.rows[0]
    row.ways.set_value([])
    row.ways.changed.emit()
    assert "at least one" in row.ways.accessibleDescription()
    row.ways.set_value(["Message"])
    row.text.setCurrentIndex(0)
    assert "Choose a text" in row.text.accessibleDescription()


def test_steps_are_added_and_taken_out(page: SettingsPage, app: App):
    ladders = pane(page, "steps").ladders
    ladders.which.set_value(CreditClass.AT_RISK.value)
    ladders.which.changed.emit()
    while len(ladders.stages.rows) > 1:
        ladders.stages._remove(ladders.stages.rows[-1])
    ladders.stages.add.click()
    new = ladders.stages.rows[-1]
    new.days.setText("8")
    new.ways.set_value(["Phone"])
    new.tone.setCurrentIndex(new.tone.findData(Tone.FINAL.value))
    ladders.store()
    stages = app.reminder_policy.current().ladders.at_risk.stages
    assert [(s.nth, s.days, s.ways, s.tone) for s in stages][-1] == (2, 8, (Way.PHONE,), Tone.FINAL)


def test_patience_is_changed_and_may_be_none(page: SettingsPage, app: App):
    ladders = pane(page, "steps").ladders
    ladders.which.set_value("gentler")
    ladders.which.changed.emit()
    ladders.patience.rows[1].years.setText("2")
    assert "ore years" in ladders.patience.rows[1].years.accessibleDescription()
    ladders.patience.show_value([])
    ladders.patience.changed.emit()
    ladders.store()
    assert app.reminder_policy.current().ladders.gentler == ()


def test_what_was_typed_for_one_class_waits_while_another_is_looked_at(page: SettingsPage, app: App):
    ladders = pane(page, "steps").ladders
    ladders.stages.rows[0].days.setText("5")
    for name in ("good", "normal"):
        ladders.which.set_value(name)
        ladders.which.changed.emit()
    assert ladders.stages.rows[0].days.text() == "5"
    assert app.reminder_policy.current().ladders == DEFAULT_LADDERS
    assert page.unsaved()


# ---- conduct --------------------------------------------------------------------------------------------------------


def test_conduct_is_saved_and_shown_again(page: SettingsPage, app: App, shop: Shop):
    conduct = pane(page, "conduct").conduct
    conduct.quiet_from.setText("2130")
    conduct.quiet_to.setText("9")
    conduct.sundays.setChecked(False)
    conduct.holidays.setPlainText("2026-12-30 – 2027-01-02\n2027-02-06")
    conduct.per_day.setText("1")
    conduct.store()
    saved = app.reminder_policy.current().conduct
    assert (f"{saved.quiet_from:%H:%M}", f"{saved.quiet_to:%H:%M}") == ("21:30", "09:00")
    assert (saved.no_sundays, saved.per_day, len(saved.holidays)) == (False, 1, 5)
    again = SettingsPage(shop)
    again.restore(("reminders", "conduct"))
    assert again.reminders.conduct.holidays.toPlainText() == "2026-12-30 – 2027-01-02\n2027-02-06"
    again.deleteLater()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("quiet_from", "25:00"),
        ("quiet_to", ""),
        ("quiet_to", "eight"),
        ("per_day", "0"),
        ("per_week", "101"),
        ("holidays", "2026-02-30"),
        ("holidays", "2026-10-08 – 2026-10-01"),
        ("holidays", "2026-01-01 – 2027-01-01"),
    ],
)
def test_what_is_wrong_with_conduct_stands_at_its_field(page: SettingsPage, app: App, name: str, typed: str):
    before = app.reminder_policy.current()
    conduct = pane(page, "conduct").conduct
    widget: Any = getattr(conduct, name)
    getattr(widget, "setText", getattr(widget, "setPlainText", None))(typed)
    conduct.store()
    assert widget.accessibleDescription()
    assert app.reminder_policy.current() == before


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("12/25", "2026-12-25"),
        ("10-01 – 10-08", "2027-10-01 – 2027-10-08"),  # over for this year
        ("11-18 – 11-25", "2026-11-18 – 2026-11-25"),  # we are in the middle of it
        ("12-30 – 01-02", "2026-12-30 – 2027-01-02"),
        ("2026-10-01 – 10-08", "2026-10-01 – 2026-10-08"),  # a year that is written is meant
        ("2027年2月6日至2027年2月12日", "2027-02-06 – 2027-02-12"),
    ],
)
def test_a_holiday_without_a_year_is_the_next_one(page: SettingsPage, app: App, typed: str, kept: str):
    conduct = pane(page, "conduct").conduct
    conduct.holidays.setPlainText(typed)
    conduct.store()
    assert not conduct.holidays.accessibleDescription()
    assert conduct.holidays.toPlainText() == kept
    assert app.reminder_policy.current().conduct.holidays


@pytest.mark.parametrize(("typed", "kept"), [("24:00", "00:00"), ("２１：３０", "21:30"), ("8", "08:00")])
def test_quiet_hours_are_read_as_people_write_them(page: SettingsPage, app: App, typed: str, kept: str):
    conduct = pane(page, "conduct").conduct
    conduct.quiet_to.setText(typed)
    conduct.store()
    assert f"{app.reminder_policy.current().conduct.quiet_to:%H:%M}" == kept
    assert conduct.quiet_to.text() == kept


# ---- texts ----------------------------------------------------------------------------------------------------------


def choose_text(tab: RemindersTab, name: str) -> None:
    names = tab.texts.names
    for at in range(names.count()):
        if names.item(at).data(Qt.ItemDataRole.UserRole) == name:
            names.setCurrentRow(at)
            return
    pytest.fail(f"there is no text {name}")


def test_a_text_is_written_tried_out_saved_and_taken_back(page: SettingsPage, app: App):
    tab = pane(page, "texts")
    choose_text(tab, "overdue_firm")
    editor = tab.texts.editor
    shipped = editor.template()
    editor.subject.setPlainText("{shop} asks")
    editor.body.setPlainText("Dear {customer}, {overdue} is open.")
    editor.look()
    tab.texts._show_preview()
    assert "8,420.00 is open." in tab.texts.preview.body.text()
    assert "李海建材" in tab.texts.preview.body.text()
    tab.texts.store()
    counts = app.reminder_texts.current("overdue_firm", "en")
    assert counts is not None
    assert (counts.own, counts.template.subject) == (True, "{shop} asks")
    assert "(own)" in tab.texts.names.currentItem().text()
    editor.back.click()
    tab.texts.store()
    counts = app.reminder_texts.current("overdue_firm", "en")
    assert counts is not None
    assert (counts.own, counts.template) == (False, shipped)


def test_what_is_typed_while_a_text_is_being_saved_is_not_lost(
    page: SettingsPage, shop: Shop, app: App, monkeypatch: pytest.MonkeyPatch
):
    tab = pane(page, "texts")
    choose_text(tab, "overdue_firm")
    editor = tab.texts.editor
    editor.body.setPlainText("Dear {customer}, please pay.")
    run, waiting = shop.tasks.run, []
    monkeypatch.setattr(shop.tasks, "run", lambda *given, **named: waiting.append((given, named)))
    tab.texts.store()
    choose_text(tab, "due_soon")  # the lane is busy: nothing has been answered yet
    choose_text(tab, "overdue_firm")
    editor.body.setPlainText("Dear {customer}, please pay. Thank you!")
    monkeypatch.setattr(shop.tasks, "run", run)
    for given, named in waiting:
        run(*given, **named)
    assert editor.body.toPlainText() == "Dear {customer}, please pay. Thank you!"
    assert "not saved" in tab.texts.names.currentItem().text()
    counts = app.reminder_texts.current("overdue_firm", "en")
    assert counts is not None
    assert counts.template.body == "Dear {customer}, please pay."


@pytest.mark.parametrize(
    ("subject", "body", "said", "span"),
    [
        ("x", "Dear {custmer}", "did you mean {customer}?", (5, 14)),
        ("x", "😀😀 {custmer}", "did you mean {customer}?", (3, 12)),
        ("x", "pay {overdue", "not closed", (4, 5)),
        ("x", "pay overdue}", "none before it", (11, 12)),
        ("x", "{credit_limit}", "not known", (0, 14)),
        ("x", "{shop.__class__}", "Only a plain name", (0, 16)),
        ("{charges}", "x", "several lines", (0, 9)),
        ("x", "", "must not be empty", (0, 0)),
    ],
)
def test_what_is_wrong_with_a_text_is_marked_at_its_place_and_not_saved(
    page: SettingsPage, app: App, subject: str, body: str, said: str, span: tuple[int, int]
):
    tab = pane(page, "texts")
    choose_text(tab, "overdue_gentle")
    editor = tab.texts.editor
    before = app.reminder_texts.all()
    editor.subject.setPlainText(subject)
    editor.body.setPlainText(body)
    tab.texts.store()
    edit = editor.subject if subject != "x" else editor.body
    assert said in edit.accessibleDescription()
    assert [(problem.start, problem.end) for problem in edit.problems] == [span]
    [marked] = edit.extraSelections()
    assert marked.cursor.selectedText() == edit.toPlainText()[slice(*span)]
    assert app.reminder_texts.all() == before
    assert tab.texts.editor.body.toPlainText() == body


def test_a_name_is_put_in_where_one_writes_and_lines_never_into_the_subject(page: SettingsPage):
    tab = pane(page, "texts")
    choose_text(tab, "overdue_gentle")
    editor = tab.texts.editor
    offered = [action.text() for action in editor.insert.menu().actions()]
    assert any("{overdue}" in text for text in offered)
    assert not any("{expires_on}" in text for text in offered)
    for edit in (editor.subject, editor.body):
        edit.setPlainText("")
    editor.subject.setFocus()
    editor._put_in("shop")
    editor.subject.setPlainText("a")
    editor._in_subject()
    editor._put_in("charges")
    assert "{charges}" in editor.body.toPlainText()
    assert "{charges}" not in editor.subject.toPlainText()


def test_a_draft_outlives_another_language_and_another_window(page: SettingsPage, shop: Shop):
    tab = pane(page, "texts")
    choose_text(tab, "birthday")
    tab.texts.editor.body.setPlainText("All the best, {customer}!")
    tab.texts.language.set_value("zh_CN")
    tab.texts.language.changed.emit()
    again = SettingsPage(shop)
    again.restore(page.state())
    assert again.reminders.texts.typed()["birthday", "en"].body == "All the best, {customer}!"
    again.deleteLater()


def test_letters_are_set_and_shown_again(page: SettingsPage, app: App, shop: Shop):
    form = pane(page, "letters").letters
    values = {"letter_pay_days": 10, "letter_slip": False, "letter_prefix": "D", "letter_digits": 4}
    for each in form.fields:
        each.show(values[each.name])
    form.store()
    assert {name: getattr(app.settings.current(), name) for name in values} == values
    form.fields[0].widget.setText("-1")  # type: ignore[attr-defined]
    form.store()
    assert form.fields[0].widget.accessibleDescription()


# ---- ways out -------------------------------------------------------------------------------------------------------


def fill(tab: RemindersTab, **texts: str) -> None:
    for name, text in texts.items():
        getattr(tab.mail.account, name).setText(text)
        getattr(tab.mail.account, name).textEdited.emit(text)


def test_an_account_is_saved_and_its_password_only_kept_outside_the_book(page: SettingsPage, app: App):
    tab = pane(page, "ways")
    card = tab.mail.account
    fill(tab, host="smtp.example.com", user="shop", address="shop@example.com", secret="s3cret-word")
    card.security.set_value(Security.STARTTLS)
    card.security.changed.emit()
    assert card.port.text() == "587"
    card.store()
    account = app.mail.account()
    assert (account.host, account.port, account.security) == ("smtp.example.com", 587, Security.STARTTLS)
    assert app.mail.has_password()
    assert "no keyring" in card.word.text()
    assert card.secret.text() == ""
    assert "s3cret-word" not in json.dumps(page.state(), default=str)


def test_to_delete_the_password_leaves_what_is_being_typed(page: SettingsPage, app: App):
    tab = pane(page, "ways")
    card = tab.mail.account
    fill(tab, host="smtp.example.com", user="shop", address="shop@example.com", secret="s3cret-word")
    card.store()
    fill(tab, reply_to="owner@example.com")
    card.forget.click()
    assert not app.mail.has_password()
    assert card.reply_to.text() == "owner@example.com"
    assert card.save.isEnabled()


@pytest.mark.parametrize(
    ("name", "typed", "at"),
    [
        ("host", "not a host", "host"),
        ("address", "nobody", "sender_address"),
        ("port", "99999999", "port"),
        ("secret", "密码", "password"),
    ],
)
def test_what_is_wrong_with_an_account_stands_at_its_field(
    page: SettingsPage, app: App, name: str, typed: str, at: str
):
    tab = pane(page, "ways")
    fill(tab, host="smtp.example.com", address="shop@example.com")
    fill(tab, **{name: typed})
    tab.mail.account.store()
    widget: Any = getattr(tab.mail.account, name)
    assert widget.accessibleDescription(), at
    assert not app.mail.has_password()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Result(Outcome.ACCEPTED), "✓ The test to me@example.com was taken"),
        (Result(Outcome.REFUSED, Message("There is no such address.")), "▲ There is no such address."),
        (Refused("password", Message("The server does not take user or password.")), "does not take user"),
    ],
)
def test_a_test_says_how_it_went(
    page: SettingsPage, monkeypatch: pytest.MonkeyPatch, answer: Result | Refused, said: str
):
    sent: list[tuple[str, Way]] = []

    def send(_mail: Mail, to: str, way: Way = Way.EMAIL) -> Result:
        sent.append((to, way))
        if isinstance(answer, Refused):
            raise answer
        return answer

    monkeypatch.setattr(Mail, "test_send", send)
    tab = pane(page, "ways")
    fill(tab, host="smtp.example.com", address="shop@example.com", to="me@example.com")
    tab.mail.account.test.click()
    assert sent == [("me@example.com", Way.EMAIL)]
    assert said in tab.mail.account.word.text() + tab.mail.account.secret.accessibleDescription()
    assert tab.mail.account.test.isEnabled()


def test_a_test_to_nobody_is_not_sent(page: SettingsPage):
    card = pane(page, "ways").mail.account
    card.test.click()
    assert card.to.accessibleDescription() == "Type where the test is to go."


def test_the_address_of_a_service_that_sends_all_to_one_place_is_refused(page: SettingsPage, app: App):
    card = pane(page, "ways").mail.service
    card.secret.setText("clicksend://user:key@13800000000")
    card.secret.textEdited.emit("")
    card.store()
    assert "{phone}" in card.secret.accessibleDescription()
    assert not app.mail.has_service()
    assert app.mail.account() == MailAccount()


def test_to_save_while_a_test_is_on_its_way_is_answered_and_loses_nothing(
    page: SettingsPage, app: App, monkeypatch: pytest.MonkeyPatch
):
    tab = pane(page, "ways")
    card = tab.mail.account
    fill(tab, host="smtp.example.com", address="shop@example.com")
    card.store()
    monkeypatch.setattr(page.shop.tasks, "run", lambda *_given, **_named: None)  # a server that takes its time
    card.send_test()
    fill(tab, reply_to="owner@example.com")
    card.store()
    assert "still on its way" in card.word.text()
    assert card.save.isEnabled()
    assert card.reply_to.text() == "owner@example.com"


def test_a_service_that_is_refused_leaves_no_name_behind(page: SettingsPage, app: App):
    card = pane(page, "ways").mail.service
    card.name.setText("Text messages")
    card.secret.setText("clicksend://user:key@13800000000")
    card.secret.textEdited.emit("")
    card.store()
    assert app.mail.account() == MailAccount()


def test_a_service_needs_a_name_because_none_is_offered_without(page: SettingsPage, app: App):
    card = pane(page, "ways").mail.service
    card.secret.setText("clicksend://user:key@{phone}")
    card.secret.textEdited.emit("")
    card.store()
    assert card.name.accessibleDescription()
    assert not app.mail.has_service()
    card.name.setText("Text messages")
    card.name.textEdited.emit("")
    card.store()
    assert app.mail.has_service()
    assert app.mail.account().serves is SendTo.PHONE
    assert "until the program ends" in card.secret.placeholderText()


# ---- all together ---------------------------------------------------------------------------------------------------


def test_what_another_window_has_set_shows_at_once(page: SettingsPage, app: App):
    tab = pane(page, "rules")
    app.reminder_policy.change(ChangePolicy(id="by event", rules={"birthday": {"on": False}}))
    page.refresh()
    rule = tab.rules.rows.rows[list(RuleKind).index(RuleKind.BIRTHDAY)]
    assert not rule.on
