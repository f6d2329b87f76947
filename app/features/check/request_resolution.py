"""From the words of a request to entries: however they are written, and never dropped in silence."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.catalog.reference_resolver import closest_matches
from app.core.references import USABLE_KINDS, Reference
from app.features.check.schemas import CheckRequest, NotRecognised
from app.features.check.vocabulary import AskedAs
from app.schemas.entries import Entry
from app.vocabulary.safety import Allergen, LifeStage

GUIDE = "guide"
KINDS_OF = {
    AskedAs.ITEM: USABLE_KINDS,
    AskedAs.CONDITION: ("conditions",),
    AskedAs.MEDICINE: ("medicines",),
}
PLACES = {
    AskedAs.ITEM: "`items`",
    AskedAs.CONDITION: "`conditions`",
    AskedAs.MEDICINE: "`medicines`",
    AskedAs.LIFE_STAGE: "`life_stage`",
    AskedAs.ALLERGY: "`allergies`",
}


@dataclass(frozen=True)
class Trait:
    """One thing that was said of the person, and the entry it stands for, where there is one."""

    by: AskedAs
    asked: str
    value: str
    name: str
    entry: Entry | None = None


@dataclass(frozen=True)
class ResolvedRequest:
    """A request with its words looked up, in an order that does not depend on theirs."""

    items: tuple[Entry, ...]
    traits: tuple[Trait, ...]
    not_recognised: tuple[NotRecognised, ...]


class Lexicon:
    """Every word for the entries of some kinds."""

    def __init__(self, catalog: Catalog, kinds: Iterable[str]) -> None:
        """Gather the words of the kinds."""
        self._catalog = catalog
        self._kinds = tuple(kinds)
        self._keys: dict[str, dict[str, None]] = {}
        self._spoken: dict[str, None] = {}
        for kind in self._kinds:
            for word, slugs in catalog.slugs_by_name(kind).items():
                self._spoken[word] = None
                self._keys.setdefault(fold(word), {}).update({f"{kind}/{slug}": None for slug in slugs})
        for former, key in catalog.moved.items():
            kind, _, slug = former.partition("/")
            if kind in self._kinds:
                self._keys.setdefault(fold(slug), {key: None})

    def find(self, word: str) -> tuple[Entry, ...]:
        """Return every entry that a word or `<kind>/<slug>` stands for."""
        path = self._catalog.moved.get(word.strip().lower(), word.strip().lower())
        if path.partition("/")[0] in self._kinds and self._catalog.has(path):
            keys = [path]
        else:
            keys = list(self._keys.get(fold(word), ()))
        return tuple(self._catalog.entry(*key.split("/")) for key in keys)

    def near(self, word: str) -> tuple[str, ...]:
        """Return words known here that look like one that is not."""
        return tuple(closest_matches(word.strip().lower(), list(self._spoken)))


def fold(word: str) -> str:
    """Return a word without what people write in different ways: case, spaces, hyphens, accents, points."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def refer_to(entry: Entry) -> Reference:
    """Return a reference to an entry."""
    return Reference(kind=entry.kind, slug=entry.slug, name=entry.name, href=entry.href)


def resolve_request(catalog: Catalog, request: CheckRequest) -> ResolvedRequest:
    """Look up every word of a request."""
    lexicons = {by: Lexicon(catalog, kinds) for by, kinds in KINDS_OF.items()}
    given = {
        AskedAs.ITEM: request.items,
        AskedAs.CONDITION: request.conditions,
        AskedAs.MEDICINE: request.medicines,
    }
    unknown: list[NotRecognised] = []
    items: set[str] = set()
    traits = _fixed_traits(request)
    for by, words in given.items():
        for word in sorted(set(words)):
            found = _guide(catalog) if _is_guide(by, word) else lexicons[by].find(word)
            if not found:
                unknown.append(_unknown(lexicons, by, word))
            elif by is AskedAs.ITEM:
                items |= {f"{entry.kind}/{entry.slug}" for entry in found}
            else:
                traits += [Trait(by, word, entry.slug, entry.name, entry) for entry in found]
    ordered = [key for kind in USABLE_KINDS for key in catalog.keys(kind) if key in items]
    return ResolvedRequest(
        items=tuple(catalog.entry(*key.split("/")) for key in ordered),
        traits=tuple(sorted(traits, key=lambda trait: (trait.by.rank, trait.value, trait.asked))),
        not_recognised=tuple(unknown),
    )


def _fixed_traits(request: CheckRequest) -> list[Trait]:
    stages = [request.life_stage] if request.life_stage else []
    return [
        *(Trait(AskedAs.LIFE_STAGE, stage.value, stage.value, stage.label) for stage in stages),
        *(Trait(AskedAs.ALLERGY, food.value, food.value, food.label) for food in set(request.allergies)),
    ]


def _is_guide(by: AskedAs, word: str) -> bool:
    return by is AskedAs.ITEM and fold(word) == GUIDE


def _guide(catalog: Catalog) -> tuple[Entry, ...]:
    keys = (key for section in catalog.guide for key in section.keys)
    shown = (key.split("/") for key in keys)
    return tuple(catalog.entry(kind, slug) for kind, slug in shown if kind in USABLE_KINDS)


def _unknown(lexicons: dict[AskedAs, Lexicon], by: AskedAs, word: str) -> NotRecognised:
    elsewhere = [
        PLACES[other] for other, lexicon in lexicons.items() if other is not by and lexicon.find(word)
    ]
    elsewhere += [
        PLACES[other]
        for other, vocabulary in ((AskedAs.LIFE_STAGE, LifeStage), (AskedAs.ALLERGY, Allergen))
        if fold(word) in {fold(name) for value in vocabulary for name in (value.value, value.label)}
    ]
    note = "No entry goes by this word, so nothing was looked up for it."
    if elsewhere:
        places = " and ".join(elsewhere)
        note = f"Nothing was looked up for it here; it is known under {places}, so ask it there."
    return NotRecognised(field=by, given=word, near=lexicons[by].near(word), note=note)
