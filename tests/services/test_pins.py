"""Customers' PINs: right or wrong, five attempts, nothing to be read out of the book."""

import pytest

from app.core import pins as core
from app.errors import Refused
from app.services.pins import Pins
from app.storage.engine import sqlite3
from tests.services.helpers_customers import open_shop


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """Hash at a lower cost: how slow it is does not matter here."""
    monkeypatch.setattr(core, "_COST", 4)


@pytest.fixture
def shop(tmp_path):
    for shop in open_shop(tmp_path):
        shop.customer("C1", name="A")
        shop.customer("C2", name="B")
        yield shop


@pytest.fixture
def pins(shop):
    return Pins(shop.store, shop.around)


def refused(call, *arguments):
    with pytest.raises(Refused) as caught:
        call(*arguments)
    return caught.value.field


def test_the_right_one_and_a_wrong_one(pins):
    assert not pins.has("C1")
    pins.set("C1", "1234")
    assert pins.has("C1")
    assert not pins.has("C2")
    assert pins.check("C1", "1234")
    assert not pins.check("C1", "1235")
    assert not pins.check("C1", "12340")
    assert pins.check("C1", "１２３４")


def test_it_can_be_exchanged_and_taken_away(pins):
    pins.set("C1", "1234")
    pins.set("C1", "98765432")
    assert not pins.check("C1", "1234")
    assert pins.check("C1", "98765432")
    pins.clear("C1")
    assert not pins.has("C1")
    assert refused(pins.check, "C1", "98765432") == "pin"
    pins.clear("C1")


def test_after_five_wrong_ones_not_even_the_right_one_is_answered(pins):
    pins.set("C1", "1234")
    assert [pins.check("C1", "0000") for _ in range(5)] == [False] * 5
    assert refused(pins.check, "C1", "1234") == "pin"
    pins.set("C1", "4321")
    assert pins.check("C1", "4321")


def test_a_right_one_begins_the_count_anew(pins):
    pins.set("C1", "1234")
    for _ in range(3):
        assert [pins.check("C1", "0000") for _ in range(4)] == [False] * 4
        assert pins.check("C1", "1234")


def test_one_customers_attempts_are_not_anothers(pins):
    pins.set("C1", "1234")
    pins.set("C2", "1234")
    for _ in range(5):
        pins.check("C1", "0000")
    assert pins.check("C2", "1234")


def test_an_attempt_counts_though_the_program_ends_before_the_answer(shop, pins, monkeypatch):
    pins.set("C1", "1234")

    def pulled(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(core, "is_right", pulled)
    with pytest.raises(KeyboardInterrupt):
        pins.check("C1", "0000")
    assert shop.sql("SELECT wrong FROM customer_pin") == [(1,)]


def test_another_program_counts_along(shop, pins):
    pins.set("C1", "1234")
    other_store = shop.second()
    other = Pins(other_store, shop.around)
    for _ in range(2):
        pins.check("C1", "0000")
    for _ in range(3):
        other.check("C1", "0000")
    assert refused(pins.check, "C1", "1234") == "pin"
    other_store.dispose()


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "12 34", "-1234", "一二三四", "1234\n5", "٣٤٥٦"])
def test_anything_but_four_to_eight_digits_is_refused_and_not_counted(shop, pins, pin):
    pins.set("C1", "1234")
    assert refused(pins.set, "C1", pin) == "pin"
    assert refused(pins.check, "C1", pin) == "pin"
    assert shop.sql("SELECT wrong FROM customer_pin") == [(0,)]


def test_there_must_be_such_a_customer(pins):
    for call in (pins.has, pins.clear):
        assert refused(call, "C9") == "customer"
    assert refused(pins.set, "C9", "1234") == "customer"
    assert refused(pins.check, "C9", "1234") == "customer"


def test_equal_pins_leave_different_traces_and_none_can_be_read(shop, pins):
    pins.set("C1", "73915")
    pins.set("C2", "73915")
    (one, salt), (other, another) = shop.sql("SELECT hash, salt FROM customer_pin")
    assert one != other
    assert salt != another
    assert len(salt) == 16
    assert "73915" not in shop.dump()
    assert shop.sql("SELECT field, old, new FROM file_change WHERE field = 'pin'") == [("pin", "", "set")] * 2


def test_the_hash_is_scrypt_at_its_full_cost(monkeypatch):
    monkeypatch.undo()
    # From RFC 7914, section 12: scrypt("pleaseletmein", "SodiumChloride", 16384, 8, 1), its first 32 octets.
    known = "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
    assert core.pin_hash("pleaseletmein", b"SodiumChloride").hex() == known


def test_a_book_nobody_may_write_to_answers_no_pin(shop, pins):
    pins.set("C1", "1234")
    shop.sql("CREATE TRIGGER stop BEFORE UPDATE ON customer_pin BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(Exception, match="no"):
        pins.check("C1", "1234")
    with sqlite3.connect(shop.path) as connection:
        connection.execute("DROP TRIGGER stop")
    connection.close()
