"""Files as a form makes them: a free number proposed, a taken one refused, typed text read as an event's is."""

import pytest

from app.errors import Refused
from app.services.file_forms import FileForms
from tests.services.helpers_customers import open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))


@pytest.fixture(name="forms")
def forms_of(shop):
    return FileForms(shop.store, shop.around, 2)


@pytest.mark.parametrize(
    ("numbers", "prefix", "digits", "proposed"),
    [
        ([], "", 4, "0001"),
        (["0009", "0010"], "", 4, "0011"),
        (["7"], "", 4, "0008"),
        (["13800004567", "0003"], "", 4, "0004"),  # some shops number by telephone
        (["9998", "9999"], "", 4, "10000"),
        (["9999", "10000"], "", 4, "10001"),
        (["C0007", "D0099", "0100", "c0500"], "C", 4, "C0008"),
        (["C-1", "C1a", "C１2"], "C", 2, "C01"),
        (["50%1"], "50%", 1, "50%2"),
    ],
)
def test_the_number_after_the_highest_is_proposed(shop, forms, numbers, prefix, digits, proposed):
    for number in numbers:
        shop.customer(number, name="x")
    assert forms.next_number(prefix, digits) == proposed


def test_a_taken_number_is_refused_unless_it_is_the_same_request(shop, forms):
    event = {"id": "one", "no": "1", "name": "王"}
    assert not forms.make(event).repeated
    assert forms.make(event).repeated
    with pytest.raises(Refused) as refusal:
        forms.make({"id": "two", "no": "1", "name": "李"})
    assert refusal.value.field == "no"
    assert forms.line("1").name == "王"


def test_a_change_makes_no_file(forms):
    with pytest.raises(Refused) as refusal:
        forms.change({"id": "one", "no": "1", "name": "王"})
    assert refusal.value.field == "no"
    assert forms.line("1") is None


def test_amounts_are_read_in_the_book_s_own_decimals(shop, forms):
    forms.make({"id": "one", "no": "1", "name": "王", "credit_limit": "12.30"})
    assert forms.line("1").credit_limit == 1_230


def test_a_phone_is_known_however_it_is_written(shop, forms):
    shop.customer("1", name="王", phones=["13800004567"])
    for written in ("138 0000 4567", "+86 138-0000-4567", "１３８００００４５６７"):
        assert [line.no for line in forms.sharing(written)] == ["1"]
    assert forms.sharing("4567") == []
    assert forms.sharing("") == []
