"""Requests of the load tests, as bytes."""

import json
from collections.abc import Iterator

WORDS = tuple(
    word
    for line in (
        "calcium kefir yogurt bone density vitamin magnesium gut fibre protein milk cheese tempeh natto soy",
        "barley oats prune fig almond kale cabbage sauerkraut kimchi miso lentil bean garlic onion leek",
        "potassium phosphorus boron zinc butyrate inulin lactose warfarin fracture hip spine estrogen",
    )
    for word in line.split()
)
LEAST, MOST = 20, 40
"""Hits on a page: as many as where nothing is said of it, or more."""
STRIDE = 777_767_777
"""A prime: steps of it reach every place once, in no order that one would see."""
HOST = b"Host: gutbone.test\r\n"


def get(target: str, *fields: str) -> bytes:
    """Return a request for a page, with the header fields of an ordinary client."""
    own = "".join(f"{field}\r\n" for field in ("Accept-Encoding: gzip", *fields))
    return f"GET {target} HTTP/1.1\r\n".encode() + HOST + own.encode() + b"\r\n"


def post(target: str, body: object) -> bytes:
    """Return a request with a JSON body."""
    sent = json.dumps(body).encode()
    head = b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(sent)
    return f"POST {target} HTTP/1.1\r\n".encode() + HOST + head + sent


def searches() -> Iterator[bytes]:
    """Return searches of which no two are the same, so that no answer is ready."""
    limits = MOST - LEAST
    every = len(WORDS) ** 3 * limits
    for step in range(every):
        rest, limit = divmod(step * STRIDE % every, limits)
        places = (rest, rest // len(WORDS), rest // len(WORDS) ** 2)
        text = "+".join(WORDS[place % len(WORDS)] for place in places)
        yield get(f"/v1/search?q={text}&limit={LEAST + limit}")
