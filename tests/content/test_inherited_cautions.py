"""A product carries the cautions of what it is a kind of, and no entry lists one that reaches it anyway."""

import httpx
import pytest

NARROWER = [
    ("supplements/saccharomyces-boulardii", "supplements/probiotic-supplement"),
    ("supplements/psyllium", "supplements/prebiotic-fibre-supplement"),
]


@pytest.mark.parametrize(("narrower", "wider"), NARROWER)
async def test_product_carries_every_caution_of_its_class(
    client: httpx.AsyncClient, narrower: str, wider: str
) -> None:
    shown = {}
    for key in (narrower, wider):
        entry = (await client.get(f"/v1/{key}")).json()["data"]
        shown[key] = {caution["slug"] for caution in entry["cautions"]}
    assert shown[wider] <= shown[narrower]
