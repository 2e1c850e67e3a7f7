"""The MSI for those who look after many computers: for all their users, without questions, by wixl of msitools.

It brings the program, its shortcut in the Start menu and the type of its files; people's books and preferences are
theirs and never in it. Every number in it comes from names. It is in English: msitools 0.101 crashes on any character
beyond ASCII. The program itself speaks each user's language all the same.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

from devtools.environment import ROOT, SetupError, capture
from freeze.versions import Release
from windows import version_info
from windows.setup import MEDIA_TYPE

NAME = "Counterbook"
ICON, BOOK_ICON = "counterbook.ico", "counterbook-book.ico"

_NAMESPACE = uuid.UUID("4a0f2c1e-7f0b-5d0c-9a37-2f3c5e1b8d64")
_INDENT = "  "
_SUMMARY = bytes.fromhex("E0859FF2F94F6810AB9108002B27B3D9")
"""What the summary's properties begin with, 28 bytes into it; where they are stands 16 bytes on."""

_TO_SET = -28
_UNIX_AFTER_1601 = 11_644_473_600  # seconds from 1601, where Windows begins to count, to 1970


def number(text: str) -> str:
    """Return the number that stands for a name, the same whenever it is asked for."""
    return str(uuid.uuid5(_NAMESPACE, text)).upper()


def product(version: str) -> str:
    """Return Windows' number of one version; that of all versions together is `number("upgrade")`."""
    return number(f"product {version}")


class _Writer:
    """Writes the folders and files of a tree, and remembers the components they are.

    wixl finds files from the folder of the source only; so nothing of this machine's folders gets into the MSI either.
    """

    def __init__(self, payload: Path, work: Path) -> None:
        self._payload = payload
        self._work = work
        self.components: list[str] = []

    def lines(self, folder: Path, depth: int) -> Iterator[str]:
        """Yield a folder's content, in the order of names."""
        indent = _INDENT * depth
        for path in sorted(folder.iterdir()):
            name = path.relative_to(self._payload).as_posix()
            key = uuid.uuid5(_NAMESPACE, name).hex
            if path.is_dir():
                yield f"{indent}<Directory Id='D{key}' Name={quoteattr(path.name)}>"
                yield from self.lines(path, depth + 1)
                yield f"{indent}</Directory>"
                continue
            self.components.append(f"C{key}")
            yield (
                f"{indent}<Component Id='C{key}' Guid='{number(name)}' Win64='yes'>"
                f"<File Id='F{key}' Source={quoteattr(os.path.relpath(path, self._work))} KeyPath='yes'/></Component>"
            )


def source(payload: Path, work: Path, version: str) -> str:
    """Return the MSI's source, as wixl reads it in the folder `work`, which has the icons."""
    writer = _Writer(payload, work)
    body = "\n".join(writer.lines(payload, 6))
    if not body.isascii():
        strange = next(line for line in body.splitlines() if not line.isascii())
        raise SetupError(f"The MSI cannot hold a name beyond ASCII: {strange.strip()}")
    extras = ("Shortcut", "BookIcon", "BookType")
    references = "".join(f"<ComponentRef Id='{name}'/>" for name in (*writer.components, *extras))
    program = "[INSTALLDIR]Counterbook.exe"
    return f"""<?xml version='1.0' encoding='utf-8'?>
<Wix xmlns='http://schemas.microsoft.com/wix/2006/wi'>
  <Product Id='{product(version)}' Name='{NAME}' Language='1033' Codepage='65001' Version='{version}'
    Manufacturer='{version_info.PUBLISHER}' UpgradeCode='{number("upgrade")}'>
    <Package InstallerVersion='500' Compressed='yes' InstallScope='perMachine'
      Description='{NAME} {version}' Manufacturer='{version_info.PUBLISHER}'/>
    <MajorUpgrade DowngradeErrorMessage='A newer version of Counterbook is installed.'/>
    <MediaTemplate EmbedCab='yes'/>
    <Icon Id='{ICON}' SourceFile='{ICON}'/>
    <Property Id='ARPPRODUCTICON' Value='{ICON}'/>
    <Directory Id='TARGETDIR' Name='SourceDir'>
      <Directory Id='ProgramFiles64Folder'>
        <Directory Id='INSTALLDIR' Name='Counterbook'>
{body}
          <Component Id='BookIcon' Guid='{number("book.ico")}' Win64='yes'>
            <File Id='BookIconFile' Name='book.ico' Source='{BOOK_ICON}' KeyPath='yes'/></Component>
          <Component Id='BookType' Guid='{number("book type")}' Win64='yes'>
            <RegistryValue Root='HKLM' Key='Software\\Classes\\.cbook' Type='string' Value='Counterbook.Book'
              KeyPath='yes'/>
            <RegistryValue Root='HKLM' Key='Software\\Classes\\.cbook' Name='Content Type' Type='string'
              Value='{MEDIA_TYPE}'/>
            <RegistryValue Root='HKLM' Key='Software\\Classes\\Counterbook.Book' Type='string' Value='{NAME}'/>
            <RegistryValue Root='HKLM' Key='Software\\Classes\\Counterbook.Book\\DefaultIcon' Type='string'
              Value='[INSTALLDIR]book.ico'/>
            <RegistryValue Root='HKLM' Key='Software\\Classes\\Counterbook.Book\\shell\\open\\command' Type='string'
              Value='&quot;{program}&quot; --book &quot;%1&quot;'/></Component>
        </Directory>
      </Directory>
      <Directory Id='ProgramMenuFolder'>
        <Component Id='Shortcut' Guid='{number("shortcut")}' Win64='yes'>
          <Shortcut Id='StartMenu' Name='{NAME}' Target='{program}' WorkingDirectory='INSTALLDIR'/>
          <RegistryValue Root='HKLM' Key='Software\\Counterbook' Name='Version' Type='string' Value='{version}'
            KeyPath='yes'/></Component>
      </Directory>
    </Directory>
    <Feature Id='Main' Level='1'>{references}</Feature>
  </Product>
</Wix>
"""


def steady(content: bytes, epoch: int, package: str) -> bytes:
    """Return an MSI with the time and the number of the package that are given, in place of today's and a random one.

    Both stand in its summary (MS-OLEPS: a set of properties, each with its number, kind and value). Raises ValueError
    where the summary is not as wixl writes it.
    """
    if content.count(_SUMMARY) != 1:
        raise ValueError("no summary, or more than one")
    begin = content.find(_SUMMARY) + _TO_SET
    at = begin + int.from_bytes(content[begin + 44 : begin + 48], "little")
    filetime = ((epoch + _UNIX_AFTER_1601) * 10_000_000).to_bytes(8, "little")
    wanted = {9: (0x1E, 8, f"{{{package}}}".encode()), 12: (0x40, 4, filetime), 13: (0x40, 4, filetime)}
    changed = bytearray(content)
    for row in range(int.from_bytes(content[at + 4 : at + 8], "little")):
        entry = at + 8 + 8 * row
        number_of_it, offset = (int.from_bytes(content[entry + k : entry + k + 4], "little") for k in (0, 4))
        if number_of_it in wanted:
            kind, skip, value = wanted.pop(number_of_it)
            if int.from_bytes(content[at + offset : at + offset + 4], "little") != kind:
                raise ValueError(f"property {number_of_it} is of another kind")
            start = at + offset + skip
            changed[start : start + len(value)] = value
    if wanted:
        raise ValueError(f"no properties {sorted(wanted)}")
    return bytes(changed)


def make(payload: Path, work: Path, out: Path, made: Release) -> None:
    """Write the MSI; raise SetupError when it fails."""
    icons = ROOT / "build" / "icons"
    written = work / "counterbook.wxs"
    for name in (ICON, BOOK_ICON):
        shutil.copy2(icons / name, work / name)
    written.write_text(source(payload, work, made.version), encoding="utf-8")
    out.unlink(missing_ok=True)
    code, output = capture("wixl", "-a", "x64", "-o", out, written)
    if code != 0 or not out.exists():
        raise SetupError(f"The MSI could not be made ({code}):\n{output}")
    out.write_bytes(steady(out.read_bytes(), made.epoch, number(f"package {made.version} {made.commit}")))
