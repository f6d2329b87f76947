"""Parameters of the query that are given twice where one value is taken: none is dropped in silence."""

from functools import cache
from typing import Any, get_origin

from fastapi import Request
from fastapi.dependencies.utils import request_params_to_args
from fastapi.exceptions import RequestValidationError

MESSAGE = "takes one value and is given {} times; leave one"


async def reject_repeated_parameters(request: Request) -> None:
    """Refuse a parameter of one value that is given more than once, with all else that is wrong.

    Raises:
        RequestValidationError: there is one; the mistakes of the framework are listed with it.

    """
    query = request.query_params
    if len(query.multi_items()) == len(query):
        return
    parameters = request.scope["route"].dependant.query_params
    double = [
        _mistake(name, query.getlist(name))
        for parameter in parameters
        for name in single_value_parameters(parameter.field_info.annotation)
        if len(query.getlist(name)) > 1
    ]
    if double:
        _, mistakes = request_params_to_args(parameters, query)
        raise RequestValidationError([*mistakes, *double])


@cache
def single_value_parameters(model: Any) -> frozenset[str]:
    """Return the parameters of a query model that take one value."""
    fields = getattr(model, "model_fields", {}).items()
    return frozenset(
        field.alias or name for name, field in fields if get_origin(field.annotation) is not tuple
    )


def _mistake(name: str, given: list[str]) -> dict[str, Any]:
    message = MESSAGE.format(len(given))
    return {"type": "double", "loc": ("query", name), "msg": message, "input": ", ".join(given)}
