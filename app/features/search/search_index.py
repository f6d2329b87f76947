"""The index of a release: its entries by the stems of their words, and the words themselves."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.core.allocator import trim_heap
from app.core.memoize import Memoize
from app.features.search.hit_serializer import Cards, HitSerializer, Stemmed, Words
from app.features.search.kind_boost import KIND_COUNTS
from app.features.search.searchable_text import names_of, texts_of
from app.features.search.spelling import Spelling
from app.features.search.stopwords import STOP_WORDS
from app.features.search.synonyms import synonyms
from app.features.search.tantivy_index import Fields, TantivyIndex
from app.features.search.tokenizer import Lexicon, Spelled, Stems

NAME_FIELDS = ("name", "other_names")
STEMMED = (*NAME_FIELDS, "summary", "about", "text")
"""Fields of stems, from what tells most of what an entry is about to what tells least."""

WHOLE = "whole"
"""Whole names, each as its stems in a row, stop words left out."""

KIND = "kind"

STANDING = "standing"
"""What the kind of an entry counts, as a term."""

OF_PEOPLE = ("conditions", "medicines")


@dataclass(frozen=True, eq=False)
class SearchIndex:
    """What a search asks. An entry is a number: its place in `keys`, in the order of the catalog."""

    release: str
    kinds: tuple[str, ...]
    keys: list[str]
    shown: HitSerializer
    entries: TantivyIndex
    spelling: Spelling
    stems: Stems
    synonyms: Mapping[str, tuple[str, ...]]
    """Stems that mean the same, by stem."""
    of_people: frozenset[str]
    """Whole names of what a person may have or take beside: conditions and medicines."""

    def has(self, stem: str) -> bool:
        """Return whether any entry uses a word with this stem."""
        return any(self.entries.frequency(field, stem) for field in STEMMED)


@Memoize
def search_index_of(catalog: Catalog) -> SearchIndex:
    """Return the index of a release."""
    index = _built(catalog)
    trim_heap()
    return index


def _built(catalog: Catalog) -> SearchIndex:
    gathered = _Gathered(catalog)
    entries = TantivyIndex(gathered.documents(), STEMMED, (WHOLE, KIND, STANDING))
    shown = gathered.shown
    return SearchIndex(
        release=catalog.release,
        kinds=tuple(catalog.entry_types),
        keys=gathered.keys,
        shown=shown,
        entries=entries,
        spelling=Spelling(gathered.frequencies, gathered.in_names),
        stems=gathered.stems,
        synonyms=synonyms(gathered.stems),
        of_people=frozenset(gathered.of_people),
    )


class _Gathered:
    """Reads every entry once: its stems for one index, its words for the other."""

    def __init__(self, catalog: Catalog) -> None:
        self.keys: list[str] = []
        self.shown = HitSerializer()
        self.stems = Stems()
        self.frequencies: Counter[str] = Counter()
        self.in_names: set[str] = set()
        self.of_people: set[str] = set()
        self._catalog = catalog
        self._lexicon = Lexicon(self.stems)

    def documents(self) -> Iterator[Fields]:
        """Yield the stems of every entry, by field."""
        names = names_of(self._catalog)
        cards = Cards(self._catalog)
        for (key, called), text in zip(names.items(), texts_of(self._catalog, names), strict=True):
            others = [self._lexicon.read(name) for name in called.other_names]
            read = {
                "name": self._lexicon.read(called.name),
                "other_names": [spelled for name in others for spelled in name],
                "summary": self._lexicon.read(called.summary),
                "about": self._lexicon.read("\n".join(text.about)),
                "text": self._lexicon.read(text.text),
            }
            self._count(read)
            self.keys.append(key)
            words = Words(_stems(read["name"]), tuple(map(_stems, others)), _stems(read["summary"]))
            self.shown.add(cards.found(key, text.fields), called, words)
            stemmed = {field: list(filter(None, _stems(found))) for field, found in read.items()}
            yield {**stemmed, **self._alone(key, (read["name"], *others))}

    def _count(self, read: Mapping[str, list[Spelled]]) -> None:
        """Note which words the entry uses, and which in its names."""
        self.frequencies.update(
            {spelled.word for found in read.values() for spelled in found if spelled.word}
        )
        self.in_names.update(one.word for field in NAME_FIELDS for one in read[field])

    def _alone(self, key: str, names: Iterable[list[Spelled]]) -> Fields:
        """Return the terms that stand by themselves: whole names, and the kind."""
        kind = key.partition("/")[0]
        whole = [" ".join(one.stem for one in name if one.word not in STOP_WORDS) for name in names]
        self.of_people.update(whole if kind in OF_PEOPLE else ())
        return {
            WHOLE: list(dict.fromkeys(whole)),
            KIND: [kind],
            STANDING: [str(KIND_COUNTS.get(kind, 0.0))],
        }


def _stems(found: Iterable[Spelled]) -> Stemmed:
    return tuple(spelled.stem for spelled in found)
