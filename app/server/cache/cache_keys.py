"""What an answer is kept under: its path and its parameters, whichever way a client spells them."""

import re
from operator import itemgetter
from urllib.parse import parse_qsl, quote, urlencode

QueryPairs = list[tuple[str, str]]

UNQUOTED = re.compile(r"[\w.~-]*", re.ASCII)
"""What stands in a query as it is."""


def parse_query(query: bytes) -> QueryPairs:
    """Return the parameters of a query string, in their order."""
    return parse_qsl(query.decode("latin-1"), keep_blank_values=True)


def cache_key(path: str, pairs: QueryPairs) -> str:
    """Return the key of a request: parameters sorted by name, the order within a name kept.

    The path comes decoded; it is quoted again, so that an encoded question mark in it begins no query.
    """
    path = quote(path)
    pairs = sorted(pairs, key=itemgetter(0))
    return f"{path}?{'&'.join(_quoted(pair) for pair in pairs)}" if pairs else path


def _quoted(pair: tuple[str, str]) -> str:
    name, value = pair
    return f"{name}={value}" if UNQUOTED.fullmatch(name + value) else urlencode([pair])
