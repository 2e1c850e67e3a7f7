"""The setup program's pictures, drawn from the program's icon: the tall ones of its first page, and that of its head.

Run by the developers' Python, which has Qt and Pillow: `pictures.py <project folder> <folder to write into>`.
"""

import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

TALL = (328, 628)
"""The first page's picture, twice as large as on a screen of 96 dots an inch, so that sharper ones stay sharp."""

HEAD = (300, 114)

_PAPER, _INK, _QUIET, _LINE, _GREEN = "#FAFAF7", "#1F2421", "#5C635E", "#E3E3DC", "#1B6B50"
_ICON_TALL, _ICON_HEAD = 168, 76
_ROW, _MARGIN = 36, 40
_CHINESE = {"welcome": "掌柜账本", "welcome-traditional": "掌櫃帳本"}
"""The program's Chinese name in the tall picture, by the name of the file."""


def main(root: Path, out: Path) -> int:
    """Draw the pictures."""
    application = QGuiApplication([])
    icon = QSvgRenderer(str(root / "resources" / "icons" / "app.svg"))
    font = QFontDatabase.addApplicationFont(str(root / "resources" / "fonts" / "NotoSansSC-Bold.ttf"))
    if not icon.isValid() or font < 0:
        raise SystemExit("the program's icon or its font is missing")
    out.mkdir(parents=True, exist_ok=True)
    for name, chinese in _CHINESE.items():
        _save(_tall(icon, chinese), out / f"{name}.bmp")
    _save(_head(icon), out / "header.bmp")
    del application
    return 0


def _tall(icon: QSvgRenderer, chinese: str) -> QImage:
    """Draw a page of a ledger with the icon and the program's names on it."""
    width, height = TALL
    image, painter = _canvas(TALL, _PAPER)
    painter.setPen(QColor(_LINE))
    for y in range(_ROW, height, _ROW):
        painter.drawLine(0, y, width, y)
    painter.fillRect(QRectF(_MARGIN, 0, 2, height), QColor(_GREEN))
    middle = (_MARGIN + width) / 2
    icon.render(painter, QRectF(middle - _ICON_TALL / 2, 4 * _ROW, _ICON_TALL, _ICON_TALL))
    baseline = 4.0 * _ROW + _ICON_TALL + 24
    for text, size, colour in ((chinese, 46, _INK), ("Counterbook", 28, _QUIET)):
        face = QFont("Noto Sans SC")
        face.setPixelSize(size)
        face.setBold(True)
        painter.setFont(face)
        room = QRectF(_MARGIN, baseline, width - _MARGIN, size * 1.5)
        painter.fillRect(room.adjusted(2, 0, 0, 0), QColor(_PAPER))
        painter.setPen(QColor(colour))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
        baseline += room.height()
    painter.end()
    return image


def _head(icon: QSvgRenderer) -> QImage:
    """Draw the icon at the right of a white band."""
    width, height = HEAD
    image, painter = _canvas(HEAD, "#FFFFFF")
    icon.render(painter, QRectF(width - _ICON_HEAD - 24, (height - _ICON_HEAD) / 2, _ICON_HEAD, _ICON_HEAD))
    painter.end()
    return image


def _canvas(size: tuple[int, int], colour: str) -> tuple[QImage, QPainter]:
    image = QImage(*size, QImage.Format.Format_RGB888)
    image.fill(QColor(colour))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return image, painter


def _save(image: QImage, path: Path) -> None:
    """Write the picture as the setup program's compiler reads it."""
    size = (image.width(), image.height())
    rows = bytes(image.constBits())
    Image.frombytes("RGB", size, rows, "raw", "RGB", image.bytesPerLine()).save(path, "BMP")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
