"""The Python client does what the vectors say that every offline client must do."""

import base64
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from gutbone.client import Client, Content, Entry, Retry
from gutbone.client.responses import SCHEMA_VERSION
from scripts.sync_vectors import FILE, vectors

WHOLE = json.loads(FILE.read_text(encoding="utf-8"))
CASES = WHOLE["cases"]


def test_vectors_are_those_of_the_script() -> None:
    assert FILE.read_text(encoding="utf-8") == vectors()
    assert json.loads(vectors())["schema_version"] == SCHEMA_VERSION


def answer_of(request: httpx.Request, step: dict[str, Any]) -> httpx.Response:
    """Return the answer of a step to a request."""
    if "if_none_match" in step:
        assert request.headers["If-None-Match"] == step["if_none_match"]
    answer = step["answers"][request.url.path]
    body = WHOLE["bodies"][answer["body"]]
    content = base64.b64decode(body["base64"]) if "base64" in body else body["text"].encode()
    return httpx.Response(answer["status"], headers=answer["headers"], content=content)


def shown(entry: Entry) -> dict[str, Any]:
    """Return what the vectors say of an entry."""
    return {
        "name": entry.name,
        "cautions": [[one.slug, one.severity_text, one.sentence, one.must_display] for one in entry.cautions],
        "claims": [
            [one.slug, one.certainty_text, *(citation.label for citation in one.citations)]
            for one in entry.claims
        ],
        "related": [one.href for one in entry.related],
    }


def check(content: Content, step: dict[str, Any]) -> None:
    """Compare what the client shows with what the vectors say."""
    assert content.release == step["report"]["after"]
    for key, expected in step.get("entries", {}).items():
        assert shown(content.entry(key)) == expected


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_python_client_does_as_the_vectors_say(case: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "held"
    for step in case["steps"]:
        transport = httpx.MockTransport(lambda request, step=step: answer_of(request, step))
        with Client("http://gutbone.test", path, retry=Retry(attempts=1), transport=transport) as client:
            report = client.sync()
            said = {
                "outcome": report.outcome.value,
                "before": report.before,
                "after": report.after,
                "safety": report.safety,
                "notes": [note.note for note in report.releases],
                "problem": report.problem is not None,
            }
            assert said == step["report"]
            assert path.exists() == (report.after is not None)
            if report.after:
                check(client.content, step)
