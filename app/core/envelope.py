"""Where an address must stand: envelopes with windows, and envelopes to be printed. Lengths are mm.

A folded sheet is smaller than its envelope and slides in it, so the window does not always show the same part of the
page. What every position shows is the window's *safe* zone: the address stands in it. What some position shows is
*seen*: nothing but the address may stand there.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce
from types import MappingProxyType
from typing import NamedTuple

from app.errors import refuse
from app.i18n.mark import N_

INCH = 25.4

NUDGE_LIMIT = 20
"""The most an address can be shifted either way."""


class Size(NamedTuple):
    """Width and height."""

    width: float
    height: float


A4 = Size(210, 297)
LETTER = Size(8.5 * INCH, 11 * INCH)


class Rect(NamedTuple):
    """A rectangle by its top left corner; y runs downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower side."""
        return self.y + self.height

    def inset(self, by: float) -> "Rect":
        """Return it with so much less on every side."""
        return Rect(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)

    def common(self, other: "Rect") -> "Rect":
        """Return what lies in both."""
        return _between(
            max(self.x, other.x), max(self.y, other.y), min(self.right, other.right), min(self.bottom, other.bottom)
        )

    def around(self, other: "Rect") -> "Rect":
        """Return the smallest that holds both."""
        return _between(
            min(self.x, other.x), min(self.y, other.y), max(self.right, other.right), max(self.bottom, other.bottom)
        )


def _between(left: float, top: float, right: float, bottom: float) -> Rect:
    return Rect(left, top, right - left, bottom - top)


def _inches(x: float, y: float, width: float, height: float) -> Rect:
    return Rect(x * INCH, y * INCH, width * INCH, height * INCH)


class Nudge(NamedTuple):
    """How far a printer's page must be shifted to come out right: to the right and down, or less than zero."""

    x: float = 0
    y: float = 0


NO_NUDGE = Nudge()


def read_nudge(x: float, y: float) -> Nudge:
    """Return a shift; refused beyond ±20 mm, where nothing but a mistake can be meant."""
    for name, value in (("nudge_x", x), ("nudge_y", y)):
        if not math.isfinite(value) or abs(value) > NUDGE_LIMIT:
            refuse(
                name,
                N_("{field} must be from -{most} to {most} millimetres, not {value}."),
                field=name,
                most=NUDGE_LIMIT,
                value=value,
            )
    return Nudge(x, y)


# ---- envelopes with a window ----------------------------------------------------------------------------------------


class WindowForm(StrEnum):
    """The layouts of a page whose address shows through a window."""

    NONE = "none"
    DIN_A = "din-a"
    DIN_B = "din-b"
    US_9 = "us-9"
    US_9_DOUBLE = "us-9-double"
    US_10 = "us-10"
    UK_DL = "uk-dl"


class Opening(NamedTuple):
    """An envelope with its window, and the second one for the sender where it has one, from the envelope's corner."""

    envelope: Size
    pane: Rect
    return_pane: Rect | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A page for envelopes with a window.

    `area` is where standards and vendors place the address on the page. `folded` is the sheet folded, `folded_top` the
    place of its upper edge on the page (less than zero where a part folded back is higher than the address's own).
    The address begins `indent` right of the safe zone; `return_line` is the height of the sender's line above it inside
    the window, zero where there is none. `text_top` is where the address begins if there is room. `limits` and
    `return_limits` narrow the safe zones where a source is stricter than the sums.
    """

    form: WindowForm
    sheet: Size
    area: Rect
    openings: tuple[Opening, ...]
    folded: Size
    folds: tuple[float, float]
    folded_top: float = 0
    hole: float | None = None
    indent: float = 0
    return_line: float = 0
    text_top: float | None = None
    limits: Rect | None = None
    return_limits: Rect | None = None

    def slack(self, opening: Opening) -> Size:
        """Return how far the folded sheet can slide in an envelope."""
        return Size(opening.envelope.width - self.folded.width, opening.envelope.height - self.folded.height)

    @property
    def safe(self) -> Rect:
        """The part of the page that shows through the window wherever the sheet lies."""
        zone = reduce(Rect.common, [self._always(each, each.pane) for each in self.openings])
        return zone.common(self.limits) if self.limits else zone

    @property
    def seen(self) -> Rect:
        """The part of the page that shows through the window in some position of the sheet."""
        zone = reduce(Rect.around, [self._ever(each, each.pane) for each in self.openings])
        return zone.common(Rect(0, 0, self.sheet.width, self.folds[0]))

    @property
    def return_safe(self) -> Rect | None:
        """The same as `safe` for the sender's own window; None where there is none."""
        zones = [self._always(each, each.return_pane) for each in self.openings if each.return_pane]
        if not zones:
            return None
        zone = reduce(Rect.common, zones)
        return zone.common(self.return_limits) if self.return_limits else zone

    @property
    def return_seen(self) -> Rect | None:
        """The same as `seen` for the sender's own window; None where there is none."""
        zones = [self._ever(each, each.return_pane) for each in self.openings if each.return_pane]
        page = Rect(0, 0, self.sheet.width, self.folds[0])
        return reduce(Rect.around, zones).common(page) if zones else None

    def _always(self, opening: Opening, pane: Rect) -> Rect:
        slack = self.slack(opening)
        return Rect(pane.x, pane.y + self.folded_top, pane.width - slack.width, pane.height - slack.height)

    def _ever(self, opening: Opening, pane: Rect) -> Rect:
        slack = self.slack(opening)
        top = pane.y + self.folded_top - slack.height
        return Rect(pane.x - slack.width, top, pane.width + slack.width, pane.height + slack.height)


# DIN 680: the window is 90 by 45, 20 from the left, 15 from the bottom, in both envelopes made for A4 folded to 105.
_DIN = (
    Opening(Size(220, 110), Rect(20, 110 - 15 - 45, 90, 45)),
    Opening(Size(229, 114), Rect(20, 114 - 15 - 45, 90, 45)),
)

# A #9 envelope is 3⅞ by 8⅞ inches. KOMA-Script gives the places on the page with the sheet in the middle of it.
_NUMBER_9 = Size(8.875 * INCH, 3.875 * INCH)

_DIN_A = Window(
    # KOMA-Script DINmtext.lco (DIN 5008 form A): address field, folds, hole. Folded at 87 and 192 the part with the
    # address is 87 high, the middle one 105: the address's part begins 18 below the upper edge.
    form=WindowForm.DIN_A,
    sheet=A4,
    area=Rect(20, 27, 85, 45),
    openings=_DIN,
    folded=Size(210, 105),
    folds=(87, 192),
    folded_top=-18,
    hole=148.5,
    indent=5,
    return_line=5,
    text_top=27 + 17.7,
)

_WINDOWS: Mapping[WindowForm, Window] = MappingProxyType(
    {
        WindowForm.DIN_A: _DIN_A,
        # KOMA-Script DIN.lco (DIN 5008 form B).
        WindowForm.DIN_B: replace(
            _DIN_A,
            form=WindowForm.DIN_B,
            area=Rect(20, 45, 85, 45),
            folds=(105, 210),
            folded_top=0,
            text_top=45 + 17.7,
        ),
        # KOMA-Script UScommercial9.lco: with the sheet in the middle, 3/16 from the sides and 1/16 from above, the
        # window lies 7/8 from the envelope's left and 2¼ below its top.
        WindowForm.US_9: Window(
            form=WindowForm.US_9,
            sheet=LETTER,
            area=_inches(0.6875, 2.1875, 4.5, 1.125),
            openings=(Opening(_NUMBER_9, _inches(0.875, 2.25, 4.5, 1.125)),),
            folded=Size(8.5 * INCH, 3.75 * INCH),
            folds=(3.75 * INCH, 7.375 * INCH),
        ),
        # KOMA-Script UScommercial9DW.lco, narrowed to what leecoursey.net measured of others' envelopes: address
        # 0.5625, 2.2125, 3.625 × 0.8, sender 0.5625, 0.7875, 3.125 × 1. Makers differ, so both must hold.
        WindowForm.US_9_DOUBLE: Window(
            form=WindowForm.US_9_DOUBLE,
            sheet=LETTER,
            area=_inches(0.5625, 2.1875, 3.625, 1.125),
            openings=(Opening(_NUMBER_9, _inches(0.75, 2.25, 3.625, 1.125), _inches(0.75, 0.5, 3.5, 0.875)),),
            folded=Size(8.5 * INCH, 3.75 * INCH),
            folds=(3.75 * INCH, 7.375 * INCH),
            limits=_inches(0.5625, 2.2125, 3.625, 0.8),
            return_limits=_inches(0.5625, 0.7875, 3.125, 1),
        ),
        # The common US window, 1⅛ by 4½, ⅞ from the left, ½ from the bottom of 4⅛ by 9½ inches (Google Answers 712795,
        # visualfoodie). They give y 2.50 to 3.15 inches as safe.
        WindowForm.US_10: Window(
            form=WindowForm.US_10,
            sheet=LETTER,
            area=_inches(0.375, 2.27, 4.5, 1.125),
            openings=(Opening(Size(9.5 * INCH, 4.125 * INCH), _inches(0.875, 2.5, 4.5, 1.125)),),
            folded=Size(8.5 * INCH, 3.67 * INCH),
            folds=(3.67 * INCH, 7.33 * INCH),
            limits=_inches(0.875, 2.5, 3.5, 0.65),
        ),
        # The usual UK window: 90 by 35, 20 from the left, 18 from the bottom of 220 by 110. Vendors' figures.
        WindowForm.UK_DL: Window(
            form=WindowForm.UK_DL,
            sheet=A4,
            area=Rect(15, 51.5, 90, 35),
            openings=(Opening(Size(220, 110), Rect(20, 110 - 18 - 35, 90, 35)),),
            folded=Size(210, 99),
            folds=(99, 198),
        ),
    }
)


def window(form: WindowForm) -> Window | None:
    """Return the page of a form; None for a page without a window."""
    return _WINDOWS.get(form)


# ---- envelopes to be printed ----------------------------------------------------------------------------------------


class EnvelopeForm(StrEnum):
    """The envelopes of GB/T 1416-2003 that statements go into."""

    ZL = "zl"
    DL = "dl"
    C5 = "c5"


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope to be printed: where what stands. `quiet` is what sorting machines print on: nothing else may."""

    form: EnvelopeForm
    size: Size
    boxes: tuple[Rect, ...]
    stamp: Rect
    to: Rect
    sender: Rect
    sender_postcode: Rect
    quiet: Rect
    abroad_to: Rect
    abroad_sender: Rect


SCANNED = Rect(0, 0, 90, 26)
"""Where machines look for the postcode: nothing but its boxes may stand there (GB/T 1416-2003 by baiwen5.com)."""

_SIDE = 12
_STAMP, _STAMP_TOP = Size(22, 26), 9
_BOXES, _BOX, _BOX_PITCH, _BOX_TOP = 6, Size(8, 9), 10.5, 11  # our own: the standard's drawing was not to be had
_QUIET_FROM, _QUIET_TO, _QUIET_HEIGHT = 55, 160, 20  # from the right and from the bottom: babytaobao.com
_GAP = 2

_SIZES: Mapping[EnvelopeForm, Size] = MappingProxyType(
    {EnvelopeForm.ZL: Size(230, 120), EnvelopeForm.DL: Size(220, 110), EnvelopeForm.C5: Size(229, 162)}
)
"""GB/T 1416-2003."""


def envelope(form: EnvelopeForm) -> Envelope:
    """Return where what stands on an envelope.

    At home, by GB/T 1416-2003: six boxes for the postcode top left, the stamp top right, the addressee in the middle,
    the sender below right with their own postcode in the corner. Abroad, by the Universal Postal Union's custom: the
    sender top left, the addressee right of the middle.
    """
    size = _SIZES[form]
    quiet_top = size.height - _QUIET_HEIGHT
    sender_height = 15
    to_top = _STAMP_TOP + _STAMP.height + 1
    to_bottom = quiet_top - sender_height - _GAP
    corner = size.width - _QUIET_FROM
    return Envelope(
        form,
        size,
        boxes=tuple(Rect(_SIDE + n * _BOX_PITCH, _BOX_TOP, *_BOX) for n in range(_BOXES)),
        stamp=Rect(size.width - _SIDE - _STAMP.width, _STAMP_TOP, *_STAMP),
        to=_between(28, to_top, size.width - 28, to_bottom),
        sender=_between(size.width * 0.45, quiet_top - sender_height, size.width - _SIDE, quiet_top),
        sender_postcode=_between(corner + _GAP, quiet_top, size.width - _SIDE, quiet_top + 8),
        quiet=_between(size.width - _QUIET_TO, quiet_top, corner, size.height),
        abroad_to=_between(size.width * 0.42, size.height * 0.45, size.width - _SIDE, quiet_top),
        abroad_sender=_between(_SIDE, 10, size.width * 0.5, 10 + 24),
    )
