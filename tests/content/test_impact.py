"""What changes if a source of the real content is retracted."""

from app.catalog.registry import KINDS
from app.content.content_reader import Content
from app.content.impact import impact_of


def test_grade_that_rests_on_a_retracted_source_falls(content: Content) -> None:
    (retracted, _) = impact_of("sources/freedom-high-risk-analysis", content.documents, content.guide, KINDS)
    (fallen,) = [one for one in retracted.consequences if one.field == "certainty"]
    assert fallen.key == "claims/bone-denosumab"
    assert fallen.message.endswith("at most low")


def test_sections_of_the_guide_that_show_a_claim_on_the_source_are_named(content: Content) -> None:
    scenarios = impact_of("sources/freedom-high-risk-analysis", content.documents, content.guide, KINDS)
    assert [one.title for one in scenarios] == ["retracted", "dropped"]
    for scenario in scenarios:
        shown = [one for one in scenario.consequences if one.key == "guide"]
        assert [one.field for one in shown] == ["what_protects_bone", "reassurance"]
        assert all("it shows claims/bone-denosumab" in one.message for one in shown)


def test_claim_without_support_for_its_direction_is_named_first(content: Content) -> None:
    source, claim = "sources/iuliano-2021-dairy-care-homes", "claims/bone-dairy-care-homes"
    retracted, dropped = impact_of(source, content.documents, content.guide, KINDS)
    assert (retracted.consequences[0].key, retracted.consequences[0].field) == (claim, "direction")
    for scenario in (retracted, dropped):
        unsupported = [one.key for one in scenario.consequences if "none of them speaks for" in one.message]
        assert unsupported == [claim]
