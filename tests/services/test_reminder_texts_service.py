"""The shop's own texts: recorded, the last one counts, and shown as a real customer would get them."""

import json
from dataclasses import replace

import pytest

from app.core.reminder.kinds import RuleKind, Tone, Way
from app.core.reminder.template import FIELDS, FIELDS_OF, Template
from app.core.reminder.texts import STATEMENT_MAIL, RecordText
from app.core.reminder.wish import Wish
from app.core.statement_reply import OpenDispute
from app.errors import Refused
from app.i18n.catalog import LANGUAGES
from app.services.letters import Letters
from app.services.reminder_messages import find_text, shipped_texts
from app.services.reminder_plan import ReminderPlan
from app.services.reminder_texts import ReminderTexts
from app.services.statement_replies import Disputes
from app.services.verify import Verify
from app.storage.reminder_texts import verify_texts
from tests.documents.helpers_paper import read_text
from tests.services.helpers_customers import TODAY, naughty_strings, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))


@pytest.fixture(name="texts")
def texts_of(shop):
    texts = ReminderTexts(shop.store, shop.around)
    yield texts
    with shop.store.read() as session:
        assert verify_texts(session) == []


def owing(shop, no="C1", **fields):
    """Make a customer who owes a sale long overdue, and has money and a pass."""
    shop.customer(no, name="王小明", language="zh_CN", credit_limit=None, terms_days=10, **fields)
    shop.do("top_up", on="2026-02-01", customer=no, paid="200.00", bonus="20.00", tender="cash")
    shop.do("sale", on="2026-03-01", customer=no, amount="1234.50", description="货物", reference="SO-7",
            pay=[{"with": "account"}])  # fmt: skip
    shop.do("pass_sale", on="2026-03-02", customer=no, service="洗车", count=10, paid="300.00", list_price="40.00",
            tender="cash")  # fmt: skip


def record(texts, **fields):
    base = {"id": f"t {fields}", "name": "overdue_gentle", "language": "zh_CN", "subject": "提醒", "body": "您好"}
    return texts.record(RecordText(**base | fields))


def wish(**fields):
    base = {"rule": RuleKind.OVERDUE, "customer": 1, "subject": "1", "occurrence": "1", "due_on": TODAY}
    return Wish(**base | {"ways": (Way.MESSAGE,), "template": "overdue_gentle", "tone": Tone.GENTLE} | fields)


# ---- which text counts ----------------------------------------------------------------------------------------------


def test_all_texts_of_the_program_are_there_in_every_language(texts):
    found = texts.all()
    assert {(each.name, each.language) for each in found} == set(shipped_texts())
    assert len(found) % len(LANGUAGES) == 0
    assert not any(each.own for each in found)
    assert texts.current(STATEMENT_MAIL, "en") is not None


def test_the_shops_own_text_counts_until_it_is_taken_back(texts):
    record(texts, id="1", body="一")
    record(texts, id="2", body="二")
    assert texts.current("overdue_gentle", "zh_CN").template.body == "二"
    assert texts.current("overdue_gentle", "zh_CN").own
    assert not texts.current("overdue_gentle", "en").own
    record(texts, id="3", subject="", body="")
    assert texts.current("overdue_gentle", "zh_CN") == texts.shipped("overdue_gentle", "zh_CN")


def test_the_same_request_again_changes_nothing_and_another_one_is_refused(texts):
    record(texts, id="1", body="一")
    assert record(texts, id="1", body="一").repeated
    with pytest.raises(Refused):
        record(texts, id="1", body="二")


def test_a_name_of_the_shops_own_is_found_like_any_other(texts):
    record(texts, id="1", name="vip", body="{customer}您好")
    assert texts.current("vip", "zh_CN").own
    assert texts.fields("vip").keys() == FIELDS.keys()
    assert texts.fields("overdue_x").keys() == FIELDS_OF[RuleKind.OVERDUE]


def test_a_letter_has_a_text_of_its_own_and_passes_fall_back():
    texts = shipped_texts()
    assert find_text(texts, "overdue_firm", Way.LETTER, "en").name == "overdue_firm_letter"
    assert find_text(texts, "overdue_firm", Way.MESSAGE, "en").name == "overdue_firm"
    assert find_text(texts, "expiring_pass", Way.MESSAGE, "en").name == "expiring_pass"
    own = {key: text for key, text in texts.items() if key[0] == "expiring"}
    assert find_text(own, "expiring_pass", Way.MESSAGE, "en").name == "expiring"
    assert find_text(texts, "overdue_firm", Way.MESSAGE, "fr").language == "en"
    with pytest.raises(Refused):
        find_text(texts, "nothing", Way.MESSAGE, "en")


def test_a_bad_text_is_refused_and_nothing_is_recorded(shop, texts):
    before = shop.dump()
    with pytest.raises(Refused) as refused:
        record(texts, body="{custmer}")
    assert refused.value.field == "body"
    assert shop.dump() == before
    assert [(each.part, each.start, each.end) for each in texts.problems("overdue_gentle", "a", "x {y}")] == [
        ("body", 2, 5)
    ]


# ---- what it becomes ------------------------------------------------------------------------------------------------


def test_a_text_is_filled_in_with_what_the_customer_owes_today(shop, texts):
    owing(shop)
    record(texts, body="{customer}欠{overdue}，最早{due_on}，已{oldest_days}天，余{balance}，共{owed}\n{charges}")
    found = texts.preview("overdue_gentle", "zh_CN", "C1")
    first, second = found.text.body.split("\n")
    assert first == "王小明欠¥1,234.50，最早2026年3月11日，已70天，余¥220.00，共¥1,234.50"
    for words in ("2026-03-11", "货物", "SO-7", "¥1,234.50"):
        assert words in second


def test_values_are_written_in_the_language_of_the_customer(shop, texts):
    owing(shop)
    draft = Template("s", "{today} {overdue} {pay_by}")
    english = texts.preview("overdue_gentle", "en", "C1", draft)
    assert english.text.body == "May 20, 2026 ¥1,234.50 May 27, 2026"
    assert texts.preview("overdue_gentle", "zh_CN", "C1", draft).text.body == "2026年5月20日 ¥1,234.50 2026年5月27日"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_can_be_previewed_for_anybody(shop, texts, language):
    owing(shop)
    shop.customer("C2", name="Nobody")
    for text in texts.all():
        if text.language == language:
            for number in ("C1", "C2"):
                found = texts.preview(text.name, language, number).text
                assert found.subject
                assert "{" not in found.subject + found.body


def test_what_the_shop_has_not_set_is_told_and_leaves_no_label(shop, texts):
    owing(shop)
    found = texts.preview("overdue_gentle", "zh_CN", "C1", Template("s", "您好\n电话：{phone}\n账户：\n{bank}\n谢谢"))
    assert (found.text.body, found.blanks) == ("您好\n谢谢", ("phone", "bank"))


def test_a_draft_with_a_problem_is_refused_as_when_it_is_recorded(shop, texts):
    owing(shop)
    with pytest.raises(Refused) as refused:
        texts.preview("overdue_gentle", "zh_CN", "C1", Template("s", "{"))
    assert refused.value.field == "body"
    with pytest.raises(Refused):
        texts.preview("overdue_gentle", "zh_CN", "C9")
    with pytest.raises(Refused):
        texts.preview("nothing", "zh_CN", "C1")


def test_a_message_goes_out_in_the_customers_language_else_the_shops(shop, texts):
    owing(shop)
    assert texts.message(wish(), "C1", Way.MESSAGE).language == "zh_CN"
    shop.customer("C1", language="")
    assert texts.message(wish(), "C1", Way.MESSAGE).language == "en"


def test_the_mail_of_a_statement_names_it_and_what_is_owed(shop, texts):
    owing(shop)
    asked = wish(rule=RuleKind.STATEMENT, template=STATEMENT_MAIL, number="S000007")
    found = texts.message(asked, "C1", Way.EMAIL).text
    assert "S000007" in found.subject
    assert "¥1,234.50" in found.body
    assert "前回复" not in found.body
    by = replace(asked, on=TODAY.replace(month=6, day=1))
    assert "2026年6月1日前回复" in texts.message(by, "C1", Way.EMAIL).text.body


def test_hostile_names_stay_what_they_are_in_messages_and_letters(shop, texts):
    names = [name for name in naughty_strings() if name.strip() and len(name) < 100]
    kept = []
    for n, name in enumerate(names[::25]):
        try:
            shop.customer(f"N{n}", name=name, credit_limit=None, address={"street": "x", "city": "y"})
        except Refused:
            continue
        shop.do("sale", on="2026-03-01", customer=f"N{n}", amount="9.00", description=name, pay=[{"with": "account"}])
        kept.append((f"N{n}", name))
    for number, name in kept:
        found = texts.preview("overdue_gentle", "en", number, Template("{customer}", "{customer}|{charges}"))
        assert len(found.text.subject.splitlines()) <= 1
        if name.isascii() and name.isprintable():
            assert found.text.body.startswith(f"{' '.join(name.split())}|")


# ---- used by letters, and by the command line -----------------------------------------------------------------------


def test_a_letter_says_what_the_shops_own_text_says(shop, texts):
    owing(shop, address={"street": "人民路 1 号"})
    ReminderPlan(shop.store, shop.around).plan()
    record(texts, name="overdue_gentle_letter", subject="账单提醒", body="{customer}：\n{charges}\n　　请您过目。")
    [(reminder,)] = shop.sql("SELECT id FROM reminder WHERE rule = 'overdue'")
    text = read_text(Letters(shop.store, shop.around).preview(reminder).pdf)
    assert text.index("账单提醒") < text.index("SO-7") < text.index("请您过目。")


def test_it_is_recorded_by_an_event(shop, texts):
    shop.do("reminder_text", name="overdue_gentle", language="en", subject="Hello", body="Dear {customer},")
    assert texts.current("overdue_gentle", "en").template == Template("Hello", "Dear {customer},")
    shop.do("reminder_text", name="overdue_gentle", language="en")
    assert not texts.current("overdue_gentle", "en").own
    assert shop.refused("reminder_text", name="overdue_gentle", language="en", subject="a", body="{x}").field == "body"
    assert (
        shop.refused("reminder_text", name="overdue_gentle", language="xx", subject="a", body="b").field == "language"
    )
    assert shop.refused("reminder_text", name="a", language="en", body="b", colour="red").field == "colour"
    assert Verify(shop.store).verify().problems == ()


def test_a_text_that_was_altered_is_found(shop):
    texts = ReminderTexts(shop.store, shop.around)
    record(texts, id="1", body="一")
    for (name,) in shop.sql("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'reminder_text'"):
        shop.sql(f"DROP TRIGGER {name}")
    shop.sql("UPDATE reminder_text SET body = '二'")
    with shop.store.read() as session:
        assert [problem.table for problem in verify_texts(session)] == ["reminder_text"]


def test_the_log_names_the_text_and_not_its_words(shop, texts):
    record(texts, id="1", body="一个秘密")
    [row] = shop.sql("SELECT * FROM file_change WHERE request_id = '1'")
    assert "reminder_text.overdue_gentle.zh_CN" in json.dumps(row, default=str)


@pytest.mark.parametrize("amount", [40_00, None])
def test_everything_owed_is_said_with_what_is_in_dispute(shop, texts, amount):
    owing(shop)
    [charge] = [each.name for each in ReminderPlan(shop.store, shop.around).facts("C1").charges]
    request = OpenDispute(id="d", customer="C1", charge=charge, on=TODAY, amount=amount, reason="少送")
    Disputes(shop.store, shop.around).open(request)
    record(texts, body="共{owed}")
    assert texts.preview("overdue_gentle", "zh_CN", "C1").text.body == "共¥1,234.50"
