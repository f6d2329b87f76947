"""Find the microbes named in a text, by name, alias or strain code."""

import re
from collections.abc import Iterable

from app.catalog.catalog import Catalog
from app.core.memoize import Memoize
from app.core.padded_words import padded_words
from app.kinds.microbes import Microbe
from app.vocabulary.food import Rank

BRACKETS = re.compile(r"[()]")


class MicrobeFinder:
    """A finder of microbes in free text, by the names of one release."""

    def __init__(self, microbes: Iterable[Microbe]) -> None:
        """Index the names and strain codes of all microbes."""
        self.microbes = {microbe.slug: microbe for microbe in microbes}
        self._names = {slug: _names(microbe) for slug, microbe in self.microbes.items()}
        self._codes = {slug: _codes(microbe) for slug, microbe in self.microbes.items()}

    def ancestors(self, slug: str) -> frozenset[str]:
        """Return the slugs of all ancestor taxa of a microbe."""
        parents = frozenset(group.slug for group in self.microbes[slug].belongs_to)
        return parents.union(*(self.ancestors(group) for group in parents))

    def named_in(self, text: str) -> tuple[str, ...]:
        """Return the slugs of the microbes named in a text, each at the lowest rank named.

        A strain matches by any of its names, or by its code if the text also names one of its
        ancestors: `Lacticaseibacillus rhamnosus MP108, F-1 and BV77` names three.
        """
        words = padded_words(text)
        by_name = {slug for slug, names in self._names.items() if any(name in words for name in names)}
        by_code = {
            slug
            for slug, codes in self._codes.items()
            if any(code in words for code in codes) and self.ancestors(slug) & by_name
        }
        named = by_name | by_code
        ancestors_named = {group for slug in named for group in self.ancestors(slug)}
        return tuple(slug for slug in self.microbes if slug in named - ancestors_named)

    def is_strain(self, slug: str) -> bool:
        """Return whether a microbe has the rank of a strain."""
        return self.microbes[slug].rank is Rank.STRAIN


@Memoize
def finder_of(catalog: Catalog) -> MicrobeFinder:
    """Return the microbe finder of a release."""
    return MicrobeFinder(entry for entry in catalog.entries_by_kind["microbes"] if isinstance(entry, Microbe))


def _names(microbe: Microbe) -> tuple[str, ...]:
    names = (microbe.name, microbe.current_name, *microbe.former_names, *microbe.aliases)
    return tuple(padded_words(name) for name in names)


def _codes(microbe: Microbe) -> tuple[str, ...]:
    """Return the codes of a strain: two for `DSM 13434 (8700:2)`."""
    if microbe.rank is not Rank.STRAIN or microbe.strain is None:
        return ()
    return tuple(padded_words(code) for code in BRACKETS.split(microbe.strain) if code.strip())
