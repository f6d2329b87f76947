"""Scrape the metrics of a running server."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.fixtures.cli import Server, running_server
from tests.fixtures.deadlines import scaled
from tests.fixtures.http import request
from tests.fixtures.postgres import free_port


@dataclass
class MetricsScraper:
    """A server, and the address at which its figures are read."""

    server: Server
    port: int

    def text(self) -> str:
        answer = request("GET", f"http://127.0.0.1:{self.port}/metrics")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/plain; version=")
        return answer.text

    def samples(self, name: str) -> dict[tuple[str, ...], float]:
        """Return the samples of a name, by the values of their labels in the order of the labels' names."""
        return {
            tuple(value for _, value in sorted(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(self.text())
            for sample in family.samples
            if sample.name == name
        }

    def wait_for(self, name: str, holds: Callable[[dict[tuple[str, ...], float]], bool]) -> None:
        deadline = time.monotonic() + scaled(60)
        while not holds(samples := self.samples(name)):
            assert time.monotonic() < deadline, samples
            time.sleep(0.1)

    def ask(self, *paths: str) -> None:
        """Ask each on a connection of its own, so that any worker may answer."""
        with httpx.Client(trust_env=False, timeout=60, headers={"Connection": "close"}) as client:
            for path in paths:
                client.get(self.server.address + path)


@contextmanager
def server_with_metrics(**settings: object) -> Iterator[MetricsScraper]:
    """Run a server that shows its figures."""
    port = free_port()
    with running_server(port=0, metrics_port=port, access_log="false", **settings) as server:
        yield MetricsScraper(server, port)
