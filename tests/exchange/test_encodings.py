"""Telling how a text is written: short files, damaged ones, other scripts. The right reading comes first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.exchange.guess import SAMPLE, encodings, is_wide, read_sample, separator
from app.exchange.sheets import FileKind, open_file
from app.exchange.text_files import TextForm, text_rows

MAINLAND = "卡号,姓名,手机,余额\n001,王小明,13800001111,100.00\n"
TAIWAN = "卡號,姓名,手機,餘額\n001,陳美麗,0912345678,100\n"
JAPAN = "番号,名前,電話,残高\n001,田中さくら,09012345678,100\n002,スズキ,090,50\n"
KOREA = "번호,이름,전화,잔액\n001,김철수,01012345678,100\n"
FRANCE = "no,nom,tel\n1,Élodie Lefèvre,0612345678\n2,René,06\n"
GERMANY = "Nr;Name;Saldo\n1;Müller;1.234,50\n2;Groß;€ 12,00\n"
POLAND = "nr;nazwa;miasto\n1;Łódź Śródmieście;Łódź\n2;Gęś Ćma;Żary\n"
CZECHIA = "č;jméno\n1;Jiří Dvořák\n2;Žofie Šťastná\n"
DOS = "Kundennr;Name;Ort\n1;Müller Jörg;Köln\n2;Groß;Düsseldorf\n"
MAC = "Client;Nom;Ville\n1;Lefèvre Zoé;Orléans\n2;Bélanger;Béziers\n"
MOSCOW = "Код;Имя;Телефон;Остаток\n1;Иванов Пётр;+7 912;100\n2;Сидорова Анна;;5\n"
RUSSIA = "номер,имя,телефон,баланс\n001,Иван Петров,+7916,100\n"

_NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗小明丽华建国伟芳娜秀英敏静强磊军洋勇艳杰娟涛超平刚桂香文玉春梅"


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        (MAINLAND, "gbk", "gb18030"),
        ("姓名\n张三\n", "gbk", "gb18030"),
        ("name,phone\n李四,13800000000\n", "gbk", "gb18030"),
        ("姓名,余额\n𠮷田,5\n䶮,6\n", "gb18030", "gb18030"),
        (TAIWAN, "gbk", "gb18030"),
        (TAIWAN, "big5", "big5hkscs"),
        ("name\n陳美麗\n", "big5", "big5hkscs"),
        (JAPAN, "cp932", "cp932"),
        (JAPAN, "euc-jp", "euc-jp"),
        (KOREA, "cp949", "euc-kr"),
        (FRANCE, "cp1252", "cp1252"),
        (GERMANY, "cp1252", "cp1252"),
        (RUSSIA, "cp1251", "cp1251"),
        (MOSCOW, "cp1251", "cp1251"),
        (MOSCOW, "koi8-r", "koi8-r"),
        (POLAND, "cp1250", "cp1250"),
        (CZECHIA, "cp1250", "cp1250"),
        (DOS, "cp850", "cp850"),
        (DOS, "cp1252", "cp1252"),
        (MAC, "mac-roman", "mac-roman"),
        (MAC, "cp1252", "cp1252"),
        *[(text, "utf-8", "utf-8") for text in (MAINLAND, TAIWAN, JAPAN, KOREA, FRANCE, GERMANY, RUSSIA)],
        *[(text, "utf-8-sig", "utf-8-sig") for text in (MAINLAND, FRANCE)],
        *[(text, "utf-16", "utf-16") for text in (MAINLAND, FRANCE)],
        *[(text, "utf-32", "utf-32") for text in (MAINLAND, FRANCE)],
        *[(text, "utf-16-le", "utf-16-le") for text in (MAINLAND, TAIWAN, JAPAN, FRANCE, "姓名\n张三\n")],
        *[(text, "utf-16-be", "utf-16-be") for text in (MAINLAND, TAIWAN, FRANCE, "姓名\n张三\n")],
    ],
)
def test_the_right_encoding_comes_first(text, encoding, told, tmp_path):
    assert encodings(text.encode(encoding))[0].encoding == told
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(encoding))
    opened = open_file(path)
    assert opened.kind is FileKind.TEXT
    assert [list(row.values) for row in opened.rows()] == [
        line.split(opened.form.separator) for line in text.splitlines()
    ]


@given(st.lists(st.text(_NAMES, min_size=2, max_size=3), min_size=1, max_size=6), st.booleans())
def test_names_in_gbk_are_never_taken_for_another_script(names, headed):
    text = "".join(f"{name},1\n" for name in (["姓名"] if headed else []) + names)
    found = encodings(text.encode("gbk"))
    by_chance = len("".join(names)) >= 8 and not headed  # syllables of Korean throughout
    assert found[0].encoding == "gb18030" or (by_chance and found[0].encoding == "euc-kr")
    assert not found[0].certain
    assert "gb18030" in {each.encoding for each in found}


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "big5", "utf-16-le"])
@given(more=st.integers(0, 3))
def test_a_text_that_ends_within_a_character_is_still_read_by_its_encoding(encoding, more):
    whole = (TAIWAN if encoding == "big5" else MAINLAND).encode(encoding)
    found = encodings(whole[: len(whole) // 2 + more])[0].encoding
    assert found == {"gbk": "gb18030", "big5": "big5hkscs"}.get(encoding, encoding)


@pytest.mark.parametrize(("encoding", "told"), [("utf-8", "utf-8"), ("gbk", "gb18030")])
def test_a_damaged_place_is_told_by_its_line_and_changes_nothing_else(encoding, told, tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(MAINLAND.encode(encoding) + b"002,\xff\xff,1,2\n" + "003,李四,1,2\n".encode(encoding))
    best = encodings(read_sample(path))[0]
    assert (best.encoding, best.certain) == (told, False)
    rows = list(text_rows(path, TextForm(best.encoding, ",")))
    assert [row.line for row in rows if row.trouble] == [3]
    assert [row.values[1] for row in rows if not row.trouble] == ["姓名", "王小明", "李四"]


def test_what_comes_after_many_plain_lines_counts(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"no,name\n" + b"1,abc\n" * (SAMPLE // 6 + 9) + "2,王小明\n".encode("gbk"))
    found = encodings(read_sample(path))
    assert (found[0].encoding, found[0].certain) == ("gb18030", False)


def test_letters_that_are_utf_8_by_chance_are_no_certainty():
    found = encodings("no\n通\n".encode("gbk"))
    assert not found[0].certain
    assert "gb18030" in {each.encoding for each in found}


def test_nul_bytes_in_a_text_are_told_by_their_lines(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(MAINLAND.encode() + b"002,\0\0,1,2\n003,ab\0,3,4\n")
    assert [row.line for row in open_file(path).rows() if row.trouble] == [3, 4]


@pytest.mark.parametrize("content", [bytes(range(256)) * 20, b"\0" * 999, b"\x7fELF\x02\x01\x01" + b"\0\1\2\3" * 99])
def test_what_is_no_text_is_refused(content, tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(Refused):
        open_file(path)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|", "，", "；"])
def test_what_stands_between_cells_is_told(sign):
    text = MAINLAND.replace(",", sign)
    assert separator(text).separator == sign


def test_a_mark_of_the_end_is_no_row(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(MAINLAND.encode("gbk") + b"\x1a")
    assert not [row for row in text_rows(path, TextForm("gb18030", ",")) if row.line > 2 and not row.blank]


def test_plain_letters_are_not_wide():
    assert not is_wide(b"Attachment not found!")
    assert not is_wide(MAINLAND.encode("gbk"))


@given(st.binary(max_size=200))
def test_any_bytes_have_readings_or_none_and_never_fail(sample):
    found = encodings(sample)
    assert found
    assert all(0 <= each.fit <= 1 for each in found)
    assert not any(each.certain for each in found[1:])
