"""Reviewed responses of the check, compared word for word."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

ANSWERS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "check_answers.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", ANSWERS, ids=lambda case: ",".join(case["asked"]["items"]))
async def test_full_check_response(sample_client: httpx.AsyncClient, case: dict[str, Any]) -> None:
    response = await sample_client.post("/v1/check", json=case["asked"])
    assert response.status_code == 200
    assert response.json()["data"] == case["answer"]
