"""Entry keys: `<kind>/<slug>`, such as `food-sources/kefir`, names one entry in files, tables and answers."""

from collections.abc import Iterable
from typing import Protocol

SLUG_IN_KEY = "[a-z0-9-]{1,80}"
KEY_PATTERN = f"[a-z-]{{1,40}}/{SLUG_IN_KEY}"
"""The pattern of a key, as the contract has it."""


class Keyed(Protocol):
    """An entry, or another object with a kind and a slug."""

    @property
    def kind(self) -> str:
        """Return the kind."""

    @property
    def slug(self) -> str:
        """Return the slug."""


def key_of(entry: Keyed) -> str:
    """Return the key of an entry."""
    return f"{entry.kind}/{entry.slug}"


def kind_of(key: str) -> str:
    """Return the kind in an entry key; of a text without a slash, the text."""
    return key.partition("/")[0]


def slug_of(key: str) -> str:
    """Return the slug in an entry key."""
    return key.partition("/")[2]


def split_keys(values: Iterable[str]) -> list[str]:
    """Return the keys in the values of a parameter: with commas between them, repeated, or both."""
    return [key.strip() for value in values for key in value.split(",")]
