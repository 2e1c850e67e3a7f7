"""Disk images of macOS (UDIF, `.dmg`) written and read on any system: a raw image in compressed pieces, and a trailer.

The forms are Apple's ULMO, packed well, which macOS opens since 10.15, and UDZO, packed quickly, which every macOS
opens. Nothing of the machine or the clock goes into it.
"""

import lzma
import plistlib
import struct
import zlib
from pathlib import Path
from typing import NamedTuple
from uuid import NAMESPACE_OID, uuid5
from xml.parsers.expat import ExpatError

SECTOR = 512
_CHUNK = 2048  # sectors in a piece
_ZERO, _RAW, _ZLIB, _LZMA, _END = 2, 1, 0x80000005, 0x80000008, 0xFFFFFFFF
_RAW_KINDS = (_RAW, _END)
_RUN = struct.Struct(">IIQQQQ")
_BLOCKS = struct.Struct(">4sIQQQII24x")
_CRC32, _CRC_BITS = 2, 32
_SUM = struct.Struct(">III124x")
_TRAILER = struct.Struct(">4sIII5QII16s136sQQ120s136sIQ12x")
_FLATTENED, _VERSION = 1, 4


class Run(NamedTuple):
    """A piece of the image: its kind, its first sector and how many, and where its bytes lie in the file."""

    kind: int
    sector: int
    sectors: int
    offset: int
    length: int


def write(raw: Path, out: Path, *, fast: bool = False) -> None:
    """Write a raw image as a disk image, packed well or fast; the same image gives the same bytes."""
    runs: list[Run] = []
    whole = data = 0
    sector = 0
    with raw.open("rb") as source, out.open("wb") as target:
        while piece := source.read(_CHUNK * SECTOR):
            piece += b"\0" * (-len(piece) % SECTOR)
            whole = zlib.crc32(piece, whole)
            kind, content = _pack(piece, fast=fast)
            runs.append(Run(kind, sector, len(piece) // SECTOR, target.tell(), len(content)))
            sector += len(piece) // SECTOR
            data = zlib.crc32(content, data)
            target.write(content)
        end = target.tell()
        runs.append(Run(_END, sector, 0, end, 0))
        listing = _listing(runs, sector, whole)
        target.write(listing)
        target.write(_trailer(end, len(listing), sector, data, whole))


def read(path: Path) -> bytes:
    """Return the raw image in a disk image, every checksum proved; raises `ValueError` for what does not hold."""
    try:
        return _read(path.read_bytes())
    except (ValueError, LookupError, TypeError, ExpatError, struct.error, zlib.error, lzma.LZMAError) as error:
        raise ValueError(f"{path.name} is damaged: {error}") from error


def _read(content: bytes) -> bytes:
    fields = _TRAILER.unpack(content[-_TRAILER.size :])
    mark, pieces, start, length, master, sectors = fields[0], *fields[12:15], *fields[16:19:2]
    if mark != b"koly" or len(content) != start + length + _TRAILER.size:
        raise ValueError("it has no trailer of a disk image")
    if zlib.crc32(content[:start]) != _SUM.unpack(pieces)[2]:
        raise ValueError("its pieces are not what was written")
    blocks = plistlib.loads(content[start : start + length])["resource-fork"]["blkx"][0]["Data"]
    runs = [Run(kind, *rest) for kind, _note, *rest in _RUN.iter_unpack(blocks[_BLOCKS.size + _SUM.size + 4 :])]
    image = b"".join(_unpack(run, content[run.offset : run.offset + run.length]) for run in runs)
    whole = zlib.crc32(image)
    if (whole, len(image)) != (_SUM.unpack(blocks[_BLOCKS.size : _BLOCKS.size + _SUM.size])[2], sectors * SECTOR):
        raise ValueError("the image is not what was put in")
    if _SUM.unpack(master)[2] != zlib.crc32(struct.pack(">I", whole)):
        raise ValueError("its checksum is not that of its checksums")
    return image


def _pack(piece: bytes, *, fast: bool) -> tuple[int, bytes]:
    if not piece.strip(b"\0"):
        return _ZERO, b""
    kind = _ZLIB if fast else _LZMA
    packed = zlib.compress(piece, 6) if fast else lzma.compress(piece, check=lzma.CHECK_NONE, preset=6)
    return (kind, packed) if len(packed) < len(piece) else (_RAW, piece)


def _unpack(run: Run, content: bytes) -> bytes:
    if run.kind == _ZLIB:
        return zlib.decompress(content)
    if run.kind == _LZMA:
        return lzma.decompress(content)
    if run.kind == _ZERO:
        return b"\0" * (run.sectors * SECTOR)
    if run.kind in _RAW_KINDS:
        return content
    raise ValueError(f"a piece of the kind {run.kind:#x}")


def _listing(runs: list[Run], sectors: int, whole: int) -> bytes:
    blocks = _BLOCKS.pack(b"mish", 1, 0, sectors, 0, _CHUNK + 8, 0)
    blocks += _SUM.pack(_CRC32, _CRC_BITS, whole) + struct.pack(">I", len(runs))
    blocks += b"".join(_RUN.pack(run.kind, 0, *run[1:]) for run in runs)
    table = {"Attributes": "0x0050", "CFName": "whole disk", "Data": blocks, "ID": "0", "Name": "whole disk"}
    rest = {"Attributes": "0x0050", "Data": bytes(1032), "ID": "0", "Name": ""}
    return plistlib.dumps({"resource-fork": {"blkx": [table], "plst": [rest]}})


def _trailer(end: int, listing: int, sectors: int, data: int, whole: int) -> bytes:
    name = uuid5(NAMESPACE_OID, f"{whole:08x}{sectors}").bytes
    pieces = _SUM.pack(_CRC32, _CRC_BITS, data)
    master = _SUM.pack(_CRC32, _CRC_BITS, zlib.crc32(struct.pack(">I", whole)))
    kept = (b"koly", _VERSION, _TRAILER.size, _FLATTENED, 0, 0, end, 0, 0, 1, 1, name, pieces, end, listing)
    return _TRAILER.pack(*kept, bytes(120), master, 1, sectors)
