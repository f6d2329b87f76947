"""Fields of an entry prepared for templates: one display format per type, the same for every kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.base_model import Model
from app.core.references import Reference
from app.schemas.entries import Entry
from app.schemas.food import Doubt, NullReasons, Nutrients
from app.texts.page_texts import page_texts
from app.vocabulary.base import Vocabulary

SEPARATE_FIELDS = frozenset(
    {
        "must_display",
        "action",
        "unless",
        "group_noun",
        "clause",
        "nutrients_per_100g",
        "nutrients_per_serving",
    }
    | {"nutrients_per_portion", "nutrients_null_reasons", "bottom_line", "gut_bottom_line", "emoji"}
    | {"how_to_use", "label_tips", "cooking", "storage", "pairings", "reference_values"}
)
"""Fields that the page shows in a place of their own."""

DETAILS = frozenset(
    {
        "nutrient_provenance",
        "food_table",
        "dietary_flags",
        "doubts",
        "variants",
        "microbe_sources",
        "probiotic_note_sources",
        "form_scope",
        "sources",
        "verification",
        "notes",
    }
)
"""Fields in a collapsed section: how a figure was checked, and what few readers need."""


RECORDS_SHOWN = 3
"""A longer list of records is folded: each record takes a third of a phone screen."""

FORMATS: tuple[tuple[type, str], ...] = (
    (Vocabulary, "term"),
    (bool, "boolean"),
    (int, "number"),
    (float, "number"),
    (date, "date"),
    (Reference, "link"),
)
"""Display format by type; the first match counts, since bool is an int."""


@dataclass(frozen=True)
class Field:
    """A field, or an item of a list without a name, with its path in the JSON body and its display format.

    Formats: text, url, number, boolean, term, link, date, list, records, group, figures, unknown.
    """

    name: str
    path: str
    format: str
    value: Any


def field_views(entry: Entry) -> tuple[list[Field], list[Field]]:
    """Return the fields of an entry in schema order: the main ones, and those in the collapsed section."""
    names = [name for name in type(entry).model_fields if name not in Entry.model_fields]
    fields = [*_fields(entry, [name for name in names if name not in SEPARATE_FIELDS], "")]
    plain = [field for field in fields if field.name not in DETAILS]
    return plain, [field for field in fields if field.name in DETAILS]


def _fields(model: Model, names: list[str], prefix: str) -> Iterator[Field]:
    for name in names:
        value = getattr(model, name)
        path = f"{prefix}{type(model).model_fields[name].alias or name}"
        if value is None and (null_text := page_texts()["nulls"].get(name)):
            yield Field(name, path, "unknown", null_text)
        # `field` is the name of a field, which has a label, or free text.
        elif isinstance(model, Doubt) and name == "field":
            yield Field(name, path, "text", page_texts()["labels"].get(value, value))
        elif not _empty(value):
            yield _field(name, path, value)


def _field(name: str, path: str, value: object) -> Field:
    """Return a field whose value is not null, with its display format."""
    for cls, display in FORMATS:
        if isinstance(value, cls):
            return Field(name, path, display, value)
    if isinstance(value, tuple):
        items = [_field("", f"{path}.{index}", item) for index, item in enumerate(value)]
        records = len(items) > RECORDS_SHOWN and all(item.format == "group" for item in items)
        return Field(name, path, "records" if records else "list", items)
    if isinstance(value, Nutrients | NullReasons):
        return Field(name, path, "figures", _figures(value, path))
    if isinstance(value, Model):
        return Field(name, path, "group", [*_fields(value, list(type(value).model_fields), f"{path}.")])
    text = str(value)
    return Field(name, path, "url" if text.startswith(("https://", "http://")) else "text", text)


def _figures(value: Model, path: str) -> Mapping[str, tuple[str, object]]:
    figures = {name: getattr(value, name) for name in type(value).model_fields}
    return {name: (f"{path}.{name}", figure) for name, figure in figures.items() if figure is not None}


def _empty(value: object) -> bool:
    """Return whether a value is null, an empty list, or a model with empty fields only."""
    if isinstance(value, tuple):
        return not value
    if isinstance(value, Model) and not isinstance(value, Reference):
        return all(_empty(getattr(value, name)) for name in type(value).model_fields)
    return value is None
