"""The GET routes of the OpenAPI document and the values of their parameters."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from tests.api.embedded_cards import ReferenceEntries
from tests.api.embedded_cards_values import Json
from tests.fixtures.contract import parameters_of

Query = tuple[tuple[str, str], ...]

PAGING = {"limit", "cursor"}


@dataclass(frozen=True)
class Route:
    """A GET route: its addresses, its parameters, and the values that they can have."""

    path: str
    addresses: list[str]
    parameters: dict[str, Json]
    enumerated: Query
    named: Query

    @property
    def bases(self) -> Iterator[Query]:
        """Yield values for what the route requires, one of each or two; one of these sets is answered."""
        values = (*self.enumerated, *self.named)
        required = [name for name, parameter in self.parameters.items() if parameter.get("required")]
        held = {name: [value for other, value in values if other == name] for name in required}
        for place in range(max(map(len, held.values()), default=1)):
            one = tuple(
                (name, held[name][(place + step) % len(held[name])]) for step, name in enumerate(required)
            )
            yield one
            yield (*one, *((name, held[name][(place + 1) % len(held[name])]) for name in required))

    def takes(self, query: Query) -> bool:
        """Return whether one request can hold these values."""
        names = [name for name, _ in query]
        return all(names.count(name) <= most(self.parameters[name]) for name in names)

    def queries(self, size: int) -> Iterator[Query]:
        """Yield every set of this many enumerated values that one request can hold."""
        return filter(self.takes, combinations(self.enumerated, size))


def most(parameter: Json) -> int:
    """Return how many values a parameter takes at once."""
    schema = parameter["schema"]
    return int(schema.get("maxItems", 100)) if schema.get("type") == "array" else 1


def routes_of(document: Json, truth: ReferenceEntries) -> list[Route]:
    """Return every GET route of a contract that has an address."""
    found = []
    for path, operations in document["paths"].items():
        listed = parameters_of(document, operations.get("get", {}))
        asked = {parameter["name"]: parameter for parameter in listed if parameter["in"] == "query"}
        free = {name: parameter for name, parameter in asked.items() if name not in PAGING}
        values = {name: enumeration(document, parameter["schema"]) for name, parameter in free.items()}
        named = {name: nameable(parameter, truth) for name, parameter in free.items() if not values[name]}
        found.append(Route(path, addresses(path, truth), asked, pairs(values), pairs(named)))
    return [route for route in found if route.addresses and "get" in document["paths"][route.path]]


def pairs(values: dict[str, list[str]]) -> Query:
    """Return every parameter with every one of its values."""
    return tuple((name, value) for name, held in values.items() for value in held)


def addresses(path: str, truth: ReferenceEntries) -> list[str]:
    """Return every address of a route: one for each entry or release that its path can name."""
    if "{" not in path:
        return [path]
    slugs = [entry["slug"] for entry in truth.entries.values() if path.startswith(f"/v1/{entry['kind']}/")]
    named = truth.sections if path.startswith("/v1/guide/") else truth.ledger
    return [re.sub(r"\{\w+\}", value, path) for value in (slugs or named)]


def enumeration(document: Json, schema: Json) -> list[str]:
    """Return the values that a schema enumerates."""
    schema = schema.get("items", schema)
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return ["true", "false"] if schema.get("type") == "boolean" else list(schema.get("enum", ()))


def nameable(parameter: Json, truth: ReferenceEntries) -> list[str]:
    """Return what a parameter without an enumeration can name: every entry, or release, or word for one."""
    described = json.dumps(parameter)
    if "<kind>/<slug>" in described:
        return list(truth.entries)
    kinds = {parameter["name"], f"{parameter['name']}s"}
    slugs = [entry["slug"] for entry in truth.entries.values() if entry["kind"] in kinds]
    if slugs or parameter["schema"].get("type") != "string":
        return slugs
    if "elease" in described:
        return [truth.release, *truth.ledger]
    return [entry["name"] for entry in truth.entries.values()]
