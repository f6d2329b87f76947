"""The cookbook: its code runs, prints the same in each language, and shows grades and cautions."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.web.docs.markdown_pages import PAGES
from tests.docs.command_runner import PRINTED_ADDRESS
from tests.docs.grammars import mistakes
from tests.docs.markdown_pages import ROOT, fences
from tests.fixtures.cli import loaded_database_url, running_server
from tests.fixtures.deadlines import scaled
from tests.fixtures.http import request
from tests.fixtures.postgres import free_port

COOKBOOK = ROOT / "docs" / "cookbook"
RECIPES = sorted(path.stem for path in COOKBOOK.glob("*.md") if path.stem != "index")
LANGUAGES = ["js", "python", "swift", "kotlin", "dart"]
RUN = {"js": ("node", "--input-type=module"), "python": (sys.executable, "-")}
CERTAINTY = {"high": "high", "moderate": "moderate", "low": "low", "very_low": "very low"}
SAME_SCREEN = {"/v1/bundle": "/v1/food-sources/kefir"}
"""Out of the bundle the entry is put together again: it must show what the entry itself does."""
NAMES_ONLY_GRADES = {"type-ahead"}
"""Pages that show the grades of claims without their words."""

SEVERITY = {"info": "Good to know", "caution": "Take care", "seek_medical_advice": "Ask first"}


def code_of(page: str) -> dict[str, str]:
    """Return the code of a page, by language."""
    found = fences((COOKBOOK / f"{page}.md").read_text(encoding="utf-8"))
    return {fence.language: fence.text for fence in found if fence.language in LANGUAGES}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return where a server with the real content listens."""
    url = loaded_database_url(tmp_path_factory.mktemp("served") / "gutbone.db", ROOT / "seed_data")
    port = free_port()
    with running_server(database_url=url, port=port, access_log="false"):
        yield f"127.0.0.1:{port}"


def run_recipe(language: str, code: str, address: str, folder: Path) -> str:
    """Run a recipe beside the file of its language, as the index prints it; return what it printed."""
    folder.mkdir(parents=True, exist_ok=True)
    for fence in fences((COOKBOOK / "index.md").read_text(encoding="utf-8")):
        (folder / fence.file).write_text(fence.text.replace(PRINTED_ADDRESS, address), encoding="utf-8")
    done = subprocess.run(
        RUN[language],
        input=code.replace(PRINTED_ADDRESS, address),
        cwd=folder,
        env=os.environ
        | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8", "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=scaled(60),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def shown_with(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of an answer that has a name and carries cautions or claims."""
    if isinstance(value, dict):
        if "cautions" in value and ("name" in value or "days" in value or "entry" in value):
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from shown_with(inner)


def required_texts(entry: dict[str, Any], included: dict[str, Any], page: str) -> Iterator[str]:
    """Yield the words that must stand on a screen that shows an entry."""
    for one in entry["cautions"]:
        sentence = one.get("sentence") or included["cautions"][one["slug"]]["sentence"]
        yield f"{SEVERITY.get(one['severity'], 'Avoid')}: {sentence}"
    for claim in entry.get("claims", []):
        graded = f"certainty: {CERTAINTY.get(claim['certainty'], 'not graded')}"
        statement = included["claims"][claim["slug"]]["statement"]
        yield graded if page in NAMES_ONLY_GRADES else f"{statement} ({graded})"


def requests_of(page: str) -> list[str]:
    """Return the paths that a page asks for."""
    text = (COOKBOOK / f"{page}.md").read_text(encoding="utf-8")
    return re.findall(rf"curl -s 'http://{PRINTED_ADDRESS}(.+)'", text)


@pytest.mark.parametrize("page", RECIPES)
def test_cookbook_javascript_and_python_print_the_same(page: str, address: str, tmp_path: Path) -> None:
    code = code_of(page)
    printed = {name: run_recipe(name, code[name], address, tmp_path / name) for name in RUN}
    assert printed["js"] == printed["python"]
    lines = printed["js"].splitlines()
    for path in requests_of(page):
        asked = f"http://{address}{SAME_SCREEN.get(path, path)}"
        answer = request("GET", asked).raise_for_status().json()
        assert answer["meta"]["disclaimer"] in lines
        for entry in shown_with(answer):
            name = entry.get("name") or entry.get("entry", {}).get("name")
            if name is None or name in printed["js"].replace(": ", "\n").splitlines():
                required = required_texts(entry, answer["included"], page)
                missing = [words for words in required if words not in lines]
                assert missing == [], f"{page}: {name}"


@pytest.mark.parametrize("page", ["index", *RECIPES])
def test_cookbook_code_parses_in_every_language(page: str) -> None:
    code = code_of(page)
    assert list(code) == LANGUAGES
    for language in ("swift", "kotlin", "dart"):
        assert mistakes(language, code[language]) == [], f"{page}: {language}"


@pytest.mark.parametrize("page", RECIPES)
def test_cookbook_code_shows_grades_and_cautions(page: str) -> None:
    for language, code in code_of(page).items():
        assert re.search(
            r"safety\(|\bseverity\(|\bcaution\(|\(caution\b|::caution|severities\[|\.line\b", code
        ), language
        assert re.search(r"safety\(|\bgrade\(|claims\.forEach \{ print\(\$0\.line", code), language
        for path in requests_of(page):
            assert path in code, f"{page}: {language} does not ask for {path}"


async def test_cookbook_links_resolve(client: httpx.AsyncClient) -> None:
    assert {name.removeprefix("cookbook/") for name in PAGES if "/" in name} == set(RECIPES)
    for name in PAGES:
        answer = await client.get(f"/docs/{name}")
        assert answer.status_code == 200, name
        assert "script-src" not in answer.headers["content-security-policy"]
        for link in re.findall(r'href="(/docs[^"#]*)', answer.text):
            assert (await client.get(link)).status_code == 200, f"{name}: {link}"
    index = (await client.get("/docs/cookbook")).text
    assert all(f'href="/docs/cookbook/{page}"' in index for page in RECIPES)


async def test_unknown_cookbook_page_gives_404(client: httpx.AsyncClient) -> None:
    for name in ("cookbook/food", "cookbook/index", "decisions", "cookbook/..%2ferrors"):
        assert (await client.get(f"/docs/{name}")).status_code == 404, name


@pytest.mark.parametrize(("language", "stored"), [("js", "gutbone.json"), ("python", "gutbone.json")])
def test_offline_recipe_works_without_network(
    language: str, stored: str, address: str, tmp_path: Path
) -> None:
    code = code_of("offline-sync")[language]
    online = run_recipe(language, code, address, tmp_path)
    content = json.loads((tmp_path / stored).read_text(encoding="utf-8"))
    assert run_recipe(language, code, f"127.0.0.1:{free_port()}", tmp_path) == online
    unknown = content | {"release": "2020-01-01.1-00000000"}
    (tmp_path / stored).write_text(json.dumps(unknown), encoding="utf-8")
    assert run_recipe(language, code, address, tmp_path) == online
    assert json.loads((tmp_path / stored).read_text(encoding="utf-8"))["release"] == content["release"]
