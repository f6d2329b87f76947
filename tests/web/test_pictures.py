"""Evidence charts as SVG, and the placement of marks and axes."""

from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from xml.parsers.expat import ParserCreate

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.catalog import Catalog
from app.charts.direction_mark import RADII, answer_mark, radius_of, study_mark
from app.charts.evidence_chart import evidence_chart
from app.charts.svg_rendering import ratio_ticks, ticks
from app.core.references import Reference
from app.features.claim_evidence.schemas import EvidenceRow
from app.vocabulary.grading import Certainty, Design, SourceType, Stance, StudyDirection, Verdict
from tests.web.html_parser import read

FIGURES = st.floats(-1e6, 1e6, allow_nan=False)


async def test_evidence_svg_has_grade_and_cautions(client: httpx.AsyncClient, catalog: Catalog) -> None:
    for entry in catalog.entries_by_kind["claims"]:
        evidence = (await client.get(f"{entry.href}/evidence")).json()["data"]
        answer = await client.get(f"{entry.href}/evidence.svg", headers={"Accept": "image/svg+xml"})
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "public" in answer.headers["cache-control"]
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        ParserCreate().ParseFile(BytesIO(answer.content))
        root = read(answer.text)
        text = root.text
        assert f"Certainty: {Certainty.named(evidence['claim']['certainty']).label}" in text
        tested = [row for row in evidence["rows"] if row["stance"] != "context"]
        assert len(list(root.all("g", class_="study"))) == len(tested)
        for line in evidence["cautions"]:
            assert all(word in text for word in line["sentence"].split())


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
def test_marks_stand_below_each_other_within_the_chart(
    drawn: Sequence[tuple[int | None, Design | None, StudyDirection | None]],
) -> None:
    picture = evidence_chart([study(number, *one) for number, one in enumerate(drawn)])
    lines = picture.lines
    assert sorted(line.number for line in lines) == list(range(1, len(drawn) + 1))
    for line, following in pairwise(lines):
        assert following.y - line.y >= 2 * RADII[-1] + 2
    assert all(RADII[-1] < line.y < picture.height - RADII[-1] for line in lines)


@given(st.sampled_from([*StudyDirection, None]), st.none() | st.integers(0, 10**9))
def test_only_a_direction_that_was_shown_has_a_place(direction: StudyDirection | None, n: int | None) -> None:
    mark = study_mark(direction, n)
    shown = direction in {StudyDirection.BENEFIT, StudyDirection.NO_EFFECT, StudyDirection.HARM}
    assert (mark.x is not None) == shown


@given(st.sampled_from(Verdict), st.sampled_from(Certainty))
def test_only_an_answer_with_a_direction_has_a_place(verdict: Verdict, certainty: Certainty) -> None:
    shown = {Verdict.HELPS: 117, Verdict.NO_DIFFERENCE: 68, Verdict.HARMS: 19}
    assert answer_mark(verdict, certainty, None).x == shown.get(verdict)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_mark_radius_grows_with_study_size(one: int, other: int) -> None:
    small, large = sorted((one, other))
    assert RADII[0] <= radius_of(small) <= radius_of(large) <= RADII[-1]
    assert radius_of(None) == RADII[0]


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
