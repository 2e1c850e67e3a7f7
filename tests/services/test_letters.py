"""Letters of reminders: issued once each, numbered without gaps, kept as they were, whatever happens in between."""

import hashlib
from datetime import date

import pytest

from app.core.letter import LetterOptions
from app.core.reminder.kinds import Tone, Way
from app.core.reminder.requests import AddStep, StepKind
from app.core.settings import ChangeSettings
from app.documents.letter import LetterPress
from app.errors import Refused
from app.services import letter_issue
from app.services.contacts import Contacts
from app.services.letters import Letters
from app.services.reminder_plan import ReminderPlan
from app.services.settings import SettingsDesk
from app.services.verify import Verify
from app.storage.letters import verify_letters
from tests.documents.helpers_paper import read_pages, read_text, squeezed
from tests.services.helpers_customers import TODAY, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))


@pytest.fixture(name="letters")
def letters_of(shop):
    letters = Letters(shop.store, shop.around)
    yield letters
    with shop.store.read() as session:
        assert verify_letters(session) == []
    numbers = [number for (number,) in shop.sql("SELECT number FROM letter ORDER BY number")]
    assert numbers == list(range(1, len(numbers) + 1))


def fill(shop, count=3):
    """Make customers who owe a sale long overdue each, in the reverse order of their postcodes, and plan."""
    for n in range(1, count + 1):
        shop.customer(
            f"C{n}",
            name=f"顾客{n}",
            language="zh_CN",
            credit_limit=None,
            terms_days=10,
            address={"street": f"滨江大道 {n} 号", "postcode": f"{320000 - n}"},
        )
        shop.do(
            "sale",
            id=f"s{n}",
            on="2026-03-01",
            customer=f"C{n}",
            amount=f"{100 * n}.00",
            description=f"货物 {n}",
            reference=f"SO-{n}",
            pay=[{"with": "account"}],
        )
    plan(shop)
    return [id_ for (id_,) in shop.sql("SELECT id FROM reminder WHERE rule = 'overdue' ORDER BY id")]


def plan(shop):
    ReminderPlan(shop.store, shop.around).plan()


def states(shop):
    return [state for (state,) in shop.sql("SELECT state FROM reminder ORDER BY id")]


def change(shop, **given):
    SettingsDesk(shop.store, shop.around).change(ChangeSettings(id=f"set {given}", given=given))


# ---- before ---------------------------------------------------------------------------------------------------------


def test_the_preview_shows_what_will_go_out_and_records_nothing(shop, letters):
    first, *_ = fill(shop)
    before = shop.dump()
    found = letters.preview(first)
    assert shop.dump() == before
    text = read_text(found.pdf)
    for words in ("预览", "顾客1", "SO-1", "货物1", "100.00", "账款提醒", "滨江大道1号"):
        assert squeezed(words) in text
    assert (found.reason, found.cut, found.without_address) == (None, False, False)
    assert set(found.blanks) == {"phone", "bank"}


def test_the_preview_of_a_paid_one_says_why_it_would_not_go(shop, letters):
    first, *_ = fill(shop)
    shop.do("payment", on=TODAY.isoformat(), customer="C1", amount="100.00", tender="cash")
    assert letters.preview(first).reason is not None


def test_there_is_no_letter_of_a_reminder_that_is_not_there(letters):
    with pytest.raises(Refused):
        letters.preview(99)
    with pytest.raises(Refused):
        letters.issue([99])


# ---- issuing --------------------------------------------------------------------------------------------------------


def test_letters_are_numbered_and_kept_in_the_order_of_the_post(shop, letters):
    reminders = fill(shop)
    batch = letters.issue(reminders)
    assert [(each.no, each.customer) for each in batch.letters] == [
        ("L000001", "C3"),
        ("L000002", "C2"),
        ("L000003", "C1"),
    ]
    assert (batch.left_out, batch.left, batch.error, batch.pages) == ((), 0, None, 3)
    assert {each.tone for each in batch.letters} == {Tone.GENTLE}
    assert [each.amount for each in batch.letters] == [30000, 20000, 10000]
    assert states(shop) == ["sent"] * 3
    for letter in batch.letters:
        [(sha256,)] = shop.sql("SELECT pdf_sha256 FROM letter WHERE no = ?", letter.no)
        assert hashlib.sha256(letters.pdf(letter.no)).digest() == sha256
        assert letters.paper(letter.no).customer.number == letter.customer
    assert Verify(shop.store).verify().problems == ()


def test_the_same_again_gives_the_same_letters_and_no_second_one(shop, letters):
    reminders = fill(shop)
    first = letters.issue(reminders)
    assert letters.issue(reversed(reminders)).letters == first.letters
    assert len(shop.sql("SELECT 1 FROM contact")) == 3


def test_what_was_paid_since_gets_no_letter_and_takes_itself_back(shop, letters):
    reminders = fill(shop)
    shop.do("payment", on=TODAY.isoformat(), customer="C2", amount="200.00", tender="cash")
    batch = letters.issue(reminders)
    assert [each.customer for each in batch.letters] == ["C3", "C1"]
    assert [(each.reminder, each.customer) for each in batch.left_out] == [(reminders[1], "C2")]
    assert states(shop)[1] == "cancelled"


def test_a_part_paid_since_the_plan_is_not_asked_for(shop, letters):
    first, *_ = fill(shop)
    shop.do("payment", on=TODAY.isoformat(), customer="C1", amount="30.00", tender="cash")
    [letter] = letters.issue([first]).letters
    assert letter.amount == 7000
    text = read_text(letters.pdf(letter.no))
    assert "70.00" in text
    assert "100.00" in text  # what it was, beside what is still open


def test_it_can_be_called_off_and_gone_on_with(shop, letters):
    reminders = fill(shop, 4)
    seen = []
    batch = letters.issue(
        reminders, progress=lambda done, total: seen.append((done, total)), cancelled=lambda: len(seen) > 2
    )
    assert (len(batch.letters), batch.left) == (2, 2)
    assert [each.no for each in letters.issue(reminders).letters] == [f"L00000{n}" for n in (1, 2, 3, 4)]


def test_a_program_that_ends_while_drawing_leaves_nothing_behind(shop, letters, monkeypatch):
    reminders = fill(shop)
    draw, drawn = LetterPress.draw, []

    def ending(self, *arguments):
        if len(drawn) == 1:
            raise KeyboardInterrupt
        drawn.append(1)
        return draw(self, *arguments)

    monkeypatch.setattr(LetterPress, "draw", ending)
    with pytest.raises(KeyboardInterrupt):
        letters.issue(reminders)
    monkeypatch.setattr(LetterPress, "draw", draw)
    assert sorted(states(shop)) == ["queued", "queued", "sent"]
    assert [each.no for each in letters.issue(reminders).letters] == ["L000001", "L000002", "L000003"]
    assert len(shop.sql("SELECT 1 FROM contact")) == 3


def test_one_that_cannot_be_drawn_keeps_no_other_from_going_out(shop, letters, monkeypatch):
    reminders = fill(shop)
    draw = LetterPress.draw

    def failing(self, paper, *rest):
        if paper.customer.number == "C2":
            raise RuntimeError
        return draw(self, paper, *rest)

    monkeypatch.setattr(LetterPress, "draw", failing)
    monkeypatch.setattr(letter_issue, "report_failure", lambda _: None)
    batch = letters.issue(reminders)
    assert [each.customer for each in batch.letters] == ["C3", "C1"]
    assert [each.customer for each in batch.left_out] == ["C2"]
    assert states(shop) == ["sent", "queued", "sent"]


def test_two_programs_at_once_give_every_number_once(shop, letters, monkeypatch):
    first, second, *_ = fill(shop)
    draw, other = LetterPress.draw, Letters(shop.second(), shop.around)

    def meanwhile(self, *arguments):
        monkeypatch.setattr(LetterPress, "draw", draw)
        other.issue([second])
        return draw(self, *arguments)

    monkeypatch.setattr(LetterPress, "draw", meanwhile)
    [letter] = letters.issue([first]).letters
    assert letter.no == "L000002"
    assert "L000002" in read_text(letters.pdf("L000002"))


def test_the_same_letter_by_two_programs_is_one(shop, letters, monkeypatch):
    first, *_ = fill(shop)
    draw, other = LetterPress.draw, Letters(shop.second(), shop.around)

    def meanwhile(self, *arguments):
        monkeypatch.setattr(LetterPress, "draw", draw)
        other.issue([first])
        return draw(self, *arguments)

    monkeypatch.setattr(LetterPress, "draw", meanwhile)
    letters.issue([first])
    assert len(shop.sql("SELECT 1 FROM letter")) == 1
    assert len(shop.sql("SELECT 1 FROM contact")) == 1


def test_a_number_given_before_is_not_given_again(shop, letters):
    first, *more, last = fill(shop, 11)
    change(shop, letter_prefix="L1", letter_digits=1)
    assert [each.no for each in letters.issue([first]).letters] == ["L11"]
    change(shop, letter_prefix="X")
    letters.issue(more)
    change(shop, letter_prefix="L")
    batch = letters.issue([last])
    assert (batch.letters, batch.left) == ((), 1)
    assert "L11" in str(Refused("", batch.error))
    assert states(shop)[-1] == "queued"
    assert len(shop.sql("SELECT 1 FROM contact")) == 10


def test_one_that_came_back_is_not_sent_again_by_itself(shop, letters):
    first, *_ = fill(shop)
    [letter] = letters.issue([first]).letters
    Contacts(shop.store, shop.around).step(AddStep(id="r1", contact=letter.id, what=StepKind.RETURNED, on=TODAY))
    again = letters.issue([first])
    assert states(shop)[0] == "failed"
    assert again.letters == ()
    assert len(again.left_out) == 1


# ---- what they say --------------------------------------------------------------------------------------------------


def test_a_statement_goes_along_on_wish_under_the_number_of_the_letter(shop, letters):
    first, *_ = fill(shop)
    [letter] = letters.issue([first], LetterOptions(statement=True)).letters
    pages = read_pages(letters.pdf(letter.no))
    assert letter.pages == len(pages) == 2
    assert "对账单" in squeezed(pages[1])
    assert "L000001" in pages[1]
    assert "预览" not in pages[1]


def test_the_letter_is_in_the_language_of_the_customer(shop, letters):
    first, *_ = fill(shop)
    shop.customer("C1", language="en")
    assert "A reminder of your account" in read_pages(letters.preview(first).pdf)[0]


def test_a_customer_without_an_address_gets_a_letter_to_be_handed_over(shop, letters):
    first, *_ = fill(shop)
    shop.customer("C1", address=None)
    plan(shop)
    found = letters.preview(first)
    assert found.without_address


def test_what_the_shop_has_set_stands_on_the_letter(shop, letters):
    first, *_ = fill(shop)
    change(shop, phone="021-5555", bank="工商银行\n1001 2345", letter_slip=False)
    found = letters.preview(first)
    assert found.blanks == ()
    assert squeezed("1001 2345") in read_text(found.pdf)
    assert "Payment slip" not in read_text(found.pdf)


# ---- afterwards -----------------------------------------------------------------------------------------------------


def test_one_file_for_the_batch_in_the_order_of_the_post(shop, letters, tmp_path):
    batch = letters.issue(fill(shop))
    out = tmp_path / "letters.pdf"
    assert letters.print_file([each.no for each in reversed(batch.letters)], out) == 3
    pages = read_pages(out.read_bytes())
    assert [next(no for no in ("L000001", "L000002", "L000003") if no in page) for page in pages] == [
        "L000001",
        "L000002",
        "L000003",
    ]
    assert letters.print_file([each.no for each in batch.letters], out, duplex=True) == 6
    assert len(read_pages(out.read_bytes())) == 6
    with pytest.raises(Refused):
        letters.print_file(["L000001"], shop.path)
    with pytest.raises(Refused):
        letters.print_file(["L9"], out)
    with pytest.raises(Refused):
        letters.print_file([], out)


def test_the_list_for_the_post_office(shop, letters):
    batch = letters.issue(fill(shop))
    text = read_text(letters.posting_list([each.no for each in batch.letters]).pdf)
    assert text.index("L000001") < text.index("L000003")
    assert "319997" in text


def test_what_was_handed_to_the_post_is_known(shop, letters):
    batch = letters.issue(fill(shop))
    step = AddStep(id="p1", contact=batch.letters[0].id, what=StepKind.POSTED, on=TODAY, tracking="EMS 1")
    Contacts(shop.store, shop.around).step(step)
    assert [each.no for each in letters.letters(unposted=True)] == ["L000002", "L000003"]
    assert letters.letters("C3")[0].posted_on == TODAY
    assert letters.letters("C9") == []


def test_an_erased_letter_is_refused_in_words(shop, letters, tmp_path):
    batch = letters.issue(fill(shop))
    shop.sql("DELETE FROM letter_paper WHERE contact_id = ?", batch.letters[0].id)
    for ask in (letters.pdf, letters.paper, lambda no: letters.print_file([no], tmp_path / "x.pdf")):
        with pytest.raises(Refused, match="erased"):
            ask("L000001")
    assert letters.letters()[0].tone is None


def test_a_letter_that_was_altered_is_found(shop):
    letters = Letters(shop.store, shop.around)
    batch = letters.issue(fill(shop))
    for (name,) in shop.sql("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'letter_paper'"):
        shop.sql(f"DROP TRIGGER {name}")
    shop.sql(
        "UPDATE letter_paper SET content = replace(content, '30000', '90000') WHERE contact_id = ?", batch.letters[0].id
    )
    shop.sql("UPDATE letter_paper SET pdf = x'00' WHERE contact_id = ?", batch.letters[1].id)
    with pytest.raises(Refused, match="damaged or altered"):
        letters.paper("L000001")
    with pytest.raises(Refused, match="damaged or altered"):
        letters.pdf("L000002")
    with shop.store.read() as session:
        assert [problem.id for problem in verify_letters(session)] == ["L000001", "L000002"]
    assert letters.letters()[0].amount == 0


def test_the_day_of_the_letter_is_the_day_it_is_issued(shop, letters):
    first, *_ = fill(shop)
    [letter] = letters.issue([first]).letters
    assert letters.paper(letter.no).made_on == TODAY == date(2026, 5, 20)
    assert shop.sql("SELECT way FROM contact") == [(Way.LETTER.value,)]
