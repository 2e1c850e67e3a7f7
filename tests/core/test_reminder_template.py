"""Templates: only plain names in braces, values put in as they are, and the texts the program brings along."""

import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.reminder.kinds import FOR_OWNER, RuleKind, Tone, Way
from app.core.reminder.ladder import DEFAULT_LADDERS
from app.core.reminder.plan_care import PASS_SUFFIX, PERIOD_SUFFIX
from app.core.reminder.rules import DEFAULT_RULES
from app.core.reminder.template import (
    FIELDS,
    FIELDS_OF,
    LINES,
    MAX_BODY,
    Template,
    check,
    names_for,
    read_template,
    render,
)
from app.core.reminder.texts import STATEMENT_MAIL
from app.errors import Refused
from app.i18n.catalog import LANGUAGES

FOLDER = Path(__file__).parents[2] / "resources" / "templates" / "reminders"
VALUES = {name: f"<{name}>" for name in FIELDS}


def filled(text, **values):
    return render(Template("s", text), {**VALUES, **values}).body


# ---- checking -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Hello {nobody}!", "{nobody}"),
        ("Hello {customer", "{"),
        ("Hello {customer\n}", "{"),
        ("Hello customer}", "}"),
        ("a {{customer}", "}"),
        ("{customer.id}", "{customer.id}"),
        ("{customer[0]}", "{customer[0]}"),
        ("{customer.__class__.__mro__}", "{customer.__class__.__mro__}"),
        ("{0}", "{0}"),
        ("{}", "{}"),
        ("{customer!r}", "{customer!r}"),
        ("{customer:>99999999}", "{customer:>99999999}"),
        ("{ customer }", "{ customer }"),
        ("{顾客}", "{顾客}"),
        ("{CUSTOMER}", "{CUSTOMER}"),
        ("{owed }", "{owed }"),
        ("you owe ｛owed｝", "｛"),
        ("\x07", "\x07"),
        ("a\ud800", "\ud800"),
    ],
)
def test_what_must_not_stand_in_a_template(text, span):
    problems = check(text)
    assert problems
    first = problems[0]
    assert text[first.start : first.end] == span
    assert first.message.text.format_map(first.message.values).endswith((".", "?"))
    with pytest.raises(Refused) as refused:
        filled(text)
    assert refused.value.field == "body"


def test_a_slip_of_the_keys_is_helped():
    assert check("{custmer}")[0].message.values["close"] == "{customer}"
    assert check("{Owed}")[0].message.values["close"] == "{owed}"


def test_every_problem_is_found_in_order():
    problems = check("{a_b} {customer} {x.y} }")
    assert [problem.start for problem in problems] == [0, 17, 23]


def test_a_name_that_says_nothing_in_a_kind_is_found():
    assert check("{expires_on}") == []
    assert check("{expires_on}", RuleKind.EXPIRING) == []
    assert check("{expires_on}", RuleKind.OVERDUE)[0].message.text.startswith("{found} has no value")


def test_a_subject_is_one_line():
    for char in "\n\r\x0b\x0c\x1c\x85\u2028\u2029":
        assert check(f"a{char}b", subject=True), repr(char)
    for name in LINES:
        assert check(f"{{{name}}}", subject=True)
        assert not check(f"{{{name}}}")
    assert check("x" * 201, subject=True)
    assert not check("x" * 201)


def test_neither_empty_nor_endless():
    assert check(" \n")
    assert check("x" * (MAX_BODY + 1))


def test_braces_themselves_are_written_twice():
    assert check("{{customer}}") == []
    assert filled("{{customer}} {customer}") == "{customer} <customer>"


# ---- filling in -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["{owed}", "{customer}", "{{", "}", "%s", "\\1", "\\g<name>", "<b>&amp;", "$x", "{0.__class__}", "王｛小｝明"],
)
def test_values_are_put_in_as_they_are(name):
    assert filled("{customer}, {owed}", customer=name) == f"{name}, <owed>"


def test_a_name_with_line_breaks_adds_no_header():
    found = render(Template("About {customer}", "{customer}"), {"customer": "Wang\r\nBcc: all@example.org\x00\u2028x"})
    assert found.subject == "About Wang Bcc: all@example.org x"
    assert found.body == "Wang Bcc: all@example.org x"


def test_a_list_of_charges_keeps_its_lines():
    assert filled("{charges}", charges="a\nb") == "a\nb"


def test_a_value_that_is_missing_is_refused():
    with pytest.raises(Refused) as refused:
        render(Template("{owed}", "x"), {})
    assert refused.value.field == "subject"


@given(st.text(alphabet=st.characters() | st.sampled_from("{}.[]!:") | st.sampled_from(string.ascii_letters)))
def test_any_text_is_either_refused_or_filled_with_nothing_but_the_values(text):
    if check(text):
        with pytest.raises(Refused):
            filled(text)
    else:
        assert "<bound" not in filled(text)


@given(st.text(), st.text())
def test_any_value_stays_itself(customer, charges):
    found = render(Template("{customer}", "[{customer}]\n({charges})"), {"customer": customer, "charges": charges})
    assert len(found.subject.splitlines()) <= 1
    assert found.body.startswith("[")
    assert found.body.endswith(")")
    assert "\r" not in found.body


# ---- the texts the program brings along -----------------------------------------------------------------------------

NAMES = sorted(path.stem for path in (FOLDER / "en").iterdir())


def kind_of(name):
    found = [kind for kind in RuleKind if name.startswith(kind.value)]
    return max(found, key=len)


def used_templates():
    stages = [stage for ladder in ("good", "normal", "at_risk") for stage in getattr(DEFAULT_LADDERS, ladder).stages]
    used = [(stage.template, way) for stage in stages for way in Way if stage.template]
    for kind, rule in DEFAULT_RULES.items():
        suffixes = ("", PASS_SUFFIX, PERIOD_SUFFIX) if kind is RuleKind.EXPIRING else ("",)
        used += [(rule.template + suffix, way) for suffix in suffixes for way in Way if rule.template]
    return used


def test_every_template_used_is_there_for_every_way():
    for name, way in used_templates():
        assert set(names_for(name, way)) & set(NAMES), (name, way)


def test_none_is_there_in_vain():
    used = {each for name, way in used_templates() for each in names_for(name, way)}
    used |= {f"overdue_{tone}" for tone in Tone} | {f"overdue_{tone}_letter" for tone in Tone} | {STATEMENT_MAIL}
    assert set(NAMES) <= used
    assert not any(name.startswith(kind.value) for name in NAMES for kind in FOR_OWNER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_them_all_and_they_pass_the_check(language):
    assert sorted(path.stem for path in (FOLDER / language).iterdir()) == NAMES
    for name in NAMES:
        text = (FOLDER / language / f"{name}.txt").read_text(encoding="utf-8")
        assert "\r" not in text
        assert text.split("\n")[1] == ""  # a blank line after the subject
        template = read_template(text)
        kind = kind_of(name)
        assert check(template.subject, kind, subject=True) == [], name
        assert check(template.body, kind) == [], name
        assert "{shop}" in template.subject + template.body, name  # the first contact names the shop
        assert "{customer}" in template.subject + template.body, name
        found = render(template, {field: VALUES[field] for field in FIELDS_OF[kind]})
        assert "{" not in found.subject + found.body


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_languages_say_the_same(language):
    def used(name, of):
        text = (FOLDER / of / f"{name}.txt").read_text(encoding="utf-8")
        return {field for field in FIELDS if f"{{{field}}}" in text}

    for name in NAMES:
        assert used(name, language) == used(name, "en"), name


def test_one_of_something_is_not_said_as_several():
    values = {**VALUES, "oldest_days": "1", "days": "1", "left": "1"}
    for name in NAMES:
        template = read_template((FOLDER / "en" / f"{name}.txt").read_text(encoding="utf-8"))
        found = render(template, {field: values[field] for field in FIELDS_OF[kind_of(name)]})
        assert not re.search(r"\b1 (days|visits)\b", f"{found.subject} {found.body}"), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_to_pay_by_belongs_to_the_time_there_is(language):
    """In Chinese 前 leaves the day itself out (民法典 1259), unless it is said to belong to it."""
    within = {"en": "by {pay_by}", "zh_CN": "{pay_by}（含", "zh_TW": "{pay_by}（含"}[language]
    for name in NAMES:
        text = (FOLDER / language / f"{name}.txt").read_text(encoding="utf-8")
        assert text.count("{pay_by}") == text.count(within), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_of_earlier_contacts_which_may_have_been_left_out(language):
    said = {"en": ("earlier reminder", "written to you", "contacted you several"),
            "zh_CN": ("多次", "几次联系", "此前"), "zh_TW": ("多次", "幾次聯絡", "先前")}[language]  # fmt: skip
    for name in NAMES:
        text = (FOLDER / language / f"{name}.txt").read_text(encoding="utf-8")
        assert not [each for each in said if each in text], name


def test_letters_say_more_than_messages():
    for tone in Tone:
        for language in LANGUAGES:
            texts = [
                (FOLDER / language / f"overdue_{tone}{end}.txt").read_text(encoding="utf-8") for end in ("", "_letter")
            ]
            assert len(texts[1]) > 1.2 * len(texts[0])
            # the letterhead has address and phone, the slip at its foot the bank account
            assert "{today}" in texts[1]
            assert "{charges}" in texts[1].split("\n"), "the table stands on a line of its own"


@pytest.mark.parametrize(
    "word",
    [
        "律师函",
        "報警",
        "报警",
        "公安",
        "失信",
        "黑名单",
        "黑名單",
        "拘留",
        "后果自负",
        "後果自負",
        "police",
        "blacklist",
        "attorney",
        "prosecut",
    ],
)
def test_no_threats_and_no_legal_costume(word):
    for path in FOLDER.rglob("*.txt"):
        assert word not in path.read_text(encoding="utf-8").lower(), path.name
