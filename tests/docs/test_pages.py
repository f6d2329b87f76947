"""Statements of the pages about the code are true: counts, settings, commands, paths."""

import re
from pathlib import Path

import httpx
import pytest

from app.catalog.catalog import Catalog
from app.catalog.registry import KINDS
from app.cli import COMMANDS
from app.config import Settings
from app.features.facets import facet_name, vocabularies
from app.vocabulary.grading import Certainty
from app.vocabulary.safety import Severity
from tests.docs.markdown_pages import PAGES, ROOT, sections, tables

README = (ROOT / "README.md").read_text(encoding="utf-8")
EDITORS = (ROOT / "seed_data" / "README.md").read_text(encoding="utf-8")
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
STATUS = re.compile(r"accepted|deprecated|superseded by \[(?P<number>\d{4})\]\((?P<file>[\w-]+\.md)\)")
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
NAMED_PATH = re.compile(r"`((?:app|docs|migrations|requirements|seed_data|tests)/[\w./-]*)`")


def quoted(words: list[str]) -> list[str]:
    return [f"`{word}`" for word in words]


def test_table_of_kinds_is_complete(catalog: Catalog) -> None:
    rows = [
        [f"`{kind.path}`", (kind.entry.__doc__ or "").strip(), str(len(catalog.entries_by_kind[kind.path]))]
        for kind in KINDS
    ]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    assert tables(README)["kind"] == rows, f"README.md: the rows are\n{table}"


def test_grade_and_severity_tables_match_openapi() -> None:
    for name, vocabulary in (("certainty", Certainty), ("severity", Severity)):
        assert tables(README)[name] == [[f"`{member}`", member.meaning] for member in vocabulary]
    assert [row[0] for row in tables(EDITORS)["certainty"]] == quoted(list(Certainty))


def test_table_of_commands_is_complete() -> None:
    assert [row[0] for row in tables(README)["command"]] == quoted([f"gutbone {name}" for name in COMMANDS])


def typed(value: object) -> str:
    """Return a default as it is typed into the environment."""
    if isinstance(value, Path):
        return value.name
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_table_of_settings_is_complete() -> None:
    rows = {row[0]: row[1] for row in tables(README)["variable"]}
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    assert rows == {f"`GUTBONE_{name.upper()}`": f"`{typed(value)}`" for name, value in defaults.items()}


async def test_table_of_routes_is_complete(client: httpx.AsyncClient) -> None:
    described = set((await client.get("/openapi.json")).json()["paths"])
    of_kinds = {f"/v1/{kind.path}{rest}" for kind in KINDS for rest in ("", "/{slug}")}
    listed = [row[0].strip("`") for row in tables(README)["address"]]
    assert set(listed) == described - of_kinds | {"/openapi.json", "/docs"}
    assert (await client.get("/docs")).status_code == 200


def test_table_of_enumerations_is_complete() -> None:
    rows = [[f"`{facet_name(words)}`", ", ".join(quoted(list(words)))] for words in vocabularies()]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    assert tables(EDITORS)["enumeration"] == rows, f"seed_data/README.md: the rows are\n{table}"


def test_decision_records_are_numbered_and_uniform() -> None:
    names = [path.name for path in DECISIONS]
    assert [name[:5] for name in names] == [f"{number:04}-" for number in range(1, len(names) + 1)]
    for path in DECISIONS:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]} ")
        parts = ["Context", "Decision", "Alternatives", "Consequences"]
        assert list(sections(text)) == parts, path.name


def test_index_of_decisions_is_complete() -> None:
    rows = []
    for path in DECISIONS:
        text = path.read_text(encoding="utf-8")
        head = re.match(r"# (\d{4}) (.+)\n\n\* Date: (\d{4}-\d\d-\d\d)\n\* Status: (.+)\n", text)
        assert head, path.name
        number, title, date, status = head.groups()
        valid = STATUS.fullmatch(status)
        assert valid, path.name
        assert valid["file"] is None or (valid["file"].startswith(f"{valid['number']}-"))
        rows.append([f"[{number}]({path.name})", title, date, status])
    index = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    assert tables(index)["number"] == rows


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_paths_resolve(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [target.partition("#")[0] for target in LINK.findall(text) if "://" not in target]
    missing = [target for target in links if target and not (page.parent / target).exists()]
    missing += [path for path in NAMED_PATH.findall(text) if not (ROOT / path).exists()]
    if page == ROOT / "docs" / "adding-a-kind.md":
        missing = [path for path in missing if "recipes" not in path]
    assert not missing


def test_readme_layout_names_existing_paths() -> None:
    block = sections(README)["Layout"].split("```")[1]
    named = [line.split()[0] for line in block.strip().splitlines()]
    assert len(named) > 5
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_readme_starts_with_the_disclaimer(catalog: Catalog) -> None:
    first = README.partition("\n## ")[0]
    assert str(catalog.disclaimer["sentence"]) in " ".join(first.split())
