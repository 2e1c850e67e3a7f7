"""Bills in workbooks: the first sheet that holds anything, its cells as text."""

from pathlib import Path

from app.errors import refuse
from app.exchange.bills.packed import too_large
from app.exchange.bills.reading import MAX_LINES, Line, plain_cell
from app.exchange.cells import shown
from app.exchange.sheets import open_file
from app.i18n.mark import N_


def sheet_lines(path: Path) -> list[Line]:
    """Return the rows of a workbook's first sheet that is not empty, with their lines; refused where there is none."""
    opened = open_file(path)
    for number, sheet in enumerate(opened.sheets):
        if sheet.hidden:
            continue
        lines: list[Line] = []
        for row in opened.rows(number):
            lines.append(Line(row.line, [plain_cell(shown(value)) for value in row.values]))
            if len(lines) > MAX_LINES:
                too_large(path.name)
        if any(any(line.cells) for line in lines):
            return lines
    refuse("file", N_("file: “{name}” has no data."), name=path.name)
