"""Whatever stands in a file of the content: it is told as a mistake, or it can be loaded and served."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.content.catalog_reader import read_catalog
from app.content.mistakes import ContentError, Mistake
from app.content.reader import Content, read_content
from app.registry import KINDS
from tests.conftest import loaded_engine

WORLD = Path(__file__).parent.parent / "world"
FILE = "terms/any.yaml"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(WORLD, tmp_path_factory.mktemp("any") / "content"))


def checked(root: Path) -> Content | list[Mistake]:
    """Return the content, or all its mistakes."""
    try:
        return read_content(root, KINDS)
    except ContentError as error:
        return error.mistakes


def assert_told(found: Content | list[Mistake], file: str) -> None:
    assert isinstance(found, list)
    assert {mistake.file for mistake in found} == {file}
    assert all(mistake.message for mistake in found)


def refuse_constant(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


def assert_served(content: Content) -> None:
    engine = loaded_engine(content, "sqlite://")
    catalog = read_catalog(engine, KINDS)
    for key in content.documents:
        json.loads(catalog.encoded(key), parse_constant=refuse_constant)
    engine.dispose()


yaml_like = st.text(st.sampled_from("[]{}:,-?!&*|>'\"%@`#<=~. \n\tab0x1_eE+\\u"), max_size=60)


@settings(max_examples=200, deadline=None)
@given(
    data=st.one_of(st.binary(max_size=80), yaml_like.map(str.encode), st.text(max_size=60).map(str.encode))
)
@example(data=b"{[a]: b}")
@example(data=b"? {a: b}\n: c")
@example(data=b"name: !!int ''")
@example(data=b"name: !!float ''")
@example(data=b"name: !!bool moon")
@example(data=b"name: !!timestamp moon")
@example(data=b"name: !!binary bW9vbg==")
@example(data=b"name: !!python/object:os.system moon")
@example(data=b"order: 0x" + b"f" * 9000)
@example(data=b"order: " + b"9" * 9000)
@example(data=b"name: 2026-99-99")
@example(data=b"a: " + b"[" * 5000)
@example(data=b"a: " + b"[" * 150 + b"]" * 150)
@example(data=b"\xff\xfea\x00")
@example(data=b"--- {a: b}\n--- {c: d}")
@example(data=b"<<: {name: a}\nname: b")
def test_any_bytes_are_a_mistake_and_never_an_error(root: Path, data: bytes) -> None:
    (root / FILE).write_bytes(data)
    try:
        assert_told(checked(root), FILE)
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


@settings(max_examples=60, deadline=None)
@given(mapping=st.dictionaries(text | st.integers() | st.none() | st.dates(), values, max_size=6))
def test_any_mapping_is_a_mistake_and_never_an_error(root: Path, mapping: dict[Any, Any]) -> None:
    (root / FILE).write_text(yaml.safe_dump(mapping, allow_unicode=True), "utf-8")
    try:
        assert_told(checked(root), FILE)
    finally:
        (root / FILE).unlink()


def places(value: Any, put: Callable[[Any], None]) -> Iterator[Callable[[Any], None]]:
    """Yield, for every value inside a document, what puts another one in its place."""
    yield put
    inner = value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ())
    for key, item in list(inner):
        yield from places(item, lambda new, key=key: value.__setitem__(key, new))


FILES = sorted(str(path.relative_to(WORLD)) for path in WORLD.glob("*/*.yaml"))


@settings(max_examples=120, deadline=None)
@given(data=st.data(), new=values)
def test_any_value_in_any_field_is_a_mistake_or_can_be_served(
    root: Path, data: st.DataObject, new: Any
) -> None:
    file = data.draw(st.sampled_from(FILES))
    held = (root / file).read_text("utf-8")
    document = yaml.safe_load(held)
    field = data.draw(st.sampled_from(sorted(document)))
    put = data.draw(
        st.sampled_from(list(places(document[field], lambda to: document.__setitem__(field, to))))
    )
    put(new)
    (root / file).write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    try:
        found = checked(root)
        if isinstance(found, list):
            assert all(mistake.file and mistake.message for mistake in found)
        else:
            assert_served(found)
    finally:
        (root / file).write_text(held, "utf-8")
