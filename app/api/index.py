"""The index route, `/v1`: every kind with its number of entries, and every address."""

from collections.abc import Iterable, Sequence

from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import Field
from starlette.responses import Response

from app.api.cached_route import CachedRoute
from app.api.collections import COMMON_PROBLEMS, NoParameters
from app.api.responses import data_response
from app.catalog.catalog import Catalog
from app.catalog.registry import KINDS
from app.core.base_model import Model
from app.core.field_types import Href, KindPath
from app.schemas.envelopes import Envelope
from app.server.http.problems import problem_responses
from app.server.state.release_holder import CurrentCatalog

PATH = "/v1"


class IndexedKind(Model):
    """One kind of entry."""

    kind: KindPath
    name: str = Field(description="Its name in the plural, as text to show.", examples=["food sources"])
    href: Href
    entries: int = Field(ge=0, description="How many entries it has.")


class Address(Model):
    """One address of the API."""

    template: str = Field(
        description="The path, as a URI template (RFC 6570).", examples=["/v1/food-sources/{slug}"]
    )
    methods: tuple[str, ...] = Field(description="The methods it has, beside HEAD and OPTIONS.")
    summary: str = Field(description="What it is for, in a few words.")


class Index(Model):
    """The kinds of entries and the addresses there are."""

    kinds: tuple[IndexedKind, ...] = Field(description="Every kind, in the order of the guide.")
    addresses: tuple[Address, ...] = Field(description="Every address; `/openapi.json` describes them.")


class IndexItem(Envelope[Index]):
    """What there is to ask for."""


def index_router(routers: Sequence[APIRouter]) -> APIRouter:
    """Return the route of the index, which lists its own address and those of other routers."""
    router = APIRouter(
        route_class=CachedRoute, tags=["overview"], responses=problem_responses(*COMMON_PROBLEMS)
    )

    @router.get(PATH, response_model=IndexItem, operation_id="get_index", summary="List kinds and addresses")
    async def get_index(catalog: CurrentCatalog, _query: NoParameters) -> Response:
        """Return the kinds of entries with their numbers, and every address; begin here."""
        return data_response(catalog, index_of(catalog, addresses))

    addresses = addresses_of((router, *routers))
    return router


def index_of(catalog: Catalog, addresses: tuple[Address, ...]) -> Index:
    """Return the index of a release."""
    kinds = (
        IndexedKind(
            kind=kind.path,
            name=kind.plural.replace("_", " "),
            href=f"{PATH}/{kind.path}",
            entries=len(catalog.keys(kind.path)),
        )
        for kind in KINDS
    )
    return Index(kinds=tuple(kinds), addresses=addresses)


def addresses_of(routers: Iterable[APIRouter]) -> tuple[Address, ...]:
    """Return the addresses of the routes that the OpenAPI document describes, each once."""
    found: dict[str, list[APIRoute]] = {}
    for route in (route for router in routers for route in router.routes if isinstance(route, APIRoute)):
        if route.include_in_schema:
            found.setdefault(route.path, []).append(route)
    return tuple(
        Address(
            template=path,
            methods=tuple(sorted({method for route in routes for method in route.methods or ()})),
            summary=routes[0].summary or "",
        )
        for path, routes in found.items()
    )
