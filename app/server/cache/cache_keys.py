"""Cache keys: path and query in one canonical spelling."""

import re
from operator import itemgetter
from urllib.parse import parse_qsl, quote, urlencode

QueryPairs = list[tuple[str, str]]

UNRESERVED = re.compile(r"[\w.~-]*", re.ASCII)
"""Characters that a query holds without percent-encoding."""


def parse_query(query: bytes) -> QueryPairs:
    """Return the parameters of a query string in order."""
    return parse_qsl(query.decode("latin-1"), keep_blank_values=True)


def cache_key(path: str, pairs: QueryPairs) -> str:
    """Return the key of a request: parameters sorted by name, the order within a name kept.

    The path comes decoded and is encoded again, so that an encoded question mark starts no query.
    """
    path = quote(path)
    pairs = sorted(pairs, key=itemgetter(0))
    return f"{path}?{'&'.join(_encode(pair) for pair in pairs)}" if pairs else path


def _encode(pair: tuple[str, str]) -> str:
    name, value = pair
    return f"{name}={value}" if UNRESERVED.fullmatch(name + value) else urlencode([pair])
