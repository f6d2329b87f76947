"""Query parameters: a model from pairs, and an error for a parameter that is repeated."""

from functools import cache
from typing import Any, TypeVar, get_origin

from fastapi import Request
from fastapi.dependencies.utils import request_params_to_args
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from app.server.cache.cache_keys import QueryPairs

REPEATED = "takes one value and is given {} times; leave one"
Query = TypeVar("Query", bound=BaseModel)


async def reject_repeated_parameters(request: Request) -> None:
    """Reject a parameter of one value that is given more than once, so that none is dropped in silence.

    Raises:
        RequestValidationError: there is one; the framework's own errors are listed with it.

    """
    query = request.query_params
    if len(query.multi_items()) == len(query):
        return
    parameters = request.scope["route"].dependant.query_params
    repeated = [
        _error(name, query.getlist(name))
        for parameter in parameters
        for name in single_value_parameters(parameter.field_info.annotation)
        if len(query.getlist(name)) > 1
    ]
    if repeated:
        _, errors = request_params_to_args(parameters, query)
        raise RequestValidationError([*errors, *repeated])


def parse_query_model(model: type[Query], pairs: QueryPairs) -> Query | None:
    """Return the query model of the parameters, or None if there is anything wrong with them."""
    single, values = single_value_parameters(model), dict[str, Any]()
    for name, value in pairs:
        if name not in single:
            values.setdefault(name, []).append(value)
        elif name in values:
            return None
        else:
            values[name] = value
    try:
        return model.model_validate(values)
    except ValidationError:
        return None


@cache
def single_value_parameters(model: Any) -> frozenset[str]:
    """Return the parameters of a query model that take one value."""
    fields = getattr(model, "model_fields", {}).items()
    return frozenset(
        field.alias or name for name, field in fields if get_origin(field.annotation) is not tuple
    )


def _error(name: str, given: list[str]) -> dict[str, Any]:
    message = REPEATED.format(len(given))
    return {"type": "repeated", "loc": ("query", name), "msg": message, "input": ", ".join(given)}
