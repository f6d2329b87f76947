"""The text of a new entry: every field, what to write into it, and the neighbour's cautions as questions."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.content.document_schemas import document_schema
from app.core.entry_keys import slug_of
from app.core.references import FOOD_KINDS, USABLE_KINDS
from app.kinds.cautions import CautionFields, target_ids
from app.schemas.entries import Document
from app.schemas.kind import Kind

WIDTH = 110
MAX_EXAMPLE_LENGTH = 60
"""Characters of a neighbour's value that is shown beside a field."""

REVIEW_INTERVAL = timedelta(days=365)
TYPE_WORDS: dict[Any, str] = {
    "string": "Text.",
    "boolean": "true or false.",
    "integer": "A whole number.",
    "number": "A number.",
}
NEEDED = "Needed: a value, or null where you looked and found none."
WRITTEN_LAST = ("cautions", "review")


@dataclass(frozen=True)
class Neighbour:
    """An entry of the same kind, whose cautions and choices a new one is held against."""

    key: str
    document: Document
    listed: Mapping[str, CautionFields]
    by_attribute: Mapping[str, CautionFields]


def neighbour_of(key: str, documents: Mapping[str, Any], written: Mapping[str, Any]) -> Neighbour:
    """Return an entry with its cautions; `written` are the fields of all files, before attributes apply.

    Raises KeyError where there is no such entry.
    """
    document = documents[key]
    listed, by_attribute = dict[str, CautionFields](), dict[str, CautionFields]()
    for name, caution in documents.items():
        if isinstance(caution, CautionFields) and key in target_ids(caution):
            applies = written[name]["applies_to"]
            named = [
                *applies.get("foods", ()),
                *applies.get("supplements", ()),
                *applies.get("activities", ()),
            ]
            by_name = key in named or slug_of(key) in named
            (listed if by_name else by_attribute)[slug_of(name)] = caution
    for reference in document.cautions:
        caution = documents[reference.id]
        if isinstance(caution, CautionFields):
            listed[reference.slug] = caution
    return Neighbour(key, document, listed, by_attribute)


def cautions_by_figure(documents: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the slugs of the cautions that come by a figure, by the name of the figure."""
    cautions: dict[str, list[str]] = {}
    for key, one in sorted(documents.items()):
        for attribute in one.applies_to.attributes if isinstance(one, CautionFields) else ():
            if attribute.figure is not None:
                cautions.setdefault(attribute.figure.nutrient, []).append(slug_of(key))
    return cautions


def new_entry(
    kind: Kind,
    today: date,
    schema_address: str,
    neighbour: Neighbour | None = None,
    by_figure: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """Return the text of a new file. Required fields are empty, others are comments with their default.

    `by_figure` are the cautions that do not come by themselves while a figure of a food is null.
    """
    schema = document_schema(kind, ())
    writer = _Writer(schema.get("$defs", {}), neighbour.document if neighbour else None)
    fields = schema["properties"]
    lines = [f"# yaml-language-server: $schema={schema_address}"]
    lines += [
        "# Fill in what is empty. A field after a # may be left out, unless its comment begins with *Needed*:"
    ]
    lines += [
        "# remove the # to write it. Unknown is null, never 0 and never a guess. 'gutbone check' says what"
    ]
    lines += ["# is missing."]
    for name in (name for name in fields if name not in WRITTEN_LAST):
        lines += ["", *writer.field(name, fields[name], required=name in schema["required"])]
    if kind.path in FOOD_KINDS and by_figure:
        lines += ["", *_missed_by_figure(kind, by_figure)]
    lines += ["", *_cautions(kind, neighbour)]
    lines += ["", "review:", "  status: draft", f"  reviewed_on: {today}"]
    lines += [f"  next_review_on: {today + REVIEW_INTERVAL}"]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _missed_by_figure(kind: Kind, by_figure: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield "# These cautions come by a figure of one serving, so not where you leave the grams of the serving"
    yield "# null, or the figure, and give no label figure; 'gutbone check' does not say so. Ask of each"
    yield f"# whether it holds. Yes: 'gutbone warn {kind.path}/<this slug> <caution>'."
    for figure, slugs in by_figure.items():
        yield from _comment(f"{figure}: {', '.join(slugs)}", "", "#   ")


def _cautions(kind: Kind, neighbour: Neighbour | None) -> Iterator[str]:
    if neighbour is None or not (neighbour.listed or neighbour.by_attribute):
        yield "# Cautions that matter to the reader of this entry but do not name it, as slugs."
        yield "# cautions: []"
        return
    if neighbour.by_attribute:
        yield f"# {neighbour.key} has these cautions by what it holds. They come by themselves once this"
        yield "# entry says the same of itself: allergens, forms, figures, live microbes, FODMAP level."
        yield from (f"#   {line}" for line in _questions(neighbour.by_attribute, ""))
    if neighbour.listed:
        yield f"# {neighbour.key} has these cautions by name. Do they hold here? No: remove the line,"
        yield "# and the line 'cautions:' where none is left."
        if kind.path in USABLE_KINDS:
            yield f"# Yes: 'gutbone warn {kind.path}/<this slug> <caution>', which removes the line too."
        else:
            yield "# Yes: remove the question mark."
        yield "cautions:"
        yield from (f"- {line}" for line in _questions(neighbour.listed, "?"))


def _questions(cautions: Mapping[str, CautionFields], mark: str) -> Iterator[str]:
    ranked = sorted(cautions.items(), key=lambda item: (-item[1].severity.rank, item[0]))
    for slug, caution in ranked:
        yield f"{slug}{mark}  # {caution.severity}: {getattr(caution, 'name', '')}"


class _Writer:
    """Writes fields as YAML, from the JSON Schema of a kind."""

    def __init__(self, definitions: Mapping[str, Any], example: Document | None) -> None:
        self._definitions = definitions
        self._example = example

    def field(
        self, name: str, schema: Mapping[str, Any], *, required: bool, indent: str = ""
    ) -> Iterator[str]:
        """Yield the lines of a field, its comment first.

        A required list is empty, not `[]`: that a food has no allergen is said by a person.
        """
        part = self.resolved(schema)
        # An empty field would say that it is not known, before anybody has looked.
        is_empty = required and not (
            {"type": "null"} in schema.get("anyOf", ()) and part.get("type") != "number"
        )
        mark = NEEDED if required and not is_empty else ""
        hint = " ".join(text for text in (mark, _description(schema, part), self.type_words(part)) if text)
        if self._example is not None and not indent:
            hint += _example_words(getattr(self._example, name, None))
        yield from _comment(hint, indent)
        is_list = part.get("type") == "array"
        inner = self.resolved(part.get("items", {})) if is_list else part
        members = inner.get("properties")
        value = "" if is_empty or members else f" {_default(schema)}"
        yield f"{indent}{'' if is_empty else '# '}{name}:{value}"
        if members:
            lines = self._members(inner, indent + "  ", is_list=is_list)
            yield from (_as_comment(line) for line in lines) if is_list or not is_empty else lines

    def _members(self, schema: Mapping[str, Any], indent: str, *, is_list: bool) -> Iterator[str]:
        first = is_list
        for name, field in schema["properties"].items():
            required = name in schema.get("required", ())
            for line in self.field(name, field, required=required, indent=indent):
                begins = first and not line.lstrip().startswith("#")
                yield f"{indent}- {line.lstrip()}" if begins else line
                first = first and not begins

    def resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what a schema stands for: behind references, and beside null."""
        while True:
            if "$ref" in schema:
                schema = self._definitions[schema["$ref"].rpartition("/")[2]]
            elif options := [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]:
                schema = options[0]
            else:
                return schema

    def type_words(self, part: Mapping[str, Any]) -> str:
        """Return what a value looks like, in words."""
        if "enum" in part:
            return f"One of: {', '.join(str(value) for value in part['enum'])}."
        if "$comment" in part:
            return f"{part['$comment']}."
        if part.get("type") == "array":
            inner = self.type_words(self.resolved(part.get("items", {})))
            return f"A list. Each: {inner[:1].lower()}{inner[1:]}" if inner else "A list."
        if part.get("type") == "string" and "maxLength" in part:
            return f"Text of at most {part['maxLength']:,} characters."
        words = {
            "string": "Text.",
            "boolean": "true or false.",
            "integer": "A whole number.",
            "number": "A number.",
        }
        day = part.get("format") == "date"
        return "A day, as 2026-11-24." if day else words.get(part.get("type", ""), "")


def _as_comment(line: str) -> str:
    text = line.lstrip()
    if text.startswith("#"):
        return line
    return f"{line[: len(line) - len(text)]}# {text}"


def _comment(text: str, indent: str, mark: str = "# ") -> list[str]:
    prefix = f"{indent}{mark}"
    return textwrap.wrap(text, WIDTH, initial_indent=prefix, subsequent_indent=prefix, break_on_hyphens=False)


def _description(schema: Mapping[str, Any], part: Mapping[str, Any]) -> str:
    text = str(schema.get("description") or part.get("description") or "")
    return text.partition("\n")[0].strip()


def _default(schema: Mapping[str, Any]) -> str:
    value = schema.get("default")
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else "[]" if value == [] else str(value)


def _example_words(value: object) -> str:
    """Return a choice of the neighbour to compare with; no figure and no long text, which would be copied."""
    members = value if isinstance(value, tuple) else (value,)
    if not members or not all(isinstance(one, str) for one in members):
        return ""
    text = ", ".join(str(one) for one in members).rstrip(".")
    return f" The neighbour has: {text}." if len(text) <= MAX_EXAMPLE_LENGTH else ""
