"""The generated part of the nginx configuration: what each address is answered with."""

from collections.abc import Mapping

from app.server.http.headers import DEFAULT_HEADERS, RESTRICTIVE_POLICY
from app.server.http.problems import MEDIA_TYPE
from app.server.middleware.request_context import PREFLIGHT
from app.static_export import negotiation, refusals
from app.static_export.crawler import CapturedResponse, Page
from app.static_export.directives import exceptions, lookup, quoted
from app.static_export.file_names import SUFFIXES, extension_of, query_name, spelled

Pages = Mapping[str, Page]
"""Answers by the names of their files."""

ALLOW = "GET, HEAD, OPTIONS"
REST = {RESTRICTIVE_POLICY[0].decode(): RESTRICTIVE_POLICY[1].decode()}
PROBLEM = {"content-type": MEDIA_TYPE, "cache-control": "no-store", **REST}
SETTINGS = """\
# Written by `gutbone export`. Inside the http block; site.conf belongs to it.

map_hash_bucket_size 512;
map_hash_max_size 65536;
"""


def answers(pages: Pages) -> list[str]:
    """Return the maps that find an answer: its file, encoding and tag, and whether a client holds it."""
    digests = [(name, page.plain.headers.get("etag", '"-"').strip('"')) for name, page in pages.items()]
    coded = {name: "1" if len(page.forms) > 1 else "0" for name, page in pages.items()}
    extensions = {name: extension_of(page) for name, page in pages.items()}
    return [
        lookup("$uri $args", "gutbone_query", named_queries(pages), "@"),
        # Asked once, before the address becomes that of a file.
        lookup("$uri$gutbone_query", "gutbone_name", [], "$uri$gutbone_query"),
        lookup("$gutbone_name", "gutbone_digest", digests),
        exceptions("$gutbone_name", "gutbone_extension", extensions, []),
        exceptions("$gutbone_name", "gutbone_coded", coded, []),
        lookup("$http_accept_encoding", "gutbone_wanted", [("", ""), *negotiation.encodings()]),
        lookup("$gutbone_coded $gutbone_wanted", "gutbone_coding", [("~^1 (?<gutbone_a>.+)$", "$gutbone_a")]),
        lookup("$gutbone_coding", "gutbone_suffix", SUFFIXES.items()),
        lookup("$gutbone_digest $gutbone_coding", "gutbone_tag", TAGS),
        lookup("$gutbone_tag $http_if_none_match", "gutbone_unchanged", HELD),
    ]


def named_queries(pages: Pages) -> list[tuple[str, str]]:
    """Return what stands for a query in the name of a file, by a pattern of the address.

    Below /v1 a parameter that is not known is a mistake; elsewhere the API does not look at them.
    """
    queries = sorted({page.address.partition("?")[2] for page in pages.values()} - {""})
    known = [(f"~ {spelled(query)}$", query_name(query)) for query in queries]
    return [("~ $", ""), (r"~^(?!/v1/)", ""), *known]


TAGS = [
    ("~^- ", ""),
    ("~^(?<gutbone_b>\\S+) $", '"$gutbone_b"'),
    ("~^(?<gutbone_d>\\S+) (?<gutbone_e>\\S+)$", '"$gutbone_d-$gutbone_e"'),
]
HELD = [
    (r'~^("[^"]+") (?:.*,)?\s*(?:W/)?\1\s*(?:,|$)', "1"),
    (r'~^"[^"]+" (?:.*,)?\s*\*\s*(?:,|$)', "1"),
]


def requests() -> list[str]:
    """Return the maps that say what sort of request it is."""
    asked = "$request_method $http_access_control_request_method"
    path = r"(?<gutbone_f>[\w/:@!&'()*+,;=.~%-]+)(?:\?|$)"
    unacceptable = [("~^/v1/.* 0$", "1")]
    return [
        lookup("$request_method", "gutbone_only_reads", [("GET", "1"), ("HEAD", "1")]),
        lookup(asked, "gutbone_preflight", [("~^OPTIONS .", "1")]),
        lookup("$http_accept", "gutbone_accepts", [("", "1"), (negotiation.acceptable(), "1")], "0"),
        lookup("$uri $gutbone_accepts", "gutbone_unacceptable", unacceptable),
        lookup("$request_uri", "gutbone_instance", [(f"~^{path}", "$gutbone_f")]),
    ]


def fields(pages: Pages, gone: Mapping[str, CapturedResponse]) -> list[str]:
    """Return the maps of the header fields that differ from answer to answer."""
    shown = "~^(?:200|304) (?:GET|HEAD)$"
    coded = r"~^200 /\S+ (?<gutbone_g>.+)$"
    key = [(shown, "$gutbone_name"), ("~^410", "$uri gone"), ("~^[45]", "problem")]
    replies = {name: page.plain for name, page in pages.items()}
    maps = [lookup("$status $request_method", "gutbone_key", key)]
    for field in field_names(pages, gone):
        values = {name: reply.lasting.get(field, "") for name, reply in replies.items()}
        also = [(f"{path} gone", reply.lasting.get(field, "")) for path, reply in gone.items()]
        rest = [("", REST.get(field, "")), ("problem", PROBLEM.get(field, ""))]
        maps.append(exceptions("$gutbone_key", variable(field), values, [*rest, *also]))
    return [
        *maps,
        lookup("$gutbone_key", "gutbone_etag", [(r"~^/\S+$", "$gutbone_tag")]),
        lookup("$status $gutbone_key $gutbone_coding", "gutbone_encoding", [(coded, "$gutbone_g")]),
        lookup("$status", "gutbone_allow", [("405", ALLOW)]),
        lookup("$status", "gutbone_location", [("308", "$gutbone_moved")]),
        lookup("$status", "gutbone_retry", [("503", "1")]),
        *(
            lookup("$gutbone_preflight", variable(field.lower()), [("1", value)])
            for field, value in ASKED_FIRST.items()
        ),
    ]


ASKED_FIRST = {name.decode(): value.decode() for name, value in PREFLIGHT} | {
    "Access-Control-Allow-Headers": "$http_access_control_request_headers"
}


def field_names(pages: Pages, gone: Mapping[str, CapturedResponse]) -> list[str]:
    """Return the names of the header fields that answers have beside those that are on every one."""
    replies = [*(page.plain for page in pages.values()), *gone.values()]
    always = {name.decode() for name, _ in DEFAULT_HEADERS}
    return sorted({name for reply in replies for name in reply.lasting} - always)


def variable(field: str) -> str:
    """Return the variable that holds a header field: `$gutbone_field_cache_control`."""
    return f"gutbone_field_{field.replace('-', '_')}"


def added(pages: Pages, gone: Mapping[str, CapturedResponse]) -> str:
    """Return headers.conf: every header field that leaves, which nginx leaves out where it is empty."""
    differing = [*field_names(pages, gone), *(name.lower() for name in ASKED_FIRST)]
    always = [(name.decode(), quoted(value.decode())) for name, value in DEFAULT_HEADERS]
    own = [
        *(("request-id", "$request_id"), ("etag", "$gutbone_etag"), ("last-modified", '""')),
        *(("content-encoding", "$gutbone_encoding"), ("allow", "$gutbone_allow")),
        *(("location", "$gutbone_location"), ("retry-after", "$gutbone_retry")),
    ]
    lines = [*((name, f"${variable(name)}") for name in differing), *own, *always]
    return "".join(f"add_header {name} {value} always;\n" for name, value in lines)


def maps(
    pages: Pages,
    gone: Mapping[str, CapturedResponse],
    moved: Mapping[str, CapturedResponse],
    paths: list[str],
) -> str:
    """Return maps.conf; `gone` are the answers of 410, that to an unknown release at /v1/changes."""
    removed = {path: reply for path, reply in gone.items() if path != "/v1/changes"}
    blocks = [
        *requests(),
        *answers(pages),
        *fields(pages, gone),
        refusals.moved(moved),
        refusals.gone(removed, gone["/v1/changes"]),
        *refusals.missing(pages.values(), paths),
        refusals.refused(),
    ]
    return SETTINGS + "\n" + "\n\n".join(blocks) + "\n"
