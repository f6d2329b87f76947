"""A loopback proxy that injects network faults into responses."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PIECE = 65536


@dataclass
class FaultyProxy:
    """Its address, its target, and the faults of the next responses, one per connection.

    `cut` ends the connection after so many bytes of the answer; `flip` turns the bit of that number; `lie`
    sends the lie of that number instead of the answer.
    """

    address: str
    target: str = ""
    faults: list[tuple[str, int]] = field(default_factory=list)
    lies: list[bytes] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    requests: list[bytes] = field(default_factory=list)

    def relay(self, downstream: socket.socket) -> None:
        """Hand on one connection in both directions, until either side ends it."""
        fault, place = self.faults.pop(0) if self.faults else ("", 0)
        address = urlsplit(self.target)
        with closing(downstream), suppress(OSError):
            if fault == "lie":
                downstream.recv(PIECE)
                downstream.sendall(self.lies[place])
                downstream.shutdown(socket.SHUT_RDWR)
                return
            upstream = socket.create_connection((address.hostname, address.port), timeout=60)
            with closing(upstream):
                upward = threading.Thread(target=self._up, args=(downstream, upstream), daemon=True)
                upward.start()
                self._down(upstream, downstream, fault, place)
                downstream.shutdown(socket.SHUT_RDWR)

    def _up(self, downstream: socket.socket, upstream: socket.socket) -> None:
        with suppress(OSError):
            while data := downstream.recv(PIECE):
                self.requests.append(data)
                upstream.sendall(data)
            upstream.shutdown(socket.SHUT_RDWR)

    def _down(self, upstream: socket.socket, downstream: socket.socket, fault: str, place: int) -> None:
        done = 0
        while data := bytearray(upstream.recv(PIECE)):
            if fault == "cut" and done + len(data) >= place:
                downstream.sendall(data[: place - done])
                return
            if fault == "flip" and done <= place // 8 < done + len(data):
                data[place // 8 - done] ^= 1 << place % 8
            done += len(data)
            self.sizes.append(done)
            downstream.sendall(data)


@contextmanager
def running_proxy() -> Iterator[FaultyProxy]:
    """Run a proxy until the block ends; its target may be set at any time."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = FaultyProxy(f"http://127.0.0.1:{listener.getsockname()[1]}")
        threading.Thread(target=_accept, args=(listener, proxy), daemon=True).start()
        try:
            yield proxy
        finally:
            listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, proxy: FaultyProxy) -> None:
    with suppress(OSError):
        while True:
            downstream, _ = listener.accept()
            threading.Thread(target=proxy.relay, args=(downstream,), daemon=True).start()
