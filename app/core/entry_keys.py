"""Entry keys: `<kind>/<slug>`, such as `food-sources/kefir`, names one entry in files, tables and answers."""

from collections.abc import Iterable

KEY_PATTERN = r"[a-z-]{1,40}/[a-z0-9-]{1,80}"
"""Of a key in the contract."""


def kind_of(key: str) -> str:
    """Return the kind in an entry key; of a text without a slash, the text."""
    return key.partition("/")[0]


def slug_of(key: str) -> str:
    """Return the slug in an entry key."""
    return key.partition("/")[2]


def split_keys(values: Iterable[str]) -> list[str]:
    """Return the keys in the values of a parameter: with commas between them, repeated, or both."""
    return [key.strip() for value in values for key in value.split(",")]
