"""Signing programs and installers (Authenticode), where the one who releases gives a certificate; else nothing is done.

Three variables tell of it: `COUNTERBOOK_SIGN_CERTIFICATE` is a file with certificate and key (PKCS #12),
`COUNTERBOOK_SIGN_PASSWORD_FILE` one that holds its password, `COUNTERBOOK_SIGN_TIME` the address of a time-stamping
service, without which a signature ends with its certificate. Nothing of them is printed or kept.

`python sign.py FILE` signs one file: so the setup program's compiler has the removing program signed.
"""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from devtools.environment import SetupError, capture, say

CERTIFICATE = "COUNTERBOOK_SIGN_CERTIFICATE"
PASSWORD = "COUNTERBOOK_SIGN_PASSWORD_FILE"
TIME = "COUNTERBOOK_SIGN_TIME"

_DESCRIPTION = "Counterbook"


class Signer(NamedTuple):
    """What to sign with: the certificate, the file of its password, the time-stamping service's address or ""."""

    certificate: Path
    password: Path
    time: str


def signer(environment: Mapping[str, str] = os.environ) -> Signer | None:
    """Return what to sign with, None where no certificate is given; raise SetupError where it is given in part."""
    certificate, password = environment.get(CERTIFICATE, ""), environment.get(PASSWORD, "")
    if not certificate:
        return None
    for name, value in ((CERTIFICATE, certificate), (PASSWORD, password)):
        if not Path(value).is_file():
            raise SetupError(f"{name} does not name a file, so nothing can be signed.")
    return Signer(Path(certificate), Path(password), environment.get(TIME, ""))


def command(given: Signer, source: Path, target: Path) -> list[str]:
    """Return the command that signs `source` into `target`, by osslsigncode."""
    stamp = ["-ts", given.time] if given.time else []
    key = ["-pkcs12", str(given.certificate), "-readpass", str(given.password)]
    return [
        *("osslsigncode", "sign", *key, "-h", "sha256", "-n", _DESCRIPTION, *stamp),
        *("-in", str(source), "-out", str(target)),
    ]


def command_on_windows(given: Signer, path: Path) -> list[str]:
    """Return the command that signs a file where it is, by what every Windows has; the password is read inside."""
    stamp = f"; TimestampServer = {quoted(given.time)}" if given.time else ""
    steps = (
        "$ErrorActionPreference = 'Stop'",
        f"$password = (Get-Content -Raw -LiteralPath {quoted(given.password)}).TrimEnd()",
        "$kind = 'System.Security.Cryptography.X509Certificates.X509Certificate2'",
        f"$certificate = New-Object $kind {quoted(given.certificate)}, $password",
        f"$how = @{{ HashAlgorithm = 'SHA256'; IncludeChain = 'All'{stamp} }}",
        f"$done = Set-AuthenticodeSignature -LiteralPath {quoted(path)} -Certificate $certificate @how",
        "if ($done.Status -eq 'HashMismatch' -or -not $done.SignerCertificate) { throw $done.StatusMessage }",
    )
    return ["powershell", "-NoProfile", "-NonInteractive", "-Command", "; ".join(steps)]


def quoted(text: str | Path) -> str:
    """Return a text as PowerShell takes it to the letter."""
    return "'" + str(text).replace("'", "''") + "'"


def sign(path: Path, given: Signer | None) -> bool:
    """Sign a file in place; return whether it was. Raises SetupError, naming the file, when it could not be."""
    if given is None:
        return False
    if sys.platform == "win32":
        code, output = capture(*command_on_windows(given, path))
        if code != 0:
            raise SetupError(f"{path.name} could not be signed:\n{output}")
    else:
        _sign_on_linux(path, given)
    say(f"signed {path.name}")
    return True


def _sign_on_linux(path: Path, given: Signer) -> None:
    if shutil.which("osslsigncode") is None:
        raise SetupError("A certificate is given, but osslsigncode, which signs, is not installed.")
    beside = path.with_name(f"{path.name}.signed")
    beside.unlink(missing_ok=True)
    code, output = capture(*command(given, path, beside))
    if code != 0 or not beside.exists():
        raise SetupError(f"{path.name} could not be signed:\n{output}")
    beside.replace(path)


if __name__ == "__main__":
    sys.exit(0 if sign(Path(sys.argv[1]).resolve(), signer()) else 1)
