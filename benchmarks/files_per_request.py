"""Which files under `app/` one request runs code of: `make bench-files`.

Counted by a profile function in the thread of the server, for a cold and a warm request, through the ASGI
application alone and through the server's protocol class. Work that is done once per release is done before.
"""

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Message

from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.cli.content_source import in_memory_engine
from app.config import Settings
from app.content.content_reader import read_content
from app.main import create_app
from app.server.cache.response_cache import ResponseCache
from app.server.state.release_holder import ReleaseHolder
from app.server.wire.fast_path_protocol import FastPathProtocol
from benchmarks.machine import ROOT
from benchmarks.results import Target, table

PATH = "/v1/food-sources?diet=vegan"
OTHER_PATH = "/v1/food-sources?diet=vegetarian"
"""Requested first: it makes the columns of the filter and the validators of the schemas."""

MAX_FILES = {"cold": 18, "warm": 6}
REPEATS = {"cold": 0, "warm": 1}
"""How often the same request is repeated first: the second one fills the cache of parsed requests."""
APP = f"{ROOT / 'app'}/"
Get = Callable[[str], Awaitable[None]]


@dataclass
class CallRecord:
    """The files under `app/` whose functions ran, and the look-ups in the response cache.

    A request target leads to a canonical key, and the key to the response: one look-up is at most one
    of each.
    """

    files: set[str] = field(default_factory=set)
    targets: int = 0
    keys: int = 0

    @property
    def lookups(self) -> int:
        """Return how often the response cache was looked up."""
        return max(self.targets, self.keys)


@contextmanager
def recorded_calls() -> Iterator[CallRecord]:
    """Record the calls made in this thread until the block ends."""
    record = CallRecord()

    def profile(frame: FrameType, event: str, _arg: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(APP):
            record.files.add(frame.f_code.co_filename.removeprefix(APP))
            record.targets += frame.f_code is ResponseCache.get.__code__
            record.keys += frame.f_code is ResponseCache.find.__code__

    sys.setprofile(profile)
    try:
        yield record
    finally:
        sys.setprofile(None)


async def measure_files() -> dict[tuple[str, str], CallRecord]:
    """Return the record of one request by way, `application` or `server`, and by `cold` or `warm`."""
    engine = in_memory_engine(read_content(ROOT / "seed_data", KINDS))
    catalog = read_catalog(engine, KINDS)
    settings = Settings(refresh_interval=0, access_log=False)

    def new_app() -> ASGIApp:
        return create_app(settings, ReleaseHolder(catalog, settings.cache_bytes), engine)

    records = {}
    for way, measure in (("application", _through_application), ("server", _through_server)):
        for temperature, record in (await measure(new_app())).items():
            records[way, temperature] = record
    engine.dispose()
    return records


async def _through_application(app: ASGIApp) -> dict[str, CallRecord]:
    async def get(path: str) -> None:
        base, _, query = path.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": base,
            "raw_path": base.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(b"host", b"localhost")],
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", 80),
            "state": {},
        }
        await app(scope, _empty_request, _discard)

    return await _measure(get)


async def _empty_request() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _discard(_message: Message) -> None:
    pass


class _Server(uvicorn.Server):
    """A server that says when it accepts connections."""

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then set `ready`."""
        await super().startup(sockets)
        self.ready.set()


async def _through_server(app: ASGIApp) -> dict[str, CallRecord]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config: Any = uvicorn.Config(app, http=FastPathProtocol, ws="none", log_config=None, access_log=False)
        server = _Server(config)
        serving = asyncio.create_task(server.serve([listener]))
        await server.ready.wait()
        reader, writer = await asyncio.open_connection(*listener.getsockname())

        async def get(path: str) -> None:
            writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            await reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0]))

        records = await _measure(get)
        writer.close()
        server.should_exit = True
        await serving
    return records


async def _measure(get: Get) -> dict[str, CallRecord]:
    await get(OTHER_PATH)
    records = {}
    for temperature in MAX_FILES:
        for _ in range(REPEATS[temperature]):
            await get(PATH)
        with recorded_calls() as record:
            await get(PATH)
        records[temperature] = record
    return records


def targets_of(records: dict[tuple[str, str], CallRecord]) -> list[Target]:
    """Return the targets of files and of look-ups per request."""
    files = [
        Target(
            f"files per {temperature} request, {way}",
            len(record.files),
            MAX_FILES[temperature],
            at_most=True,
            digits=0,
        )
        for (way, temperature), record in records.items()
    ]
    lookups = [
        Target(f"cache look-ups per {temperature} request, {way}", record.lookups, 1, at_most=True, digits=0)
        for (way, temperature), record in records.items()
    ]
    return [*files, *lookups]


def section(records: dict[tuple[str, str], CallRecord]) -> str:
    """Return the section of the results: each file that a request runs code of."""
    columns = list(records)
    names = sorted(set().union(*(record.files for record in records.values())))
    rows = [[f"`{name}`", *("x" if name in records[key].files else "" for key in columns)] for name in names]
    head = [f"`GET {PATH}`", *(f"{way}, {temperature}" for way, temperature in columns)]
    totals = ["files", *(str(len(records[key].files)) for key in columns)]
    lookups = ["cache look-ups", *(str(records[key].lookups) for key in columns)]
    return table(head, [totals, lookups, *rows])


def main() -> None:
    """Print the section; exit with 1 where a target is missed."""
    records = asyncio.run(measure_files())
    targets = targets_of(records)
    sys.stdout.write(section(records) + "\n\n")
    sys.stdout.write(table(["", "measured", "aim", "met"], [target.row() for target in targets]) + "\n")
    sys.exit(not all(target.met for target in targets))


if __name__ == "__main__":
    main()
