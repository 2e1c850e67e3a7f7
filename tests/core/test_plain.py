"""Values of named fields as JSON and back: what has its default is left out, what is wrong is refused by its name."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.owing.limits import CreditGroup, Limits, Reaction
from app.core.owing.terms import Due, DueRule, Early, PaymentTerms, Slice
from app.core.plain import built, plain, reader
from app.errors import Refused, refuse


class Colour(StrEnum):
    RED = "red"


class Pair(NamedTuple):
    left: int
    right: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    name: str
    on: date | None = None
    at: datetime | None = None
    colour: Colour = Colour.RED
    pairs: tuple[Pair, ...] = ()
    words: tuple[str, ...] = field(default_factory=tuple)
    open: bool = False


PAIRS = (Pair(1), Pair(2, "x"))
FULL = Box("b", date(2026, 1, 2), datetime(2026, 1, 2, 3, tzinfo=UTC), Colour.RED, PAIRS, ("y",), open=True)


def test_what_has_its_default_is_left_out():
    assert plain(Box("b")) == {"name": "b"}
    assert plain([Pair(1), {"a": date(2026, 1, 2)}, None, 3]) == [{"left": 1}, {"a": "2026-01-02"}, None, 3]
    assert plain(FULL)["pairs"] == [{"left": 1}, {"left": 2, "right": "x"}]


def test_there_and_back():
    assert built(Box, json.loads(json.dumps(plain(FULL)))) == FULL
    assert built(Box, {"name": "b", "of_a_later_version": 1}) == Box("b")


dues = st.builds(Due, st.sampled_from(DueRule), st.integers(0, 99), st.integers(0, 9), st.integers(0, 31))
terms = st.builds(
    PaymentTerms,
    st.text(max_size=5),
    dues,
    st.lists(st.builds(Slice, st.integers(1, 9), dues), max_size=3).map(tuple),
    st.lists(st.builds(Early, st.integers(0, 9), until=st.none() | st.dates()), max_size=2).map(tuple),
)


@given(terms)
def test_terms_of_payment_there_and_back(value):
    assert built(PaymentTerms, json.loads(json.dumps(plain(value)))) == value


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        None,
        [],
        {"name": 1},
        {"name": "b", "on": "soon"},
        {"name": "b", "on": 3},
        {"name": "b", "open": 1},
        {"name": "b", "colour": "blue"},
        {"name": "b", "pairs": {}},
        {"name": "b", "pairs": [[1, "x"]]},
        {"name": "b", "pairs": [{"left": True}]},
    ],
)
def test_what_stands_for_no_value_is_refused_by_its_name(wrong):
    with pytest.raises(ValueError, match="not a Box"):
        built(Box, wrong)
    with pytest.raises(Refused) as caught:
        reader(Box)("box", wrong)
    assert caught.value.field == "box"


def test_a_reader_takes_the_value_itself_and_checks_it():
    group = CreditGroup("g", Limits(1, on_total=Reaction.WARN))
    assert reader(CreditGroup)("g", group) == reader(CreditGroup)("g", plain(group)) == group

    def never(_: CreditGroup) -> None:
        refuse("g", "no")

    with pytest.raises(Refused, match="no"):
        reader(CreditGroup, never)("g", group)
