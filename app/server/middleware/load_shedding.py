"""Turns: a few requests are at work at once, some wait for theirs, and more are refused at once.

Answers that are ready take no turn. Nor does a request whose body is still to come, or whose answer is
on its way to a slow reader: a turn is held while there is something to work out, and no longer.
"""

import asyncio
import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.server.http.headers import SAFE_METHODS
from app.server.http.problems import OVERLOADED, RETRY_AFTER, problem_response

MAX_CONCURRENT_REQUESTS = 4
"""Requests at work at once: more in the threads of check would only take the interpreter from each other."""

EXEMPT_PREFIXES = "/health/"
"""Where a request is answered however many wait."""

EVERY = 1.0
"""Seconds between two lines in the log on what was refused: a line for each would be a load of its own."""

log = logging.getLogger(__name__)


class RequestQueue:
    """The queue of one process: how many requests wait, and whether another may."""

    def __init__(self, longest: int) -> None:
        """Let at most this many requests wait."""
        self._longest = longest
        self._free = asyncio.Semaphore(MAX_CONCURRENT_REQUESTS)
        self._waiting = 0
        self._coming = 0
        self._refused = 0

    @property
    def full(self) -> bool:
        """Whether a request that comes now is to be refused."""
        return self._waiting + self._coming >= self._longest

    def expect(self) -> None:
        """Count a request on its way here: it arrives before the loop reads from a connection again."""
        if not self._coming:
            asyncio.get_running_loop().call_soon(self._arrive)
        self._coming += 1

    def refuse(self) -> None:
        """Count a refusal; the first is told at once, how many there were a little later."""
        if not self._refused:
            log.warning("overloaded", extra={"waiting": self._waiting})
            asyncio.get_running_loop().call_later(EVERY, self._report)
        self._refused += 1

    async def take(self) -> None:
        """Wait for a turn; who came first has the first."""
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1

    def give_back(self) -> None:
        """End a turn; who waits goes on when the loop has read from the connections again.

        Else all that wait would work one after the other, and what is ready would wait for them.
        """
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._free.release)
        else:
            self._free.release()

    def _arrive(self) -> None:
        self._coming = 0

    def _report(self) -> None:
        noted = {"requests": self._refused, "waiting": self._waiting}
        log.warning("refused while overloaded", extra=noted)
        self._refused = 0


class LoadSheddingMiddleware:
    """Lets requests work when it is their turn. Whether the process is up is answered out of turn."""

    def __init__(self, app: ASGIApp, turns: RequestQueue) -> None:
        """Wrap an ASGI application."""
        self._app = app
        self._turns = turns

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] != "http" or scope["path"].startswith(EXEMPT_PREFIXES):
            await self._app(scope, receive, send)
        elif self._turns.full:
            self._turns.refuse()
            await problem_response(
                OVERLOADED,
                scope["path"],
                OVERLOADED.remedy,
                request_id=scope["request_id"],
                headers=RETRY_AFTER,
            )(scope, receive, send)
        else:
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        turn = _Turn(self._turns, receive, send)
        try:
            if scope["method"] in SAFE_METHODS:
                await turn.begin()
            await self._app(scope, turn.receive, turn.send)
        finally:
            turn.end()


class _Turn:
    """The turn of a request: it begins when all of the request is there, and ends when its answer begins."""

    def __init__(self, turns: RequestQueue, receive: Receive, send: Send) -> None:
        self._turns = turns
        self._receive = receive
        self._send = send
        self._begun = self._held = False

    async def begin(self) -> None:
        self._begun = True
        await self._turns.take()
        self._held = True

    def end(self) -> None:
        if self._held:
            self._held = False
            self._turns.give_back()

    async def receive(self) -> Message:
        message = await self._receive()
        # A client that has left waits for nothing: its request ends without a turn.
        if message["type"] == "http.request" and not (self._begun or message.get("more_body")):
            await self.begin()
        return message

    async def send(self, message: Message) -> None:
        self.end()
        await self._send(message)
