"""Problem documents: one shape for every error, with all mistakes and suggestions."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.api.test_lists import PATHS, Body

ERRORS_PAGE = Path(__file__).resolve().parents[2] / "docs" / "errors.md"
MEMBERS = {"type", "title", "status", "detail", "instance", "errors", "did_you_mean", "request_id"}
LONG = "x" * 10_000
HUGE = ["9223372036854775808", "-9223372036854775809", "1" + "0" * 400]
ODD = ["\x00", "a\x00b", "käse", "甘酒", "💊", "\u202e", "'; --", "../..", "%", "<b>", LONG]


def problem_of(response: httpx.Response, status: int, kind: str) -> Body:
    """Check that an answer is a problem document of a kind, whole and with its headers; return it."""
    assert response.status_code == status, response.text[:500]
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["access-control-allow-origin"] == "*"
    assert "request-id" in response.headers["access-control-expose-headers"].lower()
    assert response.headers["cache-control"] == "no-store"
    body: Body = response.json()
    assert body.keys() == MEMBERS
    assert body["type"] == f"/docs/errors#{kind}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["instance"].startswith("/")
    assert body["request_id"] == response.headers["request-id"] != ""
    return body


@pytest.mark.parametrize(
    ("kind", "misspelt", "slug"),
    [
        ("food-sources", "keffir", "kefir"),
        ("prebiotics", "jerusalem-artichoque", "jerusalem-artichoke"),
        ("medicines", "warfarine", "warfarin"),
        ("cautions", "warfarin-nato", "warfarin-natto"),
    ],
)
async def test_unknown_slug_gives_404_with_suggestions(
    client: httpx.AsyncClient, kind: str, misspelt: str, slug: str
) -> None:
    body = problem_of(await client.get(f"/v1/{kind}/{misspelt}"), 404, "unknown-entry")
    assert body["did_you_mean"][0] == slug
    for near in body["did_you_mean"]:
        assert (await client.get(f"/v1/{kind}/{near}")).status_code == 200


@pytest.mark.parametrize("path", PATHS)
async def test_unknown_parameter_gives_422_for_every_kind(client: httpx.AsyncClient, path: str) -> None:
    problem_of(await client.get(f"/v1/{path}/no-such-entry-at-all"), 404, "unknown-entry")
    listed = problem_of(await client.get(f"/v1/{path}", params={"limmit": 3}), 422, "invalid-parameter")
    assert listed["errors"][0]["where"] == "query.limmit"
    assert listed["errors"][0]["did_you_mean"][0] == "limit"
    slug = (await client.get(f"/v1/{path}", params={"limit": 1})).json()["data"][0]["slug"]
    problem_of(await client.get(f"/v1/{path}/{slug}", params={"full": "yes"}), 422, "invalid-parameter")


async def test_422_lists_all_errors_at_once(client: httpx.AsyncClient) -> None:
    query = {"limit": "0", "dite": "vegan", "fodmap": "lwo", "sodium": ["low", "hgih"], "mechanism": "hormon"}
    body = problem_of(await client.get("/v1/food-sources", params=query), 422, "invalid-parameter")
    assert {error["where"]: error["given"] for error in body["errors"]} == {
        "query.limit": "0",
        "query.dite": "vegan",
        "query.fodmap": "lwo",
        "query.sodium": "hgih",
        "query.mechanism": "hormon",
    }
    near = {error["where"]: error["did_you_mean"][:1] for error in body["errors"]}
    assert near["query.dite"] == ["diet"]
    assert near["query.fodmap"] == ["low"]
    assert near["query.sodium"] == ["high"]
    assert near["query.mechanism"] == ["hormones"]
    assert {"diet", "low", "high", "hormones"} <= set(body["did_you_mean"])


@pytest.mark.parametrize(
    ("path", "query", "near"),
    [
        ("cautions", {"medicine": "warfarine"}, "warfarin"),
        ("cautions", {"condition": "hypertention"}, "hypertension"),
        ("cautions", {"applies_to": "food-sources/keffir"}, "food-sources/kefir"),
        ("claims", {"subject": "food-sources/yoghurt"}, "food-sources/yogurt"),
        ("prebiotics", {"compound": "inulinn"}, "inulin"),
        ("mechanisms", {"outcome": "bone-los"}, "bone-loss"),
    ],
)
async def test_unknown_name_gives_suggestions(
    client: httpx.AsyncClient, path: str, query: dict[str, str], near: str
) -> None:
    body = problem_of(await client.get(f"/v1/{path}", params=query), 404, "unknown-name")
    [(name, value)] = query.items()
    [error] = body["errors"]
    assert error["where"] == f"query.{name}"
    assert error["given"] == value
    assert near in error["did_you_mean"]
    assert (await client.get(f"/v1/{path}", params={name: near})).status_code == 200


async def test_one_unknown_name_among_known_ones_is_an_error(client: httpx.AsyncClient) -> None:
    query: dict[str, Any] = {"medicine": ["warfarin", "warfarine", "statinn"]}
    body = problem_of(await client.get("/v1/cautions", params=query), 404, "unknown-name")
    assert [error["given"] for error in body["errors"]] == ["warfarine", "statinn"]
    body = problem_of(
        await client.get("/v1/cautions", params=query | {"limit": "0"}), 422, "invalid-parameter"
    )
    assert [error["given"] for error in body["errors"]] == ["0", "warfarine", "statinn"]


@pytest.mark.parametrize("path", ["/v1/food-sources", "/v1/food-sources/kefir", "/v1/guide", "/health/live"])
async def test_405_has_allow_header(client: httpx.AsyncClient, path: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"):
        response = await client.request(method, path)
        problem_of(response, 405, "wrong-method")
        assert response.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ["/v1/food-sources", "/v1/check", "/nope"])
async def test_unknown_method_gives_501(client: httpx.AsyncClient, path: str) -> None:
    for method in ("BREW", "GETS", "PROPFIND"):
        problem_of(await client.request(method, path), 501, "not-implemented")


@pytest.mark.parametrize(
    "path", ["/nope", "/nope/", "/v2/food-sources", "/v1/food-sources/kefir/x", "//v1/guide", "//v1/guide/"]
)
async def test_unknown_path_gives_404(client: httpx.AsyncClient, path: str) -> None:
    problem_of(await client.get(path), 404, "unknown-path")


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/v1/food-sources/", "/v1/food-sources"),
        ("/v1/food-sources/kefir/", "/v1/food-sources/kefir"),
        ("/v1/food-sources/nothing/", "/v1/food-sources/nothing"),
        ("/v1/guide//", "/v1/guide"),
        ("/v1/food-sources/?limit=2&diet=vegan", "/v1/food-sources?limit=2&diet=vegan"),
        ("/v1/terms/k%C3%A4se/", "/v1/terms/k%C3%A4se"),
        ("/food-sources/kefir/", "/food-sources/kefir"),
        ("/docs/", "/docs"),
    ],
)
async def test_trailing_slash_is_redirected(client: httpx.AsyncClient, path: str, location: str) -> None:
    for accept in ("*/*", "text/html"):
        response = await client.get(path, headers={"Accept": accept})
        assert (response.status_code, response.headers["location"]) == (308, location)
    response = await client.post("/v1/check/", json={"items": ["kefir"]})
    assert (response.status_code, response.headers["location"]) == (308, "/v1/check")


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/v1/food-sources/Kefir", "kefir"),
        ("/v1/food-sources/KEFIR", "kefir"),
        ("/v1/food-sources?diet=VEGAN", "vegan"),
        ("/v1/food-sources?DIET=vegan", "diet"),
        ("/v1/graph?around=Food-Sources/KEFIR", "food-sources/kefir"),
        ("//v1/food-sources/kefir", "/v1/food-sources/kefir"),
        ("/V1/Food-Sources", "/v1/food-sources"),
        ("/v1//food-sources/kefir/", "/v1/food-sources/kefir"),
        ("/v1/food-source/kefir", "/v1/food-sources/kefir"),
    ],
)
async def test_suggestion_ignores_case_and_slashes(client: httpx.AsyncClient, path: str, near: str) -> None:
    response = await client.get(httpx.URL(f"http://gutbone.test{path}"))
    assert response.json()["did_you_mean"][0] == near


async def test_misspelt_path_gives_suggestions(client: httpx.AsyncClient) -> None:
    body = problem_of(await client.get("/v1/food-sorces"), 404, "unknown-path")
    assert body["did_you_mean"][0] == "/v1/food-sources"


REFUSING_JSON = [
    "text/csv",
    "text/html",
    "application/problem+json",
    "application/xml, text/*;q=0.5",
    "application/json;q=0",
    "application/json;q=0, */*",
    "*/*, application/*;q=0.000",
]


@pytest.mark.parametrize("path", ["/v1/food-sources", "/v1/food-sources/kefir", "/v1/guide", "/v1/check"])
@pytest.mark.parametrize("accept", REFUSING_JSON)
async def test_not_acceptable_gives_406(client: httpx.AsyncClient, path: str, accept: str) -> None:
    method, body = ("POST", {"items": ["kefir"]}) if path == "/v1/check" else ("GET", None)
    for _ in range(2):
        response = await client.request(method, path, json=body, headers={"Accept": accept})
        problem_of(response, 406, "not-acceptable")


async def test_missing_address_is_404_whatever_is_accepted(client: httpx.AsyncClient) -> None:
    problem_of(await client.get("/v1/nope", headers={"Accept": "text/html"}), 404, "unknown-path")


async def test_accept_json_is_served(client: httpx.AsyncClient) -> None:
    for accept in (
        "application/json",
        "*/*",
        "application/*",
        "text/csv, */*;q=0.1",
        "APPLICATION/JSON",
        "application/json;charset=utf-8",
        "application/json, */*;q=0",
    ):
        assert (await client.get("/v1/guide", headers={"Accept": accept})).status_code == 200


PYTHON_NUMBERS = ["1_0", "+5", " 5", "5 ", "5.0", "1e1"]


@pytest.mark.parametrize("number", [*HUGE, *PYTHON_NUMBERS, "1e3", "1.5", "٣", " ", "", "NaN", "0x10"])
async def test_invalid_or_out_of_range_number_is_rejected(client: httpx.AsyncClient, number: str) -> None:
    query = {"limit": number, "year_from": number, "year_to": number}
    body = problem_of(await client.get("/v1/sources", params=query), 422, "invalid-parameter")
    assert {error["where"] for error in body["errors"]} == {f"query.{name}" for name in query}


@pytest.mark.parametrize("value", ["yes", "on", "1", "True", "t", ""])
async def test_truth_value_is_true_or_false(client: httpx.AsyncClient, value: str) -> None:
    response = await client.get("/v1/sources", params={"include_uncertain": value})
    [error] = problem_of(response, 422, "invalid-parameter")["errors"]
    assert (error["where"], error["message"]) == ("query.include_uncertain", "must be true or false")


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("name", ["medicine", "applies_to", "severity", "limit"])
async def test_rejected_value_is_truncated_in_problem(
    client: httpx.AsyncClient, name: str, value: str
) -> None:
    is_word = name == "medicine" and value is not LONG
    problem = (404, "unknown-name") if is_word else (422, "invalid-parameter")
    body = problem_of(await client.get("/v1/cautions", params={name: value}), *problem)
    assert [error["where"] for error in body["errors"]] == [f"query.{name}"]
    assert value.startswith(body["errors"][0]["given"])
    assert len(body["errors"][0]["given"]) <= 80


@pytest.mark.parametrize("value", ODD)
async def test_invalid_name_or_slug_is_rejected(client: httpx.AsyncClient, value: str) -> None:
    problem_of(await client.get("/v1/cautions", params={value: "1"}), 422, "invalid-parameter")
    response = await client.get(f"/v1/cautions/{quote(value, safe='')}")
    if len(value) > 200:
        problem_of(response, 422, "invalid-parameter")
    else:
        problem_of(response, 404, "unknown-path" if "/" in value else "unknown-entry")


@pytest.mark.parametrize("cursor", ["", "garbage", "a2VmaXI", "====", "☃", "W10=", "Li4v"])
async def test_forged_cursor_names_no_page(client: httpx.AsyncClient, cursor: str) -> None:
    response = await client.get("/v1/claims", params={"cursor": cursor})
    body = problem_of(response, 404, "unknown-page")
    assert [error["where"] for error in body["errors"]] == ["query.cursor"]


async def test_too_long_cursor_is_rejected(client: httpx.AsyncClient) -> None:
    body = problem_of(await client.get("/v1/claims", params={"cursor": LONG}), 422, "invalid-parameter")
    assert [error["where"] for error in body["errors"]] == ["query.cursor"]


async def test_cursor_of_another_list_is_rejected(client: httpx.AsyncClient) -> None:
    given = (await client.get("/v1/food-sources", params={"limit": 1})).json()["page"]["next"]
    for query in ("/v1/claims", "/v1/food-sources?live=no"):
        response = await client.get(query, params={**httpx.URL(query).params, "cursor": given})
        problem_of(response, 404, "unknown-page")


async def test_get_ignores_small_body_and_rejects_large_body(client: httpx.AsyncClient) -> None:
    plain = await client.get("/v1/outcomes")
    small = await client.request("GET", "/v1/outcomes", content=b'{"limit": 1}')
    assert small.status_code == 200
    assert small.content == plain.content
    never_asked_before = {"year_from": 1983, "limit": 83}
    large = await client.request("GET", "/v1/sources", params=never_asked_before, content=b"x" * 1_000_000)
    problem_of(large, 413, "body-too-large")


async def test_every_problem_type_is_documented(client: httpx.AsyncClient) -> None:
    contract = (await client.get("/openapi.json")).text
    kinds = set(re.findall(r"/docs/errors#([a-z-]+)", contract))
    assert {"unknown-entry", "not-acceptable", "invalid-parameter"} <= kinds
    kinds |= {"unknown-path", "wrong-method", "body-too-large", "bad-request", "internal-error"}
    page = await client.get("/docs/errors")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert kinds <= set(re.findall(r'\bid="([^"]+)"', page.text))
    if ERRORS_PAGE.exists():
        assert kinds <= set(re.findall(r"^## ([a-z-]+)$", ERRORS_PAGE.read_text("utf-8"), re.MULTILINE))


PYTHON_WORDS = re.compile(
    r"tuple|dict|\bint\b|parse|unable|instance|valid |input|should|\blist\b|python|model", re.IGNORECASE
)
BODIES: dict[str, tuple[Any, str]] = {
    "empty word": ({"items": [""]}, "body.items[0]"),
    "long word": ({"items": ["x" * 81]}, "body.items[0]"),
    "number": ({"items": [1]}, "body.items[0]"),
    "no array": ({"items": "kefir"}, "body.items"),
    "empty array": ({"items": []}, "body.items"),
    "long array": ({"items": ["kefir"] * 51}, "body.items"),
    "missing": ({}, "body.items"),
    "null": ({"items": ["kefir"], "conditions": None}, "body.conditions"),
    "unknown value": ({"items": ["kefir"], "diet": "vegn"}, "body.diet"),
    "unknown field": ({"items": ["kefir"], "dite": "vegan"}, "body"),
    "number for a word": ({"items": ["kefir"], "diet": 7}, "body.diet"),
    "array": (["kefir"], "body"),
    "string": ("kefir", "body"),
}


@pytest.mark.parametrize(("body", "where"), BODIES.values(), ids=list(BODIES))
async def test_one_mistake_in_a_body_is_one_error_in_words_of_json(
    client: httpx.AsyncClient, body: Any, where: str
) -> None:
    problem = problem_of(await client.post("/v1/check", json=body), 422, "invalid-parameter")
    [error] = problem["errors"]
    assert error["where"] == where
    assert not PYTHON_WORDS.search(error["message"]), error["message"]


async def test_unknown_field_is_named(client: httpx.AsyncClient) -> None:
    body = {"items": ["kefir"], "medicine": ["warfarin"]}
    [error] = problem_of(await client.post("/v1/check", json=body), 422, "invalid-parameter")["errors"]
    assert "'medicine'" in error["message"]
    assert error["did_you_mean"] == ["medicines"]
    body = {"items": ["kefir"], "y" * 500: ["warfarin"]}
    [error] = problem_of(await client.post("/v1/check", json=body), 422, "invalid-parameter")["errors"]
    assert f"'{'y' * 64}'" in error["message"]


QUERIES = [
    *("/v1/sources?limit=0", "/v1/sources?limit=101", "/v1/sources?limit=x", "/v1/sources?limit="),
    *("/v1/sources?year_from=1", "/v1/sources?include_uncertain=maybe", "/v1/sources?type=book"),
    *("/v1/search", "/v1/search?q=", f"/v1/search?q={LONG[:2000]}", "/v1/suggest?q=a&limit=99"),
    *("/v1/plan?days=15", "/v1/plan?seed=-1", "/v1/citations", "/v1/paths?from=food-sources/kefir"),
    *("/v1/reference-values?age=200", "/v1/changes", f"/v1/sources?cursor={LONG[:300]}"),
]


@pytest.mark.parametrize("path", QUERIES)
async def test_one_mistake_in_a_query_is_one_error_in_words_of_http(
    client: httpx.AsyncClient, path: str
) -> None:
    [error] = problem_of(await client.get(path), 422, "invalid-parameter")["errors"]
    assert not PYTHON_WORDS.search(error["message"]), error["message"]
