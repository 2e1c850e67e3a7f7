"""Draws the picture behind the icons of the disk image: an arrow, and in three languages what to do.

python background.py ROOT OUT
"""

import sys
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QImage, QPainter, QPen, QPolygonF

SIZE = (640, 400)
SCALE = 2
INK, MUTE, PAPER, ACCENT = "#1f2421", "#5d665f", "#fbfbf8", "#1e6b52"
WORDS = ("把图标拖到“应用程序”里", "把圖示拖到「應用程式」裡", "Drag the icon into Applications")


def draw(root: Path, out: Path) -> None:
    """Draw it; the same fonts give the same picture."""
    for face in ("Regular", "Bold"):
        QFontDatabase.addApplicationFont(str(root / "resources" / "fonts" / f"NotoSansSC-{face}.ttf"))
    picture = QImage(SIZE[0] * SCALE, SIZE[1] * SCALE, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(SCALE)
    picture.setDotsPerMeterX(round(72 * SCALE / 0.0254))  # so that the Finder shows it at half its points
    picture.setDotsPerMeterY(round(72 * SCALE / 0.0254))
    picture.fill(QColor(PAPER))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _arrow(painter)
    for at, words in enumerate(WORDS):
        font = QFont("Noto Sans SC")
        font.setPixelSize(17 if at == 0 else 14)
        font.setBold(at == 0)
        painter.setFont(font)
        painter.setPen(QColor(INK if at == 0 else MUTE))
        painter.drawText(QRectF(0, 288 + 28 * at, SIZE[0], 26), Qt.AlignmentFlag.AlignCenter, words)
    painter.end()
    if not picture.save(str(out)):
        raise SystemExit(f"{out} could not be written")


def _arrow(painter: QPainter) -> None:
    painter.setPen(QPen(QColor(ACCENT), 5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(278, 190), QPointF(352, 190))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ACCENT))
    painter.drawPolygon(QPolygonF([QPointF(350, 176), QPointF(374, 190), QPointF(350, 204)]))


if __name__ == "__main__":
    application = QGuiApplication([])
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
