"""Reviewed responses of the check, compared word for word."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from app.features.check.check import check
from app.features.check.schemas import CheckRequest
from tests.fixtures.content_variants import catalog_with_changes

ANSWERS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "check_answers.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", ANSWERS, ids=lambda case: ",".join(case["asked"]["items"]))
async def test_full_check_response(sample_client: httpx.AsyncClient, case: dict[str, Any]) -> None:
    response = await sample_client.post("/v1/check", json=case["asked"])
    assert response.status_code == 200
    assert response.json()["data"] == case["answer"]


def test_misplaced_name_lists_both_fields(tmp_path: Path) -> None:
    catalog = catalog_with_changes(
        tmp_path, {"medicines/lift-pills": {"synonyms": ["floating", "high gravity"]}}
    )
    notes = check(catalog, CheckRequest(items=("high gravity",))).not_recognised
    assert [one.note for one in notes] == [
        "Nothing was looked up for it here; it is known under `conditions` and `medicines`, so ask it there."
    ]
