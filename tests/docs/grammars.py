"""Syntax errors in code of languages that have no compiler here, by tree-sitter."""

import tree_sitter_dart
import tree_sitter_kotlin
import tree_sitter_swift
from tree_sitter import Language, Node, Parser

GRAMMARS = {
    "dart": Language(tree_sitter_dart.language()),
    "kotlin": Language(tree_sitter_kotlin.language()),
    "swift": Language(tree_sitter_swift.language()),
}


def mistakes(language: str, text: str) -> list[str]:
    """Return the line and the words of each place where a text is not of its language."""
    return [
        f"line {node.start_point.row + 1}: {node.text.decode() if node.text else 'something is missing'}"
        for node in _wrong(Parser(GRAMMARS[language]).parse(text.encode()).root_node)
    ]


def _wrong(node: Node) -> list[Node]:
    if node.is_error or node.is_missing:
        return [node]
    return [found for child in node.children if child.has_error for found in _wrong(child)]
