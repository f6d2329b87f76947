"""What is typed in a waiting room reaches the cautions that concern it, and no others."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from app.catalog.catalog import Catalog
from app.catalog.name_schemas import NAME_FIELDS
from app.kinds.cautions import Caution
from tests.features.reference_check import check, slugs

FILES = (
    "recognition_cases.yaml",
    "pharmacy_cases.yaml",
    "clinic_cases.yaml",
    "ward_cases.yaml",
    "counter_cases.yaml",
    "discharge_cases.yaml",
    "branch_cases.yaml",
    "admission_cases.yaml",
)
CASES_BY_FILE: dict[str, list[dict[str, Any]]] = {
    name: yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8")) for name in FILES
}
CASES = [case for cases in CASES_BY_FILE.values() for case in cases]


def name_of(case: dict[str, Any]) -> str:
    return " / ".join(str(case[field]) for field in NAME_FIELDS if field in case)


def superseded_by(catalog: Catalog, shown: set[str]) -> set[str]:
    """Return the cautions that count as given, because one that replaces them is shown."""
    entries = {slug: catalog.entry("cautions", slug) for slug in catalog.slugs("cautions")}
    return {
        slug
        for slug, entry in entries.items()
        if isinstance(entry, Caution) and {closer.slug for closer in entry.superseded_by} & shown
    }


@pytest.mark.parametrize("case", CASES, ids=name_of)
async def test_typed_words_reach_their_cautions(
    client: httpx.AsyncClient, catalog: Catalog, case: dict[str, Any]
) -> None:
    data = await check(client, **{field: [str(case[field])] for field in NAME_FIELDS if field in case})
    shown = set(slugs(data))
    assert set(case["warn"]) - shown - superseded_by(catalog, shown) == set()
    assert set(slugs(data)) & set(case["never"]) == set()
    near = [unknown["near"] for unknown in data["not_understood"] if unknown["near"]]
    meant = {flag["slug"] for one in near for flag in one["for_you"]}
    assert set(case.get("if_you_mean", ())) - meant == set()


def test_there_are_enough_cases_and_each_can_fail(catalog: Catalog) -> None:
    assert len(CASES_BY_FILE["recognition_cases.yaml"]) >= 200
    assert len(CASES_BY_FILE["pharmacy_cases.yaml"]) >= 120
    assert len(CASES_BY_FILE["clinic_cases.yaml"]) >= 100
    assert len(CASES_BY_FILE["ward_cases.yaml"]) >= 150
    assert len(CASES_BY_FILE["counter_cases.yaml"]) >= 140
    assert len(CASES_BY_FILE["discharge_cases.yaml"]) >= 120
    assert len(CASES_BY_FILE["branch_cases.yaml"]) == len(CASES_BY_FILE["admission_cases.yaml"]) == 125
    assert all(case["never"] for case in CASES)
    cautions = set(catalog.slugs("cautions"))
    named = {slug for case in CASES for key in ("warn", "never", "if_you_mean") for slug in case.get(key, ())}
    assert named <= cautions
