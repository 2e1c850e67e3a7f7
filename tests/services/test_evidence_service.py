"""Limitation periods by what the book proves, and the evidence pack: contents, gaps, and all papers in one PDF."""

import io
import re
from datetime import timedelta

import pytest
from PIL import Image
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas

from app.core.credit.evidence import Part
from app.core.reminder.limitation import Ground
from app.documents.reading import texts
from app.errors import Refused
from app.services.evidence import Evidence
from app.services.letters import Letters
from app.services.limitation import Limitation
from app.services.reminder_facts import facts_of
from tests.services.helpers_reminders import Reminders


@pytest.fixture(name="desk")
def desk_of(tmp_path):
    """Make a shop whose customer owes 100.00 that was due 100 days ago, and got a letter about it."""
    desk = Reminders(tmp_path)
    desk.customer(phones=[], email="")  # a letter is the only way
    desk.charge("C001", "s1", 100, "100.00")
    yield desk
    assert desk.problems() == ()


def clocks(desk, on=None):
    return Limitation(desk.shop.store, desk.around).of_customer("C001", on)


def issue(desk):
    """Issue the letter of the overdue charge; return its number."""
    desk.plan()
    reminder = desk.overdue().id
    batch = Letters(desk.shop.store, desk.around).issue([reminder])
    return batch.letters[0]


def attach(desk, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    desk.shop.do("attach", id=f"att-{name}", customer="C001", file=str(tmp_path / name))
    return f"att-{name}"


def picture():
    into = io.BytesIO()
    Image.new("RGB", (300, 200), "#d0e0f0").save(into, "JPEG")
    return into.getvalue()


def pdf(text):
    into = io.BytesIO()
    canvas = Canvas(into, pagesize=(300, 400))
    canvas.drawString(50, 300, text)
    canvas.showPage()
    canvas.drawString(50, 300, f"{text} 2")
    canvas.showPage()
    canvas.save()
    return into.getvalue()


# ---- the clock ------------------------------------------------------------------------------------------------------


def test_three_years_from_the_due_date_and_anew_from_what_the_debtor_does(desk):
    due = desk.today - timedelta(days=100)
    [clock] = clocks(desk)
    assert (clock.clock.starts_on, clock.clock.last_on, clock.open) == (due, due.replace(year=due.year + 3), 10000)
    desk.pay("C001", "m1", "10.00")
    [clock] = clocks(desk)
    assert clock.clock.last_on == desk.today.replace(year=desk.today.year + 3)
    [proof] = clock.clock.proofs
    assert (proof.ground, proof.counted, proof.proven) == (Ground.PART_PAYMENT, True, True)


def test_a_guarantors_payment_is_no_word_of_the_debtors(desk):
    [before] = clocks(desk)
    desk.shop.do("guarantee", id="g1", customer="C001", kind="person", who="Li", on=desk.day(0))
    desk.shop.do("guarantee_step", guarantee="g1", what="paid", on=desk.day(0), amount="10.00", tender="cash")
    [after] = clocks(desk)
    assert after.clock.last_on == before.clock.last_on
    assert after.open == 9000


@pytest.mark.parametrize(
    ("event", "ground"),
    [
        ({"do": "promise", "amount": "100.00", "due_on": 9}, Ground.CONSENT),
        ({"do": "proof", "about": "charge", "of": "s1", "what": "acknowledged"}, Ground.CONSENT),
        ({"do": "plan", "charges": ["s1"], "instalments": [{"due_on": 0, "amount": "100.00"}]}, Ground.CONSENT),
    ],
)
def test_what_the_customer_agrees_to_starts_it_anew(desk, event, ground):
    event = dict(event)
    if "due_on" in event:
        event["due_on"] = desk.day(event["due_on"])
    if "instalments" in event:
        event["instalments"] = [{**each, "due_on": desk.day(each["due_on"])} for each in event["instalments"]]
    desk.shop.do(event.pop("do"), customer="C001", on=desk.day(0), **event)
    [clock] = clocks(desk)
    assert clock.clock.last_on >= desk.today.replace(year=desk.today.year + 3)
    assert clock.clock.proofs[-1].ground is ground
    assert not clock.clock.proofs[-1].proven


def test_a_claim_filed_starts_it_anew_and_a_hearing_does_not(desk):
    desk.shop.do("case", id="k1", customer="C001", on=desk.day(0))
    desk.shop.do("case_step", id="k2", case="k1", what="hearing", on=desk.day(0))
    assert clocks(desk)[0].clock.proofs == ()
    desk.shop.do("case_step", id="k3", case="k1", what="filed", on=desk.day(0))
    assert [each.ground for each in clocks(desk)[0].clock.proofs] == [Ground.CLAIM]


def test_a_letter_counts_once_it_arrived_and_is_proven_by_its_receipt(desk, tmp_path):
    letter = issue(desk)
    assert clocks(desk)[0].clock.proofs == ()
    desk.go(3)
    step = {"contact": letter.id, "on": desk.day(0), "tracking": "EMS 1"}
    desk.shop.do("contact_step", what="delivered", **step)
    [proof] = clocks(desk)[0].clock.proofs
    assert (proof.document, proof.ground, proof.proven) == (letter.no, Ground.DEMAND, False)
    receipt = attach(desk, tmp_path, "r.jpg", picture())
    desk.shop.do("contact_step", what="receipt", attachment=receipt, **step)
    [proof] = clocks(desk)[0].clock.proofs
    assert proof.proven
    assert clocks(desk)[0].documents[letter.no].tracking == "EMS 1"


def test_the_queue_and_the_list_go_by_the_same_clock(desk):
    desk.pay("C001", "m1", "10.00")
    desk.shop.do("promise", customer="C001", on=desk.day(0), amount="90.00", due_on=desk.day(3))
    desk.go(365 * 3 - 60)
    with desk.shop.store.read() as session:
        customer = session.connection().exec_driver_sql("SELECT id FROM customer").scalar_one()
        [fact] = facts_of(session, customer, desk.today).charges
    [clock] = clocks(desk)
    assert [(each.on, each.ground) for each in sorted(fact.interruptions)] == sorted(
        (proof.on, proof.ground) for proof in clock.clock.proofs
    )
    [warned] = Limitation(desk.shop.store, desk.around).warnings()
    assert (warned.charge, warned.clock.days_left) == ("s1", clock.clock.days_left)


def test_who_has_time_is_not_warned_of(desk):
    assert Limitation(desk.shop.store, desk.around).warnings() == []


def test_a_debt_taken_over_from_the_paper_book_counts_from_its_own_due_date(desk):
    due_on = desk.today - timedelta(days=365 * 3 - 60)
    desk.shop.do("opening", id="old", on=desk.day(0), customer="C001", owed="120.00", due_on=due_on.isoformat())
    [warned] = Limitation(desk.shop.store, desk.around).warnings()
    assert warned.charge == "old"
    assert warned.clock.days_left in range(58, 62)


# ---- the pack -------------------------------------------------------------------------------------------------------


@pytest.fixture(name="full")
def full_desk(desk, tmp_path):
    """Add a letter with its receipt, a signed plan, evidence and something that cannot be shown."""
    letter = issue(desk)
    desk.go(3)
    receipt = attach(desk, tmp_path, "receipt.jpg", picture())
    step = {"contact": letter.id, "on": desk.day(0), "tracking": "EMS 1"}
    desk.shop.do("contact_step", what="delivered", **step)
    desk.shop.do("contact_step", what="receipt", attachment=receipt, **step)
    desk.shop.do("plan", id="p1", customer="C001", on=desk.day(0), charges=["s1"],
                 instalments=[{"due_on": desk.day(9), "amount": "100.00"}])  # fmt: skip
    signed = attach(desk, tmp_path, "signed.pdf", pdf("SIGNEDPLAN"))
    desk.shop.do("proof", customer="C001", about="plan", of="p1", what="signed", on=desk.day(0), attachment=signed)
    odd = attach(desk, tmp_path, "talk.docx", b"PK none")
    desk.shop.do("proof", customer="C001", about="charge", of="s1", what="evidence", on=desk.day(0), attachment=odd)
    return desk


def test_everything_stands_in_one_pdf_with_contents_bookmarks_and_page_numbers(full):
    made = Evidence(full.shop.store, full.around).pdf("C001", language="en")
    pages = texts(made.content)
    assert len(pages) == made.pages
    assert made.missing_characters == ()
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {made.pages}" in page
    whole = "\n".join(pages)
    for text in ("SIGNEDPLAN", "SIGNEDPLAN 2", "L000001", "Ledger of what is owed", "SHA-256"):
        assert text in whole
    assert [str(each) for each in made.left_out] == ["“talk.docx” cannot be shown on paper; it is kept in the book."]
    document = PdfDocument(made.content)
    marks = {mark.get_title(): mark.get_dest().get_index() for mark in document.get_toc()}
    document.close()
    for title, page in marks.items():
        if title[0].isdigit():
            assert title.split(". ", 1)[1] in pages[page]
            assert str(page + 1) in pages[0]


def test_the_contents_come_in_order_and_name_what_is_missing(full):
    pack = Evidence(full.shop.store, full.around).contents("C001")
    parts = [entry.document.part for entry in pack.entries]
    assert parts == [Part.CHARGE, Part.PLAN, Part.LETTER]
    assert [str(each) for each in pack.missing] == ["There is no agreement in the pack."]
    assert all(not entry.missing for entry in pack.entries)


def test_a_pack_of_nothing_or_of_another_charge_is_refused(desk):
    evidence = Evidence(desk.shop.store, desk.around)
    with pytest.raises(Refused, match="s9"):
        evidence.contents("C001", ["s9"])
    with pytest.raises(Refused, match="C009"):
        evidence.contents("C009")
    desk.pay("C001", "m1", "100.00")
    with pytest.raises(Refused, match="owes nothing"):
        evidence.pdf("C001")
    assert evidence.contents("C001", ["s1"]).entries  # one that is paid may still be asked for by name


def test_a_pack_is_written_whole_and_never_over_the_book(full, tmp_path):
    evidence = Evidence(full.shop.store, full.around)
    made = evidence.save("C001", tmp_path / "pack.pdf", language="zh_CN")
    assert (tmp_path / "pack.pdf").read_bytes() == made.content
    assert texts(evidence.pdf("C001", language="zh_CN").content) == texts(made.content)
    with pytest.raises(Refused):
        evidence.save("C001", full.shop.path)


def test_many_sales_without_a_copy_are_said_in_one_sentence_and_stand_on_the_page_of_their_list(desk):
    for nth in range(2, 7):
        desk.charge("C001", f"s{nth}", 50, "10.00")
    pages = texts(Evidence(desk.shop.store, desk.around).pdf("C001", language="en").content)
    whole = " ".join(" ".join(pages).split())
    assert "There is no copy in the book of these 6 documents: Sale" in whole
    assert "There is no copy of Sale" not in whole
    assert "Charges and what was sold" in pages[1]
    assert re.findall(r"was sold on account on \S+ (\d+)", whole) == ["2"] * 6


def test_interest_is_not_told_as_a_sale_and_only_agreements_in_force_are_put_in(desk):
    terms = {"starts_on": desk.day(-400), "agreed_on": desk.day(-400), "customer": "C001"}
    desk.shop.do("agreement", id="old", ends_on=desk.day(-300), **terms)
    desk.shop.do("agreement", id="now", **{**terms, "starts_on": desk.day(-200), "agreed_on": desk.day(-200)},
                 late={"rate": "12"})  # fmt: skip
    desk.shop.do("interest", id="i1", on=desk.day(0), charge="s1", amount="1.00", through=desk.day(0))
    evidence = Evidence(desk.shop.store, desk.around)
    proves = [(each.document.part, str(each.document.shown).split()[0], str(each.proves)) for each in
              evidence.contents("C001").entries]  # fmt: skip
    assert [(part, shown) for part, shown, _ in proves] == [
        (Part.AGREEMENT, "Agreement"), (Part.CHARGE, "Sale"), (Part.CHARGE, "Late")]  # fmt: skip
    assert "for paying late" in proves[-1][2]
    assert evidence.contents("C001").entries[0].document.name == "now"
    assert "Late interest" in "\n".join(texts(evidence.pdf("C001", language="en").content))


def test_a_later_due_date_is_proven_by_a_signed_plan_alone(desk, tmp_path):
    own = clocks(desk)[0].clock.last_on
    parts = [{"due_on": desk.day(60), "amount": "100.00"}]
    desk.shop.do("plan", id="p1", customer="C001", on=desk.day(0), charges=["s1"], instalments=parts)
    [unsigned] = clocks(desk)
    assert unsigned.clock.last_on > own == unsigned.clock.proven_on
    scan = attach(desk, tmp_path, "plan.jpg", picture())
    desk.shop.do("proof", customer="C001", about="plan", of="p1", what="signed", on=desk.day(0), attachment=scan)
    [signed] = clocks(desk)
    assert signed.clock.proven_on == signed.clock.last_on == unsigned.clock.last_on
