"""Render numbered citations as a reference list, in JSON or as a file for reference managers."""

from app.catalog.catalog import Catalog
from app.features.citations.bibliographic_record import record_of
from app.features.citations.bibtex import bibtex
from app.features.citations.citation_numbering import Citations, CitedSource
from app.features.citations.csl import csl_json
from app.features.citations.ris import ris
from app.features.citations.schemas import CitationList, CitationStyle, NumberedCitation
from app.features.citations.vancouver import vancouver
from app.features.embedded_cards import reference_to

WRITERS = {CitationStyle.BIBTEX: bibtex, CitationStyle.RIS: ris, CitationStyle.CSL_JSON: csl_json}
"""Writers of the file formats. CSL-JSON counts as a file, since reference managers import it."""


def citation_list(catalog: Catalog, citations: Citations) -> CitationList:
    """Return citations with the Vancouver text of each."""
    return CitationList(
        data=tuple(_numbered(each) for each in citations.cited),
        unsupported=citations.unsupported,
        disclaimer=catalog.meta.disclaimer,
        oldest_review_date=citations.oldest_review,
        meta=catalog.meta,
    )


def _numbered(cited: CitedSource) -> NumberedCitation:
    source = cited.source
    return NumberedCitation(
        n=cited.n,
        text=vancouver(record_of(source)),
        url=source.url,
        source=reference_to(source),
        supports=cited.supports,
        verification=source.verification.level,
    )
