"""What kind of place a folder is: kept by a synchroniser, on another machine, on a drive that can be pulled out.

Nothing here waits for a network: it goes by names and by the system's list of what is mounted.
"""

import os
import re
import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import NamedTuple

SYNCHRONISERS: Mapping[str, str] = MappingProxyType(
    {
        "onedrive": "OneDrive",
        "iclouddrive": "iCloud Drive",
        "icloud drive": "iCloud Drive",
        "icloud云盘": "iCloud Drive",
        "mobile documents": "iCloud Drive",
        "com~apple~clouddocs": "iCloud Drive",
        "dropbox": "Dropbox",
        "google drive": "Google Drive",
        "googledrive": "Google Drive",
        "google 云端硬盘": "Google Drive",
        "my drive": "Google Drive",
        "我的云端硬盘": "Google Drive",
        "我的雲端硬碟": "Google Drive",
        "nutstore": "坚果云 (Nutstore)",
        "nutstore files": "坚果云 (Nutstore)",
        "坚果云": "坚果云 (Nutstore)",
        "我的坚果云": "坚果云 (Nutstore)",
        "baidusyncdisk": "百度网盘 (Baidu)",
        "baidunetdiskworkspace": "百度网盘 (Baidu)",
        "百度网盘": "百度网盘 (Baidu)",
        "百度网盘同步空间": "百度网盘 (Baidu)",
        "百度云同步盘": "百度网盘 (Baidu)",
        "微云": "微云 (Weiyun)",
        "微云同步助手": "微云 (Weiyun)",
        "wps云盘": "WPS 云盘",
        "wps cloud files": "WPS 云盘",
        "nextcloud": "Nextcloud",
        "owncloud": "ownCloud",
        "syncthing": "Syncthing",
    }
)
"""Names of the folders synchronisers keep, folded, and what the synchroniser is called."""

_MARKS = ((".dropbox", "Dropbox"), (".dropbox.cache", "Dropbox"), (".stfolder", "Syncthing"))
"""What synchronisers put into their folder, whatever it is called."""

_ENVIRONMENT = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
"""Variables in which Windows keeps where OneDrive's folders are."""

_NETWORK = frozenset(
    {
        *("9p", "afpfs", "afs", "ceph", "cifs", "davfs", "glusterfs", "ncpfs", "nfs", "nfs4", "smb3", "smbfs"),
        *("fuse.davfs2", "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "webdav"),
        *("fuse.vmhgfs-fuse", "prl_fs", "vboxsf", "virtiofs"),
    }
)
"""Kinds of file systems whose files lie on another machine, or on the one this machine is a guest of."""

_REMOVABLE = ("/media/", "/run/media/", "/Volumes/")
"""Where systems mount drives that can be pulled out."""

_UNC = re.compile(r"^(\\\\|//)[^\\/.?]|^\\\\\?\\UNC\\", re.IGNORECASE)
_MAC_MOUNT = re.compile(r"^.* on (?P<place>/.*) \((?P<kind>[^,)]+)")
_DRIVE_REMOVABLE, _DRIVE_REMOTE = 2, 4  # GetDriveTypeW


class Drive(StrEnum):
    """What a path lies on."""

    HERE = "here"
    NETWORK = "network"
    REMOVABLE = "removable"


# ---- synchronisers --------------------------------------------------------------------------------------------------


def synchroniser_of(path: Path, home: Path | None = None, environment: Mapping[str, str] = os.environ) -> str:
    """Return what the synchroniser is called in whose folder a path lies, "" for none that is known."""
    home = home or Path.home()
    for name in _ENVIRONMENT:
        kept = environment.get(name)
        if kept and _inside(path, PurePath(kept)):
            return "OneDrive"
    # A person's own name is no sign: somebody may be called Dropbox.
    parts = path.relative_to(home).parts if path.is_relative_to(home) else path.parts
    for part in parts:
        found = _known(part)
        if found:
            return found
    if _platform() == "darwin" and _in_icloud(path, home):
        return SYNCHRONISERS["icloud drive"]
    for folder in path.parents:
        for mark, called in _MARKS:
            if _is_there(folder / mark):
                return called
    return ""


def _known(name: str) -> str:
    """Return the synchroniser a folder's name belongs to: `OneDrive`, `OneDrive - Firm`, `GoogleDrive-me@here`."""
    folded = name.casefold()
    for known, called in SYNCHRONISERS.items():
        if folded == known or folded.startswith((f"{known} -", f"{known}-", f"{known} (")):
            return called
    return ""


def _in_icloud(path: Path, home: Path) -> bool:
    """Whether a Mac keeps this person's documents and desktop in iCloud, and the path lies there."""
    cloud = home / "Library" / "Mobile Documents" / "com~apple~CloudDocs"
    return any(path.is_relative_to(home / name) and _is_there(cloud / name) for name in ("Documents", "Desktop"))


def _inside(path: PurePath, folder: PurePath) -> bool:
    parts, wanted = ([part.casefold() for part in each.parts] for each in (path, folder))
    return bool(wanted) and parts[: len(wanted)] == wanted


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


# ---- drives ---------------------------------------------------------------------------------------------------------


def is_unc(path: PurePath) -> bool:
    r"""Whether a path names another machine: `\\server\share`."""
    return _UNC.match(str(path)) is not None


def drive_of(path: PurePath) -> Drive:
    """Return what a path lies on, by the system's own word."""
    if is_unc(path):
        return Drive.NETWORK
    if _platform() == "win32":
        return _windows_drive(path)
    return drive_by_mounts(path, _mounts(path))


class Mount(NamedTuple):
    """Something mounted: where, and as what kind of file system."""

    place: str
    kind: str


def drive_by_mounts(path: PurePath, mounts: Iterable[Mount]) -> Drive:
    """Return what a path lies on by what is mounted; the last and deepest mount above the path counts."""
    text = str(path)
    best = Mount("", "")
    for mount in mounts:
        inside = text == mount.place or text.startswith(mount.place.rstrip("/") + "/")
        if inside and len(mount.place) >= len(best.place):
            best = mount
    if best.kind in _NETWORK:
        return Drive.NETWORK
    return Drive.REMOVABLE if best.place.startswith(_REMOVABLE) else Drive.HERE


def linux_mounts(text: str) -> list[Mount]:
    r"""Read the list of mounts as Linux writes it: device, place, kind; blanks in a place are written `\040`."""
    rows = (line.split() for line in text.splitlines())
    return [Mount(_unescaped(row[1]), row[2]) for row in rows if len(row) > 2]  # noqa: PLR2004 - the three of them


def mac_mounts(text: str) -> list[Mount]:
    """Read the list of mounts as macOS writes it: `//me@server/share on /Volumes/share (smbfs, nodev)`."""
    rows = (_MAC_MOUNT.match(line) for line in text.splitlines())
    return [Mount(row["place"], row["kind"]) for row in rows if row is not None]


def _unescaped(place: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), place)


def _mounts(path: PurePath) -> list[Mount]:
    import subprocess  # a window asks where it is before it shows, and most systems need none

    try:
        if _platform() != "darwin":
            return linux_mounts(Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace"))
        if not str(path).startswith("/Volumes/"):  # everything else lies on the Mac itself
            return []
        listed = subprocess.run(["/sbin/mount"], capture_output=True, timeout=2, check=True)
        return mac_mounts(listed.stdout.decode(errors="replace"))
    except (OSError, subprocess.SubprocessError):  # a system that keeps no such list
        return []


def _platform() -> str:
    """Return the system's name by a call, so that every system's branch is checked on each."""
    return sys.platform


def _windows_drive(path: PurePath) -> Drive:
    import ctypes

    kernel = getattr(ctypes, "windll", None)
    kind = kernel.kernel32.GetDriveTypeW(path.anchor) if kernel is not None and path.anchor else 0
    return {_DRIVE_REMOTE: Drive.NETWORK, _DRIVE_REMOVABLE: Drive.REMOVABLE}.get(kind, Drive.HERE)
