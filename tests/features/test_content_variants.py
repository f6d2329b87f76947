"""Features on variants of the content that the present content does not contain."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.catalog.catalog import Catalog, UnknownEntryError
from app.features.citations.annotations import verification_note
from app.features.citations.citation_numbering import citations_of
from app.features.graph import path_search
from app.features.graph.edge_sentences import studied, summary
from app.features.graph.knowledge_graph import knowledge_graph_of
from app.features.plan.plan import plan_of
from app.features.release_history import release_of
from app.features.release_parts import ReleaseParts
from app.schemas.entries import Entry
from app.vocabulary.food import FreeFrom
from app.vocabulary.grading import Basis, Certainty, SeenIn
from app.vocabulary.planning import Avoidance
from tests.features.reference_planner import plan_query
from tests.features.test_claim_evidence import evidence
from tests.features.test_paths_search import edge_between
from tests.fixtures.content_variants import catalog_with_changes

SALTY = {"level": "high", "mg_per_serving": 2550, "percent_of_2300_mg": 111, "rule": "a made-up rule"}


class Ungraded(Entry, extra="ignore"):
    """An entry that has forgotten everything but what all entries share."""


def test_retraction_is_exported_with_citations(tmp_path: Path, sample_catalog: Catalog) -> None:
    notice = "corrected"
    retracted = catalog_with_changes(tmp_path, {"sources/milk-trial": {"retraction_status": notice}})
    said = []
    for catalog in (sample_catalog, retracted):
        trial = citations_of(catalog, ("claims/milk-and-craters",)).cited[0]
        said.append(verification_note(trial))
    assert said == [
        "Verification: DOI and title confirmed.",
        f"Verification: DOI and title confirmed. Retraction: {notice}.",
    ]


async def test_claim_without_source_is_not_extrapolated(sample_client: httpx.AsyncClient) -> None:
    table = await evidence(sample_client, "nobody-looked", "terms/moonrot")
    assert (table["rows"], table["extrapolated"], table["extrapolation"]) == ([], False, None)


def test_graph_requires_graded_claims(sample_catalog: Catalog) -> None:
    ungraded = replace(sample_catalog, entry_types={**sample_catalog.entry_types, "claims": Ungraded})
    with pytest.raises(TypeError, match="claims/"):
        knowledge_graph_of(ungraded)


def test_incomplete_path_search_is_reported(sample_catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    network, ends = knowledge_graph_of(sample_catalog), ("food-sources/moon-milk", "outcomes/crater-depth")
    assert path_search.paths_of(network, *ends, 1).paths
    monkeypatch.setattr(path_search, "MAX_VISITED", 0)
    found = path_search.paths_of(network, *ends, 1)
    assert (found.paths, found.complete) == ((), False)
    assert found.note == "The search stopped at its limit of work before it found a chain."


def test_consensus_step_names_no_study() -> None:
    edge = edge_between("one", "other", "low")
    assert studied(edge) == "No study of its claim was found."
    agreed = edge.model_copy(update={"basis": Basis.CONSENSUS})
    assert studied(agreed) == "Its claim rests on what experts agree on; no study of its own was found."


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ([("people",)], "The step of effect was studied in people."),
        (
            [("people", "cells"), ("people", "animals")],
            "some of it in animals too, some of it in cells or the laboratory too.",
        ),
        (
            [("people",), ("animals", "cells")],
            "Who was studied: step 1: people; step 2: animals and cells or the laboratory.",
        ),
        ([(), ("people",)], "Who was studied: step 1: no study was found; step 2: people."),
    ],
    ids=str,
)
def test_path_names_who_was_studied_per_step(
    sample_catalog: Catalog, groups: list[tuple[str, ...]], said: str
) -> None:
    edges = [
        edge_between("one", "other", "low").model_copy(
            update={"seen_in": tuple(SeenIn.named(one) for one in group)}
        )
        for group in groups
    ]
    milk, depth = (
        knowledge_graph_of(sample_catalog).nodes[key]
        for key in ("food-sources/moon-milk", "outcomes/crater-depth")
    )
    assert said in summary(edges, milk, depth, Certainty.LOW)


def test_serving_above_daily_sodium_is_excluded(tmp_path: Path) -> None:
    figures = (
        catalog_with_changes(tmp_path / "plain", {})
        .entry("food-sources", "moon-milk")
        .model_dump(mode="json")
    )
    salted = {"nutrients_per_100g": figures["nutrients_per_100g"] | {"sodium_mg": 1500}, "sodium": SALTY}
    salty = catalog_with_changes(tmp_path / "salty", {"food-sources/moon-milk": salted})
    plan = plan_of(salty, plan_query([], days=1))
    (milk,) = [one for one in plan.excluded if one.entry.id == "food-sources/moon-milk"]
    assert "One portion holds more sodium than the daily value." in [reason.text for reason in milk.because]


IMPOSSIBLE = [("free_from", value.value) for value in FreeFrom]
IMPOSSIBLE += [("avoid", value.value) for value in Avoidance]


def test_impossible_choices_give_no_days_and_a_note(sample_catalog: Catalog) -> None:
    plan = plan_of(sample_catalog, plan_query([("diet", "vegan"), *IMPOSSIBLE], days=3))
    assert plan.days == ()
    assert plan.notes == (
        "A plan is general information. It does not replace advice from your own doctor or dietitian.",
        (
            "Nothing in this guide fits all of these choices together. "
            "What was left out is listed with its reason. "
            "Ask a dietitian what you can eat."
        ),
    )
    assert "food-sources/moon-milk" in {one.entry.id for one in plan.excluded}


def test_caution_to_avoid_any_activity_gives_no_plan(tmp_path: Path) -> None:
    strict = catalog_with_changes(tmp_path, {"cautions/hop-anywhere": {"severity": "avoid"}})
    plan = plan_of(strict, plan_query([("conditions", "high-gravity")], days=3))
    assert (plan.days, plan.excluded) == ((), ())
    assert [card.slug for card in plan.cautions] == ["hop-anywhere"]
    assert plan.notes == (
        (
            "Hopping with high gravity: this caution says to avoid all that a plan could hold. "
            "Ask your doctor what you may eat and do."
        ),
    )
    assert plan_of(strict, plan_query([], days=3)).days


def test_unknown_release_raises(sample_catalog: Catalog) -> None:
    with pytest.raises(UnknownEntryError) as unknown:
        release_of(sample_catalog, "2020-01-01.1-00000000")
    assert (unknown.value.kind, unknown.value.did_you_mean) == ("releases", [])


def test_release_parts_length_matches_iteration(sample_catalog: Catalog) -> None:
    parts = ReleaseParts(sample_catalog)
    assert len(parts) == len(list(parts)) == len(parts.digests())


def test_positions_match_entries(sample_catalog: Catalog) -> None:
    for kind, entries in sample_catalog.entries_by_kind.items():
        assert [entries[place] for place in range(len(entries))] == list(entries), kind
