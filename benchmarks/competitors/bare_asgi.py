"""A bare ASGI callable: the answers of the run, body and header fields, straight to the same server.

The folder that holds them is named by BENCHMARK_RESPONSES: `answers.json` maps a path to its header
fields and to the file of its body. Nothing is faster on this server without leaving ASGI.
"""

import json
import os
from pathlib import Path

from starlette.types import Receive, Scope, Send


def recorded(folder: Path) -> dict[str, tuple[list[tuple[bytes, bytes]], bytes]]:
    """Return the header fields and the body of each answer, by path."""
    answers = json.loads((folder / "answers.json").read_text("utf-8"))
    return {
        path: (
            [(name.encode(), value.encode()) for name, value in answer["headers"]],
            (folder / answer["body"]).read_bytes(),
        )
        for path, answer in answers.items()
    }


ANSWERS = recorded(Path(os.environ["BENCHMARK_RESPONSES"]))


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a path that was recorded; the lifespan is only acknowledged."""
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    headers, body = ANSWERS[scope["path"]]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
