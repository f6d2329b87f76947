"""Flags for a name that a misspelt word may mean, beside all else that was said."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from weakref import proxy

from app.catalog.catalog import Catalog
from app.core.memoize import Memoize
from app.features.check.caution_index import ReachedTraits, WarnedItems, caution_index_of
from app.features.check.caution_matching import is_for_everyone, matching_flags
from app.features.check.request_resolution import ResolvedRequest, resolve_recognitions
from app.features.check.schemas import Flag
from app.features.recognition.near_names import NearName
from app.features.recognition.recogniser import Recogniser

MAX_CACHED_NAMES = 1024


@dataclass(frozen=True, slots=True)
class NearMeaning:
    """What a name of the release stands for: items and the flags on them for everyone, or traits."""

    warned: WarnedItems
    general_flags: tuple[Flag, ...]
    traits: ReachedTraits


class NearFlags:
    """The flags of near names beside the items and traits of one request."""

    def __init__(self, catalog: Catalog, resolved: ResolvedRequest) -> None:
        """Take what was understood of a request."""
        self._index = caution_index_of(catalog)
        self._meaning = near_meanings_of(catalog)
        self._warned = self._index.warned_items(resolved.items)
        self._traits = self._index.reached_traits(resolved.traits)

    def __call__(self, near: NearName) -> tuple[Flag, ...]:
        """Return all flags on an item that may be meant, or the flags for a trait that may be."""
        meaning = self._meaning(near)
        if not meaning.warned:
            flags = matching_flags(self._index, self._warned, meaning.traits)
            return tuple(flag for flag in flags if not is_for_everyone(flag))
        if self._traits.keys().isdisjoint(meaning.warned):
            return meaning.general_flags
        return matching_flags(self._index, meaning.warned, self._traits)


@Memoize
def near_meanings_of(catalog: Catalog) -> Callable[[NearName], NearMeaning]:
    """Return the function that gives what a name of a release stands for.

    It keeps names of the release that were looked up, never what was typed.
    """
    # The function is stored on the release: a strong reference to it would be a cycle.
    release = proxy(catalog)
    index, recogniser = caution_index_of(catalog), Recogniser(release)

    @lru_cache(MAX_CACHED_NAMES)
    def meaning(near: NearName) -> NearMeaning:
        meant = resolve_recognitions(release, [recogniser.meant(near)])
        warned = index.warned_items(meant.items) if meant.items else {}
        general = matching_flags(index, warned, {}) if warned else ()
        return NearMeaning(warned, general, index.reached_traits(meant.traits))

    return meaning
