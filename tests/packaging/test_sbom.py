"""`make sbom` names every runtime package, with its hashes."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
LOCKED = re.compile(r"^(?P<name>[a-z0-9.-]+)(?:\[[^]]*\])?==(?P<version>[^ ;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def recipe() -> str:
    """Return the command of the Makefile that writes the bill."""
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    found = re.search(r"^sbom:.*\n\t@mkdir -p build\n\t(?P<command>\$\(BIN\)/.+)$", makefile, re.MULTILINE)
    assert found is not None
    return found["command"].replace("$(BIN)", str(Path(sys.executable).parent))


def write_sbom(folder: Path, name: str) -> bytes:
    command = recipe().replace("build/sbom.json", str(folder / name))
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=REPOSITORY, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return (folder / name).read_bytes()


@pytest.fixture(scope="module")
def sbom(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the SBOM: writing it takes seconds."""
    return write_sbom(tmp_path_factory.mktemp("sbom"), "one.json")


def test_sbom_lists_every_package_with_hashes(sbom: bytes) -> None:
    bill: dict[str, Any] = json.loads(sbom)
    assert (bill["bomFormat"], bill["metadata"]["component"]["name"]) == ("CycloneDX", "gutbone")
    lock = (REPOSITORY / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    blocks = {match["name"]: match for match in LOCKED.finditer(lock)}
    named = {part["name"]: part for part in bill["components"]}
    assert len(blocks) > 20
    assert {name: part["version"] for name, part in named.items()} == {
        name: match["version"] for name, match in blocks.items()
    }
    assert set(HASH.findall(lock)) == set(re.findall(r"[0-9a-f]{64}", json.dumps(bill["components"])))
    for name, part in named.items():
        rest = lock[blocks[name].end() :].partition("\n    # via")[0]
        own = [entry["content"] for place in part["externalReferences"] for entry in place.get("hashes", ())]
        assert own, name
        assert set(own) == set(HASH.findall(rest)), name
        assert part["purl"] == f"pkg:pypi/{name}@{part['version']}"


def test_sbom_is_reproducible(sbom: bytes, tmp_path: Path) -> None:
    assert write_sbom(tmp_path, "other.json") == sbom
    assert b"timestamp" not in sbom
    assert b"serialNumber" not in sbom
