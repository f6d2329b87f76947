"""The API's own tests, asked of its copy under nginx: `app` is here what stands in for the application."""

from types import ModuleType
from typing import Any

from tests.api import test_bundle, test_entries, test_guide, test_lists, test_openapi
from tests.features import test_claim_evidence, test_graph, test_graph_forms
from tests.server import test_conditional_requests, test_middleware

REPLAYED = (
    test_bundle,
    test_conditional_requests,
    test_claim_evidence,
    test_openapi,
    test_middleware,
    test_entries,
    test_graph,
    test_graph_forms,
    test_guide,
    test_lists,
)
ASKS_MORE = {
    "test_500_reveals_no_internals",
    "test_filter_preserves_order",
    "test_no_match_gives_200_with_empty_list",
    "test_cors_allows_any_origin",
    "test_dot_is_read_by_pydot",
    "test_each_form_has_its_media_type_and_caches_alike",
    "test_success_bodies_have_meta",
    "test_head_equals_get_without_body",
    "test_no_text_breaks_a_form",
    "test_delta_since_current_release_is_empty",
    "test_pagination_neither_skips_nor_repeats",
    "test_bundle_contains_every_entry_and_enumeration",
    "test_what_no_study_of_the_claim_tested_is_extrapolated",
}
"""Tests with questions that only the API answers, such as a filter, its health, or other content."""


def names_in(module: ModuleType) -> dict[str, Any]:
    """Return what a module of tests defines for others: its tests, and the fixtures they ask for."""
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_")
        and name not in ASKS_MORE
        and getattr(value, "__module__", "") == module.__name__
    }


def test_what_is_not_asked_here_is_a_test() -> None:
    defined = {name for module in REPLAYED for name in vars(module) if name.startswith("test_")}
    assert defined >= ASKS_MORE
    assert len(defined - ASKS_MORE) > 60


for replayed in REPLAYED:
    globals().update(names_in(replayed))
