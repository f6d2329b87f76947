"""JSON responses in their envelope: stored entries are joined as bytes, never encoded twice."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from app.catalog.catalog import Catalog
from app.core.base_model import Model
from app.features.entry_cards import cards_json, caution_lines_json
from app.features.pagination import ListSlice
from app.schemas.filters import View

CACHE_CONTROL = "public, max-age=300, stale-while-revalidate=3000, stale-if-error=86400"
"""While the server can be reached, no cache answers with what is an hour old: a caution may have changed."""
SYNC_CACHE_CONTROL = "public, max-age=30, stale-if-error=86400"
"""For the offline routes. A stale answer, sent while a cache revalidates, would cost a phone a whole sync."""


class JSONBytesResponse(Response):
    """A response whose body is encoded JSON."""

    media_type = "application/json"


def json_response(catalog: Catalog, body: str | bytes, cache_control: str = CACHE_CONTROL) -> Response:
    """Return encoded JSON as a response that caches may store."""
    return JSONBytesResponse(body, headers=release_headers(catalog, cache_control))


def data_response(catalog: Catalog, data: Model | bytes, cache_control: str = CACHE_CONTROL) -> Response:
    """Return data, encoded or not, in its envelope."""
    return json_response(catalog, data_body(catalog, data), cache_control)


def page_response(catalog: Catalog, listed: ListSlice, view: View) -> Response:
    """Return a page of a list, with a `Link` to the next one."""
    data, included = viewed_entries(catalog, listed.keys, view)
    info = listed.page.model_dump_json().encode()
    response = json_response(
        catalog, members_body(catalog, {"data": data, "included": included, "page": info})
    )
    if listed.page.next_href:
        response.headers.append("Link", f'<{listed.page.next_href}>; rel="next"')
    return response


def viewed_entries(catalog: Catalog, keys: Sequence[str], view: View) -> tuple[bytes, bytes]:
    """Return entries as a JSON array, whole or as cards, and what they name, as `included`."""
    if view == "card":
        return cards_json(catalog, keys), caution_lines_json(catalog, keys)
    return b"[%b]" % b",".join(map(catalog.entry_json, keys)), catalog.included_json(keys)


def entry_response(catalog: Catalog, data: Model | bytes, included: bytes) -> Response:
    """Return data that names claims and cautions, with those whole."""
    return json_response(catalog, entry_body(catalog, data, included))


def entry_body(catalog: Catalog, data: Model | bytes, included: bytes) -> bytes:
    """Return the body of data that names claims and cautions, with those whole."""
    return members_body(catalog, {"data": _encoded(data), "included": included})


def data_body(catalog: Catalog, data: Model | bytes) -> bytes:
    """Return the body of data, encoded or not."""
    return members_body(catalog, {"data": _encoded(data)})


def members_body(catalog: Catalog, parts: Mapping[str, bytes]) -> bytes:
    """Return the body of encoded JSON members."""
    pieces = [b"{"]
    for name, value in parts.items():
        pieces += (b'"%b":' % name.encode(), value, b",")
    return b"".join((*pieces, b'"meta":', catalog.meta_json, b"}"))


def _encoded(data: Model | bytes) -> bytes:
    return data if isinstance(data, bytes) else data.model_dump_json().encode()


def file_responses(media_type: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what declares a route whose 200 has a media type other than JSON."""
    content = {media_type: {"schema": schema or {"type": "string"}}}
    return {"response_class": Response, "responses": {200: {"content": content}}}


def release_headers(catalog: Catalog, cache_control: str = CACHE_CONTROL) -> dict[str, str]:
    """Return the headers of every cacheable response of a release."""
    return {"Cache-Control": cache_control, "Gutbone-Release": catalog.release}
