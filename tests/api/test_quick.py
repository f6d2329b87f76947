"""A query that goes past the framework is answered as the framework answers it, mistakes included."""

import random
from urllib.parse import quote, urlencode

import httpx
import pytest
from sqlalchemy import Engine
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.quick import QueryRoute, QuickQueries
from app.catalog.catalog import Catalog
from app.config import Settings
from app.main import create_api
from app.server.cache.cache_keys import cache_key, parse_query
from app.server.state.catalog_state import CatalogState, CurrentRelease
from tests.conftest import client_of

VALUES = [
    "",
    "1",
    "20",
    "101",
    "vegan",
    "soy",
    "high",
    "warfarin",
    "moderate",
    "true",
    "kefir",
    "nope",
    "é ü",
    "%",
]
CERTAIN = {"q": "kefir bones"}


class Prepared:
    """An application behind what the cache leaves in a scope."""

    def __init__(self, app: ASGIApp, served: CurrentRelease) -> None:
        self._app = app
        self._served = served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        pairs = parse_query(scope["query_string"])
        await self._app({**scope, "served": self._served, "pairs": pairs}, receive, send)


@pytest.fixture(scope="module")
def routes(catalog: Catalog, engine: Engine) -> tuple[httpx.AsyncClient, httpx.AsyncClient, list[QueryRoute]]:
    api, served = create_api(Settings(), engine), CatalogState(catalog, 0).served
    api.state.current = CatalogState(catalog, 0)
    quick = QuickQueries(api, api.state.routes)
    found = [route for route in api.state.routes if isinstance(route, QueryRoute)]
    return client_of(Prepared(quick, served)), client_of(Prepared(api, served)), found


def a_query(chance: random.Random, route: QueryRoute) -> str:
    names = [field.alias or name for name, field in route.query.model_fields.items()]
    pairs = [
        (chance.choice([*names, "limit", "unknown"]), chance.choice(VALUES))
        for _ in range(chance.randint(0, 4))
    ]
    needed = [(name, value) for name, value in CERTAIN.items() if name in names and chance.random() < 0.9]
    return urlencode(needed + pairs)


async def test_both_ways_give_the_same(
    routes: tuple[httpx.AsyncClient, httpx.AsyncClient, list[QueryRoute]],
) -> None:
    quick, framework, found = routes
    chance, statuses = random.Random(11), []
    for number in range(1500):
        route = found[number % len(found)]
        address = f"{route.path}?{a_query(chance, route)}"
        one, other = await quick.get(address), await framework.get(address)
        assert (one.status_code, one.headers.items(), one.content) == (
            other.status_code,
            other.headers.items(),
            other.content,
        ), address
        statuses.append(one.status_code)
    assert len(found) > 20
    assert min(statuses.count(200), statuses.count(422)) > 200


def test_what_needs_no_quoting_is_quoted_the_same() -> None:
    chance, signs = random.Random(5), "aZ09_.~-+ %&=é/"
    for _ in range(2000):
        pairs = [("".join(chance.choices(signs, k=3)), "".join(chance.choices(signs, k=2))) for _ in range(2)]
        query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
        in_order = sorted(pairs, key=lambda pair: pair[0])
        assert cache_key("/v1/terms", parse_query(query.encode())) == f"/v1/terms?{urlencode(in_order)}"
