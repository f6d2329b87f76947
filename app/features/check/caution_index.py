"""Index of the cautions of a release: whom each reaches, and the parts of a flag that no request changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import NamedTuple
from weakref import proxy

from app.catalog.catalog import Catalog
from app.core.base_model import shared_fields
from app.core.memoize import Memoize
from app.features.check.request_resolution import ResolvedTrait
from app.features.check.schemas import AskedAs, Flag, FlagSource, Matched, MatchedItem
from app.kinds.caution_sentence import ANY_FOOD_ALLERGY, caution_sentence, clause_of
from app.kinds.cautions import Caution, CautionSource, allergens_in_common, reached, target_ids
from app.kinds.sentence_words import SENTENCE_KINDS, SentenceWords, joined_words, sentence_words, with_linked
from app.kinds.sources import Source
from app.schemas.entries import MAX_SENTENCE, Entry, Who, WhoText
from app.vocabulary.safety import Allergen, LifeStage

TraitKey = tuple[AskedAs, str]
MAX_CACHED_SENTENCES = 4096
KINDS = {AskedAs.CONDITION: "conditions", AskedAs.MEDICINE: "medicines"}
STAGES = {one.value: one for one in LifeStage}
ALLERGENS = {one.value: one for one in Allergen}
USED = ("uses", "supplements")
"""The fields by which an entry names what it uses."""


@dataclass(frozen=True, slots=True)
class IndexedCaution:
    """A caution, with what matching asks of it.

    `position` is its place in the catalog, `scope` the keys of the entries that its form narrows, `allergens`
    what it applies by.
    """

    caution: Caution
    slug: str
    position: int
    names_person: bool
    any_activity: bool
    scope: frozenset[str]
    allergens: frozenset[str]


class WarnedItem(NamedTuple):
    """An item that a caution is on, with its sentence about that item; empty where it has none."""

    item: Entry
    sentence: str = ""


WarnedItems = Mapping[str, Sequence[WarnedItem]]
"""The items that each caution is on, by its slug."""

ReachedTraits = Mapping[str, Sequence[ResolvedTrait]]
"""The traits of a person that each caution reaches, by its slug."""


class CautionIndex:
    """The cautions of a release, in catalog order, by what they are on and whom they reach."""

    def __init__(self, catalog: Catalog) -> None:
        """Index the cautions of a catalog."""
        self._catalog = catalog
        cautions = (entry for entry in catalog.entries_by_kind["cautions"] if isinstance(entry, Caution))
        self._by_slug = {one.slug: _indexed(one, place) for place, one in enumerate(cautions)}
        self.for_everyone = frozenset(one.slug for one in self._by_slug.values() if not one.names_person)
        """The cautions that name nobody."""
        self.any_activity = [one.slug for one in self._by_slug.values() if one.any_activity]
        """The cautions that are on any activity: they hold for all that somebody plans."""
        self._reaching: dict[TraitKey, list[str]] = {}
        for one in self._by_slug.values():
            for trait in _traits_of(one.caution):
                self._reaching.setdefault(trait, []).append(one.slug)
        self.flag = cache(self._flag)
        """Returns a caution as a flag that matched nothing yet, by slug."""
        self.matched_item = cache(self._matched_item)
        """Returns an item as a caution matched it, by its kind and slug and by when the caution applies."""
        self.allergens_of = cache(self._allergens_of)
        """Returns which of some allergens an item may hold, by its kind and slug."""
        self._words_of = cache(self._find_words)
        self.sentence_for = lru_cache(MAX_CACHED_SENTENCES)(self._sentence_for)
        """Returns the sentence of a caution for one reader, by slug, keys of items and matched traits."""

    def by_slug(self, slug: str) -> IndexedCaution:
        """Return a caution. Raises KeyError."""
        return self._by_slug[slug]

    def in_order(self, slugs: Iterable[str]) -> list[IndexedCaution]:
        """Return cautions in catalog order."""
        return sorted([self._by_slug[slug] for slug in slugs], key=attrgetter("position"))

    def reaching(self, trait: ResolvedTrait) -> list[Caution]:
        """Return the cautions that reach a trait, for certain or perhaps."""
        return [self._by_slug[slug].caution for slug in self._reaching.get((trait.by, trait.value), ())]

    def reached_traits(self, traits: Iterable[ResolvedTrait]) -> ReachedTraits:
        """Return the traits that each caution reaches."""
        reached_by: dict[str, list[ResolvedTrait]] = {}
        for trait in traits:
            for slug in self._reaching.get((trait.by, trait.value), ()):
                reached_by.setdefault(slug, []).append(trait)
        return reached_by

    def warned_items(self, items: Sequence[Entry]) -> WarnedItems:
        """Return the items that each caution is on; one on any activity is on all of them."""
        warned: dict[str, list[WarnedItem]] = {}
        for item in items:
            for line in item.cautions:
                warned.setdefault(line.slug, []).append(WarnedItem(item, line.sentence))
        for slug in self.any_activity:
            named = {one.item.slug: one for one in warned.get(slug, ())}
            warned[slug] = [named.get(item.slug) or WarnedItem(item) for item in items]
        return warned

    def _flag(self, slug: str) -> Flag:
        caution = self._by_slug[slug].caution
        fields = shared_fields(caution, Flag) | {
            "title": caution.name,
            "sentence": self._catalog.caution_card(slug).sentence,
            "matched": Matched.model_construct(items=(), because=()),
            "depends_on_form": False,
            "sources": tuple(self._source(source) for source in caution.sources),
        }
        return Flag.model_construct(**fields)

    def _sentence_for(self, slug: str, items: tuple[str, ...], traits: tuple[TraitKey, ...]) -> str:
        """Return a caution for a reader with these traits; the general sentence where it gets too long."""
        caution = self._by_slug[slug].caution
        keys = self._named(caution, items)
        matched = self._people(traits)
        sentence = caution_sentence(
            caution, self._words_for([*keys, *_keys(caution.who, matched)]), keys, matched
        )
        return sentence if len(sentence) <= MAX_SENTENCE else self._catalog.caution_card(slug).sentence

    @property
    def traits(self) -> list[TraitKey]:
        """Return every trait that a caution reaches, in order."""
        return sorted(self._reaching)

    def clause(self, trait: TraitKey) -> str:
        """Return a trait as a clause about the reader, such as *you take warfarin*."""
        who = self._people([trait])
        return clause_of(who, self._words_for(_keys(who)))

    def words_for_all(self) -> SentenceWords:
        """Return the words for everyone and everything that a caution names or reaches."""
        return self._words_for(key for kind in SENTENCE_KINDS for key in self._catalog.keys(kind))

    def _words_for(self, keys: Iterable[str]) -> SentenceWords:
        """Return the words for entries, and for what of people is wider."""
        return joined_words(self._words_of(key) for key in keys)

    def _find_words(self, key: str) -> SentenceWords:
        """Return the words for one entry; following what is wider costs most of a sentence."""
        return sentence_words(with_linked([key], lambda key: self._catalog.entry(*key.split("/"))))

    def _named(self, caution: Caution, items: tuple[str, ...]) -> list[str]:
        """Return the items that a caution names, or what they use that it names; without items, all of it."""
        targets = target_ids(caution)
        named: dict[str, None] = {}
        for key in items:
            entry = self._catalog.entry(*key.split("/"))
            used = [one.id for field in USED for one in getattr(entry, field, ())]
            within = [one for one in used if one in targets] if key not in targets else []
            named |= dict.fromkeys(within or [key])
        return list(named) or targets

    def _people(self, traits: Iterable[TraitKey]) -> Who:
        found = [self._catalog.reference(f"{KINDS[by]}/{value}") for by, value in traits if by in KINDS]
        allergies = tuple(ALLERGENS[value] for by, value in traits if by is AskedAs.ALLERGY)
        left_out = {ANY_FOOD_ALLERGY} if allergies else set()
        return Who.model_construct(
            life_stages=tuple(STAGES[value] for by, value in traits if by is AskedAs.LIFE_STAGE),
            conditions=tuple(one for one in found if one.kind == "conditions" and one.id not in left_out),
            medicines=tuple(one for one in found if one.kind == "medicines"),
            allergies=allergies,
            text=WhoText(),  # left out, the default would be copied deeply for each sentence
        )

    def _source(self, used: CautionSource) -> FlagSource:
        source = self._catalog.entry("sources", used.source.slug)
        return FlagSource.model_construct(
            slug=source.slug,
            text=source.citation if isinstance(source, Source) else source.name,
            url=source.url if isinstance(source, Source) else None,
            verification=used.verification,
            href=source.href,
        )

    def _matched_item(self, kind: str, slug: str, applies_when: str | None) -> MatchedItem:
        entry = self._catalog.entry(kind, slug)
        return MatchedItem.model_construct(
            kind=kind, slug=slug, name=entry.name, href=entry.href, applies_when=applies_when
        )

    def _allergens_of(self, kind: str, slug: str, named: frozenset[str]) -> frozenset[str]:
        return allergens_in_common(named, self._catalog.entry(kind, slug))


@Memoize
def caution_index_of(catalog: Catalog) -> CautionIndex:
    """Return the cautions of a release, indexed at the first use."""
    # A strong reference would be a cycle, which keeps a replaced release until the next collection.
    return CautionIndex(proxy(catalog))


def _indexed(caution: Caution, position: int) -> IndexedCaution:
    applies = caution.applies_to
    return IndexedCaution(
        caution,
        caution.slug,
        position,
        names_person=caution.who.names_person,
        any_activity=applies.any_activity,
        scope=frozenset(entry.id for entry in caution.form_scope),
        allergens=frozenset(one.allergen for one in applies.attributes if one.allergen is not None),
    )


def _keys(*people: Who) -> list[str]:
    """Return the keys of the conditions and medicines of people."""
    return [one.id for who in people for one in (*who.conditions, *who.medicines)]


def _traits_of(caution: Caution) -> set[TraitKey]:
    """Return the traits that a caution reaches."""
    values: dict[AskedAs, Iterable[str]] = {
        AskedAs.LIFE_STAGE: caution.who.life_stages,
        AskedAs.CONDITION: reached(caution, "conditions"),
        AskedAs.MEDICINE: reached(caution, "medicines"),
        AskedAs.ALLERGY: caution.who.allergies,
    }
    return {(by, value) for by, found in values.items() for value in found}
