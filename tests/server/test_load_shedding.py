"""Load shedding: which requests wait in the queue, and which are exempt."""

import asyncio

from starlette.types import Message, Receive, Scope, Send

from app.server.middleware.load_shedding import MAX_CONCURRENT_REQUESTS, LoadSheddingMiddleware, RequestQueue


async def test_client_disconnected_before_its_body_ended_skips_the_queue() -> None:
    queue = RequestQueue(1)
    for _ in range(MAX_CONCURRENT_REQUESTS):
        await queue.acquire()
    messages: list[Message] = [
        {"type": "http.request", "body": b"[", "more_body": True},
        {"type": "http.disconnect"},
    ]
    received: list[str] = []

    async def application(_scope: Scope, receive: Receive, _send: Send) -> None:
        received.extend([(await receive())["type"], (await receive())["type"]])

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        raise AssertionError(message)

    async with asyncio.timeout(5):
        await LoadSheddingMiddleware(application, queue)(
            {"type": "http", "method": "POST", "path": "/v1/check"}, receive, send
        )
    assert received == ["http.request", "http.disconnect"]
