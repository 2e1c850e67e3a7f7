"""The archive for every Linux without Debian's package manager: unpacked anywhere, installed by its script, or not."""

import io
import lzma
import shutil
import tarfile
from pathlib import Path

from freeze import versions
from linux import layout


def make(root: Path, frozen: Path, out: Path, made: versions.Release, machine: str, *, fast: bool) -> Path:
    """Make the archive of a frozen program in the folder `out`; return its path. `fast` packs quicker and larger."""
    name = f"{versions.NAME}-{made.version}-linux-{machine}"
    stage = root / "build" / "linux" / "tar"
    layout.lay(root, frozen, stage / "usr", made)
    shutil.copyfile(layout.HERE / "install.sh", stage / "install.sh")
    (stage / "install.sh").chmod(0o755)
    layout.set_modes(stage)
    out.mkdir(parents=True, exist_ok=True)
    archive = out / f"{name}.tar.xz"
    with (
        lzma.open(archive, "wb", preset=1 if fast else 9) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar,
    ):
        for path in sorted([stage, *stage.rglob("*")]):
            _add(tar, path, f"{name}/{path.relative_to(stage).as_posix()}".removesuffix("/."), made.epoch)
    shutil.rmtree(stage)
    return archive


def _add(tar: tarfile.TarFile, path: Path, name: str, epoch: int) -> None:
    """Add a file by its contents and mode alone: nothing of who packed it, and when, is in the archive."""
    member = tar.gettarinfo(str(path), name)
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = epoch
    if member.islnk():  # a file that the builder's disk keeps once is two files elsewhere
        member.type, member.size, member.linkname = tarfile.REGTYPE, path.stat().st_size, ""
    tar.addfile(member, io.BytesIO(path.read_bytes()) if member.isreg() else None)
