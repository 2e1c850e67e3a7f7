"""Signing and notarising on a Mac, where the one who releases gives an identity; without one, for this Mac only.

`COUNTERBOOK_MAC_IDENTITY` names a “Developer ID Application” certificate in the keychain, `COUNTERBOOK_MAC_NOTARY` a
profile that `xcrun notarytool store-credentials` keeps there; `COUNTERBOOK_MAC_KEYCHAIN` is that keychain where it is
not the usual one. A disk image that was not notarised is refused by the Macs of others. Nothing secret passes through
here.
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from devtools.environment import SetupError, say
from macos import machos

IDENTITY = "COUNTERBOOK_MAC_IDENTITY"
NOTARY = "COUNTERBOOK_MAC_NOTARY"
KEYCHAIN = "COUNTERBOOK_MAC_KEYCHAIN"
ENTITLEMENTS = Path(__file__).resolve().parent / "entitlements.plist"
FOR_THIS_MAC = "-"


class Signer(NamedTuple):
    """Who signs, with which profile it is notarised, "" for not at all, and from which keychain, "" for the usual."""

    identity: str
    notary: str
    keychain: str = ""


def signer(environment: Mapping[str, str] = os.environ) -> Signer:
    """Return who signs; raise SetupError where it is to be notarised unsigned, which nobody does."""
    found = Signer(
        environment.get(IDENTITY, "") or FOR_THIS_MAC, environment.get(NOTARY, ""), environment.get(KEYCHAIN, "")
    )
    if found.notary and found.identity == FOR_THIS_MAC:
        raise SetupError(f"{NOTARY} is given but {IDENTITY} is not: only what is signed can be notarised.")
    return found


def commands(app: Path, who: Signer) -> list[list[str]]:
    """Return the commands that sign a bundle: what lies deepest first, the bundle itself last, and the proof."""
    files = sorted(machos.programs(app), key=lambda path: (-len(path.parts), path.as_posix()))
    inner = [path for path in files if path.parent.name != "MacOS"]
    frameworks = sorted({_framework(path) for path in inner} - {None}, key=str)
    signed = [_sign(path, who) for path in [*inner, *(path for path in frameworks if path is not None)]]
    whole = _sign(app, who, "--entitlements", str(ENTITLEMENTS))
    return [*signed, whole, ["codesign", "--verify", "--deep", "--strict", str(app)]]


def _framework(path: Path) -> Path | None:
    return next((parent for parent in path.parents if parent.suffix == ".framework"), None)


def _sign(path: Path, who: Signer, *more: str) -> list[str]:
    kept = [] if who.identity == FOR_THIS_MAC else ["--timestamp", "--options", "runtime"]
    return ["codesign", "--force", "--sign", who.identity, *_from(who), *kept, *more, str(path)]


def _from(who: Signer) -> list[str]:
    return ["--keychain", who.keychain] if who.keychain else []


def notary_commands(image: Path, who: Signer) -> list[list[str]]:
    """Return the commands that sign and notarise a disk image; none where there is no identity for it."""
    if who.identity == FOR_THIS_MAC:
        return []
    signed = [_sign(image, who)]
    if not who.notary:
        return signed
    submit = ["xcrun", "notarytool", "submit", str(image), "--keychain-profile", who.notary, *_from(who), "--wait"]
    staple = ["xcrun", "stapler", "staple", str(image)]
    judge = ["spctl", "--assess", "--type", "open", "--context", "context:primary-signature", str(image)]
    return [*signed, submit, staple, judge]


def carry_out(steps: Sequence[list[str]]) -> None:
    """Run the commands; raise SetupError with what the one that failed said."""
    for step in steps:
        done = subprocess.run(step, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
        if done.returncode != 0:
            raise SetupError(f"{' '.join(step[:3])} … {step[-1]} failed:\n{done.stdout}")
    if steps:
        say(f"{len(steps)} steps of signing done")
