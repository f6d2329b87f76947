"""From catalog entries to bytes: entries are joined as they are kept, never encoded twice."""

from collections.abc import Iterable, Mapping

from starlette.responses import Response

from app.catalog import Catalog
from app.envelopes import PageInfo
from app.model import Model


class JsonBytes(Response):
    """A JSON body that is bytes already."""

    media_type = "application/json"


def item_answer(catalog: Catalog, key: str) -> Response:
    """Return one entry in its envelope."""
    return _answer(catalog, {"data": catalog.encoded(key)})


def page_answer(catalog: Catalog, keys: Iterable[str], page: PageInfo) -> Response:
    """Return a page of entries in its envelope."""
    entries = b"[" + b",".join(catalog.encoded(key) for key in keys) + b"]"
    return _answer(catalog, {"data": entries, "page": page.model_dump_json().encode()})


def data_answer(catalog: Catalog, data: Model) -> Response:
    """Return any other data in its envelope."""
    return _answer(catalog, {"data": data.model_dump_json().encode()})


def _answer(catalog: Catalog, parts: Mapping[str, bytes]) -> Response:
    meta = catalog.meta.model_dump_json().encode()
    members = [f'"{name}":'.encode() + value for name, value in {**parts, "meta": meta}.items()]
    return JsonBytes(b"{" + b",".join(members) + b"}", headers=headers(catalog))


def headers(catalog: Catalog) -> dict[str, str]:
    """Return the headers of every cacheable answer of a release."""
    return {
        "Cache-Control": "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400",
        "Gutbone-Release": catalog.release,
    }
