"""Real answers as a later release may give them: with members and values that no client knows yet."""

from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]

VALUES_SO_FAR = "x-extensible-enum"
NEW_MEMBER = {"added_later": {"of": ["next year"]}}
NEW_VALUE = "value_of_next_year"


@dataclass(frozen=True)
class LaterAnswers:
    """What the contract lets a later release add to an answer."""

    document: Document
    members: bool = False
    values: bool = False

    def answer(self, schema: Document, value: Any) -> Any:
        """Return an answer with a new member in every object, or a new value for every enumeration."""
        schema = self._target(schema)
        choices = [self._target(one) for one in schema.get("anyOf", ())]
        if choices:
            return value if value is None else self.answer(_choice(choices, value), value)
        if self.values and VALUES_SO_FAR in schema:
            return NEW_VALUE
        if isinstance(value, list):
            return [self.answer(schema.get("items", {}), one) for one in value]
        return self._object(schema, value) if isinstance(value, dict) else value

    def _object(self, schema: Document, value: Document) -> Document:
        named, other = schema.get("properties"), schema.get("additionalProperties")
        if named is None:
            return {
                name: self.answer(other if isinstance(other, dict) else {}, one)
                for name, one in value.items()
            }
        filled = {name: self.answer(named.get(name, {}), one) for name, one in value.items()}
        return filled | (NEW_MEMBER if self.members else {})

    def _target(self, schema: Document) -> Document:
        while "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return schema


def _choice(choices: list[Document], value: Any) -> Document:
    """Return the alternative that a value is of: the one of its JSON type that knows it best."""
    types = {str: "string", list: "array", dict: "object", bool: "boolean", int: "number", float: "number"}
    fits = [
        one for one in choices if one.get("type", "object").replace("integer", "number") == types[type(value)]
    ]
    known = [len(one.get("properties", {}).keys() & value) if isinstance(value, dict) else 0 for one in fits]
    return fits[known.index(max(known))]


def cautions_in(value: Any) -> list[tuple[str, str, str]]:
    """Return the slug, severity and sentence of every caution that stands with an entry, in order."""
    if isinstance(value, list):
        return [found for one in value for found in cautions_in(one)]
    if not isinstance(value, dict):
        return []
    own = (
        [(value["slug"], value["severity"], value["sentence"])]
        if value.keys() >= {"slug", "severity", "sentence"}
        else []
    )
    return own + [found for one in value.values() for found in cautions_in(one)]
