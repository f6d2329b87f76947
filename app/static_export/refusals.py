"""What a copy answers instead of an entry: problems, and what the API says of addresses that are gone."""

import json
import re
from collections.abc import Iterable, Mapping

from app.api import bundle
from app.server.http import problems
from app.server.http.problems import ProblemError, ProblemType, problem_response
from app.static_export.crawler import CapturedResponse, Page
from app.static_export.directives import lookup
from app.static_export.file_names import name_of

BY_STATUS = {
    400: problems.BAD_REQUEST,
    405: problems.METHOD_NOT_ALLOWED,
    406: problems.NOT_ACCEPTABLE,
    412: problems.HTTP_ERROR,
    413: problems.BODY_TOO_LARGE,
    414: problems.URL_TOO_LONG,
    431: problems.HEADERS_TOO_LARGE,
    500: problems.INTERNAL_ERROR,
    503: problems.OVERLOADED,
}
DETAILS = {
    problems.UNKNOWN_ENTRY: "This copy holds no entry of this name.",
    problems.HTTP_ERROR: "Ask without `If-Match`: only `If-None-Match` is answered here.",
}
"""Where the usual remedy promises what a copy cannot give, or says too little."""

REQUEST_ID, INSTANCE = "$request_id", "$gutbone_instance"
"""Variables of nginx that stand for what differs from request to request."""

SINCE = r"~^/v1/changes\?since=[^&]{1,120}$"
"""A release that the ledger does not hold; those that it holds are in the copy."""


def missing(pages: Iterable[Page], paths: Iterable[str]) -> list[str]:
    """Return the maps from an address that is not in the copy to the problem that says so.

    `paths` are those of the contract, `{…}` for a name. A query on one of them, or one without a
    name that has no answer in the copy, is something that only the API itself can answer.
    """
    held = {page.address for page in pages}
    lines = []
    for path in sorted(paths):
        if "{" in path:
            named = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))
            lines += [(rf"~^{named}\?$", problems.NOT_IN_COPY), (f"~^{named}$", problems.UNKNOWN_ENTRY)]
        else:
            lines += [(f"{path}?", problems.NOT_IN_COPY)]
            lines += [] if path in held else [(path, problems.NOT_IN_COPY)]
    kinds = (problems.NOT_IN_COPY, problems.UNKNOWN_ENTRY)
    return [
        lookup("$uri$is_args", "gutbone_lack", [(address, kind.slug) for address, kind in lines]),
        lookup(
            "$gutbone_lack",
            "gutbone_missing",
            [(kind.slug, text_of(kind)) for kind in kinds],
            text_of(problems.UNKNOWN_PATH),
        ),
    ]


def refused() -> str:
    """Return the `map` from a status to the problem document that goes with it."""
    lines = [(str(status), text_of(kind, status)) for status, kind in BY_STATUS.items()]
    return lookup("$status", "gutbone_refusal", lines, "$gutbone_missing")


def gone(removed: Mapping[str, CapturedResponse], unknown_since: CapturedResponse) -> str:
    """Return the `map` from an address that has no answer in the copy to the 410 of the API there."""
    lines = [(path, repeated(reply)) for path, reply in removed.items()]
    return lookup(
        "$gutbone_digest$uri$is_args$args", "gutbone_gone", [*lines, (SINCE, repeated(unknown_since))]
    )


def text_of(kind: ProblemType, status: int | None = None) -> str:
    """Return a problem document that names the request it answers by variables."""
    near = [bundle.PATH] if kind is problems.NOT_IN_COPY else []
    detail = DETAILS.get(kind, kind.remedy)
    error = ProblemError(kind, detail, status=status, did_you_mean=near)
    document = json.loads(bytes(problem_response(error, "", "").body))
    return _written(document | {"request_id": REQUEST_ID, "instance": INSTANCE})


def repeated(reply: CapturedResponse) -> str:
    """Return a problem document that the API gave, for other requests of the same address."""
    return _written(json.loads(reply.body) | {"request_id": REQUEST_ID})


def moved(leads: Mapping[str, CapturedResponse]) -> str:
    """Return the `map` from an address under a former slug to where it leads."""
    lines = [(path, reply.headers["location"]) for path, reply in leads.items()]
    return lookup("$uri$is_args", "gutbone_moved", lines)


def names(pages: Iterable[Page]) -> dict[str, Page]:
    """Return the answers by the names of their files."""
    return {name_of(page.address): page for page in pages}


def _written(document: Mapping[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
