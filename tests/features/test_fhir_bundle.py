"""The FHIR bundle is valid R5, whole, and never says what to take."""

import httpx
import pytest
from fhir.resources.bundle import Bundle

from app.catalog.catalog import Catalog


@pytest.fixture
async def bundle(client: httpx.AsyncClient) -> httpx.Response:
    return await client.get("/v1/bundle.fhir.json")


async def test_bundle_is_valid_r5(bundle: httpx.Response) -> None:
    assert bundle.headers["content-type"] == "application/fhir+json"
    parsed = Bundle.model_validate_json(bundle.content)
    assert len(parsed.entry or ()) == len(bundle.json()["entry"])


async def test_bundle_has_every_source_claim_and_caution(bundle: httpx.Response, catalog: Catalog) -> None:
    resources = [one["resource"] for one in bundle.json()["entry"]]
    for kind, wanted in (
        ("Citation", "sources"),
        ("Evidence", "claims"),
        ("ClinicalUseDefinition", "cautions"),
    ):
        assert sum(one["resourceType"] == kind for one in resources) == len(catalog.entries_by_kind[wanted])
    ids = [one["id"] for one in resources]
    assert len(ids) == len(set(ids))


async def test_every_reference_resolves_inside_the_bundle(bundle: httpx.Response) -> None:
    urls = {one["fullUrl"] for one in bundle.json()["entry"]}
    resources = [one["resource"] for one in bundle.json()["entry"]]
    named = [one["reference"] for resource in resources for one in resource.get("subject", [])]
    named += [
        one["resourceReference"]["reference"]
        for resource in resources
        for one in resource.get("relatedArtifact", [])
    ]
    assert len(named) > 500
    assert set(named) <= urls


async def test_nothing_is_an_indication_and_avoid_is_a_contraindication(
    bundle: httpx.Response, catalog: Catalog
) -> None:
    resources = [one["resource"] for one in bundle.json()["entry"]]
    uses = {one["id"]: one for one in resources if one["resourceType"] == "ClinicalUseDefinition"}
    assert {one["type"] for one in uses.values()} == {"contraindication", "warning"}
    for caution in catalog.entries_by_kind["cautions"]:
        card = catalog.caution_card(caution.slug)
        use = next(
            one for key, one in uses.items() if key.startswith(f"cautions.{caution.slug}"[:55]) and card.title
        )
        assert use["text"]["div"]
    assert sum(one["type"] == "contraindication" for one in uses.values()) == sum(
        catalog.caution_card(one.slug).severity.value == "avoid"
        for one in catalog.entries_by_kind["cautions"]
    )


async def test_unknown_figure_is_left_out_and_zero_is_kept(bundle: httpx.Response, catalog: Catalog) -> None:
    resources = [one["resource"] for one in bundle.json()["entry"]]
    (kefir,) = [one for one in resources if one["id"] == "food-sources.kefir"]
    nutrients = {one["item"]["concept"]["text"]: one["amount"][0]["numerator"] for one in kefir["nutrient"]}
    assert nutrients["fibre"]["value"] == 0
    assert nutrients["calcium"] == {
        "value": 130,
        "unit": "mg",
        "system": "http://unitsofmeasure.org",
        "code": "mg",
    }
    assert "vitamin k2 mk7" not in nutrients
    assert sum(note["text"].count(": ") > 0 for note in kefir["note"]) >= len(
        catalog.entry("food-sources", "kefir").cautions
    )
