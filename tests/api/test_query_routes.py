"""QueryRoute validates a query in one step and responds as FastAPI's own handler does."""

import random
from typing import cast
from urllib.parse import quote, urlencode

import httpx
import pytest
from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import Engine

from app.api import cached_route, search
from app.api.cached_route import QueryRoute
from app.api.collections import add_collection
from app.catalog.catalog import Catalog
from app.catalog.registry import KINDS
from app.config import Settings
from app.main import create_app
from app.server.cache.response_cache import cache_key, parse_query_string
from app.server.state.release_holder import ReleaseHolder
from tests.conftest import make_client

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


Client = httpx.AsyncClient


def client_for(catalog: Catalog, engine: Engine) -> Client:
    """Return a client of an application without a response cache."""
    return make_client(
        create_app(Settings(cache_bytes=0, access_log=False), ReleaseHolder(catalog, 0), engine)
    )


@pytest.fixture
def clients(catalog: Catalog, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> tuple[Client, Client]:
    """Return a client answered by QueryRoute, and one answered by the framework's own handler."""
    by_query_route = client_for(catalog, engine)
    monkeypatch.setattr(cached_route, "CACHE_SAFE", set())
    return by_query_route, client_for(catalog, engine)


@pytest.fixture
def routes() -> list[tuple[str, type[BaseModel]]]:
    """Return the path and query model of every QueryRoute."""
    collections = APIRouter()
    for kind in KINDS:
        add_collection(collections, kind)
    routes = (*collections.routes, *search.router.routes)
    found = [route for route in routes if isinstance(route, QueryRoute)]
    return [
        (route.path, cast("type[BaseModel]", route.dependant.query_params[0].field_info.annotation))
        for route in found
    ]


def a_query(chance: random.Random, model: type[BaseModel]) -> str:
    names = [field.alias or name for name, field in model.model_fields.items()]
    pairs = [
        (chance.choice([*names, "limit", "unknown"]), chance.choice(VALUES))
        for _ in range(chance.randint(0, 4))
    ]
    needed = [(name, value) for name, value in CERTAIN.items() if name in names and chance.random() < 0.9]
    return urlencode(needed + pairs)


@pytest.mark.full_suite
async def test_query_route_answers_as_the_framework(
    clients: tuple[Client, Client], routes: list[tuple[str, type[BaseModel]]]
) -> None:
    by_query_route, by_framework = clients
    chance, statuses = random.Random(11), []
    for number in range(1500):
        path, model = routes[number % len(routes)]
        address = f"{path}?{a_query(chance, model)}"
        one, other = await by_query_route.get(address), await by_framework.get(address)
        assert comparable(one) == comparable(other), address
        statuses.append(one.status_code)
    assert len(routes) > 20
    assert min(statuses.count(200), statuses.count(422)) > 200


def comparable(response: httpx.Response) -> tuple[int, list[tuple[str, str]], object]:
    """Return a response without what differs with each request or with caching."""
    differing = {"accept-ranges", "content-encoding", "content-length", "etag", "request-id", "vary"}
    headers = sorted(item for item in response.headers.multi_items() if item[0] not in differing)
    body = response.json()
    body.pop("request_id", None)
    return response.status_code, headers, body


def test_plain_value_is_quoted_consistently() -> None:
    chance, signs = random.Random(5), "aZ09_.~-+ %&=é/"
    for _ in range(2000):
        pairs = [("".join(chance.choices(signs, k=3)), "".join(chance.choices(signs, k=2))) for _ in range(2)]
        query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
        in_order = sorted(pairs, key=lambda pair: pair[0])
        assert (
            cache_key("/v1/terms", parse_query_string(query.encode())) == f"/v1/terms?{urlencode(in_order)}"
        )
