"""The smallest XLS and XLSB workbooks there can be, byte by byte, as [MS-XLS], [MS-CFB] and [MS-XLSB] have them."""

import struct
import zipfile

_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_ERRORS = {"#REF!": 23, "#DIV/0!": 7, "#N/A": 42}


def xls(path, cells, first_row=0):
    """Write a sheet of texts, numbers and errors (by their names), and errors of formulas (after an equals sign)."""
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    height, width = len(cells), max(map(len, cells))
    sheet += _record(0x0200, struct.pack("<IIHHH", first_row, first_row + height, 0, width, 0))
    for row, values in enumerate(cells, first_row):
        for column, value in enumerate(values):
            sheet += _cell(row, column, value)
    sheet += _record(0x000A, b"")
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    head += _record(0x0042, struct.pack("<H", 1200))
    start = len(head) + 4 + 8 + 2 + 4
    head += _record(0x0085, struct.pack("<IBB", start, 0, 0) + b"\x02\x00S1")
    head += _record(0x000A, b"")
    path.write_bytes(_compound(head + sheet))


def _cell(row, column, value):
    place = struct.pack("<HHH", row, column, 0)
    if value is None:
        return b""
    if isinstance(value, str) and value.removeprefix("=") in _ERRORS:
        code = _ERRORS[value.removeprefix("=")]
        if value.startswith("="):
            return _record(0x0006, place + bytes([2, 0, code, 0, 0, 0, 255, 255]) + struct.pack("<HIH", 0, 0, 0))
        return _record(0x0205, place + bytes([code, 1]))
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return _record(0x0204, place + struct.pack("<HB", len(value), 1) + text)
    return _record(0x0203, place + struct.pack("<d", value))


def _record(kind, body):
    return struct.pack("<HH", kind, len(body)) + body


def _compound(stream):
    size = max(len(stream), 4096)
    stream = stream.ljust(-(-size // 512) * 512, b"\0")
    count = len(stream) // 512
    table = [_TABLE, _END, *(n + 3 for n in range(count - 1)), _END]  # the table, the directory, the stream
    table += [_FREE] * (128 - len(table))
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, size) + bytes(256)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    head += struct.pack("<108I", *[_FREE] * 108)
    return head + struct.pack("<128I", *table) + directory + stream


def _entry(name, kind, child, start, size):
    text = name.encode("utf-16-le")
    entry = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, _FREE, _FREE, child)
    return entry + bytes(36) + struct.pack("<III", start, size, 0)


# ---- XLSB -----------------------------------------------------------------------------------------------------------


def xlsb(path, cells):
    """Write a sheet of texts, numbers, and errors by their names, those of formulas after an equals sign."""
    sheet = _part(129, b"") + _part(148, struct.pack("<IIII", 0, len(cells) - 1, 0, max(map(len, cells)) - 1))
    sheet += _part(145, b"")
    for row, values in enumerate(cells):
        sheet += _part(0, struct.pack("<IIHBBI", row, 0, 300, 0, 0, 0)[:16] + b"\0")
        for column, value in enumerate(values):
            sheet += _binary_cell(column, value)
    sheet += _part(146, b"") + _part(130, b"")
    book = _part(131, b"") + _part(143, b"")
    book += _part(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("S1")) + _part(144, b"") + _part(132, b"")
    relation = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        text = f'<Relationship Id="r" Type="{kind}/officeDocument" Target="xl/workbook.bin"/>'
        target.writestr("_rels/.rels", f"{relation}{text}</Relationships>")
        target.writestr("xl/workbook.bin", book)
        text = f'<Relationship Id="rId1" Type="{kind}/worksheet" Target="worksheets/sheet1.bin"/>'
        target.writestr("xl/_rels/workbook.bin.rels", f"{relation}{text}</Relationships>")
        target.writestr("xl/worksheets/sheet1.bin", sheet)


def _binary_cell(column, value):
    place = struct.pack("<II", column, 0)
    if value is None:
        return b""
    if isinstance(value, str) and value.removeprefix("=") in _ERRORS:
        code = bytes([_ERRORS[value.removeprefix("=")]])
        formula = struct.pack("<HII", 0, 0, 0) if value.startswith("=") else b""
        return _part(11 if formula else 3, place + code + formula)
    if isinstance(value, str):
        return _part(6, place + _wide(value))
    return _part(5, place + struct.pack("<d", value))


def _wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _part(kind, body):
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(body), b""
    while size >= 128:
        length += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + length + bytes([size]) + body
