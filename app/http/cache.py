"""The response cache, in front of the framework: ready bytes, strong ETags, 304, compression."""

from http import HTTPStatus

from starlette.datastructures import Headers as HeaderMap
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.encodings import IDENTITY, chosen
from app.http.store import Answer, Headers, Store, key_of

SMALLEST_COMPRESSED = 256
"""Bytes: below this, compression costs more than it saves."""

OWN_HEADERS = {b"content-length", b"etag", b"vary", b"content-encoding"}


class ResponseCache:
    """Answers GET from the store; what it does not hold the application answers, once a release."""

    def __init__(self, app: ASGIApp, store: Store) -> None:
        """Stand in front of an application."""
        self._app = app
        self._store = store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; what cannot be kept passes through unchanged."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        key = key_of(scope["path"], scope["query_string"])
        answer = self._store.get(key)
        if answer is None:
            recorder = _Recorder(send)
            await self._app({**scope, "method": "GET"}, receive, recorder.send)
            answer = recorder.answer()
            if answer is None:
                return
            self._store.put(key, answer)
        await _send(answer, HeaderMap(scope=scope), send)


class _Recorder:
    """Holds back an answer that may be kept; any other goes out as it comes."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._headers: Headers | None = None
        self._body: list[bytes] = []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _may_be_kept(message):
            self._headers = list(message["headers"])
        elif self._headers is None:
            await self._send(message)
        else:
            self._body.append(message.get("body", b""))

    def answer(self) -> Answer | None:
        if self._headers is None:
            return None
        headers = [(name, value) for name, value in self._headers if name.lower() not in OWN_HEADERS]
        return Answer(headers, b"".join(self._body))


def _may_be_kept(start: Message) -> bool:
    if start["status"] != HTTPStatus.OK:
        return False
    headers = HeaderMap(raw=start["headers"])
    return "public" in headers.get("cache-control", "") and "content-encoding" not in headers


async def _send(answer: Answer, asked: HeaderMap, send: Send) -> None:
    encoding = chosen(asked.get("accept-encoding", ""))
    if len(answer.body) < SMALLEST_COMPRESSED:
        encoding = IDENTITY
    body, tag = answer.form(encoding)
    headers = [*answer.headers, (b"etag", tag.encode()), (b"vary", b"Accept-Encoding")]
    if matches(asked.get("if-none-match", ""), tag):
        await send({"type": "http.response.start", "status": HTTPStatus.NOT_MODIFIED, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    if encoding != IDENTITY:
        headers.append((b"content-encoding", encoding.encode()))
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def matches(if_none_match: str, tag: str) -> bool:
    """Return whether `If-None-Match` names this ETag; weak comparison, as RFC 9110 asks for it."""
    if not if_none_match:
        return False
    named = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
    return "*" in named or tag in named
