"""Made-up names are shown by as much of them as tells them apart, and known by it again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.short_names import LEAST, SHOWN, meant, shortened
from app.errors import Refused

_MADE_UP = st.text("0123456789abcdef", min_size=32, max_size=32)
_CHOSEN = st.text("ab/1", min_size=1, max_size=9)


@given(st.lists(_MADE_UP | _CHOSEN, max_size=8), st.integers(6, 31))
def test_what_is_shown_in_one_list_means_one_name(names, same):
    names += [name[:same] + tail * (32 - same) for name in names[:3] for tail in "0f" if len(name) == 32]
    shown = shortened(names)
    assert shown.keys() == set(names)
    for name, short in shown.items():
        begin = sorted({each for each in names if each.startswith(short)})
        assert meant("step", short, begin) == name
        assert short == name or (SHOWN <= len(short) < 32 and name.startswith(short))


@pytest.mark.parametrize(
    ("typed", "names", "why"),
    [
        ("abcde", ["abcdef00"], "too short"),
        ("abcdef", ["abcdef00", "abcdef01"], "More than one"),
    ],
)
def test_what_may_mean_several_is_refused(typed, names, why):
    with pytest.raises(Refused) as caught:
        meant("step", typed, names)
    assert why in str(caught.value)


def test_a_name_typed_whole_is_itself_however_short_and_whatever_goes_on_with_it():
    assert meant("step", "a", ["a", "a/1"]) == "a"
    assert meant("step", "abcdef00", ["abcdef00", "abcdef001"]) == "abcdef00"
    assert meant("step", "nothing", []) == "nothing"
    assert meant("step", "abcdef", ["abcdef00"]) == "abcdef00"
    assert LEAST < SHOWN
