import pytest

from app.services.names import NameFinder

NAMES = ("精洗", "普洗", "打蜡", "头皮 SPA", "Wash & polish", "玻璃水 2L")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("jx", ["精洗"]),
        ("jing", ["精洗"]),
        ("洗", ["精洗", "普洗"]),
        ("打蠟", ["打蜡"]),
        ("spa", ["头皮 SPA"]),
        ("wash", ["Wash & polish"]),
        ("polish", ["Wash & polish"]),
        ("2l", ["玻璃水 2L"]),
        ("zzz", []),
        ("", []),
        ("\x00\ud800", []),
    ],
)
def test_a_name_is_found_by_its_beginning_by_pinyin_and_by_any_of_its_words(typed, found):
    assert [NAMES[at] for at in NameFinder(NAMES).find(typed, 6)] == found
