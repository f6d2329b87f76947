"""View model of the home page: foods to look up, answered questions, and the article's scorecard."""

from typing import Any

from app.catalog.catalog import Catalog
from app.core.entry_keys import key_of
from app.kinds.articles import Article
from app.vocabulary.grading import About
from app.web.explorer.entry_view import AnswerCard, AnswerRow, answer_card, claim_row

FOODS = (
    *("food-sources/kefir", "food-sources/yogurt", "food-sources/sauerkraut", "food-sources/natto"),
    *(
        "prebiotics/prunes",
        "prebiotics/leek",
        "bone-foods/sardines-canned",
        "supplements/probiotic-supplement",
    ),
)
"""Entries that people look up most, one of each sort."""

MOST_QUESTIONS = 6


def home_context(catalog: Catalog) -> dict[str, Any]:
    """Return the context of home.html."""
    articles = (one for one in catalog.entries_by_kind["articles"] if isinstance(one, Article))
    return {
        "cards": _cards(catalog),
        "rows": _questions(catalog),
        "article": next((article for article in articles if article.scorecard), None),
    }


def _cards(catalog: Catalog) -> list[AnswerCard]:
    found = {key_of(entry): entry for entries in catalog.entries_by_kind.values() for entry in entries}
    return [answer_card(catalog, found[key]) for key in FOODS if key in found]


def _questions(catalog: Catalog) -> list[AnswerRow]:
    """Return the surest answers, and as many where studies disagree or nothing is known."""
    answered = [row for claim in catalog.entries_by_kind["claims"] if (row := claim_row(catalog, claim))]
    rows = [row for row in answered if row.card.about is About.PEOPLE]
    placed = sorted((row for row in rows if row.mark.x is not None), key=_surest)
    return [
        *placed[: MOST_QUESTIONS // 2],
        *[row for row in rows if row.mark.x is None][: MOST_QUESTIONS // 2],
    ]


def _surest(row: AnswerRow) -> tuple[int, int]:
    order = ("high", "moderate", "low")
    return order.index(row.answer.certainty.value), -(row.answer.people or 0)
