"""URLs outside the export: nginx responds with a problem document."""

import json

import pytest

from tests.static_export.comparison import Response, ServerPair

ENTRY = "/v1/food-sources/dew-tea"
LIST = "/v1/food-sources"


def assert_problem(response: Response, status: int, kind: str) -> None:
    """Check that a response is a problem document that no cache stores."""
    assert response.status == status, response
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert {"content-encoding", "gutbone-release"}.isdisjoint(response.headers)
    document = json.loads(response.body)
    assert (document["status"], document["type"]) == (status, f"/docs/errors#{kind}")
    assert document["title"]
    assert document["detail"]
    assert document["did_you_mean"] == ["/v1/bundle"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("target", [LIST, ENTRY, "/v1/guide", "/openapi.json"])
def test_unsafe_method_gives_405(servers: ServerPair, target: str, method: str) -> None:
    api, copy = servers.request(target, method=method)
    assert api.status == 405
    assert_problem(copy, 405, "wrong-method")


@pytest.mark.parametrize(
    "target",
    [
        *("/", "/v1/", "/v1/qwertzuiop", "/v1/terms/qwertzuiop", "/v1/claims/qwertzuiop/evidence"),
        *("/docs/qwertzuiop", "/docs/assets/qwertzuiop", "/problems/404", "/problems/404.json", "/%C3%A4%22"),
        *("/export.json", "/nginx/site.conf", "/docs/..%2fexport.json"),
    ],
)
def test_unknown_path_gives_404(servers: ServerPair, target: str) -> None:
    assert_problem(servers.copy(target), 404, "not-in-copy")


@pytest.mark.parametrize("target", ["/V1/guide", "/v1/GUIDE", "/v1/food-sources/DEW-TEA", "/Openapi.json"])
def test_paths_are_case_sensitive(servers: ServerPair, target: str) -> None:
    assert_problem(servers.copy(target), 404, "not-in-copy")


@pytest.mark.parametrize(
    "target",
    [
        *("/v1/food-sources?diet=vegan", "/v1/food-sources?limit=2", "/v1/food-sources?limit=020"),
        *("/v1/food-sources?cursor=qwertz", "/v1/food-sources?diet=vegan&limit=100", "/v1/food-sources?0"),
        *(f"{ENTRY}?x=1", "/v1/guide?x", "/v1/guide?format=dot", "/v1/graph.DOT"),
        *("/v1/graph.dot?x", "/v1/graph?around=food-sources/dew-tea", "/v1/citations"),
        *("/v1/paths", "/v1/plan?days=2", "/v1/paths?from=a&to=b", "/health/ready", "/v1/check"),
        *("/v1/guide?/../../export", "/v1/guide?/../guide", "/v1/guide?%2f..%2fguide"),
        "/v1/claims/milk-and-craters/evidence?subject=terms/regolith",
    ],
)
def test_unknown_query_gives_404_and_not_the_response_without_it(servers: ServerPair, target: str) -> None:
    for headers in ({}, {"If-None-Match": "*", "Accept-Encoding": "gzip"}):
        assert_problem(servers.copy(target, headers), 404, "not-in-copy")


@pytest.mark.parametrize("since", ["nothing", "2026-01-01.1-00000000", "a%2Bb", ""])
def test_unknown_release_gives_410(servers: ServerPair, since: str) -> None:
    assert_problem(servers.copy(f"/v1/changes?since={since}"), 410, "removed-entry")


def test_cors_preflight_is_allowed(servers: ServerPair) -> None:
    preflight = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    for target in (LIST, ENTRY, "/v1/bundle"):
        response = servers.copy(target, preflight, "OPTIONS")
        assert (response.status, response.body) == (204, b"")
        assert response.headers["access-control-allow-origin"] == "*"
        assert response.headers["access-control-allow-headers"] == "*"
        assert "GET" in response.headers["access-control-allow-methods"]


@pytest.mark.parametrize("target", ["/..%2fexport.json", "/docs/assets/..%2f..%2f..%2fexport.json"])
def test_path_traversal_gives_400(servers: ServerPair, target: str) -> None:
    response = servers.copy(target)
    assert response.status == 400
    assert "cache-control" not in response.headers


def test_every_response_has_its_own_request_id(servers: ServerPair) -> None:
    responses = [servers.copy(target) for target in (ENTRY, "/nope", LIST) for _ in range(20)]
    assert len({response.headers["request-id"] for response in responses}) == len(responses)


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"If-Match": '"x"'}, 412), ({"If-Unmodified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}, 200)],
)
def test_nginx_evaluates_dates_and_the_api_has_none(
    servers: ServerPair, headers: dict[str, str], status: int
) -> None:
    api, copy = servers.request(ENTRY, headers=headers)
    assert (api.status, copy.status) == (status, 412)


@pytest.mark.parametrize("target", ["/v1/./disclaimer", "/v1/terms/../disclaimer", "//v1/disclaimer"])
def test_nginx_normalises_paths_and_the_api_does_not(servers: ServerPair, target: str) -> None:
    api, copy = servers.request(target)
    assert (api.status, copy.status) == (404, 200)
    assert copy.body == servers.copy("/v1/disclaimer").body


@pytest.mark.parametrize("headers", [{"Accept": "text/xml"}, {"Accept-Encoding": "br, zstd"}])
def test_nginx_ignores_accept_and_encodings_other_than_gzip(
    servers: ServerPair, headers: dict[str, str]
) -> None:
    copy = servers.copy(ENTRY, headers)
    assert copy.status == 200
    assert "content-encoding" not in copy.headers
    assert copy.body == servers.copy(ENTRY).body
