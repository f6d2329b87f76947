"""HTML forms: read from the request body, never from the URL, and never stored."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import parse_qs

from fastapi import Request
from pydantic import ValidationError

from app.core.base_model import Model
from app.texts.page_texts import page_texts, say

MAX_FIELDS = 500
SEPARATORS = re.compile(r"[,;\r\n]+")
FormModel = TypeVar("FormModel", bound=Model)
FormFields = Mapping[str, Sequence[str]]


async def read_form(request: Request) -> FormFields:
    """Return the fields of a form that are not empty; a body that is not a form has none."""
    try:
        body = (await request.body()).decode("ascii")
        return parse_qs(body, max_num_fields=MAX_FIELDS, errors="replace")
    except ValueError:
        return {}


def multiple_values(form: FormFields, name: str) -> list[str]:
    """Return the checked values of a field and the words typed into its text field, without duplicates."""
    typed = (word.strip() for text in form.get(f"{name}_typed", ()) for word in SEPARATORS.split(text))
    return list(dict.fromkeys([*form.get(name, ()), *(word for word in typed if word)]))


def single_value(form: FormFields, name: str) -> dict[str, str]:
    """Return the selected value of a field by its name; an empty dict if there is none."""
    return {name: form[name][-1]} if form.get(name) else {}


def validate_form(schema: type[FormModel], fields: Mapping[str, Any]) -> tuple[FormModel | None, list[str]]:
    """Return the validated request, or sentences that say what is wrong.

    The sentences contain no input, which is health data.
    """
    try:
        return schema.model_validate(dict(fields)), []
    except ValidationError as error:
        errors = error.errors(include_input=False, include_url=False)
        return None, list(dict.fromkeys(_mistake(details["loc"]) for details in errors))


def _mistake(location: tuple[int | str, ...]) -> str:
    texts = page_texts()["form"]
    names = [texts["names"][part] for part in location if part in texts["names"]]
    return say(texts["wrong"], name=names[0] if names else texts["names"]["other"])
