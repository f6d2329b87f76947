"""Property test: any value in a content file is reported as an error, or can be loaded and served."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.content.content_reader import Content, read_content
from app.content.validation import ContentError, ContentIssue
from tests.conftest import loaded_engine

pytestmark = pytest.mark.full_suite

SAMPLE_CONTENT = Path(__file__).parents[1] / "fixtures" / "content"
FILE = "terms/any.yaml"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(SAMPLE_CONTENT, tmp_path_factory.mktemp("any") / "content"))


def checked(root: Path) -> Content | list[ContentIssue]:
    """Return the content, or all its mistakes."""
    try:
        return read_content(root, KINDS)
    except ContentError as error:
        return error.issues


def mistakes_in(root: Path) -> list[tuple[str, str]]:
    """Return where there are mistakes; each of them says what to do."""
    found = checked(root)
    mistakes = found if isinstance(found, list) else []
    assert all(mistake.message for mistake in mistakes)
    return [(mistake.file, mistake.field) for mistake in mistakes]


def refuse_constant(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


def assert_served(content: Content) -> None:
    engine = loaded_engine(content, "sqlite://")
    catalog = read_catalog(engine, KINDS)
    for key in content.documents:
        json.loads(catalog.entry_json(key), parse_constant=refuse_constant)
    engine.dispose()


HOSTILE = [
    b"{[a]: b}",
    b"? {a: b}\n: c",
    b"name: !!int ''",
    b"name: !!float ''",
    b"name: !!bool moon",
    b"name: !!timestamp moon",
    b"name: !!binary bW9vbg==",
    b"name: !!python/object:os.system moon",
    b"order: 0x" + b"f" * 9000,
    b"order: " + b"9" * 9000,
    b"name: 2026-99-99",
    b"a: " + b"[" * 5000,
    b"a: " + b"[" * 150 + b"]" * 150,
    b"\xff\xfea\x00",
    b"--- {a: b}\n--- {c: d}",
    b"<<: {name: a}\nname: b",
]


@pytest.mark.parametrize("data", HOSTILE, ids=lambda data: data[:30].decode(errors="replace"))
def test_hostile_bytes_are_reported_as_errors(root: Path, data: bytes) -> None:
    (root / FILE).write_bytes(data)
    try:
        assert {file for file, _ in mistakes_in(root)} == {FILE}
    finally:
        (root / FILE).unlink()


NOT_FINITE = [
    ("nutrients/moondust.yaml", "amount: 12.5", "daily_reference.amount"),
    (
        "food-sources/moon-milk.yaml",
        "value: 127.5",
        "nutrient_provenance.cross_check.differing_figures[0].value",
    ),
    ("food-sources/moon-milk.yaml", "grams: 170", "serving.grams"),
    ("food-sources/moon-milk.yaml", "calcium_mg: 121", "nutrients_per_100g.calcium_mg"),
    ("sources/milk-trial.yaml", "value: -1.5", "effects[0].value"),
    ("sources/milk-trial.yaml", "i2_percent: 12.5", "effects[0].i2_percent"),
]


@pytest.mark.parametrize("number", [".nan", ".inf", "-.inf", "1e999"])
@pytest.mark.parametrize(("file", "figure", "field"), NOT_FINITE)
def test_a_figure_is_finite(root: Path, file: str, figure: str, field: str, number: str) -> None:
    held = (root / file).read_text("utf-8")
    (root / file).write_text(held.replace(figure, f"{figure.partition(':')[0]}: {number}", 1), "utf-8")
    try:
        assert mistakes_in(root) == [(file, field)]
    finally:
        (root / file).write_text(held, "utf-8")


@pytest.mark.parametrize("sign", ["\\0", "\\b", "\\x1b[31m", "\\x7f"])
def test_a_control_character_in_a_text_is_a_mistake(root: Path, sign: str) -> None:
    file = "terms/regolith.yaml"
    held = (root / file).read_text("utf-8")
    (root / file).write_text(held.replace("Made-up term without a source.", f'"a{sign}b"'), "utf-8")
    try:
        assert [place for place, _ in mistakes_in(root)] == [file]
    finally:
        (root / file).write_text(held, "utf-8")


yaml_like = st.text(st.sampled_from("[]{}:,-?!&*|>'\"%@`#<=~. \n\tab0x1_eE+\\u"), max_size=60)


@settings(max_examples=100, deadline=None)
@given(
    data=st.one_of(st.binary(max_size=80), yaml_like.map(str.encode), st.text(max_size=60).map(str.encode))
)
@example(data=b"a: b\r\tc: [")
def test_any_bytes_are_reported_as_errors(root: Path, data: bytes) -> None:
    (root / FILE).write_bytes(data)
    try:
        assert {file for file, _ in mistakes_in(root)} == {FILE}
    finally:
        (root / FILE).unlink()


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    text,
    st.sampled_from(["terms/moonrot", "moonrot", "excerpt", "/", "a/b/c", "..", ""]),
    st.dates(),
    st.datetimes(),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text | st.integers(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None)
@given(mapping=st.dictionaries(text | st.integers() | st.none() | st.dates(), values, max_size=6))
def test_any_mapping_is_reported_as_errors(root: Path, mapping: dict[Any, Any]) -> None:
    (root / FILE).write_text(yaml.safe_dump(mapping, allow_unicode=True), "utf-8")
    try:
        assert {file for file, _ in mistakes_in(root)} == {FILE}
    finally:
        (root / FILE).unlink()


def places(container: Any) -> Iterator[tuple[Any, Any]]:
    """Yield, for every value inside a document, the mapping or list it is in, and where."""
    inner = container.items() if isinstance(container, dict) else enumerate(container)
    for key, item in inner:
        yield container, key
        if isinstance(item, dict | list):
            yield from places(item)


FILES = sorted(str(path.relative_to(SAMPLE_CONTENT)) for path in SAMPLE_CONTENT.glob("*/*.yaml"))


@settings(max_examples=80, deadline=None)
@given(data=st.data(), new=values)
def test_any_field_value_is_an_error_or_is_served(root: Path, data: st.DataObject, new: Any) -> None:
    file = data.draw(st.sampled_from(FILES))
    held = (root / file).read_text("utf-8")
    document = yaml.safe_load(held)
    container, key = data.draw(st.sampled_from(list(places(document))))
    container[key] = new
    (root / file).write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    try:
        found = checked(root)
        if isinstance(found, list):
            assert all(mistake.file and mistake.message for mistake in found)
        else:
            assert_served(found)
    finally:
        (root / file).write_text(held, "utf-8")
