"""Static files of the pages: read once for their ETag, and sent from disk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fastapi import Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse

from app.server.http.conditional import not_modified

MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css"}
IMMUTABLE = "public, max-age=31536000, immutable"
"""For vendored files, whose version stands in their public name."""


@dataclass(frozen=True)
class StaticFile:
    """A file that a page may load, with its header fields."""

    path: Path
    media_type: str
    headers: Mapping[str, str]


def static_files(folder: Path, cache_control: str, vendored: Iterable[Path]) -> dict[str, StaticFile]:
    """Return the scripts and styles in a folder, and vendored files with their folder in the public name."""
    own = [path for path in folder.iterdir() if path.suffix in MEDIA_TYPES]
    return {path.name: _static_file(path, cache_control) for path in own} | {
        f"{path.parent.name}-{path.name}": _static_file(path, IMMUTABLE) for path in vendored
    }


def _static_file(path: Path, cache_control: str) -> StaticFile:
    """Return a file with a strong ETag made from its bytes: the same on every machine."""
    etag = f'"{sha256(path.read_bytes()).hexdigest()[:32]}"'
    headers = {"Cache-Control": cache_control, "ETag": etag}
    return StaticFile(path, MEDIA_TYPES.get(path.suffix, "text/plain"), headers)


def file_response(files: Mapping[str, StaticFile], name: str, request: Request) -> Response:
    """Return a file, or 304 Not Modified. Raises HTTPException for a name that is not in `files`."""
    file = files.get(name)
    if file is None:
        raise HTTPException(404)
    if_none_match = ", ".join(request.headers.getlist("if-none-match")).encode("latin-1")
    if not_modified(if_none_match, file.headers["ETag"].encode()):
        return NotModifiedResponse(Headers(file.headers))
    return FileResponse(file.path, headers=file.headers, media_type=file.media_type)
