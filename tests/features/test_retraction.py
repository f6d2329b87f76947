"""A retracted source: it carries no grade, and is marked wherever it is shown."""

import json
import shutil
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from starlette.types import ASGIApp

from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.content.content_reader import read_content
from tests.conftest import loaded_engine, make_app, make_client
from tests.content.invalid_content import edit
from tests.features.reference_graph import graph_with_cautions
from tests.fixtures.cli import SAMPLE_CONTENT

TRIAL = "sources/milk-trial"


@pytest.fixture(scope="module")
def retracted_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ASGIApp]:
    """Return an application whose milk trial was retracted, and whose claim fell to observation."""
    root = tmp_path_factory.mktemp("retracted") / "content"
    shutil.copytree(SAMPLE_CONTENT, root)
    edit(f"{TRIAL}.yaml", "retraction_status: none_known", "retraction_status: retracted")(root)
    edit("claims/milk-and-craters.yaml", "basis: randomized_trial", "basis: observational")(root)
    engine = loaded_engine(read_content(root, KINDS), f"sqlite:///{root.parent}/retracted.db")
    yield make_app(read_catalog(engine, KINDS), engine)
    engine.dispose()


@pytest.fixture
async def client_with_retraction(retracted_app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of that application."""
    async with make_client(retracted_app) as client:
        yield client


async def test_evidence_marks_a_retracted_study(client_with_retraction: httpx.AsyncClient) -> None:
    evidence = (await client_with_retraction.get("/v1/claims/milk-and-craters/evidence")).json()["data"]

    row = next(row for row in evidence["rows"] if row["source"]["slug"] == "milk-trial")
    assert row["retraction_status"] == "retracted"
    assert row["label"] == "Luna A 2020 (retracted)"
    card = next(one for one in evidence["claim"]["citations"] if one["source"] == "milk-trial")
    assert card["label"] == "Luna A 2020 (retracted)"


async def test_answer_counts_no_retracted_study(client_with_retraction: httpx.AsyncClient) -> None:
    claim = (await client_with_retraction.get("/v1/claims/milk-and-craters")).json()["data"]

    assert [one["source"]["slug"] for one in claim["evidence"]] == ["milk-trial", "moon-watch", "mouse-maze"]
    assert claim["answer"]["studies"] == 1


@pytest.mark.parametrize("ending", ["", ".bib", ".ris", ".csljson"])
async def test_every_citation_format_marks_a_retracted_source(
    client_with_retraction: httpx.AsyncClient, ending: str
) -> None:
    response = await client_with_retraction.get(f"/v1/citations{ending}", params={"items": TRIAL})

    assert response.status_code == 200
    assert "RETRACTED: Moon milk" in response.text


async def test_the_source_and_its_filter_say_retracted(client_with_retraction: httpx.AsyncClient) -> None:
    source = (await client_with_retraction.get(f"/v1/{TRIAL}")).json()["data"]
    listed = (await client_with_retraction.get("/v1/sources?retraction_status=retracted")).json()["data"]

    assert source["retraction_status"] == "retracted"
    assert "RETRACTED: Moon milk" in source["citation"]
    assert [one["slug"] for one in listed] == ["milk-trial"]


async def test_pages_mark_a_retracted_source(client_with_retraction: httpx.AsyncClient) -> None:
    page = await client_with_retraction.get(f"/{TRIAL}")
    claim = await client_with_retraction.get("/claims/milk-and-craters")

    assert "Retracted" in page.text
    assert "(retracted)" in claim.text


async def test_edges_of_the_graph_name_retracted_sources(client_with_retraction: httpx.AsyncClient) -> None:
    effects = json.loads((await client_with_retraction.get("/v1/graph")).text)["data"]["effects"]
    graph = await graph_with_cautions(client_with_retraction)

    assert {edge["claim"] for edge in effects if edge["retracted"]} == {"milk-and-craters"}
    marked = [edge for edge in graph["edges"] if edge["retracted"]]
    assert {name for edge in marked for name in edge["retracted"]} <= {"milk-trial"}
    resting = [edge for edge in graph["edges"] if edge["claim"] == "milk-and-craters"]
    assert marked == resting
    assert all("A study of its claim was retracted" in edge["sentence"] for edge in marked)
