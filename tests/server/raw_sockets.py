"""Raw TCP connections to a server."""

import socket

from tests.fixtures.cli import Server


def connect(server: Server, patience: float) -> socket.socket:
    """Return a connection on which nothing waits to be sent, and no answer longer than this many seconds."""
    host, port = server.address.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=patience)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def read_until_closed(connection: socket.socket) -> bytes:
    """Return everything until the server hangs up; fail if it does not."""
    found = bytearray()
    while part := connection.recv(1 << 16):
        found += part
    return bytes(found)
