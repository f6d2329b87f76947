"""In-memory tantivy index of numbered documents, with a deterministic order of hits."""

from collections.abc import Iterable, Mapping, Sequence

from tantivy import Document, Index, Query, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

Fields = Mapping[str, Sequence[str]]
"""Terms of one document, by field."""

NUMBER = "number"
SPACED = "spaced"

HEAP_BYTES = 1_000_000_000
"""Upper bound of the writer's memory, large enough for a single segment: in one segment, documents with equal
scores stay in insertion order on every machine."""

MAX_FACETS = 100


class TantivyIndex:
    """Index of documents numbered from 0 in the order given; each field is a list of terms."""

    def __init__(self, documents: Iterable[Fields], spaced: Sequence[str], single: Sequence[str]) -> None:
        """Index documents. `spaced` fields are scored by term frequency, `single` fields by presence."""
        builder = SchemaBuilder()
        for field in spaced:
            builder.add_text_field(field, tokenizer_name=SPACED, index_option="freq")
        for field in single:
            builder.add_text_field(field, tokenizer_name="raw", index_option="basic", fast=True)
        builder.add_integer_field(NUMBER, fast=True)
        self.schema = builder.build()
        index = Index(self.schema)
        index.register_tokenizer(SPACED, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
        # One thread keeps documents in insertion order.
        writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
        for number, document in enumerate(documents):
            tokenized = {field: " ".join(document[field]) for field in spaced}
            untokenized = {field: list(document[field]) for field in single}
            writer.add_document(Document(**tokenized, **untokenized, number=number))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def find(self, query: Query, limit: int, offset: int = 0) -> list[int]:
        """Return the numbers of the best documents; ties go to the lower number."""
        hits = self._searcher.search(query, limit, count=False, offset=offset).hits
        found = self._searcher.fast_field_values(NUMBER, [address for _, address in hits])
        return [int(number) for number in found if number is not None]

    def count(self, query: Query, field: str) -> dict[str, int]:
        """Return the number of matching documents by value of a `single` field."""
        aggregation = {"values": {"terms": {"field": field, "size": MAX_FACETS}}}
        buckets = self._searcher.aggregate(query, aggregation)["values"]["buckets"]
        return {bucket["key"]: bucket["doc_count"] for bucket in buckets}

    def frequency(self, field: str, term: str) -> int:
        """Return the document frequency of a term."""
        return self._searcher.doc_freq(field, term)
