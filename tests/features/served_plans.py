"""Plans as they are served: read from a response, and their items."""

from typing import Any

import httpx

Body = dict[str, Any]
PLAIN = {"Accept-Encoding": "identity"}


def plan_in(response: httpx.Response) -> Body:
    """Return the plan of a response that has one."""
    assert response.status_code == 200, response.text
    plan: Body = response.json()["data"]
    return plan


def items_of(plan: Body) -> list[Body]:
    """Return the items of all days."""
    return [item for day in plan["days"] for item in day["items"]]


def left_out_of(plan: Body) -> set[str]:
    """Return the slugs of all that a plan leaves out."""
    return {one["entry"]["slug"] for one in plan["excluded"]}
