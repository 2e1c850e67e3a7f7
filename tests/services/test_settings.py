"""The shop's settings in the book: asked for, changed, logged, told apart from damage."""

import unicodedata

import pytest

from app.core.requests import Tender
from app.core.settings import ChangeSettings, Paper, Settings
from app.errors import Refused
from app.services.file_desk import Filed
from app.services.settings import SettingsDesk
from app.services.verify import Verify
from tests.services.helpers_customers import Shop, naughty_strings, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))


@pytest.fixture(name="desk")
def settings_desk(shop):
    return SettingsDesk(shop.store, shop.around)


def test_a_new_book_has_its_own_name_and_the_defaults(desk):
    assert desk.current() == Settings(shop_name="Shop")


def test_what_is_set_lasts_and_only_that_changes(shop, desk):
    new = desk.change(ChangeSettings(id="s1", given={"shop_name": "洗车行", "tenders": (Tender.WECHAT, Tender.CASH)}))
    assert new == Settings(shop_name="洗车行", tenders=(Tender.WECHAT, Tender.CASH))
    assert SettingsDesk(shop.second(), shop.around).current() == new
    desk.change(ChangeSettings(id="s2", given={"paper": "80mm"}))
    assert desk.current().paper is Paper.ROLL_80
    assert desk.current().shop_name == "洗车行"
    assert len(shop.sql("SELECT * FROM setting")) == 3


def test_changes_are_logged_by_name(shop, desk):
    desk.change(ChangeSettings(id="s1", given={"phone": "1", "expiring_days": 14}, note="as agreed"))
    desk.change(ChangeSettings(id="s2", given={"phone": "1"}))
    assert shop.sql("SELECT customer_id, offer_id, field, old, new, staff_id, request_id FROM file_change") == [
        (None, None, "settings.phone", "", "1", 1, "s1"),
        (None, None, "settings.expiring_days", "30", "14", 1, "s1"),
        (None, None, "note", "", "as agreed", 1, "s1"),
    ]


def test_asked_for_twice(shop, desk):
    first = ChangeSettings(id="s1", given={"phone": "1"})
    desk.change(first)
    desk.change(ChangeSettings(id="s2", given={"phone": "2"}))
    assert desk.change(first).phone == "2"  # it was done, and is not done again
    with pytest.raises(Refused, match="used for something else"):
        desk.change(ChangeSettings(id="s1", given={"phone": "3"}))
    assert shop.do("settings", id="s1", phone="1") == Filed("s1", repeated=True)
    assert shop.refused("customer", id="s1", no="C1", name="n").field == "id"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"shop_name": ""}, "shop_name"),
        ({"shop_name": "two\nlines"}, "shop_name"),
        ({"opening_float": 500}, "opening_float"),
        ({"opening_float": "5.001"}, "opening_float"),
        ({"opening_float": "-1"}, "opening_float"),
        ({"tenders": []}, "tenders"),
        ({"tenders": ["cash", "cash"]}, "tenders"),
        ({"tenders": ["shells"]}, "tenders"),
        ({"tenders": "cash"}, "tenders"),
        ({"customer_digits": 0}, "customer_digits"),
        ({"customer_digits": "4"}, "customer_digits"),
        ({"language": "fr"}, "language"),
        ({"paper": "A4"}, "paper"),
        ({"paper": None}, "paper"),
        ({"money_sign": "yes"}, "money_sign"),
        ({"receipt_prefix": "R 1"}, "receipt_prefix"),
        ({"phone": "1", "colour": "green"}, "colour"),
    ],
)
def test_bad_input_is_refused_by_field_and_changes_nothing(shop, desk, fields, named):
    assert shop.refused("settings", **fields).field == named


def test_one_wrong_field_keeps_the_others_from_changing(shop, desk):
    with pytest.raises(Refused):
        desk.change(ChangeSettings(id="s1", given={"phone": "1", "paper": "A4"}))
    assert desk.current().phone == ""


def test_an_event_reads_amounts_and_words(shop, desk):
    shop.do("settings", opening_float="500.00", tenders=["cash"], address="a\nb", language="", use_check="pin")
    found = desk.current()
    assert (found.opening_float, found.tenders, found.address, found.use_check) == (50000, ("cash",), "a\nb", "pin")


def test_any_text_comes_back_as_itself(shop, desk):
    for number, text in enumerate(naughty_strings()):
        try:
            desk.change(ChangeSettings(id=f"n{number}", given={"receipt_footer": text}))
        except Refused:
            assert any(unicodedata.category(c) in ("Cc", "Cs") for c in text.strip())
        else:
            kept = unicodedata.normalize("NFC", text).strip().replace("\r\n", "\n")
            assert desk.current().receipt_footer == kept


def test_damage_shows_and_the_shop_can_still_work(tmp_path):
    shop = Shop(tmp_path)
    desk = SettingsDesk(shop.store, shop.around)
    desk.change(ChangeSettings(id="s1", given={"phone": "1", "paper": "80mm", "opening_float": 7}))
    shop.sql("UPDATE setting SET value = '\"9\"' WHERE key = 'settings.phone'")
    shop.sql("UPDATE setting SET value = '{' WHERE key = 'settings.paper'")
    shop.sql("UPDATE setting SET value = x'00' WHERE key = 'settings.opening_float'")
    shop.sql("INSERT INTO setting VALUES ('settings.later', '1', x'00')")
    found = desk.current()
    assert (found.phone, found.paper, found.opening_float) == ("9", Paper.A5, 0)
    problems = Verify(shop.store).verify().problems
    assert sorted(problem.where for problem in problems) == [
        f"setting settings.{name}" for name in ("later", "opening_float", "paper", "phone")
    ]
    shop.store.dispose()
