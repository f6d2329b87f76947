"""JSON responses in their envelope: stored entries are joined as bytes, never encoded twice."""

from collections.abc import Iterable, Mapping

from starlette.responses import Response

from app.catalog.catalog import Catalog
from app.core.base_model import Model
from app.schemas.envelopes import PageInfo


class JSONBytesResponse(Response):
    """A response whose body is encoded JSON."""

    media_type = "application/json"


def item_response(catalog: Catalog, key: str) -> Response:
    """Return one entry in its envelope."""
    return JSONBytesResponse(item_body(catalog, key), headers=release_headers(catalog))


def page_response(catalog: Catalog, keys: Iterable[str], page: PageInfo) -> Response:
    """Return a page of entries in its envelope."""
    return JSONBytesResponse(page_body(catalog, keys, page), headers=release_headers(catalog))


def data_response(catalog: Catalog, data: Model) -> Response:
    """Return any other data in its envelope."""
    return JSONBytesResponse(data_body(catalog, data), headers=release_headers(catalog))


def encoded_response(catalog: Catalog, data: bytes) -> Response:
    """Return encoded JSON data in its envelope."""
    return JSONBytesResponse(encoded_body(catalog, data), headers=release_headers(catalog))


def members_response(catalog: Catalog, parts: Mapping[str, bytes]) -> Response:
    """Return encoded JSON members, in order, in the envelope."""
    return JSONBytesResponse(members_body(catalog, parts), headers=release_headers(catalog))


def item_body(catalog: Catalog, key: str) -> bytes:
    """Return the body of one entry."""
    return members_body(catalog, {"data": catalog.entry_json(key)})


def page_body(catalog: Catalog, keys: Iterable[str], page: PageInfo) -> bytes:
    """Return the body of a page of entries."""
    entries = b",".join(map(catalog.entry_json, keys))
    info = page.model_dump_json().encode()
    return b"".join((b'{"data":[', entries, b'],"page":', info, b',"meta":', catalog.meta_json, b"}"))


def data_body(catalog: Catalog, data: Model) -> bytes:
    """Return the body of any other data."""
    return members_body(catalog, {"data": data.model_dump_json().encode()})


def encoded_body(catalog: Catalog, data: bytes) -> bytes:
    """Return the body of encoded JSON data."""
    return members_body(catalog, {"data": data})


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
