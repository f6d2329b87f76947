"""Pieces of an nginx configuration as text."""

from collections import Counter
from collections.abc import Iterable, Mapping


def quoted(text: str) -> str:
    """Return a text as one parameter; `$` goes on naming a variable."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def lookup(source: str, target: str, lines: Iterable[tuple[str, str]], default: str = "") -> str:
    """Return a `map`: what the variable `target` is for each value or pattern of `source`."""
    inside = [("default", default), *lines]
    head, *rest = (f"{quoted(value)};" for _, value in inside)
    keys = [quoted(key) for key, _ in inside[1:]]
    body = [f"    default {head}", *(f"    {key} {value}" for key, value in zip(keys, rest, strict=True))]
    return "\n".join([f"map {quoted(source)} ${target} {{", *body, "}"])


def exceptions(source: str, target: str, values: Mapping[str, str], also: Iterable[tuple[str, str]]) -> str:
    """Return a `map` that names only what differs from the commonest value, and what is given besides."""
    commonest = Counter(values.values()).most_common(1)[0][0]
    differing = [(key, value) for key, value in values.items() if value != commonest]
    return lookup(source, target, [*also, *differing], commonest)
