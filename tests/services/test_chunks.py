"""Lists longer than one statement takes are cut into parts, none left out and none twice."""

import pytest

from app.storage.journal import chunks


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1500])
def test_every_value_is_in_one_part(count):
    parts = list(chunks(range(count)))
    assert [each for part in parts for each in part] == list(range(count))
    assert all(0 < len(part) <= 500 for part in parts)
