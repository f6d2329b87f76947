"""Requests heard before: the same bytes ask the same, so they are parsed once."""

from typing import NamedTuple

MOST = 4096
"""Requests that are remembered."""

LONGEST = 1024
"""Bytes of the longest of them."""


class Question(NamedTuple):
    """What a plain request for a page asks for; it holds whichever release is served."""

    method: str
    target: bytes
    encoding: str
    if_none_match: str
    private: bool


class Questions:
    """What whole requests ask for, by their bytes."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._held: dict[bytes, Question] = {}
        self.get = self._held.get

    def put(self, request: bytes, question: Question) -> None:
        """Remember a request, unless it is long or says who asks."""
        if len(request) > LONGEST or question.private:
            return
        if len(self._held) == MOST:
            self._held.clear()
        self._held[request] = question
