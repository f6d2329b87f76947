"""Conditional requests (RFC 9110, 13): whether a precondition names an entity tag, and which one."""

from collections.abc import Collection

ANY = b"*"


def named_etag(if_none_match: bytes, etags: Collection[bytes], current: bytes) -> bytes | None:
    """Return the entity tag of the client's copy if `If-None-Match` names one of a resource, else None.

    The comparison is weak. A 304 has to repeat the tag of the copy it is about: a cache updates no other one
    (RFC 9111, 4.3.4). `current` is the tag that a 200 would have.
    """
    if if_none_match == current:
        return current
    named = [tag.removeprefix(b"W/") for tag in _tags(if_none_match)]
    if ANY in named or current in named:
        return current
    return next((tag for tag in named if tag in etags), None)


def is_match(if_match: bytes, etags: Collection[bytes]) -> bool:
    """Return whether `If-Match` admits the entity tags, by strong comparison."""
    return any(tag == ANY or tag in etags for tag in _tags(if_match))


def _tags(field: bytes) -> list[bytes]:
    return [tag.strip() for tag in field.split(b",")]
