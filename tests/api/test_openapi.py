"""The OpenAPI document: complete, described, with stable names."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest_asyncio
from sqlalchemy import Engine

from app.api.open_schemas import VALUES_SO_FAR
from app.catalog.catalog import Catalog
from app.vocabulary.safety import Severity
from tests.conftest import make_app
from tests.fixtures.contract import parameters_of

Schema = dict[str, Any]

KINDS = {
    "mechanisms": ("list_mechanisms", "get_mechanism"),
    "outcomes": ("list_outcomes", "get_outcome"),
    "nutrients": ("list_nutrients", "get_nutrient"),
    "compounds": ("list_compounds", "get_compound"),
    "microbes": ("list_microbes", "get_microbe"),
    "food-sources": ("list_food_sources", "get_food_source"),
    "prebiotics": ("list_prebiotics", "get_prebiotic"),
    "bone-foods": ("list_bone_foods", "get_bone_food"),
    "supplements": ("list_supplements", "get_supplement"),
    "supplement-guidance": ("list_supplement_guidance", "get_supplement_guidance_step"),
    "lifestyle-tips": ("list_lifestyle_tips", "get_lifestyle_tip"),
    "activities": ("list_activities", "get_activity"),
    "daily-actions": ("list_daily_actions", "get_daily_action"),
    "conditions": ("list_conditions", "get_condition"),
    "medicines": ("list_medicines", "get_medicine"),
    "cautions": ("list_cautions", "get_caution"),
    "claims": ("list_claims", "get_claim"),
    "sources": ("list_sources", "get_source"),
    "articles": ("list_articles", "get_article"),
    "terms": ("list_terms", "get_term"),
}
"""The names that clients have in their code: none may ever change."""

ACROSS = {
    "/v1/guide": "get_guide",
    "/v1/guide/{section}": "get_guide_section",
    "/v1/entries": "get_entries",
    "/v1/compare": "get_comparison",
    "/v1/facets": "get_facets",
    "/v1/disclaimer": "get_disclaimer",
    "/health/live": "get_liveness",
    "/health/ready": "get_readiness",
}
PROBLEM = {"$ref": "#/components/schemas/Problem"}
FRAMEWORK_NAME = re.compile(r"Page_|__|-Input|-Output|\[")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def document(catalog: Catalog, engine: Engine) -> Schema:
    """Return the document as it is served, asked for once: it takes a second to write."""
    transport = httpx.ASGITransport(app=make_app(catalog, engine))
    async with httpx.AsyncClient(transport=transport, base_url="http://gutbone.test") as client:
        response = await client.get("/openapi.json")
    assert response.status_code == 200
    whole: Schema = response.json()
    return whole


def target(document: Schema, part: Schema) -> Schema:
    """Return what a reference leads to; anything else unchanged. A dangling one raises KeyError."""
    if "$ref" not in part:
        return part
    found = document
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return found


def described(document: Schema, schema: Schema) -> bool:
    """Return whether a schema says what it is, itself or by what it leads to."""
    if schema.get("description", "").strip():
        return True
    if "$ref" in schema:
        return described(document, target(document, schema))
    members = [member for word in ("allOf", "anyOf", "oneOf") for member in schema.get(word, ())]
    return any(described(document, member) for member in members)


def operations(document: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield every operation with its method and path."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def properties(document: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield every property of every schema with its name."""
    for name, schema in document["components"]["schemas"].items():
        for key, inner in schema.get("properties", {}).items():
            yield f"{name}.{key}", inner


def parts(value: object) -> Iterator[Schema]:
    """Yield every object of a document, the whole first."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def answer_schemas(document: Schema) -> dict[str, Schema]:
    """Return every schema that an answer is made of, by the reference to it."""
    found: dict[str, Schema] = {}
    waiting: list[Schema] = [operation["responses"] for _, operation in operations(document)]
    while waiting:
        for part in parts(waiting.pop()):
            name = part.get("$ref")
            if isinstance(name, str) and name not in found:
                found[name] = target(document, part)
                waiting.append(found[name])
    return {name: schema for name, schema in found.items() if name.startswith("#/components/schemas/")}


def test_openapi_has_list_and_detail_for_every_kind(document: Schema) -> None:
    ids = {name: operation["operationId"] for name, operation in operations(document)}
    for kind, (listing, getting) in KINDS.items():
        assert ids[f"GET /v1/{kind}"] == listing
        assert ids[f"GET /v1/{kind}/{{slug}}"] == getting
    for path, name in ACROSS.items():
        assert ids[f"GET {path}"] == name


def test_operation_ids_are_unique_and_plain(document: Schema) -> None:
    ids = [operation["operationId"] for _, operation in operations(document)]
    assert sorted(set(ids)) == sorted(ids)
    assert [name for name in ids if not re.fullmatch(r"[a-z]+(_[a-z]+)+", name)] == []


def test_every_operation_has_summary_and_description(document: Schema) -> None:
    tags = {tag["name"] for tag in document["tags"] if tag["description"]}
    for name, operation in operations(document):
        assert operation["summary"].strip(), name
        assert operation["description"].strip(), name
        assert operation["tags"], name
        assert set(operation["tags"]) <= tags, name


def test_every_operation_has_one_media_type_and_a_response_schema(document: Schema) -> None:
    for name, operation in operations(document):
        ((media_type, media),) = operation["responses"]["200"]["content"].items()
        if media_type != "application/json":
            assert (media["schema"]["type"] == "string") is ("json" not in media_type), name
            continue
        schema = target(document, media["schema"])
        assert schema["type"] == "object", name
        if " /v1/" in name:
            assert {"data", "meta"} <= set(schema["properties"]), name


def test_every_error_is_documented_as_problem_json(document: Schema) -> None:
    for name, operation in operations(document):
        responses = {status: target(document, said) for status, said in operation["responses"].items()}
        for problem in (said for status, said in responses.items() if status not in {"200", "304", "308"}):
            assert problem["description"].strip(), name
            assert list(problem["content"]) == ["application/problem+json"], name
            assert problem["content"]["application/problem+json"]["schema"] == PROBLEM, name
            assert {"Request-Id", "Link"} <= set(problem["headers"]), name
        assert {"503", "default"} <= set(responses), name
        assert "Retry-After" in responses["503"]["headers"], name
        if " /v1" in name:
            assert {"406", "422", "429"} <= set(responses), name
            assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= set(responses["429"]["headers"])
        if "{" in name:
            assert "404" in responses, name


def test_redirects_and_304_are_documented_with_their_headers(document: Schema) -> None:
    for name, operation in operations(document):
        responses = {status: target(document, said) for status, said in operation["responses"].items()}
        assert ("304" in responses) is name.startswith("GET /v1"), name
        assert ("308" in responses) is ("{slug}" in name), name
        if "304" in responses:
            assert "ETag" in responses["304"]["headers"], name
        if "308" in responses:
            assert "Location" in responses["308"]["headers"], name


async def test_documented_headers_are_sent(document: Schema, client: httpx.AsyncClient) -> None:
    for name, operation in operations(document):
        method, path = name.split()
        required = any(one.get("required") for one in parameters_of(document, operation))
        if not required and method == "GET" and path.startswith("/v1"):
            response = await client.get(path)
            named = operation["responses"]["200"]["headers"]
            assert {"ETag", "Cache-Control", "Link", "Gutbone-Release", "Request-Id"} == set(named), name
            assert [header for header in named if header not in response.headers] == [], name
            assert all(target(document, header)["description"] for header in named.values())


def test_every_component_is_used(document: Schema) -> None:
    used = {part["$ref"] for part in parts(document) if isinstance(part.get("$ref"), str)}
    names = {
        f"#/components/{group}/{name}" for group, found in document["components"].items() for name in found
    }
    assert names - used == set()


def test_answers_are_open(document: Schema) -> None:
    found = answer_schemas(document)
    assert len(found) > 100
    for name, schema in found.items():
        for part in parts(schema):
            assert part.get("additionalProperties") is not False, name
            assert "maxLength" not in part, name
            assert "enum" not in part, name


def test_open_enumerations_are_strings_that_name_their_values(document: Schema) -> None:
    named = document["components"]["schemas"]
    found = {name: schema for name, schema in named.items() if VALUES_SO_FAR in schema}
    assert {"OpenCertainty", "OpenSeverity", "Stance"} <= set(found)
    assert found["OpenSeverity"][VALUES_SO_FAR] == [one.value for one in Severity]
    for name, schema in found.items():
        assert schema["type"] == "string", name
        assert "unknown value" in schema["description"], name
        closed = named.get(name.removeprefix("Open"), schema)
        assert closed.get("enum", schema[VALUES_SO_FAR]) == schema[VALUES_SO_FAR], name


def test_no_answer_has_a_choice_of_types(document: Schema) -> None:
    # Several generators write an empty class for a choice, and the entry loses what stands in it.
    for name, schema in answer_schemas(document).items():
        for part in parts(schema):
            assert len([one for one in part.get("anyOf", ()) if one != {"type": "null"}]) < 2, name


def test_requests_are_closed(document: Schema) -> None:
    assert document["components"]["schemas"]["CheckRequest"]["additionalProperties"] is False
    for name, operation in operations(document):
        given = [parameters_of(document, operation), operation.get("requestBody", {})]
        assert [part for part in parts(given) if VALUES_SO_FAR in part] == [], name


def test_texts_of_a_form_have_a_pattern(document: Schema) -> None:
    for name, operation in operations(document):
        schemas = {parameter["name"]: parameter["schema"] for parameter in parameters_of(document, operation)}
        for parameter in {"slug", "cursor", "around", "from", "to", "subject"} & set(schemas):
            schema = schemas[parameter].get("items", schemas[parameter])
            assert "pattern" in schema, f"{name} {parameter}"
    formats = {
        "FoodSource.href": "uri-reference",
        "Problem.type": "uri-reference",
        "Problem.instance": "uri-reference",
    }
    found = dict(properties(document))
    assert {name: target(document, found[name])["format"] for name in formats} == formats
    assert found["Source.url"]["anyOf"][0]["format"] == "uri"


def test_document_names_its_server_and_its_contact(document: Schema) -> None:
    assert document["servers"] == [{"url": "/"}]
    assert document["info"]["contact"]["name"]


def test_descriptions_say_when_to_use_an_operation_and_what_to_show(document: Schema) -> None:
    for kind in KINDS:
        for path in (f"/v1/{kind}", f"/v1/{kind}/{{slug}}"):
            assert "Use it to show" in document["paths"][path]["get"]["description"], path
    food = document["paths"]["/v1/food-sources/{slug}"]["get"]["description"]
    assert "`cautions`" in food
    assert "certainty" in food


def test_every_schema_is_described(document: Schema) -> None:
    schemas = document["components"]["schemas"]
    assert [name for name, schema in schemas.items() if not schema.get("description", "").strip()] == []


def test_every_property_is_described(document: Schema) -> None:
    found = dict(properties(document))
    assert len(found) > 300
    assert [name for name, schema in found.items() if not described(document, schema)] == []


def test_every_parameter_is_described(document: Schema) -> None:
    found = [
        (f"{name} {parameter['name']}", parameter)
        for name, operation in operations(document)
        for parameter in parameters_of(document, operation)
    ]
    assert {parameter["in"] for _, parameter in found} == {"path", "query"}
    assert [name for name, parameter in found if not parameter.get("description", "").strip()] == []


def test_no_parameter_accepts_null(document: Schema) -> None:
    for name, operation in operations(document):
        for parameter in parameters_of(document, operation):
            assert {"type": "null"} not in list(parts(parameter["schema"])), f"{name} {parameter['name']}"


def test_enumerations_of_requests_have_a_name(document: Schema) -> None:
    for name, operation in operations(document):
        given = [parameters_of(document, operation), operation.get("requestBody", {})]
        assert [part["enum"] for part in parts(given) if isinstance(part.get("enum"), list)] == [], name
    assert document["components"]["schemas"]["EntryKind"]["enum"] == list(KINDS)


def test_licence_has_an_spdx_identifier(document: Schema) -> None:
    assert document["info"]["license"]["identifier"] == "MIT AND CC-BY-4.0 AND CC-BY-SA-4.0"


def test_response_schemas_have_no_optional_properties(document: Schema) -> None:
    found = answer_schemas(document)
    assert {"#/components/schemas/Problem", "#/components/schemas/FoodSource"} <= set(found)
    for name, schema in found.items():
        assert set(schema.get("required", ())) == set(schema.get("properties", ())), name


def test_schema_names_are_unique_and_explicit(document: Schema) -> None:
    assert [name for name in document["components"]["schemas"] if FRAMEWORK_NAME.search(name)] == []


def test_schemas_that_descriptions_name_exist(document: Schema) -> None:
    named = {
        word
        for _, operation in operations(document)
        for word in re.findall(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)*)`", operation["description"])
    }
    assert named >= {"Card", "IncludedLines"}
    assert named - document["components"]["schemas"].keys() - set(document["components"]["headers"]) == set()


def test_every_ref_resolves(document: Schema) -> None:
    found = [part for part in parts(document) if isinstance(part.get("$ref"), str)]
    assert found
    for part in found:
        target(document, part)


def test_description_has_no_security_schemes(document: Schema) -> None:
    assert document["security"] == []
    assert "securitySchemes" not in document["components"]
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert [operation for operation in operations if "security" in operation] == []
