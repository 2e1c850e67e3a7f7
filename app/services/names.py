"""Finding a thing by a few typed letters of its name, in Chinese, in pinyin or by initials, as customers are found."""

from collections.abc import Sequence

from app.core.search import Index, build_key
from app.system import pinyin


class NameFinder:
    """Names at hand, such as those of a price list; for use by one thread at a time.

    Building it reads the names aloud, which for the first Han character of a run takes a quarter of a second; asking
    takes nothing to speak of.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._index = Index.build((at, _key(name)) for at, name in enumerate(names))

    def find(self, text: str, limit: int) -> list[int]:
        """Return at most `limit` places in the names whose name matches every word of the text, best first."""
        return self._index.find(pinyin.simplify(text), limit)


def _key(name: str) -> str:
    simple = pinyin.simplify(name)
    return build_key(
        number="",
        names=[simple],
        words=simple.split(),
        readings=pinyin.readings(name),
        initials=pinyin.initials(name),
    )
