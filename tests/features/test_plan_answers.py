"""Reviewed plans, compared word for word."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

Body = dict[str, Any]
PLANS: list[Body] = yaml.safe_load((Path(__file__).parent / "plan_answers.yaml").read_text(encoding="utf-8"))


async def planned(sample_client: httpx.AsyncClient, query: Body) -> Body:
    """Return a plan with the slugs of cautions in place of their cards."""
    response = await sample_client.get("/v1/plan", params=query)
    assert response.status_code == 200
    plan: Body = response.json()["data"]
    for some in (plan, *(item for day in plan["days"] for item in day["items"])):
        some["cautions"] = [card["slug"] for card in some["cautions"]]
    return plan


async def test_full_plan(sample_client: httpx.AsyncClient) -> None:
    assert await planned(sample_client, PLANS[0]["asked"]) == PLANS[0]["plan"]


@pytest.mark.parametrize("case", PLANS[1:], ids=lambda case: ",".join(case["asked"]))
async def test_notes_and_items(sample_client: httpx.AsyncClient, case: Body) -> None:
    plan = await planned(sample_client, case["asked"])
    items = [[item["entry"]["slug"] for item in day["items"]] for day in plan["days"]]
    assert {"cautions": plan["cautions"], "notes": plan["notes"], "items": items} == case["plan"]
