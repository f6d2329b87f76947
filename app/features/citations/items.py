"""Which entries a request for citations names."""

from app.catalog.catalog import Catalog
from app.catalog.reference_resolver import closest_matches
from app.features.citations.schemas import GUIDE, MOST_ITEMS
from app.features.name_resolution import InvalidParameter, InvalidQueryError


def resolve_keys(catalog: Catalog, items: tuple[str, ...]) -> tuple[str, ...]:
    """Return the `<kind>/<slug>` of every entry asked for, each once, in the order asked.

    Raises InvalidQueryError with all mistakes.
    """
    given = [word.strip() for item in items for word in item.split(",")]
    words = [catalog.moved.get(word, word) for word in given]
    if len(words) > MOST_ITEMS:
        message = f"{len(words)} items are too many; ask for up to {MOST_ITEMS} at a time, or for `{GUIDE}`"
        raise InvalidQueryError([InvalidParameter("items", ",".join(given), message, [])])
    mistakes = [_mistake(catalog, word) for word in words if word != GUIDE and not catalog.has(word)]
    if mistakes:
        raise InvalidQueryError(mistakes)
    shown = [key for section in catalog.guide for key in section.keys]
    named = [key for word in words for key in (shown if word == GUIDE else [word])]
    return tuple(dict.fromkeys(named))


def _mistake(catalog: Catalog, word: str) -> InvalidParameter:
    kind, _, _ = word.partition("/")
    kinds = [kind] if kind in catalog.kinds else list(catalog.kinds)
    choices = [key for path in kinds for key in catalog.keys(path)]
    if not word:
        return InvalidParameter("items", word, f"an item is empty; write <kind>/<slug>, or `{GUIDE}`", [])
    return InvalidParameter(
        "items", word, "no such entry; write <kind>/<slug>", closest_matches(word, [*choices, GUIDE])
    )
