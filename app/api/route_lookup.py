"""Which methods an address has, and which addresses are similar to one that does not exist."""

from collections.abc import Iterable

from starlette.routing import BaseRoute, Match

from app.catalog.catalog import Catalog
from app.catalog.reference_resolver import closest_matches

ROUTED_METHODS = ("GET", "POST", "QUERY")
"""Methods of routes; HEAD comes with GET, and OPTIONS with every address."""

MAX_SIMILAR = 3


def allowed_methods(routes: Iterable[BaseRoute], path: str) -> tuple[str, ...]:
    """Return the methods of a path, empty if there is no such address."""
    routes = list(routes)
    routed = [method for method in ROUTED_METHODS if _is_routed(routes, path, method)]
    with_head = [name for method in routed for name in ((method, "HEAD") if method == "GET" else (method,))]
    return (*with_head, "OPTIONS") if with_head else ()


def _is_routed(routes: Iterable[BaseRoute], path: str, method: str) -> bool:
    scope = {"type": "http", "path": path, "method": method, "root_path": "", "headers": []}
    return any(route.matches(dict(scope))[0] is Match.FULL for route in routes)


def similar_addresses(
    routes: Iterable[BaseRoute], fixed_paths: list[str], catalog: Catalog, path: str
) -> list[str]:
    """Return addresses similar to a path: it without needless slashes and capitals, an entry, a route."""
    routes = list(routes)
    segments = [segment for segment in path.lower().split("/") if segment]
    tidy = "/" + "/".join(segments)
    found = [tidy] if tidy != path and allowed_methods(routes, tidy) else []
    if segments[:1] == ["v1"] and len(segments) == len(("v1", "kind", "slug")):
        kinds = closest_matches(segments[1], list(catalog.entries_by_kind))
        found += [f"/v1/{kind}/{segments[2]}" for kind in kinds if catalog.has(f"{kind}/{segments[2]}")]
    return list(dict.fromkeys([*found, *closest_matches(tidy, fixed_paths)]))[:MAX_SIMILAR]
