"""The command `literature`."""

import json
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from app.catalog.registry import KINDS_BY_PATH
from app.cli.bootstrap import fail, load_settings, printable
from app.cli.content_source import load_content
from app.config import Settings
from app.content.new_entry import new_entry
from app.content.retracting import retracted_documents
from app.core.field_types import SLUG_PATTERN
from app.kinds.sources import TAKEN_BACK, SourceFields
from app.literature.client import LiteratureError, ServiceClient
from app.literature.services import Publication, Services, merged
from app.literature.source_files import filled_source

SOURCES = KINDS_BY_PATH["sources"]
MAX_LISTED = 50


class LiteratureStep(StrEnum):
    """What to ask the services."""

    LOOKUP = "lookup"
    CHECK = "check"
    SEARCH = "search"


def literature_command(
    action: Annotated[LiteratureStep, typer.Argument(help="Look up one, check all, or search for trials.")],
    target: Annotated[str, typer.Argument(help="The DOI or PMID; the slug of a claim to search for.")] = "",
    slug: Annotated[str, typer.Option(help="lookup: slug of the new source.")] = "",
    since: Annotated[str, typer.Option(help="search: the day of the last search, as 2026-11-24.")] = "",
    *,
    write: Annotated[bool, typer.Option("--write", help="check: write what was taken back.")] = False,
) -> None:
    """Ask Crossref, Europe PMC and PubMed: fill a source file, find retractions, list newer trials."""
    settings = load_settings()
    services = Services(
        ServiceClient("Crossref", settings.crossref_url, settings.literature_contact),
        ServiceClient("Europe PMC", settings.europe_pmc_url, settings.literature_contact),
        ServiceClient("PubMed", settings.pubmed_url, settings.literature_contact),
    )
    try:
        if action is LiteratureStep.LOOKUP:
            _look_up(settings, services, target, slug)
        elif action is LiteratureStep.CHECK:
            _check(settings, services, write=write)
        else:
            _search(settings, services, target, since)
    except LiteratureError as error:
        fail(str(error))
    finally:
        services.close()


def _look_up(settings: Settings, services: Services, target: str, slug: str) -> None:
    doi = target.removeprefix("https://doi.org/") if "/" in target else None
    if doi is None and not re.fullmatch(r"\d{1,9}", target):
        fail(f"'{target}' is neither a DOI nor a PMID.")
    if not re.fullmatch(SLUG_PATTERN, slug):
        fail("Name the source: --slug with lower-case words joined by hyphens, such as tu-2015-kefir.")
    path = settings.content_dir / "sources" / f"{slug}.yaml"
    if path.exists():
        fail(f"There is a source {slug} already.")
    found, problems = services.find(doi=doi, pmid=None if doi else target)
    _print_problems(problems)
    if not found:
        fail("No service has it; nothing was written.")
    publication, disagreements = merged(found)
    names = ", ".join(name for name, _ in found)
    schema = os.path.relpath(
        settings.content_dir.resolve().parent / "build/schemas/sources.json", path.parent
    )
    text = filled_source(new_entry(SOURCES, datetime.now(UTC).date(), schema), publication, names)
    _write_whole({path: text})
    for line in disagreements:
        typer.echo(f"Look at this yourself: {printable(line)}")
    typer.echo(f"Wrote {path}, from {names}. Read the source, then fill in the rest.")


def _check(settings: Settings, services: Services, *, write: bool) -> None:
    documents: Mapping[str, Any] = load_content(settings).documents
    taken_back = {}
    asked = unknown = 0
    for key, source in documents.items():
        if not isinstance(source, SourceFields) or not (source.doi or source.pmid):
            continue
        asked += 1
        found, problems = services.find(doi=source.doi, pmid=source.pmid)
        _print_problems(problems, key)
        unknown += not found
        publication, _ = merged(found)
        for line in _news(source, publication):
            typer.echo(f"{key}: {printable(line)}")
        status = publication.status
        if status and status in TAKEN_BACK and status != source.retraction_status:
            taken_back[key] = status
    typer.echo(f"{asked} sources asked about, {unknown} without an answer.")
    if write:
        files = retracted_documents(settings.content_dir, KINDS_BY_PATH, taken_back)
        _write_whole({settings.content_dir / file: text.decode() for file, text in files.items()})
        typer.echo(f"{len(files)} files written; 'gutbone check' says which grades fall, and what to judge.")


def _news(source: SourceFields, publication: Publication) -> list[str]:
    news = []
    if publication.status and publication.status != source.retraction_status:
        news.append(f"{publication.status.label}: it was {source.retraction_status or 'not looked at'} here")
    if publication.newer:
        news.append(f"there is a newer version, {publication.newer}")
    return news


def _search(settings: Settings, services: Services, claim: str, since: str) -> None:
    documents = load_content(settings).documents
    key = f"claims/{claim.removeprefix('claims/')}"
    if key not in documents:
        fail(f"There is no {key}.")
    since = since or documents[key].review.reviewed_on.isoformat()
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", since):
        fail("--since is a day, as 2026-11-24.")
    subjects = [subject.name for subject in getattr(documents[key], "subjects", ())]
    words = " OR ".join(f'"{name}"' for name in subjects) or str(getattr(documents[key], "name", ""))
    listed, count = services.newer_trials(
        f"({words}) AND (bone OR fracture OR osteoporosis)", since, MAX_LISTED
    )
    path = settings.content_dir.resolve().parent / "build" / "reading-lists" / f"{key.partition('/')[2]}.json"
    entries: list[Mapping[str, Any]] = [
        {"pmid": pmid, "title": one.title, "journal": one.journal, "year": one.year, "doi": one.doi}
        for pmid, one in listed
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    reading = {
        "claim": key,
        "since": since,
        "searched_on": datetime.now(UTC).date().isoformat(),
        "found_in_all": count,
        "found": entries,
    }
    _write_whole({path: json.dumps(reading, indent=1, ensure_ascii=False) + "\n"})
    typer.echo(f"{len(entries)} of {count} to read, in {path}. Nothing in the content was changed.")


def _print_problems(problems: list[str], key: str = "") -> None:
    for problem in problems:
        typer.echo(f"{key}: {printable(problem)}" if key else printable(problem), err=True)


def _write_whole(texts: Mapping[Path, str]) -> None:
    """Write files whole or not at all: each replaces what was there in one step."""
    for path, text in texts.items():
        part = path.with_name(f".{path.name}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)
