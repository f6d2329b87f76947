"""From food to bone: the chain of one food as cards, each link with what was shown, the weakest named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.catalog.catalog import Catalog
from app.core.entry_keys import key_of
from app.core.references import FOOD_KINDS
from app.features.graph.knowledge_graph import knowledge_graph_of
from app.features.graph.path_search import paths_of
from app.features.graph.schemas import GraphEdge
from app.features.portion_figures import PortionFigure, portion_figures
from app.kinds.foods import Food
from app.schemas.entries import Answer, Entry
from app.schemas.grading import CERTAINTY_RANK, answer_verdict
from app.server.state.release_holder import CurrentCatalog
from app.texts.page_texts import page_texts, say
from app.vocabulary.content import Relation
from app.vocabulary.grading import Certainty, Verdict
from app.web.explorer.entry_view import entry_at, portion_text
from app.web.explorer.page_address import PageRoute
from app.web.explorer.rendering import render_page
from app.web.explorer.template_filters import (
    headings,
    lower_first,
    page_url,
    rounded,
    short_text,
    with_thousands,
)

DEFAULT = "food-sources/kefir"
MAX_PATHS, MAX_LINKS = 3, 4
"""Paths to one outcome, and links of one path: a longer chain says nothing."""

SHOWN = frozenset({Verdict.HELPS, Verdict.HARMS, Verdict.NO_DIFFERENCE})
Link = Literal["measured", "probable", "not-shown"]

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@dataclass(frozen=True)
class ChainStep:
    """A card of the chain or, with `link`, what leads from one card to the next."""

    text: str
    label: str = ""
    name: str = ""
    href: str = ""
    link: Link | None = None
    certainty: Certainty | None = None
    claim: str | None = None


@dataclass(frozen=True)
class Road:
    """One way from a food to bone."""

    name: str
    steps: Sequence[ChainStep]

    @property
    def weakest(self) -> ChainStep:
        """Return the least certain link; of several, the last. A measured one is the surest."""
        links = [step for step in self.steps if step.link]
        return min(reversed(links), key=_strength)


def _strength(step: ChainStep) -> tuple[bool, int]:
    rank = max(CERTAINTY_RANK.values()) + 1 if step.certainty is None else CERTAINTY_RANK[step.certainty]
    return step.link != "not-shown", rank


@router.get("/chain")
def get_chain(catalog: CurrentCatalog, food: Annotated[str, Query(max_length=120)] = DEFAULT) -> Response:
    """Return the chain of a food."""
    foods = [entry for kind in FOOD_KINDS for entry in catalog.entries_by_kind[kind]]
    chosen = next((entry for entry in foods if key_of(entry) == food), None)
    if not isinstance(chosen, Food):
        raise HTTPException(404)
    roads = roads_of(catalog, chosen)
    query = f"food={food}"
    return render_page(catalog, "chain.html", canonical_query=query, food=chosen, foods=foods, roads=roads)


def roads_of(catalog: Catalog, food: Food) -> list[Road]:
    """Return the ways of a food: by nutrients that a portion gives, and by effects on a mechanism."""
    return [*_nutrient_roads(catalog, food), *_mechanism_roads(catalog, food)]


def _nutrient_roads(catalog: Catalog, food: Food) -> Iterator[Road]:
    figures = {
        one.nutrient.rpartition("_")[0].replace("_", "-"): one for one in portion_figures(catalog, food)
    }
    for related in food.related:
        nutrient = entry_at(catalog, related.href.removeprefix("/v1/"))
        if related.relation is not Relation.PROVIDES or nutrient is None or nutrient.answer is None:
            continue
        figure = figures.get(nutrient.slug)
        if figure is not None and figure.amount:
            steps = [_food_card(food), _measured(figure), _card(nutrient, short_text(nutrient))]
            yield Road(nutrient.name, [*steps, _answered(nutrient.answer), *_own_test(food, nutrient)])


def _mechanism_roads(catalog: Catalog, food: Food) -> Iterator[Road]:
    network = knowledge_graph_of(catalog)
    key = key_of(food)
    for outcome in catalog.entries_by_kind["outcomes"]:
        for path in paths_of(network, key, f"outcomes/{outcome.slug}", MAX_PATHS).paths:
            targets = [target for edge in path.edges if (target := entry_at(catalog, edge.target))]
            if targets[0].kind == "nutrients" or len(path.edges) > MAX_LINKS:
                continue
            steps = [_food_card(food)]
            for edge, target in zip(path.edges, targets, strict=True):
                steps += [_step_of(catalog, edge), _card(target, short_text(target))]
            yield Road(targets[0].name, steps)


def _food_card(food: Food) -> ChainStep:
    return ChainStep(portion_text(food), page_texts()["chain"]["card"], food.name, page_url(food.href))


def _card(entry: Entry, text: str) -> ChainStep:
    return ChainStep(text, headings()[entry.kind], entry.name, page_url(entry.href))


def _measured(figure: PortionFigure) -> ChainStep:
    texts = page_texts()["chain"]
    amount = f"{rounded(figure.amount or 0)} {figure.unit}"
    if figure.percent is None or figure.reference is None:
        return ChainStep(say(texts["holds"], amount=amount), link="measured")
    reference = f"{with_thousands(figure.reference.amount or 0)} {figure.unit}"
    holds = say(texts["holds_share"], amount=amount, percent=figure.percent, reference=reference)
    return ChainStep(holds, link="measured")


def _answered(answer: Answer) -> ChainStep:
    link: Link = "probable" if answer.verdict in SHOWN else "not-shown"
    text = f"{answer.verdict_text}. {answer.sentence}"
    return ChainStep(text, link=link, certainty=answer.certainty, claim=answer.claim)


def _own_test(food: Food, nutrient: Entry) -> Iterator[ChainStep]:
    """Yield the end of a chain by a nutrient: whether the food itself was tested."""
    texts = page_texts()["chain"]
    name = lower_first(food.name)
    yield ChainStep(
        texts["other"], texts["bone"], say(texts["by_nutrient"], name=lower_first(nutrient.name)), ""
    )
    if food.answer is None:
        yield ChainStep(texts["never_tested"], link="not-shown", certainty=Certainty.NOT_GRADED)
    else:
        yield _answered(food.answer)
    yield ChainStep(texts["itself"], texts["bone"], say(texts["tested"], name=name), page_url(food.href))


def _step_of(catalog: Catalog, edge: GraphEdge) -> ChainStep:
    """Return a step of the graph as a link; one that was tested with something else was not shown."""
    if edge.certainty is None:
        return ChainStep(edge.sentence, link="measured")
    answer = catalog.entry("claims", edge.claim.slug).answer if edge.claim else None
    text = f"{answer.verdict_text}. {answer.sentence}" if answer else edge.sentence
    verdict = answer_verdict(edge.direction, edge.certainty, studied=bool(edge.seen_in))
    link: Link = "probable" if verdict in SHOWN and not edge.extrapolated else "not-shown"
    return ChainStep(text, link=link, certainty=edge.certainty, claim=edge.claim.slug if edge.claim else None)
