"""Writes `.DS_Store`: how the Finder shows the disk image. Run with the packages of `lock/macos.txt` in its path.

    python finder.py OUT NAME-OF-THE-PROGRAM SECONDS

The icons' places and the window are known to every Finder; the picture it finds by the name of the volume and the path.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from ds_store import DSStore
from mac_alias import ALIAS_FIXED_DISK, ALIAS_HFS_VOLUME_SIGNATURE, ALIAS_KIND_FILE, Alias, TargetInfo, VolumeInfo

from macos import image

_ICON = 112.0
_LEFT, _RIGHT, _MIDDLE = 160, 480, 190  # where the two icons stand, in points of the window
_AT = (240, 160)


def write(out: Path, app: str, epoch: int) -> None:
    """Write the file for an image that holds a program of this name."""
    width, height = image.WINDOW
    place = f"{{{{{_AT[0]}, {_AT[1]}}}, {{{width}, {height}}}}}"
    window = {
        "ShowStatusBar": False,
        "ShowToolbar": False,
        "ShowTabView": False,
        "ShowPathbar": False,
        "ShowSidebar": False,
        "ContainerShowSidebar": False,
        "WindowBounds": place,
    }
    icons = {
        "arrangeBy": "none",
        "backgroundType": 2,
        "backgroundImageAlias": _alias(epoch).to_bytes(),
        "backgroundColorRed": 1.0,
        "backgroundColorGreen": 1.0,
        "backgroundColorBlue": 1.0,
        "gridOffsetX": 0.0,
        "gridOffsetY": 0.0,
        "gridSpacing": 100.0,
        "iconSize": _ICON,
        "labelOnBottom": True,
        "showIconPreview": False,
        "showItemInfo": False,
        "textSize": 13.0,
        "viewOptionsVersion": 1,
    }
    with DSStore.open(str(out), "w+") as store:
        store["."]["vSrn"] = ("long", 1)
        store["."]["bwsp"] = window
        store["."]["icvp"] = icons
        store[app]["Iloc"] = (_LEFT, _MIDDLE)
        store[image.APPLICATIONS]["Iloc"] = (_RIGHT, _MIDDLE)


def _alias(epoch: int) -> Alias:
    """Return what leads the Finder to the picture."""
    folder, name = image.PICTURE.split("/")
    day = datetime.fromtimestamp(epoch, UTC)
    mounted = f"/Volumes/{image.VOLUME}"
    kind = (ALIAS_HFS_VOLUME_SIGNATURE, ALIAS_FIXED_DISK, 0, b"\0\0")
    volume = VolumeInfo(image.VOLUME, day, *kind, posix_path=mounted)
    target = TargetInfo(
        *(ALIAS_KIND_FILE, name, 0, 0, day, b"\0\0\0\0", b"\0\0\0\0"),
        folder_name=folder,
        carbon_path=f"{image.VOLUME}:{folder}:{name}",
        posix_path=f"/{image.PICTURE}",
    )
    return Alias(volume=volume, target=target)


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
