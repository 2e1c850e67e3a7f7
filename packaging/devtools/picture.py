"""The README's picture: what the command line prints of the demo shop, drawn as SVG."""

import subprocess
import unicodedata
from pathlib import Path
from xml.sax.saxutils import escape

LINES = 18
CHARACTER, LINE, MARGIN = 8.4, 22, 24


def draw(python: Path, book: Path, out: Path, language: str = "zh_CN") -> None:
    """Draw `show balances` of a book; each character stands on its column, whatever fonts the reader has."""
    command = [str(python), "-X", "utf8", "-m", "app", "--book", str(book), "--lang", language, "show", "balances"]
    text = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    lines = text.splitlines()[:LINES]
    columns = max(sum(_width(c) for c in line) for line in lines)
    size = f'width="{columns * CHARACTER + 2 * MARGIN:.0f}" height="{len(lines) * LINE + 2 * MARGIN}"'
    rows = "\n".join(_row(number, line) for number, line in enumerate(lines))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-size="14" fill="#1F2421" '
        f'font-family="ui-monospace, Menlo, Consolas, monospace">\n'
        f'<rect {size} rx="6" fill="#FAFAF7"/>\n{rows}\n</svg>\n',
        encoding="utf-8",
    )


def _width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _row(number: int, line: str) -> str:
    """Return one line: words placed one by one, so that columns line up in any font."""
    words: list[str] = []
    column = start = 0
    word = ""
    for character in f"{line}  ":
        if character == " " and word:
            weight = ' font-weight="bold"' if number == 0 else ""
            length = (column - start) * CHARACTER
            words.append(
                f'<text x="{MARGIN + start * CHARACTER:.1f}" y="{MARGIN + number * LINE + 14}" '
                f'textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs"{weight}>{escape(word)}</text>'
            )
            word = ""
        elif character != " ":
            start = start if word else column
            word += character
        column += _width(character)
    return "".join(words)
