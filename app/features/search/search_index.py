"""Search index of a release: stemmed fields of all entries, and the vocabulary for spelling."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.core.allocator import trim_heap
from app.core.entry_keys import kind_of
from app.core.memoize import Memoize
from app.core.references import PERSONAL_KINDS
from app.features.search.hit_serializer import HitSerializer, hit_fields
from app.features.search.searchable_text import names_of, texts_of
from app.features.search.spelling import Spelling
from app.features.search.stopwords import STOP_WORDS
from app.features.search.synonyms import synonyms
from app.features.search.tantivy_index import Fields, TantivyIndex
from app.features.search.tokenizer import Stems, one_spelling, words

NAME_FIELDS = ("name", "other_names")
STEMMED = (*NAME_FIELDS, "summary", "about", "text")
"""Stemmed fields, from the most to the least telling."""

WHOLE = "whole"
"""Whole names, each as one term of joined stems without stop words."""

KEY, KIND = "key", "kind"

BOOST = "boost"
"""Boost of the kind of an entry, as a term."""

KIND_BOOST = {
    "food-sources": 10.0,
    "prebiotics": 10.0,
    "bone-foods": 10.0,
    "supplements": 9.0,
    "conditions": 9.0,
    "medicines": 10.0,
    "nutrients": 9.0,
    "cautions": 7.0,
    "claims": 7.0,
    "compounds": 8.0,
    "microbes": 6.0,
    "mechanisms": 7.0,
    "outcomes": 7.0,
    "activities": 9.0,
    "terms": 8.0,
    "lifestyle-tips": 7.0,
    "daily-actions": 5.0,
    "supplement-guidance": 5.0,
    "articles": 3.0,
    "sources": 0.0,
}
"""Score added by kind: what people search for by name ranks above what only mentions it."""

NAMED_BY_SENTENCES = {
    "articles",
    "cautions",
    "claims",
    "daily-actions",
    "lifestyle-tips",
    "sources",
    "supplement-guidance",
}
"""Kinds whose names hold everyday words; no misspelt word is taken for one of those."""


@dataclass(frozen=True, eq=False)
class SearchIndex:
    """Everything a search needs. An entry is identified by its position in `keys` (catalog order)."""

    release: str
    kinds: tuple[str, ...]
    keys: list[str]
    hits: HitSerializer
    entries: TantivyIndex
    spelling: Spelling
    stems: Stems
    synonyms: Mapping[str, tuple[str, ...]]
    """Synonymous stems, by stem."""
    personal_names: frozenset[str]
    """Whole names of conditions and medicines."""

    def has(self, stem: str) -> bool:
        """Return whether any entry contains the stem."""
        return any(self.entries.frequency(field, stem) for field in STEMMED)

    def has_name(self, word: str) -> bool:
        """Return whether the name of any entry contains a word."""
        return any(self.entries.frequency(field, self.stems.stem(word)) for field in NAME_FIELDS)


@Memoize
def search_index_of(catalog: Catalog) -> SearchIndex:
    """Return the search index of a release."""
    index = _build(catalog)
    trim_heap()
    return index


def _build(catalog: Catalog) -> SearchIndex:
    builder = _IndexBuilder(catalog)
    entries = TantivyIndex(builder.documents(), STEMMED, (WHOLE, KEY, KIND, BOOST))
    return SearchIndex(
        release=catalog.release,
        kinds=tuple(catalog.entry_types),
        keys=builder.keys,
        hits=builder.hits,
        entries=entries,
        spelling=Spelling(builder.frequencies, builder.in_names, builder.corrections, one_spelling),
        stems=builder.stems,
        synonyms=synonyms(builder.stems),
        personal_names=frozenset(builder.personal_names),
    )


class _IndexBuilder:
    """A reader of every entry, once: stems for the search index, words for spelling."""

    def __init__(self, catalog: Catalog) -> None:
        self.keys: list[str] = []
        self.stems = Stems()
        self.hits = HitSerializer(self.stems)
        self.frequencies: Counter[str] = Counter()
        self.in_names: set[str] = set()
        self.corrections: set[str] = set()
        self.personal_names: set[str] = set()
        self._catalog = catalog

    def documents(self) -> Iterator[Fields]:
        """Yield the document of every entry."""
        names = names_of(self._catalog)
        for (key, entry), text in zip(names.items(), texts_of(self._catalog, names), strict=True):
            found = {
                "name": words(entry.name),
                "other_names": words("\n".join(entry.other_names)),
                "summary": words(entry.summary),
                "about": words("\n".join(text.about)),
                "text": words(text.text),
            }
            self.frequencies.update(set().union(*found.values()))
            named = set().union(*(found[field] for field in NAME_FIELDS))
            self.in_names |= named
            if kind_of(key) not in NAMED_BY_SENTENCES:
                self.corrections |= named
            self.keys.append(key)
            self.hits.add(hit_fields(self._catalog.stored[key], text.fields), entry)
            stemmed = {field: list(map(self.stems.stem, found[field])) for field in STEMMED}
            yield {**stemmed, **self._untokenized(key, (entry.name, *entry.other_names))}

    def _untokenized(self, key: str, names: Iterable[str]) -> Fields:
        """Return the untokenized terms: whole names, kind and boost."""
        kind = kind_of(key)
        whole = [
            " ".join(self.stems.stem(one) for one in words(name) if one not in STOP_WORDS) for name in names
        ]
        self.personal_names.update(whole if kind in PERSONAL_KINDS else ())
        return {
            WHOLE: list(dict.fromkeys(whole)),
            KEY: [key],
            KIND: [kind],
            BOOST: [str(KIND_BOOST.get(kind, 0.0))],
        }
