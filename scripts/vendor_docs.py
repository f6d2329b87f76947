"""Fetch the vendored files of pages again, at the versions that the two modules of assets pin.

Run from the root of the repository, with npm at hand: `python -m scripts.vendor_docs`.
"""

import shutil
import subprocess
import tarfile
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from app.web.docs import reference_pages
from app.web.explorer import assets as explorer

CHECKSUMS = "CHECKSUMS.sha256"

FILES = {
    "@scalar/api-reference": ("dist/browser/standalone.js",),
    "swagger-ui-dist": (
        "LICENSE",
        "NOTICE",
        "swagger-ui-bundle.js",
        "swagger-ui-bundle.js.LICENSE.txt",
        "swagger-ui.css",
    ),
    "cytoscape": ("LICENSE", "dist/cytoscape.min.js"),
}

# Scalar's package says MIT but leaves the text out; one it is built from, of the same repository
# and the same holder, carries it.
LICENCE_FROM = {"@scalar/api-reference": "@scalar/themes@0.18.0"}


def main() -> None:
    """Replace everything in both vendor folders, and write their checksums."""
    for assets, pinned in (
        (reference_pages.ASSETS, reference_pages.PINNED),
        (explorer.ASSETS, explorer.PINNED),
    ):
        vendor = assets / "vendor"
        shutil.rmtree(vendor, ignore_errors=True)
        for package, version in pinned.items():
            folder = vendor / reference_pages.archive_name(package, version)
            fetch(f"{package}@{version}", FILES[package], folder)
            if package in LICENCE_FROM:
                fetch(LICENCE_FROM[package], ("LICENSE",), folder)
        (vendor / CHECKSUMS).write_text(checksums(vendor), encoding="utf-8")


def fetch(spec: str, names: tuple[str, ...], folder: Path) -> None:
    """Write the named files of an npm package, such as `left-pad@1.3.0`, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as temporary:
        subprocess.run(["npm", "pack", "--silent", spec], cwd=temporary, check=True)
        (archive,) = Path(temporary).glob("*.tgz")
        with tarfile.open(archive) as package:
            for name in names:
                member = package.extractfile(f"package/{name}")
                if member is None:
                    raise FileNotFoundError(name)
                (folder / Path(name).name).write_bytes(member.read())


def checksums(vendor: Path) -> str:
    """Return a line per vendored file, in the form that `sha256sum --check` reads."""
    files = sorted(path for path in vendor.rglob("*") if path.is_file() and path.name != CHECKSUMS)
    return "".join(f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(vendor)}\n" for path in files)


if __name__ == "__main__":
    main()
