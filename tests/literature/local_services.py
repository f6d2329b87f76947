"""A local server with the documented shapes of Crossref, Europe PMC and PubMed, failing on demand."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Work = dict[str, Any]
Failure = Callable[[BaseHTTPRequestHandler], None]


def crossref(work: Work) -> dict[str, Any]:
    """Return a work as Crossref's `/works/{doi}` does."""
    people = [{"given": "M Y", "family": name, "sequence": "additional"} for name in work["authors"]]
    message: dict[str, Any] = {
        "DOI": work["doi"],
        "type": "journal-article",
        "title": [work["title"]],
        "author": people,
        "container-title": [work["journal"]],
        "issued": {"date-parts": [[work["year"], 12, 10]]},
        "volume": "10",
        "issue": "12",
        "page": "1-9",
        "relation": {},
    }
    if work.get("notice"):
        message["updated-by"] = [{"type": work["notice"], "DOI": "10.9999/notice", "label": "Notice"}]
    return {"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": message}


def europe_pmc(work: Work) -> dict[str, Any]:
    """Return a work as Europe PMC's `/search` with `resultType=core` does."""
    one = {
        "id": work["pmid"],
        "source": "MED",
        "pmid": work["pmid"],
        "doi": work["doi"],
        "title": f"{work['title']}.",
        "authorString": ", ".join(f"{name} MY" for name in work["authors"]) + ".",
        "journalInfo": {
            "volume": "10",
            "issue": "12",
            "yearOfPublication": work["year"],
            "journal": {"title": work["journal"]},
        },
        "pageInfo": "1-9",
        "pubTypeList": {"pubType": ["research-article", "Journal Article"]},
    }
    return {"version": "6.9", "hitCount": 1, "resultList": {"result": [one]}}


def pubmed(work: Work) -> dict[str, Any]:
    """Return a work as PubMed's `esummary.fcgi` does."""
    one = {
        "uid": work["pmid"],
        "pubdate": f"{work['year']} Dec",
        "source": work["journal"],
        "fulljournalname": work["journal"],
        "authors": [
            {"name": f"{name} MY", "authtype": "Author", "clusterid": ""} for name in work["authors"]
        ],
        "title": f"{work['title']}.",
        "volume": "10",
        "issue": "12",
        "pages": "1-9",
        "articleids": [{"idtype": "pubmed", "value": work["pmid"]}, {"idtype": "doi", "value": work["doi"]}],
        "pubtype": [
            "Journal Article",
            *(["Retracted Publication"] if work.get("notice") == "retraction" else []),
        ],
    }
    return {
        "header": {"type": "esummary", "version": "0.3"},
        "result": {"uids": [work["pmid"]], work["pmid"]: one},
    }


@dataclass
class LocalServices:
    """The works that there are, the failure of every answer if any, and what was asked."""

    works: list[Work] = field(default_factory=list)
    failure: Failure | None = None
    asked: list[str] = field(default_factory=list)
    address: str = ""

    @property
    def settings(self) -> dict[str, object]:
        return {
            "crossref_url": f"{self.address}/crossref",
            "europe_pmc_url": f"{self.address}/epmc",
            "pubmed_url": f"{self.address}/pubmed",
        }

    def answer(self, target: str) -> dict[str, Any] | None:
        """Return the documented answer to a request, None where there is no such work."""
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path.startswith("/crossref/works/"):
            doi = unquote(parts.path.removeprefix("/crossref/works/"))
            return next((crossref(work) for work in self.works if work["doi"] == doi), None)
        if parts.path == "/epmc/search":
            found = [
                work for work in self.works if work["doi"] in query["query"] or work["pmid"] in query["query"]
            ]
            return europe_pmc(found[0]) if found else {"hitCount": 0, "resultList": {"result": []}}
        if parts.path == "/pubmed/esearch.fcgi":
            ids = [work["pmid"] for work in self.works]
            return {"header": {}, "esearchresult": {"count": str(len(ids)), "idlist": ids}}
        found = [work for work in self.works if work["pmid"] == query["id"]]
        error = {
            "uids": [query["id"]],
            query["id"]: {"uid": query["id"], "error": "cannot get document summary"},
        }
        return pubmed(found[0]) if found else {"header": {}, "result": error}


@contextmanager
def local_services(works: list[Work]) -> Iterator[LocalServices]:
    """Run the server until the block ends."""
    services = LocalServices(works)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            services.asked.append(self.path)
            if services.failure:
                services.failure(self)
                return
            body = services.answer(self.path)
            send(self, 200 if body is not None else 404, json.dumps(body) if body else "Resource not found.")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    services.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield services
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def send(handler: BaseHTTPRequestHandler, status: int, body: str | bytes, **headers: str) -> None:
    data = body if isinstance(body, bytes) else body.encode()
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(data)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(data)
