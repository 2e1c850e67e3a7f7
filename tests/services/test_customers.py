"""Customer files through the services: made, changed field by field, logged, asked for twice, refused in words."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest

from app.core.customer import Address, Calendar, Channel, Contact, CustomerFile, Kind, Note, StatementBy
from app.errors import BookUnusable, Refused
from app.services.customer_events import FILE_READERS
from app.services.desk import Desk
from app.services.fields import Fields
from app.services.file_desk import Filed, FileDesk
from app.services.journal import record_at
from tests.services.helpers_customers import Shop, naughty_strings, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))

EVERYTHING = {
    "name": "王小明",
    "kind": "company",
    "phones": ["138 0000 4567", "0571-88887777"],
    "contacts": [{"name": "李四", "role": "会计", "phone": "13911112222", "decides": True}, {"name": "Ann"}],
    "address": {"recipient": "王先生", "country": "中国", "province": "浙江", "city": "杭州", "district": "西湖区",
                "street": "文三路 1", "postcode": "310012"},
    "email": "wang@example.com",
    "channel": "wechat",
    "language": "zh_CN",
    "birthday": "1990-02-30",
    "birthday_calendar": "lunar",
    "industry": "建材",
    "tags": ["vip", "老客户"],
    "plates": ["浙A·12345"],
    "tier": "gold",
    "terms_days": 30,
    "credit_limit": "5000.00",
    "statement": "email",
    "consents": {"sms": "2026-01-02", "email": None},
    "fields": {"shoe size": "42"},
    "notes": [{"text": "allergic to\npeanuts", "counter": True}, {"text": "likes tea"}],
    "pinyin": "wang xiao ming",
    "on": "2020-03-04",
}  # fmt: skip


# ---- what is written comes back -------------------------------------------------------------------------------------


def test_everything_a_file_holds_comes_back(shop):
    shop.customer("R1", name="Referrer")
    shop.customer("C001", **EVERYTHING, referrer="R1")
    assert shop.files.file("C001") == CustomerFile(
        no="C001",
        name="王小明",
        kind=Kind.COMPANY,
        phones=("138 0000 4567", "0571-88887777"),
        contacts=(Contact("李四", "会计", "13911112222", decides=True), Contact("Ann")),
        address=Address("王先生", "中国", "浙江", "杭州", "西湖区", "文三路 1", "310012"),
        email="wang@example.com",
        channel=Channel.WECHAT,
        language="zh_CN",
        birthday="1990-02-30",
        birthday_calendar=Calendar.LUNAR,
        industry="建材",
        tags=("vip", "老客户"),
        plates=("浙A·12345",),
        referrer="R1",
        tier="gold",
        terms_days=30,
        credit_limit=500000,
        statement=StatementBy.EMAIL,
        consents={"sms": date(2026, 1, 2), "email": None},
        fields={"shoe size": "42"},
        notes=(Note("allergic to\npeanuts", counter=True), Note("likes tea")),
        pinyin="wang xiao ming",
        since=date(2020, 3, 4),
    )


def test_a_name_is_all_a_new_customer_needs(shop):
    shop.customer("C001", name="王小明")
    assert shop.files.file("C001") == CustomerFile(no="C001", name="王小明")


def test_two_customers_may_share_a_name(shop):
    shop.customer("C001", name="王小明")
    shop.customer("C002", name="王小明")
    assert [(line.no, line.name) for line in shop.files.customers()] == [("C001", "王小明"), ("C002", "王小明")]
    assert shop.files.duplicates() == []


@pytest.mark.parametrize(
    ("given", "limit"),
    [({}, 0), ({"credit_limit": "0.00"}, 0), ({"credit_limit": None}, None), ({"credit_limit": "1"}, 100)],
)
def test_what_a_credit_limit_means(shop, given, limit):
    shop.customer("C001", name="A", **given)
    assert shop.files.file("C001").credit_limit == limit
    shop.customer("C001", tier="gold")
    assert shop.files.file("C001").credit_limit == limit


def test_a_known_number_changes_only_the_fields_given(shop):
    shop.customer("C001", **EVERYTHING)
    before = shop.files.file("C001")
    shop.customer("C001", tier="silver", address={"city": "上海"})
    after = shop.files.file("C001")
    assert after == replace(before, tier="silver", address=replace(before.address, city="上海"))


def test_null_or_a_blank_empties_a_field(shop):
    shop.customer("C001", **EVERYTHING)
    blank = {"address": None, "language": None, "birthday": "", "fields": None, "consents": None, "on": None}
    lists = {"phones": [], "contacts": None, "tags": [], "plates": None, "notes": []}
    texts = {"email": "", "channel": "", "industry": None, "tier": "", "pinyin": ""}
    shop.customer("C001", **blank, **lists, **texts, kind="person", terms_days=0, credit_limit="0.00",
                  statement="print", birthday_calendar="solar")  # fmt: skip
    assert shop.files.file("C001") == CustomerFile(no="C001", name="王小明")


# ---- the log --------------------------------------------------------------------------------------------------------


def test_each_change_is_logged_with_old_new_who_and_when(shop):
    shop.customer("C001", name="王小明", tier="gold")
    shop.do("customer", id="c2", no="C001", tier="silver", phones=["13800004567"], note="he moved", reference="F-7")
    logged = [(each.field, each.old, each.text, each.request) for each in shop.files.changes("C001")]
    assert logged == [
        ("note", "", "he moved", "c2"),
        ("reference", "", "F-7", "c2"),
        ("tier", "gold", "silver", "c2"),
        ("phones", "", '["13800004567"]', "c2"),
        ("no", "", "C001", "auto-1"),
    ]
    assert all(each.when.tzinfo is not None for each in shop.files.changes("C001"))
    ((who,),) = shop.sql("SELECT DISTINCT staff_id FROM file_change")
    assert who == 1


def test_a_change_that_changes_nothing_is_no_change(shop):
    shop.customer("C001", name="王小明", tier="gold")
    shop.customer("C001", tier="gold", tags=[])
    assert [each.field for each in shop.files.changes("C001")] == ["no"]


# ---- closing --------------------------------------------------------------------------------------------------------


def test_a_file_is_closed_and_opened_again(shop):
    shop.customer("C001", name="A")
    shop.customer("C001", closed=True)
    assert shop.files.customers() == []
    assert [line.closed for line in shop.files.customers(closed=True)] == [True]
    shop.customer("C001", closed=False)
    assert [line.no for line in shop.files.customers()] == ["C001"]


def test_a_merged_file_cannot_be_opened_again_until_the_merging_is_reversed(shop):
    shop.customer("A", name="A", phones=["13800004567"])
    shop.customer("B", name="A", phones=["13800004567"])
    shop.do("merge", id="m", on="2026-05-20", customer="B", into="A", reason="one person")
    assert shop.files.file("B").closed
    assert shop.files.merged_into("B") == "A"
    assert shop.problems() == []
    assert shop.refused("customer", no="B", closed=False).field == "closed"
    shop.customer("B", tier="still a file")
    assert shop.files.merged_into("B") == "A"
    assert shop.files.duplicates() == []
    shop.do("reverse", on="2026-05-20", entry="m", reason="two people")
    assert not shop.files.file("B").closed
    assert shop.files.merged_into("B") is None
    assert shop.files.file("B").tier == "still a file"
    changed = [(each.kind, each.field, each.old, each.text) for each in shop.files.changes("B")]
    assert changed == [
        ("reopened", "closed", "true", "false"),
        ("changed", "merged_into", "A", ""),
        ("changed", "tier", "", "still a file"),
        ("closed", "closed", "false", "true"),
        ("merged", "merged_into", "", "A"),
        ("made", "no", "", "B"),
    ]


# ---- asked for twice ------------------------------------------------------------------------------------------------


def test_the_same_request_again_changes_nothing(shop):
    assert shop.do("customer", id="c1", no="C001", name="王小明") == Filed("c1")
    shop.do("customer", id="c2", no="C001", name="王大明")
    before = shop.dump()
    assert shop.do("customer", id="c1", no="C001", name="王小明") == Filed("c1", repeated=True)
    assert shop.dump() == before


def test_the_same_id_with_other_content_is_refused(shop):
    shop.do("customer", id="c1", no="C001", name="王小明")
    for other in ({"no": "C002"}, {"name": "x"}, {"tier": ""}, {"note": "x"}):
        assert shop.refused("customer", **{"id": "c1", "no": "C001", "name": "王小明", **other}).field == "id"
    assert shop.refused("offer", id="c1", name="x", paid="1.00", bonus="1.00").field == "id"


def test_an_entry_and_a_file_never_share_an_id(shop):
    shop.do("customer", id="c1", no="C001", name="王小明")
    top_up = {"on": "2026-05-01", "customer": "C001", "paid": "1.00", "tender": "cash"}
    assert shop.refused("top_up", id="c1", **top_up).field == "id"
    shop.do("top_up", id="t1", **top_up)
    assert shop.refused("customer", id="t1", no="C001", tier="gold").field == "id"


def test_the_record_of_a_request_does_not_tell_what_was_asked(shop):
    shop.do("customer", id="c1", no="C001", name="王小明")
    shop.do("customer", id="c2", no="C001", name="王小明")
    (one,), (two,) = shop.sql("SELECT digest FROM file_request")
    assert one != two
    assert not any("王小明" in str(row) for row in shop.sql("SELECT * FROM file_request"))


# ---- refused in words -----------------------------------------------------------------------------------------------


@pytest.fixture(name="one_customer", scope="module")
def shop_with_one_customer(tmp_path_factory):
    """Open one shop for all that is refused, since that must not change it."""
    for shop in open_shop(tmp_path_factory.mktemp("refused")):
        shop.customer("C001", name="王小明")
        yield shop


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"name": ""}, "name"),
        ({"name": "  "}, "name"),
        ({"name": None}, "name"),
        ({"name": 5}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "a\0"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"kind": "dog"}, "kind"),
        ({"kind": None}, "kind"),
        ({"phones": "13800004567"}, "phones"),
        ({"phones": ["none"]}, "phones"),
        ({"phones": [""]}, "phones"),
        ({"phones": [13800004567]}, "phones"),
        ({"phones": [str(n) for n in range(201)]}, "phones"),
        ({"contacts": [{"role": "boss"}]}, "contacts.name"),
        ({"contacts": [{"name": "A", "phone": "x"}]}, "contacts.phone"),
        ({"contacts": [{"name": "A", "decides": "yes"}]}, "contacts.decides"),
        ({"contacts": [{"name": "A", "salary": "1"}]}, "contacts.salary"),
        ({"contacts": ["A"]}, "contacts"),
        ({"address": "somewhere"}, "address"),
        ({"address": {"planet": "Mars"}}, "address.planet"),
        ({"address": {"city": "a\tb"}}, "address.city"),
        ({"email": "nobody"}, "email"),
        ({"email": "a b@c"}, "email"),
        ({"email": "a@b\r\nBcc: c@d"}, "email"),
        ({"channel": "pigeon"}, "channel"),
        ({"language": "fr"}, "language"),
        ({"birthday": "1990-13-01"}, "birthday"),
        ({"birthday": "1 May"}, "birthday"),
        ({"birthday": "12-31", "birthday_calendar": "lunar"}, "birthday"),
        ({"birthday_calendar": "mayan"}, "birthday_calendar"),
        ({"tags": ["a", 1]}, "tags"),
        ({"plates": {"a": "b"}}, "plates"),
        ({"referrer": "C001"}, "referrer"),
        ({"referrer": "nobody"}, "referrer"),
        ({"terms_days": -1}, "terms_days"),
        ({"terms_days": 3651}, "terms_days"),
        ({"terms_days": "30"}, "terms_days"),
        ({"terms_days": True}, "terms_days"),
        ({"terms_days": 1.5}, "terms_days"),
        ({"credit_limit": "-1"}, "credit_limit"),
        ({"credit_limit": "1.001"}, "credit_limit"),
        ({"credit_limit": 100}, "credit_limit"),
        ({"credit_limit": "1e3"}, "credit_limit"),
        ({"statement": "fax"}, "statement"),
        ({"consents": {"none": "2026-01-01"}}, "consents.none"),
        ({"consents": {"sms": "yes"}}, "consents.sms"),
        ({"consents": {"sms": "2026-05-22"}}, "consents.sms"),
        ({"fields": {"a": 1}}, "fields.a"),
        ({"fields": {"": "x"}}, "fields"),
        ({"fields": {"a\nb": "x"}}, "fields"),
        ({"fields": {"\ud800": 1}}, "fields"),
        ({"notes": [{"text": ""}]}, "notes.text"),
        ({"notes": ["x"]}, "notes"),
        ({"notes": [{"text": "x", "counter": None}]}, "notes.counter"),
        ({"on": "2026-05-22"}, "on"),
        ({"on": "yesterday"}, "on"),
        ({"closed": "yes"}, "closed"),
        ({"closed": None}, "closed"),
        ({"shoe": "42"}, "shoe"),
    ],
)
def test_bad_input_is_refused_by_the_name_of_its_field(one_customer, fields, named):
    shop = one_customer
    assert shop.refused("customer", no="C001", **fields).field == named
    assert (
        shop.refused("customer", **{"no": "C001" if "referrer" in fields else "C002", "name": "A", **fields}).field
        == named
    )


def test_a_new_customer_needs_a_name(shop):
    assert shop.refused("customer", no="C001", tier="gold").field == "name"


@pytest.mark.parametrize("fields", [{}, {"no": ""}, {"no": "a\nb"}, {"no": 7}, {"no": "x" * 201}])
def test_a_customer_needs_a_number(shop, fields):
    assert shop.refused("customer", name="A", **fields).field == "no"


def test_a_customer_nobody_knows_is_refused_everywhere(shop):
    for ask in (
        shop.files.file,
        shop.files.timeline,
        shop.files.attachments,
        shop.files.changes,
        shop.files.merged_into,
    ):
        with pytest.raises(Refused) as caught:
            ask("nobody")
        assert caught.value.field == "customer"


def test_full_width_digits_are_read_as_digits(shop):
    shop.customer("C001", name="A", credit_limit="１００．５０", birthday="１９９０-０５-０１")
    assert shop.files.file("C001").credit_limit == 10050
    assert shop.files.file("C001").birthday == "1990-05-01"


# ---- any text -------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not naughty_strings(), reason="the hostile texts are not here")
def test_any_text_goes_in_and_comes_back_as_itself(shop):
    texts = [unicodedata.normalize("NFC", text).strip() for text in naughty_strings() if "\0" not in text]
    texts = [text for text in texts if text]
    names = [one_line(text) for text in texts]
    shop.all_at_once(
        {
            "no": f"N{number}",
            "name": name,
            "tier": name,
            "tags": [name],
            "contacts": [{"name": name}],
            "fields": {name: text},
            "notes": [{"text": text}],
            "note": text,
        }
        for number, (text, name) in enumerate(zip(texts, names, strict=True))
    )
    for number, (text, name) in enumerate(zip(texts, names, strict=True)):
        file = shop.files.file(f"N{number}")
        assert (file.name, file.tier, file.tags, file.contacts[0].name) == (name, name, (name,), name)
        assert (file.fields, file.notes[0].text) == ({name: text}, text)
        assert shop.search.find(f"N{number}", 1)[0].name == name
        assert next(each.text for each in shop.files.changes(f"N{number}") if each.field == "note") == text
    assert [line.no for line in shop.files.customers()] == sorted(f"N{n}" for n in range(len(texts)))


def one_line(text):
    """Return what of a text may stand in one line."""
    return "".join(c for c in text if unicodedata.category(c) != "Cc").strip()[:200].strip() or "A"


def test_text_is_kept_in_nfc_and_no_name_is_ever_simplified(shop):
    shop.customer("C001", name="Jose\u0301 葉①")
    assert shop.files.file("C001").name == "José 葉①"


# ---- lists ----------------------------------------------------------------------------------------------------------


def test_lists_go_by_number_and_are_read_page_by_page(shop):
    for no in ("C3", "C1", "C2"):
        shop.customer(no, name=no, phones=["13800004567"], tags=["vip"])
    assert [line.no for line in shop.files.customers(limit=2)] == ["C1", "C2"]
    assert [line.no for line in shop.files.customers(after="C2")] == ["C3"]
    assert shop.files.customers()[0].phones == ("13800004567",)
    assert shop.files.customers()[0].tags == ("vip",)


def test_likely_duplicates_are_reported(shop):
    shop.customer("C001", name="王小明", phones=["138 0000 4567"])
    shop.customer("c1", name="Wang")
    shop.customer("D1", name="小明", phones=["+86 13800004567", "13800004567"])
    shop.customer("E1", name="小明", phones=["110"])
    shop.customer("F1", name="小明", phones=["110"])
    assert [(each.by, each.shared, each.customers) for each in shop.files.duplicates()] == [
        ("number", "c1", (("C001", "王小明"), ("c1", "Wang"))),
        ("phone", "13800004567", (("C001", "王小明"), ("D1", "小明"))),
    ]
    shop.customer("D1", phones=[])
    assert [each.by for each in shop.files.duplicates()] == ["number"]


# ---- many at once ---------------------------------------------------------------------------------------------------


def requests(*events):
    return [FILE_READERS["customer"](Fields({"id": f"b{n}", **event}, 2)) for n, event in enumerate(events)]


def test_many_files_and_entries_in_one_transaction(shop):
    shop.customer("OLD", name="Old", tier="tin")
    made = requests(
        {"no": "N1", "name": "New"},
        {"no": "N2", "name": "Newer", "referrer": "N1"},
        {"no": "N1", "tier": "gold", "credit_limit": None},
        {"no": "OLD", "tier": "gold"},
        {"no": "OLD", "phones": ["13800004567"]},
        {"no": "N1", "phones": ["13800004567"]},
    )
    with shop.store.write() as session:
        desk = Desk(session, shop.around)
        files = FileDesk(desk, shop.path)
        files.prefetch(made)
        assert [files.record(request) for request in made] == [Filed(request.id) for request in made]
        assert [files.record(request).repeated for request in made] == [True] * len(made)
        sale = {"id": "s1", "on": "2026-05-01", "customer": "N1", "amount": "5.00", "pay": [{"with": "account"}]}
        record_at(desk, _read("sale", sale))
        with pytest.raises(Refused):
            record_at(desk, _read("sale", {**sale, "id": "b0"}))
        with pytest.raises(Refused):
            files.record(requests({"no": "N3", "name": "x"})[0])
        desk.flush()
    assert [(line.no, line.tier) for line in shop.files.customers()] == [("N1", "gold"), ("N2", ""), ("OLD", "gold")]
    assert shop.files.file("N1").phones == shop.files.file("OLD").phones
    assert shop.problems() == []


def test_an_account_with_lots_is_still_known_after_its_file_changed_in_the_same_transaction(shop):
    shop.customer("C001", name="A")
    shop.do("top_up", id="t1", on="2026-05-01", customer="C001", paid="100.00", tender="cash")
    with shop.store.write() as session:
        desk = Desk(session, shop.around)
        files = FileDesk(desk, shop.path)
        files.record(requests({"no": "C001", "tier": "gold"})[0])
        sale = {"id": "s1", "on": "2026-05-02", "customer": "C001", "amount": "60.00", "pay": [{"with": "prepaid"}]}
        record_at(desk, _read("sale", sale))
        desk.flush()
    assert shop.files.file("C001").tier == "gold"


def test_files_merged_by_the_journal_in_the_same_transaction_are_seen(shop):
    shop.customer("A", name="A")
    made = requests(
        {"no": "B", "name": "B"}, {"no": "B", "tier": "gold"}, {"no": "B", "closed": False}, {"no": "B", "tier": ""}
    )
    with shop.store.write() as session:
        desk = Desk(session, shop.around)
        files = FileDesk(desk, shop.path)
        files.prefetch(made)
        files.record(made[0])
        merge = {"id": "m", "on": "2026-05-20", "customer": "B", "into": "A", "reason": "one person"}
        record_at(desk, _read("merge", merge))
        files.record(made[1])
        with pytest.raises(Refused):
            files.record(made[2])
        record_at(desk, _read("reverse", {"id": "r", "on": "2026-05-20", "entry": "m", "reason": "two"}))
        files.record(made[3])
        desk.flush()
    assert shop.files.merged_into("B") is None
    assert [(line.no, line.closed, line.tier) for line in shop.files.customers()] == [
        ("A", False, ""),
        ("B", False, ""),
    ]


def test_a_refused_request_leaves_nothing_waiting(shop):
    bad = requests({"no": "N1", "name": "A", "birthday": "13-13"}, {"no": "N1", "tier": "x"}, {"no": "N1", "name": "B"})
    with shop.store.write() as session:
        desk = Desk(session, shop.around)
        files = FileDesk(desk, shop.path)
        files.prefetch(bad)
        for request in bad[:2]:
            with pytest.raises(Refused):
                files.record(request)
        files.record(bad[2])
        desk.flush()
    assert shop.files.file("N1") == CustomerFile(no="N1", name="B")


def _read(do, event):
    from app.services.events import read_request

    return read_request(do, Fields(event, 2))


# ---- damage shows ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE customer SET name = 'x' WHERE no = 'C001'", ("customer", 1)),
        ("UPDATE customer SET credit_limit = NULL WHERE no = 'C001'", ("customer", 1)),
        ("UPDATE customer SET credit_limit = 7.5 WHERE no = 'C001'", ("customer", 1)),
        ("UPDATE customer SET file = '{}' WHERE no = 'C001'", ("customer", 1)),
        ("UPDATE customer SET file = x'00' WHERE no = 'C001'", ("customer", 1)),
        ("UPDATE customer SET closed = 1 WHERE no = 'C001'", ("customer", 1)),
        ("UPDATE customer_phone SET digits = '1'", ("customer_phone", 1)),
        ("DELETE FROM customer_phone", ("customer_phone", 1)),
        ("UPDATE customer_key SET key = key || 'x' WHERE customer_id = 1", ("customer_key", 1)),
        ("DELETE FROM customer_key WHERE customer_id = 1", ("customer_key", 1)),
    ],
)
def test_a_file_changed_behind_the_programs_back_shows(tmp_path, statement, problem):
    shop = Shop(tmp_path)
    shop.customer("C001", name="王小明", phones=["13800004567"])
    shop.customer("C002", name="李四")
    assert shop.problems() == []
    shop.sql(statement)
    assert shop.problems() == [problem]
    shop.store.dispose()


@pytest.mark.parametrize("text", ["{", "[]", '{"colour":"red"}', '{"since":"never"}', '{"kind":"dog"}', '{"phones":1}'])
def test_a_file_that_cannot_be_read_is_said_to_be_damaged(tmp_path, text):
    shop = Shop(tmp_path)
    shop.customer("C001", name="王小明")
    shop.sql("UPDATE customer SET file = ?", text)
    for ask in (lambda: shop.files.file("C001"), lambda: shop.customer("C001", tier="x")):
        with pytest.raises(BookUnusable):
            ask()
    if "colour" not in text and "since" not in text:  # a list does not look at these
        with pytest.raises(BookUnusable):
            shop.files.customers()
    shop.store.dispose()
