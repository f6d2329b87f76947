"""Cards of entries, and the sentences of the cautions that they name, as JSON."""

import json
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any

from app.catalog.catalog import Catalog
from app.core.compact_json import compact_json
from app.core.memoize import Memoize
from app.features.embedded_cards import shown_cautions
from app.schemas.cards import Card
from app.schemas.entries import AnswerCore, CautionMark


@Memoize
def card_json_of(catalog: Catalog) -> Callable[[str], bytes]:
    """Return a memoized function that gives the card of an entry by `<kind>/<slug>`."""
    return cache(partial(_card_json, catalog))


def cards_json(catalog: Catalog, keys: Iterable[str]) -> bytes:
    """Return the cards of entries as a JSON array."""
    return b"[%b]" % b",".join(map(card_json_of(catalog), keys))


def caution_lines_json(catalog: Catalog, keys: Iterable[str]) -> bytes:
    """Return the sentence of every caution on the cards of these entries, as the member `included`."""
    slugs = dict[str, None]()
    for key in keys:
        kind, _, slug = key.partition("/")
        slugs |= dict.fromkeys((slug,) if kind == "cautions" else catalog.stored[key].caution_slugs)
    lines = {slug: catalog.caution_card(slug).sentence for slug in slugs}
    return compact_json({"caution_lines": lines})


def _card_json(catalog: Catalog, key: str) -> bytes:
    stored = catalog.stored[key]
    fields = stored.fields()
    cautions = json.loads(shown_cautions(fields["kind"], stored))
    marks = [{name: line[name] for name in CautionMark.model_fields} for line in cautions]
    shown = {"emoji": None} | fields | {"answer": _short(fields["answer"]), "cautions": marks}
    return compact_json({name: shown[name] for name in Card.model_fields})


def _short(answer: dict[str, Any] | None) -> dict[str, Any] | None:
    return answer and {name: answer[name] for name in AnswerCore.model_fields}
