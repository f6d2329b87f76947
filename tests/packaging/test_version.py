"""The version is the same in every place that names it."""

import json
import re

from app import __version__
from tests.fixtures.cli import ROOT

PLACES = {
    "clients/typescript/package.json": r'"version": "([\d.]+)"',
    "deploy/kubernetes.yaml": r"image: gutbone:([\d.]+)",
    "README.md": r"gutbone-client-([\d.]+)\.tgz",
}


def test_every_place_names_the_same_version() -> None:
    for place, pattern in PLACES.items():
        assert set(re.findall(pattern, (ROOT / place).read_text("utf-8"))) == {__version__}, place
    assert json.loads((ROOT / "openapi.json").read_text("utf-8"))["info"]["version"] == __version__


def test_changelog_has_a_dated_section_of_the_version() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert any(re.fullmatch(rf"{re.escape(__version__)} \(\d{{4}}-\d\d-\d\d\)", one) for one in headings)
    assert sum("in progress" in one for one in headings) <= 1
    assert "in progress" in headings[0] or headings[0].startswith(__version__)
