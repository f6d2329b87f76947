"""Change single values of a YAML file, and leave every other character as it is, comments too."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import cast

import yaml

from app.content.strict_yaml import MAX_FILE_BYTES, InvalidYamlError, read_mapping

Path = tuple[str | int, ...]
"""Keys and positions from the top of a document to a value."""

_LOADER = yaml.SafeLoader
"""The loader in Python: it counts characters, where that in C counts bytes."""


def editable_text(root: FilePath, file: str, max_bytes: int = MAX_FILE_BYTES) -> str:
    """Return the text of a file of the content. Raises InvalidYamlError, with the file, if it is no YAML."""
    try:
        read_mapping(root / file, max_bytes)
    except InvalidYamlError as error:
        raise InvalidYamlError(f"{file}: {error}; nothing was changed") from error
    return (root / file).read_text("utf-8")


def scalars(text: str) -> Iterator[tuple[Path, str]]:
    """Yield the path and the text of every plain value."""
    for path, node in _walk(_root(text), ()):
        yield path, str(node.value)


def replace_scalars(text: str, values: Mapping[Path, str]) -> str:
    """Return the text with new plain words at some paths."""
    places = [(node, values[path]) for path, node in _walk(_root(text), ()) if path in values]
    for node, value in sorted(places, key=lambda place: -place[0].start_mark.index):
        text = text[: node.start_mark.index] + value + text[node.end_mark.index :]
    return text


def set_scalar(text: str, name: str, value: str) -> str:
    """Return the text with a plain word as a field at its top; a new one stands before `review`."""
    if name in _pairs(_root(text)):
        return replace_scalars(text, {(name,): value})
    start = _insertion(text, _pairs(_root(text)))
    return f"{text[:start]}{name}: {value}\n{text[start:]}"


def set_list(text: str, path: Sequence[str], items: Sequence[str]) -> str:
    """Return the text with a list of plain words at a path of keys; no items: without the field."""
    parent = _root(text)
    for key in path[:-1]:
        parent = cast("yaml.MappingNode", _pairs(parent)[key][1])
    indent = " " * parent.start_mark.column
    name = path[-1]
    block = f"{indent}{name}:\n" + "".join(f"{indent}- {item}\n" for item in items) if items else ""
    pairs = _pairs(parent)
    if name in pairs:
        start, end = _lines_of(text, pairs[name])
    else:
        # Where it is missing it stands before `review` as in every file, else at the end of its mapping.
        start = end = _insertion(text, pairs)
    return text[:start] + block + text[end:]


def append_item(text: str, path: Sequence[str], item: str) -> str:
    """Return the text with one more plain word in a list at a path of keys."""
    found = _list_at(text, path)
    if found is None or not found.value:
        return set_list(text, path, [item])
    last = found.value[-1]
    indent = " " * (last.start_mark.column - 2)
    end = text.find("\n", last.end_mark.index)
    place = len(text) if end < 0 else end + 1
    return f"{text[:place]}{indent}- {item}\n{text[place:]}"


def remove_item(text: str, path: Sequence[str], item: str) -> str:
    """Return the text without a plain word of a list; without its last one, the field goes too."""
    found = _list_at(text, path)
    nodes = [node for node in found.value if node.value == item] if found else []
    if not found or not nodes:
        return text
    if len(found.value) == 1:
        return set_list(text, path, [])
    start = _line_start(text, nodes[0].start_mark.index)
    return text[:start] + text[text.index("\n", start) + 1 :]


def _list_at(text: str, path: Sequence[str]) -> yaml.SequenceNode | None:
    node: yaml.Node = _root(text)
    for key in path:
        if not isinstance(node, yaml.MappingNode) or key not in _pairs(node):
            return None
        node = _pairs(node)[key][1]
    return node if isinstance(node, yaml.SequenceNode) else None


def _insertion(text: str, pairs: Mapping[str, tuple[yaml.Node, yaml.Node]]) -> int:
    if "review" in pairs:
        return _line_start(text, pairs["review"][0].start_mark.index)
    return _lines_of(text, list(pairs.values())[-1])[1]


def _lines_of(text: str, pair: tuple[yaml.Node, yaml.Node]) -> tuple[int, int]:
    """Return where the lines of a field begin and end."""
    key, value = pair
    content = text[: value.end_mark.index].rstrip()
    end = text.find("\n", max(len(content), key.end_mark.index))
    return _line_start(text, key.start_mark.index), len(text) if end < 0 else end + 1


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _root(text: str) -> yaml.MappingNode:
    node = yaml.compose(text, Loader=_LOADER)
    if not isinstance(node, yaml.MappingNode):
        raise TypeError("the file must hold one mapping")
    return node


def _pairs(node: yaml.MappingNode) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    return {key.value: (key, value) for key, value in node.value}


def _walk(node: yaml.Node, path: Path) -> Iterator[tuple[Path, yaml.ScalarNode]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _walk(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            yield from _walk(value, (*path, position))
    elif isinstance(node, yaml.ScalarNode):
        yield path, node
