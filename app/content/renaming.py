"""Rename an entry: its file, its former slug, and every reference to it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.catalog.guide_schemas import Disclaimer, GuideDocument
from app.catalog.name_schemas import NameField
from app.catalog.plan_rules import PlanRulesDocument
from app.catalog.reference_resolver import ReferenceResolver, closest_key
from app.content.files import MAX_LIST_BYTES, NAMES_FOLDER, REVIEWS_FOLDER, RawContent, read_files
from app.content.retractions import RETRACTIONS_FILE, Retractions
from app.content.validation import ContentIssue, validate
from app.content.withdrawal import Restored
from app.content.yaml_edit import Path as ValuePath
from app.content.yaml_edit import editable_text, replace_scalars, scalars, set_list
from app.core.base_model import Model
from app.core.entry_keys import kind_of
from app.core.field_types import SLUG_PATTERN
from app.core.references import RelationReference
from app.features.recognition.name_index import KINDS as NAMED_KINDS
from app.schemas.kind import Kind

SINGLE_DOCUMENTS: Mapping[str, type[Model]] = {
    "guide.yaml": GuideDocument,
    "disclaimer.yaml": Disclaimer,
    "plan-rules.yaml": PlanRulesDocument,
    RETRACTIONS_FILE: Retractions,
}
"""The schemas of the files that are no entries."""

NAME_REFERENCES: Mapping[str, NameField | None] = {
    **dict.fromkeys(("slug", "means", "broader", "possibly", "like")),
    **dict.fromkeys(("implies", "may_imply"), "conditions"),
    "items": "items",
}
"""Fields of the files of names that hold slugs, with what the slugs name; None: what the file names."""


class RenameError(Exception):
    """The entry cannot be renamed; the message is one line."""


@dataclass(frozen=True)
class Renaming:
    """The new text of each file by path, None where it goes, and what an editor has to look at."""

    documents: Restored
    remarks: tuple[str, ...] = ()


def rename_entry(root: Path, kinds: Mapping[str, Kind], key: str, slug: str) -> Renaming:
    """Return what gives the entry `<kind>/<slug>` another slug. Writes nothing.

    Raises RenameError, and InvalidYamlError.
    """
    raw = read_files(root, kinds)
    kind, _, old = key.partition("/")
    _require_possible(raw, key, slug)
    documents: dict[str, bytes | None] = {}
    for file in _files_that_say(root, old):
        text = editable_text(root, file)
        paths = _paths_to(raw, kinds, file, key)
        values = dict(scalars(text))
        changed = replace_scalars(
            text, {path: f"{kind}/{slug}" if "/" in values[path] else slug for path in paths}
        )
        if changed != text:
            documents[file] = changed.encode()
    remarks = []
    for named, named_kinds in NAMED_KINDS.items():
        shared = [one for one in named_kinds if one != kind and f"{one}/{old}" in raw.names()]
        if kind in named_kinds and shared:
            remarks.append(f"names/ was left alone: {shared[0]}/{old} has the same slug")
        elif kind in named_kinds:
            documents |= _renamed_names(root, raw, named, old, slug)
    moved = documents.pop(f"{key}.yaml", None) or (root / f"{key}.yaml").read_bytes()
    former = [*raw.entries[key].get("formerly", ()), old]
    text = set_list(moved.decode(), ["formerly"], [one for one in former if one != slug])
    documents |= {f"{key}.yaml": None, f"{kind}/{slug}.yaml": text.encode()}
    return Renaming(dict(sorted(documents.items())), tuple(remarks))


def _require_possible(raw: RawContent, key: str, slug: str) -> None:
    kind = kind_of(key)
    if key not in raw.entries:
        near = closest_key(key, list(raw.entries))
        raise RenameError(f"There is no entry {key}" + (f"; did you mean {near}?" if near else "."))
    if not re.fullmatch(SLUG_PATTERN, slug):
        raise RenameError(f"'{slug}' is no slug: write lower-case words joined by hyphens.")
    if f"{kind}/{slug}" in raw.names():
        raise RenameError(f"There is an entry {kind}/{slug} already.")
    for other, fields in raw.entries.items():
        if other != key and other.startswith(f"{kind}/") and slug in (fields.get("formerly") or ()):
            raise RenameError(f"{slug} is a former slug of {other}: links to it lead there.")


def _files_that_say(root: Path, slug: str) -> list[str]:
    """Return the documents whose text has a slug, as paths; the ledger and the reviews stay."""
    word = re.compile(rf"(?<![\w-]){re.escape(slug)}(?![\w-])")
    paths = [path for path in root.rglob("*.yaml") if path.is_file()]
    named = {path.relative_to(root).as_posix(): path for path in paths}
    return sorted(
        name
        for name, path in named.items()
        if name.partition("/")[0] not in {"releases", NAMES_FOLDER, REVIEWS_FOLDER}
        and word.search(path.read_text("utf-8", errors="replace"))
    )


def _paths_to(raw: RawContent, kinds: Mapping[str, Kind], file: str, key: str) -> list[ValuePath]:
    """Return where a document refers to an entry."""
    name, issues = file.removesuffix(".yaml"), list[ContentIssue]()
    resolver = ReferenceResolver(raw.names())
    document: Model | None = None
    if name in raw.entries:
        schema = kinds[name.partition("/")[0]].document
        document = validate(schema, raw.entries[name], file, resolver, issues)
    elif file in raw.singles:
        document = validate(SINGLE_DOCUMENTS[file], raw.singles[file], file, resolver, issues)
    if issues:
        raise RenameError(f"{file} has mistakes: run 'gutbone check' and correct them first.")
    return [] if document is None else list(_references(document, key, ()))


def _references(value: object, key: str, path: ValuePath) -> Iterator[ValuePath]:
    if isinstance(value, RelationReference):
        if value.id == key:
            yield path
    elif isinstance(value, Model):
        for name, field in type(value).model_fields.items():
            yield from _references(getattr(value, name), key, (*path, field.alias or name))
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from _references(item, key, (*path, position))


def _renamed_names(root: Path, raw: RawContent, named: NameField, old: str, slug: str) -> dict[str, bytes]:
    """Return the files of names that refer to an entry, which is one of what a field names."""
    changed = {}
    for file, fields in sorted(raw.names_files.items()):
        text = editable_text(root, f"{NAMES_FOLDER}/{file}", MAX_LIST_BYTES)
        if old not in text:
            continue
        places = {
            place: slug
            for place, value in scalars(text)
            if value == old and named in _named_at(place, fields.get("field"))
        }
        if places:
            changed[f"{NAMES_FOLDER}/{file}"] = replace_scalars(text, places).encode()
    return changed


def _named_at(place: ValuePath, field: NameField | None) -> set[NameField | None]:
    """Return what the slug at a place of a file of names stands for; nothing where it is no slug."""
    return {NAME_REFERENCES[part] or field for part in map(str, place) if part in NAME_REFERENCES}
