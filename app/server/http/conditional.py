"""Conditional requests (RFC 9110, 13): the one place that decides whether a response is 304 Not Modified."""


def not_modified(if_none_match: bytes, etag: bytes) -> bool:
    """Return whether `If-None-Match` names the entity tag, by weak comparison; an empty field names none."""
    if not if_none_match:
        return False
    if if_none_match == etag:
        return True
    named = {tag.strip().removeprefix(b"W/") for tag in if_none_match.split(b",")}
    return b"*" in named or etag in named
