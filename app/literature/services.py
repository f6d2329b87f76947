"""Crossref, Europe PMC and PubMed: their answers on a publication, in one shape."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import quote

from app.core.base_model import Model
from app.literature.client import LiteratureError, NotFoundError, ServiceClient
from app.vocabulary.grading import RetractionStatus

TAG = re.compile(r"<[^>]{0,200}>")
NOTICES = (
    ("retract", RetractionStatus.RETRACTED),
    ("withdraw", RetractionStatus.WITHDRAWN),
    ("concern", RetractionStatus.CONCERN),
    ("correct", RetractionStatus.CORRECTED),
    ("errat", RetractionStatus.CORRECTED),
)
"""Words of a notice, the gravest first."""

NEWER_VERSION = ("is-replaced-by", "is-preprint-of")


@dataclass(frozen=True)
class Publication:
    """A publication as one service has it; None where it does not say."""

    title: str | None = None
    authors: str | None = None
    first_author: str | None = None
    journal: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    status: RetractionStatus | None = None
    newer: str | None = None


class Services:
    """The three services."""

    def __init__(self, crossref: ServiceClient, europe_pmc: ServiceClient, pubmed: ServiceClient) -> None:
        """Take a client of each."""
        self._crossref, self._europe_pmc, self._pubmed = crossref, europe_pmc, pubmed

    def close(self) -> None:
        """Close the connections."""
        for client in (self._crossref, self._europe_pmc, self._pubmed):
            client.close()

    def find(self, *, doi: str | None, pmid: str | None) -> tuple[list[tuple[str, Publication]], list[str]]:
        """Return what each service has of a publication, and one line for each that could not say."""
        found: list[tuple[str, Publication]] = []
        problems: list[str] = []
        questions = [
            (self._crossref, lambda: self._ask_crossref(doi)) if doi else None,
            (self._europe_pmc, lambda: self._ask_europe_pmc(doi, pmid)),
            (self._pubmed, lambda: self._ask_pubmed(pmid)) if pmid else None,
        ]
        for client, ask in (one for one in questions if one):
            try:
                publication = _shaped(client, ask)
            except LiteratureError as error:
                problems.append(str(error))
                continue
            if doi and publication.doi and publication.doi.lower() != doi.lower():
                problems.append(f"{client.name} answered for another DOI, {publication.doi[:80]}.")
            else:
                found.append((client.name, publication))
        return found, problems

    def newer_trials(self, words: str, since: str, limit: int) -> tuple[list[tuple[str, Publication]], int]:
        """Return publications on some words since a day, for a person to judge, and how many there are.

        Raises LiteratureError.
        """
        term = f"({words}) AND (randomized controlled trial[pt] OR systematic review[pt])"
        asked = {"db": "pubmed", "retmode": "json", "retmax": str(limit), "term": term}
        dates = {"datetype": "pdat", "mindate": since.replace("-", "/"), "maxdate": "3000"}
        answer = self._pubmed.get("/esearch.fcgi", asked | dates)
        try:
            count = int(answer["esearchresult"]["count"])
            ids = [str(int(one)) for one in answer["esearchresult"]["idlist"]]
        except (KeyError, TypeError, ValueError) as error:
            raise LiteratureError(f"{self._pubmed.name} sent JSON of another shape.") from error
        found = [(one, _shaped(self._pubmed, lambda one=one: self._ask_pubmed(one))) for one in ids[:limit]]
        return found, count

    def _ask_crossref(self, doi: str | None) -> Publication:
        work = self._crossref.get(f"/works/{quote(doi or '', safe='')}")["message"]
        names = [
            f"{one['family']} {_initials(one.get('given', ''))}".strip()
            for one in work.get("author", [])
            if "family" in one
        ]
        notices = [one["type"] for one in work.get("updated-by", [])]
        relation = work.get("relation", {})
        newer = [one["id"] for name in NEWER_VERSION for one in relation.get(name, [])]
        return Publication(
            title=_clean(next(iter(work.get("title", [])), None)),
            authors=", ".join(names) or None,
            first_author=next(iter(names), None),
            journal=_clean(next(iter(work.get("container-title", [])), None)),
            year=work.get("issued", {}).get("date-parts", [[None]])[0][0],
            volume=work.get("volume"),
            issue=work.get("issue"),
            pages=work.get("page") or work.get("article-number"),
            doi=work["DOI"],
            status=_status(notices),
            newer=next(iter(newer), None),
        )

    def _ask_europe_pmc(self, doi: str | None, pmid: str | None) -> Publication:
        query = f'DOI:"{doi}"' if doi else f"EXT_ID:{pmid} AND SRC:MED"
        answer = self._europe_pmc.get("/search", {"query": query, "format": "json", "resultType": "core"})
        results = answer["resultList"]["result"]
        if not results:
            raise NotFoundError(f"{self._europe_pmc.name} has no such publication.")
        one = results[0]
        journal = one.get("journalInfo", {})
        notices = [*one.get("pubTypeList", {}).get("pubType", [])]
        notices += [
            each["type"] for each in one.get("commentCorrectionList", {}).get("commentCorrection", [])
        ]
        year = journal.get("yearOfPublication")
        authors = (one.get("authorString") or "").rstrip(".")
        return Publication(
            title=_clean(one.get("title")),
            authors=authors or None,
            first_author=authors.partition(",")[0] or None,
            journal=journal.get("journal", {}).get("title"),
            year=int(year) if year is not None else None,
            volume=journal.get("volume"),
            issue=journal.get("issue"),
            pages=one.get("pageInfo"),
            doi=one.get("doi"),
            pmid=one.get("pmid"),
            pmcid=one.get("pmcid"),
            status=_status(notices),
        )

    def _ask_pubmed(self, pmid: str | None) -> Publication:
        asked = {"db": "pubmed", "retmode": "json", "id": pmid or ""}
        one = self._pubmed.get("/esummary.fcgi", asked)["result"][pmid]
        if "error" in one:
            raise NotFoundError(f"{self._pubmed.name} has no such publication.")
        names = [author["name"] for author in one.get("authors", [])]
        ids = {each["idtype"]: each["value"] for each in one.get("articleids", [])}
        year = re.match(r"\d{4}", one.get("pubdate", ""))
        return Publication(
            title=_clean(one.get("title")),
            authors=", ".join(names) or None,
            first_author=next(iter(names), None),
            journal=one.get("fulljournalname") or one.get("source"),
            year=int(year.group()) if year else None,
            volume=one.get("volume") or None,
            issue=one.get("issue") or None,
            pages=one.get("pages") or None,
            doi=ids.get("doi"),
            pmid=one["uid"],
            pmcid=ids.get("pmc"),
            status=_status(one.get("pubtype", [])),
        )


class _Checked(Model):
    """The types of a publication's fields."""

    title: str | None
    authors: str | None
    first_author: str | None
    journal: str | None
    year: int | None
    volume: str | None
    issue: str | None
    pages: str | None
    doi: str | None
    pmid: str | None
    pmcid: str | None
    status: RetractionStatus | None
    newer: str | None


def _shaped(client: ServiceClient, ask: Any) -> Publication:
    """Return an answer; whatever is not as documented becomes a LiteratureError."""
    try:
        publication: Publication = ask()
        _Checked.model_validate(
            {one.name: getattr(publication, one.name) for one in fields(publication)}, strict=True
        )
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        raise LiteratureError(f"{client.name} sent JSON of another shape.") from error
    return publication


def merged(found: Iterable[tuple[str, Publication]]) -> tuple[Publication, list[str]]:
    """Return one publication of several answers, the first that says wins, and where titles disagree."""
    answers = list(found)
    values: dict[str, Any] = {}
    for one in fields(Publication):
        given = [value for _, answer in answers if (value := getattr(answer, one.name)) is not None]
        values[one.name] = given[0] if given else None
    statuses = [answer.status for _, answer in answers if answer.status]
    values["status"] = min(statuses, key=[status for _, status in NOTICES].index, default=None)
    titles = {_key(answer.title): (name, answer.title) for name, answer in answers if answer.title}
    disagreements = (
        [f"{name} has the title {title}" for name, title in titles.values()] if len(titles) > 1 else []
    )
    return Publication(**values), disagreements


def _key(title: str | None) -> str:
    return "".join(sign for sign in (title or "").casefold() if sign.isalnum())


def _status(notices: Iterable[str]) -> RetractionStatus | None:
    said = " ".join(notices).lower()
    return next((status for word, status in NOTICES if word in said), None)


def _initials(given: str) -> str:
    return "".join(part[0] for part in re.split(r"[\s.-]+", given) if part)


def _clean(text: str | None) -> str | None:
    """Return a title without markup and without the full stop at its end."""
    return " ".join(TAG.sub("", text).split()).rstrip(".") or None if text else None
