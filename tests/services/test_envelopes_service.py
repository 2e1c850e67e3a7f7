"""Envelopes and labels of customers in a book: who gets one, in which order, and who is left out by name."""

import pytest

from app.core.envelope import EnvelopeForm, Nudge, WindowForm
from app.core.labels import A4_3X8
from app.core.receipt import Party
from app.core.settings import ChangeSettings
from app.errors import Refused
from app.services.envelopes import Envelopes
from app.services.settings import SettingsDesk
from tests.documents.helpers_paper import read_pages, read_text, squeezed
from tests.services.helpers_customers import open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))

CUSTOMERS = (
    {"no": "C1", "name": "王小明", "address": {"city": "上海市", "street": "人民路10号", "postcode": "200040"}},
    {"no": "C2", "name": "Nobody", "address": {"city": "Shanghai", "postcode": "200040"}},
    {"no": "C3", "name": "李四", "address": {"city": "上海市", "street": "人民路9号", "postcode": "200040"}},
    {
        "no": "C4",
        "name": "Anna & <b>Sons</b>",
        "address": {"street": "12 Long St", "city": "Boston", "province": "MA", "postcode": "02108", "country": "USA"},
    },
)


@pytest.fixture(name="post")
def post_of(shop):
    for n, customer in enumerate(CUSTOMERS):
        shop.do("customer", id=f"c{n}", **customer)
    given = {"shop_name": "洁净洗车", "address": "上海市静安区人民路 88 号\n200040"}
    SettingsDesk(shop.store, shop.around).change(ChangeSettings(id="s", given=given))
    return Envelopes(shop.store)


def test_who_gets_an_envelope(post):
    made = post.envelopes(["C4", "C1", "C2", "C1"], EnvelopeForm.DL)
    assert [each.number for each in made.printed] == ["C4", "C1"]
    assert made.without == (Party("C2", "Nobody"),)
    assert (made.cut, made.missing) == ((), ())
    abroad, home = (squeezed(page) for page in read_pages(made.pdf))
    assert "Anna&<b>Sons</b>12LongStBoston,MA02108UNITEDSTATES" in abroad
    assert "CHINA" in abroad
    assert "上海市人民路10号" in home
    assert "王小明收" in home
    assert "洁净洗车" in home


def test_the_order_of_the_post(post):
    found = post.addressees(["C1", "C4", "C3"], by_route=True).found
    assert [named.number for named, _ in found] == ["C4", "C3", "C1"]


def test_labels(post):
    made = post.labels(["C1", "C3"], A4_3X8, start=24, nudge=Nudge(1, 1))
    assert [squeezed(page) for page in read_pages(made.pdf)] == [
        "200040上海市人民路10号王小明收",
        "200040上海市人民路9号李四收",
    ]
    with pytest.raises(Refused, match="1 to 24"):
        post.labels(["C1"], A4_3X8, start=0)


def test_nobody_to_write_to(post):
    for numbers in (["C2"], []):
        with pytest.raises(Refused, match="None of these customers"):
            post.envelopes(numbers, EnvelopeForm.ZL)
    with pytest.raises(Refused, match="no customer “C9”"):
        post.labels(["C1", "C9"], A4_3X8)


@pytest.mark.parametrize("target", [WindowForm.DIN_B, EnvelopeForm.C5, A4_3X8], ids=["window", "envelope", "labels"])
def test_calibration(post, target):
    assert "Calibrationpage" in read_text(post.calibration(target, Nudge(1, 0)))


def test_a_page_without_a_window_is_not_calibrated(post):
    with pytest.raises(Refused, match="without a window"):
        post.calibration(WindowForm.NONE)


def test_a_file_is_written_whole_and_never_over_the_book(post, shop, tmp_path):
    out = tmp_path / "e.pdf"
    post.save_calibration(b"%PDF", out)
    assert out.read_bytes() == b"%PDF"
    for wrong in (shop.path, tmp_path, tmp_path / "none" / "e.pdf"):
        with pytest.raises(Refused):
            post.save_calibration(b"%PDF", wrong)
