"""The index of a release: its entries by the stems of their words, and the words themselves."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from app.catalog import Catalog
from app.features.search.documents import Names, SearchText, names_of, texts_of
from app.features.search.engine import Engine, Fields
from app.features.search.memory import give_back
from app.features.search.shown import Cards, Shown
from app.features.search.spelling import Spelling
from app.features.search.stopwords import STOP_WORDS
from app.features.search.synonyms import synonyms
from app.features.search.text import Stems, words

STEMMED = ("name", "other_names", "summary", "about", "text")
"""Fields of stems, from what tells most of what an entry is about to what tells least."""

WHOLE = "whole"
"""Whole names, each as its stems in a row, stop words left out."""

KIND = "kind"

OF_PEOPLE = ("conditions", "medicines")


@dataclass(frozen=True, eq=False)
class SearchIndex:
    """What a search asks. An entry is a number: its place in `keys`, in the order of the catalog."""

    release: str
    kinds: tuple[str, ...]
    keys: list[str]
    shown: Shown
    entries: Engine
    spelling: Spelling
    stems: Stems
    synonyms: Mapping[str, tuple[str, ...]]
    """Stems that mean the same, by stem."""
    of_people: frozenset[str]
    """Whole names of what a person may have or take beside: conditions and medicines."""

    def has(self, stem: str) -> bool:
        """Return whether any entry uses a word with this stem."""
        return any(self.entries.frequency(field, stem) for field in STEMMED)


_building = Lock()
_held: WeakKeyDictionary[Catalog, SearchIndex] = WeakKeyDictionary()


def index_of(catalog: Catalog) -> SearchIndex:
    """Return the index of a release: built at its first use, gone with its catalog."""
    with _building:
        index = _held.get(catalog)
        if index is None:
            index = _held[catalog] = _built(catalog)
            give_back()
        return index


def index_if_built(catalog: Catalog) -> SearchIndex | None:
    """Return the index of a release if there is one by now."""
    return _held.get(catalog)


def _built(catalog: Catalog) -> SearchIndex:
    gathered = _Gathered(catalog)
    entries = Engine(gathered.documents(), STEMMED, (WHOLE, KIND))
    shown = gathered.shown
    return SearchIndex(
        release=catalog.release,
        kinds=tuple(catalog.types),
        keys=gathered.keys,
        shown=shown,
        entries=entries,
        spelling=Spelling(gathered.frequencies, gathered.in_names),
        stems=shown.stems,
        synonyms=synonyms(shown.stems),
        of_people=frozenset(gathered.of_people),
    )


class _Gathered:
    """Reads every entry once: its stems for one index, its words for the other."""

    def __init__(self, catalog: Catalog) -> None:
        self.keys: list[str] = []
        self.shown = Shown(Stems())
        self.frequencies: Counter[str] = Counter()
        self.in_names: set[str] = set()
        self.of_people: set[str] = set()
        self._catalog = catalog
        self._known: dict[str, str] = {}

    def documents(self) -> Iterator[Fields]:
        """Yield the stems of every entry, by field."""
        names = names_of(self._catalog)
        cards = Cards(self._catalog)
        for (key, called), text in zip(names.items(), texts_of(self._catalog, names), strict=True):
            self.keys.append(key)
            self.shown.add(cards.found(key), called)
            yield self._document(key, called, text)

    def _document(self, key: str, called: Names, read: SearchText) -> Fields:
        names = (called.name, *called.other_names)
        spelled = {
            "name": words(called.name),
            "other_names": words("\n".join(called.other_names)),
            "summary": words(called.summary),
            "about": words("\n".join(read.about)),
            "text": words(read.text),
        }
        self.frequencies.update({word for found in spelled.values() for word in found})
        self.in_names.update(spelled["name"], spelled["other_names"])
        stemmed = {field: [self._stem(word) for word in found] for field, found in spelled.items()}
        whole = [
            " ".join(self._stem(word) for word in words(name) if word not in STOP_WORDS) for name in names
        ]
        kind = key.partition("/")[0]
        self.of_people.update(whole if kind in OF_PEOPLE else ())
        return {**stemmed, WHOLE: list(dict.fromkeys(whole)), KIND: [kind]}

    def _stem(self, word: str) -> str:
        stem = self._known.get(word)
        if stem is None:
            stem = self._known[word] = self.shown.stems.stem(word)
        return stem
