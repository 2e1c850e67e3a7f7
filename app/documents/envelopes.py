"""Addresses on envelopes and on sheets of labels, as PDF: a page is as large as the envelope or the sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from app.core.address import CHINA, AddressBlock, Sender
from app.core.envelope import Envelope, EnvelopeForm, Nudge, Rect, Size, envelope
from app.core.labels import LabelSheet, check_sheet, check_start
from app.documents.address_block import Setting, points, set_lines
from app.documents.fonts import load_fonts
from app.documents.layout import INK, MM, MUTE, Align, Block, Box, Mark, Style, Text, Typesetter, moved
from app.documents.pages import About, Page, draw_pdf
from app.documents.receipt import Drawn
from app.i18n.catalog import Translator
from app.i18n.mark import N_

ENVELOPES = N_("Envelopes")
LABELS = N_("Address labels")
STAMP = N_("Place stamp here")
POSTCODE = N_("Postcode {code}")

RED = "#D0342C"
"""The colour of the boxes for the postcode."""

_TO, _NAME, _LATIN, _SENDER = 14.0, 18.0, 13.0, 9.5
_AIRY = 1.45
_DIGIT = Style(15, bold=True, color=INK, leading=1)
_SMALL = Style(7, color=MUTE, leading=1.35)
_CODE = Style(_SENDER, color=INK, leading=1.3)
_NAME_LEAST = 12.0
_NAME_PART = 0.42  # of the height of the addressee's place
_LABEL = 11.0
_LABEL_AIR = Size(5, 3)
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class DrawnAddresses(Drawn):
    """A finished PDF; `cut` are those of its addresses, counted from 0, that were too long for their place."""

    cut: tuple[int, ...] = ()


class _Post(NamedTuple):
    """What all envelopes of a PDF have in common."""

    sender: Sender
    place: Envelope
    translators: Sequence[Translator]
    type: Typesetter
    preprinted: bool


class _Made(NamedTuple):
    """The marks of an address, and whether it is whole."""

    marks: tuple[Mark, ...]
    whole: bool


# ---- envelopes ------------------------------------------------------------------------------------------------------


def draw_envelopes(
    addressees: Sequence[AddressBlock],
    sender: Sender,
    form: EnvelopeForm,
    nudge: Nudge,
    translators: Sequence[Translator],
    fonts: Path,
    *,
    preprinted: bool = False,
) -> DrawnAddresses:
    """Draw an envelope for each addressee; `fonts` is the folder of the fonts.

    Inside China postcode, boxes and sender stand where GB/T 1416-2003 wants them; everywhere else the sender stands top
    left. `preprinted` leaves out what bought envelopes have printed on them: the boxes and the stamp's place.
    """
    typesetter = Typesetter(load_fonts(fonts))
    post = _Post(sender, envelope(form), translators, typesetter, preprinted)
    made = [_inside_china(post, each) if _in_china(each) else _anywhere(post, each) for each in addressees]
    size = post.place.size
    pages = [_page(size, each.marks, nudge) for each in made]
    return _drawn(pages, made, typesetter, About(translators[0].gettext(ENVELOPES), sender.name))


def _in_china(to: AddressBlock) -> bool:
    return to.country == CHINA and not to.abroad


def _inside_china(post: _Post, to: AddressBlock) -> _Made:
    marks = [*_postcode(post, to.postcode), *_stamp(post), *_sender_below(post)]
    if to.lines[-1:] != (to.recipient,):  # in Latin script: in one piece, the addressee first
        setting, place = _set(post.type, to.lines, post.place.to, _LATIN, _AIRY)
        return _Made((*marks, *setting.marks(place.x + place.width * 0.12, _middle(place, setting))), setting.whole)
    area = post.place.to
    where, place = _set(post.type, to.without_postcode[:-1], _upper(area), _TO, _AIRY)
    below = points(_lower(area))
    whom = _called(post.type, to.recipient, below)
    wide = max((post.type.width(line, whom.style) for line in whom.lines), default=0)
    air = min(8.0, below.height - whom.height)
    top = place.y + (points(area).height - where.height - air - whom.height) / 2
    marks += where.marks(place.x, max(top, place.y))
    marks += whom.marks((post.place.size.width * MM - wide) / 2, max(top, place.y) + where.height + air)
    return _Made(tuple(marks), where.whole and whom.whole)


def _called(typesetter: Typesetter, recipient: str, place: Rect) -> Setting:
    """Return the addressee in one line if it can be read so: 收 is not to stand alone in a line."""
    style = Style(_NAME, color=INK, leading=1.22)
    text = typesetter.clean(recipient)
    fitted = typesetter.fitted(text, style, place.width)
    if fitted.size >= _NAME_LEAST:
        return Setting(fitted, (text,) if text else (), whole=True)
    return set_lines([recipient], place.width, place.height, typesetter, size=_TO)


def _upper(area: Rect) -> Rect:
    return area._replace(height=area.height * (1 - _NAME_PART))


def _lower(area: Rect) -> Rect:
    return area._replace(y=area.y + area.height * (1 - _NAME_PART), height=area.height * _NAME_PART)


def _anywhere(post: _Post, to: AddressBlock) -> _Made:
    setting, place = _set(post.type, to.lines, post.place.abroad_to, _LATIN, _AIRY)
    told = post.sender.text_abroad if to.abroad else post.sender.text
    head, top = _set(post.type, told.splitlines(), post.place.abroad_sender, _SENDER)
    marks = (*head.marks(top.x, top.y), *_stamp(post), *setting.marks(place.x, place.y))
    return _Made(marks, setting.whole)


def _postcode(post: _Post, code: str) -> Iterator[Mark]:
    """Yield the six boxes, and in them the digits of a postcode that has six."""
    boxes = [points(box) for box in post.place.boxes]
    if not post.preprinted:
        yield from (Box(*box, line=1, color=RED) for box in boxes)
    if len(code) == _DIGITS and code.isascii() and code.isdigit():
        for box, digit in zip(boxes, code, strict=True):
            y = box.y + box.height / 2 + _DIGIT.size * 0.36
            yield Text(box.x + box.width / 2, y, digit, _DIGIT, Align.CENTRE)


def _stamp(post: _Post) -> Iterator[Mark]:
    if post.preprinted:
        return
    place = points(post.place.stamp)
    yield Box(*place, line=0.7, color=RED)
    words = dict.fromkeys(translator.gettext(STAMP) for translator in post.translators)
    lines = [line for text in words for line in post.type.wrap(text, _SMALL, place.width - 2 * MM)]
    top = place.y + (place.height - len(lines) * _SMALL.pitch) / 2
    for n, line in enumerate(lines):
        yield Text(place.x + place.width / 2, top + n * _SMALL.pitch + _SMALL.baseline, line, _SMALL, Align.CENTRE)


def _sender_below(post: _Post) -> Iterator[Mark]:
    """Yield the sender below right, their postcode in the corner."""
    setting, place = _set(post.type, (*post.sender.lines, post.sender.name), post.place.sender, _SENDER)
    wide = max((post.type.width(line, setting.style) for line in setting.lines), default=0)
    left = place.right - wide
    yield from setting.marks(left, place.bottom - setting.height)
    if post.sender.postcode:
        corner = points(post.place.sender_postcode)
        text = post.type.clean(post.translators[0].gettext(POSTCODE).format(code=post.sender.postcode))
        style = post.type.fitted(text, _CODE, corner.width)
        x = min(max(left, corner.x), corner.right - post.type.width(text, style))
        yield Text(x, corner.y + style.baseline, text, style)


# ---- labels ---------------------------------------------------------------------------------------------------------


def draw_labels(
    addressees: Sequence[AddressBlock],
    sheet: LabelSheet,
    start: int,
    nudge: Nudge,
    translators: Sequence[Translator],
    fonts: Path,
) -> DrawnAddresses:
    """Draw sheets of labels; on the first one, used before, `start` is the first label left, counted from 1.

    Refused when the labels do not fit on their paper, and when the sheet has no such label.
    """
    check_sheet(sheet)
    check_start(sheet, start)
    typesetter = Typesetter(load_fonts(fonts))
    made = []
    pages: list[list[Mark]] = [[]]
    for nth, to in enumerate(addressees, start=start - 1):
        number, at = divmod(nth, sheet.count)
        if number == len(pages):
            pages.append([])
        label = sheet.label(at)
        air = _LABEL_AIR
        room = Rect(
            label.x + air.width, label.y + air.height, label.width - 2 * air.width, label.height - 2 * air.height
        )
        setting, place = _set(typesetter, to.lines, room, _LABEL)
        made.append(_Made(setting.marks(place.x, _middle(place, setting)), setting.whole))
        pages[-1] += made[-1].marks
    drawn = [_page(sheet.paper, tuple(marks), nudge) for marks in pages]
    return _drawn(drawn, made, typesetter, About(translators[0].gettext(LABELS), ""))


# ---- what they share ------------------------------------------------------------------------------------------------


def _set(
    typesetter: Typesetter, lines: Sequence[str], area: Rect, size: float, leading: float = 1.3
) -> tuple[Setting, Rect]:
    place = points(area)
    return set_lines(lines, place.width, place.height, typesetter, size=size, leading=leading), place


def _middle(place: Rect, setting: Setting) -> float:
    return place.y + (place.height - setting.height) / 2


def _page(size: Size, marks: tuple[Mark, ...], nudge: Nudge) -> Page:
    height = size.height * MM
    block = Block(height, moved(marks, nudge.x * MM, nudge.y * MM))
    return Page(size.width * MM, height, ((0, 0, block),))


def _drawn(pages: Sequence[Page], made: Sequence[_Made], typesetter: Typesetter, about: About) -> DrawnAddresses:
    clean = About(typesetter.clean(about.title), typesetter.clean(about.author))
    pdf = draw_pdf(pages, typesetter.fonts, clean)
    return DrawnAddresses(pdf, tuple(typesetter.missing), tuple(n for n, each in enumerate(made) if not each.whole))
