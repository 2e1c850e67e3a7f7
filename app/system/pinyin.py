"""How a Chinese name may be typed: its likely romanisations, their initials, and Traditional made Simplified.

Everything here serves searching and sorting only; a stored name is never changed. The dictionaries
(pypinyin, OpenCC) are loaded at the first Han character that needs them: it takes a quarter of a second,
too long for a start.
"""

import itertools
import os
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

# Surnames whose reading as a surname is not the first one a dictionary gives, or is easily taken for another.
# The other readings of the character are kept as well: at the till both zeng and ceng are typed for 曾.
_SURNAMES = {
    "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "翟": "zhai", "覃": "qin",
    "缪": "miao", "盖": "ge", "朴": "piao", "秘": "bi", "种": "chong", "单": "shan", "任": "ren",
    "华": "hua", "尉": "wei", "召": "shao", "薄": "bo", "折": "she", "逄": "pang", "员": "yun",
    "贠": "yun", "洗": "xian", "冼": "xian", "黑": "he", "乜": "nie", "那": "na", "能": "nai",
    "难": "nan", "教": "jiao", "过": "guo", "乐": "yue", "重": "chong", "繁": "po", "幺": "yao",
    "燕": "yan", "纪": "ji", "隗": "wei", "郇": "xun", "钭": "tou", "郗": "xi", "隽": "juan",
    "宓": "mi", "佴": "nai", "牟": "mou", "柏": "bai", "车": "che", "石": "shi", "沈": "shen",
    "都": "du", "宿": "su", "谌": "chen", "晟": "cheng", "祭": "zhai", "啜": "chuai", "句": "gou",
    "阚": "kan", "訾": "zi", "撒": "sa", "哈": "ha", "粘": "nian", "藏": "zang", "扎": "za",
    "盛": "sheng", "贾": "jia", "万": "wan", "叶": "ye", "陆": "lu", "宁": "ning", "不": "fou",
    "瞿": "qu", "晁": "chao", "褚": "chu", "郄": "qie", "郤": "xi", "臧": "zang", "冯": "feng",
    "隆": "long", "亓": "qi", "靳": "jin", "长": "chang", "应": "ying", "占": "zhan", "葛": "ge",
    "行": "xing", "卜": "bu", "曲": "qu", "戴": "dai", "浣": "wan",
}  # fmt: skip

# Surnames of two characters, syllable by syllable.
_COMPOUND_SURNAMES = {
    "万俟": ("mo", "qi"), "尉迟": ("yu", "chi"), "单于": ("chan", "yu"), "长孙": ("zhang", "sun"),
    "令狐": ("ling", "hu"), "澹台": ("tan", "tai"), "皇甫": ("huang", "fu"), "宇文": ("yu", "wen"),
    "鲜于": ("xian", "yu"), "呼延": ("hu", "yan"), "赫连": ("he", "lian"), "夏侯": ("xia", "hou"),
    "诸葛": ("zhu", "ge"), "司马": ("si", "ma"), "欧阳": ("ou", "yang"), "上官": ("shang", "guan"),
    "东方": ("dong", "fang"), "独孤": ("du", "gu"), "慕容": ("mu", "rong"), "公孙": ("gong", "sun"),
    "仲孙": ("zhong", "sun"), "轩辕": ("xuan", "yuan"), "钟离": ("zhong", "li"), "闾丘": ("lv", "qiu"),
    "濮阳": ("pu", "yang"), "淳于": ("chun", "yu"), "太叔": ("tai", "shu"), "申屠": ("shen", "tu"),
    "亓官": ("qi", "guan"), "司空": ("si", "kong"), "司徒": ("si", "tu"), "西门": ("xi", "men"),
    "拓跋": ("tuo", "ba"), "夹谷": ("jia", "gu"), "宰父": ("zai", "fu"), "谷梁": ("gu", "liang"),
    "段干": ("duan", "gan"), "百里": ("bai", "li"), "南宫": ("nan", "gong"), "第五": ("di", "wu"),
}  # fmt: skip

_MAX_READINGS = 3  # of one character
_MAX_FORMS = 24  # of one name
_LONG_NAME = 6  # above this many syllables it is a firm, whose forms differ in one syllable only
_MAX_LONG_FORMS = 8

_FIRST_IDEOGRAPH = "\u2e80"
_HAN = "〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_UNIT = re.compile(rf"[{_HAN}]|[a-z0-9]+")
_HAN_CHARACTER = re.compile(rf"[{_HAN}]")
_IDEOGRAPH = re.compile(rf"[{_HAN}\u2e80-\u2fdf]")  # also the radicals, which NFKC turns into Han


def readings(name: str) -> tuple[str, ...]:
    """Return the romanisations a name may be typed in, the likeliest first; `()` without a Han character.

    They are lower-case ASCII without tones or blanks. A surname's own reading leads, the others follow;
    ü is given as v and as u; Latin letters and digits in the name stand where they are. There are at
    most 24. Never raises.
    """
    return tuple(dict.fromkeys("".join(form) for form in _forms(name)))


def initials(name: str) -> tuple[str, ...]:
    """Return the first letters of the syllables (`wxm`) of the `readings`, in their order, each once."""
    return tuple(dict.fromkeys("".join(syllable[0] for syllable in form) for form in _forms(name)))


def spoken(name: str) -> str:
    """Return the likeliest romanisation with a blank between syllables, to sort by; blank without a Han character.

    Syllables stay apart because 万家 stands before 王 in every list of names, and `wanjia` would stand behind `wang`.
    """
    forms = _forms(name)
    return " ".join(forms[0]) if forms else ""


def simplify(text: str) -> str:
    """Return the text with each Traditional character replaced by its Simplified one; for searching only.

    Character by character and never by phrase, so that any part of a name folds as it does inside the name.
    Text with ideographs is brought to NFKC; any other text comes back as it is. Never raises.
    """
    if text.isascii() or not _IDEOGRAPH.search(text):
        return text
    return "".join(map(_simplified, unicodedata.normalize("NFKC", text)))


@lru_cache(maxsize=4096)
def _forms(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the forms of a name as rows of syllables; a run of Latin letters or digits counts as one."""
    units = _UNIT.findall(_latin_folded(name))
    han = [unit for unit in units if _HAN_CHARACTER.match(unit)]
    if not han:
        return ()
    known = iter(_han_choices("".join(han)))
    choices = [next(known) if _HAN_CHARACTER.match(unit) else (unit,) for unit in units]
    spoken = [options for options in choices if options]  # a character nobody has a reading for is passed over
    cap = _MAX_FORMS if len(spoken) <= _LONG_NAME else _MAX_LONG_FORMS
    return tuple(itertools.islice(_combinations(spoken), cap)) if spoken else ()


def _latin_folded(name: str) -> str:
    """Return the name in lower case, full-width forms narrowed and accents taken off, Han untouched."""
    if name.isascii():
        return name.lower()
    plain = unicodedata.normalize("NFKC", name)
    return "".join(
        char if char >= _FIRST_IDEOGRAPH else unicodedata.normalize("NFKD", char)[0].lower() for char in plain
    )


def _han_choices(han: str) -> list[tuple[str, ...]]:
    """Return for each Han character its possible syllables, likeliest first."""
    choices = [_character_readings(char) for char in han]
    plain = "".join(map(_simplified, han[:2]))
    surname = _COMPOUND_SURNAMES.get(plain) or (_SURNAMES.get(plain[0], ""),)
    for place, syllable in enumerate(surname):
        choices[place] = _led_by(syllable, choices[place])
    if len(han) > _LONG_NAME:
        # Too many combinations to keep all: let the phrase dictionary choose the one the others depart from.
        choices = [_led_by(said, options) for said, options in zip(_phrase(han), choices, strict=True)]
    return choices


def _led_by(syllable: str, options: tuple[str, ...]) -> tuple[str, ...]:
    """Return the options with this syllable (none, when empty) in front, each once."""
    return tuple(dict.fromkeys((*_umlauts(syllable), *options)))


def _umlauts(syllable: str) -> tuple[str, ...]:
    """Return the ways to type a syllable: pypinyin writes ü as v, and many keyboards' users write it u."""
    if not syllable:
        return ()
    return (syllable, syllable.replace("v", "u")) if "v" in syllable else (syllable,)


def _combinations(choices: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield one syllable of each choice: first the likeliest, then what departs from it in 1, 2, … places.

    Where a cap cuts the series, the forms lost are the ones least likely to be typed.
    """
    doubtful = [place for place, options in enumerate(choices) if len(options) > 1]
    first = [options[0] for options in choices]
    for count in range(len(doubtful) + 1):
        for places in itertools.combinations(doubtful, count):
            for others in itertools.product(*(choices[place][1:] for place in places)):
                form = first.copy()
                for place, syllable in zip(places, others, strict=True):
                    form[place] = syllable
                yield tuple(form)


@lru_cache(maxsize=16384)
def _character_readings(char: str) -> tuple[str, ...]:
    """Return up to three toneless readings of one character; `()` when the dictionary has none."""
    pypinyin = _dictionary()
    for form in (char, _simplified(char)):
        found = pypinyin.pinyin(form, style=pypinyin.Style.NORMAL, heteronym=True, errors="ignore")
        plain = [syllable for syllable in found[0] if syllable.isascii() and syllable] if found else []
        if plain:
            kept = plain[:_MAX_READINGS]
            return tuple(dict.fromkeys(way for syllable in kept for way in _umlauts(syllable)))
    return ()


def _phrase(han: str) -> list[str]:
    """Return one syllable for each character, chosen by the words they form; empty where nothing is known."""
    pypinyin = _dictionary_of_phrases()
    said = pypinyin.lazy_pinyin(han, style=pypinyin.Style.NORMAL, errors="ignore")
    if len(said) != len(han):  # an unknown character is left out, and the rest would slip to the wrong places
        return [""] * len(han)
    return [syllable if syllable.isascii() else "" for syllable in said]


@lru_cache(maxsize=1)
def _dictionary() -> ModuleType:
    """Return the dictionary of characters: without the phrases, which take 45 MB and four times as long to load."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    import pypinyin

    return pypinyin


@lru_cache(maxsize=1)
def _dictionary_of_phrases() -> ModuleType:
    """Return the dictionary with the phrases, which only the names of firms need."""
    pypinyin = _dictionary()
    from pypinyin.phrases_dict import phrases_dict

    pypinyin.load_phrases_dict(phrases_dict)
    return pypinyin


@lru_cache(maxsize=16384)
def _simplified(char: str) -> str:
    """Return the Simplified character for one character, itself when there is none."""
    if char < _FIRST_IDEOGRAPH:
        return char
    convert = _converter().convert
    once: str = convert(char)
    again: str = convert(once)  # 薴 becomes 苧, and 苧 becomes 苎: a search must reach the end of the chain
    return again if len(again) == 1 else char


@lru_cache(maxsize=1)
def _converter() -> "OpenCC":
    """Return the converter, loaded once per process."""
    from opencc import OpenCC

    return OpenCC("t2s")
