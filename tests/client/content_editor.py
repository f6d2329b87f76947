"""A copy of the sample content that tests change, release and serve."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.content.content_reader import read_content
from app.features.bundle import Snapshot, bundle_of, snapshot_of
from tests.conftest import loaded_engine
from tests.fixtures.cli import (
    SAMPLE_CONTENT,
    CommandResult,
    Server,
    loaded_database_url,
    process_folder,
    run_cli,
    running_server,
)

Change = Callable[[Path], None]


@dataclass
class ContentEditor:
    """A folder of content, and the databases loaded from it."""

    folder: Path
    databases: int = 0

    @property
    def content(self) -> Path:
        """Return the folder of the YAML files."""
        return self.folder / "content"

    def release(
        self,
        *changes: Change,
        reason: str | None = None,
        note: str = "A change.",
        lowered_because: str | None = None,
    ) -> str:
        """Change files, write the release with the command line, and return its id."""
        before = self.releases()
        for change in changes:
            change(self.content)
        given = {"--note": note, "--reason": reason, "--lowered-because": lowered_because}
        options = [part for name, value in given.items() if value for part in (name, value)]
        result = run_cli("release", *options, content_dir=self.content)
        assert result.code == 0, result.err
        (made,) = self.releases() - before
        return made

    def release_weaker(self, *changes: Change, note: str = "A change.") -> str:
        """Release changes that make a warning weaker, with the reason that this needs."""
        return self.release(*changes, note=note, lowered_because="A newer study.")

    def releases(self) -> set[str]:
        """Return the ids of the releases so far."""
        return {path.stem for path in (self.content / "releases").glob("*.yaml")}

    def load(self, *options: str) -> CommandResult:
        """Load the content into the newest database."""
        return run_cli("load", *options, content_dir=self.content, database_url=self.url)

    @property
    def url(self) -> str:
        """Return where the newest database is."""
        return f"sqlite:///{self.folder}/{self.databases}.db"

    def snapshot(self) -> Snapshot:
        """Return what is served to offline clients once the files are loaded."""
        engine = loaded_engine(read_content(self.content, KINDS), "sqlite://")
        try:
            return snapshot_of(read_catalog(engine, KINDS))
        finally:
            engine.dispose()

    @contextmanager
    def serve(self, **settings: object) -> Iterator[Server]:
        """Run a server with the current files, from a new database."""
        self.databases += 1
        url = loaded_database_url(self.folder / f"{self.databases}.db", self.content)
        # Nobody reads what it logs, and a pipe that is full would stop it.
        with running_server(database_url=url, port=0, access_log="false", **settings) as server:
            yield server


def make_content_editor(folder: Path) -> ContentEditor:
    """Return an editor with a first release of the sample content."""
    shutil.copytree(first_release() / "content", folder / "content")
    return ContentEditor(folder)


@cache
def first_release() -> Path:
    """Return a folder with the sample content and its first release, written once per process."""
    folder = process_folder()
    shutil.copytree(SAMPLE_CONTENT, folder / "content")
    ContentEditor(folder).release(reason="addition", note="First.")
    return folder


def bundle_data(snapshot: Snapshot) -> dict[str, Any]:
    """Return the data of a bundle."""
    data: dict[str, Any] = json.loads(bundle_of(snapshot))
    return data
