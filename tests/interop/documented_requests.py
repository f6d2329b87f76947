"""Every documented GET: with what it needs, and with one optional parameter more at a time."""

from collections.abc import Iterator

from tests.fixtures.contract import Document, parameters_of, resolved

Pairs = list[tuple[str, str]]


def documented_gets(document: Document) -> Iterator[tuple[str, Pairs]]:
    """Yield the path and the query of each request that the contract documents."""
    for template, operations in document["paths"].items():
        if "get" not in operations:
            continue
        parameters = parameters_of(document, operations["get"])
        needed = [one for one in parameters if one.get("required")]
        path = template
        for one in needed:
            if one["in"] == "path":
                path = path.replace(f"{{{one['name']}}}", str(one["example"]))
        query = [pair for one in needed if one["in"] == "query" for pair in pairs(document, one)]
        yield path, query
        for one in parameters:
            if one["in"] == "query" and one not in needed and (more := pairs(document, one)):
                yield path, query + more


def pairs(document: Document, parameter: Document) -> Pairs:
    """Return a parameter with a documented value; nothing if the contract has none."""
    schema = resolved(document, parameter["schema"])
    value = parameter.get("example")
    if value is None:
        value = documented_value(document, schema)
    values = value if isinstance(value, list) else [value]
    if parameter.get("explode") is False:
        values = [",".join(map(str, values))]
    return [
        (parameter["name"], str(one).lower() if one is True else str(one))
        for one in values
        if one is not None
    ]


def documented_value(document: Document, schema: Document) -> object:
    """Return the first value that a schema names: of an enumeration, of a number, or true."""
    schema = resolved(document, schema)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "array":
        return documented_value(document, schema["items"])
    if schema.get("type") == "boolean":
        return True
    return schema.get("default", schema.get("minimum"))
