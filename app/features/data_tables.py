"""The content as flat tables for analysts: typed columns, null where a value is not known."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from inspect import cleandoc
from typing import Any, Literal, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from app.catalog.catalog import Catalog
from app.core.entry_keys import key_of
from app.core.references import FOOD_KINDS
from app.schemas.entries import Entry
from app.schemas.food import NUTRIENT_NAMES, Nutrients
from app.vocabulary.base import Vocabulary

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
    kinds: tuple[str, ...] = ()
    """The kinds whose fields the columns repeat."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """What other columns hold."""
    references: Mapping[str, str] = field(default_factory=dict)
    """The columns that hold the key of another table, with its name."""


@dataclass(frozen=True)
class Column:
    """What a column holds, and its values where they are an enumeration."""

    description: str
    values: tuple[str, ...] = ()


def column_of(table: Table, name: str, catalog: Catalog) -> Column:
    """Describe a column by its note, else by the field that it repeats."""
    models = [catalog.entry_types[kind] for kind in table.kinds]
    fields = [found for model in models if (found := _field(model, name)) is not None]
    enumerations = [values for one in fields if (values := _enumeration(one.annotation)) is not None]
    described = [one.description for one in fields] + [cleandoc(one.__doc__ or "") for one in enumerations]
    return Column(
        table.notes.get(name) or next(text for text in described if text).partition("\n")[0],
        tuple(one.value for one in enumerations[0]) if enumerations else (),
    )


def _field(model: type[BaseModel], name: str) -> FieldInfo | None:
    """Return a field of a model, or of its figures."""
    return model.model_fields.get(name) or (
        Nutrients.model_fields.get(name) if "nutrients_per_100g" in model.model_fields else None
    )


def _enumeration(annotation: Any) -> type[Vocabulary] | None:
    if isinstance(annotation, type):
        return annotation if issubclass(annotation, Vocabulary) else None
    return next((found for part in get_args(annotation) if (found := _enumeration(part))), None)


def text_columns(*names: str) -> dict[str, Type]:
    """Return columns of text."""
    return dict.fromkeys(names, "string")


def _entries(catalog: Catalog) -> Iterator[Entry]:
    for entries in catalog.entries_by_kind.values():
        yield from entries


def _entry_rows(catalog: Catalog) -> Iterator[Row]:
    for entry in _entries(catalog):
        review = entry.review
        yield (
            *(key_of(entry), entry.kind, entry.slug, entry.name, entry.summary),
            *(entry.origin.value, review.status.value, review.reviewed_on.isoformat()),
        )


def _food_rows(catalog: Catalog) -> Iterator[Row]:
    for kind in FOOD_KINDS:
        for food in catalog.entries_by_kind[kind]:
            values = food.model_dump(mode="json")
            figures, serving = values["nutrients_per_100g"] or {}, values["serving"]
            yield (
                *(key_of(food), values["group"], serving["grams"] if serving else None),
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
            yield key_of(entry), line.slug, line.severity.value, line.sentence


def _related_rows(catalog: Catalog) -> Iterator[Row]:
    for entry in _entries(catalog):
        pairs = ((one.relation.value, one.href.removeprefix("/v1/")) for one in entry.related)
        yield from ((key_of(entry), *pair) for pair in dict.fromkeys(pairs))


KEY = "`<kind>/<slug>` of the entry."
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
        kinds=("claims",),
        notes={"key": KEY, "kind": "The kind.", "review_status": "Who reviewed it.", "reviewed_on": "When."},
    ),
    Table(
        "foods",
        "Figures of 100 g; null is not known, never zero.",
        text_columns("key", "food_group") | {"serving_g": "number"} | dict.fromkeys(NUTRIENT_NAMES, "number"),
        ("key",),
        _food_rows,
        kinds=FOOD_KINDS,
        notes={
            "key": KEY,
            "food_group": "The group a food belongs to.",
            "serving_g": "Grams in a serving; null where none was found.",
        },
        references={"key": "entries"},
    ),
    Table(
        "claims",
        "Every claim with its grade.",
        text_columns("slug", *CLAIM_FIELDS),
        ("slug",),
        _field_rows("claims", CLAIM_FIELDS),
        kinds=("claims",),
        notes={"slug": "Its key in other tables is `claims/<slug>`."},
    ),
    Table(
        "sources",
        "Every source.",
        text_columns("slug", *SOURCE_TEXTS) | {"year": "integer", "n": "integer"},
        ("slug",),
        _field_rows("sources", (*SOURCE_TEXTS, "year", "n")),
        kinds=("sources",),
        notes={"slug": "Its key in other tables is `sources/<slug>`."},
    ),
    Table(
        "evidence",
        "The sources of each claim, and what they say of it.",
        text_columns("claim", "source", "stance"),
        ("claim", "source", "stance"),
        _evidence_rows,
        notes={
            "claim": "Slug of the claim.",
            "source": "Slug of the source.",
            "stance": "Of the source to the graded statement: supports, qualifies, contradicts or context.",
        },
        references={"claim": "claims", "source": "sources"},
    ),
    Table(
        "cautions",
        "Every caution.",
        text_columns("slug", "title", "severity")
        | {"must_display": "boolean"}
        | text_columns("sentence", "why"),
        ("slug",),
        _caution_rows,
        kinds=("cautions",),
        notes={
            "slug": "Its key in other tables is `cautions/<slug>`.",
            "title": "Its name.",
            "sentence": "For whom, and what to do, in one sentence.",
        },
    ),
    Table(
        "shown_cautions",
        "The cautions that each entry shows: show no entry without them.",
        text_columns("entry", "caution", "severity", "sentence"),
        ("entry", "caution"),
        _shown_rows,
        kinds=("cautions",),
        notes={
            "entry": KEY,
            "caution": "Slug of the caution.",
            "sentence": "The caution as this entry shows it.",
        },
        references={"entry": "entries", "caution": "cautions"},
    ),
    Table(
        "related",
        "What relates to what.",
        text_columns("entry", "relation", "other"),
        ("entry", "relation", "other"),
        _related_rows,
        notes={
            "entry": KEY,
            "relation": "How the entry relates to the other: one of `relation` in `/v1/facets`.",
            "other": "`<kind>/<slug>` of the other entry.",
        },
        references={"entry": "entries", "other": "entries"},
    ),
)
