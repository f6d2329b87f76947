"""Parse a strict subset of YAML: one mapping, unique keys, no aliases, no tags."""

import unicodedata
from collections.abc import Hashable
from pathlib import Path
from typing import Any, ClassVar

import yaml
from yaml._yaml import CParser
from yaml.composer import Composer
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

MAX_FILE_BYTES = 128 * 1024
"""The largest entry has less than a tenth of it."""

MAX_INTEGER_BITS = 64
"""Larger integers fit no column and no client."""


REMEDIES = {
    "mapping values are not allowed": "a text that holds `: ` stands in quotes or below `>-`; a field is "
    "indented as its neighbours",
    "could not find expected ':'": "this is no `field: value` line; indent it if it goes on with a text",
    "did not find expected key": "a quote ends too early, or the line is not indented as its neighbours",
    "did not find expected '-' indicator": "an item of a list begins with `- `, indented as its neighbours",
    "block sequence entries are not allowed": "a list begins on the line below its field",
    "that cannot start any token": "a text that begins with this character stands in quotes",
    "did not find expected <document start>": "this line belongs to no field; indent it or remove it",
    "unknown escape character": "a text with a backslash stands in single quotes",
    "expected comment or line break": "a text after `>-` begins on the next line",
    "but found another document": "a file holds one document; remove the line `---`",
    "found unexpected end of stream": "a quote is not closed",
    "did not find expected ',' or": "a bracket is not closed, or a comma is missing",
}
"""What to do about a problem, by the parser's words for it."""


class InvalidYamlError(Exception):
    """The file is not one plain YAML mapping; the message says how to fix it."""


class _StrictLoader(Composer, CParser, SafeConstructor, Resolver):
    """A safe loader that rejects aliases (against exponential expansion), tags and duplicate keys."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        Composer.__init__(self)
        SafeConstructor.__init__(self)
        Resolver.__init__(self)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not used here; write the value out")
        tag = getattr(self.peek_event(), "tag", None)
        if tag not in {None, "!"}:
            raise yaml.MarkedYAMLError(problem=f"tags ({tag}) are not used here; write the plain value")
        return super().compose_node(parent, index)

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        value = super().construct_yaml_int(node)
        if value.bit_length() > MAX_INTEGER_BITS:
            raise yaml.MarkedYAMLError(problem="this number is too long", problem_mark=node.start_mark)
        return value

    def construct_yaml_str(self, node: yaml.ScalarNode) -> str:
        value = super().construct_yaml_str(node)
        if any(unicodedata.category(sign) == "Cc" and sign not in "\n\t" for sign in value):
            raise yaml.MarkedYAMLError(
                problem="the text holds a control character; remove it", problem_mark=node.start_mark
            )
        return value

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key must be a plain word", problem_mark=key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key '{key.value}' stands twice; keep one", problem_mark=key.start_mark
                )
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)

    yaml_constructors: ClassVar[dict[str | None, Any]] = {
        **SafeConstructor.yaml_constructors,
        "tag:yaml.org,2002:int": construct_yaml_int,
        "tag:yaml.org,2002:str": construct_yaml_str,
    }


def read_mapping(path: Path, max_bytes: int = MAX_FILE_BYTES) -> dict[str, Any]:
    """Return the mapping in a YAML file.

    Raises InvalidYamlError with a message that tells an editor what to do.
    """
    data = path.read_bytes()
    if len(data) > max_bytes:
        raise InvalidYamlError(f"the file has {len(data):,} bytes; keep it under {max_bytes:,}")
    try:
        text = data.decode("utf-8")
        document = _StrictLoader(text).get_single_data()
    except UnicodeDecodeError as error:
        raise InvalidYamlError(f"byte {error.start} is not UTF-8; save the file as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        raise InvalidYamlError(_explain(error, text)) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InvalidYamlError(f"this is not readable YAML: {error}") from error
    if not isinstance(document, dict):
        raise InvalidYamlError("the file must hold one mapping, a list of `field: value` lines")
    return document


def _explain(error: yaml.MarkedYAMLError, text: str) -> str:
    mark = error.problem_mark
    place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    problem = error.problem or "this is not readable YAML"
    if mark and text[mark.index : mark.index + 1] == "\t":
        return f"{place}a tab stands where spaces belong; indent with two spaces"
    remedies = (remedy for words, remedy in REMEDIES.items() if words in problem)
    return f"{place}{next(remedies, problem)}"
