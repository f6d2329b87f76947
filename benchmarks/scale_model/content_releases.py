"""A copy of the content with a further safety release, and the database of a run."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

from app.catalog.releases import id_order
from benchmarks.machine import ROOT
from benchmarks.processes import environment
from benchmarks.servers import GUTBONE

WHY = re.compile(r"^why: ([A-Z][^:\n]*\.)$", re.MULTILINE)
"""The reason of a caution, where it is on one line."""


@dataclass(frozen=True)
class Releases:
    """A database with the newest release of the repository, and content with one more after it."""

    database: str
    newer_content: Path
    held: str
    newer: str

    def load_newer(self) -> None:
        """Load the safety release into the database."""
        _run("load", database_url=self.database, content_dir=self.newer_content)


def prepare_releases(folder: Path) -> Releases:
    """Load the content into a new database, and release one changed caution in a copy of it."""
    older, newer = folder / "older", folder / "newer"
    copytree(ROOT / "seed_data", older)
    _release(older, "What was not released yet.")
    copytree(older, newer)
    for path in sorted((newer / "cautions").glob("*.yaml")):
        text, count = WHY.subn(r"why: \1 A pharmacist can say more.", path.read_text("utf-8"), count=1)
        if count:
            path.write_text(text, "utf-8")
            break
    _release(newer, "A caution says more.", "--reason", "safety")
    database = f"sqlite:///{folder}/model.db"
    _run("migrate", database_url=database)
    _run("load", database_url=database, content_dir=older)
    return Releases(database, newer, _newest(older), _newest(newer))


def _release(content: Path, note: str, *options: str) -> None:
    _run("release", "--note", note, *options, content_dir=content)


def _newest(content: Path) -> str:
    return max((path.stem for path in (content / "releases").glob("*.yaml")), key=id_order)


def _run(*arguments: str, **settings: object) -> None:
    command = [*GUTBONE, *arguments]
    subprocess.run(command, check=True, capture_output=True, env=environment(settings), cwd=ROOT)
