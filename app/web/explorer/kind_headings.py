"""Headings and descriptions of kinds on pages."""

from collections.abc import Mapping
from functools import cache

from app.catalog.registry import KINDS
from app.vocabulary.graph import NodeKind


@cache
def headings() -> Mapping[str, str]:
    """Return the heading of each kind by its path: `food-sources` is Fermented foods."""
    labels = {kind.value: kind.label for kind in NodeKind}
    return {kind.path: labels.get(kind.path, kind.path.replace("-", " ").capitalize()) for kind in KINDS}


@cache
def descriptions() -> Mapping[str, str]:
    """Return one sentence about each kind by its path."""
    return {kind.path: (kind.entry.__doc__ or "").strip() for kind in KINDS}
