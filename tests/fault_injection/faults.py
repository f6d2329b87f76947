"""The declaration of a fault: how it is injected, and how it is removed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.fault_injection.tcp_proxy import Proxy
from tests.fixtures.postgres import Postgres


@dataclass
class FaultTarget:
    """A database under test: `url` avoids the fault; `server_url`, which the server uses, does not."""

    url: str
    server_url: str
    server: int
    folder: Path
    postgres: Postgres | None = None
    proxy: Proxy | None = None


Step = Callable[[FaultTarget], None]


@dataclass(frozen=True)
class Fault:
    """A fault. The server reports `problem`, or need not notice if it is None; it cannot start meanwhile if
    `blocks_startup`; `make test` runs the `fast` ones."""

    name: str
    inject: Step
    restore: Step
    problem: str | None = "cannot be reached"
    blocks_startup: bool = True
    fast: bool = False

    def __str__(self) -> str:
        return self.name
