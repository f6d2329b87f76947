"""`GET /v1/<kind>/{slug}/figures`: where the figures of a food come from, apart from the food."""

import httpx
import pytest
import yaml

from app.core.references import FOOD_KINDS
from tests.fixtures.cli import SEED

DETAILS = ("food_table", "nutrients_null_reasons", "nutrient_provenance")
PARTS = {"serving": {"reason", "sources"}, "sodium": {"rule", "reason", "sources"}}


@pytest.mark.parametrize("kind", FOOD_KINDS)
async def test_figures_have_their_provenance_and_reasons(client: httpx.AsyncClient, kind: str) -> None:
    for path in sorted((SEED / kind).glob("*.yaml")):
        written = yaml.safe_load(path.read_text("utf-8"))
        food = (await client.get(f"/v1/{kind}/{path.stem}")).json()["data"]
        response = await client.get(f"{food['href']}/figures")
        assert response.status_code == 200
        figures = response.json()["data"]
        assert figures.keys() == {*DETAILS, *PARTS, "variants"}
        for part, details in PARTS.items():
            assert figures[part].keys() == details
            assert not details & food[part].keys()
            sources = [source["slug"] for source in figures[part]["sources"]]
            assert sources == written[part].get("sources", [])
            assert figures[part]["reason"] == written[part].get("reason")
        assert figures["sodium"]["rule"] == written["sodium"].get("rule")
        for one, whole, said in zip(
            (food, *food["variants"]),
            (figures, *figures["variants"]),
            (written, *written.get("variants", ())),
            strict=True,
        ):
            assert not set(DETAILS) & one.keys()
            nulls = {name for name, figure in one["nutrients_per_100g"].items() if figure is None}
            assert {name for name, why in whole["nutrients_null_reasons"].items() if why} == nulls
            sources = [source["slug"] for source in whole["nutrient_provenance"]["sources"]]
            assert sources == said["nutrient_provenance"].get("sources", [])
            assert whole["food_table"]["fdc_id"] == (said["food_table"] or {}).get("fdc_id")


async def test_figures_of_an_unknown_food_give_404(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/food-sources/kefr/figures")
    assert response.status_code == 404
    assert "kefir" in response.json()["did_you_mean"]
    assert (await client.get("/v1/supplements/probiotics/figures")).status_code == 404
