"""The declaration of a fault: how it is injected, and how it is removed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.fault_injection.tcp_proxy import Proxy
from tests.fixtures.postgres import Postgres


@dataclass
class FaultTarget:
    """A database that a fault may hit: `url` is the way in that no fault closes, `way` that of the server."""

    url: str
    server_url: str
    server: int
    folder: Path
    postgres: Postgres | None = None
    proxy: Proxy | None = None


Step = Callable[[FaultTarget], None]


@dataclass(frozen=True)
class Fault:
    """One fault. `says` stands in what the server says of it, None where it need not notice; `refuses` tells
    whether a server refuses to start meanwhile; `quick` ones are part of `make test`."""

    name: str
    inject: Step
    restore: Step
    problem: str | None = "cannot be reached"
    blocks_startup: bool = True
    fast: bool = False

    def __str__(self) -> str:
        return self.name
