"""Every response embeds the cautions and grades of each entry it shows.

Every GET route of the contract is asked for every entry, and with its enumerated parameters: alone, in
all pairs, and in larger sets at random. What an entry must carry is what GET on the entry shows.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import islice
from typing import Any

import httpx
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.types import ASGIApp

from tests.api.embedded_cards import CheckedBody, ReferenceEntries, read_reference_entries, text_missing
from tests.api.embedded_cards_routes import Query, Route, routes_of
from tests.conftest import make_client
from tests.features.search_requests import PLAIN

Contract = tuple[ReferenceEntries, list[Route]]

ENTRY_PATH = re.compile(r"/v1/(?P<kind>[a-z-]+)/\{slug\}")
STRIPPING = {
    "fields": "slug,name",
    "exclude": "cautions",
    "include": "name",
    "expand": "none",
    "view": "compact",
    "cautions": "false",
    "claims": "false",
    "must_display": "false",
}
"""Parameters that make answers smaller elsewhere; none of them may ever be taken."""

GONE = object()
NATTO = "/v1/food-sources/natto"
NATTO_IN_BUNDLE = ("data", "parts", "food-sources/natto")
DOCTORED: list[tuple[str, tuple[str | int, ...], Any]] = [
    (NATTO, ("data", "cautions"), GONE),
    (NATTO, ("data", "cautions"), []),
    (NATTO, ("data", "cautions", -1), GONE),
    (NATTO, ("data", "cautions", 0, "severity"), "info"),
    (NATTO, ("data", "cautions", 0, "sentence"), "Natto is good for you."),
    (NATTO, ("included", "cautions", "warfarin-natto"), GONE),
    (NATTO, ("included", "cautions", "warfarin-natto", "title"), GONE),
    (NATTO, ("included", "cautions", "warfarin-natto", "sentence"), ""),
    (NATTO, ("included", "cautions", "warfarin-natto", "must_display"), GONE),
    (NATTO, ("included", "cautions", "warfarin-natto", "what_to_do"), []),
    (NATTO, ("included", "claims", "ff-general"), GONE),
    (NATTO, ("data", "claims"), GONE),
    (NATTO, ("data", "claims", 0, "certainty"), GONE),
    (NATTO, ("data", "claims", 0, "certainty"), "high"),
    (NATTO, ("data", "pairings", 0, "summary"), "An entry of which something is shown."),
    ("/v1/prebiotics", ("data", 0, "cautions"), None),
    ("/v1/claims/ff-yogurt", ("data", "certainty"), GONE),
    ("/v1/claims/ff-yogurt", ("data", "parts", 0, "certainty"), "high"),
    ("/v1/cautions/warfarin-natto", ("data", "severity"), GONE),
    ("/v1/search?q=natto&kind=food-sources", ("data", 0, "cautions"), GONE),
    ("/v1/search?q=natto&kind=food-sources", ("data", 0, "cautions", 0, "severity"), "info"),
    ("/v1/search?q=natto&kind=food-sources", ("data", 0, "cautions", -1), GONE),
    ("/v1/search?q=natto&kind=food-sources", ("data", 0, "claims", 0, "certainty"), "high"),
    ("/v1/search?q=natto&kind=food-sources", ("data", 0, "claims"), []),
    ("/v1/search?q=natto&kind=food-sources", ("included", "cautions", "warfarin-natto"), GONE),
    ("/v1/search?q=yogurt&kind=claims", ("data", 0, "claims"), []),
    ("/v1/search?q=warfarin&kind=cautions", ("data", 0, "cautions"), []),
    ("/v1/suggest?q=natto&kind=food-sources", ("data", 0, "text"), "Natto is good for bone"),
    ("/v1/suggest?q=natto&kind=food-sources", ("data", 0, "summary"), "A food."),
    ("/v1/plan", ("data", "days", 0, "items", 0, "cautions"), []),
    ("/v1/plan", ("included", "cautions"), {}),
    ("/v1/guide", ("included", "caution_lines"), {}),
    ("/v1/guide", ("data", "sections", 0, "entries", 0, "cautions"), []),
    ("/v1/food-sources?view=card&limit=1", ("data", 0, "cautions", 0, "severity"), "info"),
    ("/v1/food-sources?view=card&limit=1", ("data", 0, "answer"), None),
    ("/v1/food-sources?view=card&limit=1", ("data", 0, "answer", "certainty"), GONE),
    ("/v1/food-sources?view=card&limit=1", ("data", 0, "answer", "certainty"), "high"),
    ("/v1/search?q=warfarin&view=card", ("included", "caution_lines", "warfarin-natto"), GONE),
    ("/v1/graph?around=food-sources/natto", ("included", "cautions", "warfarin-natto"), GONE),
    ("/v1/graph?around=food-sources/natto", ("data", "nodes", 0, "cautions"), []),
    ("/v1/graph?around=food-sources/natto", ("data", "nodes", 0, "cautions", 0, "severity"), "info"),
    ("/v1/graph.cyjs?around=food-sources/natto", ("data", "included", "cautions", "warfarin-natto"), GONE),
    ("/v1/bundle", (*NATTO_IN_BUNDLE, "cautions"), []),
    ("/v1/bundle", (*NATTO_IN_BUNDLE, "cautions", 0), GONE),
    ("/v1/bundle", ("data", "parts", "cautions/warfarin-natto"), GONE),
    ("/v1/bundle", ("data", "parts", "cautions/warfarin-natto", "why"), GONE),
]
"""What a route that strips would answer: an address, a place in its answer, and what stands there instead."""


class RouteWalker:
    """Asks routes and keeps what is missing from their answers; the same body is read once."""

    def __init__(self, client: httpx.AsyncClient, truth: ReferenceEntries) -> None:
        self.client = client
        self.truth = truth
        self.missing: list[str] = []
        self.shown = 0
        self.cursors: dict[bytes, str | None] = {}

    async def base(self, route: Route) -> Query:
        """Return values with which a route answers."""
        for query in route.bases:
            if (await self.client.get(route.addresses[0], params=query)).status_code == 200:
                return query
        raise AssertionError(f"{route.path} answers nothing")

    async def ask(self, route: Route, address: str, query: Query, *, limit: int = 100) -> int:
        """Ask for all pages of an answer; return the status."""
        most = min(limit, route.parameters.get("limit", {}).get("schema", {}).get("maximum", limit))
        paging: list[tuple[str, Any]] = [("limit", most)] if "limit" in route.parameters else []
        while True:
            response = await self.client.get(address, params=[*query, *paging], headers=PLAIN)
            following = self.read(route, response) if response.status_code == 200 else None
            if following is None:
                return response.status_code
            paging = [("limit", most), ("cursor", following)]

    async def must(self, route: Route, address: str, query: Query) -> None:
        """Ask what the contract allows, which is always answered."""
        status = await self.ask(route, address, query)
        self.missing += [] if status == 200 else [f"{address} {query}: {status}"]

    def read(self, route: Route, response: httpx.Response) -> str | None:
        """Note what is missing from an answer; return the cursor of the next page."""
        if "json" not in response.headers["content-type"]:
            text = "" if "/v1/citations" in str(response.url) else response.text
            self.missing += [f"{response.url}: {found}" for found in text_missing(self.truth, text)]
            return None
        if response.content not in self.cursors:
            body = response.json()
            answer = CheckedBody(self.truth, body, on_top="since" in route.parameters)
            self.missing += [f"{response.url} {found}" for found in answer.missing()]
            self.shown += answer.shown
            page = body.get("page", {}) if isinstance(body, dict) else {}
            self.cursors[response.content] = page.get("next")
        return self.cursors[response.content]

    def nothing_is_missing(self) -> None:
        """Fail with the first of what is missing."""
        assert not self.missing, f"{len(self.missing)} missing\n" + "\n".join(self.missing[:40])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def contract(app: ASGIApp) -> AsyncIterator[Contract]:
    """Return what every entry carries, and every GET route."""
    async with make_client(app) as client:
        document = (await client.get("/openapi.json")).json()
        kinds = [found["kind"] for path in document["paths"] if (found := ENTRY_PATH.fullmatch(path))]
        truth = await read_reference_entries(client, kinds)
    yield truth, routes_of(document, truth)


async def test_every_entry_embeds_cautions_and_grades(contract: Contract) -> None:
    truth, _ = contract
    unread = replace(truth, verified={})
    missing = [
        key + found for key, body in truth.bodies.items() for found in CheckedBody(unread, body).missing()
    ]
    assert sum(len(entry["cautions"]) for entry in truth.entries.values()) > 1000
    assert not missing, f"{len(missing)} missing\n" + "\n".join(missing)


@pytest.mark.full_suite
@pytest.mark.parametrize("stride", [8, pytest.param(1, marks=pytest.mark.exhaustive)])
async def test_cards_are_embedded_for_all_query_parameters(
    contract: Contract, client: httpx.AsyncClient, stride: int
) -> None:
    """Try every address and every value, and of the pairs and the names every eighth or all."""
    truth, routes = contract
    walk = RouteWalker(client, truth)
    for route in routes:
        base = await walk.base(route)
        for address in route.addresses:
            for query in (*route.queries(0), *route.queries(1)):
                await walk.must(route, address, (*base, *query))
        for query in islice(route.queries(2), 0, None, stride):
            await walk.must(route, route.addresses[0], (*base, *query))
        for named in route.named[::stride]:
            replaced = next((value for value in base if value[0] == named[0]), None)
            others = [value for value in base if value is not replaced]
            await walk.ask(route, route.addresses[0], (*others, named))
    assert walk.shown > len(truth.entries)
    walk.nothing_is_missing()


@pytest.mark.full_suite
async def test_cards_are_embedded_in_smallest_page(contract: Contract, client: httpx.AsyncClient) -> None:
    truth, routes = contract
    walk = RouteWalker(client, truth)
    for route in routes:
        if "limit" in route.parameters:
            assert await walk.ask(route, route.path, await walk.base(route), limit=1) == 200
    assert walk.shown >= len(truth.entries)
    walk.nothing_is_missing()


@pytest.mark.full_suite
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
async def test_cards_are_embedded_for_parameter_combinations(
    contract: Contract, client: httpx.AsyncClient, data: st.DataObject
) -> None:
    truth, routes = contract
    walk = RouteWalker(client, truth)
    choosy = [route for route in routes if len(route.enumerated) + len(route.named) > 2]
    route = data.draw(st.sampled_from(choosy))
    values = st.sampled_from((*route.enumerated, *route.named))
    several = st.lists(values, min_size=3, max_size=12, unique=True)
    query = tuple(data.draw(several.filter(lambda chosen: route.takes(tuple(chosen)))))
    base = [value for value in await walk.base(route) if value[0] not in dict(query)]
    status = await walk.ask(route, route.addresses[0], (*base, *query))
    assert status == 200 or set(query) & set(route.named)
    walk.nothing_is_missing()


async def test_cards_carry_every_caution_and_grade(contract: Contract, client: httpx.AsyncClient) -> None:
    """Ask every list for cards, and search for each kind of entry."""
    truth, routes = contract
    walk = RouteWalker(client, truth)
    lists = [route for route in routes if "limit" in route.parameters and "cursor" in route.parameters]
    for route in lists:
        base = [("q", "calcium")] if "q" in route.parameters else []
        assert await walk.ask(route, route.path, (*base, ("view", "card"))) == 200
    assert walk.shown > len(truth.entries)
    walk.nothing_is_missing()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_sparse_fieldset_parameters_are_rejected(
    contract: Contract, client: httpx.AsyncClient, method: str
) -> None:
    truth, routes = contract
    walk = RouteWalker(client, truth)
    for route in routes:
        base = await walk.base(route)
        assert not STRIPPING.keys() & route.parameters.keys(), route.path
        for name, value in STRIPPING.items():
            refused = await client.request(method, route.addresses[0], params=[*base, (name, value)])
            assert refused.status_code == 422, refused.url
            assert method == "HEAD" or f"query.{name}" in [
                error["where"] for error in refused.json()["errors"]
            ]


@pytest.mark.parametrize(("address", "place", "instead"), DOCTORED)
async def test_checker_detects_missing_cards(
    contract: Contract, client: httpx.AsyncClient, address: str, place: tuple[str | int, ...], instead: Any
) -> None:
    truth, _ = contract
    body = (await client.get(address)).json()
    assert CheckedBody(truth, body).missing() == []
    part = body
    for step in place[:-1]:
        part = part[step]
    if instead is GONE:
        del part[place[-1]]
    else:
        part[place[-1]] = instead
    assert CheckedBody(truth, body).missing()


async def test_plain_references_need_no_cautions(contract: Contract) -> None:
    truth, _ = contract
    natto = truth.entries["food-sources/natto"]
    reference = {name: natto[name] for name in ("kind", "slug", "name", "href")}
    assert natto["cautions"]
    assert (
        CheckedBody(truth, {"excluded": [{"entry": reference, "because": "It holds soy."}]}).missing() == []
    )
    assert CheckedBody(truth, {"items": [{"entry": reference, "text": "Eat it."}]}).missing()
    assert CheckedBody(truth, {"nodes": [{"data": {"id": "food-sources/natto", "label": "Natto"}}]}).missing()
    assert text_missing(truth, '"food-sources/natto" [label="Natto"];')
    assert text_missing(truth, '<data key="node_id">food-sources/natto</data>')
    assert not text_missing(truth, '[claim="claims/pre-whole-grains"]')
    included = truth.bodies["food-sources/natto"]["included"]
    node = {**reference, "weight": 3, "cautions": natto["cautions"]}
    assert CheckedBody(truth, {"nodes": [node], "included": included}).missing() == []
    assert CheckedBody(truth, {"nodes": [node]}).missing()
    assert CheckedBody(
        truth, {"nodes": [{**node, "cautions": node["cautions"][1:]}], "included": included}
    ).missing()
