"""Routes of public content: their class opts in to caching, and validates queries in one step."""

from collections.abc import Callable, Coroutine
from functools import cache
from inspect import getclosurevars
from typing import Any, TypeVar, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.responses import Response

from app.core.errors import InconsistentCodeError
from app.features.name_resolution import InvalidQueryError
from app.server.cache.response_cache import QueryPairs, mark_cacheable
from app.server.http.negotiation import JSON
from app.server.state.release_holder import current_catalog

REPEATED = "takes one value and is given {} times; leave one"

Query = TypeVar("Query", bound=BaseModel)
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


async def reject_repeated_parameters(request: Request) -> None:
    """Reject a parameter of one value that is given more than once, so that none is dropped in silence.

    Raises RequestValidationError with the framework's own errors and these.
    """
    query = request.query_params
    if len(query.multi_items()) == len(query):
        return
    parameters = request.scope["route"].dependant.query_params
    repeated = [
        _error(name, query.getlist(name))
        for parameter in parameters
        for name in single_value_parameters(parameter.field_info.annotation)
        if len(query.getlist(name)) > 1
    ]
    if repeated:
        _, errors = request_params_to_args(parameters, query)
        raise RequestValidationError([*errors, *repeated])


CACHE_SAFE = {current_catalog, reject_repeated_parameters}
"""Dependencies whose result depends on the release and the query alone."""


class CachedRoute(APIRoute):
    """A route whose 200 responses depend on the release, path and query alone, and are cached.

    With any dependency that is not CACHE_SAFE, on the route, its router or the application, nothing is
    cached: a dependency that may refuse a request sees every request.
    """

    def get_route_handler(self) -> Handler:
        """Return the framework's handler, which marks its responses as cacheable."""
        handler = super().get_route_handler()
        dependant = _effective_dependant(handler)
        if {dependency.call for dependency in dependant.dependencies} <= CACHE_SAFE:
            handler = _cached(self.handler_of(dependant, handler))
        if self.include_in_schema and self.response_model:
            handler = _described(handler, schema_link(self.response_model))
        return handler

    def handler_of(self, _dependant: Dependant, handler: Handler) -> Handler:
        """Return what answers a request whose dependencies are all CACHE_SAFE."""
        return handler


class QueryRoute(CachedRoute):
    """A cached route whose endpoint takes `catalog` and one query model, `query`, nothing else.

    The framework looks at every field of a query model before it validates the model; a valid query is
    validated here in one step, in two thirds of the time. Anything else is left to the framework.
    """

    def handler_of(self, dependant: Dependant, handler: Handler) -> Handler:
        """Return a handler that calls the endpoint with the validated query."""
        (parameter,) = dependant.query_params
        model: Any = parameter.field_info.annotation
        endpoint = self.endpoint

        async def handle(request: Request) -> Response:
            scope = request.scope
            query = parse_query_model(model, scope["query_pairs"])
            if query is None:
                return await handler(request)
            try:
                response: Response = await endpoint(catalog=scope["release"].catalog, query=query)
            except InvalidQueryError:
                return await handler(request)
            return response

        return handle


def _effective_dependant(handler: Handler) -> Dependant:
    """Return the dependencies of a handler, those of the application and of including routers too.

    Only the framework's closure has them all. Raises InconsistentCodeError if it has none.
    """
    dependant = getclosurevars(handler).nonlocals.get("dependant")
    if not isinstance(dependant, Dependant):
        raise InconsistentCodeError(
            "FastAPI's request handler no longer has the variable `dependant`: find where it keeps the "
            "dependencies of a route, or every response would be cached without them"
        )
    return dependant


def schema_link(model: Any) -> str:
    """Return a `Link` to the schema of a response, in the OpenAPI document."""
    return f'</openapi.json#/components/schemas/{model.__name__}>; rel="describedby"'


def _described(handler: Handler, link: str) -> Handler:
    async def handle(request: Request) -> Response:
        response = await handler(request)
        if response.headers.get("content-type", "") == JSON:
            response.headers.append("Link", link)
        return response

    return handle


def _cached(handler: Handler) -> Handler:
    async def handle(request: Request) -> Response:
        response = await handler(request)
        if "no-store" not in response.headers.get("cache-control", ""):
            mark_cacheable(request.scope)
        return response

    return handle


def parse_query_model(model: type[Query], pairs: QueryPairs) -> Query | None:
    """Return the query model of the parameters, or None if there is anything wrong with them."""
    single, values = single_value_parameters(model), dict[str, Any]()
    for name, value in pairs:
        if name not in single:
            values.setdefault(name, []).append(value)
        elif name in values:
            return None
        else:
            values[name] = value
    try:
        return model.model_validate(values)
    except ValidationError:
        return None


@cache
def single_value_parameters(model: Any) -> frozenset[str]:
    """Return the parameters of a query model that take one value."""
    fields = getattr(model, "model_fields", {}).items()
    return frozenset(
        field.alias or name for name, field in fields if get_origin(field.annotation) is not tuple
    )


def _error(name: str, given: list[str]) -> dict[str, Any]:
    message = REPEATED.format(len(given))
    return {"type": "repeated", "loc": ("query", name), "msg": message, "input": ", ".join(given)}
