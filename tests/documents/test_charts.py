"""Charts: bars as high as their values, figures that are never cut, and an SVG that a screen can draw."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.chart import Chart, ChartKind, ChartLook, Series
from app.core.money import Currency
from app.documents.charts import chart_block, chart_svg, scale_of
from app.documents.fonts import load_fonts
from app.documents.layout import Box, Text, Typesetter
from app.documents.wording import Wording
from app.i18n import catalog
from app.system import paths

FONTS = paths.resources() / "fonts"
LOOK = ChartLook(600, 200, "#111111", "#555555", "#DDDDDD", ("#AA0000", "#00AA00", "#0000AA"), 9, 'A "B" & C')


def wording(language="en", decimals=2):
    return Wording((catalog.load(language, paths.catalogues()),), Currency("CNY", decimals))


def bars(chart, look=LOOK, **words):
    block = chart_block(chart, look, wording(**words), Typesetter(load_fonts(FONTS)))
    legend = 9 if chart.kind is ChartKind.STACKED else 0
    return [mark for mark in block.marks if isinstance(mark, Box) and (not legend or mark.width > legend)], [
        mark.text for mark in block.marks if isinstance(mark, Text)
    ]


def test_bars_are_as_high_as_their_values_and_have_colours_of_their_own():
    found, said = bars(Chart(ChartKind.BARS, ("a", "b", "c"), (Series("x", (100_00, 50_00, 0)),)))
    assert [bar.fill for bar in found] == ["#AA0000", "#00AA00"]
    assert found[0].height == pytest.approx(2 * found[1].height)
    assert {"100.00", "50.00"} <= set(said)


def test_parts_stand_on_each_other_and_what_is_below_zero_below_the_line():
    chart = Chart(ChartKind.STACKED, ("a",), (Series("x", (30_00,)), Series("y", (60_00,)), Series("z", (-20_00,))))
    x, y, z = bars(chart)[0]
    assert x.y == pytest.approx(y.y + y.height)
    assert z.y == pytest.approx(x.y + x.height)
    assert y.height == pytest.approx(2 * x.height)


@given(
    values=st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=24),
    width=st.integers(60, 1600),
    height=st.integers(50, 500),
)
def test_everything_stays_inside_and_no_figure_is_cut(values, width, height):
    look = LOOK._replace(width=width, height=height)
    chart = Chart(ChartKind.BARS, tuple(map(str, range(len(values)))), (Series("x", tuple(values)),))
    block = chart_block(chart, look, wording(), Typesetter(load_fonts(FONTS)))
    assert block.height == height
    for mark in block.marks:
        if isinstance(mark, Box):
            assert mark.y >= -0.01
            assert mark.y + mark.height <= max(height, 60)
            assert mark.x + mark.width <= max(width, 300)
        if isinstance(mark, Text):
            assert "…" not in mark.text or not mark.text[0].isdigit()


@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12), st.sampled_from([1, 100, 1000]))
def test_the_axis_takes_every_value_in_few_round_steps(a, b, unit):
    scale = scale_of(min(a, b), max(a, b), unit)
    assert scale.low <= min(a, b, 0)
    assert scale.high >= max(a, b, 0)
    assert 2 <= len(scale.ticks) <= 8
    assert 0 in scale.ticks
    assert scale.step % unit == 0


def test_labels_that_would_run_into_each_other_are_thinned_out():
    labels = tuple(f"20{n // 12:02}-{n % 12 + 1:02}" for n in range(48))
    _found, said = bars(Chart(ChartKind.STACKED, labels, (Series("x", (1_00,) * 48),)))
    shown = [text for text in said if text in labels]
    assert 2 < len(shown) < 48


@pytest.mark.parametrize("decimals", [0, 2, 3])
@pytest.mark.parametrize("kind", ChartKind)
def test_the_svg_is_one_and_keeps_to_what_screens_draw(kind, decimals):
    chart = Chart(kind, ("甲 & 乙", "<b>"), (Series("本金", (12_345, 0)), Series("赠送", (-5, 7))))
    if kind is ChartKind.BARS:
        chart = Chart(kind, chart.labels, chart.series[:1])
    root = ET.fromstring(chart_svg(chart, LOOK, wording("zh_CN", decimals), FONTS))
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "g", "rect", "line", "text"}
    assert not any("style" in element.attrib or "class" in element.attrib for element in root.iter())
    assert (root.attrib["width"], root.attrib["height"]) == ("600", "200")
    assert any(element.text == "甲 & 乙" for element in root.iter())


@pytest.mark.parametrize("chart", [Chart(ChartKind.BARS, (), (Series("x", ()),)), Chart(ChartKind.STACKED, ("a",), ())])
def test_a_chart_of_nothing_is_drawn(chart):
    assert chart_svg(chart, LOOK, wording(), FONTS).startswith("<svg")


def test_the_same_chart_is_drawn_the_same_twice():
    chart = Chart(ChartKind.BARS, ("a", "b"), (Series("x", (1, 2)),))
    assert chart_svg(chart, LOOK, wording(), FONTS) == chart_svg(chart, LOOK, wording(), FONTS)
