"""Addresses as posts want them written: cases from the posts' own customs, and what must hold of every address."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.address import Sender, country_code, has_address, lines, route_key, sender
from app.core.customer import Address

SHANGHAI = Address(province="上海市", city="上海市", district="静安区", street="人民路88号", postcode="200040")
BERLIN = Address(city="Berlin", province="Berlin", street="Invalidenstr. 1", postcode="10115", country="Deutschland")
LONDON = Address(
    city="London", province="Greater London", street="10 Downing Street", postcode="sw1a 2aa", country="UK"
)
TOKYO = Address(province="東京都", city="千代田区", street="千代田1-1", postcode="100-8111", country="Japan")


@pytest.mark.parametrize(
    ("address", "name", "home", "written"),
    [
        # China: postcode, address from the large to the small, addressee (GB/T 22657.1).
        (SHANGHAI, "王小明", "CN", ["200040", "上海市静安区人民路88号", "王小明 收"]),
        (SHANGHAI, "王小明 收", "", ["200040", "上海市静安区人民路88号", "王小明 收"]),
        (SHANGHAI, "王小明（收）", "", ["200040", "上海市静安区人民路88号", "王小明（收）"]),
        (
            Address("财务部 李四", "", "广东省", "深圳市", "南山区", "科技园科发路8号金融科技大厦1203室", "518000"),
            "深圳公司",
            "CN",
            ["518000", "广东省深圳市南山区", "科技园科发路8号金融科技大厦1203室", "财务部 李四 收"],
        ),
        # Chunghwa Post: postcode, address, name.
        (
            Address(city="臺北市", district="中正區", street="忠孝東路一段1號", postcode="100"),
            "王小明",
            "TW",
            ["100", "臺北市中正區忠孝東路一段1號", "王小明 收"],
        ),
        # Hong Kong has no postcodes.
        (Address(district="中環", street="皇后大道中1號"), "陳大文", "HK", ["中環皇后大道中1號", "陳大文 收"]),
        (
            Address(district="Central", city="Hong Kong", street="1 Queen's Road"),
            "Chan Tai Man",
            "HK",
            ["Chan Tai Man", "1 Queen's Road", "Central", "Hong Kong"],
        ),
        # Japan Post: 〒, from the large to the small, 様 or 御中.
        (TOKYO, "山田太郎", "JP", ["〒100-8111", "東京都千代田区千代田1-1", "山田太郎 様"]),
        (TOKYO, "株式会社山田", "DE", ["〒100-8111", "東京都千代田区千代田1-1", "株式会社山田 御中", "JAPAN"]),
        (TOKYO, "山田太郎", "CN", ["日本", "〒100-8111", "東京都千代田区千代田1-1", "山田太郎 様"]),
        # Chinese addresses in Latin script run the other way.
        (
            Address(street="88 Renmin Road", district="Jing'an", city="Shanghai", postcode="200040", country="China"),
            "Anna",
            "CN",
            ["Anna", "88 Renmin Road", "Jing'an", "Shanghai 200040"],
        ),
        # USPS Publication 28: city, state, ZIP code in one line.
        (
            Address(street="12 Long St", city="San Francisco", province="CA", postcode="94105", country="usa"),
            "Anna",
            "US",
            ["Anna", "12 Long St", "San Francisco, CA 94105"],
        ),
        # Deutsche Post: postcode before the town, no state, the country in capitals from abroad only.
        (BERLIN, "Anna", "DE", ["Anna", "Invalidenstr. 1", "10115 Berlin"]),
        (BERLIN, "Anna", "CN", ["Anna", "Invalidenstr. 1", "10115 Berlin", "GERMANY"]),
        # Royal Mail: post town in capitals, no county, the postcode in a line of its own.
        (LONDON, "PM", "GB", ["PM", "10 Downing Street", "LONDON", "SW1A 2AA"]),
        (LONDON, "PM", "", ["PM", "10 Downing Street", "LONDON", "SW1A 2AA", "UNITED KINGDOM"]),
        # A country nobody here knows is written as it was typed.
        (Address(street="Via 1", city="Urbs", country="Utopia"), "X", "CN", ["X", "Via 1", "Urbs", "UTOPIA"]),
    ],
)
def test_the_custom_of_the_country(address, name, home, written):
    assert list(lines(address, name, home_country=home, chinese=False).lines) == written


@pytest.mark.parametrize(
    ("address", "written"),
    [
        # One who types all into the street must not get it twice, and no one may lose a part.
        (
            Address(province="广东省", city="深圳市", street="广东省深圳市南山区科发路8号"),
            "广东省深圳市南山区科发路8号",
        ),
        (Address(province="广东", city="深圳", street="深圳市科发路8号"), "广东深圳市科发路8号"),
        (Address(province="上海", city="上海市", street="人民路8号"), "上海市人民路8号"),
        (Address(province="北京", city="北京", district="朝阳区", street="建国路1号"), "北京朝阳区建国路1号"),
        (Address(city="上海市", street="上海路5号"), "上海市上海路5号"),
        (Address(province="吉林省", city="吉林市", street="吉林大街1号"), "吉林省吉林市吉林大街1号"),
    ],
)
def test_what_is_said_twice_is_written_once(address, written):
    assert lines(address, "王", home_country="CN", chinese=True).lines[:-1] == (written,)


def test_an_address_that_says_nothing_follows_the_customers_language():
    number = Address(street="88", postcode="200040")
    assert lines(number, "王", home_country="CN", chinese=True).lines == ("200040", "88", "王 收")
    assert lines(number, "Wang", home_country="CN", chinese=False).lines == ("Wang", "88", "200040")


def test_the_empty_address():
    block = lines(Address(), "", home_country="CN", chinese=True)
    assert (block.lines, block.recipient, block.abroad) == ((), "", False)
    assert not has_address(Address(city="上海市", postcode="200040"))
    assert not has_address(Address(street=" — "))
    assert has_address(Address(street="人民路88号"))


def test_countries_by_every_name():
    assert {country_code(each) for each in ("CN", "cn", "China", "中国", "中國", "P.R. China", "ＣＮ")} == {"CN"}
    assert {country_code(each) for each in ("USA", "United  States", "美国")} == {"US"}
    assert country_code(" Utopia ") == "Utopia"
    assert country_code("") == ""
    assert not lines(SHANGHAI, "王", home_country="中国", chinese=True).abroad


def test_postcodes_that_stand_alone_are_left_out_where_there_are_boxes():
    block = lines(SHANGHAI, "王小明", home_country="CN", chinese=True)
    assert block.without_postcode == ("上海市静安区人民路88号", "王小明 收")


def test_a_postcode_typed_in_full_width_is_one_that_machines_read():
    typed = Address(street="人民路88号", postcode=" ２０００４０ ")
    assert lines(typed, "王", home_country="CN", chinese=True).postcode == "200040"
    assert lines(typed, "Wang", home_country="CN", chinese=False).postcode == "200040"
    assert sender("洁净洗车", "人民路88号", "２０００４０", home_country="CN").postcode == "200040"


parts = st.text(alphabet=st.sampled_from("上海市区路12 aB<&\n\t\u202e\u05d0\u0627é"), max_size=12)


@given(st.builds(Address, parts, parts, parts, parts, parts, parts, parts), parts, st.booleans())
def test_no_address_loses_its_street_or_breaks_a_line(address, name, chinese):
    block = lines(address, name, home_country="CN", chinese=chinese)
    assert all(line and line == " ".join(line.split()) for line in block.lines)
    street = "".join(address.street.split())
    assert street in "".join("".join(block.lines).split())
    assert len(block.lines) <= 7
    assert not any(unicodedata.category(c) == "Cc" for line in block.lines for c in line)


def test_the_postmans_order():
    given = [
        Address(postcode="", city="上海市", street="人民路1号"),
        Address(postcode="200040", city="上海市", street="人民路10号"),
        Address(postcode="２０００４０", city="上海市", street="人民路9号"),
        Address(postcode="100000", city="北京市", street="长安街1号"),
    ]
    assert sorted(given, key=route_key) == [given[3], given[2], given[1], given[0]]


def test_the_sender():
    found = sender("洁净洗车", "上海市静安区人民路 88 号\n邮编：200040\n电话 021-5555 8888", home_country="CN")
    assert found == Sender("洁净洗车", ("上海市静安区人民路 88 号", "电话 021-5555 8888"), "200040", "CN")
    assert found.text.splitlines() == ["洁净洗车", "200040 上海市静安区人民路 88 号", "电话 021-5555 8888"]
    assert found.text_abroad.endswith("\nCHINA")
    english = sender("Wash", "88 Renmin Road\nShanghai", "200040", home_country="CN")
    assert english.text_abroad.splitlines() == ["Wash", "88 Renmin Road", "Shanghai 200040", "CHINA"]
    assert sender("Wash", "电话 13800000000", home_country="CN").postcode == ""  # a phone is no postcode
    assert sender("Wash", "", "200040").text == "Wash\n200040"
