"""Strings that break search engines: operators, control characters, surrogates, deep nesting."""

import random
from collections.abc import Iterator
from urllib.parse import quote, quote_from_bytes

LONGEST = 200
"""Characters that a query may have."""

PIECES = (
    *(
        '"',
        "'",
        "*",
        "-gut",
        "+bone",
        "NEAR(",
        "NEAR/3",
        " AND ",
        " OR NOT ",
        "name:",
        "^3",
        "~2",
        "[a TO z]",
    ),
    *(
        "(",
        ")",
        "{",
        "}",
        "\\",
        "\\\\",
        "/.*/",
        "?",
        "%",
        "%00",
        "_",
        ";--",
        "' OR 1=1",
        "<b>",
        "&amp;",
        "${x}",
    ),
    *("\0", "\x1b", "\x7f", "\t", "\n", "\r\n", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\ufffd"),
    *("\u0301" * 30, "e\u0301\u0323", "\u0e33\u0e33", "\U0001f9c0", "\U0001f468\u200d\U0001f33e", "\ufdfa"),
    *("\u0130", "\u1e9e", "\ufb03", "\u212b", "\u00df", "\u0440\u0430\u043a", "\u9aa8", "\uac00", "\u0649"),
    *(
        "kefir",
        "calcium absorbtion",
        "b12",
        "a" * 60,
        "ab" * 40,
        "aaaaaaaaa",
        "1e999",
        "0x1f",
        "NULL",
        "None",
    ),
    *(" ", "  ", "\u00a0", "\u2003", "'s", "\u2019s", "o'", "--", "...", "\u00ad", "\u0345", "\u1100\u1161"),
)


def hostile(count: int, seed: int) -> Iterator[str]:
    """Yield as many strings, each a few pieces or characters of any kind put together."""
    draw = random.Random(seed)
    for _ in range(count):
        pieces = draw.choices(PIECES, k=draw.randint(1, 9))
        if draw.random() < 0.3:
            pieces += [chr(draw.randrange(0x11_0000)) for _ in range(draw.randint(1, 20))]
        draw.shuffle(pieces)
        text = "".join(pieces).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        yield text[:LONGEST]


def percent_encoded(texts: Iterator[str], seed: int) -> Iterator[str]:
    """Yield strings as they stand in an address, now and then with bytes that are no text at all."""
    draw = random.Random(seed)
    for text in texts:
        if draw.random() < 0.2:
            yield quote_from_bytes(
                draw.choice((b"\xed\xa0\x80", b"\xff\xfe", b"\xc0\xaf", b"\x80")) + b"kefir"
            )
        else:
            yield quote(text, safe="")
