"""Claim pages: the chart, its table, and the plots of comparable results."""

from typing import Any

import httpx

from app.catalog.catalog import Catalog
from app.kinds.claims import Claim
from app.schemas.grading import answer_verdict
from app.texts.page_texts import page_texts, say
from tests.web.html_parser import Element, read

SHAPES = {"benefit": "better", "no_effect": "same", "harm": "worse", "mixed": "mixed"}


async def test_every_study_that_tests_the_claim_has_a_mark_of_its_direction_and_size(
    client: httpx.AsyncClient, catalog: Catalog
) -> None:
    for entry in catalog.entries_by_kind["claims"]:
        evidence = (await client.get(f"{entry.href}/evidence")).json()["data"]
        page = read((await client.get(f"/claims/{entry.slug}")).text)
        alone = read((await client.get(f"{entry.href}/evidence.svg")).text)
        tested = [row for row in evidence["rows"] if row["stance"] != "context"]
        for place in (page, alone):
            drawn = {one.attributes["data-source"]: one for one in place.all("g", class_="study")}
            assert drawn.keys() == {row["source"]["slug"] for row in tested}, entry.href
            for row in tested:
                assert_mark(drawn[row["source"]["slug"]], row)


def assert_mark(study: Element, row: dict[str, Any]) -> None:
    """Assert that a mark says what the study found, and that no direction shares a style with another."""
    mark = study.one("g", class_="mark")
    shape = SHAPES.get(row["direction"], "none")
    people = row["n"] if row["evidence_base"] == "human" and row["design"] != "synthesis" else None
    assert mark.attributes["data-shape"] == shape
    assert mark.attributes["data-people"] == ("" if people is None else str(people))
    classes = {name for one in mark.all() for name in one.attributes.get("class", "").split()}
    own = {"mixed": {"band-mixed", "hatch"}, "none": {"band-none"}}.get(
        shape, {f"disc-{shape}", "sure-trial"}
    )
    assert classes - {"backing", "sign", "on-pale"} == own
    if people is not None:
        assert f"{people:,} people" in study.text


async def test_table_of_studies_has_every_study(client: httpx.AsyncClient, catalog: Catalog) -> None:
    for entry in catalog.entries_by_kind["claims"]:
        evidence = (await client.get(f"{entry.href}/evidence")).json()["data"]
        page = read((await client.get(f"/claims/{entry.slug}")).text)
        if not evidence["rows"]:
            assert not list(page.all("figure"))
            continue
        rows = list(page.one("table", class_="studies").one("tbody").all("tr"))
        assert [row.attributes["id"] for row in rows] == [
            f"study-{row['source']['slug']}" for row in evidence["rows"]
        ]
        for shown, row in zip(rows, evidence["rows"], strict=True):
            assert row["label"] in shown.text
            assert (row["limitation"] or "not assessed") in shown.text


async def test_parts_of_a_claim_have_their_own_marks(client: httpx.AsyncClient, catalog: Catalog) -> None:
    shown = 0
    for claim in catalog.entries_by_kind["claims"]:
        assert isinstance(claim, Claim)
        page = read((await client.get(f"/claims/{claim.slug}")).text)
        rows = list(page.all("tr", class_="part"))
        for part, row in zip(claim.parts, rows, strict=True):
            verdict = answer_verdict(part.direction, part.certainty, studied=bool(part.sources))
            mark = row.one("g", class_="mark").attributes
            assert mark["data-strength"] == part.certainty.value
            placed = mark["data-shape"] in {"better", "same", "worse"}
            assert placed == (verdict in {"helps", "no_difference", "harms"})
            shown += 1
    assert shown > 20


async def test_forest_plot_groups_results_by_measure_and_unit(
    client: httpx.AsyncClient, catalog: Catalog
) -> None:
    plots, texts = 0, page_texts()["forest"]
    for entry in catalog.entries_by_kind["claims"]:
        evidence = (await client.get(f"{entry.href}/evidence")).json()["data"]
        html = (await client.get(f"/claims/{entry.slug}")).text
        scales: dict[tuple[str, str | None, str | None], list[str]] = {}
        for row in evidence["rows"]:
            for effect in row["result"]:
                if effect["ci95_low"] is not None and effect["ci95_high"] is not None:
                    scale = (effect["measure"], effect["metric"], effect["unit"])
                    scales.setdefault(scale, []).append(row["source"]["slug"])
        expected = [scale for scale, held in scales.items() if len(set(held)) > 1 and any(scale[1:])]
        drawn = [figure for figure in read(html).all("figure") if list(figure.all("rect", class_="point"))]
        assert len(drawn) == len(expected), entry.href
        for figure, scale in zip(drawn, expected, strict=True):
            assert figure.one("figcaption").text.startswith(scale[0])
            assert len(list(figure.all("path", class_="interval"))) == len(scales[scale])
        plots += len(drawn)
        left_out = sum(len(held) for scale, held in scales.items() if scale not in expected)
        if left_out:
            assert say(texts["left_out" if expected else "not_drawn"], count=left_out) in html
        if evidence["rows"] and not scales:
            assert texts["no_interval"] in html
    assert plots >= 4


async def test_claim_page_has_article_verdict_and_rationale(
    client: httpx.AsyncClient, catalog: Catalog
) -> None:
    for entry in catalog.entries_by_kind["claims"]:
        body = (await client.get(entry.href)).json()["data"]
        text = read((await client.get(f"/claims/{entry.slug}")).text).text
        fields = ("article_says", "rationale", "nuance", "graded_statement", "would_change_grade")
        for name in (*fields, "no_source_found"):
            assert " ".join((body[name] or "").split()) in text, (entry.href, name)
        for part in body["parts"]:
            assert part["statement"] in text
