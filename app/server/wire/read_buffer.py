"""What a connection has read and not yet parsed: it waits while the client lets answers wait."""

from asyncio import Transport

from uvicorn.protocols.http.flow_control import FlowControl

CHUNK_BYTES = 1024
"""Bytes that are parsed at once: each request in them that has to wait costs ten times its own bytes."""


class ReadBuffer(FlowControl):
    """Flow control that does not let reading go on before all that was read is parsed."""

    def __init__(self, transport: Transport) -> None:
        """Hold nothing yet."""
        super().__init__(transport)
        self.unparsed = bytearray()

    def take(self) -> bytes:
        """Return the next bytes to parse; they are held no longer."""
        portion = bytes(self.unparsed[:CHUNK_BYTES])
        del self.unparsed[:CHUNK_BYTES]
        return portion

    def resume_reading(self) -> None:
        """Read on, if nothing waits."""
        if not self.unparsed:
            super().resume_reading()
