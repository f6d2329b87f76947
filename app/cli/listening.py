"""The listening sockets of the commands that serve."""

import socket

from app.cli.bootstrap import fail


def listen(prefix: str, host: str, port: int) -> socket.socket:
    """Return a socket that listens where the settings `<prefix>HOST` and `<prefix>PORT` say."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server(address[:2], family=family, backlog=2048)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        fail(f"Cannot listen on GUTBONE_{prefix}HOST {host}, GUTBONE_{prefix}PORT {port}: {reason}")
    # Workers share this mode: changed while one starts, another could block in accept.
    listener.settimeout(0)
    return listener


def address_of(listener: socket.socket) -> str:
    """Return the URL of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if listener.family == socket.AF_INET6 else f"http://{host}:{port}"
