"""A TCP proxy that refuses, resets, drops or delays traffic on demand."""

import asyncio
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum

from tests.fixtures.postgres import free_port

ABORT = struct.pack("ii", 1, 0)


class Fault(Enum):
    """What the proxy does with connections."""

    NONE = "none"
    REFUSED = "refused"
    RESET = "reset mid-query"
    BLACK_HOLE = "black hole"
    LATENCY = "5 s latency"


class Proxy:
    """Passes connections on to a port; set `fault` from any thread."""

    def __init__(self, target: int) -> None:
        self.port = free_port()
        self._target = target
        self._fault = Fault.NONE
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._open = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.fault = Fault.NONE

    @property
    def fault(self) -> Fault:
        return self._fault

    @fault.setter
    def fault(self, fault: Fault) -> None:
        asyncio.run_coroutine_threadsafe(self._change(fault), self._loop).result(timeout=60)

    def end(self) -> None:
        self.fault = Fault.REFUSED
        asyncio.run_coroutine_threadsafe(self._finish(), self._loop).result(timeout=60)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=60)
        self._loop.close()

    async def _finish(self) -> None:
        """Let each connection notice that it was aborted: a loop that closes before leaves streams behind."""
        self._open.set()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        if tasks:
            await asyncio.wait(tasks, timeout=10)

    async def _change(self, fault: Fault) -> None:
        self._fault = fault
        (self._open.clear if fault is Fault.BLACK_HOLE else self._open.set)()
        if fault in {Fault.REFUSED, Fault.RESET}:
            self._abort()
        if fault is Fault.REFUSED and self._server:
            self._server.close()
            self._server = None
        if fault is not Fault.REFUSED and self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    def _abort(self) -> None:
        for writer in self._writers:
            inner: socket.socket = writer.get_extra_info("socket")
            with suppress(OSError):
                inner.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
            writer.transport.abort()
        self._writers.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
            self._writers |= {writer, far_writer}
            await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(1 << 16):
                if self._fault is Fault.LATENCY:
                    await asyncio.sleep(5)
                await self._open.wait()
                if self._fault is Fault.RESET:
                    self._abort()
                sink.write(data)
                await sink.drain()
        sink.close()


@contextmanager
def running_proxy(target: int) -> Iterator[Proxy]:
    """Run a proxy in front of a port until the block ends."""
    proxy = Proxy(target)
    try:
        yield proxy
    finally:
        proxy.end()
