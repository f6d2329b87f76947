"""Every text of the pages stands in one file: templates hold none, and no label comes from a field's name."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from jinja2 import Environment, nodes
from pygments.lexers.javascript import JavascriptLexer
from pygments.token import String

from app import charts, web
from app.catalog.registry import KINDS
from app.charts.svg_rendering import TEMPLATES as CHARTS
from app.content.review_pack import TEMPLATES as REVIEW_PACK
from app.core.base_model import Model
from app.core.references import Reference
from app.schemas.entries import Entry
from app.schemas.food import NUTRIENT_NAMES
from app.texts.page_texts import page_texts
from app.web.docs.reference_pages import ASSETS as REFERENCE_PAGES
from app.web.explorer.assets import ASSETS
from app.web.explorer.field_view import SEPARATE_FIELDS
from app.web.explorer.rendering import template_environment
from app.web.explorer.template_filters import TEMPLATES, field_label

WORD = re.compile(r"[A-Za-z]")
LIKE_TEXT = re.compile(r"[A-Z][\w-]*[a-zA-Z]")
"""Values, classes and names of fields begin with a small letter."""

SPOKEN = {"aria-label", "title", "alt", "placeholder"}
PAGES = sorted(TEMPLATES.glob("*.html"))
ALL_TEMPLATES = sorted(
    [*PAGES, *CHARTS.glob("*.svg"), *REVIEW_PACK.glob("*.html"), *REFERENCE_PAGES.glob("*.html")]
)
SCRIPTS = sorted([*ASSETS.glob("*.js"), *REFERENCE_PAGES.glob("*.js")])
CODE = sorted([*Path(charts.__file__).parent.glob("*.py"), *Path(web.__file__).parent.rglob("*.py")])

SUBSTITUTED = re.compile(r"\$\w+")
"""A place in the templates of the reference pages."""

SPOKEN_WORDS = re.compile(r"[A-Z][a-z]+ [a-z]+|(?:\b[a-z]+ ){2,}[a-z]+\b|^[A-Z][a-z]+$")
KEYS = {"Enter", "Escape"}
"""Values of a key event."""


class Literals(HTMLParser):
    """Collects the words that a template holds itself."""

    def __init__(self) -> None:
        """Start with none."""
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        """Collect text; a style sheet is none."""
        self.found += [data.strip()] if WORD.search(data) and self.cdata_elem is None else []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect attributes that are read out or shown."""
        self.found += [value for name, value in attrs if value and name in SPOKEN and WORD.search(value)]


def texts_named_in(template: Path) -> Iterator[object]:
    """Yield the value of every `t.<table>.<name>` of a template, as its environment looks it up."""
    environment = template_environment()
    tree = environment.parse(template.read_text("utf-8"))
    for outer in tree.find_all(nodes.Getattr):
        table = outer.node
        if isinstance(table, nodes.Getattr) and isinstance(table.node, nodes.Name) and table.node.name == "t":
            yield environment.getattr(environment.getattr(page_texts(), table.attr), outer.attr)


def literals(source: str) -> list[str]:
    """Return the words that a template holds itself, as data or as a string like a text."""
    tokens = list(Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True).lex(source))
    parser = Literals()
    parser.feed(SUBSTITUTED.sub("", "".join(text for _, kind, text in tokens if kind == "data")))
    strings = [text[1:-1] for _, kind, text in tokens if kind == "string"]
    return parser.found + [text for text in strings if LIKE_TEXT.match(text)]


@pytest.mark.parametrize("path", ALL_TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_text(path: Path) -> None:
    assert literals(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello {{ name }}</p>",
        '<a aria-label="Go on">{{ t.x }}</a>',
        "{% if x %}<b>Yes</b>{% endif %}",
        '{{ "BibTeX" }}',
    ],
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


def test_every_kind_has_a_heading_and_a_summary_in_the_file() -> None:
    kinds = {kind.path for kind in KINDS}
    assert page_texts()["kinds"].keys() == kinds
    assert page_texts()["kind_summaries"].keys() == kinds


def strings_of_script(source: str) -> list[str]:
    """Return the strings and the parts of templates in a script that are like a text."""
    tokens = JavascriptLexer().get_tokens_unprocessed(source)
    found = [text.strip("`'\"") for _, kind, text in tokens if kind in String and kind not in String.Regex]
    return [text for text in found if SPOKEN_WORDS.search(text) and text not in KEYS]


def strings_of_code(source: str) -> list[str]:
    """Return the strings like a text in Python, docstrings left out."""
    tree = ast.parse(source)
    docs = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    held = [one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and id(one) not in docs]
    return [text for text in held if isinstance(text, str) and SPOKEN_WORDS.search(text)]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_hold_no_text(path: Path) -> None:
    assert strings_of_script(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.name)
def test_code_of_pages_and_charts_holds_no_text(path: Path) -> None:
    assert strings_of_code(path.read_text("utf-8")) == []


def test_text_in_a_script_or_in_code_is_found() -> None:
    assert strings_of_script("say(`${name}. Steps that lead on: ${count}`);")
    assert strings_of_script('list.setAttribute("aria-label", "Names");')
    assert strings_of_code('title = "People"')
    assert strings_of_code('note = f"{count} results are left out"')


async def test_mistake_in_a_form_is_said_without_the_name_of_its_field(client: httpx.AsyncClient) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await client.post("/plan", content="days=99&life_stage_typed=78", headers=form)
    texts = page_texts()["form"]
    assert answer.status_code == 422
    assert texts["wrong"].format(name=texts["names"]["days"]) in answer.text
    assert "less than or equal" not in answer.text


@pytest.mark.parametrize("template", PAGES, ids=lambda page: page.name)
def test_template_names_texts_alone(template: Path) -> None:
    assert [value for value in texts_named_in(template) if not isinstance(value, str | dict | list)] == []


async def test_text_named_as_a_method_of_a_dictionary_is_shown(client: httpx.AsyncClient) -> None:
    assert page_texts()["check"]["items"] in (await client.get("/check")).text
    assert page_texts()["map"]["keys"] in (await client.get("/map")).text
