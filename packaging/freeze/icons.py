"""The program's icon for each system, drawn from one source, `resources/icons/app.svg`, and that of a book's file.

Qt draws, Pillow writes `.ico` and `.icns`; both are in the developers' environment, in which `make` starts this file.
"""

import subprocess
import sys
from pathlib import Path

SOURCE = "resources/icons/app.svg"
DOCUMENT = "packaging/freeze/document.svg"
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
ICNS_SIZES = (16, 32, 64, 128, 256, 512, 1024)
PNG_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
"""What Linux keeps in its theme of icons."""


def make(root: Path, out: Path) -> None:
    """Write `counterbook.ico`, `counterbook.icns`, and `counterbook-<size>.png`; the same again for the book's file."""
    from devtools.environment import child_environment, venv_python

    out.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [str(venv_python()), str(Path(__file__).resolve()), str(root), str(out)],
        env=child_environment({"QT_QPA_PLATFORM": "offscreen"}),
        check=True,
    )


def _draw(source: Path, name: str, out: Path) -> None:
    """Draw one source in all sizes and forms."""
    from PIL import Image
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(str(source))
    if not renderer.isValid():
        raise SystemExit(f"{source} is not a drawing")
    pictures = {}
    for size in sorted({*ICO_SIZES, *ICNS_SIZES, *PNG_SIZES}):
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        straight = image.convertToFormat(QImage.Format.Format_RGBA8888)
        pictures[size] = Image.frombytes("RGBA", (size, size), bytes(straight.constBits()))
    for size in PNG_SIZES:
        pictures[size].save(out / f"{name}-{size}.png", optimize=True)
    small = {kind: [pictures[size] for size in kind[:-1]] for kind in (ICO_SIZES, ICNS_SIZES)}
    largest = pictures[ICO_SIZES[-1]]
    largest.save(
        out / f"{name}.ico",
        sizes=[(size, size) for size in ICO_SIZES],
        append_images=small[ICO_SIZES],
        bitmap_format="png",
    )
    pictures[ICNS_SIZES[-1]].save(out / f"{name}.icns", append_images=small[ICNS_SIZES])


def main(root: Path, out: Path) -> int:
    """Draw the icons of the program and of a book."""
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication([])
    _draw(root / SOURCE, "counterbook", out)
    _draw(root / DOCUMENT, "counterbook-book", out)
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
