"""CPU time, memory, descriptors and sockets of a running server."""

import os
from dataclasses import dataclass
from pathlib import Path

from tests.fixtures.cli import Server


@dataclass(frozen=True)
class ProcessStats:
    """CPU time, memory, descriptors and sockets of a process that listens on 127.0.0.1."""

    process: int
    port: int

    @classmethod
    def of_server(cls, server: Server) -> "ProcessStats":
        """Return the statistics of a server."""
        return cls(server.process.pid, int(server.address.rpartition(":")[2]))

    def cpu_seconds(self) -> float:
        """Return its CPU time in seconds."""
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident(self) -> int:
        """Return its resident memory in bytes."""
        status = Path(f"/proc/{self.process}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) * 1024

    def descriptors(self) -> int:
        """Return the number of open file descriptors."""
        return sum(1 for _ in Path(f"/proc/{self.process}/fd").iterdir())

    def clients(self) -> set[int]:
        """Return the client ports of its open connections."""
        return {port for port, inode in self._sockets() if inode != "0"}

    def orphaned_sockets(self) -> set[int]:
        """Return the client ports of sockets that no process owns any more but that have unsent data."""
        return {port for port, inode in self._sockets(states={"01", "04", "05", "08", "09"}) if inode == "0"}

    def _sockets(self, states: set[str] | None = None) -> list[tuple[int, str]]:
        """Return the client's port and the inode of each socket on its port, "0" where no process has it."""
        lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        here = f":{self.port:04X}"
        fields = [line.split() for line in lines if line.split(maxsplit=2)[1].endswith(here)]
        return [
            (int(field[2].rpartition(":")[2], 16), field[9])
            for field in fields
            if field[3] != "0A" and (states is None or field[3] in states)
        ]


def pin_to_cores(server: int) -> None:
    """Pin the server and this process to different cores."""
    first, *others = sorted(os.sched_getaffinity(0))
    if others:
        os.sched_setaffinity(server, {first})
        os.sched_setaffinity(0, others)
