"""How a file is read and as what: every choice explicit, kept as JSON with the import and for the next file like it."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from app.core.intake.targets import Target
from app.core.intake.titles import squeezed
from app.core.intake.values import DayOrder, DecimalMark, Rounding, Style
from app.errors import Message

GIVEN = (
    *("on", "tender", "mode", "existing", "new_customers", "number_prefix", "number_first", "kind", "service"),
    *("repeated", "negative_owed"),
)
"""What may be said for all rows at once; see `build`."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is read. `header` is the line of the columns' names, 0 where there is none; rows stand below it.

    `columns` gives for what a column can be (`targets.COLUMNS`) its place, from 0; `given` is what holds for all rows;
    `joined` are customer numbers taken as others, because somebody said they are the same customer's; `newest_first`
    says that the rows are to be taken from the last to the first.
    """

    target: Target
    sheet: int = 0
    encoding: str = ""
    separator: str = ""
    header: int = 1
    decimal: DecimalMark = DecimalMark.POINT
    days: DayOrder = DayOrder.YMD
    rounding: Rounding = Rounding.REFUSE
    columns: Mapping[str, int] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    joined: Mapping[str, str] = field(default_factory=dict)
    newest_first: bool = False

    def style(self, digits: int) -> Style:
        """Return how figures and dates are written, for a currency of so many decimals."""
        return Style(self.decimal, self.days, digits, self.rounding)

    def json(self) -> str:
        """Write it as canonical JSON."""
        return json.dumps(
            {
                "target": self.target.value,
                "sheet": self.sheet,
                "encoding": self.encoding,
                "separator": self.separator,
                "header": self.header,
                "decimal": self.decimal.value,
                "days": self.days.value,
                "rounding": self.rounding.value,
                "columns": dict(self.columns),
                "given": dict(self.given),
                "joined": dict(self.joined),
                "newest_first": self.newest_first,
            },
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        )


def read_layout(text: str) -> Layout:
    """Read what `Layout.json` wrote; raises ValueError, KeyError or TypeError for anything else."""
    found = json.loads(text)
    return Layout(
        target=Target(found["target"]),
        sheet=int(found["sheet"]),
        encoding=str(found["encoding"]),
        separator=str(found["separator"]),
        header=int(found["header"]),
        decimal=DecimalMark(found["decimal"]),
        days=DayOrder(found["days"]),
        rounding=Rounding(found["rounding"]),
        columns=MappingProxyType({str(name): int(at) for name, at in found["columns"].items()}),
        given=MappingProxyType({str(name): str(value) for name, value in found["given"].items()}),
        joined=MappingProxyType({str(name): str(value) for name, value in found["joined"].items()}),
        newest_first=bool(found["newest_first"]),
    )


def remembered(layout: Layout, chosen: Layout) -> Layout:
    """Return a layout of an earlier file as it holds for this one: what is of the file itself is the file's."""
    return replace(layout, encoding=chosen.encoding, separator=chosen.separator, joined={})


def source_key(names: Sequence[str]) -> str:
    """Return by what files of one source are known again: the names of their columns, in order.

    A file to mend is of the source of its rows: the columns it has beside theirs do not count.
    """
    own = [name for name in names if not is_added(name)]
    text = "\x1f".join(map(squeezed, own)).rstrip("\x1f")
    return hashlib.sha256(text.encode()).hexdigest()[:32]


WHY = "← "
"""How the name of the column begins that says in a file to mend why its rows were left out."""

_MORE = re.compile(r"\+\d+")


def more(at: int) -> str:
    """Return how a file to mend calls a column that the original has no name for: its cells belong to others."""
    return f"+{at + 1}"


def is_more(name: str) -> bool:
    """Whether a column is one of those without a name in a file to mend."""
    return bool(_MORE.fullmatch(name))


def is_added(name: str) -> bool:
    """Whether a column is one that a file to mend has beside those of its source."""
    return is_more(name) or name.startswith(WHY.strip())


class Guess(NamedTuple):
    """A choice the program proposes, why, and whether it is sure enough that nobody needs to look.

    `ask` says that the file can be read in two ways, and nothing is to be taken in until somebody has chosen.
    """

    name: str
    value: str
    why: Message
    sure: bool = True
    ask: bool = False
