"""Compare the output of each language's tour of the API with the API itself."""

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
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as plain:
        assert seen == expected(plain)
    assert "warfarin-natto" in seen["flags"]
    status, suggestions = seen["problem"]
    assert (status, suggestions[0]) == (404, "kefir")
    assert all(seen[part] for part in ("found", "names", "claims", "cautions", "vegan"))


def expected(plain: httpx.Client) -> dict[str, Any]:
    """Return what a tour prints, out of the bare answers."""
    answer = plain.get("/v1/food-sources/natto").json()
    food, statements = answer["data"], answer["included"]["claims"]
    unknown = plain.get("/v1/food-sources/keffir").json()
    request = {"items": ["food-sources/natto"], "medicines": ["coumadin"]}
    found = plain.get("/v1/search?q=curd&kind=food-sources").json()["data"]
    return {
        "parts": len(plain.get("/v1/bundle").json()["data"]["parts"]),
        "whole": True,
        "current": True,
        "found": [[hit["slug"], len(hit["cautions"])] for hit in found],
        "names": [one["text"] for one in plain.get("/v1/suggest?q=yog").json()["data"]],
        "name": food["name"],
        "article": food["article"] and food["article"]["note"],
        "claims": [
            [statements[claim["slug"]]["statement"], GRADES[claim["certainty"]]] for claim in food["claims"]
        ],
        "cautions": [
            [caution["sentence"], RISING.index(caution["severity"])] for caution in food["cautions"]
        ],
        "vegan": [one["slug"] for one in plain.get("/v1/food-sources?diet=vegan&limit=5").json()["data"]],
        "flags": [flag["slug"] for flag in plain.post("/v1/check", json=request).json()["data"]["for_you"]],
        "problem": [unknown["status"], unknown["did_you_mean"]],
    }
