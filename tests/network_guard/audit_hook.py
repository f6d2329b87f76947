"""Block and record outbound connections, in the tests and in every Python process they start.

Python reports a connection before it is made. What native code does it does not report; for that
tests/fault_injection/test_network_isolation.py counts what the system had no route for.
"""

import errno
import os
import socket
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import Any

RECORD = "OUTBOUND_RECORD"
"""The environment variable that names the file in which attempts are told."""

HERE = Path(__file__).parent
SEND_EVENTS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
LOOKUP_EVENTS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
NUMERIC_LOOKUP = "socket.getaddrinfo"
"""Who asks for the address of a number asks nobody."""


def is_local(host: object) -> bool:
    """Return whether a host, as sockets take it, is this machine; names but one are asked of others."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in {None, "", "localhost"}:
        return True
    number = parse_address(host)
    return number is not None and (number.is_loopback or number.is_unspecified)


def parse_address(host: object) -> Any:
    """Return a host as a number of the internet, or None where it is a name."""
    try:
        return ip_address(str(host).partition("%")[0])
    except ValueError:
        return None


def audit(event: str, arguments: tuple[Any, ...]) -> None:
    """Raise OSError, and tell, where an event would leave this machine."""
    if event in SEND_EVENTS:
        address = arguments[1]
        # Other families, such as a path in the file system, stay here.
        if not isinstance(address, tuple) or arguments[0].family not in {socket.AF_INET, socket.AF_INET6}:
            return
        host = address[0]
    elif event in LOOKUP_EVENTS:
        host = arguments[0]
        if event == NUMERIC_LOOKUP and parse_address(host) is not None:
            return
    else:
        return
    if not is_local(host):
        record_attempt(f"{event} {host} by {' '.join(sys.argv)[:200]}")
        raise OSError(errno.ENETUNREACH, "the tests let nothing out of this machine")


def record_attempt(line: str) -> None:
    """Write a line into the record, whichever process this is."""
    record = os.open(os.environ[RECORD], os.O_WRONLY | os.O_APPEND)
    try:
        os.write(record, f"{line}\n".encode())
    finally:
        os.close(record)


def take_recorded() -> list[str]:
    """Return the attempts since the last time, and forget them."""
    record = Path(os.environ[RECORD])
    if not record.stat().st_size:
        return []
    lines = record.read_text("utf-8").splitlines()
    os.truncate(record, 0)
    return lines


def path_for_children(*others: object) -> str:
    """Return the PYTHONPATH of a process that is to be watched too, with other folders behind."""
    return os.pathsep.join([str(HERE), *map(str, others)])
