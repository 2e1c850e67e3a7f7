"""What the program tells of itself: version and commit, the licences of all that is in it, and its own files."""

import hashlib
import json
import tomllib
from pathlib import Path

from freeze import keep, versions
from release import parts


def build(root: Path) -> dict[str, str]:
    """Return version, commit, and the address of the version check, "" where it is not offered."""
    made = versions.release(root)
    return {"version": made.version, "commit": made.commit, "asks": address(root)}


def address(root: Path) -> str:
    """Return where the program may ask for its newest version; refuses what is not encrypted."""
    path = root / "packaging" / "release" / "address.toml"
    asks = str(tomllib.loads(path.read_text(encoding="utf-8"))["asks"])
    if asks and not asks.startswith("https://"):
        raise parts.PartsError(f"{path.name}: {asks} is not an https address")
    return asks


def notices(found: list[parts.Part]) -> dict[str, object]:
    """Return the licences of all parts; a text that several share is written once."""
    texts = list(dict.fromkeys(text for part in found for text in part.texts))
    places = {text: place for place, text in enumerate(texts)}
    components = [
        {
            "name": part.name,
            "version": part.version,
            "licence": part.licence,
            "home": part.home,
            "texts": [places[text] for text in part.texts],
        }
        for part in found
    ]
    return {"components": components, "texts": texts}


def files(root: Path) -> dict[str, str]:
    """Return the SHA-256 of each of the program's resources, by which its self-test knows one that came to harm."""
    folder = root / "resources"
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in sorted(names.items())
        if name.partition("/")[0] not in keep.NOT_RESOURCES
    }


def write(root: Path, site: Path, system: str, out: Path) -> None:
    """Write what there is to tell into a folder, as JSON; the same commit and packages give the same bytes."""
    out.mkdir(parents=True, exist_ok=True)
    told = {"build": build(root), "notices": notices(parts.parts(site, system)), "files": files(root)}
    for name, content in told.items():
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (out / f"{name}.json").write_text(text, encoding="utf-8", newline="\n")
