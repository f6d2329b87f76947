"""Prometheus metrics: complete over all workers, without any client data."""

import os
import platform
import re
import signal
import socket
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from app import __version__
from app.config import Settings
from app.main import PREWARMED_PATHS, create_api
from app.server.metrics.recorder import OTHER, REFUSED, RouteLabels
from tests.docs.markdown_pages import ROOT, tables
from tests.fault_injection.releases import content_of, expected_digests, load
from tests.fixtures.cli import loaded_database_url, run_subprocess, running_server
from tests.fixtures.databases import execute, open_engine
from tests.fixtures.deadlines import scaled
from tests.fixtures.postgres import free_port
from tests.load.test_workers import until_all_work, workers_of
from tests.server.metrics_scraper import server_with_metrics
from tests.server.raw_sockets import connect, read_until_closed

pytestmark = pytest.mark.full_suite

WORKERS = 3
PATHS = ("/v1/facets", "/v1/terms", "/v1/terms/regolith", "/v1/terms/nope", "/", "/nope", "/v1/search?q=moon")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return loaded_database_url(tmp_path_factory.mktemp("metrics") / "gutbone.db")


@pytest.mark.parametrize("fast_path", ["true", "false"])
def test_metrics_count_every_answer_of_every_worker_once(database: str, fast_path: str) -> None:
    with server_with_metrics(database_url=database, workers=WORKERS, fast_path=fast_path) as figures:
        parent = figures.server.process.pid
        until_all_work(parent, gone=0)
        figures.ask(*PATHS * 10)
        for worker in workers_of(parent):
            os.kill(worker, signal.SIGKILL)
            until_all_work(parent, worker)
        figures.ask(*PATHS * 10)
        counted = figures.samples("gutbone_requests_total")
        durations = figures.samples("gutbone_request_duration_seconds_count")
        workers = figures.samples("process_resident_memory_bytes")

    by_route: dict[tuple[str, str], float] = {}
    for (_cache, route, status), count in counted.items():
        by_route[route, status] = by_route.get((route, status), 0) + count
    expected = {
        ("/", "200"): 20,
        ("/v1/facets", "200"): 20,
        ("/v1/search", "200"): 20,
        ("/v1/terms", "200"): 20,
        ("/v1/terms/{slug}", "200"): 20,
        ("/v1/terms/{slug}", "404"): 20,
        (OTHER, "404"): 20,
    }
    assert by_route == expected
    worked_out = {key[0]: 0.0 for key in expected}
    for (cache, route, _status), count in counted.items():
        worked_out[route] += count if cache == "miss" else 0
    timed = {route: count for (cache, route), count in durations.items() if cache == "miss"}
    assert timed == {route: count for route, count in worked_out.items() if count}
    assert sum(durations.values()) == sum(counted.values())
    assert sum(count for (cache, _, _), count in counted.items() if cache == "hit") >= 50
    assert set(workers) == {(str(number),) for number in range(WORKERS)}
    assert all(size > 10_000_000 for size in workers.values())


def test_metric_labels_have_bounded_cardinality(database: str) -> None:
    with server_with_metrics(database_url=database) as figures:
        figures.ask(*(f"/qz{number}/{'x' * number}?warfarin=qz" for number in range(40)))
        figures.ask("/v1/terms?qz=1", "/v1/qz", "/v1/terms/qz", "/v1/search?q=qz")
        with connect(figures.server, patience=60) as connection:
            connection.sendall(b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
            connection.sendall(b"GET /" + b"qz" * 5000 + b" HTTP/1.1\r\nHost: a\r\n\r\n")
            read_until_closed(connection)
        text, counted = figures.text(), figures.samples("gutbone_requests_total")
    assert "qz" not in text
    assert "warfarin" not in text
    assert counted["miss", REFUSED, "414"] == 1
    assert counted["miss", OTHER, "404"] == 41
    assert counted["miss", OTHER, "204"] == 1


def test_every_route_has_its_own_label() -> None:
    with open_engine("sqlite://") as engine:
        templates = create_api(Settings(), engine).state.templates
    labels = RouteLabels(templates)
    assert len(labels.names) == len({*templates, OTHER, REFUSED})
    for template in templates:
        path = template.replace("{name}", "x.css").replace("{", "").replace("}", "")
        assert labels.names[labels.index(path)] == template
    crowded = RouteLabels(f"/{number}" for number in range(1000))
    assert crowded.names[crowded.index("/999")] == OTHER


def test_metrics_show_release_and_refresh_errors(tmp_path: Path) -> None:
    url = loaded_database_url(tmp_path / "gutbone.db")
    first, _ = expected_digests(url)
    with server_with_metrics(database_url=url, refresh_interval="0.1", workers=2) as figures:
        figures.wait_for("gutbone_release_info", lambda found: {key[0] for key in found} == {first})
        load(url, content_of(tmp_path, 1))
        second, _ = expected_digests(url)
        figures.wait_for("gutbone_release_info", lambda found: {key[0] for key in found} == {second})
        assert max(figures.samples("gutbone_release_served_seconds").values()) < 60
        assert set(figures.samples("gutbone_refresh_failing").values()) == {0}
        execute(url, "UPDATE alembic_version SET version_num = 'another'")
        figures.wait_for("gutbone_refresh_failing", lambda found: set(found.values()) == {1})
        figures.wait_for("gutbone_refresh_failures_total", lambda found: min(found.values()) >= 2)


def test_counters_continue_when_a_worker_is_replaced(tmp_path: Path) -> None:
    url, total = loaded_database_url(tmp_path / "gutbone.db"), "gutbone_refresh_failures_total"
    with server_with_metrics(database_url=url, refresh_interval="0.1", workers=2) as figures:
        execute(url, "UPDATE alembic_version SET version_num = 'another'")
        figures.wait_for(total, lambda found: min(found.values()) >= 5)
        before = figures.samples(total)
        for worker in workers_of(figures.server.process.pid):
            os.kill(worker, signal.SIGKILL)
        restarts = "gutbone_worker_restarts_total"
        figures.wait_for(restarts, lambda found: sum(found.values()) == 2)
        figures.wait_for(total, lambda found: all(found[key] > before[key] for key in before))


def test_every_metric_is_documented(database: str) -> None:
    with server_with_metrics(database_url=database) as figures:
        figures.ask("/v1/facets")
        # It has no sample before the first look at the database.
        figures.wait_for("gutbone_refresh_check_age_seconds", bool)
        found = {family.name: family for family in text_string_to_metric_families(figures.text())}
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    named = {row[0].strip("`"): row[1] for row in tables(page)["metric"]}
    own = {
        name.removesuffix("_total"): labels for name, labels in named.items() if name.startswith("gutbone_")
    }
    assert set(own) == {name for name in found if name.startswith("gutbone_")}
    for name, labels in own.items():
        shown = found[name].samples[0].labels.keys() - {"le"}
        assert shown == {label.strip("` ") for label in labels.split(",")}, name
    in_words = set(re.findall(r"`((?:gutbone|process)_\w+)`", page))
    assert {name.removesuffix("_total") for name in in_words} <= set(found)


def test_metrics_show_connections_cache_and_descriptors(database: str) -> None:
    with server_with_metrics(database_url=database) as figures:
        before = figures.samples("process_open_fds")["0",]
        with connect(figures.server, 60), connect(figures.server, 60) as second:
            second.sendall(b"GET /v1/facets HTTP/1.1\r\nHost: a\r\n\r\n")
            assert second.recv(100)
            figures.wait_for("gutbone_connections", lambda found: found["0",] == 2)
            assert figures.samples("process_open_fds")["0",] >= before + 2
        figures.wait_for("gutbone_connections", lambda found: found["0",] == 0)
        # One was asked for; the others are made by themselves.
        figures.wait_for("gutbone_cached_responses", lambda found: found["0",] == 1 + len(PREWARMED_PATHS))
        assert figures.samples("gutbone_cache_bytes")["0",] > 1000


def test_metrics_show_shed_requests_and_the_queue(database: str) -> None:
    with server_with_metrics(database_url=database, max_queued_requests=1) as figures:
        assert figures.samples("gutbone_queued_requests")["0",] == 0
        request = b"GET /v1/search?q=moon%d HTTP/1.1\r\nHost: a\r\n\r\n"
        shed = 0
        while not shed:
            with ExitStack() as stack:
                wires = [stack.enter_context(connect(figures.server, patience=60)) for _ in range(20)]
                for number, wire in enumerate(wires):
                    wire.sendall(request % number)
                shed += sum(b"503" in wire.recv(20) for wire in wires)
        figures.wait_for("gutbone_shed_requests_total", lambda found: found["0",] == shed)


def test_metrics_show_a_blocked_event_loop(database: str) -> None:
    with server_with_metrics(database_url=database) as figures:
        figures.ask("/v1/facets")
        process = figures.server.process
        process.send_signal(signal.SIGSTOP)
        time.sleep(1)
        process.send_signal(signal.SIGCONT)
        figures.wait_for("gutbone_event_loop_lag_max_seconds", lambda found: found["0",] > 0.5)


def test_metrics_show_version_and_last_look_at_the_database(tmp_path: Path) -> None:
    url = loaded_database_url(tmp_path / "held.db")
    with server_with_metrics(database_url=url, refresh_interval="0.1") as figures:
        [(python, version)] = figures.samples("gutbone_build_info")
        assert (python, version) == (platform.python_version(), __version__)
        figures.wait_for("gutbone_refresh_check_age_seconds", lambda found: found.get(("0",), 60) < 5)
        execute(url, "UPDATE alembic_version SET version_num = 'another'")
        figures.wait_for("gutbone_refresh_failures_total", lambda found: found["0",] >= 1)
        first = figures.samples("gutbone_refresh_check_age_seconds")["0",]
        figures.wait_for("gutbone_refresh_check_age_seconds", lambda found: found["0",] > first + 1)
    other = loaded_database_url(tmp_path / "other.db")
    with server_with_metrics(database_url=other, refresh_interval="0") as figures:
        assert figures.samples("gutbone_refresh_check_age_seconds") == {}


def test_silent_metrics_client_does_not_block_others(database: str) -> None:
    with server_with_metrics(database_url=database) as figures:
        with socket.create_connection(("127.0.0.1", figures.port)):
            assert "gutbone_connections" in figures.text()
        assert figures.server.stop() == 0
    assert "Traceback" not in figures.server.errors


def test_metrics_are_off_the_public_port_and_off_by_default(database: str) -> None:
    assert Settings().metrics_port == 0
    with server_with_metrics(database_url=database) as figures:
        assert httpx.get(f"{figures.server.address}/metrics", trust_env=False).status_code == 404
    with running_server(database_url=database, port=0) as server:
        answered = listening(server.process.pid)
        assert answered == {int(server.address.rpartition(":")[2])}


def test_metrics_host_names_the_address_of_the_metrics_port(database: str) -> None:
    port = free_port()
    with running_server(database_url=database, port=0, metrics_port=port, metrics_host="127.0.0.2") as server:
        assert httpx.get(f"http://127.0.0.2:{port}/metrics", trust_env=False).status_code == 200
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False)
        assert server.stop() == 0


def test_gauges_of_every_worker_are_at_most_two_seconds_old(database: str) -> None:
    with server_with_metrics(database_url=database, workers=2) as figures:
        figures.wait_for("gutbone_connections", lambda found: len(found) == 2)
        with ExitStack() as stack:
            for _ in range(10):
                stack.enter_context(connect(figures.server, 60))
            opened = time.monotonic()
            figures.wait_for("gutbone_connections", lambda found: sum(found.values()) == 10)
            assert time.monotonic() - opened < scaled(2)


def listening(process: int) -> set[int]:
    """Return the ports that a process listens on, as the system knows them."""
    links = {str(link.readlink()) for link in Path(f"/proc/{process}/fd").iterdir()}
    tables = [Path(f"/proc/{process}/net/{name}").read_text("ascii") for name in ("tcp", "tcp6")]
    rows = [line.split() for table in tables for line in table.splitlines()]
    listens = "0A"
    return {
        int(row[1].rpartition(":")[2], 16)
        for row in rows
        if row[3] == listens and f"socket:[{row[9]}]" in links
    }


def test_unusable_metrics_port_gives_one_line_error(database: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        busy = run_subprocess("serve", database_url=database, port=free_port(), metrics_port=port)
    assert busy.code == 1
    assert busy.out == ""
    assert busy.err.count("\n") == 1
    assert f"GUTBONE_METRICS_PORT {port}: Address already in use" in busy.err
    for port in ("65536", "-1", "many"):
        impossible = run_subprocess("serve", database_url=database, metrics_port=port)
        assert (impossible.code, impossible.out, impossible.err.count("\n")) == (1, "", 1)
        assert impossible.err.startswith("GUTBONE_METRICS_PORT: ")
