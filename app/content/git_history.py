"""The content of earlier releases, from the git history of the content folder."""

import io
import shutil
import subprocess
import tarfile
from pathlib import Path

from app.content.files import IGNORED

ContentFiles = dict[str, bytes]
"""Documents by path within the content folder; the ledger and the README are not among them."""


class HistoryError(Exception):
    """The git history cannot say what a release contained; the message is one line."""


def files_in(folder: Path) -> ContentFiles:
    """Return the documents in the content folder."""
    paths = (path for path in folder.rglob("*.yaml") if path.is_file())
    return _documents({path.relative_to(folder).as_posix(): path.read_bytes() for path in paths})


def files_of_release(folder: Path, release: str) -> ContentFiles | None:
    """Return the documents in the commit that added a release to the ledger, None if it is not committed.

    Raises HistoryError.
    """
    ledger_file = f"releases/{release}.yaml"
    added = _git(folder, "log", "--diff-filter=A", "--max-count=1", "--format=%H", "--", ledger_file)
    commit = added.decode().strip()
    if not commit:
        return None
    with tarfile.open(fileobj=io.BytesIO(_git(folder, "archive", commit, "."))) as archive:
        streams = {member.name: archive.extractfile(member) for member in archive if member.isfile()}
        return _documents({name: stream.read() for name, stream in streams.items() if stream})


def _documents(files: ContentFiles) -> ContentFiles:
    return {
        path: text
        for path, text in files.items()
        if path.endswith(".yaml") and path.partition("/")[0] not in IGNORED
    }


def _git(folder: Path, *arguments: str) -> bytes:
    program = shutil.which("git")
    if program is None:
        raise HistoryError("git is not installed, and older text is in the git history")
    command = [program, "-C", str(folder), *arguments]
    done = subprocess.run(command, check=False, capture_output=True)
    if done.returncode:
        raise HistoryError(done.stderr.decode(errors="replace").strip().partition("\n")[0] or "git failed")
    return done.stdout
