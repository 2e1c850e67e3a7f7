"""What belongs into an evidence pack, and the document behind each step of the limitation period."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.core.credit.evidence import Claim, Document, Part, clock, contents, warning
from app.core.reminder.limitation import Ground, Interruption, Years, last_day

CHINA = Years(3, 20)
DUE = date(2023, 5, 10)
CLAIM = Claim("s1", DUE)
ON = date(2025, 1, 1)


def document(part, on, **fields):
    made = {"name": f"{part.value}-{on}", "file": "scan.pdf", "amount": 100_00, "charges": ("s1",)}
    return Document(part=part, on=date.fromisoformat(on), **(made | fields))


AGREEMENT = document(Part.AGREEMENT, "2023-01-01", confirmed_on=date(2023, 1, 1), charges=())
CHARGE = document(Part.CHARGE, "2023-04-10")
LETTER = document(
    Part.LETTER, "2024-06-01", delivered_on=date(2024, 6, 4), tracking="EA123456789CN", receipt="receipt.jpg"
)
STATEMENT = document(Part.STATEMENT, "2023-12-31", confirmed_on=date(2024, 1, 9))
ALL = [LETTER, STATEMENT, CHARGE, AGREEMENT]


# ---- the pack -------------------------------------------------------------------------------------------------------


def test_the_contents_stand_in_the_order_of_a_claim_with_nothing_missing():
    pack = contents(ALL, ["s1"])
    assert [(each.number, each.document.part) for each in pack.entries] == [
        (1, Part.AGREEMENT),
        (2, Part.CHARGE),
        (3, Part.STATEMENT),
        (4, Part.LETTER),
    ]
    assert pack.missing == ()
    assert [each.missing for each in pack.entries] == [(), (), (), ()]
    assert str(pack.entries[0].proves) == "What was agreed on 2023-01-01"


def test_what_is_about_other_charges_is_left_out():
    other = replace(CHARGE, name="s9", charges=("s9",))
    assert other not in [each.document for each in contents([*ALL, other], ["s1"]).entries]


def test_the_pack_says_what_is_missing():
    pack = contents([replace(CHARGE, file="")], ["s1", "s2", "s2"])
    assert [str(each) for each in pack.missing] == [
        "There is no agreement in the pack.",
        "Nothing in the pack proves the charge s2.",
        "There is no demand in the pack that arrived.",
    ]
    assert [str(each) for each in pack.entries[0].missing] == ["There is no copy of charge-2023-04-10 in the book."]


def test_a_letter_says_what_its_proof_lacks():
    posted = replace(LETTER, delivered_on=None, tracking="", receipt="")
    said = [str(each) for each in contents([posted], ["s1"]).entries[0].missing]
    assert "Nothing says that letter-2024-06-01 arrived: it starts no limitation period anew." in said
    assert "letter-2024-06-01 has no tracking number." in said
    arrived = contents([replace(LETTER, receipt="")], ["s1"]).entries[0].missing
    assert [str(each) for each in arrived] == ["letter-2024-06-01 has no proof of arrival; add the receipt."]


def test_silence_is_no_confirmation():
    said = contents([replace(STATEMENT, confirmed_on=None)], ["s1"]).entries[0].missing
    assert [str(each) for each in said] == [
        "The customer has not confirmed statement-2023-12-31; silence is no confirmation."
    ]


# ---- the clock ------------------------------------------------------------------------------------------------------


def test_without_anything_three_years_from_the_due_date():
    found = clock(CLAIM, [AGREEMENT, CHARGE], CHINA, ON)
    assert (found.starts_on, found.last_on, found.proven_on) == (DUE, date(2026, 5, 10), date(2026, 5, 10))
    assert found.days_left == (date(2026, 5, 10) - ON).days
    assert found.proofs == ()


def test_each_step_is_proven_by_its_document():
    found = clock(CLAIM, ALL, CHINA, ON)
    assert found.last_on == found.proven_on == date(2027, 6, 4)
    assert [(each.on, each.ground, each.document, each.counted, each.proven) for each in found.proofs] == [
        (date(2024, 1, 9), Ground.CONSENT, STATEMENT.name, True, True),
        (date(2024, 6, 4), Ground.DEMAND, LETTER.name, True, True),
    ]


def test_a_letter_that_was_only_posted_starts_nothing_anew():
    assert clock(CLAIM, [replace(LETTER, delivered_on=None)], CHINA, ON).last_on == date(2026, 5, 10)


def test_a_statement_nobody_confirmed_starts_nothing_anew():
    assert clock(CLAIM, [replace(STATEMENT, confirmed_on=None)], CHINA, ON).proofs == ()


def test_part_payments_plans_and_promises_start_it_anew():
    for part, ground in (
        (Part.PAYMENT, Ground.PART_PAYMENT),
        (Part.PLAN, Ground.CONSENT),
        (Part.PROMISE, Ground.CONSENT),
    ):
        found = clock(CLAIM, [document(part, "2024-08-08")], CHINA, ON)
        assert (found.last_on, found.proofs[0].ground) == (date(2027, 8, 8), ground)


def test_what_arrived_without_a_receipt_is_counted_but_not_proven():
    found = clock(CLAIM, [replace(LETTER, receipt="")], CHINA, ON)
    assert (found.last_on, found.proven_on) == (date(2027, 6, 4), date(2026, 5, 10))
    assert not found.proofs[0].proven
    assert warning(found, ON) is None
    said = str(warning(found, date(2026, 1, 1)))
    assert said == "By what is proven s1 can be enforced through 2026-05-10 only; add the receipts that are missing."


def test_what_came_too_late_or_lies_in_the_future_does_not_count():
    too_late = replace(LETTER, delivered_on=date(2026, 5, 11))
    found = clock(CLAIM, [too_late], CHINA, date(2026, 6, 1))
    assert (found.last_on, found.proofs[0].counted) == (date(2026, 5, 10), False)
    assert clock(CLAIM, [too_late], CHINA, ON).proofs == ()


def test_a_debt_by_instalments_counts_from_the_last_of_them():
    """民法典 Art. 189."""
    found = clock(CLAIM._replace(last_due_on=date(2024, 5, 10)), [], CHINA, ON)
    assert (found.starts_on, found.last_on) == (date(2024, 5, 10), date(2027, 5, 10))


def test_a_warning_comes_half_a_year_ahead_and_after_the_end():
    found = clock(CLAIM, [], CHINA, date(2025, 11, 11))
    assert str(warning(found, date(2025, 11, 11))) == (
        "s1 can be enforced through 2026-05-10, for 180 days, if nothing starts the time anew."
    )
    assert warning(clock(CLAIM, [], CHINA, date(2025, 11, 10)), date(2025, 11, 10)) is None
    over = date(2026, 5, 11)
    assert "could be enforced through 2026-05-10 only" in str(warning(clock(CLAIM, [], CHINA, over), over))


DOCUMENTS = st.lists(
    st.builds(
        lambda part, on, arrived, receipt: replace(
            document(part, "2023-05-10"),
            on=on,
            delivered_on=on + timedelta(days=arrived),
            confirmed_on=on,
            receipt=receipt,
            file=receipt,
        ),
        st.sampled_from([Part.LETTER, Part.PAYMENT, Part.STATEMENT, Part.PROMISE]),
        st.dates(date(2023, 5, 10), date(2030, 1, 1)),
        st.integers(0, 20),
        st.sampled_from(["", "receipt.jpg"]),
    ),
    max_size=6,
)


@given(DOCUMENTS, st.dates(date(2023, 5, 10), date(2035, 1, 1)))
def test_the_clock_is_the_law_of_the_reminders(documents, on):
    found = clock(CLAIM, documents, CHINA, on)
    assert found.last_on == last_day(DUE, [Interruption(each.on, each.ground) for each in found.proofs], CHINA)
    assert DUE < found.proven_on <= found.last_on
    counted = last_day(DUE, [Interruption(p.on, p.ground) for p in found.proofs if p.counted], CHINA)
    assert counted == found.last_on
    assert warning(found, on) is None or found.days_left <= 180 or (found.proven_on - on).days <= 180
