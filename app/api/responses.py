"""JSON responses in their envelope: stored entries are joined as bytes, never encoded twice."""

from collections.abc import Iterable, Mapping

from starlette.responses import Response

from app.catalog.catalog import Catalog
from app.core.base_model import Model
from app.schemas.envelopes import PageInfo


class JSONBytesResponse(Response):
    """A response whose body is encoded JSON."""

    media_type = "application/json"


def json_response(catalog: Catalog, body: str | bytes) -> Response:
    """Return encoded JSON as a response that caches may store."""
    return JSONBytesResponse(body, headers=release_headers(catalog))


def data_response(catalog: Catalog, data: Model | bytes) -> Response:
    """Return data, encoded or not, in its envelope."""
    return json_response(catalog, data_body(catalog, data))


def page_body(catalog: Catalog, keys: Iterable[str], page: PageInfo) -> bytes:
    """Return the body of a page of entries."""
    entries = b",".join(map(catalog.entry_json, keys))
    info = page.model_dump_json().encode()
    return b"".join((b'{"data":[', entries, b'],"page":', info, b',"meta":', catalog.meta_json, b"}"))


def data_body(catalog: Catalog, data: Model | bytes) -> bytes:
    """Return the body of data, encoded or not."""
    return members_body(
        catalog, {"data": data if isinstance(data, bytes) else data.model_dump_json().encode()}
    )


def members_body(catalog: Catalog, parts: Mapping[str, bytes]) -> bytes:
    """Return the body of encoded JSON members."""
    pieces = [b"{"]
    for name, value in parts.items():
        pieces += (b'"%b":' % name.encode(), value, b",")
    return b"".join((*pieces, b'"meta":', catalog.meta_json, b"}"))


def release_headers(catalog: Catalog) -> dict[str, str]:
    """Return the headers of every cacheable response of a release."""
    return {
        "Cache-Control": "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400",
        "Gutbone-Release": catalog.release,
    }
