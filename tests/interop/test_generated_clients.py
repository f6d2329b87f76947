"""Clients of third-party generators, with their defaults, keep every caution: `make interop`."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from clients.tests.later_answers import NEW_VALUE, LaterAnswers, cautions_in
from scripts.clients import DOCUMENT, tool
from tests.fixtures.contract import Document
from tests.fixtures.deadlines import scaled
from tests.interop.documented_requests import documented_gets

pytestmark = pytest.mark.torture

PARSE = """\
import json
from client import models

answers = json.loads(open("answers.json").read())
read = [getattr(models, name).from_dict(answer).to_dict() for name, answer in answers]
print(json.dumps(read, default=str))
"""
GENERATORS: dict[str, list[str | Path]] = {
    "OpenAPI Generator, python": [
        tool("openapi-generator-cli"),
        *("generate", "-g", "python", "-i", DOCUMENT, "--package-name", "client"),
        *("--global-property", "apiTests=false,modelTests=false,apiDocs=false,modelDocs=false", "-o"),
    ],
    "openapi-python-client": [
        tool("openapi-python-client"),
        *("generate", "--path", DOCUMENT, "--meta", "none", "--overwrite", "--output-path"),
    ],
}
"""The commands, all but the folder to write into."""

FEWEST_CAUTIONS = 5_000
"""In all answers together, each time that it stands with an entry."""


@pytest.fixture(scope="module", params=GENERATORS)
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the package `client`, as a generator writes it."""
    assert tool("openapi-generator-cli").is_file(), "run `make interop`"
    folder = tmp_path_factory.mktemp("generated")
    path = f"{tool('python').parent}{os.pathsep}{os.environ['PATH']}"
    run([*GENERATORS[request.param], "written"], folder, PATH=path)
    nested = folder / "written" / "client"
    (nested if nested.is_dir() else folder / "written").rename(folder / "client")
    return folder


def run(command: list[str | Path], folder: Path, **environment: str) -> str:
    """Run a command to its end and return what it printed; it must succeed."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=scaled(300),
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def answers(address: str) -> list[tuple[Document, Any]]:
    """Return a real answer of each GET that answers with JSON and a problem, each with its schema."""
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as plain:
        return list(real_answers(document, plain))


def real_answers(document: Document, plain: httpx.Client) -> Iterator[tuple[Document, Any]]:
    """Yield the schema and the answer of each GET that answers with JSON, and a problem last."""
    for path, operations in document["paths"].items():
        content = operations.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        if "$ref" in schema:
            address, query = next(documented_gets(document | {"paths": {path: operations}}))
            response = plain.get(address, params=httpx.QueryParams(tuple(query)))
            assert response.status_code == 200, address
            yield schema, response.json()
    missing = plain.get("/v1/food-sources/none").json()
    overloaded = {"type": "/docs/errors#overloaded", "status": 503, "did_you_mean": []}
    yield {"$ref": "#/components/schemas/Problem"}, missing | overloaded


@pytest.mark.parametrize("later", [{}, {"members": True}, {"values": True}], ids=str)
def test_real_answers_keep_their_cautions(
    later: dict[str, bool], project: Path, answers: list[tuple[Document, Any]]
) -> None:
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    changed = LaterAnswers(document, **later)
    sent = [(schema["$ref"].rpartition("/")[2], changed.answer(schema, body)) for schema, body in answers]
    assert (NEW_VALUE in json.dumps(sent)) is later.get("values", False)
    (project / "answers.json").write_text(json.dumps(sent))
    read = json.loads(run([sys.executable, "-c", PARSE], project))
    for (name, body), parsed in zip(sent, read, strict=True):
        assert cautions_in(parsed) == cautions_in(body), name
    assert sum(len(cautions_in(body)) for _, body in sent) > FEWEST_CAUTIONS
    assert read[-1]["status"] == 503
