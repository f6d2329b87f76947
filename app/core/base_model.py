"""Base classes of all schemas: immutable, no unknown fields, every field present in the output."""

from functools import cache

from pydantic import BaseModel, ConfigDict


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
