"""Server processes of a run: pinned to one core, waited for, and terminated."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import ROOT, cores

START_TIMEOUT = 240
"""Seconds that a server may take to its first answer."""

NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Running:
    """A running server: its address, its process id, and the seconds to its first 200."""

    address: str
    pid: int
    seconds: float


def free_port() -> int:
    """Return an unused port of the loopback interface."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def environment(settings: Mapping[str, object] = {}, checkout: Path = ROOT) -> dict[str, str]:
    """Return the environment of a process: only these settings of Gutbone, and byte code is written."""
    dropped = ("GUTBONE_", "PYTHONDONTWRITEBYTECODE")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    own = {f"GUTBONE_{name.upper()}": str(value) for name, value in settings.items()}
    return inherited | {"PYTHONPATH": str(checkout)} | own


@contextmanager
def running(
    command: list[str],
    port: int,
    path: str,
    env: Mapping[str, str],
    cwd: Path = ROOT,
    *,
    log: Path = Path(os.devnull),
) -> Iterator[Running]:
    """Run a server on the servers' core until the block ends; it has answered `path` with 200.

    `log` is the file to which its output goes.
    """
    core, _ = cores()
    began = time.perf_counter()
    with (
        log.open("ab") as output,
        subprocess.Popen(
            ["taskset", "--cpu-list", str(core), *command],
            env=dict(env),
            cwd=cwd,
            stdout=output,
            stderr=output,
        ) as process,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(process, address + path, began)
            yield Running(address, process.pid, time.perf_counter() - began)
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(process: "subprocess.Popen[bytes]", url: str, began: float) -> None:
    while True:
        try:
            with NO_PROXY.open(url, timeout=START_TIMEOUT):
                return
        except urllib.error.HTTPError:
            raise
        except OSError as error:
            if process.poll() is not None or time.perf_counter() - began > START_TIMEOUT:
                raise RuntimeError(f"{process.args!r} does not answer {url}") from error
            time.sleep(0.002)


def resident_kb(pid: int) -> dict[str, int]:
    """Return the resident (rss), proportional (pss) and private memory of a process in kB, from Linux."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8")
    sizes = {line.split(":")[0]: int(line.split()[1]) for line in text.splitlines()[1:]}
    private = sizes["Private_Clean"] + sizes["Private_Dirty"]
    return {"rss": sizes["Rss"], "pss": sizes["Pss"], "private": private}
