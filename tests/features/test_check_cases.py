"""Handwritten cases of the check: a person, a plan, the flags that must and must not appear."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from app.content.content_reader import Content

CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("check_cases.yaml").read_text(encoding="utf-8")
)
PERSON = ("items", "life_stages", "conditions", "medicines", "diet", "allergies")
EXPECTED = ("name", "flags", "not", "not_understood")


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
async def test_check_case(client: httpx.AsyncClient, case: dict[str, Any]) -> None:
    answer = await client.post("/v1/check", json={key: case[key] for key in PERSON if key in case})
    assert answer.status_code == 200, answer.text
    data = answer.json()["data"]
    found = {flag["slug"]: flag["severity"] for flag in (*data["for_you"], *data["for_everyone"])}
    expected = case.get("flags", {})
    assert {slug: found.get(slug) for slug in expected} == expected
    assert found.keys() & set(case["not"]) == set()
    unknown = [word["given"] for word in (*data["not_understood"], *data["known_not_recorded"])]
    assert unknown == case.get("not_understood", [])


def test_there_are_enough_cases_and_each_can_fail() -> None:
    assert len(CASES) >= 85
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert all(case["not"] for case in CASES)
    assert {key for case in CASES for key in case} <= {*PERSON, *EXPECTED}


def test_every_caution_is_a_flag_in_one_case_and_none_in_another(content: Content) -> None:
    cautions = {key.partition("/")[2] for key in content.documents if key.startswith("cautions/")}
    assert {slug for case in CASES for slug in case.get("flags", {})} == cautions
    assert {slug for case in CASES for slug in case["not"]} == cautions
