"""Resolve the names in a check request to entries; unknown names are reported, never dropped."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.catalog.reference_resolver import closest_matches
from app.core.references import USABLE_KINDS
from app.features.check.schemas import AskedAs, CheckRequest, NotRecognised
from app.schemas.entries import Entry
from app.vocabulary.safety import Allergen, LifeStage

GUIDE = "guide"
KINDS_OF = {
    AskedAs.ITEM: USABLE_KINDS,
    AskedAs.CONDITION: ("conditions",),
    AskedAs.MEDICINE: ("medicines",),
}
FIELD_LABELS = {
    AskedAs.ITEM: "`items`",
    AskedAs.CONDITION: "`conditions`",
    AskedAs.MEDICINE: "`medicines`",
    AskedAs.LIFE_STAGE: "`life_stage`",
    AskedAs.ALLERGY: "`allergies`",
}


@dataclass(frozen=True)
class ResolvedTrait:
    """One trait of the person as given in the request, and its entry, if any."""

    by: AskedAs
    asked: str
    value: str
    name: str
    entry: Entry | None = None


@dataclass(frozen=True)
class ResolvedRequest:
    """A request with its names resolved, in an order independent of the request."""

    items: tuple[Entry, ...]
    traits: tuple[ResolvedTrait, ...]
    not_recognised: tuple[NotRecognised, ...]


class NameIndex:
    """Index of all names of the entries of some kinds."""

    def __init__(self, catalog: Catalog, kinds: Iterable[str]) -> None:
        """Index the names, synonyms and former slugs of the kinds."""
        self._catalog = catalog
        self._kinds = tuple(kinds)
        self._keys: dict[str, dict[str, None]] = {}
        self._names: dict[str, None] = {}
        for kind in self._kinds:
            for word, slugs in catalog.slugs_by_name(kind).items():
                self._names[word] = None
                self._keys.setdefault(normalise(word), {}).update({f"{kind}/{slug}": None for slug in slugs})
        for former, key in catalog.moved.items():
            kind, _, slug = former.partition("/")
            if kind in self._kinds:
                self._keys.setdefault(normalise(slug), {key: None})

    def find(self, word: str) -> tuple[Entry, ...]:
        """Return every entry that a name or `<kind>/<slug>` stands for."""
        path = self._catalog.moved.get(word.strip().lower(), word.strip().lower())
        if path.partition("/")[0] in self._kinds and self._catalog.has(path):
            keys = [path]
        else:
            keys = list(self._keys.get(normalise(word), ()))
        return tuple(self._catalog.entry(*key.split("/")) for key in keys)

    def suggestions(self, word: str) -> tuple[str, ...]:
        """Return known names similar to an unknown one."""
        return tuple(closest_matches(word.strip().lower(), list(self._names)))


def normalise(word: str) -> str:
    """Return a name reduced to letters and digits, without case and accents."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def resolve_request(catalog: Catalog, request: CheckRequest) -> ResolvedRequest:
    """Resolve every name in a request."""
    indexes = {by: NameIndex(catalog, kinds) for by, kinds in KINDS_OF.items()}
    given = {
        AskedAs.ITEM: request.items,
        AskedAs.CONDITION: request.conditions,
        AskedAs.MEDICINE: request.medicines,
    }
    not_recognised: list[NotRecognised] = []
    items: set[str] = set()
    traits = _fixed_traits(request)
    for by, words in given.items():
        for word in sorted(set(words)):
            found = _guide_entries(catalog) if _is_guide(by, word) else indexes[by].find(word)
            if not found:
                not_recognised.append(_not_recognised(indexes, by, word))
            elif by is AskedAs.ITEM:
                items |= {f"{entry.kind}/{entry.slug}" for entry in found}
            else:
                traits += [ResolvedTrait(by, word, entry.slug, entry.name, entry) for entry in found]
    ordered = [key for kind in USABLE_KINDS for key in catalog.keys(kind) if key in items]
    return ResolvedRequest(
        items=tuple(catalog.entry(*key.split("/")) for key in ordered),
        traits=tuple(sorted(traits, key=lambda trait: (trait.by.rank, trait.value, trait.asked))),
        not_recognised=tuple(not_recognised),
    )


def _fixed_traits(request: CheckRequest) -> list[ResolvedTrait]:
    stages = [request.life_stage] if request.life_stage else []
    return [
        *(ResolvedTrait(AskedAs.LIFE_STAGE, one.value, one.value, one.label) for one in stages),
        *(ResolvedTrait(AskedAs.ALLERGY, one.value, one.value, one.label) for one in set(request.allergies)),
    ]


def _is_guide(by: AskedAs, word: str) -> bool:
    return by is AskedAs.ITEM and normalise(word) == GUIDE


def _guide_entries(catalog: Catalog) -> tuple[Entry, ...]:
    keys = (key for section in catalog.guide for key in section.keys)
    shown = (key.split("/") for key in keys)
    return tuple(catalog.entry(kind, slug) for kind, slug in shown if kind in USABLE_KINDS)


def _not_recognised(indexes: dict[AskedAs, NameIndex], by: AskedAs, word: str) -> NotRecognised:
    elsewhere = [
        FIELD_LABELS[other] for other, index in indexes.items() if other is not by and index.find(word)
    ]
    elsewhere += [
        FIELD_LABELS[other]
        for other, vocabulary in ((AskedAs.LIFE_STAGE, LifeStage), (AskedAs.ALLERGY, Allergen))
        if normalise(word) in {normalise(name) for value in vocabulary for name in (value.value, value.label)}
    ]
    note = "No entry goes by this word, so nothing was looked up for it."
    if elsewhere:
        fields = " and ".join(elsewhere)
        note = f"Nothing was looked up for it here; it is known under {fields}, so ask it there."
    return NotRecognised(field=by, given=word, near=indexes[by].suggestions(word), note=note)
