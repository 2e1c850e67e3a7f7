"""A chart as a value: what is drawn, and how it is to look. Drawing is for `documents.charts`, on paper and screen."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from app.errors import Message


class ChartKind(StrEnum):
    """How values are drawn: a bar of its own colour for each label, or bars whose parts stand on each other."""

    BARS = "bars"
    STACKED = "stacked"


class Series(NamedTuple):
    """The values of one colour, in minor units, one for each label; the name is a marked text or a message."""

    name: Message | str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Values by label; a chart of bars has one series.

    What is below zero is drawn below the line.
    """

    kind: ChartKind
    labels: tuple[Message | str, ...]
    series: tuple[Series, ...]


class ChartLook(NamedTuple):
    """How a chart looks: its size in points (pixels on screen), colours as `#RRGGBB`, the size of its texts.

    `colors` are those of the series, or of the bars, the first again after the last. `family` names the font on screen;
    on paper it is always the program's own.
    """

    width: float
    height: float
    ink: str
    mute: str
    line: str
    colors: tuple[str, ...]
    size: float = 8.0
    family: str = ""
