"""Kinds of address: what a path is counted as, so that no path of a client's choice becomes a label."""

from collections.abc import Iterable

from app.server.metrics.shared_counters import ADDRESSES

OTHER, REFUSED = "other", "refused"
"""A path that no route has, and a request that was refused before it had one."""


class Addresses:
    """The templates of all routes, and by them the kind of each path."""

    def __init__(self, templates: Iterable[str]) -> None:
        """Take templates such as `/v1/terms/{slug}`."""
        plainest_first = sorted(set(templates), key=lambda template: (template.count("{"), template))
        self.names = (OTHER, REFUSED, *plainest_first)[:ADDRESSES]
        self._shapes: dict[int, list[tuple[int, list[str]]]] = {}
        for place, name in enumerate(self.names):
            parts = name.split("/")
            self._shapes.setdefault(len(parts), []).append((place, parts))

    def place(self, path: str) -> int:
        """Return the place in `names` of a path; it may be anything a client has sent."""
        if not path:
            return self.names.index(REFUSED)
        asked = path.split("/")
        for place, parts in self._shapes.get(len(asked), ()):
            if all(part == own or part.startswith("{") for part, own in zip(parts, asked, strict=True)):
                return place
        return self.names.index(OTHER)
