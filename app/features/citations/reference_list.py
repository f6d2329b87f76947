"""Render numbered citations as a reference list."""

from app.catalog.catalog import Catalog
from app.features.citations.bibliographic_record import record_of
from app.features.citations.citation_numbering import Citations, CitedSource
from app.features.citations.schemas import CitationList, NumberedCitation
from app.features.citations.vancouver import vancouver
from app.features.embedded_cards import reference_to
from app.schemas.entries import Included


def citation_list(catalog: Catalog, citations: Citations) -> CitationList:
    """Return citations with the Vancouver text of each."""
    return CitationList(
        data=tuple(_numbered(each) for each in citations.cited),
        unsupported=citations.unsupported,
        disclaimer=catalog.meta.disclaimer,
        oldest_review_date=citations.oldest_review,
        included=_included(catalog, citations),
        meta=catalog.meta,
    )


def _included(catalog: Catalog, citations: Citations) -> Included:
    """Return every claim and caution that the list names, whole and once."""
    supported = (one for each in citations.cited for one in each.supports)
    named = [(one.kind, one.slug) for one in (*supported, *citations.unsupported)]
    return Included(
        cautions={slug: catalog.caution_card(slug) for kind, slug in named if kind == "cautions"},
        claims={slug: catalog.claim_card(slug) for kind, slug in named if kind == "claims"},
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
