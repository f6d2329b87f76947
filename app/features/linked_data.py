"""JSON-LD of an entry, with the types and properties of schema.org.

Only what a clinician reviewed is a `MedicalWebPage` with `lastReviewed` and `reviewedBy`.
"""

from typing import Any

from app.catalog.catalog import Catalog
from app.features.embedded_cards import caution_cards, claim_cards
from app.kinds.claims import Claim
from app.kinds.sources import Source
from app.kinds.terms import Term
from app.schemas.entries import Entry, Review
from app.vocabulary.grading import ArticleVerdict

CONTEXT = "https://schema.org"
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
AUTHORS = {"@type": "Organization", "name": "Gutbone contributors"}
Node = dict[str, Any]


def linked_data_of(catalog: Catalog, entry: Entry) -> Node:
    """Return the page of an entry, what it is about, and every caution and grade that it shows."""
    page = f"/{entry.kind}/{entry.slug}"
    return {
        "@context": CONTEXT,
        "@type": "WebPage",
        "@id": page,
        "url": page,
        "name": entry.name,
        "description": entry.summary,
        "inLanguage": catalog.meta.language,
        "dateModified": entry.review.reviewed_on.isoformat(),
        "author": AUTHORS,
        "license": LICENSE,
        "usageInfo": "/v1/disclaimer",
        "isPartOf": dataset_of(catalog),
        "mainEntity": _subject(entry),
        "hasPart": [*_cautions(catalog, entry), *_claims(catalog, entry)],
        **_clinical_review(entry.review),
    }


def _clinical_review(review: Review) -> Node:
    """Return what a page says of the clinicians who reviewed it; nothing where none did."""
    if not review.clinical_reviews:
        return {}
    reviewers = [
        {"@type": "Person", "name": who.name, "jobTitle": who.role.label, "identifier": who.registration}
        for who in review.clinical_reviews
    ]
    newest = max(who.reviewed_on for who in review.clinical_reviews)
    return {"@type": "MedicalWebPage", "lastReviewed": newest.isoformat(), "reviewedBy": reviewers}


def dataset_of(catalog: Catalog) -> Node:
    """Return the content as a whole."""
    return {
        "@type": "Dataset",
        "@id": "/#content",
        "name": "Gutbone",
        "description": f"Evidence-graded guidance on the gut-bone axis. {catalog.meta.disclaimer}",
        "url": "/v1",
        "version": catalog.release,
        "license": LICENSE,
        "creator": AUTHORS,
        "distribution": [
            {"@type": "DataDownload", "contentUrl": "/v1/bundle", "encodingFormat": "application/json"}
        ],
    }


def _subject(entry: Entry) -> Node:
    if isinstance(entry, Claim):
        return _claim(entry)
    if isinstance(entry, Source):
        return _source(entry)
    subject: Node = {
        "@type": "DefinedTerm" if isinstance(entry, Term) else "Thing",
        "@id": f"{entry.href}#subject",
        "name": entry.name,
        "description": entry.summary,
    }
    return subject | ({"alternateName": list(entry.aliases)} if entry.aliases else {})


def _claim(claim: Claim) -> Node:
    """Return a claim; where the article makes it, as the review of what the article says."""
    stated = {"@type": "Claim", "name": claim.article_says}
    if claim.article_verdict is ArticleVerdict.NOT_IN_ARTICLE:
        return {"@type": "Claim", "name": claim.graded_statement, "description": claim.statement}
    return {
        "@type": "ClaimReview",
        "name": claim.name,
        "url": f"/claims/{claim.slug}",
        "claimReviewed": claim.article_says,
        "itemReviewed": stated,
        "author": AUTHORS,
        "dateModified": claim.review.reviewed_on.isoformat(),
        "reviewBody": claim.statement,
        "reviewRating": {
            "@type": "Rating",
            "alternateName": claim.article_verdict.label,
            "ratingExplanation": f"Certainty: {claim.certainty.label}. {claim.rationale}",
        },
    }


def _source(source: Source) -> Node:
    fields = {
        "name": source.title or source.name,
        "creditText": source.citation,
        "datePublished": str(source.year) if source.year else None,
        "sameAs": f"https://doi.org/{source.doi}" if source.doi else None,
        "creativeWorkStatus": source.retraction_status.label if source.retraction_status else None,
    }
    return {"@type": "CreativeWork"} | {name: value for name, value in fields.items() if value}


def _cautions(catalog: Catalog, entry: Entry) -> list[Node]:
    return [
        {
            "@type": "WebPageElement",
            "name": card.title,
            "text": card.sentence,
            "keywords": card.severity.label,
            "url": f"/cautions/{card.slug}",
        }
        for card in caution_cards(catalog, entry)
    ]


def _claims(catalog: Catalog, entry: Entry) -> list[Node]:
    return [
        {
            "@type": "WebPageElement",
            "name": f"Certainty: {card.certainty.label}",
            "text": card.statement,
            "url": f"/claims/{card.slug}",
        }
        for card in claim_cards(catalog, entry)
    ]
