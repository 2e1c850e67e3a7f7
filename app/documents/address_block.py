"""An address on paper: small enough for the place it must stand in, and never outside of it.

An address that is too long for its place is first set in smaller type, then with short lines joined, and cut with an
ellipsis only where not even that is enough; `fits` says so before anything is printed.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.core.envelope import Nudge, Rect, Window
from app.documents.layout import INK, MM, MUTE, Block, Mark, Rule, Style, Text, Typesetter, moved

CLEAR = 1.0
"""What stays free inside a safe zone, in mm: a window may sit so much off its place (DIN 680, 4.1)."""

FOLD_AT, FOLD_LONG, HOLE_LONG = 3.5, 2.0, 4.0
"""Marks for folding and punching: the distance from the left edge and the lengths, in mm (KOMA-Script)."""

_LEADING = 1.22
_SIZE, _GOOD, _LEAST, _STEP = 10.5, 7.0, 5.0, 0.25  # below the good size short lines are joined first
_CALM = 0.85  # of the size asked for: as small may type be only to keep lines whole
_RETURN = Style(6.2, color=MUTE, leading=1.2)
_RETURN_LEAST = 4.0
_SENDER_SIZE = 8.5
_MARK_WIDTH = 0.5


class Setting(NamedTuple):
    """An address broken into lines for its place; `whole` says that nothing had to be cut."""

    style: Style
    lines: tuple[str, ...]
    whole: bool

    @property
    def height(self) -> float:
        """The height of all lines, in points."""
        return len(self.lines) * self.style.pitch

    def marks(self, x: float, y: float) -> tuple[Mark, ...]:
        """Return the lines as marks below each other, in points."""
        return tuple(
            Text(x, y + n * self.style.pitch + self.style.baseline, line, self.style)
            for n, line in enumerate(self.lines)
        )


def set_lines(
    lines: Sequence[str],
    width: float,
    height: float,
    typesetter: Typesetter,
    *,
    size: float = _SIZE,
    leading: float = _LEADING,
) -> Setting:
    """Return an address broken for a place of `width` by `height` points, in the largest type it fits in.

    Type becomes a little smaller where no line has to be broken then; lines are closer than `leading`, a multiple of
    the size, where there is no room.
    """
    clean = [text for line in lines for part in line.splitlines() if (text := typesetter.clean(part).strip())]
    for style in _styles(size, size * _CALM, leading):
        if len(clean) * style.pitch <= height and all(typesetter.width(line, style) <= width for line in clean):
            return Setting(style, tuple(clean), whole=True)
    fewest = clean
    for joined in _joinings(clean, typesetter):
        fewest = joined
        for style in _styles(size, _GOOD):
            broken = _broken(joined, style, width, typesetter)
            if len(broken) * style.pitch <= height:
                return Setting(style, broken, whole=True)
    for style in _styles(_GOOD, _LEAST):
        broken = _broken(fewest, style, width, typesetter)
        if len(broken) * style.pitch <= height:
            return Setting(style, broken, whole=True)
    style = _style(_LEAST)
    broken = _broken(fewest, style, width, typesetter)
    most = max(int(height / style.pitch), 1)
    last = typesetter.shortened(" ".join(broken[most - 1 :]), style, width)
    return Setting(style, (*broken[: most - 1], last), whole=False)


def _joinings(lines: list[str], typesetter: Typesetter) -> Iterator[list[str]]:
    """Yield the lines as they are, then each time with the two shortest neighbours joined, to the last one."""
    yield lines
    style = _style(_SIZE)
    while len(lines) > 1:
        wide = [typesetter.width(line, style) for line in lines]
        at = min(range(len(lines) - 1), key=lambda n: wide[n] + wide[n + 1])
        between = ", " if lines[at][-1].isascii() and lines[at + 1][0].isascii() else " "
        lines = [*lines[:at], f"{lines[at]}{between}{lines[at + 1]}", *lines[at + 2 :]]
        yield lines


def _styles(size: float, least: float, leading: float = _LEADING) -> list[Style]:
    return [_style(size - n * _STEP, leading) for n in range(int(max(size - least, 0) / _STEP) + 1)]


def _style(size: float, leading: float = _LEADING) -> Style:
    return Style(size, color=INK, leading=leading)


def _broken(lines: Sequence[str], style: Style, width: float, typesetter: Typesetter) -> tuple[str, ...]:
    return tuple(part for line in lines for part in typesetter.wrap(line, style, width))


# ---- behind a window ------------------------------------------------------------------------------------------------


def window_block(window: Window, to: Sequence[str], sender: str, nudge: Nudge, typesetter: Typesetter) -> Block:
    """Return the address where the window shows it, in points from the top left of the page.

    The sender, in one line or several, stands small above the address where the layout has a line for it, or in its own
    window; where there is neither, it is left out: no part of a letterhead may be seen beside the address. The block's
    height ends below everything the window may show.
    """
    marks = [*_address(window, to, typesetter)]
    if window.return_line:
        marks += _return_line(window, sender, typesetter)
    elif window.return_safe is not None:
        place = points(window.return_safe.inset(CLEAR))
        setting = set_lines(sender.splitlines(), place.width, place.height, typesetter, size=_SENDER_SIZE)
        marks += setting.marks(place.x, place.y)
    return Block(window.seen.bottom * MM, moved(marks, nudge.x * MM, nudge.y * MM))


def fits(window: Window, to: Sequence[str], typesetter: Typesetter) -> bool:
    """Whether an address stands whole in the window, without anything cut."""
    return _setting(window, to, typesetter)[1].whole


def fold_marks(window: Window, page_height: float) -> Block:
    """Return the marks for folding and punching, in points from the top left of a page of that height in points."""
    marks = [_mark(y, FOLD_LONG) for y in window.folds]
    if window.hole is not None:
        marks.append(_mark(window.hole, HOLE_LONG))
    return Block(page_height, tuple(mark for mark in marks if mark.y < page_height))


def _mark(y: float, long: float) -> Rule:
    return Rule(FOLD_AT * MM, y * MM, (FOLD_AT + long) * MM, y * MM, _MARK_WIDTH, MUTE)


def _address(window: Window, to: Sequence[str], typesetter: Typesetter) -> tuple[Mark, ...]:
    place, setting = _setting(window, to, typesetter)
    if window.text_top is not None:
        return setting.marks(place.x, place.y)
    return setting.marks(place.x, place.y + (place.height - setting.height) / 2)


def _setting(window: Window, to: Sequence[str], typesetter: Typesetter) -> tuple[Rect, Setting]:
    """Return the place of the address in points, and how it is set there."""
    left, top = max(window.indent, CLEAR), window.return_line + CLEAR
    safe = window.safe
    zone = Rect(safe.x + left, safe.y + top, safe.width - left - CLEAR, safe.height - top - CLEAR)
    if window.text_top is not None:
        down = window.text_top - zone.y
        lower = points(Rect(zone.x, window.text_top, zone.width, zone.height - down))
        setting = set_lines(to, lower.width, lower.height, typesetter)
        if setting.whole and setting.style.size >= _SIZE * _CALM:
            return lower, setting
    whole = points(zone)
    return whole, set_lines(to, whole.width, whole.height, typesetter)


def _return_line(window: Window, sender: str, typesetter: Typesetter) -> list[Mark]:
    """Return the sender in one line at the top of the window, and the line below it (DIN 5008)."""
    text = typesetter.clean(" · ".join(part.strip() for part in sender.splitlines() if part.strip())).strip()
    if not text:
        return []
    left = max(window.indent, CLEAR)
    safe = window.safe
    place = points(Rect(safe.x + left, safe.y + CLEAR, safe.width - left - CLEAR, window.return_line - CLEAR))
    style = typesetter.fitted(text, _RETURN, place.width)
    style = style._replace(size=max(style.size, _RETURN_LEAST))
    shown = typesetter.shortened(text, style, place.width)
    y = place.bottom - 0.35 * MM
    baseline = y - style.pitch + style.baseline
    wide = typesetter.width(shown, style)
    return [Text(place.x, baseline, shown, style), Rule(place.x, y, place.x + wide, y, 0.4, MUTE)]


def points(place: Rect) -> Rect:
    """Return a place given in millimetres in points."""
    return Rect(*(each * MM for each in place))
