"""A way past the framework for good queries: read in one step, answered by the route's own endpoint.

The framework finds a route by trying all, and looks at every parameter of a query model anew for each
request; both take longer than the answer. What it declares stays the contract, and it says what is wrong.
"""

from collections.abc import Iterable
from typing import Any, cast

from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.query_parameters import single_value_parameters
from app.features.name_resolution import InvalidQueryError
from app.server.cache.cache_keys import QueryPairs
from app.server.state.catalog_state import current_release


class QueryRoute(APIRoute):
    """A route at a fixed path, whose endpoint takes `catalog` and one query model, `query`, nothing else."""

    @property
    def query(self) -> type[BaseModel]:
        """Return the query model."""
        (parameter,) = self.dependant.query_params
        return cast("type[BaseModel]", parameter.field_info.annotation)


class QuickQueries:
    """Answers good queries to the routes that take nothing else; all other requests the framework answers."""

    def __init__(self, app: ASGIApp, routes: Iterable[BaseRoute]) -> None:
        """Stand in front of the framework that has these routes, and others."""
        self._app = app
        self._routes = {
            route.path: (route.endpoint, route.query) for route in routes if isinstance(route, QueryRoute)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; the cache in front has read its parameters."""
        response = await self._response(scope) if scope["type"] == "http" else None
        await (response or self._app)(scope, receive, send)

    async def _response(self, scope: Scope) -> Response | None:
        if scope["method"] != "GET" or scope["path"] not in self._routes:
            return None
        endpoint, model = self._routes[scope["path"]]
        query = good_query(model, scope["pairs"])
        if query is None:
            return None
        try:
            response: Response = await endpoint(catalog=current_release(scope).catalog, query=query)
        except InvalidQueryError:
            return None
        return response


def good_query(model: type[BaseModel], given: QueryPairs) -> BaseModel | None:
    """Return the query that the parameters make, or None if there is anything wrong with them."""
    one, values = single_value_parameters(model), dict[str, Any]()
    for name, value in given:
        if name not in one:
            values.setdefault(name, []).append(value)
        elif name in values:
            return None
        else:
            values[name] = value
    try:
        return model.model_validate(values)
    except ValidationError:
        return None
