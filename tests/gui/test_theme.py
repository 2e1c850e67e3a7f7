"""Colours can be told apart by everybody, and the style sheet uses nothing else."""

import re

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.gui import theme
from app.gui.theme import DARK, LIGHT, Tokens
from app.services import system

LEAST = 4.5
"""WCAG 2.2, success criterion 1.4.3: contrast of text of ordinary size."""

TEXTS = ("ink", "mute", "accent", "owed", "soon")
BACKGROUNDS = ("paper", "card", "hover", "accent_soft", "owed_soft", "soon_soft")


def luminance(colour: str) -> float:
    """Return relative luminance by WCAG."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio by WCAG."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_gives_what_the_standard_says():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("edition", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_can_be_read_on_every_background(edition: Tokens):
    pairs = {
        (text, ground): contrast(getattr(edition, text), getattr(edition, ground))
        for text in TEXTS
        for ground in BACKGROUNDS
    }
    pairs |= {
        ("on_accent", ground): contrast(edition.on_accent, getattr(edition, ground))
        for ground in ("accent", "accent_hover", "owed")
    }
    pairs["paper", "ink"] = contrast(edition.paper, edition.ink)
    assert {pair: round(ratio, 2) for pair, ratio in pairs.items() if ratio < LEAST} == {}


def test_the_style_sheet_has_no_colours_of_its_own():
    sheet = (system.resources() / "style.qss").read_text(encoding="utf-8")
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b|rgba?\(|\b(?:white|black|red|green)\b", sheet) == []


@pytest.mark.parametrize("edition", [LIGHT, DARK], ids=["light", "dark"])
def test_every_name_in_the_style_sheet_is_filled_in(edition: Tokens):
    assert "@" not in theme.style_sheet(edition)


class Watched(QLabel):
    """Counts how often it is dressed anew."""

    dressed = 0

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        self.dressed += event.type() is QEvent.Type.StyleChange
        super().changeEvent(event)


def test_who_wears_it_already_is_not_dressed_again(dressed: QApplication, qtbot: QtBot):
    label = Watched("a")
    qtbot.addWidget(label)
    label.show()
    before = label.dressed
    theme.wear(dressed, "light", 100)
    assert label.dressed == before
    theme.wear(dressed, "dark", 100)
    assert label.dressed == before + 1
    theme.wear(dressed, "dark", 125)
    assert label.dressed == before + 2
    assert label.font().pixelSize() == round(theme.BASE_PX * 1.25)
    theme.wear(dressed, "light", 100)
    assert dressed.styleSheet() == theme.style_sheet(LIGHT)
