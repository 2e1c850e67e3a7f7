"""Making the setup program by NSIS, from the frozen program's folder; the same folder gives the same file."""

import sys
from pathlib import Path, PurePosixPath

from devtools.environment import ROOT, SetupError, capture
from windows import sign, tools, version_info

SCRIPT = Path(__file__).resolve().parent / "installer.nsi"
MEDIA_TYPE = "application/x-counterbook"
"""What a book is called where files have such names; Linux' recipe has the same."""


def write_list(payload: Path) -> str:
    """Return the part of the script that unpacks the program, in the order of kinds and names, whatever a disk's is.

    Files of one kind side by side are packed smaller.
    """
    lines = ["; Made anew for each build: the files of the program.", "!macro ProgramFiles"]
    folder = None
    for path in sorted(payload.rglob("*"), key=lambda each: (each.suffix.lower(), each.relative_to(payload).parts)):
        if path.is_dir():
            continue
        name = PurePosixPath(path.relative_to(payload).as_posix())
        if name.parent != folder:
            folder = name.parent
            lines.append(f'  SetOutPath "{_there(folder)}"')
        lines.append(f'  File "{_unquoted(str(path))}"')
    return "\n".join([*lines, "!macroend", ""])


def make(payload: Path, work: Path, out: Path, version: str, *, fast: bool) -> None:
    """Write the setup program; `fast` takes the quicker and larger way of packing. Raises SetupError when it fails."""
    files = work / "files.nsh"
    files.write_text(write_list(payload), encoding="utf-8")
    out.unlink(missing_ok=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    said = {
        "PROGRAM": "Counterbook",
        "PUBLISHER": version_info.PUBLISHER,
        "LICENCE": version_info.LICENCE,
        "MEDIA_TYPE": MEDIA_TYPE,
        "VERSION": version,
        "VERSION_OF_FOUR": ".".join(map(str, version_info.numbers(version))),
        "FILES": str(files),
        "ICON": str(ROOT / "build" / "icons" / "counterbook.ico"),
        "BOOK_ICON": str(ROOT / "build" / "icons" / "counterbook-book.ico"),
        "PICTURES": str(work / "pictures"),
        "OUT": str(out),
        "FAST" if fast else "LZMA": "1",
    }
    if sys.platform != "win32":
        said["AMD64"] = "1"  # Wine here has no 32 bits; NSIS as it is published for Windows has nothing else
    if sign.signer() is not None:
        said["SIGNER"] = f'"{sys.executable}" "{Path(sign.__file__).resolve()}"'
    options = [f"-D{name}={value}" for name, value in said.items()]
    code, output = capture(tools.makensis(), "-V2", "-WX", "-INPUTCHARSET", "UTF8", *options, SCRIPT)
    if code != 0 or not out.exists():
        raise SetupError(f"The setup program could not be made:\n{output}")


def _there(folder: PurePosixPath) -> str:
    """Return where a folder comes to; a dollar sign is written twice there, but not in the names of files to pack."""
    return "\\".join(["$INSTDIR", *(_unquoted(part).replace("$", "$$") for part in folder.parts)])


def _unquoted(text: str) -> str:
    """Return a text that is to stand in quotation marks; raise SetupError where it has one itself."""
    if '"' in text:
        raise SetupError(f"{text} has a quotation mark in its name, which the setup program cannot unpack.")
    return text
