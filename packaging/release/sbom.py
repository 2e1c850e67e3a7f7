"""The list of all that is inside a build, in CycloneDX 1.6 as JSON, for whoever must know what they install."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from freeze import versions
from release import parts

_SIMPLE = re.compile(r"^[A-Za-z0-9.+-]+$")
_NOT_SPDX = re.compile(r"^LicenseRef-")


def bill(made: versions.Release, system: str, found: list[parts.Part]) -> dict[str, object]:
    """Return the list; the same commit, system and parts give the same."""
    root = f"pkg:generic/{versions.NAME}@{made.version}?os={system}"
    names = {part.package: _reference(part) for part in found if part.package}
    needs: dict[str, list[str]] = {root: [_reference(part) for part in found if not part.package]}
    needs |= {_reference(part): [] for part in found}
    for part in found:
        for asker in part.via:
            if asker == versions.NAME or asker in names:
                needs[root if asker == versions.NAME else names[asker]].append(_reference(part))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, f'{root}#{made.commit}')}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(made.epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": versions.NAME,
                "version": made.version,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
                "properties": [{"name": "counterbook:commit", "value": made.commit}],
            },
        },
        "components": [_component(part) for part in found],
        "dependencies": [{"ref": ref, "dependsOn": sorted(set(needed))} for ref, needed in sorted(needs.items())],
    }


def _reference(part: parts.Part) -> str:
    return _address(part) or f"part:{parts.plain(part.name.replace(' ', '-'))}"


def _address(part: parts.Part) -> str:
    return f"pkg:pypi/{part.package}@{part.version}" if part.package else ""


def _component(part: parts.Part) -> dict[str, object]:
    if _NOT_SPDX.match(part.licence):
        licences: list[dict[str, object]] = [{"license": {"name": part.licence.partition("-")[2]}}]
    elif _SIMPLE.match(part.licence):
        licences = [{"license": {"id": part.licence}}]
    else:
        licences = [{"expression": part.licence}]
    made: dict[str, object] = {
        "type": "library" if part.package else "data" if part.licence == "OFL-1.1" else "library",
        "bom-ref": _reference(part),
        "name": part.name,
        "licenses": licences,
    }
    if part.version:
        made["version"] = part.version
    if part.package:
        made["purl"] = _address(part)
    if part.home:
        made["externalReferences"] = [{"type": "website", "url": part.home}]
    return made


def write(root: Path, site: Path, system: str, out: Path) -> None:
    """Write the list of what a build for a system consists of."""
    content = bill(versions.release(root), system, parts.parts(site, system))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
