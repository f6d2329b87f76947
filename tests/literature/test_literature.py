"""`gutbone literature` against local servers: recorded shapes, failures, retractions, reading lists."""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import yaml

from app.catalog.catalog import Catalog
from app.kinds.sources import Source
from app.literature import client
from app.literature.client import ServiceClient
from app.literature.services import Services, merged
from tests.content.invalid_content import edit
from tests.fixtures.cli import SAMPLE_CONTENT, CommandResult, run_cli
from tests.literature.local_services import Failure, LocalServices, Work, local_services, send

KEFIR: Work = {
    "doi": "10.9999/moon.2020.1",
    "pmid": "26655888",
    "title": "Moon milk and <i>craters</i>: a trial # of yaml",
    "authors": ["Tu", "Chen"],
    "journal": "PLOS ONE",
    "year": 2015,
}
DOI = KEFIR["doi"]


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "TIMEOUT", 1.0)
    monkeypatch.setattr(client, "MAX_WAIT", 0.01)


@pytest.fixture
def services() -> Iterator[LocalServices]:
    with local_services([dict(KEFIR)]) as running:
        yield running


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE_CONTENT, tmp_path / "content"))


def run(root: Path, services: LocalServices, *arguments: str) -> CommandResult:
    return run_cli("literature", *arguments, content_dir=root, **services.settings)


@pytest.mark.parametrize("target", [DOI, KEFIR["pmid"], f"https://doi.org/{DOI}"])
def test_lookup_fills_a_source_file(root: Path, services: LocalServices, target: str) -> None:
    ended = run(root, services, "lookup", target, "--slug", "tu-2015")
    assert ended.code == 0, ended.err
    written = yaml.safe_load((root / "sources" / "tu-2015.yaml").read_text("utf-8"))
    assert written["title"] == "Moon milk and craters: a trial # of yaml"
    assert (written["authors"], written["first_author"]) == ("Tu MY, Chen MY", "Tu MY")
    assert (written["year"], written["volume"], written["journal"]) == (2015, "10", "PLOS ONE")
    assert (written["doi"], written["url"]) == (DOI, f"https://doi.org/{DOI}")
    assert written["retraction_status"] == "none_known"
    assert "Europe PMC" in written["verification"]["level"]


def test_answers_on_every_source_of_the_content_are_read(catalog: Catalog) -> None:
    found = [
        one for one in catalog.entries_by_kind["sources"] if isinstance(one, Source) and one.doi and one.title
    ]
    works: list[Work] = [
        {
            "doi": one.doi,
            "pmid": str(10_000_000 + number),
            "title": one.title,
            "authors": ["Tu", "Chen"],
            "journal": one.journal or "A journal",
            "year": one.year or 2000,
        }
        for number, one in enumerate(found)
    ]
    assert len(works) > 150
    with local_services(works) as running:
        asked = Services(*(ServiceClient(name, str(base)) for name, base in running.settings.items()))
        for work in works:
            answers, problems = asked.find(doi=work["doi"], pmid=work["pmid"])
            publication, disagreements = merged(answers)
            assert (len(answers), problems, disagreements) == (3, [], [])
            assert (publication.doi, publication.year) == (work["doi"], work["year"])
        asked.close()


def failing(status: int, body: str | bytes = "no", **headers: str) -> Failure:
    return lambda handler: send(handler, status, body, **headers)


def _reset(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.close()


def _cut(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"message": {')
    handler.wfile.flush()
    handler.connection.close()


def _slow(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(1.5)
    with suppress(ConnectionError):  # the client has gone
        send(handler, 200, "{}")


FAILURES: dict[str, Failure] = {
    "bad request": failing(400),
    "unauthorised": failing(401),
    "forbidden": failing(403),
    "not found": failing(404),
    "gone": failing(410),
    "too many requests": failing(429, Retry_After="1"),
    "too many, absurd wait": failing(429, Retry_After="99999999"),
    "too many, a date": failing(429, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT"),
    "server error": failing(500),
    "bad gateway": failing(502),
    "unavailable": failing(503),
    "redirect elsewhere": failing(302, Location="http://192.0.2.1/"),
    "html": failing(200, "<html>maintenance</html>"),
    "empty": failing(200, ""),
    "null": failing(200, "null"),
    "list": failing(200, "[]"),
    "other shape": failing(200, '{"message": [1], "resultList": 5, "result": {"26655888": "x"}}'),
    "wrong types": failing(200, json.dumps({"message": {"DOI": 5, "title": [7]}})),
    "not UTF-8": failing(200, b"\xff\xfe\x00{"),
    "bad gzip": failing(200, b"nonsense", Content_Encoding="gzip"),
    "nested deeply": failing(200, "[" * 100_000),
    "too large": failing(200, " " * (client.MAX_BYTES + 1)),
    "connection reset": _reset,
    "cut off": _cut,
    "too slow": _slow,
}


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_failure_is_a_line_for_each_service_and_writes_nothing(
    root: Path, services: LocalServices, failure: Failure
) -> None:
    services.failure = failure
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}

    ended = run(root, services, "lookup", DOI, "--slug", "tu-2015")

    assert ended.code == 1
    assert ended.err.splitlines()[-1] == "No service has it; nothing was written."
    assert {line.split()[0] for line in ended.err.splitlines()[:-1]} == {"Crossref", "Europe"}
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


@pytest.mark.full_suite
@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
@pytest.mark.parametrize(
    "arguments", [("check", "--write"), ("search", "milk-and-craters", "--since", "2026-01-02")]
)
def test_failure_leaves_sources_and_reading_lists(
    root: Path, services: LocalServices, failure: Failure, arguments: tuple[str, ...]
) -> None:
    services.failure = failure
    before = {path: path.read_bytes() for path in root.parent.rglob("*") if path.is_file()}

    ended = run(root, services, *arguments)

    assert ended.err
    assert "Traceback" not in ended.err
    assert {path: path.read_bytes() for path in root.parent.rglob("*") if path.is_file()} == before


def test_unreachable_services_are_named(root: Path, services: LocalServices) -> None:
    services.address = "http://127.0.0.1:9"
    ended = run(root, services, "lookup", DOI, "--slug", "tu-2015")
    assert (ended.code, "Crossref cannot be asked" in ended.err) == (1, True)


def test_answer_for_another_doi_is_not_taken(root: Path, services: LocalServices) -> None:
    wrong = json.dumps({"message": {"DOI": "10.9999/other"}, "resultList": {"result": []}})
    services.failure = failing(200, wrong)
    ended = run(root, services, "lookup", DOI, "--slug", "tu-2015")
    assert "answered for another DOI" in ended.err
    assert not (root / "sources" / "tu-2015.yaml").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("lookup", "kefir", "--slug", "x"), "neither a DOI nor a PMID"),
        (("lookup", DOI), "--slug"),
        (("lookup", DOI, "--slug", "../x"), "--slug"),
        (("lookup", DOI, "--slug", "milk-trial"), "already"),
        (("search", "nope"), "no claims/nope"),
        (("search", "milk-and-craters", "--since", "yesterday"), "--since"),
    ],
)
def test_wrong_arguments_ask_nobody(
    root: Path, services: LocalServices, arguments: tuple[str, ...], told: str
) -> None:
    ended = run(root, services, *arguments)
    assert (ended.code, told in ended.err, services.asked) == (1, True, [])


def test_retraction_is_found_written_and_shown_by_check(root: Path, services: LocalServices) -> None:
    services.works[0]["notice"] = "retraction"
    told = run(root, services, "check")
    assert "sources/milk-trial: Retracted: it was none_known here" in told.out
    assert run_cli("check", content_dir=root).code == 0

    written = run(root, services, "check", "--write")
    assert "2 files written" in written.out
    assert "retraction_status: retracted" in (root / "sources/milk-trial.yaml").read_text("utf-8")
    assert "entry: claims/milk-and-craters\n" in (root / "retractions.yaml").read_text("utf-8")
    refused = run_cli("check", content_dir=root)
    assert (refused.code, "claims/milk-and-craters.yaml" in refused.err) == (1, True)
    impact = run_cli("impact", "sources/milk-trial", content_dir=root)
    assert impact.code == 0
    retracted = impact.out.partition("is dropped")[0]
    assert (
        "claims/milk-and-craters: basis: no source that tests it is of the kind randomized_trial" in retracted
    )
    assert "claims/milk-and-craters: evidence: low; 2 other sources are left" in retracted


def test_correction_and_newer_version_are_told_and_not_written(root: Path, services: LocalServices) -> None:
    services.works[0]["notice"] = "correction"
    told = run(root, services, "check", "--write")
    assert "sources/milk-trial: Corrected" in told.out
    assert "0 files written" in told.out


def test_search_writes_a_reading_list_and_leaves_the_content(root: Path, services: LocalServices) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    ended = run(root, services, "search", "milk-and-craters", "--since", "2026-01-02")
    assert ended.code == 0, ended.err
    listed = json.loads((root.parent / "build/reading-lists/milk-and-craters.json").read_text("utf-8"))
    assert [one["pmid"] for one in listed["found"]] == [KEFIR["pmid"]]
    assert (listed["since"], listed["found_in_all"]) == ("2026-01-02", 1)
    assert "1 of 1 to read" in ended.out
    assert any("mindate=2026%2F01%2F02" in one for one in services.asked)
    assert {path: path.read_bytes() for path in root.rglob("*.yaml")} == before


def test_nothing_but_the_configured_services_is_asked(root: Path, services: LocalServices) -> None:
    edit("sources/moon-watch.yaml", "doi: 10.9999/moon.2018.2", "doi: 10.9999/gone")(root)
    run(root, services, "check")
    assert services.asked
    assert all(one.startswith(("/crossref/works/", "/epmc/search?", "/pubmed/")) for one in services.asked)
