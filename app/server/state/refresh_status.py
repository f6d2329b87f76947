"""The result of the last check for another release."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RefreshStatus:
    """Whether the database is reachable, and what keeps its release from being served.

    `problem` is public; `reason`, the driver's own message, is for the log.
    """

    reachable: bool = True
    problem: str | None = None
    reason: str | None = None
