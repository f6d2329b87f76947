"""The base of every schema: frozen, closed, and with every field present in what is served."""

from pydantic import BaseModel, ConfigDict


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


class RequestModel(Model):
    """The query parameters or the body of a request; built at once, since the framework looks inside."""

    model_config = ConfigDict(defer_build=False)
