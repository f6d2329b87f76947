"""CPU time, memory, descriptors and sockets of a running server."""

import os
from dataclasses import dataclass
from pathlib import Path

from tests.fixtures.cli import Server


@dataclass(frozen=True)
class ProcessStats:
    """Looks at one process that listens on 127.0.0.1."""

    process: int
    port: int

    @classmethod
    def of_server(cls, server: Server) -> "ProcessStats":
        """Look at a server."""
        return cls(server.process.pid, int(server.address.rpartition(":")[2]))

    def cpu_seconds(self) -> float:
        """Return the seconds that it has had on a core."""
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident(self) -> int:
        """Return its resident memory in bytes."""
        status = Path(f"/proc/{self.process}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) * 1024

    def descriptors(self) -> int:
        """Return how many descriptors are open."""
        return sum(1 for _ in Path(f"/proc/{self.process}/fd").iterdir())

    def clients(self) -> set[int]:
        """Return the ports of the clients whose connections it has not closed."""
        return {port for port, inode in self._sockets() if inode != "0"}

    def orphaned_sockets(self) -> set[int]:
        """Return the ports of the clients to whom the system still has to send what it left behind."""
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
    """Keep this process off the core of a server, so that neither takes the other's time."""
    first, *others = sorted(os.sched_getaffinity(0))
    if others:
        os.sched_setaffinity(server, {first})
        os.sched_setaffinity(0, others)
