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
"""The environment variable that names the file of recorded attempts."""

HERE = Path(__file__).parent
SEND_EVENTS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
LOOKUP_EVENTS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
NUMERIC_LOOKUP = "socket.getaddrinfo"
"""Resolving a numeric address sends nothing."""


def is_local(host: object) -> bool:
    """Return whether a host is this machine; every name but localhost would be resolved elsewhere."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in {None, "", "localhost"}:
        return True
    number = parse_address(host)
    return number is not None and (number.is_loopback or number.is_unspecified)


def parse_address(host: object) -> Any:
    """Return a host as an IP address, or None if it is a name."""
    try:
        return ip_address(str(host).partition("%")[0])
    except ValueError:
        return None


def audit(event: str, arguments: tuple[Any, ...]) -> None:
    """Record an event that would leave this machine, and raise OSError."""
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
    """Append a line to the record, in any process."""
    record = os.open(os.environ[RECORD], os.O_WRONLY | os.O_APPEND)
    try:
        os.write(record, f"{line}\n".encode())
    finally:
        os.close(record)


def take_recorded() -> list[str]:
    """Return and clear the recorded attempts."""
    record = Path(os.environ[RECORD])
    if not record.stat().st_size:
        return []
    lines = record.read_text("utf-8").splitlines()
    os.truncate(record, 0)
    return lines


def path_for_children(*others: object) -> str:
    """Return the PYTHONPATH that guards a child process, followed by other folders."""
    return os.pathsep.join([str(HERE), *map(str, others)])
