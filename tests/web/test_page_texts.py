"""Every text of the pages stands in one file: templates hold none, and no label comes from a field's name."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from jinja2 import Environment

from app.catalog.registry import KINDS
from app.core.base_model import Model
from app.core.references import Reference
from app.schemas.entries import Entry
from app.schemas.food import NUTRIENT_NAMES
from app.web.explorer.field_view import SEPARATE_FIELDS
from app.web.explorer.template_filters import TEMPLATES, field_label
from app.web.explorer.texts import page_texts

WORD = re.compile(r"[A-Za-z]{2}")
SPOKEN = {"aria-label", "title", "alt", "placeholder"}
PAGES = sorted(TEMPLATES.glob("*.html"))


class Literals(HTMLParser):
    """Collects the words that a template holds itself."""

    def __init__(self) -> None:
        """Start with none."""
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        """Collect text."""
        self.found += [data.strip()] if WORD.search(data) else []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect attributes that are read out or shown."""
        self.found += [value for name, value in attrs if value and name in SPOKEN and WORD.search(value)]


def literals(source: str) -> list[str]:
    """Return the words that a template holds itself."""
    tokens = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True).lex(source)
    parser = Literals()
    parser.feed("".join(text for _, kind, text in tokens if kind == "data"))
    return parser.found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_templates_hold_no_text(path: Path) -> None:
    assert literals(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ["<p>Hello {{ name }}</p>", '<a aria-label="Go on">{{ t.x }}</a>', "{% if x %}<b>Yes</b>{% endif %}"],
)
def test_text_in_a_template_is_found(source: str) -> None:
    assert literals(source)


def models_in(annotation: Any) -> Iterator[type[Model]]:
    """Yield the models that a field may hold, references left out."""
    for inner in get_args(annotation):
        yield from models_in(inner)
    if (
        isinstance(annotation, type)
        and issubclass(annotation, Model)
        and not issubclass(annotation, Reference)
    ):
        yield annotation


def field_names(model: type[Model], left_out: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the names of the fields of a model and of those within it."""
    for name, field in model.model_fields.items():
        if name not in left_out:
            yield name
            for inner in models_in(field.annotation):
                yield from field_names(inner)


def test_every_field_has_a_label_in_the_file() -> None:
    separate = frozenset(Entry.model_fields) | SEPARATE_FIELDS
    names = {name for kind in KINDS for name in field_names(kind.entry, separate)} | {*NUTRIENT_NAMES}
    assert len(names) > 200
    assert sorted(names - page_texts()["labels"].keys()) == []


def test_no_label_shows_a_field_name() -> None:
    labels = page_texts()["labels"]
    assert [name for name, label in labels.items() if "_" in label or label[:1].islower()] == []
    with pytest.raises(KeyError):
        field_label("no_such_field")


def test_every_kind_has_a_heading_in_the_file() -> None:
    assert page_texts()["kinds"].keys() == {kind.path for kind in KINDS}


async def test_mistake_in_a_form_is_said_without_the_name_of_its_field(client: httpx.AsyncClient) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await client.post("/plan", content="days=99&life_stage_typed=78", headers=form)
    texts = page_texts()["form"]
    assert answer.status_code == 422
    assert texts["wrong"].format(name=texts["names"]["days"]) in answer.text
    assert "less than or equal" not in answer.text
