"""Short answers for assistants: what was not understood first, then cautions, then the rest."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from app.api.claim_evidence import evidence
from app.catalog.catalog import Catalog, MovedEntryError, UnknownEntryError
from app.core.entry_keys import key_of
from app.features.check.check import check
from app.features.check.schemas import CheckAnswer, CheckRequest, Flag
from app.features.citations.citation_numbering import citations_of, resolve_keys
from app.features.citations.reference_list import citation_list
from app.features.citations.schemas import CitationQuery
from app.features.embedded_cards import caution_cards, claim_cards
from app.features.plan.plan import plan_of
from app.features.plan.schemas import PlanRequest
from app.features.recognition.name_index import name_index_of
from app.features.search.query_parser import parse_query
from app.features.search.schemas import SearchQuery
from app.features.search.search import search
from app.features.search.search_index import search_index_of
from app.schemas.entries import Answer, Entry

MAX_TEXT = 300
"""Characters of a text that an answer repeats of an entry; its address has the rest."""

MAX_FACTS = 12
MAX_HITS = 5
MAX_REFERENCES = 30
"""References in one answer; `first` asks for the next."""

Body = dict[str, Any]


def search_answer(catalog: Catalog, q: str, limit: int = 3) -> Body:
    """Return the best entries for some words, each caution once."""
    query = SearchQuery(q=q, limit=max(1, min(limit, MAX_HITS)))
    answer = search(catalog, search_index_of(catalog), query)
    hits = json.loads(answer["data"])
    return {
        "not_understood": _unknown_words(catalog, q) if hits else [q],
        "did_you_mean": json.loads(answer["did_you_mean"]),
        "cautions": _texts_of(line for hit in hits for line in hit["cautions"]),
        "found": [
            {
                "entry": f"{hit['kind']}/{hit['slug']}",
                "name": hit["name"],
                "summary": hit["summary"],
                "grades": [f"{claim['slug']}: {claim['certainty']}" for claim in hit["claims"]],
                "cautions": [line["slug"] for line in hit["cautions"]],
            }
            for hit in hits
        ],
    }


def short_answer(catalog: Catalog, about: str) -> Body:
    """Return what studies show of one thing, with its grade and cautions."""
    entry = _named(catalog, about)
    if entry is None:
        return {"not_understood": [about], "note": "Nothing is recorded here under these words."}
    answer: Answer | None = getattr(entry, "answer", None)
    shown = answer.model_dump(mode="json") if answer else None
    return {
        "not_understood": _not_in_the_name(catalog, about),
        "asked": about,
        "taken_for": key_of(entry),
        "cautions": _cautions(catalog, entry),
        "answer": shown or "No claim answers this; nothing is concluded from that.",
        "claims": _claims(catalog, entry),
    }


def entry_answer(catalog: Catalog, entry: str) -> Body:
    """Return the main facts of an entry; a figure that is null is not known, never zero."""
    found = _named(catalog, entry)
    if found is None:
        return {"not_understood": [entry], "note": "Nothing is recorded here under these words."}
    shared = Entry.model_fields.keys()
    own = {name: value for name, value in found.model_dump(mode="json").items() if name not in shared}
    facts = {name: value for name, value in own.items() if _is_short(value)}
    return {
        "not_understood": _not_in_the_name(catalog, entry),
        "entry": key_of(found),
        "name": found.name,
        "cautions": _cautions(catalog, found),
        "summary": found.summary,
        "facts": dict(list(facts.items())[:MAX_FACTS]),
        "per_100g": own.get("nutrients_per_100g"),
        "claims": _claims(catalog, found),
        "whole": found.href,
    }


def check_answer(catalog: Catalog, **person: Any) -> Body:
    """Return which cautions match a plan and a person; never an all-clear."""
    answer = check(catalog, CheckRequest.model_validate(person))
    return {
        "not_understood": _not_understood(answer),
        "known_not_recorded": [f"{one.given}: {one.note}" for one in answer.known_not_recorded],
        "contradictory": [f"{one.given}: {one.note}" for one in answer.contradictory],
        "summary": answer.summary,
        "understood": {
            one.given: _joined(meaning.name for meaning in one.taken_for) for one in answer.understood
        },
        "for_you": [_flag(flag) for flag in answer.for_you],
        "for_everyone": {flag.slug: f"{flag.severity}: {flag.sentence}" for flag in answer.for_everyone},
        "ask_back": [f"{one.given}: {one.note}" for one in answer.understood if one.note],
        "diet_notes": [f"{one.item.name}: {one.note}" for one in answer.diet_notes],
        "talk_to": [f"{one.who}: {one.why}" for one in answer.talk_to],
        "not_covered": list(answer.not_covered),
    }


def plan_answer(catalog: Catalog, **choices: Any) -> Body:
    """Return days of small steps; `mind` is what this person minds first, numbers are those of `cautions`."""
    plan = plan_of(catalog, PlanRequest.model_validate(choices)).model_dump(mode="json")
    cautions = {line["slug"]: line["sentence"] for line in plan["cautions"]}
    items = [item for day in plan["days"] for item in day["items"]]
    for mark in (mark for item in items for mark in item["cautions"]):
        cautions.setdefault(mark["slug"], catalog.caution_card(mark["slug"]).sentence)
    numbers = {slug: number for number, slug in enumerate(cautions, start=1)}
    return {
        "not_understood": [],
        "known_not_recorded": [f"{one['given']}: {one['note']}" for one in plan["known_not_recorded"]],
        "contradictory": [f"{one['given']}: {one['note']}" for one in plan["contradictory"]],
        "no_plan": plan["no_plan"],
        "cautions": {
            str(numbers[slug]): f"{catalog.caution_card(slug).severity}: {sentence}"
            for slug, sentence in cautions.items()
        },
        "notes": plan["notes"],
        "days": [[_step(item, numbers) for item in day["items"]] for day in plan["days"]],
        "left_out": [
            f"{one['entry']['name']}: {one['because'][0]['text']}" for one in plan["excluded"][:MAX_FACTS]
        ],
        "left_out_in_all": len(plan["excluded"]),
    }


def evidence_answer(catalog: Catalog, claim: str, subject: str | None = None) -> Body:
    """Return every study behind a claim, those against it included."""
    found = evidence(catalog, claim.removeprefix("claims/"), subject).model_dump(mode="json")
    entry = catalog.entry("claims", found["claim"]["slug"])
    return {
        "cautions": _cautions(catalog, entry),
        "claims": _claims(catalog, entry),
        "extrapolation": found.get("extrapolation"),
        "studies": [
            {
                name: row.get(name)
                for name in ("label", "type", "n", "population", "stance", "direction", "retraction_status")
                if row.get(name) is not None
            }
            for row in found["rows"]
        ],
    }


def cite_answer(catalog: Catalog, items: list[str], first: int = 1) -> Body:
    """Return the numbered references for what was shown, from the first of some, and what cites none."""
    asked = CitationQuery.model_validate({"items": items})
    listed = citation_list(catalog, citations_of(catalog, resolve_keys(catalog, asked.items)))
    grades = {slug: claim["certainty"] for item in items for slug, claim in _graded(catalog, item).items()}
    after = max(1, first) - 1 + MAX_REFERENCES
    shown = listed.data[after - MAX_REFERENCES : after]
    return {
        "cautions": _texts_of(line for item in items for line in _lines(catalog, item)),
        "grades": grades,
        "references": [f"{one.n}. {one.text}" for one in shown],
        "references_in_all": len(listed.data),
        "without_source": [one.model_dump(mode="json") for one in listed.unsupported],
    }


def _graded(catalog: Catalog, key: str) -> Body:
    entry = catalog.entry(*key.split("/", 1))
    return {card.slug: card.model_dump(mode="json") for card in claim_cards(catalog, entry)}


def _lines(catalog: Catalog, key: str) -> list[Body]:
    entry = catalog.entry(*key.split("/", 1))
    return [card.model_dump(mode="json") for card in caution_cards(catalog, entry)]


def _named(catalog: Catalog, words: str) -> Entry | None:
    """Return the entry of a key or an address, else the one that a search names first."""
    kind, _, slug = words.removeprefix("/v1/").partition("/")
    try:
        return catalog.entry(kind, slug)
    except MovedEntryError as moved:
        return _named(catalog, moved.href)
    except UnknownEntryError:
        query = SearchQuery(q=words[:200] or "-", limit=1)
        hits = json.loads(search(catalog, search_index_of(catalog), query)["data"])
        return catalog.entry(hits[0]["kind"], hits[0]["slug"]) if hits else None


def _not_in_the_name(catalog: Catalog, words: str) -> list[str]:
    """Return the words that the entry was not found by; none where its key or address was given."""
    key = words.removeprefix("/v1/")
    return [] if catalog.has(catalog.moved.get(key, key)) else _unknown_words(catalog, words)


def _unknown_words(catalog: Catalog, words: str) -> list[str]:
    """Return the words that nothing is recorded under: a search finds entries by the others."""
    terms = parse_query(search_index_of(catalog), name_index_of(catalog), words).terms
    return [term.word for term in terms if not term.stems]


def _texts_of(lines: Iterable[Body]) -> dict[str, str]:
    return {line["slug"]: f"{line['severity']}: {line['sentence']}" for line in lines}


def _cautions(catalog: Catalog, entry: Entry) -> dict[str, str]:
    return {card.slug: f"{card.severity}: {card.sentence}" for card in caution_cards(catalog, entry)}


def _claims(catalog: Catalog, entry: Entry) -> list[Body]:
    return [
        {"claim": card.slug, "statement": card.statement, "certainty": card.certainty, "about": card.about}
        for card in claim_cards(catalog, entry)
    ]


def _not_understood(answer: CheckAnswer) -> list[Body]:
    found: list[Body] = []
    for one in answer.not_understood:
        near: Body = {}
        if one.near:
            near = {
                "if_you_mean": one.near.name,
                "together_with": one.near.together_with,
                "for_you": [_flag(flag) for flag in one.near.for_you],
            }
        found.append({"given": one.given, "note": one.note, **near})
    return found


def _flag(flag: Flag) -> Body:
    return {
        "entry": f"cautions/{flag.slug}",
        "severity": flag.severity,
        "caution": flag.sentence,
        "because": _joined(because.name for because in flag.matched.because),
        "what_to_do": list(flag.what_to_do),
        "urgent_signs": list(flag.urgent_signs),
    }


def _step(item: Body, numbers: Mapping[str, int]) -> Body:
    step = {
        "moment": item["moment"],
        "do": item["text"],
        "entry": f"{item['entry']['kind']}/{item['entry']['slug']}",
    }
    if item["portion"]:
        step["portion"] = item["portion"]
    if item["mind"]:
        step["mind"] = [one["text"] for one in item["mind"]]
    cautions = [numbers[line["slug"]] for line in item["cautions"]]
    return {**step, "certainty": item["certainty"], "cautions": cautions}


def _joined(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _is_short(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= MAX_TEXT
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)
