"""Base classes of all schemas: immutable, no unknown fields, every field present in the output."""

import re
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

PARAMETER_SYNTAX: dict[type, tuple[str, re.Pattern[str], str]] = {
    bool: ("bool_parsing", re.compile("true|false"), "must be true or false"),
    int: ("int_parsing", re.compile("-?[0-9]+"), "must be a whole number"),
    float: ("float_parsing", re.compile(r"-?[0-9]+(?:\.[0-9]+)?"), "must be a number"),
}
"""How a parameter of a type is written, beside the framework's error type and its message."""


@cache
def _field_names(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


class Model(BaseModel):
    """An immutable model that rejects unknown fields.

    Its validator is built at first use: a server starts faster, and it never uses many of the models.
    """

    model_config = ConfigDict(
        frozen=True,
        allow_inf_nan=False,
        defer_build=True,
        extra="forbid",
        serialize_by_alias=True,
        validate_by_name=True,
        validate_by_alias=True,
        json_schema_serialization_defaults_required=True,
    )


class RequestModel(Model):
    """The query parameters or the body of a request; built at once, because FastAPI inspects it."""

    model_config = ConfigDict(defer_build=False)

    @field_validator("*", mode="before")
    @classmethod
    def _require_syntax(cls, value: object, info: ValidationInfo) -> object:
        """Reject what Python alone reads as a number or a truth value: `1_0`, `+5`, ` 5`, `yes`."""
        syntax = _parameter_syntax(cls).get(info.field_name or "") if isinstance(value, str) else None
        if syntax and not syntax[1].fullmatch(str(value)):
            raise PydanticCustomError(syntax[0], "{message}", {"message": syntax[2]})
        return value


class BodyModel(RequestModel):
    """The body of a request: values are of the types of JSON, and none is made of another."""

    @field_validator("*", mode="before")
    @classmethod
    def _require_json_type(cls, value: object, info: ValidationInfo) -> object:
        """Reject a number in a string, and a truth value in place of a number."""
        syntax = _parameter_syntax(cls).get(info.field_name or "")
        if syntax and syntax[0] != "bool_parsing" and isinstance(value, bool | str):
            raise PydanticCustomError(syntax[0], "{message}", {"message": syntax[2]})
        return value


@cache
def _parameter_syntax(model: type[BaseModel]) -> dict[str, tuple[str, re.Pattern[str], str]]:
    return {
        name: PARAMETER_SYNTAX[kind]
        for name, field in model.model_fields.items()
        for kind in _types(field.annotation)
        if kind in PARAMETER_SYNTAX
    }


def _types(annotation: Any) -> tuple[Any, ...]:
    """Return a type, or the members of a union."""
    return get_args(annotation) or (annotation,)


def shared_fields(source: Model, target: type[Model]) -> dict[str, Any]:
    """Return the fields of a model that another model has too, by name."""
    return {name: getattr(source, name) for name in type(source).model_fields if name in target.model_fields}


def share_field_names(value: object) -> None:
    """Let a long-lived value, and all models in it, share one set of field names per class.

    Pydantic makes a set for each instance, which is a third of an entry's memory. Which fields were given
    explicitly is then not known any more; nothing here asks for it.
    """
    if isinstance(value, tuple):
        for item in value:
            share_field_names(item)
    elif isinstance(value, Model):
        names = _field_names(type(value))
        if value.model_fields_set is not names:
            object.__setattr__(value, "__pydantic_fields_set__", names)
            for name in names:
                share_field_names(getattr(value, name))
