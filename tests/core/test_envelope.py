"""Where addresses must stand: what vendors and standards say, and sheets of labels that do not fit."""

import math

import pytest

from app.core.envelope import (
    A4,
    INCH,
    SCANNED,
    EnvelopeForm,
    Nudge,
    Rect,
    WindowForm,
    envelope,
    read_nudge,
    window,
)
from app.core.labels import A4_3X8, SHEETS, US_5160, LabelSheet, check_sheet, check_start, read_sheet
from app.errors import Refused

FORMS = [form for form in WindowForm if form is not WindowForm.NONE]


def inside(inner, outer, by=0.01):
    return (
        inner.x >= outer.x - by
        and inner.y >= outer.y - by
        and inner.right <= outer.right + by
        and inner.bottom <= outer.bottom + by
    )


def test_no_window():
    assert window(WindowForm.NONE) is None


@pytest.mark.parametrize(
    ("form", "zone"),
    [
        # Derived with full slack by the sources of DOCUMENTS 2.7.
        (WindowForm.US_10, (0.875 * INCH, 2.5 * INCH, 4.375 * INCH, 3.15 * INCH)),
        (WindowForm.UK_DL, (20, 57, 100, 81)),
    ],
)
def test_the_safe_zones_others_have_worked_out(form, zone):
    safe = window(form).safe
    assert (safe.x, safe.y, safe.right, safe.bottom) == pytest.approx(zone, abs=0.02)


@pytest.mark.parametrize("form", FORMS)
def test_the_safe_zone_is_inside_of_what_is_seen_and_of_the_standards_field(form):
    each = window(form)
    assert inside(each.safe, each.seen)
    assert inside(each.safe, Rect(0, 0, each.sheet.width, each.folds[0]))
    assert each.safe.y >= each.area.y - 0.01
    assert each.safe.width > 60
    assert each.safe.height > 16
    if each.return_safe is not None:
        assert inside(each.return_safe, each.return_seen)


@pytest.mark.parametrize("form", [WindowForm.DIN_A, WindowForm.DIN_B])
def test_the_address_of_din_5008_is_safe_in_both_envelopes(form):
    each = window(form)
    assert each.safe.bottom == pytest.approx(each.area.bottom)  # the field ends where the window always shows it
    assert each.safe.x == each.area.x
    assert each.text_top + 27.3 == pytest.approx(each.area.bottom)


@pytest.mark.parametrize("form", EnvelopeForm)
def test_nothing_on_an_envelope_is_in_the_way_of_something_else(form):
    place = envelope(form)
    page = Rect(0, 0, *place.size)
    areas = [*place.boxes, place.stamp, place.to, place.sender, place.sender_postcode, place.quiet]
    for n, area in enumerate(areas):
        assert inside(area, page)
        for other in areas[n + 1 :]:
            common = area.common(other)
            assert common.width <= 0.01 or common.height <= 0.01, (area, other)
    assert all(inside(box, SCANNED) for box in place.boxes)
    for area in (place.to, place.stamp):
        common = area.common(SCANNED)
        assert common.width <= 0 or common.height <= 0
    for area in (place.abroad_to, place.abroad_sender):
        assert inside(area, page)


def test_the_sizes_of_gb_t_1416():
    assert {form: tuple(envelope(form).size) for form in EnvelopeForm} == {
        EnvelopeForm.ZL: (230, 120),
        EnvelopeForm.DL: (220, 110),
        EnvelopeForm.C5: (229, 162),
    }


@pytest.mark.parametrize("shift", [(20.1, 0), (0, -21), (math.nan, 0), (0, math.inf)])
def test_a_shift_that_can_only_be_a_mistake(shift):
    with pytest.raises(Refused, match="millimetres"):
        read_nudge(*shift)


def test_a_shift():
    assert read_nudge(-20, 1.5) == Nudge(-20, 1.5)


# ---- labels ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", SHEETS.values())
def test_labels_lie_on_their_paper_and_not_on_each_other(sheet):
    check_sheet(sheet)
    page = Rect(0, 0, *sheet.paper)
    labels = [sheet.label(n) for n in range(sheet.count)]
    for n, label in enumerate(labels):
        assert inside(label, page)
        for other in labels[n + 1 :]:
            common = label.common(other)
            assert common.width <= 0.01 or common.height <= 0.01
    assert (A4_3X8.count, US_5160.count) == (24, 30)


def test_sheets_as_they_are_typed():
    assert read_sheet(" 3X8 ") is read_sheet("３ｘ８") is A4_3X8
    own = read_sheet("2 × 7, 99.1 × 38.1, 4.65, 15.15, 2.5, 0, A4")
    assert own == LabelSheet(columns=2, rows=7, width=99.1, height=38.1, left=4.65, top=15.15, gap_x=2.5, paper=A4)
    middle = read_sheet("2x7,99.1x38.1")
    assert (middle.left, middle.top) == (pytest.approx(5.9), pytest.approx(15.15))


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "3x8,", "0x8,70x37", "3x8,70x38", "4x8,70x37", "3x8,70x37,letter", "3x8,70x37,a5", "2x2,20x10"),
        *("9x9,1e9x2", "3x8,70x37,1,0.5", "99x99,25x12", "٣x8,70x37"),
    ],
)
def test_sheets_that_cannot_be(text):
    with pytest.raises(Refused, match=r"^sheet: .+\.$"):
        read_sheet(text)


@pytest.mark.parametrize(
    "changed", [{"left": -1}, {"gap_x": math.inf}, {"columns": -3, "rows": -8}, {"gap_y": math.nan}]
)
def test_sheets_of_impossible_measures(changed):
    values = {"columns": 3, "rows": 8, "width": 60, "height": 30, **changed}
    with pytest.raises(Refused):
        check_sheet(LabelSheet(**values))


@pytest.mark.parametrize("start", [0, -1, 25])
def test_a_first_label_there_is_none_of(start):
    with pytest.raises(Refused, match="1 to 24"):
        check_start(A4_3X8, start)
