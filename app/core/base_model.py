"""The base of every schema: frozen, closed, and with every field present in what is served."""

from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict


@cache
def _field_names(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


class Model(BaseModel):
    """A value that never changes and refuses fields it does not know.

    What validates it is built at its first use: a server starts sooner, and many are never used there.
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
    """The query parameters or the body of a request; built at once, since the framework looks inside."""

    model_config = ConfigDict(defer_build=False)
