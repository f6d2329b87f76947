"""Compatibility rules for schemas: responses may gain members, requests may only become less strict."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Part = dict[str, Any]

UPPER = ("maximum", "maxLength", "maxItems")
LOWER = ("minimum", "minLength", "minItems")
NULL = {"type": "null"}
VALUES_SO_FAR = "x-extensible-enum"


@dataclass(frozen=True, order=True)
class Change:
    """A change of the OpenAPI document, and whether it can break a client."""

    where: str
    what: str
    breaking: bool


def schema_changes(where: str, old: Part, new: Part, *, sent: bool) -> Iterator[Change]:
    """Yield the changes of a schema; `sent` says that clients send it, else they read it.

    A reference is compared by its name alone: named schemas are compared once, for themselves.
    """
    (one, null_before), (other, null_after) = _without_null(old), _without_null(new)
    (one, open_before), (other, open_after) = _known_values(one), _known_values(other)
    if null_before != null_after:
        yield Change(where, "may be null" if null_after else "is never null", breaking=null_after is not sent)
    if _type_of(one) != _type_of(other):
        yield Change(where, f"was {_type_of(one)} and is {_type_of(other)}", breaking=True)
        return
    if open_before != open_after:
        what = "may have other values" if open_after else "has no other values"
        yield Change(where, what, breaking=open_after is not sent)
    yield from _values(where, one, other, grows=sent or open_before)
    yield from _properties(where, one, other, sent=sent)
    if sent:
        yield from _bounds(where, one, other)
    for inner, name in (("items", "[]"), ("additionalProperties", ".*")):
        if isinstance(one.get(inner), dict) and isinstance(other.get(inner), dict):
            yield from schema_changes(f"{where}{name}", one[inner], other[inner], sent=sent)


def _without_null(schema: Part) -> tuple[Part, bool]:
    """Return what a schema allows besides null, and whether it allows null."""
    if "anyOf" not in schema:
        return schema, False
    others = [one for one in schema["anyOf"] if one != NULL]
    alone = others[0] if len(others) == 1 else {"anyOf": others}
    return alone, NULL in schema["anyOf"]


def _known_values(schema: Part) -> tuple[Part, bool]:
    """Return a schema with the values of its enumeration, and whether a later one may have others."""
    is_open = VALUES_SO_FAR in schema
    return schema | {"enum": schema[VALUES_SO_FAR]} if is_open else schema, is_open


def _type_of(schema: Part) -> str:
    """Return the type of a value: a named schema, alternatives, a constant, or a type."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(sorted(map(_type_of, schema["anyOf"])))
    if "const" in schema:
        return repr(schema["const"])
    return str(schema.get("type", "anything"))


def _values(where: str, old: Part, new: Part, *, grows: bool) -> Iterator[Change]:
    """Yield the changes of an enumeration; `grows` says that clients expect new values."""
    if "enum" not in old and "enum" not in new:
        return
    if "enum" not in old or "enum" not in new:
        narrower = "enum" in new
        yield Change(
            where, "has a list of values" if narrower else "takes any value", breaking=narrower is grows
        )
        return
    for value in old["enum"]:
        if value not in new["enum"]:
            yield Change(where, f"no longer has the value {value}", breaking=True)
    for value in new["enum"]:
        if value not in old["enum"]:
            yield Change(where, f"has the new value {value}", breaking=not grows)


def _properties(where: str, old: Part, new: Part, *, sent: bool) -> Iterator[Change]:
    one, other = old.get("properties", {}), new.get("properties", {})
    needed_before, needed_after = set(old.get("required", ())), set(new.get("required", ()))
    for name in one:
        place = f"{where}.{name}"
        if name not in other:
            yield Change(place, "is gone", breaking=True)
            continue
        if (name in needed_before) != (name in needed_after):
            needed = name in needed_after
            yield Change(place, "is required" if needed else "may be absent", breaking=needed is sent)
        yield from schema_changes(place, one[name], other[name], sent=sent)
    for name in other:
        if name not in one:
            yield Change(f"{where}.{name}", "is new", breaking=sent and name in needed_after)


def _bounds(where: str, old: Part, new: Part) -> Iterator[Change]:
    """Yield the bounds on requests that became tighter or looser."""
    if old.get("pattern") != new.get("pattern"):
        yield Change(where, f"the pattern is {new.get('pattern')}", breaking="pattern" in new)
    for names, sign in ((UPPER, 1), (LOWER, -1)):
        for name in names:
            before, after = (sign * side.get(name, sign * float("inf")) for side in (old, new))
            if before != after:
                yield Change(where, f"{name} is {new.get(name, 'gone')}", breaking=after < before)
