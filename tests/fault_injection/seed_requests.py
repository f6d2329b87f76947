"""Seed requests for the mutations: every kind, well-formed and unusual."""

HOST = b"Host: gutbone.test\r\n"
CHECK = b'{"items": ["milk", "dew-tea"], "medicines": ["warfarin"], "life_stage": null}'


def get(target: bytes, *fields: bytes, method: bytes = b"GET", version: bytes = b"HTTP/1.1") -> bytes:
    """Return a request without a body."""
    lines = b"".join(field + b"\r\n" for field in fields)
    return b"%b %b %b\r\n%b%b\r\n" % (method, target, version, HOST, lines)


def post(body: bytes, *fields: bytes, length: bytes | None = None) -> bytes:
    """Return a check with a body of this length, or of one that it only claims."""
    length_field = b"Content-Length: %b" % (length or b"%d" % len(body))
    return get(b"/v1/check", b"Content-Type: application/json", length_field, *fields, method=b"POST") + body


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    """Return a check whose body comes in chunks."""
    head = get(b"/v1/check", b"Content-Type: application/json", b"Transfer-Encoding: chunked", method=b"POST")
    return head + b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + end


READING = (
    get(b"/v1/food-sources"),
    get(b"/v1/food-sources?limit=1&diet=vegan"),
    get(b"/v1/food-sources/dew-tea", b"Accept-Encoding: br, gzip;q=0.5, *;q=0"),
    get(b"/v1/terms/regolith", b"Accept: application/json", b"User-Agent: seed/1.0"),
    get(b"/v1/search?q=milk%20and%20bone", b"Accept: */*"),
    get(b"/v1/graph.dot"),
    get(b"/v1/plan?days=2"),
    get(b"/v1/facets", method=b"HEAD"),
    get(b"/v1/claims", b"Connection: close"),
    get(b"/v1/claims", b"If-None-Match: *"),
    get(b"/v1/claims", b'If-None-Match: "one", W/"two", "three"', b"If-Modified-Since: yesterday"),
    get(b"/v1/bundle", b"Range: bytes=0-99", b'If-Range: "one"'),
    get(
        b"/v1/guide", b"Range: bytes=0-0,-1,99999999999999999999-", b"Cookie: a=b", b"Authorization: Basic x"
    ),
    get(b"/", b"Accept: text/html"),
    get(b"/food-sources/dew-tea", b"Accept: text/html"),
    get(b"/docs"),
    get(b"/health/ready"),
    get(b"/nope/%00%ff/../..%2f?a=%zz&&=&b#c"),
    get(b"/v1/facets") * 6,
    get(b"/v1/facets", method=b"HEAD") + get(b"/v1/guide") + get(b"/v1/nope"),
)
WRITING = (
    post(CHECK),
    post(CHECK, b"Expect: 100-continue"),
    post(b"[" * 40 + b"]" * 40),
    post(b'{"items": ["' + b"x" * 300 + b'"]}'),
    post(CHECK) + get(b"/v1/facets") + post(b"{}"),
    post(CHECK, length=b"5"),
    post(CHECK, b"Transfer-Encoding: chunked"),
    post(CHECK, b"Content-Length: 3"),
    post(b"{}", length=b"99999999999999999999999"),
    post(b"{}", length=b"-1"),
    post(b"{}", length=b"0x2"),
    chunked(CHECK),
    chunked(CHECK[:9], CHECK[9:]),
    chunked(CHECK, end=b"0;a=b\r\nTrailer: yes\r\n\r\n"),
    chunked(CHECK[:5], CHECK[5:]) + get(b"/v1/facets"),
    chunked(end=b"ffffffffffffffffffff\r\n{}"),
)
ODD = (
    get(b"*", method=b"OPTIONS"),
    get(
        b"/v1/check",
        b"Origin: https://example.org",
        b"Access-Control-Request-Method: POST",
        b"Access-Control-Request-Headers: content-type",
        method=b"OPTIONS",
    ),
    get(b"gutbone.test:443", method=b"CONNECT") + b"tunnelled",
    get(b"/v1/facets", method=b"TRACE"),
    get(b"/v1/facets", b"Content-Length: 2", method=b"DELETE") + b"{}",
    get(b"/v1/facets", method=b"BREW"),
    get(b"http://gutbone.test/v1/facets"),
    get(b"https://user@other.test:99999/v1/facets?limit=1"),
    get(b"//v1//facets"),
    get(b"/v1/facets", version=b"HTTP/1.0"),
    get(b"/v1/facets", b"Connection: keep-alive", version=b"HTTP/1.0"),
    get(b"/v1/facets", version=b"HTTP/9.9"),
    get(b"/v1/facets", b"Upgrade: websocket", b"Connection: Upgrade", b"Sec-WebSocket-Version: 13"),
    get(b"/v1/facets", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABkAAQAAP__", b"Connection: Upgrade"),
    get(b"/" + b"a" * 9000),
    get(b"/v1/facets", *[b"X-Field: y"] * 120),
    get(b"/v1/facets", b"X-Long: " + b"y" * 33_000),
    get(b"/v1/facets", b"X-Folded: one\r\n two", b"X-Empty:", b" X-Space : z"),
    get(b"/v1/facets", b"Host: other.test"),
    b"GET /v1/facets HTTP/1.1\r\n\r\n",
    b"GET /v1/facets\r\n\r\n",
    b"\r\n\r\n" + get(b"/v1/facets"),
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x80\0\x04\0\x01\0\0",
    b"\x16\x03\x01\0\xa5\x01\0\0\xa1\x03\x03" + bytes(range(160)),
    b"\0" * 64,
    b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + get(b"/v1/facets"),
    b"",
)
SEEDS = READING + WRITING + ODD
TOKENS = (
    b"\r\n",
    b"\n",
    b"\r",
    b"\0",
    b" ",
    b"\t",
    b":",
    b"\xff\xfe",
    b"\xc5\xbf",
    b"%",
    b"%00",
    b"%u0041",
    b"../",
    b"?",
    b"#",
    b"&limit=99999999999999999999",
    b"HTTP/1.1",
    b"HTTP/1.0",
    b"GET ",
    b"HEAD ",
    b"Host: a\r\n",
    b"Content-Length: 0\r\n",
    b"Content-Length: 18446744073709551616\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: gzip, chunked\r\n",
    b"Transfer-Encoding:\x0bchunked\r\n",
    b"Connection: close\r\n",
    b"Expect: 100-continue\r\n",
    b"0\r\n\r\n",
    b"ffffffff\r\n",
    b"{}",
    b'"\\ud800"',
    b"1e999",
    b"-0",
    b"NaN",
)
"""Bytes that mean something to one parser or another."""
