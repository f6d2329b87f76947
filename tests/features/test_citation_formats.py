"""Citations read back by third-party libraries equal the sources in every field."""

import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import httpx
import pytest
import yaml
from starlette.types import ASGIApp

from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.content.content_reader import Content, read_content
from app.features.citations.vancouver import MAX_AUTHORS
from app.kinds.sources import KIND as SOURCES
from tests.conftest import loaded_engine, make_app, make_client
from tests.features.citation_readers import (
    ParsedCitation,
    by_bibtexparser,
    by_json,
    by_pybtex,
    by_rispy,
    rendered,
)
from tests.fixtures.cli import SAMPLE_CONTENT

READERS: list[tuple[str, Callable[[str], dict[str, ParsedCitation]]]] = [
    ("bibtex", by_pybtex),
    ("bibtex", by_bibtexparser),
    ("ris", by_rispy),
    ("csl-json", by_json),
]
BY_HAND: dict[str, str] = yaml.safe_load(
    (Path(__file__).parent / "citation_texts.yaml").read_text(encoding="utf-8")
)
MEDIA_TYPES = {
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl-json": "application/vnd.citationstyles.csl+json",
}
ENDINGS = {"text": "", "bibtex": ".bib", "ris": ".ris", "csl-json": ".csljson"}
NASTY = {
    "title": (
        "Of {braces} and }halves{, 100 % & \"quotes\", ``TeX'' --- or 1--2 3\N{EN DASH}4, "
        "\\back #1 $5 x_y ~ ^ µg é β: <b>"
    ),
    "authors": "Núñez-Çelik ÅB, van der O'Brien J-P, Food and Drug {Body}, et al., Last Z",
    "first_author": "Núñez-Çelik ÅB",
    "journal": "Food & Function {100%}_#1",
    "pages": "1123\N{EN DASH}1131",
    "url": "https://example.org/a%20b_c?d={e}&f=#g",
    "doi": "10.9999/moon_(2020)%3C1:x#y",
}


async def written(client: httpx.AsyncClient, style: str, items: list[str]) -> list[str]:
    """Return the files for items, up to 100 in each."""
    texts = []
    for start in range(0, len(items), 100):
        query = {"items": ",".join(items[start : start + 100])}
        response = await client.get(f"/v1/citations{ENDINGS[style]}", params=query)
        assert response.status_code == 200, response.text
        texts.append(response.content.decode("utf-8"))
    return texts


def sources_of(content: Content) -> dict[str, Any]:
    """Return every source of the content by its slug."""
    return {
        key.partition("/")[2]: document
        for key, document in content.documents.items()
        if isinstance(document, SOURCES.document)
    }


def named_authors(line: str | None, style: str) -> str | None:
    """Return the authors that a file names: only BibTeX can say that there are others."""
    if line is None:
        return None
    named, gap, _ = line.partition(", et al.")
    return named + (gap if style == "bibtex" else "")


def expected(source: Any, style: str) -> ParsedCitation:
    """Return what a reader must find of a source, from its own fields."""
    line = source.authors or source.first_author
    title = source.title if source.title and not source.title_note else None
    stand_in = source.title or source.title_note or source.name
    pages = source.pages
    return ParsedCitation(
        authors=named_authors(line, style),
        title=title or f"[{stand_in}]",
        container=source.journal,
        year=None if source.year is None else str(source.year),
        volume=source.volume,
        issue=source.issue,
        pages=None if pages is None else pages.replace("\N{EN DASH}", "-"),
        doi=source.doi,
        url=source.url,
        notes=f"Verification: {source.verification.level}.",
    )


@pytest.fixture(scope="module")
def hostile_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the content of sample content whose milk trial has every sign that may break a format."""
    folder = tmp_path_factory.mktemp("hostile") / "content"
    copytree(SAMPLE_CONTENT, folder)
    file = folder / "sources" / "milk-trial.yaml"
    trial = yaml.safe_load(file.read_text(encoding="utf-8")) | NASTY
    file.write_text(yaml.safe_dump(trial, allow_unicode=True), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def hostile_app(hostile_content: Path) -> Iterator[ASGIApp]:
    """Return an application that serves that content."""
    engine = loaded_engine(
        read_content(hostile_content, KINDS), f"sqlite:///{hostile_content.parent}/nasty.db"
    )
    yield make_app(read_catalog(engine, KINDS), engine)
    engine.dispose()


@pytest.fixture
async def hostile_client(hostile_app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of that application."""
    async with make_client(hostile_app) as client:
        yield client


@pytest.mark.full_suite
@pytest.mark.parametrize(("style", "reader"), READERS, ids=lambda value: getattr(value, "__name__", value))
async def test_every_source_reads_back_with_equal_fields(
    client: httpx.AsyncClient,
    content: Content,
    style: str,
    reader: Callable[[str], dict[str, ParsedCitation]],
) -> None:
    sources = sources_of(content)
    found: dict[str, ParsedCitation] = {}
    for text in await written(client, style, [f"sources/{slug}" for slug in sources]):
        found |= reader(text)
    assert set(found) == set(sources)
    for slug, source in sources.items():
        wanted = expected(source, style)
        assert wanted.notes in found[slug].notes, slug
        assert ParsedCitation(**(vars(found[slug]) | {"notes": wanted.notes})) == wanted, slug


@pytest.mark.parametrize(("style", "reader"), READERS, ids=lambda value: getattr(value, "__name__", value))
async def test_special_characters_round_trip(
    hostile_client: httpx.AsyncClient, style: str, reader: Callable[[str], dict[str, ParsedCitation]]
) -> None:
    [text] = await written(hostile_client, style, ["guide"])
    found = reader(text)
    assert {"milk-trial", "moon-watch", "moon-page"} <= set(found)
    trial = found["milk-trial"]
    address = NASTY["url"].replace("{", "%7B").replace("}", "%7D") if style == "bibtex" else NASTY["url"]
    authors = named_authors(NASTY["authors"], style)
    assert (trial.authors, trial.title, trial.container) == (authors, NASTY["title"], NASTY["journal"])
    assert (trial.year, trial.volume, trial.issue) == ("2020", "7", "2")
    assert trial.pages is not None
    assert trial.pages.replace("\N{EN DASH}", "-") == "1123-1131"
    assert (trial.doi, trial.url) == (NASTY["doi"], address)
    assert "Only the first 3 authors are named here. Authors after those left out: Last Z." in trial.notes


@pytest.mark.full_suite
async def test_vancouver_text_equals_citeproc(client: httpx.AsyncClient, content: Content) -> None:
    items = [f"sources/{slug}" for slug in sources_of(content)]
    lines: dict[str, str] = {}
    for text in await written(client, "csl-json", items):
        lines |= rendered(text)
    texts: dict[str, str] = {}
    for text in await written(client, "text", items):
        texts |= {each["source"]["slug"]: each["text"] for each in json.loads(text)["data"]}
    for slug, source in sources_of(content).items():
        line = source.authors or source.first_author or ""
        if 0 < line.partition(", et al.")[0].count(",") + 1 <= MAX_AUTHORS and ", et al." in line:
            texts[slug] = texts[slug].replace(", et al.", ".", 1)  # a file names people only
    assert {slug: line.replace("\N{EN DASH}", "-") for slug, line in lines.items()} == {
        slug: without_no_date(text).replace("\N{EN DASH}", "-") for slug, text in texts.items()
    }


def without_no_date(text: str) -> str:
    """Return a reference without the `n.d.` that stands for an unknown year, which the style leaves out."""
    return text.replace(" n.d.;", " ").replace("; n.d.", ".").replace(" n.d.", "")


@pytest.mark.parametrize(("slug", "text"), BY_HAND.items(), ids=list(BY_HAND))
async def test_vancouver_texts_match_expected(client: httpx.AsyncClient, slug: str, text: str) -> None:
    response = await client.get("/v1/citations", params={"items": f"sources/{slug}"})
    found = {each["source"]["slug"]: each["text"] for each in response.json()["data"]}
    assert found[slug] == text


@pytest.mark.parametrize("style", MEDIA_TYPES)
async def test_file_header_names_release_and_license(client: httpx.AsyncClient, style: str) -> None:
    disclaimer = (await client.get("/v1/disclaimer")).json()
    release = disclaimer["meta"]["release"]
    response = await client.get(f"/v1/citations{ENDINGS[style]}", params={"items": "food-sources/natto"})
    assert response.headers["content-type"] == f"{MEDIA_TYPES[style]}; charset=utf-8"
    assert response.headers["gutbone-release"] == release
    assert disclaimer["data"]["sentence"] in response.text
    assert f"Gutbone, release {release}" in response.text
    assert response.headers["etag"]


@pytest.mark.parametrize(("style", "reader"), READERS, ids=lambda value: getattr(value, "__name__", value))
async def test_file_contains_grades_stances_and_severities(
    client: httpx.AsyncClient, style: str, reader: Callable[[str], dict[str, ParsedCitation]]
) -> None:
    query = {"items": "food-sources/natto,claims/research-bone-loss"}
    listed = (await client.get("/v1/citations", params=query)).json()["data"]
    found = reader((await client.get(f"/v1/citations{ENDINGS[style]}", params=query)).text)
    assert list(found) == [each["source"]["slug"] for each in listed]
    for each in listed:
        notes = found[each["source"]["slug"]].notes
        for support in each["supports"]:
            graded = {name: support[name] for name in ("stance", "certainty", "severity")}
            said = [f"{name} {value}" for name, value in graded.items() if value is not None]
            place = f"{support['kind']}/{support['slug']}"
            assert f"{support['name']} ({', '.join([place, *said])})" in notes


async def test_ris_line_format(client: httpx.AsyncClient) -> None:
    [text] = await written(client, "ris", ["guide"])
    records = text.split("\r\n\r\n")
    assert len(records) > 200
    for record in records:
        lines = record.rstrip("\r\n").split("\r\n")
        assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n]*", line) for line in lines), record
        assert lines[0].startswith("TY  - ")
        assert lines[-1] == "ER  - "
        assert record.count("TY  - ") == record.count("ER  - ") == 1


async def test_unconfirmed_doi_is_not_exported(client: httpx.AsyncClient, content: Content) -> None:
    doubtful = {
        slug: source.doi_unconfirmed for slug, source in sources_of(content).items() if source.doi_unconfirmed
    }
    assert doubtful
    for style in ("text", *MEDIA_TYPES):
        [text] = await written(client, style, [f"sources/{slug}" for slug in doubtful])
        assert all(slug in text for slug in doubtful)
        assert [doi for doi in doubtful.values() if doi in text] == []


async def test_no_citations_give_an_empty_file(sample_client: httpx.AsyncClient) -> None:
    query: dict[str, Any] = {"items": "terms/regolith"}
    assert (await sample_client.get("/v1/citations", params=query)).json()["data"] == []
    bibtex = (await sample_client.get("/v1/citations.bib", params=query)).text
    assert by_pybtex(bibtex) == by_bibtexparser(bibtex) == {}
    assert "release" in bibtex
    assert (await sample_client.get("/v1/citations.ris", params=query)).text == ""
    assert (await sample_client.get("/v1/citations.csljson", params=query)).json() == []
