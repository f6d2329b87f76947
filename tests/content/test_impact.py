"""What falls if a source of the real content is retracted."""

from app.catalog.registry import KINDS
from app.content.content_reader import Content
from app.content.impact import impact_of


def test_grade_that_rests_on_a_retracted_source_falls(content: Content) -> None:
    (retracted, _) = impact_of("sources/freedom-high-risk-analysis", content.documents, KINDS)
    (fallen,) = [one for one in retracted.consequences if one.field == "certainty"]
    assert fallen.key == "claims/bone-denosumab"
    assert fallen.message.endswith("at most low")
