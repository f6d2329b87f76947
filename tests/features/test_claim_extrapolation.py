"""Extrapolated results are marked as extrapolated, with an explanation."""

from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copytree
from typing import Any

import httpx
import pytest
import yaml

from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.content.content_reader import read_content
from tests.api.test_lists import entries_of
from tests.conftest import loaded_engine, make_app, make_client
from tests.features.test_claim_evidence import evidence
from tests.fixtures.cli import SAMPLE_CONTENT

REUTERI = "microbes/limosilactobacillus-reuteri"
CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "claim_evidence_cases.yaml").read_text(encoding="utf-8")
)


def asked(name: str) -> pytest.MarkDecorator:
    """Return the cases of a name, one test each."""
    return pytest.mark.parametrize(
        "case", CASES[name], ids=lambda case: f"{case['claim']}-{case['subject'].partition('/')[2]}"
    )


@asked("tested")
async def test_tested_subject_is_not_extrapolated(client: httpx.AsyncClient, case: dict[str, str]) -> None:
    table = await evidence(client, case["claim"], case["subject"])
    assert table["subject"]["href"] == f"/v1/{case['subject']}"
    assert (table["extrapolated"], table["extrapolation"]) == (False, None)


@asked("extrapolated")
async def test_strain_result_is_extrapolated_to_anything_else(
    client: httpx.AsyncClient, case: dict[str, str]
) -> None:
    table = await evidence(client, case["claim"], case["subject"])
    assert table["extrapolated"] is True
    tested, _, rest = table["extrapolation"].partition("; ")
    assert tested.startswith(("The strain tested is ", "The strains tested are "))
    assert case["strain"] in tested
    assert case["strain"] in {each["name"] for each in table["tested_strains"]}
    assert rest.startswith(f"the result need not hold for {table['subject']['name']}")
    assert rest.endswith(".")


async def test_extrapolation_to_species_names_only_its_own_strains(client: httpx.AsyncClient) -> None:
    table = await evidence(client, "research-bone-loss", REUTERI)
    assert table["extrapolation"] == (
        "The strain tested is Limosilactobacillus reuteri ATCC PTA 6475; the result need not hold for "
        "Limosilactobacillus reuteri as a whole, or for another strain of it."
    )


@asked("not_named")
async def test_unnamed_subject_is_extrapolated(client: httpx.AsyncClient, case: dict[str, str]) -> None:
    table = await evidence(client, case["claim"], case["subject"])
    name = table["subject"]["name"]
    assert table["extrapolated"] is True
    assert table["extrapolation"] == f"No study of this claim tested {name}; its result need not hold for it."


@asked("only_in_a_mixture")
async def test_mixture_result_is_extrapolated_to_one_of_its_strains(
    client: httpx.AsyncClient, case: dict[str, str]
) -> None:
    table = await evidence(client, case["claim"], case["subject"])
    name = table["subject"]["name"]
    assert table["extrapolated"] is True
    assert table["extrapolation"].startswith(f"{name} was tested only together with other microbes; ")


async def test_strain_results_are_never_shown_for_species_or_genus(client: httpx.AsyncClient) -> None:
    """For every claim and every larger group of a strain that it tested: extrapolated, or tested as such."""
    microbes = {microbe["slug"]: microbe for microbe in await entries_of(client, "microbes")}
    asked = 0
    for slug in [claim["slug"] for claim in await entries_of(client, "claims")]:
        for strain in (await evidence(client, slug))["tested_strains"]:
            for group in microbes[strain["slug"]]["belongs_to"]:
                found = await evidence(client, slug, f"microbes/{group['slug']}")
                assert found["extrapolated"], (slug, group["slug"])
                assert strain["name"] in found["extrapolation"]
                asked += 1
    assert asked > 20


async def test_invalid_queries_give_problem_documents(client: httpx.AsyncClient) -> None:
    unknown = await client.get("/v1/claims/research-bone-los/evidence")
    assert unknown.status_code == 404
    assert unknown.json()["did_you_mean"][0] == "research-bone-loss"
    for query, status, where, near in (
        ({"subject": f"{REUTERI}s"}, 404, "query.subject", REUTERI),
        ({"subject": "food-source/kefir"}, 404, "query.subject", "food-sources/kefir"),
        ({"subjekt": "food-sources/kefir"}, 422, "query.subjekt", "subject"),
    ):
        response = await client.get("/v1/claims/ff-kefir/evidence", params=query)
        assert response.status_code == status
        [mistake] = response.json()["errors"]
        assert mistake["where"] == where
        assert near in mistake["did_you_mean"], mistake
    shapeless = await client.get("/v1/claims/ff-kefir/evidence", params={"subject": "kefir"})
    assert shapeless.status_code == 422


async def test_former_slug_is_resolved_as_subject(sample_client: httpx.AsyncClient) -> None:
    table = await evidence(sample_client, "milk-and-craters", "terms/moon-dirt")
    assert table["subject"]["slug"] == "regolith"


@pytest.fixture
async def renamed(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of content in which a claim had another slug, and nobody saw a trial's figures."""
    copytree(SAMPLE_CONTENT, tmp_path / "content")
    file = tmp_path / "content" / "claims" / "milk-and-craters.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "formerly: [milk-claim]\n", encoding="utf-8")
    trial = tmp_path / "content" / "sources" / "milk-trial.yaml"
    text = trial.read_text(encoding="utf-8")
    trial.write_text(text.replace("numbers_seen: true", "numbers_seen: false"), encoding="utf-8")
    engine = loaded_engine(read_content(tmp_path / "content", KINDS), f"sqlite:///{tmp_path}/renamed.db")
    async with make_client(make_app(read_catalog(engine, KINDS), engine)) as client:
        yield client
    engine.dispose()


async def test_former_slug_of_claim_resolves_to_its_evidence(renamed: httpx.AsyncClient) -> None:
    asked = "/v1/claims/milk-claim/evidence?subject=food-sources/moon-milk"
    response = await renamed.get(asked)
    assert response.status_code == 308
    assert response.headers["location"] == asked.replace("milk-claim", "milk-and-craters")
    assert (await renamed.get(asked, follow_redirects=True)).json()["data"]["extrapolated"] is False


async def test_unverified_figures_are_omitted(
    sample_client: httpx.AsyncClient, renamed: httpx.AsyncClient
) -> None:
    results = []
    for client in (sample_client, renamed):
        rows = (await evidence(client, "milk-and-craters"))["rows"]
        [trial] = [row for row in rows if row["source"]["slug"] == "milk-trial"]
        results.append([effect["measure"] for effect in trial["result"]])
    assert results == [["crater depth, difference", "hops, difference"], []]
