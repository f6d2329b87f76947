"""The kit that answers without a server: the same JSON as the server, request by request."""

import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from clients.tests.kit_requests import Request, Requests
from clients.tests.tour import run
from tests.fixtures.cli import ROOT

PROGRAMS = ROOT / "clients" / "kit" / "tests"
SIZE_LIMIT = 60_000
"""Bytes of the kit without content, with gzip."""
SEED = 20261129
ALIKE = 0.9
"""Share of the searches for other texts than names whose first three hits are those of the server."""


@pytest.fixture(scope="module")
def server(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def downloads(server: httpx.Client) -> dict[str, Any]:
    """Return what an app fetches once: the bundle, the names and the rules."""
    return {
        "bundle": server.get("/v1/bundle").json()["data"],
        "names": server.get("/v1/names").json(),
        "rules": server.get("/v1/rules").json(),
    }


@pytest.fixture(scope="module")
def folder(built: Path, downloads: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project outside the repository that installed the packed kit, with the downloads."""
    folder = tmp_path_factory.mktemp("kit")
    shutil.copytree(PROGRAMS, folder, dirs_exist_ok=True)
    (folder / "package.json").write_text('{ "name": "project", "private": true, "type": "module" }')
    (package,) = (built / "kit").glob("gutbone-kit-*.tgz")
    run("npm", "install", "--no-audit", "--no-fund", "--offline", "--silent", package, cwd=folder)
    for name, body in downloads.items():
        (folder / f"{name}.json").write_text(json.dumps(body))
    return folder


def answers_of_kit(folder: Path, call: str, requests: list[Request], *more: str) -> list[Any]:
    """Return what the kit answers, in one process."""
    asked = [{"call": call, "given": [request, *more]} for request in requests]
    (folder / "requests.json").write_text(json.dumps(asked))
    run("node", "answer.mjs", folder, cwd=folder)
    found: list[Any] = json.loads((folder / "answers.json").read_text())
    return found


def first_difference(served: Any, offline: Any, place: str = "") -> str | None:
    """Return where two JSON values differ, with both; None where they are equal."""
    if isinstance(served, dict) and isinstance(offline, dict) and served.keys() == offline.keys():
        members = [(f"{place}.{name}", served[name], offline[name]) for name in served]
    elif isinstance(served, list) and isinstance(offline, list) and len(served) == len(offline):
        pairs = enumerate(zip(served, offline, strict=True))
        members = [(f"{place}[{at}]", one, other) for at, (one, other) in pairs]
    else:
        return None if served == offline else f"{place}: {served!r} on the server, {offline!r} in the kit"
    found = (first_difference(one, other, at) for at, one, other in members)
    return next((where for where in found if where), None)


def require_equal(folder: Path, call: str, requests: list[Request], ask: Callable[[Request], Any]) -> None:
    """Require the answers of the server for all of some requests."""
    offline = answers_of_kit(folder, call, requests)
    pairs = zip(requests, map(ask, requests), offline, strict=True)
    found = [(request, first_difference(served, own)) for request, served, own in pairs]
    differing = [(request, where) for request, where in found if where]
    assert differing[:3] == [], f"{len(differing)} of {len(requests)} answers differ"


def errors_of(errors: list[Any]) -> list[tuple[str, list[str]]]:
    """Return each mistake of a request, with names that look like what was typed."""
    return [
        (one.get("parameter") or one["where"].removeprefix("body."), one["did_you_mean"]) for one in errors
    ]


def best(answer: Any, count: int) -> list[tuple[str, str]]:
    """Return the kind and slug of the first hits."""
    return [(hit["kind"], hit["slug"]) for hit in answer["data"][:count]]


def ask_get(server: httpx.Client, path: str) -> Callable[[Request], Any]:
    def ask(request: Request) -> Any:
        answer = server.get(path, params=request)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


def ask_check(server: httpx.Client) -> Callable[[Request], Any]:
    def ask(request: Request) -> Any:
        answer = server.post("/v1/check", json=request)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


@pytest.mark.parametrize("count", [200, pytest.param(5000, marks=pytest.mark.torture)])
def test_check_offline_equals_the_server(
    folder: Path, downloads: dict[str, Any], server: httpx.Client, count: int
) -> None:
    requests = Requests(downloads, SEED)
    asked = [requests.check() for _ in range(count)]
    require_equal(folder, "check", asked, ask_check(server))


@pytest.mark.parametrize("count", [40, pytest.param(2000, marks=pytest.mark.torture)])
def test_plan_offline_equals_the_server(
    folder: Path, downloads: dict[str, Any], server: httpx.Client, count: int
) -> None:
    """About half of the requests hold a word that no plan can take into account: both refuse those alike."""
    requests = Requests(downloads, SEED)
    asked = [requests.plan() for _ in range(3 * count)]
    answers = [server.post("/v1/plan", json=request) for request in asked]
    offline = answers_of_kit(folder, "plan", asked)
    refused = {place: answer.json() for place, answer in enumerate(answers) if answer.status_code == 404}
    assert list(refused) == [place for place, plan in enumerate(offline) if "errors" in plan]
    assert any(body["did_you_mean"] for body in refused.values())
    for place, body in refused.items():
        assert errors_of(offline[place]["errors"]) == errors_of(body["errors"]), asked[place]
    made = [place for place, answer in enumerate(answers) if answer.status_code == 200]
    assert len(made) >= count
    compared = ((asked[at], first_difference(answers[at].json(), offline[at])) for at in made)
    assert [(request, where) for request, where in compared if where][:3] == []


@pytest.mark.parametrize("count", [40, pytest.param(500, marks=pytest.mark.torture)])
def test_citations_offline_equal_the_server(
    folder: Path, downloads: dict[str, Any], server: httpx.Client, count: int
) -> None:
    requests = Requests(downloads, SEED)
    asked = [requests.citations() for _ in range(count)]
    require_equal(folder, "citations", asked, ask_get(server, "/v1/citations"))


@pytest.mark.parametrize("ending", ["bib", "ris", "csljson"])
def test_citation_files_offline_equal_the_server(
    folder: Path, downloads: dict[str, Any], server: httpx.Client, ending: str
) -> None:
    sources = sorted(key for key in downloads["bundle"]["parts"] if key.startswith("sources/"))
    asked = [{"items": sources[start : start + 100]} for start in range(0, len(sources), 100)]
    files = answers_of_kit(folder, "citationFile", asked, ending)
    for request, offline in zip(asked, files, strict=True):
        served = server.get(f"/v1/citations.{ending}", params=request).text
        if ending == "csljson":
            assert json.loads(offline) == json.loads(served)
        else:
            assert offline == served


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.torture)])
def test_search_offline_ranks_as_the_server(
    folder: Path, downloads: dict[str, Any], server: httpx.Client, count: int
) -> None:
    requests = Requests(downloads, SEED)
    names, texts = ([draw() for _ in range(count)] for draw in (requests.name, requests.search))
    ask = ask_get(server, "/v1/search")
    offline = answers_of_kit(folder, "search", [*names, *texts])
    served = [ask(request) for request in (*names, *texts)]
    first = [best(one, 1) == best(other, 1) for one, other in zip(served, offline, strict=True)]
    three = [best(one, 3) == best(other, 3) for one, other in zip(served, offline, strict=True)]
    differing = [request for request, is_same in zip(names, first[:count], strict=True) if not is_same]
    assert differing == []
    assert sum(three[count:]) >= ALIKE * count


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.torture)])
def test_suggest_offline_ranks_as_the_server(
    folder: Path, downloads: dict[str, Any], server: httpx.Client, count: int
) -> None:
    requests = Requests(downloads, SEED)
    asked = [requests.search() for _ in range(count)]
    ask = ask_get(server, "/v1/suggest")
    pairs = zip(map(ask, asked), answers_of_kit(folder, "suggest", asked), strict=True)
    assert sum(best(one, 3) == best(other, 3) for one, other in pairs) >= ALIKE * count


def test_page_of_a_search_offline_equals_the_server(folder: Path, server: httpx.Client) -> None:
    ask = ask_get(server, "/v1/search")
    asked: list[Request] = [
        {"q": "calcium absorbtion", "limit": 5},
        {"q": "warfarin natto", "kind": ["cautions"]},
    ]
    asked.append({**asked[0], "cursor": ask(asked[0])["page"]["next"]})
    assert asked[-1]["cursor"]
    require_equal(folder, "search", asked, ask)


def test_comparison_finds_a_changed_caution(folder: Path, server: httpx.Client) -> None:
    request = {"items": ["natto"], "medicines": ["coumadin"]}
    [answer] = answers_of_kit(folder, "check", [request])
    assert answer["data"]["for_you"][0]["slug"] == "warfarin-natto"
    answer["data"]["for_you"][0]["severity"] = "caution"
    served = ask_check(server)(request)
    expected = ".data.for_you[0].severity: 'avoid' on the server, 'caution' in the kit"
    assert first_difference(served, answer) == expected


def test_kit_refuses_what_it_cannot_answer(folder: Path, downloads: dict[str, Any]) -> None:
    release = downloads["bundle"]["release"]
    assert run("node", "refuses.mjs", folder, cwd=folder).splitlines() == [
        f"ContentError: of different releases: another, {release}",
        "RequestError: items: ",
        "RequestError: medicines: ",
        "RequestError: diet: carnivore",
        "RequestError: days: 15",
        "RequestError: medicines: quixotamab",
        "RequestError: q: ",
        "RequestError: items: food-sources/nothing",
    ]


def test_kit_is_small(built: Path) -> None:
    code = (built / "kit" / "dist" / "gutbone-kit.js").read_bytes()
    assert len(gzip.compress(code, 9)) < SIZE_LIMIT
