"""Flags for a name that a misspelt word may mean, beside all else that was said."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
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
    """What a name of the release stands for: items and the flags on them for everyone, and traits."""

    warned: WarnedItems
    general_flags: tuple[Flag, ...]
    traits: ReachedTraits


class NearFlags:
    """The flags of near names, each beside all that was said and all the other near names of a request."""

    def __init__(self, catalog: Catalog, resolved: ResolvedRequest) -> None:
        """Take what was understood of a request, and what its misspelt words may mean."""
        self._index = caution_index_of(catalog)
        self._meaning = near_meanings_of(catalog)
        self._near = list(dict.fromkeys(one.near for one in resolved.recognitions if one.near))
        self._resolved = resolved
        self._whole = _with_near_names(catalog, resolved, self._near)
        self._traits = self._index.reached_traits(self._whole.traits)
        self._items_of = self._by_slug(lambda meaning: meaning.warned)
        self._traits_of = self._by_slug(lambda meaning: meaning.traits)

    @cached_property
    def _said(self) -> WarnedItems:
        """The cautions on the items that were understood; made once it is needed, as the next."""
        return self._index.warned_items(self._resolved.items)

    @cached_property
    def _warned(self) -> WarnedItems:
        """The cautions on the items that were understood or may be meant."""
        return self._index.warned_items(self._whole.items)

    def __call__(self, near: NearName) -> tuple[Flag, ...]:
        """Return the flags on an item that may be meant; for a trait, those with the items understood.

        What holds only if an item and a trait are both meant stands with the item.
        """
        meaning = self._meaning(near)
        if not meaning.warned:
            flags = matching_flags(self._index, self._said, meaning.traits)
            return tuple(flag for flag in flags if not is_for_everyone(flag))
        if meaning.traits:
            slugs = meaning.warned.keys() | meaning.traits.keys()
            flags = matching_flags(self._index, self._warned, self._traits)
            return tuple(flag for flag in flags if flag.slug in slugs)
        if self._traits.keys().isdisjoint(meaning.warned):
            return meaning.general_flags
        return matching_flags(self._index, meaning.warned, self._traits)

    def together_with(self, near: NearName) -> tuple[str, ...]:
        """Return the other near names that share a caution with this one."""
        own = self._meaning(near)
        others = [self._traits_of.get(slug, ()) for slug in own.warned]
        others += [self._items_of.get(slug, ()) for slug in own.traits]
        return tuple(sorted({one.name for names in others for one in names if one != near}))

    def _by_slug(self, slugs_of: Callable[[NearMeaning], Iterable[str]]) -> Mapping[str, list[NearName]]:
        """Return the near names by the cautions that they are warned of, or that reach them."""
        found: dict[str, list[NearName]] = {}
        for one in self._near:
            for slug in slugs_of(self._meaning(one)):
                found.setdefault(slug, []).append(one)
        return found


def _with_near_names(
    catalog: Catalog, resolved: ResolvedRequest, near: Iterable[NearName]
) -> ResolvedRequest:
    """Return a request in which all near names are meant, none for certain."""
    recogniser = Recogniser(catalog)
    meant = [recogniser.meant(one) for one in near]
    perhaps = [
        replace(one, follows=tuple(replace(follow, certain=False) for follow in one.follows)) for one in meant
    ]
    items = (f"{item.kind}/{item.slug}" for item in resolved.items)
    return resolve_recognitions(catalog, [*resolved.recognitions, *perhaps], items)


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
