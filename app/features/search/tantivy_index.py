"""The engine under both indexes: numbered documents in memory, found by terms, in a fixed order."""

from collections.abc import Iterable, Mapping, Sequence

from tantivy import Document, Index, Query, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

Fields = Mapping[str, Sequence[str]]
"""The terms of one document, by field."""

NUMBER = "number"
SPACED = "spaced"

HEAP_BYTES = 1_000_000_000
"""Most that the writer may hold before it cuts an index in two; it takes only what it needs. In one piece,
documents that score the same stay in their order, on every machine."""

MOST_FACETS = 100


class TantivyIndex:
    """Documents numbered from 0 in the order given. Each field is a list of terms; nothing is stored."""

    def __init__(self, documents: Iterable[Fields], spaced: Sequence[str], single: Sequence[str]) -> None:
        """Index documents. Fields `spaced` are scored by frequency; of `single` only presence counts."""
        builder = SchemaBuilder()
        for field in spaced:
            builder.add_text_field(field, tokenizer_name=SPACED, index_option="freq")
        for field in single:
            builder.add_text_field(field, tokenizer_name="raw", index_option="basic", fast=True)
        builder.add_integer_field(NUMBER, fast=True)
        self.schema = builder.build()
        index = Index(self.schema)
        index.register_tokenizer(SPACED, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
        # One thread: the order in which documents come is the order in which they are kept.
        writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
        for number, document in enumerate(documents):
            joined = {field: " ".join(document[field]) for field in spaced}
            alone = {field: list(document[field]) for field in single}
            writer.add_document(Document(**joined, **alone, number=number))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def find(self, query: Query, limit: int, offset: int = 0) -> list[int]:
        """Return the numbers of the documents that score best, the earlier first where scores are equal."""
        hits = self._searcher.search(query, limit, count=False, offset=offset).hits
        found = self._searcher.fast_field_values(NUMBER, [address for _, address in hits])
        return [int(number) for number in found if number is not None]

    def count(self, query: Query, field: str) -> dict[str, int]:
        """Return how many documents match, by the value of a single field."""
        asked = {"values": {"terms": {"field": field, "size": MOST_FACETS}}}
        buckets = self._searcher.aggregate(query, asked)["values"]["buckets"]
        return {bucket["key"]: bucket["doc_count"] for bucket in buckets}

    def frequency(self, field: str, term: str) -> int:
        """Return how many documents hold a term."""
        return self._searcher.doc_freq(field, term)
