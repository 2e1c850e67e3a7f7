"""The shop's own texts as requests: cleaned, or refused by the first thing that is wrong with them."""

import pytest

from app.core.reminder.kinds import RuleKind
from app.core.reminder.template import Template
from app.core.reminder.texts import RecordText, cleaned, kind_of, made, problems_of
from app.errors import Refused


def request(**fields):
    return RecordText(
        **{"id": "r", "name": "overdue_gentle", "language": "zh_CN", "subject": "提醒", "body": "您好"} | fields
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("overdue_firm_letter", RuleKind.OVERDUE),
        ("promise_due", RuleKind.PROMISE_DUE),
        ("promise_broken_phone", RuleKind.PROMISE_BROKEN),
        ("pass_low", RuleKind.PASS_LOW),
        ("expiring_period", RuleKind.EXPIRING),
        ("statement_mail", RuleKind.STATEMENT),
        ("statements", None),
        ("vip", None),
    ],
)
def test_the_name_says_what_a_text_is_for(name, kind):
    assert kind_of(name) is kind


def test_a_text_is_kept_clean():
    assert made(request(subject=" 提醒 ", body="\r\n\n{customer}：  \r\n\r\n　　您好\n\n")) == Template(
        "提醒", "{customer}：\n\n　　您好"
    )
    assert cleaned(Template("e\u0301", "e\u0301")) == Template("é", "é")


def test_a_blank_text_brings_the_programs_back():
    assert made(request(subject="", body=" \n")) is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"language": "fr"}, "language"),
        ({"name": "Overdue gentle"}, "name"),
        ({"name": "../x"}, "name"),
        ({"name": ""}, "name"),
        ({"subject": ""}, "subject"),
        ({"body": ""}, "body"),
        ({"subject": "a\nb"}, "subject"),
        ({"subject": "{charges}"}, "subject"),
        ({"body": "{nobody}"}, "body"),
        ({"body": "{expires_on}"}, "body"),
        ({"body": "{customer.phones}"}, "body"),
        ({"body": "{customer"}, "body"),
        ({"body": "x" * 10_001}, "body"),
        ({"body": "a\x00"}, "body"),
    ],
)
def test_a_text_with_anything_wrong_in_it_is_refused(fields, field):
    with pytest.raises(Refused) as refused:
        made(request(**fields))
    assert refused.value.field == field


def test_every_problem_is_told_with_its_place():
    found = problems_of("overdue_gentle", Template("{x}", "{custmer} and {y.z} and }"))
    assert [(each.part, each.start, each.end) for each in found] == [
        ("subject", 0, 3),
        ("body", 0, 9),
        ("body", 14, 19),
        ("body", 24, 25),
    ]
