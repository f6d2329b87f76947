"""Turns: who waits for one, and who needs none."""

import asyncio

from starlette.types import Message, Receive, Scope, Send

from app.server.middleware.load_shedding import AT_ONCE, InTurn, Turns


async def test_a_client_that_left_before_its_body_was_whole_waits_for_no_turn() -> None:
    turns = Turns(1)
    for _ in range(AT_ONCE):
        await turns.take()
    coming: list[Message] = [
        {"type": "http.request", "body": b"[", "more_body": True},
        {"type": "http.disconnect"},
    ]
    read: list[str] = []

    async def application(_scope: Scope, receive: Receive, _send: Send) -> None:
        read.extend([(await receive())["type"], (await receive())["type"]])

    async def receive() -> Message:
        return coming.pop(0)

    async def send(message: Message) -> None:
        raise AssertionError(message)

    async with asyncio.timeout(5):
        await InTurn(application, turns)(
            {"type": "http", "method": "POST", "path": "/v1/check"}, receive, send
        )
    assert read == ["http.request", "http.disconnect"]
