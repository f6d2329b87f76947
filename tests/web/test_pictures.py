"""Evidence charts as SVG, and the placement of marks and axes."""

from collections.abc import Sequence
from io import BytesIO
from itertools import combinations
from math import hypot
from xml.parsers.expat import ParserCreate

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.catalog import Catalog
from app.charts.evidence_chart import MAX_RADIUS, MIN_RADIUS, Mark, evidence_chart, radius_of
from app.charts.svg_rendering import WIDTH, ratio_ticks, ticks
from app.core.references import Reference
from app.features.claim_evidence.schemas import EvidenceRow
from app.vocabulary.grading import Certainty, Design, SourceType, Stance, StudyDirection
from tests.web.html_parser import read

FIGURES = st.floats(-1e6, 1e6, allow_nan=False)


async def test_evidence_svg_has_grade_and_cautions(client: httpx.AsyncClient, catalog: Catalog) -> None:
    for entry in catalog.kinds["claims"]:
        evidence = (await client.get(f"{entry.href}/evidence")).json()["data"]
        answer = await client.get(f"{entry.href}/evidence?format=svg", headers={"Accept": "image/svg+xml"})
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "public" in answer.headers["cache-control"]
        assert answer.headers["content-security-policy"] == "default-src 'none'"
        ParserCreate().ParseFile(BytesIO(answer.content))
        root = read(answer.text)
        text = root.text
        assert f"Certainty: {Certainty.named(evidence['claim']['certainty']).label}" in text
        assert len(list(root.all("g", class_="mark"))) == len(evidence["rows"])
        for card in evidence["cautions"]:
            words = card["title"].split()
            assert not card["must_display"] or all(word in text for word in words)


async def test_unknown_format_gives_422_with_suggestions(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/claims/ff-kefir/evidence?format=svgg")
    assert answer.status_code == 422
    assert answer.json()["did_you_mean"] == ["svg"]


def study(number: int, n: int | None, design: Design | None, direction: StudyDirection | None) -> EvidenceRow:
    """Return a study with little but what decides its place."""
    return EvidenceRow(
        source=Reference(kind="sources", slug=f"study-{number}", name="A study", href="/v1/sources/study"),
        label=f"Study {number}",
        year=None,
        type=SourceType.STUDY,
        design=design,
        evidence_base=None,
        population=None,
        n=n,
        n_note=None,
        intervention=None,
        strains=(),
        outcome=None,
        result=(),
        direction=direction,
        limitation=None,
        stance=Stance.SUPPORTS,
        note=None,
        verification="not checked",
        retraction_status=None,
        url=None,
    )


STUDIES = st.lists(
    st.tuples(
        st.none() | st.integers(0, 10**9),
        st.none() | st.sampled_from(Design),
        st.none() | st.sampled_from(StudyDirection),
    ),
    max_size=60,
)


@given(STUDIES)
def test_chart_marks_do_not_overlap(
    drawn: Sequence[tuple[int | None, Design | None, StudyDirection | None]],
) -> None:
    picture = evidence_chart([study(number, *one) for number, one in enumerate(drawn)])
    marks = [mark for band in picture.bands for mark in band.marks]
    assert sorted(mark.number for mark in marks) == list(range(1, len(drawn) + 1))
    for mark in marks:
        assert mark.radius - 0.1 <= mark.x <= WIDTH - mark.radius + 0.1
        assert mark.radius <= mark.y <= picture.height - mark.radius
    assert not [pair for pair in combinations(marks, 2) if overlap(*pair)]


def overlap(one: Mark, other: Mark) -> bool:
    """Return whether two marks cover each other, roundings aside."""
    apart = hypot(one.x - other.x, one.y - other.y)
    return apart < one.radius + other.radius - 0.2


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_mark_radius_grows_with_study_size(one: int, other: int) -> None:
    small, large = sorted((one, other))
    assert MIN_RADIUS <= radius_of(small) <= radius_of(large) <= MAX_RADIUS
    assert radius_of(None) == MIN_RADIUS


@given(FIGURES, FIGURES)
def test_axis_ticks_span_the_data(one: float, other: float) -> None:
    low, high = sorted((one, other))
    if high - low < 1e-3 * max(abs(low), abs(high), 1e-3):
        return
    axis = ticks(low, high)
    slack = (high - low) * 1e-6
    assert axis[0] <= low + slack
    assert axis[-1] >= high - slack
    assert 2 <= len(axis) <= 8
    assert axis == sorted(axis)


@pytest.mark.parametrize(
    ("low", "high", "axis"), [(0.3, 0.9, [0.2, 0.5, 1]), (1.2, 3, [1, 2, 5]), (0.6, 1.7, [0.5, 1, 2])]
)
def test_ratio_axis_includes_one(low: float, high: float, axis: list[float]) -> None:
    assert list(ratio_ticks(low, high)) == axis
