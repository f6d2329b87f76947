"""Compatibility rules for operations: which changes of the OpenAPI document can break a client."""

from collections.abc import Iterator
from typing import Any

from scripts.schema_compatibility import Change, Part, schema_changes


def changes(before: Part, after: Part) -> Iterator[Change]:
    """Yield the changes from one OpenAPI document to the next, each once."""
    one, other = (dict(_operations(document)) for document in (before, after))
    for where, operation in one.items():
        if where not in other:
            yield Change(where, "is gone", breaking=True)
        else:
            yield from _operation(where, operation, other[where])
    for where in other.keys() - one.keys():
        yield Change(where, "is new", breaking=False)
    yield from _named_schemas(before, after)


def _operations(document: Part) -> Iterator[tuple[str, Part]]:
    """Yield the operations by name, with the parameters that they share written out."""
    shared = document["components"].get("parameters", {})
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            listed = operation.get("parameters", ())
            parameters = [shared.get(one.get("$ref", "").rpartition("/")[2], one) for one in listed]
            yield f"{method.upper()} {path}", operation | {"parameters": parameters}


def _operation(where: str, old: Part, new: Part) -> Iterator[Change]:
    if old["operationId"] != new["operationId"]:
        yield Change(where, f"{old['operationId']} is now named {new['operationId']}", breaking=True)
    yield from _parameters(where, old, new)
    required_before, required_after = (
        side.get("requestBody", {}).get("required", False) for side in (old, new)
    )
    if required_after and not required_before:
        yield Change(where, "needs a body", breaking=True)
    yield from _bodies(f"{where} body", old.get("requestBody", {}), new.get("requestBody", {}), sent=True)
    for status, response in old["responses"].items():
        if status in new["responses"]:
            yield from _bodies(f"{where} {status}", response, new["responses"][status], sent=False)
        else:
            yield Change(f"{where} {status}", "is no longer named", breaking=status.startswith("2"))
    for status in new["responses"].keys() - old["responses"].keys():
        yield Change(f"{where} {status}", "is new", breaking=False)


def _parameters(where: str, old: Part, new: Part) -> Iterator[Change]:
    one, other = ({part["name"]: part for part in side["parameters"]} for side in (old, new))
    for name in one.keys() - other.keys():
        yield Change(f"{where} {name}", "is no longer taken", breaking=True)
    for name in other:
        needed = other[name].get("required", False)
        if name not in one:
            yield Change(f"{where} {name}", "is new, and required" if needed else "is new", breaking=needed)
            continue
        if needed and not one[name].get("required", False):
            yield Change(f"{where} {name}", "is required", breaking=True)
        schemas = one[name]["schema"], other[name]["schema"]
        yield from schema_changes(f"{where} {name}", *schemas, sent=True)


def _bodies(where: str, old: Part, new: Part, *, sent: bool) -> Iterator[Change]:
    one, other = old.get("content", {}), new.get("content", {})
    for media in one.keys() - other.keys():
        yield Change(where, f"is no longer there as {media}", breaking="$ref" not in new)
    for media in one.keys() & other.keys():
        schemas = one[media].get("schema", {}), other[media].get("schema", {})
        yield from schema_changes(where, *schemas, sent=sent)


def _named_schemas(before: Part, after: Part) -> Iterator[Change]:
    old, new = (document["components"]["schemas"] for document in (before, after))
    for name in sorted(old.keys() - new.keys()):
        yield Change(name, "is gone: clients name this type", breaking=True)
    for name in sorted(new.keys() - old.keys()):
        yield Change(name, "is new", breaking=False)
    sent = _sent(before)
    for name in sorted(old.keys() & new.keys()):
        yield from schema_changes(name, old[name], new[name], sent=name in sent)


def _sent(document: Part) -> set[str]:
    """Return the names of the schemas that clients only send."""
    sent = [[one["parameters"], one.get("requestBody")] for _, one in _operations(document)]
    received = [one["responses"] for _, one in _operations(document)]
    return _referenced(sent, document) - _referenced(
        [received, document["components"]["responses"]], document
    )


def _referenced(part: Any, document: Part) -> set[str]:
    """Return the names of the schemas that a part of a document refers to, directly or not."""
    found: set[str] = set()
    pending = [part]
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            pending.extend(value)
        elif isinstance(value, dict):
            pending.extend(inner for name, inner in value.items() if name not in {"example", "examples"})
            name = str(value.get("$ref", "")).removeprefix("#/components/schemas/")
            if name in document["components"]["schemas"] and name not in found:
                found.add(name)
                pending.append(document["components"]["schemas"][name])
    return found
