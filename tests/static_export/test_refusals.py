"""What the copy does not hold, it says, in the documents of the API, and never shows another page instead."""

import random

import pytest

from app.server.http.conditional import not_modified
from app.server.http.negotiation import ENCODERS, IDENTITY, preferred_encoding
from tests.static_export.questions import Answer, Pair

ENTRY = "/v1/food-sources/dew-tea"
LIST = "/v1/food-sources"


def problem(answer: Answer, status: int, kind: str) -> None:
    """Check that an answer is a whole problem document, kept by nobody."""
    assert answer.status == status, answer
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert {"etag", "vary", "content-encoding", "gutbone-release"}.isdisjoint(answer.headers)
    document = answer.document
    assert (document["status"], document["type"]) == (status, f"/docs/errors#{kind}")
    assert document["title"]
    assert document["detail"]


def same_problem(
    pair: Pair, target: str, status: int, kind: str, *, method: str = "GET", **headers: str
) -> None:
    """Check that both sides refuse a request with the same document and the same header fields."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    api, copy = pair.ask(target, fields, method)
    problem(copy, status, kind)
    assert copy.document == api.document
    # The id of a request has another length there.
    differing = copy.lasting.items() ^ api.lasting.items()
    assert {name for name, _ in differing} <= {"content-length"}


def alike(pair: Pair, target: str, kind: str, differing: set[str]) -> None:
    """Check that both sides say that nothing is there; only the API looks for names that are near."""
    api, copy = pair.ask(target)
    problem(api, 404, kind)
    problem(copy, 404, kind)
    assert {name for name, value in copy.document.items() if api.document[name] != value} <= differing


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("target", [LIST, ENTRY, "/v1/guide", "/openapi.json"])
def test_a_method_that_does_not_read_is_refused(pair: Pair, target: str, method: str) -> None:
    same_problem(pair, target, 405, "wrong-method", method=method)


@pytest.mark.parametrize("accept", ["text/html", "*/*;q=0", "application/json;q=0.0, image/png"])
@pytest.mark.parametrize("target", [LIST, ENTRY, "/v1/nope"])
def test_what_a_client_cannot_take_is_refused(pair: Pair, target: str, accept: str) -> None:
    same_problem(pair, target, 406, "not-acceptable", Accept=accept, Accept_Encoding="br")


@pytest.mark.parametrize("accept", ["application/json;q=0.5", "text/html, */*;q=0.1", "APPLICATION/*"])
def test_what_a_client_can_take_is_sent(pair: Pair, accept: str) -> None:
    assert pair.same(ENTRY, {"Accept": accept}).status == 200
    assert pair.same("/docs", {"Accept": "text/html"}).status == 200


@pytest.mark.parametrize("since", ["nothing", "2026-01-01.1-00000000", "a%2Bb"])
def test_delta_since_unknown_release_points_to_bundle(pair: Pair, since: str) -> None:
    same_problem(pair, f"/v1/changes?since={since}", 410, "unknown-release")


@pytest.mark.parametrize("target", ["/qwertzuiop", "/docs/assets/qwertzuiop", "/gutbone/400", "/%C3%A4%22"])
def test_an_address_that_is_none_is_refused(pair: Pair, target: str) -> None:
    alike(pair, target, "unknown-path", {"did_you_mean"})


@pytest.mark.parametrize(
    "target", ["/export.json", "/nginx/maps.conf", "/v1/guide.json", "/v1/guide.json.br"]
)
def test_no_file_has_an_address_of_its_own(pair: Pair, target: str) -> None:
    problem(pair.ask(target)[1], 404, "unknown-path")


@pytest.mark.parametrize("target", ["/V1/guide", "/v1/GUIDE", "/v1/food-sources/DEW-TEA", "/Openapi.json"])
def test_the_case_of_an_address_counts(pair: Pair, target: str) -> None:
    for headers in ({}, {"If-None-Match": "*"}):
        assert pair.ask(target, headers)[1].status == 404
        assert pair.ask(target, headers)[1].document["status"] == 404


def test_an_entry_that_is_none_is_refused(pair: Pair) -> None:
    for target in ("/v1/terms/qwertzuiop", "/v1/claims/qwertzuiop/evidence", "/v1/releases/qwertzuiop"):
        alike(pair, target, "unknown-entry", {"detail", "did_you_mean"})


@pytest.mark.parametrize(
    "target",
    [
        *("/v1/food-sources?diet=vegan", "/v1/food-sources?limit=2", "/v1/food-sources?limit=020"),
        *("/v1/food-sources?cursor=qwertz", "/v1/food-sources?diet=vegan&limit=100"),
        *(
            f"{ENTRY}?x=1",
            "/v1/guide?x",
            "/v1/guide?format=dot",
            "/v1/graph?format=DOT",
            "/v1/graph?format=dot&",
        ),
        *("/v1/graph?around=food-sources/dew-tea", "/v1/citations", "/v1/changes", "/v1/changes?since="),
        *("/v1/paths", "/v1/plan?days=2", "/v1/paths?from=a&to=b", "/health/ready", "/v1/check"),
        "/v1/claims/milk-and-craters/evidence?subject=terms/regolith",
    ],
)
def test_a_question_that_only_the_api_answers_is_no_other_page(pair: Pair, target: str) -> None:
    for headers in ({}, {"If-None-Match": "*", "Accept-Encoding": "br"}):
        copy = pair.ask(target, headers)[1]
        problem(copy, 404, "not-in-copy")
        assert copy.document["did_you_mean"] == ["/v1/bundle"]


def test_cors_preflight(pair: Pair) -> None:
    for target in (LIST, ENTRY, "/v1/nope", "/docs", "/v1/check"):
        for method in ("GET", "POST"):
            asked = {
                "Origin": "https://example.org",
                "Access-Control-Request-Method": method,
                "Access-Control-Request-Headers": "content-type,if-none-match",
                "Accept-Encoding": "br",
            }
            assert pair.same(target, asked, "OPTIONS").status == 200


def weighed(chance: random.Random) -> str:
    """Return an `Accept-Encoding` as clients write it, with weights of one decimal."""
    names = chance.sample([*ENCODERS, IDENTITY, "*", "deflate"], chance.randint(0, 6))
    weights = ["", "", ";q=1", ";q=1.0", "; q=0", ";q=0.000", ";Q=0.5", ";q=x"]
    weights += [f";q=0.{digit}" for digit in range(10)]
    return chance.choice([", ", ",", " , "]).join(name + chance.choice(weights) for name in names)


def test_preferred_content_encoding_is_sent(pair: Pair) -> None:
    chance = random.Random(20261126)
    seen = set()
    for _ in range(2000):
        wanted = weighed(chance)
        copy = pair.same(ENTRY, {"Accept-Encoding": wanted})
        seen.add(copy.headers.get("content-encoding", IDENTITY))
        assert copy.headers.get("content-encoding", IDENTITY) == preferred_encoding(wanted.encode()), wanted
    assert seen == {*ENCODERS, IDENTITY}


def test_what_is_held_already_is_not_sent_again(pair: Pair) -> None:
    chance = random.Random(20261127)
    tag = pair.same(ENTRY).headers["etag"]
    parts = [
        tag,
        f"W/{tag}",
        '"other"',
        f'{tag[:-1]}-br"',
        "*",
        "",
        tag.strip('"'),
        tag[:-2] + '"',
        f"w/{tag}",
    ]
    statuses = []
    for _ in range(500):
        held = chance.choice([", ", ","]).join(chance.choices(parts, k=chance.randint(1, 4)))
        copy = pair.ask(ENTRY, {"If-None-Match": held})[1]
        assert copy.status == (304 if not_modified(held.encode(), tag.encode()) else 200), held
        statuses.append(copy.status)
    assert 100 < statuses.count(304) < 400


def test_a_precondition_for_writing_is_refused_in_words(pair: Pair) -> None:
    problem(pair.ask(ENTRY, {"If-Match": '"another"'})[1], 412, "http-error")


def test_every_response_has_a_unique_request_id(pair: Pair) -> None:
    answers = [pair.ask(target)[1] for target in (ENTRY, "/nope", LIST) for _ in range(20)]
    assert len({answer.headers["request-id"] for answer in answers}) == len(answers)
