"""Things side by side: one table, and each caution once. The address holds nothing of the reader."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.catalog.catalog import Catalog
from app.charts.direction_mark import DirectionMark, answer_mark
from app.core.english_list import english_list
from app.core.entry_keys import key_of
from app.core.references import USABLE_KINDS
from app.features.comparison import FEWEST, MOST, Comparison, compare, compared_entries
from app.features.name_resolution import InvalidQueryError
from app.schemas.entries import Answer, CautionCard, Entry
from app.server.state.release_holder import CurrentCatalog
from app.texts.page_texts import page_texts, say
from app.web.explorer.caution_groups import shared_caution_groups
from app.web.explorer.page_address import PageRoute
from app.web.explorer.rendering import render_page, render_private_page
from app.web.explorer.template_filters import lower_first, page_url

FEWEST_CHOICES = 3
"""Lists to choose from; one more than there are items, where there are more."""

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@dataclass(frozen=True)
class AnswerCell:
    """The answer for one item, with its mark; both None where there is none."""

    answer: Answer | None
    mark: DirectionMark | None


@dataclass(frozen=True)
class AnswerLine:
    """One question, and a cell for each item."""

    question: str
    href: str | None
    sentence: str
    cells: Sequence[AnswerCell]


@router.get("/compare")
def get_compare(
    catalog: CurrentCatalog,
    items: Annotated[tuple[Annotated[str, Query(max_length=600)], ...], Query(max_length=12)] = (),
) -> Response:
    """Return things side by side; for fewer than two, the form to choose them."""
    asked = [key for part in items for key in part.split(",") if key]
    choices = {kind: catalog.entries_by_kind[kind] for kind in USABLE_KINDS}
    lists = min(max(FEWEST_CHOICES, len(asked) + 1), MOST)
    form = {"asked": asked, "choices": choices, "lists": lists}
    if len(set(asked)) < FEWEST and all(map(catalog.has, asked)):
        return render_page(catalog, "compare.html", compared=None, errors=[], **form)
    try:
        entries = compared_entries(catalog, asked)
    except InvalidQueryError as error:
        errors = [mistake(one.given, one.near) for one in error.invalid_parameters]
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render_private_page(catalog, "compare.html", status, compared=None, errors=errors, **form)
    compared, lists = compare(catalog, entries), page_texts()["lists"]
    return render_page(
        catalog,
        "compare.html",
        compared=compared,
        errors=[],
        names=english_list([entries[0].name, *(lower_first(one.name) for one in entries[1:])], lists["and"]),
        any_name=english_list([lower_first(one.name) for one in entries], lists["or"]),
        lines=list(answer_lines(catalog, compared)),
        groups=shared_caution_groups(catalog, entries, sentences_once(catalog, entries, compared)),
        canonical_query=f"items={','.join(map(key_of, entries))}",
        **form,
    )


def mistake(given: str, near: Iterable[str]) -> str:
    """Return what is wrong with the items asked, with what they may be."""
    texts = page_texts()["compare"]
    if not (near := list(near)):
        return str(texts["wrong"])
    return say(texts["unknown"], name=given[:80], near=english_list(near, page_texts()["lists"]["or"]))


def answer_lines(catalog: Catalog, compared: Comparison) -> Iterator[AnswerLine]:
    """Yield the answers of the items alone, then those of the questions they share."""
    own = [_cell(item.answer) for item in compared.items]
    if any(cell.answer for cell in own):
        yield AnswerLine(page_texts()["compare"]["alone"], None, "", own)
    for outcome in compared.outcomes:
        cells = [
            _cell(outcome.answer if item.id in outcome.answered_for else None) for item in compared.items
        ]
        href = page_url(catalog.entry("claims", outcome.answer.claim).href)
        yield AnswerLine(outcome.question, href, outcome.answer.sentence, cells)


def _cell(answer: Answer | None) -> AnswerCell:
    if answer is None:
        return AnswerCell(None, None)
    return AnswerCell(answer, answer_mark(answer.verdict, answer.certainty, answer.people))


def sentences_once(catalog: Catalog, entries: Sequence[Entry], compared: Comparison) -> Iterator[CautionCard]:
    """Yield every caution once; one on a single item has the sentence that names that item."""
    lines = {(key_of(entry), line.slug): line for entry in entries for line in entry.cautions}
    for one in compared.cautions:
        card = catalog.caution_card(one.slug)
        if len(one.items) == 1:
            card = card.model_copy(update={"sentence": lines[one.items[0], one.slug].sentence})
        yield card
