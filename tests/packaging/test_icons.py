from xml.etree import ElementTree as ET

import pytest

from devtools.environment import ROOT

SVG = "{http://www.w3.org/2000/svg}"
ICONS = sorted(path for path in (ROOT / "resources" / "icons").glob("*.svg") if path.stem != "app")

#: One hand, one stroke: what every icon has in common. The window puts its own ink for #000.
HAND = {
    "width": "24",
    "height": "24",
    "viewBox": "0 0 24 24",
    "fill": "none",
    "stroke": "#000",
    "stroke-width": "1.6",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
}


def test_there_are_icons():
    assert ICONS


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_every_icon_is_of_one_hand(path):
    root = ET.parse(path).getroot()
    assert root.attrib == HAND
    for part in root:
        assert part.tag.removeprefix(SVG) in {"path", "circle", "rect"}
        assert part.attrib.keys() <= {"d", "cx", "cy", "r", "x", "y", "width", "height", "rx", "fill"}
        # Only a dot is filled, for a ring so small would show its hole.
        assert "fill" not in part.attrib or (part.get("fill") == "#000" and float(part.get("r", "9")) < 1)
