"""The owner's PIN: asked for where somebody wants to pass a limit or a hold; five attempts, and nothing to be read."""

import pytest

from app.core import pins as core
from app.errors import Refused
from app.services.owner_pin import OwnerPin
from app.services.verify import Verify
from tests.services.helpers_customers import open_shop


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """Hash at a lower cost: how slow it is does not matter here."""
    monkeypatch.setattr(core, "_COST", 4)


@pytest.fixture
def shop(tmp_path):
    yield from open_shop(tmp_path)


@pytest.fixture
def pin(shop):
    return OwnerPin(shop.store, shop.around)


def test_set_checked_exchanged_and_taken_away(pin):
    assert not pin.has()
    pin.set("1234")
    assert pin.has()
    assert pin.check("１２３４")
    assert not pin.check("1235")
    pin.set("98765432")
    assert not pin.check("1234")
    assert pin.check("98765432")
    pin.clear()
    pin.clear()
    assert not pin.has()
    with pytest.raises(Refused, match="set no PIN"):
        pin.check("98765432")


def test_after_five_wrong_ones_not_even_the_right_one_is_answered(pin):
    pin.set("1234")
    for _ in range(4):
        assert not pin.check("0000")
    assert pin.check("1234")
    for _ in range(5):
        assert not pin.check("0000")
    with pytest.raises(Refused, match="too many"):
        pin.check("1234")
    pin.set("1234")
    assert pin.check("1234")


@pytest.mark.parametrize("wrong", ["123", "123456789", "12a4", ""])
def test_what_is_no_pin_is_refused(pin, wrong):
    with pytest.raises(Refused, match="four to eight"):
        pin.set(wrong)
    assert not pin.has()


def test_it_is_logged_without_itself_and_damage_shows(shop, pin):
    pin.set("4711")
    assert "4711" not in shop.dump()
    assert shop.sql("SELECT field, old, new FROM file_change WHERE field = 'owner_pin'") == [("owner_pin", "", "set")]
    assert Verify(shop.store).verify().ok
    shop.sql("UPDATE staff_pin SET salt = x'00'")
    # Seen twice: by the row's own digest and by the sum of its table.
    assert [problem.where for problem in Verify(shop.store).verify().problems] == ["staff_pin 1", "staff_pin"]


def test_the_log_says_when_it_was_set_and_that_the_one_before_was_not_known(pin):
    assert pin.last() is None
    pin.set("1234")
    first = pin.last()
    assert (first.who, first.is_set, first.anew) == ("", True, False)
    pin.set("4321", anew=True)
    assert pin.last().anew
    assert pin.last().at > first.at
    pin.set("1234")
    assert not pin.last().anew
    pin.clear()
    assert not pin.last().is_set
