"""Rename an entry: its file, its former slug, and every reference to it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.catalog.guide_schemas import GuideDocument
from app.catalog.reference_resolver import ReferenceResolver, closest_matches
from app.content.files import NAMES_FOLDER, REVIEWS_FOLDER, RawContent, read_files
from app.content.validation import ContentIssue, validate
from app.content.withdrawal import Restored
from app.content.yaml_edit import Path as ValuePath
from app.content.yaml_edit import replace_scalars, scalars, set_list
from app.core.base_model import Model
from app.core.field_types import SLUG_PATTERN
from app.core.references import RelationReference
from app.schemas.kind import Kind

NAME_REFERENCES = frozenset({"slug", "means", "broader", "possibly", "like", "implies", "may_imply", "items"})
"""Fields of the files of names that hold slugs."""


class RenameError(Exception):
    """The entry cannot be renamed; the message is one line."""


@dataclass(frozen=True)
class Renaming:
    """The new text of each file by path, None where it goes, and what an editor has to look at."""

    documents: Restored
    remarks: tuple[str, ...] = ()


def rename_entry(root: Path, kinds: Mapping[str, Kind], key: str, slug: str) -> Renaming:
    """Return what gives the entry `<kind>/<slug>` another slug. Raises RenameError; writes nothing."""
    raw = read_files(root, kinds)
    kind, _, old = key.partition("/")
    _require_possible(raw, key, slug)
    documents: dict[str, bytes | None] = {}
    for file in _files_that_say(root, old):
        text = (root / file).read_text("utf-8")
        paths = _paths_to(raw, kinds, file, key)
        values = dict(scalars(text))
        changed = replace_scalars(
            text, {path: f"{kind}/{slug}" if "/" in values[path] else slug for path in paths}
        )
        if changed != text:
            documents[file] = changed.encode()
    remarks = []
    if shared := sorted(one for one in raw.names() if one.endswith(f"/{old}") and one != key):
        remarks.append(f"names/ was left alone: {shared[0]} has the slug {old} too")
    else:
        documents |= _renamed_names(root, old, slug)
    moved = documents.pop(f"{key}.yaml", None) or (root / f"{key}.yaml").read_bytes()
    former = [*raw.entries[key].get("formerly", ()), old]
    text = set_list(moved.decode(), ["formerly"], [one for one in former if one != slug])
    documents |= {f"{key}.yaml": None, f"{kind}/{slug}.yaml": text.encode()}
    return Renaming(dict(sorted(documents.items())), tuple(remarks))


def _require_possible(raw: RawContent, key: str, slug: str) -> None:
    kind = key.partition("/")[0]
    if key not in raw.entries:
        near = closest_matches(key, list(raw.entries), limit=1)
        raise RenameError(f"There is no entry {key}" + (f"; did you mean {near[0]}?" if near else "."))
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
        and word.search(path.read_text("utf-8"))
    )


def _paths_to(raw: RawContent, kinds: Mapping[str, Kind], file: str, key: str) -> list[ValuePath]:
    """Return where a document refers to an entry."""
    name, issues = file.removesuffix(".yaml"), list[ContentIssue]()
    resolver = ReferenceResolver(raw.names())
    document: Model | None = None
    if name in raw.entries:
        schema = kinds[name.partition("/")[0]].document
        document = validate(schema, raw.entries[name], file, resolver, issues)
    elif file == "guide.yaml":
        document = validate(GuideDocument, raw.singles.get(file, {}), file, resolver, issues)
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


def _renamed_names(root: Path, old: str, slug: str) -> dict[str, Any]:
    changed = {}
    for path in sorted((root / NAMES_FOLDER).glob("*.yaml")):
        text = path.read_text("utf-8")
        if old not in text:
            continue
        places = {
            place: slug
            for place, value in scalars(text)
            if value == old and any(part in NAME_REFERENCES for part in place)
        }
        if places:
            changed[f"{NAMES_FOLDER}/{path.name}"] = replace_scalars(text, places).encode()
    return changed
