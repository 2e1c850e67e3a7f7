"""Reading program files of macOS on any system: for which processor, since which macOS, and which libraries they need.

So much of <mach-o/loader.h> and <mach-o/fat.h> as that takes; nothing is executed.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PROCESSORS = {0x01000007: "x86_64", 0x0100000C: "arm64"}

_THIN, _FAT = b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"
_MOST_SLICES = 16  # the same mark stands at the head of Java's classes, with a larger number behind it
_LOAD = frozenset({0xC, 0x80000018, 0x8000001F, 0x80000023})  # a library: needed, weak, passed on, upward
_RPATH, _SIGNED, _BUILT_FOR, _LEAST = 0x8000001C, 0x1D, 0x32, 0x24
_HEADER = 32
_OF_SYSTEM = ("/usr/lib/", "/System/")


class Image(NamedTuple):
    """One processor's part of a file: the libraries it needs, where it looks for them, the oldest macOS it runs on."""

    processor: str
    needs: tuple[str, ...]
    places: tuple[str, ...]
    least: tuple[int, int]
    signed: bool


def is_program(path: Path) -> bool:
    """Whether a file is one of macOS' program files, for one processor or several."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(28)
        if head[:4] != _FAT:
            return head[:4] == _THIN
        if int.from_bytes(head[4:8], "big") > _MOST_SLICES:
            return False
        file.seek(int.from_bytes(head[16:20], "big"))
        return file.read(4) == _THIN  # and no archive of object files


def programs(folder: Path) -> list[Path]:
    """Return all program files in a folder, links left out."""
    return [path for path in sorted(folder.rglob("*")) if is_program(path)]


def images(content: bytes) -> list[Image]:
    """Return what a program file says of itself, for each processor it holds."""
    return [_image(part) for _processor, part in _parts(content)]


def thin(content: bytes, processor: str) -> bytes:
    """Return the part of a program file for one processor; raises `ValueError` where it has none."""
    for name, part in _parts(content):
        if name == processor:
            return part
    raise ValueError(f"nothing for {processor}")


def thin_all(folder: Path, processor: str) -> int:
    """Leave in every program file of a folder the part for one processor; return how many files that made smaller.

    Raises `ValueError` naming a file that has no such part.
    """
    changed = 0
    for path in programs(folder):
        content = path.read_bytes()
        try:
            part = thin(content, processor)
        except ValueError as error:
            raise ValueError(f"{path.relative_to(folder)}: {error}") from None
        if part != content:
            path.write_bytes(part)
            changed += 1
    return changed


def unresolved(bundle: Path) -> list[str]:
    """Return a sentence for each library that a program file of a bundle needs and neither the bundle nor macOS has.

    Libraries are looked for as the system does it: beside the one that asks, beside the program, in their own places
    and the program's.
    """
    executables = bundle / "Contents" / "MacOS"
    of_program = [place for path in programs(executables) for place in _own_places(path)]
    findings = []
    for path in programs(bundle):
        for image in images(path.read_bytes()):
            places = [*(_place(place, path, executables) for place in image.places), *of_program]
            findings += [
                f"{path.relative_to(bundle)} needs {needed}, which is not in the bundle"
                for needed in image.needs
                if not needed.startswith(_OF_SYSTEM) and not _is_there(needed, path, executables, places, bundle)
            ]
    return sorted(set(findings))


def _own_places(program: Path) -> list[Path]:
    return [_place(place, program, program.parent) for image in images(program.read_bytes()) for place in image.places]


def _place(name: str, asker: Path, executables: Path) -> Path:
    for mark, folder in (("@loader_path", asker.parent), ("@executable_path", executables)):
        if name.startswith(mark):
            return folder / name.removeprefix(mark).lstrip("/")
    return Path(name)


def _is_there(needed: str, asker: Path, executables: Path, places: list[Path], bundle: Path) -> bool:
    own = needed.removeprefix("@rpath/")
    candidates = [place / own for place in places] if own != needed else [_place(needed, asker, executables)]
    inside = bundle.resolve()
    return any(path.is_file() and path.resolve().is_relative_to(inside) for path in candidates)


def _parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    if content[:4] == _THIN:
        yield PROCESSORS.get(struct.unpack_from("<I", content, 4)[0], "?"), content
    elif content[:4] == _FAT:
        for at in range(struct.unpack_from(">I", content, 4)[0]):
            kind, _sub, offset, size, _align = struct.unpack_from(">5I", content, 8 + 20 * at)
            yield PROCESSORS.get(kind, "?"), content[offset : offset + size]


def _image(part: bytes) -> Image:
    (kind,) = struct.unpack_from("<I", part, 4)
    (count,) = struct.unpack_from("<I", part, 16)
    needs, places, least, signed, at = [], [], (0, 0), False, _HEADER
    for _each in range(count):
        command, size = struct.unpack_from("<II", part, at)
        if command in _LOAD:
            needs.append(_text(part, at, size))
        elif command == _RPATH:
            places.append(_text(part, at, size))
        elif command in {_BUILT_FOR, _LEAST}:
            (version,) = struct.unpack_from("<I", part, at + (12 if command == _BUILT_FOR else 8))
            least = version >> 16, version >> 8 & 0xFF
        elif command == _SIGNED:
            signed = True
        at += size
    return Image(PROCESSORS.get(kind, "?"), tuple(needs), tuple(places), least, signed)


def _text(part: bytes, at: int, size: int) -> str:
    (offset,) = struct.unpack_from("<I", part, at + 8)
    return part[at + offset : at + size].rstrip(b"\0").decode()
