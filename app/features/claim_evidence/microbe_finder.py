"""Which microbes a study names, by any of their names."""

import re
from collections.abc import Iterable

from app.catalog.catalog import Catalog
from app.core.memoize import Memoize
from app.kinds.microbes.schemas import Microbe
from app.vocabulary.food import Rank

BETWEEN_WORDS = re.compile(r"[\W_]+")
IN_BRACKETS = re.compile(r"[()]")


class MicrobeFinder:
    """Finds the microbes of a release in texts."""

    def __init__(self, microbes: Iterable[Microbe]) -> None:
        """Take all microbes."""
        self.microbes = {microbe.slug: microbe for microbe in microbes}
        self._names = {slug: _names(microbe) for slug, microbe in self.microbes.items()}
        self._codes = {slug: _codes(microbe) for slug, microbe in self.microbes.items()}

    def above(self, slug: str) -> frozenset[str]:
        """Return the slugs of all larger groups that a microbe belongs to."""
        direct = frozenset(group.slug for group in self.microbes[slug].belongs_to)
        return direct.union(*(self.above(group) for group in direct))

    def named_in(self, text: str) -> tuple[str, ...]:
        """Return the slugs of the microbes that a text names, each at the lowest rank it names.

        A strain is named by any of its names, or by its code in a text that names a group
        it belongs to: `Lacticaseibacillus rhamnosus MP108, F-1 and BV77` names three.
        """
        words = as_words(text)
        by_name = {slug for slug, names in self._names.items() if any(name in words for name in names)}
        by_code = {
            slug
            for slug, codes in self._codes.items()
            if any(code in words for code in codes) and self.above(slug) & by_name
        }
        found = by_name | by_code
        larger = {group for slug in found for group in self.above(slug)}
        return tuple(slug for slug in self.microbes if slug in found - larger)

    def is_strain(self, slug: str) -> bool:
        """Return whether a microbe is a strain."""
        return self.microbes[slug].rank is Rank.STRAIN


@Memoize
def finder_of(catalog: Catalog) -> MicrobeFinder:
    """Return the finder for the microbes of a release."""
    return MicrobeFinder(entry for entry in catalog.kinds["microbes"] if isinstance(entry, Microbe))


def as_words(text: str) -> str:
    """Return text in lower case, its words and codes apart, so that whole words can be looked for."""
    return f" {BETWEEN_WORDS.sub(' ', text.lower()).strip()} "


def _names(microbe: Microbe) -> tuple[str, ...]:
    names = (microbe.name, microbe.current_name, *microbe.former_names, *microbe.aliases)
    return tuple(as_words(name) for name in names)


def _codes(microbe: Microbe) -> tuple[str, ...]:
    """Return the codes of a strain: `DSM 13434 (8700:2)` has two."""
    if microbe.rank is not Rank.STRAIN or microbe.strain is None:
        return ()
    return tuple(as_words(code) for code in IN_BRACKETS.split(microbe.strain) if code.strip())
