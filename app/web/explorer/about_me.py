"""About me: a page whose answers stay in the browser, and the rules and names that it matches them by.

Nothing of what a reader says here is sent. The check's own rules and names go to the browser as data instead.
"""

import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from app.api.responses import release_headers
from app.catalog.catalog import Catalog
from app.catalog.name_schemas import NameField
from app.core.compact_json import compact_json
from app.features.check.caution_index import caution_index_of
from app.features.check.request_resolution import ASKED_AS
from app.features.recognition.name_index import NameIndex, name_index_of
from app.features.recognition.recogniser import Recogniser
from app.kinds.cautions import Caution
from app.schemas.entries import MAX_SENTENCE
from app.server.state.release_holder import CurrentCatalog
from app.texts.page_texts import page_texts
from app.web.explorer.page_address import PageRoute
from app.web.explorer.rendering import render_page

FIELDS: tuple[NameField, ...] = ("conditions", "medicines", "allergies", "life_stages")
OLDEST = 110

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/about-me")
def get_about_me(catalog: CurrentCatalog) -> Response:
    """Return the questions; without JavaScript, why they need it and what to do instead."""
    return render_page(catalog, "about_me.html")


@router.get("/about-me/rules.json")
def get_matching_rules(catalog: CurrentCatalog) -> Response:
    """Return whom each caution is for, by trait, and the texts that the script shows."""
    return _json(catalog, matching_rules(catalog))


@router.get("/about-me/names.json")
def get_matching_names(catalog: CurrentCatalog) -> Response:
    """Return what each known name of a condition, medicine, allergy or stage of life means."""
    return _json(catalog, known_names(catalog))


def matching_rules(catalog: Catalog) -> dict[str, Any]:
    """Return the rules of every caution: the traits it is for, those it may be for, and closer cautions.

    `clauses` say each trait of the reader.
    """
    rules = {
        caution.slug: _rule(caution)
        for caution in catalog.entries_by_kind["cautions"]
        if isinstance(caution, Caution)
    }
    traits = {trait for rule in rules.values() for name in ("for", "perhaps") for trait in rule.get(name, ())}
    return {
        "release": catalog.release,
        "texts": page_texts()["about_me"],
        "longest_sentence": MAX_SENTENCE,
        "clauses": {trait: _clause(catalog, trait) for trait in sorted(traits)},
        "cautions": rules,
    }


def _clause(catalog: Catalog, trait: str) -> str:
    """Return a trait, `<field>/<value>`, as a clause about the reader."""
    field, _, value = trait.partition("/")
    [by] = [asked for name, asked in ASKED_AS.items() if name == field]
    return caution_index_of(catalog).clause((by, value))


def _rule(caution: Caution) -> dict[str, Any]:
    reach = {kind: getattr(caution.reaches, kind) for kind in ("conditions", "medicines")}
    possible = {kind: getattr(caution.may_reach, kind) for kind in ("conditions", "medicines")}
    people = {"life_stages": caution.who.life_stages, "allergies": caution.who.allergies}
    rule: dict[str, Any] = {
        "for": _traits({**reach, **people}),
        "perhaps": _traits(possible),
        "closer": [one.slug for one in caution.superseded_by],
    }
    return {name: value for name, value in rule.items() if value}


def _traits(values: Mapping[str, Iterable[str]]) -> list[str]:
    return [f"{field}/{value}" for field, held in values.items() for value in held]


def known_names(catalog: Catalog) -> dict[str, Any]:
    """Return names by field and key with the number of their meaning, ages, and words that say nothing."""
    index = name_index_of(catalog)
    meanings: dict[str, int] = {}
    names = {field: _numbered(index, field, meanings) for field in FIELDS}
    words = index.words
    return {
        "names": names,
        "meanings": [json.loads(text) for text in meanings],
        "ages": ages(catalog),
        "left_out": sorted(words.left_out | words.ignored | words.salts),
        "doubtful": sorted(words.none | words.denied | words.past | words.family | words.relatives),
    }


def _numbered(index: NameIndex, field: NameField, meanings: dict[str, int]) -> dict[str, int]:
    """Return the number of the meaning of each key; equal meanings have one number."""
    numbered: dict[str, int] = {}
    for key, group in index.groups(field).items():
        follows = [one for one in index.closure(group, group.means) if one.field in FIELDS]
        sure = [f"{one.field}/{one.slug}" for one in follows if one.certain]
        perhaps = [f"{one.field}/{one.slug}" for one in follows if not one.certain]
        text = json.dumps([group.name, sure, perhaps], ensure_ascii=False)
        numbered[key] = meanings.setdefault(text, len(meanings))
    return numbered


def ages(catalog: Catalog) -> list[tuple[int, list[str]]]:
    """Return the stages of life by age, each from its first year on, as the check reads an age."""
    recogniser = Recogniser(catalog)
    stages = [
        (
            age,
            [
                f"{one.field}/{one.slug}"
                for found in recogniser.recognise("life_stages", f"{age} years old")
                for one in found.follows
            ],
        )
        for age in range(OLDEST)
    ]
    return [next(years) for _, years in groupby(stages, key=lambda pair: pair[1])]


def _json(catalog: Catalog, body: Mapping[str, Any]) -> Response:
    headers = dict(release_headers(catalog))
    return Response(compact_json(body), media_type="application/json", headers=headers)
