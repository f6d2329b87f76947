"""Claim pages: the chart, its table, and the plots of comparable results."""

from collections import Counter

import httpx

from app.catalog.catalog import Catalog
from tests.web.html_parser import read


async def test_evidence_chart_has_one_mark_per_study_in_table_order(
    client: httpx.AsyncClient, catalog: Catalog
) -> None:
    for entry in catalog.kinds["claims"]:
        evidence = (await client.get(f"{entry.href}/evidence")).json()["data"]
        page = read((await client.get(f"/claims/{entry.slug}")).text)
        if not evidence["rows"]:
            assert not list(page.all("figure"))
            continue
        picture = next(page.all("figure"))
        marks = list(next(picture.all("svg")).all("g", class_="mark"))
        numbers = sorted(int(mark.one("text").text) for mark in marks)
        assert numbers == list(range(1, len(evidence["rows"]) + 1)), entry.href
        stances = Counter(mark.attributes["class"].removeprefix("mark stance-") for mark in marks)
        assert stances == Counter(row["stance"] for row in evidence["rows"])
        table = page.one("table", class_="studies")
        rows = list(table.one("tbody").all("tr"))
        assert [row.attributes["id"] for row in rows] == [
            f"study-{row['source']['slug']}" for row in evidence["rows"]
        ]
        for shown, row in zip(rows, evidence["rows"], strict=True):
            assert row["label"] in shown.text
            assert (row["limitation"] or "not assessed") in shown.text


async def test_forest_plot_groups_results_by_measure_and_unit(
    client: httpx.AsyncClient, catalog: Catalog
) -> None:
    plots = 0
    for entry in catalog.kinds["claims"]:
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
        if evidence["rows"] and len(expected) < len(scales):
            assert "compare what cannot be compared" in html
        if evidence["rows"] and not scales:
            assert "No study here reports a result with an interval" in html
    assert plots >= 4


async def test_claim_page_has_article_verdict_and_rationale(
    client: httpx.AsyncClient, catalog: Catalog
) -> None:
    for entry in catalog.kinds["claims"]:
        body = (await client.get(entry.href)).json()["data"]
        text = read((await client.get(f"/claims/{entry.slug}")).text).text
        fields = ("article_says", "rationale", "nuance", "graded_statement", "would_change_grade")
        for name in (*fields, "no_source_found"):
            assert " ".join((body[name] or "").split()) in text, (entry.href, name)
        for part in body["parts"]:
            assert part["statement"] in text
