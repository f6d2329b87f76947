"""What is sent with a form: read from the body, never from the address, and never kept."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import parse_qs

from fastapi import Request
from pydantic import ValidationError

from app.catalog.catalog import Catalog
from app.core.base_model import Model
from app.schemas.entries import Entry

MOST_FIELDS = 500
BETWEEN_WORDS = re.compile(r"[,;\r\n]+")
Asked = TypeVar("Asked", bound=Model)
Sent = Mapping[str, Sequence[str]]


async def read_form(request: Request) -> Sent:
    """Return the fields of a form; those left empty are left out, and what is no form has none."""
    try:
        body = (await request.body()).decode("ascii")
        return parse_qs(body, max_num_fields=MOST_FIELDS, errors="replace")
    except ValueError:
        return {}


def several(sent: Sent, name: str) -> list[str]:
    """Return what was ticked under a name, and the words that were typed beside it, each once."""
    typed = (word.strip() for text in sent.get(f"{name}_typed", ()) for word in BETWEEN_WORDS.split(text))
    return list(dict.fromkeys([*sent.get(name, ()), *(word for word in typed if word)]))


def one(sent: Sent, name: str) -> dict[str, str]:
    """Return a choice under its name; nothing where none was made."""
    return {name: sent[name][-1]} if sent.get(name) else {}


def validate_form(schema: type[Asked], fields: Mapping[str, Any]) -> tuple[Asked | None, list[str]]:
    """Return what was asked, or what is wrong with it in sentences. No word that was sent is repeated."""
    try:
        return schema.model_validate(dict(fields)), []
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        return None, [f"{_place(details['loc'])}: {details['msg']}." for details in found[:20]]


def offered(catalog: Catalog, *kinds: str) -> list[tuple[str, Iterable[Entry]]]:
    """Return the entries that a form offers, by kind."""
    return [(kind, catalog.kinds[kind]) for kind in kinds]


def _place(location: tuple[int | str, ...]) -> str:
    return (
        " ".join(str(part) for part in location if not isinstance(part, int)).replace("_", " ").capitalize()
    )
