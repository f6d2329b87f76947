"""Match cautions against a person and the items of a plan."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from app.catalog.catalog import Catalog
from app.core.entry_keys import key_of
from app.features.check.caution_index import (
    CautionIndex,
    IndexedCaution,
    ReachedTraits,
    TraitKey,
    WarnedItem,
    WarnedItems,
    caution_index_of,
)
from app.features.check.request_resolution import ResolvedRequest, ResolvedTrait
from app.features.check.schemas import AskedAs, Because, Flag, Matched
from app.kinds.cautions import Caution
from app.schemas.entries import Entry
from app.vocabulary.safety import KindOf

EVERYONE = (Because(by=AskedAs.EVERYONE, value=None, name=AskedAs.EVERYONE.label, certain=True),)


def is_for_everyone(flag: Flag) -> bool:
    """Return whether a caution matched nothing of the person: it is for everyone."""
    return flag.matched.because == EVERYONE


def flags_of(catalog: Catalog, resolved: ResolvedRequest) -> tuple[Flag, ...]:
    """Return the cautions that match the items and the person of a request."""
    index = caution_index_of(catalog)
    return matching_flags(index, index.warned_items(resolved.items), index.reached_traits(resolved.traits))


def matching_flags(index: CautionIndex, warned: WarnedItems, traits: ReachedTraits) -> tuple[Flag, ...]:
    """Return the cautions that match, dangers first, then the most serious.

    A caution matches if it is on an item of the request or applies to any activity, and if it is for
    everyone or reaches a trait of the person. An unknown form of an item never suppresses a caution. A
    caution is left out where closer ones match the same items.
    """
    flags = [*_matching(index, warned, traits)]
    shown = {flag.slug: flag for _, flag in flags}
    kept = [flag for caution, flag in flags if not _is_superseded(caution, flag, shown)]
    return tuple(sorted(kept, key=order_of))


def order_of(flag: Flag) -> tuple[bool, int]:
    """Return the place of a flag: dangers first, then the most serious."""
    return flag.kind_of is not KindOf.DANGER, -flag.severity.rank


def _matching(
    index: CautionIndex, warned: WarnedItems, traits: ReachedTraits
) -> Iterator[tuple[Caution, Flag]]:
    concerned = (slug for slug in warned if slug in traits or slug in index.for_everyone)
    for caution in index.in_order(concerned):
        because = match_reasons(caution, traits.get(caution.slug, ()))
        items = [one for one in warned[caution.slug] if _may_hold_allergen(index, one, caution, because)]
        if items or caution.any_activity:
            yield caution.caution, _flag(index, caution, items, because)


def _may_hold_allergen(
    index: CautionIndex, warned: WarnedItem, caution: IndexedCaution, because: tuple[Because, ...]
) -> bool:
    """Return whether an item may hold an allergen that the caution matched by; true if it matched otherwise.

    A caution on several allergens is for the person with one of them on the foods that may hold that one.
    Foods that are listed are for all of them.
    """
    if not caution.allergens:
        return True
    held = index.allergens_of(warned.item.kind, warned.item.slug, caution.allergens)
    return not held or any(reason.by is not AskedAs.ALLERGY or reason.value in held for reason in because)


def _is_superseded(caution: Caution, flag: Flag, shown: Mapping[str, Flag]) -> bool:
    """Return whether closer cautions match all its items and traits, or all its items and outweigh it.

    One that is more serious outweighs it. So does one as serious that is about something else of the person:
    it says what holds where both meet, as lithium decides on salt for someone with high blood pressure.
    """
    closer = [shown[one.slug] for one in caution.superseded_by if one.slug in shown]
    if not closer:
        return False
    items, traits = _matched(flag)
    covered = [_matched(one) for one in closer]
    outweighing = [
        found
        for one, (found, because) in zip(closer, covered, strict=True)
        if one.severity.rank > flag.severity.rank
        or (one.severity is flag.severity and traits.isdisjoint(because))
    ]
    if outweighing and items <= frozenset().union(*outweighing):
        return True
    return items <= frozenset().union(*(found for found, _ in covered)) and traits <= frozenset().union(
        *(found for _, found in covered)
    )


def _matched(flag: Flag) -> tuple[frozenset[str], frozenset[tuple[AskedAs, str | None]]]:
    """Return the items and the traits that a flag matched by."""
    because = flag.matched.because
    return frozenset(item.id for item in flag.matched.items), frozenset(
        (one.by, one.value) for one in because
    )


def match_reasons(caution: IndexedCaution, reached_traits: Sequence[ResolvedTrait]) -> tuple[Because, ...]:
    """Return by which of the traits that it reaches a caution matches; `everyone` if it names none."""
    if not caution.names_person:
        return EVERYONE
    matching: dict[tuple[AskedAs, str], Because] = {}
    said = {trait.asked for trait in reached_traits if trait.direct}
    for trait in reached_traits:
        if trait.direct or trait.asked not in said:
            certain = trait.certain and not _is_possible(caution.caution, trait)
            value, name = trait.said or (trait.value, trait.name)
            known = matching.get((trait.by, value))
            certain = certain or bool(known and known.certain)
            matching[trait.by, value] = Because.model_construct(
                by=trait.by, value=value, name=name, certain=certain
            )
    return tuple(matching.values())


def _is_possible(caution: Caution, trait: ResolvedTrait) -> bool:
    possible = caution.may_reach
    return (trait.by is AskedAs.CONDITION and trait.value in possible.conditions) or (
        trait.by is AskedAs.MEDICINE and trait.value in possible.medicines
    )


def _flag(
    index: CautionIndex, caution: IndexedCaution, items: Sequence[WarnedItem], because: tuple[Because, ...]
) -> Flag:
    """Return the flag of a caution, with its sentence for what of the person and of the plan it matched."""
    flag = index.flag(caution.slug)
    matched = tuple(
        index.matched_item(
            item.kind,
            item.slug,
            caution.caution.applies_when if f"{item.kind}/{item.slug}" in caution.scope else None,
        )
        for item in (one.item for one in items)
    )
    return flag.model_copy(
        update={
            "sentence": _sentence(index, caution, items, because),
            "matched": Matched.model_construct(items=matched, because=because),
            "depends_on_form": bool(matched) and all(item.applies_when is not None for item in matched),
        }
    )


def _sentence(
    index: CautionIndex, caution: IndexedCaution, items: Sequence[WarnedItem], because: Iterable[Because]
) -> str:
    traits = tuple((one.by, one.value) for one in because if one.value is not None)
    if traits:
        named = tuple(f"{one.item.kind}/{one.item.slug}" for one in items if one.sentence)
        return index.sentence_for(caution.slug, named, traits)
    sentences = [one.sentence for one in items if one.sentence]
    return sentences[0] if len(sentences) == 1 else index.flag(caution.slug).sentence


class ReaderSentences:
    """Sentences of cautions for the person of one request."""

    def __init__(self, catalog: Catalog, resolved: ResolvedRequest) -> None:
        """Find which traits of the person each caution reaches."""
        self._index = caution_index_of(catalog)
        self._reached = self._index.reached_traits(resolved.traits)
        self._traits = cache(self._traits_of)

    def on_items(self, slug: str, items: Iterable[str]) -> str:
        """Return a caution for the person, with the noun for all that it is on, else with items by key.

        It is the general sentence where the caution names no person.
        """
        has_noun = self._index.by_slug(slug).caution.group_noun is not None
        return self._sentence(slug, () if has_noun else items) or self._index.flag(slug).sentence

    def on_entry(self, slug: str, entry: Entry) -> str:
        """Return a caution of an entry for the person; that for everyone where it names no person."""
        said = self._sentence(slug, [key_of(entry)])
        return said or next(line.sentence for line in entry.cautions if line.slug == slug)

    def _sentence(self, slug: str, items: Iterable[str]) -> str | None:
        traits = self._traits(slug)
        return self._index.sentence_for(slug, tuple(items), traits) if traits else None

    def _traits_of(self, slug: str) -> tuple[TraitKey, ...]:
        """Return the traits of the person that a caution matches by; one request asks for them many times."""
        because = match_reasons(self._index.by_slug(slug), self._reached.get(slug, ()))
        return tuple((one.by, one.value) for one in because if one.value is not None)
