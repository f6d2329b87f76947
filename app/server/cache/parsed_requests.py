"""Requests heard before: the same bytes ask the same, so they are parsed once."""

from typing import NamedTuple

MAX_BYTES = 4 * 1024 * 1024
"""Bytes that all that is remembered may count for."""

OVERHEAD = 1024
"""Bytes that a request counts for beside its own, which are held twice: as they came, and as read."""

MAX_REQUEST_BYTES = 1024
"""Bytes of the longest of them."""


class ParsedRequest(NamedTuple):
    """What a plain request for a page asks for; it holds whichever release is served."""

    method: str
    target: bytes
    encoding: str
    if_none_match: bytes
    private: bool


class ParsedRequestCache:
    """What whole requests ask for, by their bytes."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._held: dict[bytes, ParsedRequest] = {}
        self.size = 0
        self.get = self._held.get

    def put(self, request: bytes, question: ParsedRequest) -> None:
        """Remember a request, unless it is long or says who asks."""
        if len(request) > MAX_REQUEST_BYTES or question.private:
            return
        if request in self._held:
            return
        charge = 2 * len(request) + OVERHEAD
        if self.size + charge > MAX_BYTES:
            self._held.clear()
            self.size = 0
        self._held[request] = question
        self.size += charge
