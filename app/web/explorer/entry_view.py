"""View models of the pages of entries and claims."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from app.catalog.catalog import Catalog, StoredGuideSection
from app.charts.direction_mark import DirectionMark, answer_mark
from app.charts.evidence_chart import evidence_chart
from app.charts.forest_plot import forest_plots
from app.charts.png_rendering import can_render_png
from app.charts.svg_rendering import WIDTH
from app.core.entry_keys import key_of
from app.core.memoize import Memoize
from app.core.references import FOOD_KINDS, USABLE_KINDS
from app.features.claim_evidence.evidence_table import evidence_of
from app.features.embedded_cards import caution_cards
from app.features.portion_figures import PortionFigure, portion_figures
from app.features.release_history import publication_dates
from app.kinds.claims import Claim, Part
from app.kinds.foods import Food
from app.schemas.entries import Answer, CautionCard, ClaimCard, Entry, Related
from app.schemas.food import NUTRIENT_NAMES
from app.schemas.grading import answer_verdict, verdict_text
from app.texts.page_texts import page_texts
from app.vocabulary.content import Relation
from app.vocabulary.grading import Scope
from app.web.explorer.caution_groups import caution_groups, concerns_everyone
from app.web.explorer.field_view import field_views
from app.web.explorer.template_filters import headings, page_url, weighed

GOOD_FOR = frozenset({"calcium_mg", "vitamin_d_ug", "fibre_g", "magnesium_mg", "protein_g"})
"""Nutrients that the card names where a portion gives enough of a day."""

WORTH_NAMING = 10
"""Percent of a day that is worth a line."""

MOST_NAMED = 2

DEFINED_KINDS = frozenset({*USABLE_KINDS, "nutrients"})
"""Kinds whose summary begins with what the entry is, and whose card shows a bottom line in its place."""

STATEMENT_END = re.compile(r"[.;:](?= |$)")
"""End of the first statement of a summary; a point within a number is none."""

SHOWN_RELATIONS = frozenset(
    {Relation.WARNED_BY, Relation.SUBJECT_OF, Relation.CONCERNED_BY, Relation.RESTS_ON}
)
"""Relations that the page shows as cautions, claims and sources, and so not among the related entries."""


@dataclass(frozen=True)
class AnswerRow:
    """One question about an entry: what was found, how surely, and in whom."""

    href: str
    answer: Answer
    card: ClaimCard
    mark: DirectionMark
    of_more_foods: bool = False
    """Whether it stands on the page of a food and is not about that food alone."""


@dataclass(frozen=True)
class AnswerCard:
    """The answer in short: the same on a page, in a search result, in print and in a preview."""

    name: str
    href: str
    kind: str
    icon: str | None
    what_it_is: str
    because: str
    gut: str | None
    answer: Answer | None
    mark: DirectionMark | None
    figures: Sequence[PortionFigure]
    portion: Markup | None

    @property
    def preview(self) -> str | None:
        """Return the address of its picture in link previews, None where there is none."""
        return f"/previews{self.href}.png" if self.answer and can_render_png() else None

    @property
    def good_for(self) -> Sequence[PortionFigure]:
        """Return the figures worth a line, the largest share of a day first."""
        shares = [
            one for one in self.figures if one.nutrient in GOOD_FOR and (one.percent or 0) >= WORTH_NAMING
        ]
        return sorted(shares, key=lambda one: -(one.percent or 0))[:MOST_NAMED]


@dataclass(frozen=True)
class NutritionRow:
    """One nutrient: its figures in 100 g and in a serving, and the reason why one is null."""

    name: str
    per_100g: float | None
    per_serving: float | None
    reason: str | None


@dataclass(frozen=True)
class GuidePosition:
    """The position of an entry in the guide: its section, and the entries around it, if any."""

    section: StoredGuideSection
    previous: Entry | None
    next: Entry | None


def build_entry_view(catalog: Catalog, entry: Entry) -> dict[str, Any]:
    """Return what the template of an entry shows; `details` are the fields of the collapsed section."""
    fields, details = field_views(entry)
    rows, meanings = outcome_rows(catalog, entry)
    card, cautions = answer_card(catalog, entry), caution_cards(catalog, entry)
    return {
        "entry": entry,
        "card": card,
        "dates": publication_dates(catalog).get(key_of(entry)),
        "to_do": to_do(entry, cautions),
        "groups": caution_groups(catalog, entry, cautions),
        "rows": rows,
        "meanings": meanings,
        "fields": fields,
        "details": details,
        "figures": [one for one in card.figures if one.amount is not None],
        "nutrition": nutrition_rows(entry),
        "sources": _sources(catalog, entry),
        "related": _related(entry),
        "position": guide_positions(catalog).get(key_of(entry)),
    }


def to_do(entry: Entry, cautions: Sequence[CautionCard]) -> str:
    """Return what to do with the answer for people in no group of cautions; empty if one is for everyone."""
    if entry.kind not in USABLE_KINDS or entry.answer is None or any(map(concerns_everyone, cautions)):
        return ""
    texts = page_texts()["to_do"]["foods" if entry.kind in FOOD_KINDS else entry.kind]
    return str(texts.get(entry.answer.verdict, texts["other"]))


def answer_card(catalog: Catalog, entry: Entry) -> AnswerCard:
    """Return the answer card of an entry."""
    answer = entry.answer
    return AnswerCard(
        name=entry.name,
        href=page_url(entry.href),
        kind=headings()[entry.kind],
        icon=entry.icon,
        what_it_is=first_statement(entry.summary) if entry.kind in DEFINED_KINDS else "",
        because=getattr(entry, "bottom_line", None) or (answer.sentence if answer else entry.summary),
        gut=getattr(entry, "gut_bottom_line", None),
        answer=answer,
        mark=answer_mark(answer.verdict, answer.certainty, answer.people) if answer else None,
        figures=portion_figures(catalog, entry) if isinstance(entry, Food) else (),
        portion=portion_text(entry) if isinstance(entry, Food) else None,
    )


def first_statement(text: str) -> str:
    """Return the first statement of a text as a sentence."""
    return STATEMENT_END.split(text, maxsplit=1)[0] + "."


def portion_text(food: Food) -> Markup:
    """Return the portion of a food with its weight."""
    return weighed(food.portion.description, food.portion.grams)


def outcome_rows(catalog: Catalog, entry: Entry) -> tuple[list[AnswerRow], list[ClaimCard]]:
    """Return the answers of an entry's claims, that of its card first; and the claims that answer nothing."""
    rows: list[AnswerRow] = []
    meanings: list[ClaimCard] = []
    for grade in entry.claims:
        row = claim_row(catalog, catalog.entry("claims", grade.slug))
        if row is None:
            meanings.append(catalog.claim_card(grade.slug))
        else:
            wide = entry.kind in FOOD_KINDS and row.card.scope in {Scope.FOOD_GROUP, Scope.GENERAL}
            rows.append(replace(row, of_more_foods=wide))
    first = entry.answer.claim if entry.answer else None
    return sorted(rows, key=lambda row: row.card.slug != first), meanings


def claim_row(catalog: Catalog, claim: Entry) -> AnswerRow | None:
    """Return the answer of a claim as a row; None if it answers nothing."""
    answer = claim.answer
    if answer is None:
        return None
    mark = answer_mark(answer.verdict, answer.certainty, answer.people)
    return AnswerRow(page_url(claim.href), answer, catalog.claim_card(claim.slug), mark)


def claim_context(catalog: Catalog, claim: Claim) -> dict[str, Any]:
    """Return the context of claim.html: the view of the entry, its evidence and the charts of that."""
    evidence = evidence_of(catalog, claim, None)
    forests, why_not = forest_plots(evidence.rows)
    return {
        "view": build_entry_view(catalog, claim),
        "evidence": evidence,
        "parts": [_graded_part(part) for part in claim.parts],
        "picture": evidence_chart(evidence.rows),
        "forests": forests,
        "why_not": why_not,
        "width": WIDTH,
    }


def _graded_part(part: Part) -> tuple[Part, str, DirectionMark]:
    """Return a part of a claim with its verdict in words and its mark."""
    verdict = answer_verdict(part.direction, part.certainty, studied=bool(part.sources))
    text = verdict_text(verdict, part.certainty) if verdict else ""
    return part, text, answer_mark(verdict, part.certainty, None)


def _sources(catalog: Catalog, entry: Entry) -> list[Related]:
    """Return the sources of an entry and of its claims, each once."""
    own = [one for one in entry.related if one.relation is Relation.RESTS_ON]
    cited = [
        citation.source for grade in entry.claims for citation in catalog.claim_card(grade.slug).citations
    ]
    found = {one.href: one for one in own}
    for slug in cited:
        source = catalog.entry("sources", slug)
        found.setdefault(source.href, Related(relation=Relation.RESTS_ON, href=source.href, name=source.name))
    return list(found.values())


def _related(entry: Entry) -> dict[Relation, list[Related]]:
    groups: dict[Relation, list[Related]] = {}
    for related in entry.related:
        if related.relation not in SHOWN_RELATIONS:
            groups.setdefault(related.relation, []).append(related)
    return groups


@Memoize
def guide_positions(catalog: Catalog) -> Mapping[str, GuidePosition]:
    """Return the position of each entry of the guide by key; an entry that is listed twice has the first."""
    sections: dict[str, StoredGuideSection] = {}
    for section in catalog.guide:
        for key in section.keys:
            sections.setdefault(key, section)
    keys = list(sections)
    neighbours = zip(keys, [None, *keys[:-1]], [*keys[1:], None], strict=True)
    return {
        key: GuidePosition(sections[key], entry_at(catalog, previous), entry_at(catalog, following))
        for key, previous, following in neighbours
    }


def entry_at(catalog: Catalog, key: str | None) -> Entry | None:
    """Return the entry with a key; None for None."""
    if key is None:
        return None
    kind, _, slug = key.partition("/")
    return catalog.entry(kind, slug)


def entries_of(catalog: Catalog, section: StoredGuideSection) -> list[Entry]:
    """Return the entries of a section, in order."""
    return [entry for key in section.keys if (entry := entry_at(catalog, key))]


def nutrition_rows(food: object) -> list[NutritionRow]:
    """Return the rows of a food's table of all figures; an empty list for other entries."""
    if not isinstance(food, Food):
        return []
    serving = food.nutrients_per_serving
    return [
        NutritionRow(
            name=name,
            per_100g=getattr(food.nutrients_per_100g, name),
            per_serving=None if serving is None else getattr(serving, name),
            reason=getattr(food.nutrients_null_reasons, name),
        )
        for name in NUTRIENT_NAMES
    ]
