"""The content as flat tables for analysts: typed columns, null where a value is not known."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from app.catalog.catalog import Catalog
from app.core.references import FOOD_KINDS
from app.schemas.entries import Entry
from app.schemas.food import NUTRIENT_NAMES

Type = Literal["string", "integer", "number", "boolean", "date"]
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """A table: its columns with their types, the key, and its rows."""

    name: str
    description: str
    columns: dict[str, Type]
    key: tuple[str, ...]
    rows: Callable[[Catalog], Iterator[Row]]


def text_columns(*names: str) -> dict[str, Type]:
    """Return columns of text."""
    return dict.fromkeys(names, "string")


def _entries(catalog: Catalog) -> Iterator[Entry]:
    for entries in catalog.entries_by_kind.values():
        yield from entries


def _key(entry: Entry) -> str:
    return f"{entry.kind}/{entry.slug}"


def _entry_rows(catalog: Catalog) -> Iterator[Row]:
    for entry in _entries(catalog):
        review = entry.review
        yield (
            *(_key(entry), entry.kind, entry.slug, entry.name, entry.summary),
            *(entry.origin.value, review.status.value, review.reviewed_on.isoformat()),
        )


def _food_rows(catalog: Catalog) -> Iterator[Row]:
    for kind in FOOD_KINDS:
        for food in catalog.entries_by_kind[kind]:
            values = food.model_dump(mode="json")
            figures, serving = values["nutrients_per_100g"] or {}, values["serving"]
            yield (
                *(_key(food), values["group"], serving["grams"] if serving else None),
                *(_number(figures.get(name)) for name in NUTRIENT_NAMES),
            )


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _field_rows(kind: str, fields: tuple[str, ...]) -> Callable[[Catalog], Iterator[Row]]:
    def rows(catalog: Catalog) -> Iterator[Row]:
        for entry in catalog.entries_by_kind[kind]:
            values = entry.model_dump(mode="json", include={*fields})
            yield (entry.slug, *(values[name] for name in fields))

    return rows


def _evidence_rows(catalog: Catalog) -> Iterator[Row]:
    for claim in catalog.entries_by_kind["claims"]:
        for item in claim.model_dump(mode="json", include={"evidence"})["evidence"]:
            yield claim.slug, item["source"]["slug"], item["stance"]


def _caution_rows(catalog: Catalog) -> Iterator[Row]:
    for entry in catalog.entries_by_kind["cautions"]:
        card = catalog.caution_card(entry.slug)
        yield entry.slug, card.title, card.severity.value, card.must_display, card.sentence, card.why


def _shown_rows(catalog: Catalog) -> Iterator[Row]:
    for entry in _entries(catalog):
        for line in entry.cautions:
            yield _key(entry), line.slug, line.severity.value, line.sentence


def _related_rows(catalog: Catalog) -> Iterator[Row]:
    for entry in _entries(catalog):
        pairs = ((one.relation.value, one.href.removeprefix("/v1/")) for one in entry.related)
        yield from ((_key(entry), *pair) for pair in dict.fromkeys(pairs))


CLAIM_FIELDS = (
    "statement",
    "certainty",
    "direction",
    "article_verdict",
    "about",
    "basis",
    "directness",
    "scope",
)
SOURCE_TEXTS = ("title", "authors", "journal", "doi", "pmid", "type", "direction", "retraction_status")
TABLES = (
    Table(
        "entries",
        "Every entry.",
        text_columns("key", "kind", "slug", "name", "summary", "origin", "review_status")
        | {"reviewed_on": "date"},
        ("key",),
        _entry_rows,
    ),
    Table(
        "foods",
        "Figures of 100 g; null is not known, never zero.",
        text_columns("key", "food_group") | {"serving_g": "number"} | dict.fromkeys(NUTRIENT_NAMES, "number"),
        ("key",),
        _food_rows,
    ),
    Table(
        "claims",
        "Every claim with its grade.",
        text_columns("slug", *CLAIM_FIELDS),
        ("slug",),
        _field_rows("claims", CLAIM_FIELDS),
    ),
    Table(
        "sources",
        "Every source.",
        text_columns("slug", *SOURCE_TEXTS) | {"year": "integer", "n": "integer"},
        ("slug",),
        _field_rows("sources", (*SOURCE_TEXTS, "year", "n")),
    ),
    Table(
        "evidence",
        "The sources of each claim, and what they say of it.",
        text_columns("claim", "source", "stance"),
        ("claim", "source", "stance"),
        _evidence_rows,
    ),
    Table(
        "cautions",
        "Every caution.",
        text_columns("slug", "title", "severity")
        | {"must_display": "boolean"}
        | text_columns("sentence", "why"),
        ("slug",),
        _caution_rows,
    ),
    Table(
        "shown_cautions",
        "The cautions that each entry shows: show no entry without them.",
        text_columns("entry", "caution", "severity", "sentence"),
        ("entry", "caution"),
        _shown_rows,
    ),
    Table(
        "related",
        "What relates to what.",
        text_columns("entry", "relation", "other"),
        ("entry", "relation", "other"),
        _related_rows,
    ),
)
