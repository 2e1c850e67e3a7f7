from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from app.i18n import catalog
from app.i18n.catalog import ENGLISH, LANGUAGES, Translator, choose, install, load, ngettext, pgettext


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one small compiled catalogue."""
    texts = Catalog(locale="zh_CN")
    texts.add("Owed", "欠款")
    texts.add(("{n} entry", "{n} entries"), ("{n} 笔",))
    texts.add("Open", "打开", context="file")
    texts.add("Open", "未结", context="charge")
    path = tmp_path / "zh_CN" / "LC_MESSAGES" / "app.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, texts)
    return tmp_path


def test_a_translator_translates(folder):
    chinese = load("zh_CN", folder)
    assert chinese.language == "zh_CN"
    assert chinese.gettext("Owed") == "欠款"
    assert chinese.pgettext("file", "Open") == "打开"
    assert chinese.pgettext("charge", "Open") == "未结"


@pytest.mark.parametrize("n", [0, 1, 2, 100])
def test_chinese_has_one_form_for_every_count(folder, n):
    assert load("zh_CN", folder).ngettext("{n} entry", "{n} entries", n).format(n=n) == f"{n} 笔"


@pytest.mark.parametrize(("n", "text"), [(0, "0 entries"), (1, "1 entry"), (2, "2 entries")])
def test_english_has_two_forms(n, text):
    assert ENGLISH.ngettext("{n} entry", "{n} entries", n).format(n=n) == text


def test_what_is_not_translated_stays_english(folder):
    chinese = load("zh_CN", folder)
    assert chinese.gettext("Prepaid") == "Prepaid"
    assert chinese.pgettext("file", "Prepaid") == "Prepaid"
    assert chinese.ngettext("{n} lot", "{n} lots", 2) == "{n} lots"


def test_the_header_of_a_catalogue_never_shows(folder):
    chinese = load("zh_CN", folder)
    assert chinese.gettext("") == ""
    assert chinese.ngettext("", "", 1) == ""
    assert chinese.pgettext("file", "") == ""


def test_a_missing_catalogue_gives_english_figures_included(folder):
    assert load("zh_TW", folder) is ENGLISH


def test_an_unknown_language_gives_english_and_reads_no_file(folder):
    assert load("../zh_CN", folder) is ENGLISH


@pytest.mark.parametrize("content", [b"", b"not a catalogue", b"\xde\x12\x04\x95" + b"\xff" * 24])
def test_a_damaged_catalogue_gives_english(folder, content):
    (folder / "zh_CN" / "LC_MESSAGES" / "app.mo").write_bytes(content)
    assert load("zh_CN", folder) is ENGLISH


def test_texts_are_looked_up_when_they_are_asked_for(folder, process_language):
    install(ENGLISH)
    assert catalog._("Owed") == "Owed"
    install(load("zh_CN", folder))
    assert catalog.current().language == "zh_CN"
    assert catalog._("Owed") == "欠款"
    assert ngettext("{n} entry", "{n} entries", 3) == "{n} 笔"
    assert pgettext("charge", "Open") == "未结"


def test_a_translator_cannot_be_changed():
    with pytest.raises(AttributeError):
        Translator("en").language = "zh_CN"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("preferred", "system", "language"),
    [
        (None, None, "en"),
        ("", "", "en"),
        (None, "C", "en"),
        (None, "en_GB.UTF-8", "en"),
        (None, "fr_FR.UTF-8", "en"),
        (None, "zh", "zh_CN"),
        (None, "zh_CN.UTF-8", "zh_CN"),
        (None, "zh-Hans-CN", "zh_CN"),
        (None, "zh_SG@pinyin", "zh_CN"),
        (None, "zh-Hans-HK", "zh_CN"),
        (None, "zh-Hant", "zh_TW"),
        (None, "zh_TW", "zh_TW"),
        (None, "zh_HK.UTF-8", "zh_TW"),
        (None, "zh-MO", "zh_TW"),
        (None, "ZH-HANT-CN", "zh_TW"),
        ("en", "zh_CN", "en"),
        ("zh_TW", "en_US", "zh_TW"),
        ("fr", "zh_CN", "zh_CN"),
        ("zhuang", None, "en"),
    ],
)
def test_the_preferred_language_wins_then_the_systems_then_english(preferred, system, language):
    assert choose(preferred, system) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_is_chosen_by_its_own_name(language):
    assert choose(language, None) == language
