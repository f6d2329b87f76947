"""Read the relevance judgements of `tests/features/relevance.yaml`."""

from datetime import date
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, TypeAdapter

from app.core.base_model import Model

RELEVANCE = Path(__file__).resolve().parent / "relevance.yaml"
Text = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]
Key = Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]


class JudgedQuery(Model):
    """What a person types and the entries, best first, that must be among the first three results."""

    query: Text
    expect: Annotated[tuple[Key, ...], Field(min_length=1, max_length=3)]
    why: Text
    added: date | None = None


def judged_queries() -> list[JudgedQuery]:
    """Return every judged query in the order of the file; raise `ValidationError` when one is malformed."""
    written = yaml.safe_load(RELEVANCE.read_text(encoding="utf-8"))
    return TypeAdapter(list[JudgedQuery]).validate_python(written)
