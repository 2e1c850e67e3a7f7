import pytest
from babel.messages import pofile

from app.i18n.catalog import load
from devtools import catalogues
from devtools.catalogues import LANGUAGES, check_catalogues, compile_all, update

SOURCE = """
_("Owed")
# Translators: how many entries a customer has
ngettext("{n} entry", "{n} entries", n)
pgettext("charge", "Open")
refuse("paid", N_("{field} is missing."))
"""

CHINESE = {"Owed": "欠款", "Open": "未结", "{field} is missing.": "缺少{field}。"}


@pytest.fixture
def root(tmp_path):
    """A small program with complete catalogues."""
    (tmp_path / "app" / "core").mkdir(parents=True)
    (tmp_path / "app" / "core" / "thing.py").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "i18n").mkdir()
    (tmp_path / "i18n" / "babel.cfg").write_text("[python: **.py]\n", encoding="utf-8")
    update(tmp_path)
    for language in LANGUAGES:
        change(tmp_path, language, translate)
    return tmp_path


def change(root, language, edit):
    """Edit one catalogue as a translator would."""
    path = root / "i18n" / language / "LC_MESSAGES" / "app.po"
    with path.open("rb") as file:
        catalog = pofile.read_po(file, locale=language)
    edit(catalog)
    with path.open("wb") as file:
        pofile.write_po(file, catalog)


def translate(catalog):
    for message in catalog:
        if isinstance(message.id, tuple):
            message.string = ("{n} 笔",)
        elif message.id:
            message.string = CHINESE[message.id]


def test_complete_catalogues_pass(root):
    assert check_catalogues(root) == []


def test_the_template_has_texts_contexts_and_comments_but_no_places_and_dates(root):
    template = (root / "i18n" / "app.pot").read_text(encoding="utf-8")
    assert 'msgctxt "charge"' in template
    assert "Translators: how many entries a customer has" in template
    assert "thing.py" not in template
    assert "Date" not in template


def test_updating_twice_changes_nothing(root):
    update(root)
    before = {path: path.read_bytes() for path in (root / "i18n").rglob("*.po*")}
    update(root)
    assert {path: path.read_bytes() for path in before} == before
    assert len(before) == 1 + len(LANGUAGES)


def test_updating_keeps_translations_drops_old_texts_and_guesses_nothing(root):
    source = SOURCE.replace('"Owed"', '"Owed now"')
    (root / "app" / "core" / "thing.py").write_text(source, encoding="utf-8")
    update(root)
    text = (root / "i18n" / "zh_CN" / "LC_MESSAGES" / "app.po").read_text(encoding="utf-8")
    assert "未结" in text
    assert "欠款" not in text
    assert "fuzzy" not in text


def test_a_new_text_is_missing_everywhere(root):
    with (root / "app" / "core" / "thing.py").open("a", encoding="utf-8") as file:
        file.write('_("Prepaid")\n')
    findings = check_catalogues(root)
    assert len(findings) == 1 + len(LANGUAGES)
    assert all("'Prepaid' is missing" in finding for finding in findings)


def test_a_text_that_went_is_told(root):
    (root / "app" / "core" / "thing.py").write_text(SOURCE.replace('_("Owed")', ""), encoding="utf-8")
    assert all("'Owed' is no longer used" in finding for finding in check_catalogues(root))


@pytest.mark.parametrize(
    ("message", "string", "fault"),
    [
        ("Owed", "", "not translated"),
        ("{field} is missing.", "缺少{name}。", "other placeholders"),
        ("{field} is missing.", "缺少。", "other placeholders"),
        ("{field} is missing.", "缺少{field。", "braces do not match"),
        (("{n} entry", "{n} entries"), ("笔",), "other placeholders"),
    ],
)
def test_a_faulty_translation_is_told(root, message, string, fault):
    def spoil(catalog):
        catalog.get(message).string = string

    change(root, "zh_TW", spoil)
    (finding,) = check_catalogues(root)
    assert finding.startswith("i18n/zh_TW/LC_MESSAGES/app.po: ")
    assert fault in finding


def test_a_fuzzy_translation_is_told(root):
    change(root, "zh_CN", lambda catalog: catalog.get("Owed").flags.add("fuzzy"))
    (finding,) = check_catalogues(root)
    assert finding.endswith("marked fuzzy")


def test_what_is_compiled_is_what_the_program_reads(root):
    compile_all(root)
    chinese = load("zh_CN", root / "resources" / "locale")
    assert chinese.gettext("Owed") == "欠款"
    assert chinese.pgettext("charge", "Open") == "未结"
    assert chinese.ngettext("{n} entry", "{n} entries", 2) == "{n} 笔"


def test_an_unknown_command_is_refused(capsys):
    assert catalogues.main(["translate"]) == 2
    assert "usage" in capsys.readouterr().err
