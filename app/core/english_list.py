"""Lists in English sentences."""

from collections.abc import Sequence


def english_list(words: Sequence[str], conjunction: str = "or", limit: int | None = None) -> str:
    """Return words as an English list, `a, b or c`; with a limit the rest is counted, `a, b and 3 more`."""
    shown = list(words)
    if limit is not None and len(shown) > limit:
        shown = [*shown[:limit], f"{len(shown) - limit} more"]
    return f"{', '.join(shown[:-1])} {conjunction} {shown[-1]}" if len(shown) > 1 else "".join(shown)
