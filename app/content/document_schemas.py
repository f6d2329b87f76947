"""JSON Schemas of the YAML files, by which an editor completes names and reports errors."""

import json
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from app.core.entry_keys import kind_of, slug_of
from app.core.field_types import SLUG_PATTERN
from app.core.references import ReferenceValidator
from app.schemas.kind import Kind

TYPED_KEY_PATTERN = "^[a-z-]+/[a-z0-9-]+$"
"""The pattern of a key as an editor types it; `gutbone check` has the bounds."""
DIALECT = "http://json-schema.org/draft-07/schema#"
"""The newest dialect that the YAML language server reads whole."""


class _DocumentSchema(GenerateJsonSchema):
    """Writes a reference as editors do: as the slug of an entry that there is."""

    entries: Collection[str] = ()

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        validator = getattr(schema["function"]["function"], "__self__", None)
        if isinstance(validator, ReferenceValidator):
            return _reference(validator, self.entries)
        return super().function_before_schema(schema)


def _reference(validator: ReferenceValidator, entries: Collection[str]) -> JsonSchemaValue:
    kinds = validator.kinds
    keys = sorted(key for key in entries if not kinds or kind_of(key) in kinds)
    if len(kinds) == 1:
        keys = [slug_of(key) for key in keys]
    words = (
        f"A slug of {kinds[0]}" if len(kinds) == 1 else f"<kind>/<slug>, of {', '.join(kinds) or 'any kind'}"
    )
    if keys:
        return {"type": "string", "enum": keys, "$comment": words}
    return {
        "type": "string",
        "pattern": SLUG_PATTERN if len(kinds) == 1 else TYPED_KEY_PATTERN,
        "$comment": words,
    }


def document_schema(kind: Kind, entries: Collection[str]) -> dict[str, Any]:
    """Return the JSON Schema of a kind's YAML files; `entries` are the `<kind>/<slug>` that there are."""
    generator = type("_Schema", (_DocumentSchema,), {"entries": entries})
    schema = kind.document.model_json_schema(schema_generator=generator)
    shown: dict[str, Any] = _without_titles(schema)
    return {"$schema": DIALECT, "title": f"A {kind.title}", **shown}


def _without_titles(part: Any) -> Any:
    """Return a part of a schema without the titles, which repeat the names."""
    if isinstance(part, list):
        return [_without_titles(one) for one in part]
    if not isinstance(part, dict):
        return part
    # A property may be called `title`; its value is a schema, not a text.
    kept = {name: one for name, one in part.items() if name != "title" or isinstance(one, dict)}
    return {name: _without_titles(one) for name, one in kept.items()}


def write_schemas(folder: Path, kinds: Iterable[Kind], entries: Collection[str]) -> list[Path]:
    """Write the schema of each kind into a folder; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in kinds:
        path = folder / f"{kind.path}.json"
        text = json.dumps(document_schema(kind, entries), indent=1, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")
        written.append(path)
    return written
