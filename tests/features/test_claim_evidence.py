"""The evidence of a claim: its table of studies, and what was not tested."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from app.content.content_reader import Content
from app.vocabulary.content import Section
from app.vocabulary.grading import Design, Stance, StudyDirection
from tests.api.test_lists import entries_of

Body = dict[str, Any]

CASES = Path(__file__).parent / "claim_evidence_cases.yaml"
GROUPS: dict[tuple[str, ...], set[str]] = {
    tuple(group["strains"]): set(group["sources"])
    for group in yaml.safe_load(CASES.read_text(encoding="utf-8"))["groups"]
}
SAME = (
    "year",
    "type",
    "design",
    "evidence_base",
    "population",
    "n",
    "n_note",
    "intervention",
    "outcome",
    "direction",
    "url",
)


async def evidence(client: httpx.AsyncClient, slug: str, subject: str | None = None) -> Body:
    """Return the evidence of a claim, as asked for a subject or for none."""
    query = {} if subject is None else {"subject": subject}
    response = await client.get(f"/v1/claims/{slug}/evidence", params=query)
    assert response.status_code == 200, response.text
    data: Body = response.json()["data"]
    return data


@pytest.fixture
async def tables(client: httpx.AsyncClient) -> dict[str, Body]:
    """Return the evidence of every claim by its slug."""
    return {
        claim["slug"]: await evidence(client, claim["slug"]) for claim in await entries_of(client, "claims")
    }


def sums(value: object, path: str = "") -> Iterator[str]:
    """Yield the places where an object holds a number of people."""
    if isinstance(value, dict):
        yield from (path for name in value if name in {"n", "total", "people"})
        for name, inner in value.items():
            yield from sums(inner, f"{path}.{name}")
    if isinstance(value, list):
        for inner in value:
            yield from sums(inner, f"{path}[]")


async def test_rows_are_the_entries_of_their_sources(
    client: httpx.AsyncClient, tables: dict[str, Body]
) -> None:
    sources = {source["slug"]: source for source in await entries_of(client, "sources")}
    claims = {claim["slug"]: claim for claim in await entries_of(client, "claims")}
    for slug, table in tables.items():
        stances = {each["source"]["slug"]: each for each in claims[slug]["evidence"]}
        assert {row["source"]["slug"] for row in table["rows"]} == set(stances)
        assert len(table["rows"]) == len(stances)
        for row in table["rows"]:
            source = sources[row["source"]["slug"]]
            assert {name: row[name] for name in SAME} == {name: source[name] for name in SAME}
            assert row["limitation"] == source["main_limitation"]
            assert row["verification"] == source["verification"]["level"]
            assert row["source"]["name"] == source["name"]
            stance = stances[source["slug"]]
            assert (row["stance"], row["note"]) == (stance["stance"], stance["note"])


async def test_results_are_given_only_where_the_figures_were_seen(
    client: httpx.AsyncClient, tables: dict[str, Body]
) -> None:
    sources = {source["slug"]: source for source in await entries_of(client, "sources")}
    given = 0
    for table in tables.values():
        for row in table["rows"]:
            source = sources[row["source"]["slug"]]
            seen = source["verification"]["numbers_seen"] is True
            assert row["result"] == (source["effects"] if seen else [])
            given += len(row["result"])
    assert given > 300


async def test_rows_are_newest_first_and_those_without_a_year_last(tables: dict[str, Body]) -> None:
    without = 0
    for table in tables.values():
        years = [row["year"] or 0 for row in table["rows"]]
        assert years == sorted(years, reverse=True)
        without += years.count(0)
    assert without
    years = [row["year"] for row in tables["def-good-bacteria"]["rows"]]
    assert years == [2023, 2021, 2014, None, None]


async def test_counts_add_up(tables: dict[str, Body]) -> None:
    vocabularies = {"stance": Stance, "design": Design, "direction": StudyDirection}
    for table in tables.values():
        for name, vocabulary in vocabularies.items():
            counts = table["counts"][f"by_{name}"]
            assert list(counts) == [*map(str, vocabulary), "not_known"]
            found = Counter(row[name] or "not_known" for row in table["rows"])
            assert {word: count for word, count in counts.items() if count} == found
        for name in ("stance", "direction"):
            added = sum((Counter(group[f"by_{name}"]) for group in table["by_strain"]), Counter())
            assert added == +Counter(table["counts"][f"by_{name}"])


async def test_every_study_is_in_one_group_of_its_strains(tables: dict[str, Body]) -> None:
    for table in tables.values():
        rows = {row["source"]["slug"]: row for row in table["rows"]}
        grouped = [slug for group in table["by_strain"] for slug in group["sources"]]
        assert sorted(grouped) == sorted(rows)
        for group in table["by_strain"]:
            assert group["studies"] == len(group["sources"])
            assert [rows[slug]["strains"] for slug in group["sources"]] == [group["strains"]] * group[
                "studies"
            ]


async def test_strain_groups_match_manual_review(tables: dict[str, Body]) -> None:
    found = {
        tuple(strain["name"] for strain in group["strains"]): set(group["sources"])
        for group in tables["research-bone-loss"]["by_strain"]
    }
    assert found == GROUPS


async def test_results_are_never_pooled(tables: dict[str, Body]) -> None:
    """A number of people stands in the row of one study and nowhere else."""
    for table in tables.values():
        assert set(sums(table)) <= {".rows[]"}


async def test_tested_strains_exclude_background_studies(tables: dict[str, Body]) -> None:
    bone_loss = [strain["name"] for strain in tables["research-bone-loss"]["tested_strains"]]
    assert set(bone_loss) == {name for names in GROUPS for name in names} - {
        "Lacticaseibacillus paracasei Shirota"
    }
    assert len(bone_loss) == len(set(bone_loss))
    assert tables["ff-yogurt"]["tested_strains"] == []
    assert any(row["strains"] for row in tables["ff-yogurt"]["rows"])


async def test_the_claim_is_the_card_that_entries_show(
    client: httpx.AsyncClient, tables: dict[str, Body]
) -> None:
    cards: dict[str, Body] = {}
    for path in ("food-sources", "supplements", "mechanisms", "outcomes", "lifestyle-tips", "microbes"):
        for entry in await entries_of(client, path):
            cards |= (await client.get(entry["href"])).json()["included"]["claims"]
    assert len(cards) > 20
    assert {slug: tables[slug]["claim"] for slug in cards} == cards


async def test_evidence_includes_claim_text_and_cautions(
    client: httpx.AsyncClient, tables: dict[str, Body]
) -> None:
    names = (
        "article_says",
        "article_verdict",
        "graded_statement",
        "parts",
        "would_change_grade",
        "no_source_found",
        "cautions",
    )
    for claim in await entries_of(client, "claims"):
        table = tables[claim["slug"]]
        assert {name: table[name] for name in names} == {name: claim[name] for name in names}
        assert (table["subject"], table["extrapolated"], table["extrapolation"]) == (None, False, None)


async def test_claim_route_is_unchanged(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/claims/ff-kefir")).json()["data"]["slug"] == "ff-kefir"
    assert (await client.get("/v1/claims/evidence")).status_code == 404
    assert (await client.get("/v1/claims/ff-kefir/evidence/")).status_code == 308


async def test_claims_are_in_article_order(client: httpx.AsyncClient, content: Content) -> None:
    orders = {
        key.partition("/")[2]: document.order
        for key, document in content.documents.items()
        if key.startswith("claims/")
    }
    listed = await entries_of(client, "claims")
    assert [orders[claim["slug"]] for claim in listed] == sorted(orders.values())
    sections = [Section.named(claim["article"]["section"]) for claim in listed if claim["article"]]
    places = [list(Section).index(section) for section in sections]
    assert len(sections) > 30
    assert places == sorted(places)
