"""Static files of the pages, answered through the response cache: compressed, and with an ETag."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response

MEDIA_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
IMMUTABLE = "public, max-age=31536000, immutable"
"""For files whose version is in their address: vendored ones, and others with their `version`."""


@dataclass(frozen=True)
class StaticFile:
    """A file that a page may load. `version` is a query: with it, caches may keep the file for ever."""

    read: Callable[[], bytes]
    media_type: str
    cache_control: str
    version: str


def static_files(folder: Path, cache_control: str, vendored: Iterable[Path]) -> dict[str, StaticFile]:
    """Return the scripts, styles and pictures in a folder, and vendored files below their folder's name."""
    own = [path for path in folder.iterdir() if path.suffix in MEDIA_TYPES]
    return {path.name: static_file(path, cache_control) for path in own} | {
        f"{path.parent.name}-{path.name}": static_file(path, IMMUTABLE) for path in vendored
    }


def static_file(path: Path, cache_control: str, read: Callable[[], bytes] | None = None) -> StaticFile:
    """Return a file with a version made from its bytes: the same on every machine.

    `read` returns the bytes to serve; by default those of the file.
    """
    read = read or path.read_bytes
    version = f"v={sha256(read()).hexdigest()[:8]}"
    return StaticFile(read, MEDIA_TYPES.get(path.suffix, "text/plain"), cache_control, version)


def file_response(files: Mapping[str, StaticFile], name: str, query: str) -> Response:
    """Return a file. Raises HTTPException for a name that is not in `files`."""
    file = files.get(name)
    if file is None:
        raise HTTPException(404)
    # A server of another version has other bytes: caches may keep for ever only those that were asked for.
    cache_control = IMMUTABLE if query == file.version else file.cache_control
    headers = {"Cache-Control": cache_control}
    return Response(file.read(), headers=headers, media_type=file.media_type)
