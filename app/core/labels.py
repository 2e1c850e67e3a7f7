"""Sheets of labels: how many, how large, where they stand on the paper. Lengths are mm."""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.core.envelope import A4, INCH, LETTER, Rect, Size
from app.errors import refuse
from app.i18n.mark import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSheet:
    """A sheet of labels, all alike: how many, how large, where the first stands and how far apart they are."""

    columns: int
    rows: int
    width: float
    height: float
    left: float = 0
    top: float = 0
    gap_x: float = 0
    gap_y: float = 0
    paper: Size = A4

    @property
    def count(self) -> int:
        """How many labels the sheet has."""
        return self.columns * self.rows

    def label(self, nth: int) -> Rect:
        """Return a label's place, counted from 0 along the rows."""
        row, column = divmod(nth, self.columns)
        x = self.left + column * (self.width + self.gap_x)
        return Rect(x, self.top + row * (self.height + self.gap_y), self.width, self.height)


A4_3X8 = LabelSheet(columns=3, rows=8, width=70, height=37, top=0.5)
"""24 labels of 70 by 37 on A4: 3 × 70 = 210 fills its width, 8 × 37 = 296 leaves half a millimetre above and below."""

US_5160 = LabelSheet(
    columns=3,
    rows=10,
    width=2.625 * INCH,
    height=1 * INCH,
    left=0.1875 * INCH,
    top=0.5 * INCH,
    gap_x=0.125 * INCH,
    paper=LETTER,
)
"""30 labels of 2⅝ by 1 inch on Letter (Avery 5160)."""

SHEETS: Mapping[str, LabelSheet] = MappingProxyType({"3x8": A4_3X8, "us-5160": US_5160})
"""The sheets known by name."""

PAPERS: Mapping[str, Size] = MappingProxyType({"a4": A4, "letter": LETTER})
"""The papers labels come on, by name."""

_LEAST_LABEL = Size(25, 12)
_MOST_LABELS = 500
_ROUNDING = 0.05  # what may be missing where sizes are given rounded
_LENGTH = r"(\d{1,4}(?:\.\d{1,4})?)"
_OWN = re.compile(
    rf"(\d{{1,2}})x(\d{{1,2}}),{_LENGTH}x{_LENGTH}(?:,{_LENGTH},{_LENGTH}(?:,{_LENGTH},{_LENGTH})?)?(?:,([a-z]\w*))?",
    re.ASCII,
)


def read_sheet(text: str) -> LabelSheet:
    """Return a sheet by its name, or one of the shop's own: `2x7,99.1x38.1,4.65,15.15,2.5,0,a4`.

    That is columns by rows, a label's width by height, its distance from the left and the top, the gaps across and
    down, the paper. Without distances the labels stand in the middle of the sheet. Refused when it cannot be read and
    when the labels do not fit.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).lower().replace("×", "x")
    if plain in SHEETS:
        return SHEETS[plain]
    match = _OWN.fullmatch(plain)
    paper = PAPERS.get(match[9] or "a4") if match else None
    if match is None or paper is None:
        refuse(
            "sheet",
            N_("sheet: “{value}” is no sheet of labels; write one of {words}, or as in {example}."),
            value=text[:80],
            words=", ".join(SHEETS),
            example="2x7,99.1x38.1,4.65,15.15,2.5,0,a4",
        )
    columns, rows = int(match[1]), int(match[2])
    width, height, gap_x, gap_y = (float(match[n] or 0) for n in (3, 4, 7, 8))
    sheet = LabelSheet(
        columns=columns,
        rows=rows,
        width=width,
        height=height,
        left=float(match[5]) if match[5] else max((paper.width - columns * width) / 2, 0),
        top=float(match[6]) if match[6] else max((paper.height - rows * height) / 2, 0),
        gap_x=gap_x,
        gap_y=gap_y,
        paper=paper,
    )
    check_sheet(sheet)
    return sheet


def check_sheet(sheet: LabelSheet) -> None:
    """Refuse a sheet whose labels do not fit on its paper, or that are too small for any address."""
    numbers = (sheet.width, sheet.height, sheet.left, sheet.top, sheet.gap_x, sheet.gap_y)
    if not 0 < sheet.count <= _MOST_LABELS or sheet.columns < 0 or not all(0 <= n < math.inf for n in numbers):
        refuse("sheet", N_("sheet: a sheet has from 1 to {most} labels, and no length below zero."), most=_MOST_LABELS)
    if sheet.width < _LEAST_LABEL.width or sheet.height < _LEAST_LABEL.height:
        refuse(
            "sheet",
            N_("sheet: labels of {width} × {height} mm are too small for an address; they need {wide} × {high}."),
            width=sheet.width,
            height=sheet.height,
            wide=_LEAST_LABEL.width,
            high=_LEAST_LABEL.height,
        )
    last = sheet.label(sheet.count - 1)
    for wide, room, text in (
        (last.right, sheet.paper.width, N_("sheet: the labels need {wide} mm across, the paper has {room}.")),
        (last.bottom, sheet.paper.height, N_("sheet: the labels need {wide} mm down, the paper has {room}.")),
    ):
        if wide > room + _ROUNDING:
            refuse("sheet", text, wide=round(wide, 2), room=round(room, 2))


def check_start(sheet: LabelSheet, start: int) -> None:
    """Refuse a first label, counted from 1, that the sheet does not have."""
    if not 1 <= start <= sheet.count:
        refuse("start", N_("start: the sheet has labels 1 to {count}, not {value}."), count=sheet.count, value=start)
