"""Schemas of responses as a later release may fill them: with more fields, values and longer texts."""

from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]

VALUES_SO_FAR = "x-extensible-enum"
"""Names the values of an open enumeration: a string for every generator, whatever comes later."""

LEFT_OUT = {"minLength", "maxLength", "minItems", "maxItems", "examples"}
"""Members of a schema that a response does without: bounds, since it may be more, and examples of texts."""

LITERAL_MEMBERS = {"enum", "required", "default"}
"""Members of a schema that are values, not schemas."""


@dataclass(frozen=True)
class OpenSchemas:
    """The named schemas of a document; `requests` names those that clients send, which stay closed."""

    schemas: Document
    requests: set[str]

    def open_responses(self) -> None:
        """Open the schemas of responses in place."""
        for name in [name for name in self.schemas if name not in self.requests]:
            self.schemas[name] = self._opened(self.schemas[name])

    def _opened(self, part: Any) -> Any:
        if isinstance(part, list):
            return [self._opened(inner) for inner in part]
        if not isinstance(part, dict):
            return part
        if "enum" in part:
            return open_enumeration(part)
        opened = {
            name: self._opened_member(name, inner)
            for name, inner in part.items()
            if name not in LEFT_OUT and not (name == "additionalProperties" and inner is False)
        }
        if "anyOf" in part:
            opened["anyOf"] = self._alternatives(part["anyOf"])
        if "$ref" in part:
            opened["$ref"] = self._open_reference(part["$ref"])
        return opened

    def _opened_member(self, name: str, value: Any) -> Any:
        if name in LITERAL_MEMBERS:
            return value
        if name == "properties":
            return {key: self._opened(inner) for key, inner in value.items()}
        return self._opened(value)

    def _alternatives(self, members: list[Document]) -> list[Document]:
        """Return alternatives with several enumerations made one: generators choose badly between strings."""
        enumerations = [one for one in map(self._target, members) if "enum" in one or VALUES_SO_FAR in one]
        if len(enumerations) == 1:
            return [self._opened(member) for member in members]
        values = [value for one in enumerations for value in one.get("enum") or one[VALUES_SO_FAR]]
        others = [self._opened(member) for member in members if self._target(member) not in enumerations]
        return [{"type": "string", VALUES_SO_FAR: values}, *others] if values else others

    def _open_reference(self, reference: str) -> str:
        """Return the reference to an enumeration as responses have it; any other as it is.

        One that requests have too stays closed under its name, and is open under a name of its own.
        """
        prefix, _, name = reference.rpartition("/")
        if name not in self.requests or "enum" not in self.schemas[name]:
            return reference
        if f"Open{name}" not in self.schemas:
            closed = self.schemas[name]
            self.schemas[f"Open{name}"] = open_enumeration(closed)
            self.schemas[name] = closed | {"description": f"Values of `Open{name}` that a request may have."}
        return f"{prefix}/Open{name}"

    def _target(self, schema: Document) -> Document:
        target: Document = self.schemas.get(str(schema.get("$ref", "")).rpartition("/")[2], schema)
        return target


def open_enumeration(schema: Document) -> Document:
    """Return an enumeration as a string, with the values that it has so far."""
    return {"type": "string", VALUES_SO_FAR: schema["enum"], "description": schema["description"]}
