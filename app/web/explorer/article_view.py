"""View model of the article, checked: its statements in order, each with its verdict."""

from collections.abc import Iterable
from typing import Any

from app.catalog.catalog import Catalog
from app.kinds.articles import Article
from app.kinds.claims import Claim
from app.texts.page_texts import page_texts
from app.vocabulary.content import Section
from app.vocabulary.grading import ArticleVerdict
from app.web.explorer.entry_view import build_entry_view, entry_at


def article_context(catalog: Catalog, article: Article) -> dict[str, Any]:
    """Return the context of article.html."""
    return {
        "view": build_entry_view(catalog, article),
        "verdicts": [verdict for verdict in ArticleVerdict if verdict is not ArticleVerdict.NOT_IN_ARTICLE],
        "sections": _by_section(_statements(catalog, article)),
    }


def _statements(catalog: Catalog, article: Article) -> Iterable[Claim]:
    """Yield the graded statements of the article itself."""
    for covered in article.covers:
        claim = entry_at(catalog, covered.id)
        if isinstance(claim, Claim) and claim.article_verdict is not ArticleVerdict.NOT_IN_ARTICLE:
            yield claim


def _by_section(claims: Iterable[Claim]) -> list[tuple[str, list[Claim]]]:
    """Return the statements by the section of the article, in its order; those without one last."""
    held = list(claims)
    groups = [
        (section.label, [one for one in held if one.article and one.article.section is section])
        for section in Section
    ]
    other = [one for one in held if one.article is None]
    return [
        (label, group) for label, group in (*groups, (page_texts()["article"]["elsewhere"], other)) if group
    ]
