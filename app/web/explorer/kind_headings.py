"""What the kinds are called on pages."""

from collections.abc import Mapping
from functools import cache

from app.catalog.registry import KINDS
from app.vocabulary.graph import NodeKind

FIRST = ("food-sources", "prebiotics", "supplements", "lifestyle-tips", "cautions", "claims")
"""The kinds in the line at the top of every page."""


@cache
def headings() -> Mapping[str, str]:
    """Return the heading of each kind by its path: `food-sources` is Fermented foods."""
    labels = {kind.value: kind.label for kind in NodeKind}
    return {kind.path: labels.get(kind.path, _spoken(kind.path)) for kind in KINDS}


@cache
def descriptions() -> Mapping[str, str]:
    """Return one sentence on each kind by its path."""
    return {kind.path: (kind.entry.__doc__ or "").strip() for kind in KINDS}


def _spoken(path: str) -> str:
    return path.replace("-", " ").capitalize()
