"""Base classes of all schemas: immutable, no unknown fields, every field present in the output."""

from functools import cache
from typing import Any

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

    def model_post_init(self, _context: Any, /) -> None:
        """Share one set of field names per class: a set for each instance takes a third of an entry's memory.

        Which fields were given explicitly is therefore not recorded; nothing here asks for it.
        """
        object.__setattr__(self, "__pydantic_fields_set__", _field_names(type(self)))


class RequestModel(Model):
    """The query parameters or the body of a request; built at once, because FastAPI inspects it."""

    model_config = ConfigDict(defer_build=False)
