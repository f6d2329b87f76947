"""What a tour of the API prints, whatever the language, held against the API itself."""

import json
import subprocess
from pathlib import Path
from typing import Any

import httpx

RISING = ("info", "caution", "seek_medical_advice", "avoid")
GRADES = {
    "high": "sure",
    "moderate": "probably",
    "low": "may",
    "very_low": "very uncertain",
    "not_graded": "not graded",
}


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command to its end and return what it printed; it must succeed."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    return done.stdout


def fails(*command: str | Path, cwd: Path) -> str:
    """Run a command that must fail, and return what it printed."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode != 0, done.stdout
    return done.stdout


def check_tour(printed: str, address: str) -> None:
    """Compare what a tour printed with what the server says to a plain HTTP client."""
    seen = json.loads(printed)
    with httpx.Client(base_url=address, trust_env=False) as plain:
        food = plain.get("/v1/food-sources/natto").json()["data"]
        parts = plain.get("/v1/bundle").json()["data"]["parts"]
        vegan = plain.get("/v1/food-sources?diet=vegan&limit=5").json()["data"]
        asked = {"items": ["food-sources/natto"], "medicines": ["coumadin"]}
        flags = plain.post("/v1/check", json=asked).json()["data"]["flags"]
        unknown = plain.get("/v1/food-sources/keffir").json()
    assert seen == expected(food, parts, vegan, flags, unknown)
    assert "warfarin-natto" in seen["flags"]
    assert seen["problem"] == [404, ["kefir"]]


def expected(food: Any, parts: Any, vegan: Any, flags: Any, unknown: Any) -> dict[str, Any]:
    """Return what a tour prints after these answers."""
    return {
        "parts": len(parts),
        "whole": True,
        "current": True,
        "name": food["name"],
        "article": food["article"] and food["article"]["note"],
        "claims": [[claim["statement"], GRADES[claim["certainty"]]] for claim in food["claims"]],
        "cautions": [[caution["title"], RISING.index(caution["severity"])] for caution in food["cautions"]],
        "vegan": [entry["slug"] for entry in vegan],
        "flags": [flag["slug"] for flag in flags],
        "problem": [unknown["status"], unknown["did_you_mean"]],
    }
