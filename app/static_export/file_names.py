"""The names of files: the path of the address, and an extension that says what is inside."""

import re
from hashlib import sha256
from itertools import permutations
from urllib.parse import parse_qsl

from app.static_export.crawler import Page

EXTENSIONS = {
    "application/json": ".json",
    "application/vnd.cytoscape+json": ".cyjs",
    "application/graphml+xml": ".graphml",
    "text/vnd.graphviz": ".dot",
    "application/x-bibtex": ".bib",
    "application/x-research-info-systems": ".ris",
    "application/vnd.citationstyles.csl+json": ".csl.json",
    "text/html": ".html",
    "text/plain": ".txt",
}
SUFFIXES = {"br": ".br", "zstd": ".zst", "gzip": ".gz"}
"""What stands behind the name of a file in an encoding."""

UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


def query_name(query: str) -> str:
    """Return what stands for a query in a file name; different for each, also where case is ignored.

    `format=dot` becomes `@format=dot-` and the start of a digest; no query stays nothing.
    """
    if not query:
        return ""
    return f"@{re.sub('[^a-z0-9.=&_-]', '_', query.lower())}-{sha256(query.encode()).hexdigest()[:8]}"


def name_of(address: str) -> str:
    """Return the name under which an answer is kept, without extension: `/v1/terms@cursor=…`."""
    path, _, query = address.partition("?")
    return path + query_name(query)


def extension_of(page: Page) -> str:
    """Return the extension of an answer's file; nothing where the address has one that fits."""
    media_type = page.plain.headers["content-type"].partition(";")[0]
    if page.address.startswith("/docs/assets/") or page.address.endswith(EXTENSIONS.get(media_type, "\0")):
        return ""
    return EXTENSIONS.get(media_type, ".bin")


def spelled(query: str) -> str:
    """Return a regular expression for a query however a client writes it, parameters in any order."""
    pairs = [f"{_spelled(name)}={_spelled(value)}" for name, value in parse_qsl(query)]
    return f"(?:{'|'.join('&'.join(order) for order in permutations(pairs))})"


def _spelled(text: str) -> str:
    return "".join(_sign(sign) for sign in text)


def _sign(sign: str) -> str:
    """Return the ways to write one character; a plus is not one, since in a query it means a space."""
    if UNRESERVED.match(sign):
        return re.escape(sign)
    coded = "".join(f"%(?i:{byte:02x})" for byte in sign.encode())
    return f"(?:{coded}|{re.escape(sign)})" if sign in "/:@=,;!*" else coded
