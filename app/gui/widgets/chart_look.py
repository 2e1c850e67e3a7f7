"""How charts look on the screen: the program's colours and font."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import QApplication

from app.core.chart import ChartLook
from app.gui import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

TEXT_PX = 11


def look_for(widget: QWidget, colours: tuple[str, ...] = ()) -> ChartLook:
    """Return the look of a chart that fills a widget, in the colours of charts or in others."""
    t = theme.tokens()
    family = QFontInfo(QApplication.font()).family()
    colours = colours or theme.chart_colours()
    return ChartLook(widget.width(), widget.height(), t.ink, t.mute, t.line, colours, theme.px(TEXT_PX), family)


def ages(count: int) -> tuple[str, ...]:
    """Return the colours of ages: what is not due, then so many groups from yellow to red."""
    t = theme.tokens()
    first, last = QColor(theme.chart_colours()[2]), QColor(t.owed)
    return (t.accent, *(_between(first, last, at / max(count - 1, 1)) for at in range(count)))


def _between(first: QColor, last: QColor, share: float) -> str:
    pairs = ((first.red(), last.red()), (first.green(), last.green()), (first.blue(), last.blue()))
    return QColor(*(round(a + (b - a) * share) for a, b in pairs)).name()
