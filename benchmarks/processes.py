"""Processes that a run starts: pinned to the servers' core, waited for, and ended by their number."""

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

PATIENCE = 240
"""Seconds that a server may take to its first answer."""

NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Running:
    """A server under way: where it answers, which process it is, how long it took to its first 200."""

    address: str
    pid: int
    seconds: float


def free_port() -> int:
    """Return a port of the loopback that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def environment(settings: Mapping[str, object] = {}) -> dict[str, str]:
    """Return the environment of a process: these settings of Gutbone, and byte code that is kept."""
    dropped = ("GUTBONE_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    own = {f"GUTBONE_{name.upper()}": str(value) for name, value in settings.items()}
    return kept | {"PYTHONPATH": str(ROOT)} | own


@contextmanager
def running(
    command: list[str], port: int, path: str, env: Mapping[str, str], cwd: Path = ROOT
) -> Iterator[Running]:
    """Run a server on the servers' core until the block ends; it has answered `path` with 200."""
    core, _ = cores()
    began = time.perf_counter()
    with subprocess.Popen(
        ["taskset", "--cpu-list", str(core), *command],
        env=dict(env),
        cwd=cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
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
            with NO_PROXY.open(url, timeout=PATIENCE):
                return
        except urllib.error.HTTPError:
            raise
        except OSError as error:
            if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                raise RuntimeError(f"{process.args!r} does not answer {url}") from error
            time.sleep(0.002)


def resident_kb(pid: int) -> dict[str, int]:
    """Return the resident, proportional and private memory of a process, in kB (Linux's own count)."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8")
    found = {line.split(":")[0]: int(line.split()[1]) for line in text.splitlines()[1:]}
    private = found["Private_Clean"] + found["Private_Dirty"]
    return {"rss": found["Rss"], "pss": found["Pss"], "private": private}
